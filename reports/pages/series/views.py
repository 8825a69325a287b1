"""«Серия мероприятий»: one pattern and a list make the rows; «Общие слова»: changed in all rows that have them."""

from functools import cache

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from municipalities.models import Country
from reports.actions import series as actions
from reports.actions.events import NotEditable, preview_event
from reports.pages.access import fetch_event, fetch_submission, refused, refused_to_write, say, say_with_undo
from reports.pages.sheet import printed, row_of
from reports.pages.standing import stand
from reports.prose.words import counted
from reports.queries.partners import partner_places
from reports.queries.series import patterns_of, shared_texts
from reports.rules.findings import check_event
from reports.rules.numbering import row_name, row_numbers

from .forms import SeriesForm, TogetherForm


@require_http_methods(["GET", "HEAD", "POST"])
def series(request, pk):
    """One pattern and a list, the rows that they make, and saving all in one step."""
    standing = stand(request, fetch_submission(request, pk))
    if not standing.may_write:
        return refused_to_write(standing)
    if request.method != "POST":
        return _page(standing, SeriesForm(submission=standing.submission, like=_like(request)))
    form = SeriesForm(request.POST, submission=standing.submission)
    if form.is_valid() and request.POST.get("action") != "preview":
        return _save(standing, form)
    return _page(standing, form)


def _like(request):
    """The event whose pattern the series begins with."""
    uid = request.GET.get("like")
    try:
        return fetch_event(request, uid) if uid else None
    except ValidationError as rubbish:
        raise Http404 from rubbish


def _save(standing, form):
    try:
        made, before, after = actions.create_series(
            standing.submission, rows=form.rows, key=form.cleaned_data["key"], **standing.writer
        )
    except NotEditable as refusal:
        return refused_to_write(standing, str(refusal))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(standing, form)
    if not made:
        say(standing.request, "Эта серия уже сохранена: строки стоят в отчёте.")
        return redirect(standing.home)
    undo = standing.here(reverse("series_undo", args=[standing.submission.pk, before, after]))
    say_with_undo(standing.request, f"Внесено: {counted(len(made), 'строка', 'строки', 'строк')}.", undo)
    return redirect(standing.home)


@require_POST
def live(request, pk):
    """The table of the series as it would be now, as a piece of HTML; writes nothing."""
    standing = stand(request, fetch_submission(request, pk))
    if not standing.may_write:
        return HttpResponse(status=204)
    form = SeriesForm(request.POST, submission=standing.submission)
    form.is_valid()
    return HttpResponse(render_to_string("reports/series/table.html", _table(form)))


def _table(form):
    """The rows as they would be printed, and what a careful reader would ask about them."""
    submission, countries = form.submission, set(Country.objects.values_list("code", flat=True))
    towns = cache(partner_places)
    events = [preview_event(submission, values, countries=countries, towns=towns) for values in form.rows]
    asked = [
        (number, finding.text)
        for number, event in enumerate(events, 1)
        for finding in check_event(event, submission.period)
    ]
    return {
        "rows": [printed(row_of(event), number) for number, event in enumerate(events, 1)],
        "asked": asked,
        "problems": form.errors.get("lines", []) if form.data.get("lines", "").strip() else [],
    }


def _page(standing, form):
    context = _table(form) if form.is_bound else {"rows": [], "asked": [], "problems": []}
    context["problems"] = []  # they stand at the field
    return render(
        standing.request,
        "reports/series/page.html",
        {
            **_frame(standing, "Серия мероприятий"),
            **context,
            "form": form,
            "patterns": [] if form.is_bound else patterns_of(standing.submission),
        },
    )


# What rows share


@require_http_methods(["GET", "HEAD", "POST"])
def together(request, pk):
    """The words that rows share, each with a field to change them in all of these rows at once."""
    standing = stand(request, fetch_submission(request, pk))
    if not standing.may_write:
        return refused_to_write(standing)
    events = list(standing.submission.events.present().in_report_order())
    numbers = row_numbers(events)
    choices = [(str(one.uid), f"{row_name(numbers[one.pk])}: {one.name}") for one in events]
    if request.method == "POST":
        form = TogetherForm(request.POST, choices=choices)
        if form.is_valid():
            return _change(standing, form.cleaned_data)
        return _together_page(standing, [form])
    forms = [
        TogetherForm(
            shared=one,
            choices=[choice for choice in choices if choice[0] in {str(event.uid) for event in one.events}],
            auto_id=f"id_{number}_%s",
        )
        for number, one in enumerate(shared_texts(events)[:MOST_SHARED])
    ]
    return _together_page(standing, forms)


MOST_SHARED = 30


def _change(standing, said):
    try:
        changed, before, after = actions.change_together(
            standing.submission,
            field=said["field"],
            old=said["old"].replace("\r\n", "\n"),
            new=said["new"],
            uids=said["rows"],
            **standing.writer,
        )
    except (NotEditable, ValidationError) as refusal:
        reasons = getattr(refusal, "messages", [str(refusal)])
        return refused(standing.request, standing.submission, reasons, back=standing.desk)
    here = standing.address("series_together", standing.submission.pk)
    if not changed:
        say(standing.request, "Ничего не изменено: этих слов в отмеченных строках уже нет.")
        return redirect(here)
    undo = standing.here(reverse("series_undo", args=[standing.submission.pk, before, after]))
    say_with_undo(standing.request, f"Изменено в {counted(len(changed), 'строке', 'строках', 'строках')}.", undo)
    return redirect(here)


def _together_page(standing, forms):
    context = {**_frame(standing, "Общие слова"), "forms": forms}
    return render(standing.request, "reports/series/together.html", context)


@require_POST
def undo(request, pk, after, until):
    """Take back one series, or one change of shared words."""
    standing = stand(request, fetch_submission(request, pk))
    if not standing.may_write:
        return refused_to_write(standing)
    try:
        back, stayed = actions.take_back(standing.submission, after=after, until=until, **standing.writer)
    except NotEditable as refusal:
        return refused_to_write(standing, str(refusal))
    kept = f" Изменены с тех пор и оставлены: {stayed}." if stayed else ""
    say(request, f"Отменено в {counted(back, 'строке', 'строках', 'строках')}.{kept}")
    return redirect(standing.home)


def _frame(standing, heading):
    return {
        "title": f"{heading}, {standing.submission.label}",
        "heading": heading,
        "section": standing.section,
        "crumbs": standing.crumbs(heading),
        "submission": standing.submission,
        "for_whom": standing.for_whom,
        "back": standing.home,
    }
