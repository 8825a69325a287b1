"""«Привести к образцу»: a report's texts in the house style, each suggestion to accept or leave."""

from itertools import groupby

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions.events import NotEditable
from reports.actions.house_style import accept_advice, advice_for, undo_advice
from reports.pages.officer.forms import AdviceForm
from reports.prose.words import counted
from reports.rules.permissions import can_edit_events
from reports.rules.refusals import why_not

from .access import fetch_submission, refused, say, say_with_undo
from .addresses import crumbs, way_to_report
from .differences import difference


@require_http_methods(["GET", "HEAD", "POST"])
def house_style(request, pk):
    """What the house style would write otherwise: before and after, one box each."""
    submission = fetch_submission(request, pk)
    if refusal := why_not(can_edit_events, request.user, submission):
        return _refuse(request, submission, refusal.sentence)
    advice = advice_for(submission)
    seen = [one for one in advice if not one.is_unseen]
    unseen = [one for one in advice if one.is_unseen]
    form = AdviceForm(
        request.POST if request.method == "POST" else None,
        seen=[one.key for one in seen],
        unseen=[one.key for one in unseen],
    )
    if request.method == "POST" and form.is_valid():
        return _accept(request, submission, form.chosen)
    return _page(request, submission, seen, unseen, form)


def _accept(request, submission, keys):
    try:
        events, before, after = accept_advice(submission, by=request.user, keys=keys)
    except NotEditable as refusal:
        return _refuse(request, submission, str(refusal))
    rows = counted(len(events), "строке", "строках", "строках")
    say_with_undo(
        request,
        f"Исправлено в {rows}.",
        reverse("house_style_undo", args=[submission.pk, before, after]),
    )
    return redirect("house_style", submission.pk)


@require_POST
def undo(request, pk, after, until):
    """Give back the texts from before the corrections; what was changed since stays."""
    submission = fetch_submission(request, pk)
    if refusal := why_not(can_edit_events, request.user, submission):
        return _refuse(request, submission, refusal.sentence)
    try:
        back, stayed = undo_advice(submission, by=request.user, after=after, until=until)
    except NotEditable as refusal:
        return _refuse(request, submission, str(refusal))
    text = f"Прежний текст снова в {counted(back, 'строке', 'строках', 'строках')}."
    if stayed:
        text += f" Изменены после исправления и оставлены: {stayed}."
    say(request, text)
    return redirect("house_style", submission.pk)


def _page(request, submission, seen, unseen, form):
    rows = [
        (event, [(one, _shown(one.suggestion)) for one in group])
        for event, group in groupby(seen, key=lambda one: one.event)
    ]
    return render(
        request,
        "reports/house_style.html",
        {
            "title": f"Привести к образцу, {submission.label}",
            "section": "board" if request.user.is_coordinator else "report",
            "crumbs": crumbs(way_to_report(request.user, submission)[-1], here="Привести к образцу"),
            "submission": submission,
            "rows": rows,
            "count": len(seen),
            "unseen": unseen,
            "unseen_places": sum(len(one.suggestion.edits) for one in unseen),
            "form": form,
            "back": _back(request, submission),
        },
    )


def _shown(suggestion):
    """The words around, what goes struck out, what comes underlined; a blank that would not be seen as «·»."""
    if suggestion.old.strip() and suggestion.new.strip():
        return difference(suggestion.before, suggestion.after)
    removed = format_html('<del><span class="visually-hidden">удалено: </span>{}</del>', _visible(suggestion.old))
    added = format_html('<ins><span class="visually-hidden">добавлено: </span>{}</ins>', _visible(suggestion.new))
    return format_html(
        "{}{}{}{}", suggestion.head, removed if suggestion.old else "", added if suggestion.new else "", suggestion.tail
    )


def _visible(blanks):
    return blanks.replace(" ", "·").replace("\u00a0", "·").replace("\t", "→")


def _refuse(request, submission, reason):
    return refused(request, submission, [reason], back=_back(request, submission))


def _back(request, submission):
    address, _ = way_to_report(request.user, submission)[-1]
    return address
