"""«Попросить прислать строку»: the officer's links, and what has come of them."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions import invitations as actions
from reports.actions.events import AlreadyCreated, NotEditable
from reports.files.table import PrintedRow
from reports.models import Invitation, Submission
from reports.pages.access import fetch_submission, refused, refused_to_write, say
from reports.pages.sheet import printed
from reports.pages.standing import stand
from reports.prose.typography import quoted
from reports.prose.words import write_date
from reports.rules.event_fields import CELLS

from .forms import USUAL, InviteForm, SendBackForm


@dataclass(frozen=True, slots=True)
class Asked:
    """One link as the page shows it. `row`: what was answered, as it would be printed, or None."""

    invitation: Invitation
    address: str
    row: object
    back: SendBackForm


@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request, pk):
    """The links of the report, and the form of a new one."""
    standing = stand(request, fetch_submission(request, pk))
    if not standing.may_write:
        return refused_to_write(standing)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite(standing.submission, **form.cleaned_data, **standing.writer)
        except NotEditable as refusal:
            return refused_to_write(standing, str(refusal))
        say(request, f"Ссылка готова: {quoted(made.asked)}. Скопируйте её и отправьте тому, кто проводил мероприятие.")
        return redirect(_home(standing))
    return _page(standing, form)


def _page(standing, form, back=None):
    asked = [
        Asked(
            one,
            f"{settings.SITE_URL}{reverse('invitation_write', args=[actions.token_of(one)])}",
            _row(one) if one.answer else None,
            back if back and back.prefix == f"back{one.pk}" else SendBackForm(prefix=f"back{one.pk}"),
        )
        for one in standing.submission.invitations.select_related("taken")
    ]
    return render(
        standing.request,
        "reports/invitations/page.html",
        {
            "title": f"Попросить прислать строку, {standing.submission.label}",
            "section": standing.section,
            "crumbs": standing.crumbs("Попросить прислать строку"),
            "submission": standing.submission,
            "for_whom": standing.for_whom,
            "asked": asked,
            "form": form,
            "back": standing.home,
        },
    )


def _row(invitation):
    texts = {cell: invitation.answer[name] for name, cell in CELLS.items()}
    return printed(PrintedRow(**texts, uid=invitation.uid, version=1), None)


@require_POST
def decide(request, uid, act):
    """Take the answer as a row, send it back, revoke the link or let it work again."""
    if act not in ACTS:
        raise Http404
    invitation = _fetch(request, uid)
    standing = stand(request, fetch_submission(request, invitation.submission_id))
    if not standing.may_write:
        return refused_to_write(standing)
    invitation.submission = standing.submission
    try:
        return ACTS[act](standing, invitation)
    except NotEditable as refusal:
        return refused_to_write(standing, str(refusal))


def _take(standing, invitation):
    try:
        row = actions.take(invitation, **standing.writer)
    except AlreadyCreated as before:
        return redirect(standing.address("event", before.event.uid))
    except ValidationError as error:
        return refused(standing.request, standing.submission, error.messages, back=_home(standing))
    say(standing.request, f"Взято в отчёт: {quoted(row.name)}. Проверьте строку; кто её прислал, написано в заметке.")
    return redirect(standing.address("event", row.uid))


def _send_back(standing, invitation):
    form = SendBackForm(standing.request.POST, prefix=f"back{invitation.pk}")
    if not form.is_valid():
        return _page(standing, InviteForm(), back=form)
    actions.send_back(invitation, **form.cleaned_data, **standing.writer)
    say(standing.request, "Возвращено: та же ссылка снова открыта, на ней видны ваш вопрос и прежний текст.")
    return redirect(_home(standing))


def _revoke(standing, invitation):
    actions.revoke(invitation, **standing.writer)
    say(standing.request, f"Ссылка отозвана: {quoted(invitation.asked)}.")
    return redirect(_home(standing))


def _renew(standing, invitation):
    until = timezone.localdate() + USUAL
    actions.renew(invitation, until=until, **standing.writer)
    say(standing.request, f"Ссылка снова действует, до {write_date(until)}: {quoted(invitation.asked)}.")
    return redirect(_home(standing))


ACTS = {"take": _take, "back": _send_back, "revoke": _revoke, "renew": _renew}


def _fetch(request, uid):
    """The invitation of a report in the person's scope. Raises Http404."""
    scope = Submission.objects.visible_to(request.user).order_by()
    return get_object_or_404(Invitation.objects.filter(submission__in=scope), uid=uid)


def _home(standing):
    return standing.address("invitations", standing.submission.pk)
