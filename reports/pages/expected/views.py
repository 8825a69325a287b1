"""«Было раньше»: events of earlier quarters, each with a tick; what is ticked comes as rows of the report."""

from dataclasses import dataclass

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions import expected as actions
from reports.actions.events import NotEditable
from reports.pages.access import fetch_event, fetch_submission, refused, refused_to_write, require, say, say_with_undo
from reports.pages.addresses import event_address
from reports.pages.differences import difference
from reports.pages.standing import stand
from reports.prose.typography import quoted
from reports.prose.words import counted
from reports.queries.expected import Offer, offered, put_aside, to_take_into
from reports.rules.permissions import is_officer_of

from .forms import OffersForm, WayBackForm, names_of


@dataclass(frozen=True, slots=True)
class Line:
    """One offer as the page prints it. `name`: the new one as HTML, what was raised in it marked."""

    offer: Offer
    name: str
    controls: list  # of the form: «состоялось», what otherwise, that it was shown


@require_http_methods(["GET", "HEAD", "POST"])
def expected(request, pk):
    """What the municipality has reported before, to be taken into this quarter or put aside."""
    standing = stand(request, fetch_submission(request, pk))
    if not standing.may_write:
        return refused_to_write(standing)
    offers = offered(standing.submission)
    form = OffersForm(request.POST if request.method == "POST" else None, offers=offers)
    if request.method == "POST" and form.is_valid():
        return _answer(standing, form.answers)
    return _page(standing, offers, form)


def _answer(standing, answers):
    try:
        rows, before, after = actions.answer_offers(standing.submission, answers=answers, **standing.writer)
    except NotEditable as refusal:
        return refused_to_write(standing, str(refusal))
    if before == after:
        say(standing.request, "Новых ответов нет: список тем временем изменился.")
        return redirect(standing.address("report_expected", standing.submission.pk))
    undo = standing.here(reverse("expected_undo", args=[standing.submission.pk, before, after]))
    say_with_undo(standing.request, _what_was_done(rows, answers), undo)
    return redirect(standing.home)


def _what_was_done(rows, answers):
    aside = len(answers) - len(rows)
    put = f"Больше не предлагаем в этом квартале: {aside}." if aside else ""
    if not rows:
        return put
    number = counted(len(rows), "строка", "строки", "строк")
    return f"Взято: {number}. Впишите дни и результат, проверьте участников. {put}".strip()


@require_POST
def undo(request, pk, after, until):
    """Take the answers of one press back, with the rows that they made."""
    standing = stand(request, fetch_submission(request, pk))
    if not standing.may_write:
        return refused_to_write(standing)
    try:
        _, stayed = actions.take_back(standing.submission, after=after, until=until, **standing.writer)
    except NotEditable as refusal:
        return refused_to_write(standing, str(refusal))
    kept = f" Строки, которые вы уже изменили, остались: {stayed}." if stayed else ""
    say(request, f"Отменено.{kept}")
    return redirect(standing.address("report_expected", standing.submission.pk))


@require_POST
def again(request, pk, uid):
    """Offer an event again that was put aside."""
    standing = stand(request, fetch_submission(request, pk))
    event = fetch_event(request, uid)
    if not standing.may_write:
        return refused_to_write(standing)
    try:
        actions.offer_again(standing.submission, event=event, **standing.writer)
    except NotEditable as refusal:
        return refused_to_write(standing, str(refusal))
    return redirect(standing.address("report_expected", standing.submission.pk))


@require_POST
def checked(request, uid):
    """The person has looked at a row that was taken from an earlier report: nothing of it is asked about any more."""
    event = fetch_event(request, uid)
    standing = stand(request, event.submission)
    if not standing.may_write:
        return refused_to_write(standing)
    try:
        actions.mark_checked(event, **standing.writer)
    except NotEditable as refusal:
        return refused_to_write(standing, str(refusal))
    say(request, f"Проверено: {quoted(event.name)}.")
    form = WayBackForm(request.POST)
    return redirect((form.is_valid() and form.cleaned_data["next"]) or standing.home)


@require_POST
def take(request, uid):
    """Take one event of a past report into the quarter that its officer can write now."""
    event = fetch_event(request, uid)
    require(is_officer_of(request.user, event.submission))
    into = to_take_into(request.user, event.submission)
    if into is None:
        reason = "Сейчас нет открытого квартала, в который её можно взять. Когда он откроется, строка будет предложена."
        return refused(request, event.submission, [reason], back=event_address("event", uid))
    try:
        row = actions.take_event(event, into, by=request.user)
    except NotEditable as refusal:
        return refused(request, event.submission, [str(refusal)], back=event_address("event", uid))
    say(request, f"Взято в отчёт, {into.period}: {quoted(row.name)}. Впишите дни и результат, проверьте участников.")
    return redirect("event", row.uid)


def _page(standing, offers, form):
    lines = [
        Line(offer, difference(offer.event.name, offer.name.text), [form[name] for name in names_of(offer)])
        for offer in offers
    ]
    return render(
        standing.request,
        "reports/expected/page.html",
        {
            "title": f"Было раньше, {standing.submission.label}",
            "section": standing.section,
            "crumbs": standing.crumbs("Было раньше"),
            "submission": standing.submission,
            "for_whom": standing.for_whom,
            "groups": [group for group in _groups(lines) if group[1]],
            "aside": [(answer, answer.get_answer_display()) for answer in put_aside(standing.submission)],
            "form": form,
            "back": standing.home,
        },
    )


def _groups(lines):
    """(heading, lines): the same quarter of earlier years, then the last quarters."""
    yearly = [line for line in lines if line.offer.years]
    return [
        ("В этом же квартале прежних лет", yearly),
        ("В последних кварталах", [line for line in lines if not line.offer.years]),
    ]
