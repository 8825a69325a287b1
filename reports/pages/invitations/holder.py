"""The page behind a link: the five texts of one row, without an account. Nothing of the report is on it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reports.actions import invitations as actions
from reports.models import Submission

from .forms import RowForm

WRONG = "Ссылка неверна: откройте её из письма целиком или попросите прислать ещё раз."


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, token):
    """The form of the row; a link that is out of date, revoked or answered says so and shows what was typed."""
    invitation = actions.find_by_token(token)
    if invitation is None:
        return _answer(request, None, None, WRONG, status=404)
    closed = actions.why_closed(invitation)
    if request.method != "POST":
        form = None if closed else RowForm(initial=_written(invitation))
        return _answer(request, invitation, form, closed)
    form = RowForm(request.POST)
    if not form.is_valid():
        return _answer(request, invitation, form, closed, status=409 if closed else 200)
    who = {name: form.cleaned_data[name] for name in ("author", "post", "phone")}
    try:
        actions.answer(by=token, values=form.row, **who)
    except actions.InvitationRefused as refusal:
        return _answer(request, invitation, form, str(refusal), status=409)
    return redirect(f"{request.path}?sent=1")


def _written(invitation):
    """What was written before the officer sent it back."""
    who = {"author": invitation.author, "post": invitation.post, "phone": invitation.phone}
    return {**(invitation.answer or {}), **who}


def _answer(request, invitation, form, closed, *, status=200):
    """The page. What was typed into a form that cannot be sent any more is shown to be copied."""
    typed = [field for field in form if field.value()] if form and closed and form.is_bound else []
    report = invitation and Submission.objects.with_names().select_related("period").get(pk=invitation.submission_id)
    answer = render(
        request,
        "reports/invitations/write.html",
        {
            "title": "Строка для отчёта",
            "invitation": invitation,
            "municipality": report.label if report else "",
            "quarter": str(report.period) if report else "",
            "form": None if closed else form,
            "closed": closed,
            "was_sent": bool(invitation and invitation.answered_at and "sent" in request.GET),
            "typed": typed,
        },
        status=status,
    )
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"  # the address is the right to write
    return answer
