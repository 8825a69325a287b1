"""A row that has gone out, corrected on one page: the words as they went out beside the new ones, the addendum before
it is issued."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from reports.actions.corrections import AddendumMoved, Correction, correct_row, try_correction
from reports.actions.releases import Place, sent_rows
from reports.actions.workflow import MoveRefused, TextMoved
from reports.models import State, Submission
from reports.pages.access import fetch_event, require, require_present, say
from reports.pages.addresses import crumbs, release_address, way_to_quarter
from reports.pages.differences import difference
from reports.pages.review.decide import NO_VERSION
from reports.pages.review.page import posted_data, refuse, with_version
from reports.pages.sheet import printed_sections
from reports.prose.typography import quoted
from reports.rules.event_fields import PRINTED
from reports.rules.permissions import can_correct_released, is_coordinator
from reports.rules.refusals import why_not

from .forms import CorrectionForm

NOT_RELEASED = "Этой строки в выпуске нет. Чтобы изменить её, откройте отчёт снова."
MOVED = "Пока вы смотрели, в дополнение вошло другое. Ничего не выпущено: посмотрите его ещё раз и решите."
ISSUED = 'Строка исправлена: {}. Выпущено: {}, код проверки {}. <a href="{}">Скачать Word</a>'
TEXT_MOVED = (
    "Пока вы писали, в этом отчёте исправили строку. Ничего не изменено, ваши слова на месте: посмотрите дополнение "
    "ещё раз."
)


@dataclass(frozen=True, slots=True)
class ReleasedRow:
    """A row as it went out last; `uid`: of its event where it can be corrected now, else None."""

    place: Place
    uid: str | None


def released_rows(period):
    """The rows that have gone out, by report: [(its name, [ReleasedRow, …]), …] in report order. Two queries."""
    rows = {}
    for uid, place in sent_rows(period).items():
        rows.setdefault(place.submission, []).append((uid, place))
    reports = Submission.objects.filter(pk__in=rows).with_names().in_report_order()
    return [
        (
            report.label,
            [ReleasedRow(place, uid if report.state == State.APPROVED else None) for uid, place in rows[report.pk]],
        )
        for report in reports
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, uid):
    """Correct a released row. The first POST shows the addendum that would come of it, the second one issues exactly
    that; «later» keeps the words for an addendum to come."""
    event = fetch_event(request, uid)
    submission = event.submission
    require(is_coordinator(request.user))
    require_present(event)
    form = CorrectionForm(posted_data(request), event=event)
    if refusal := why_not(can_correct_released, request.user, submission):
        return refuse(request, submission, refusal.sentence, form=form)
    place = sent_rows(submission.period).get(str(event.uid))
    if place is None:
        return refuse(request, submission, NOT_RELEASED, form=form)
    if "version" in form.errors:
        return refuse(request, submission, NO_VERSION, form=form, status=400)
    correction, moved = None, ""
    if form.is_valid():
        try:
            correction = _carry_out(request, event, form)
        except AddendumMoved as error:
            correction, moved = error.correction, MOVED
        except TextMoved as error:
            form, moved = with_version(form, error.submission.version, event=event), TEXT_MOVED
        except MoveRefused as refusal:
            form.add_error(None, refusal.reasons)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if correction.release or form.is_for_later:
                return _done(request, correction)
    return _page(request, event, form, place, correction, moved=moved)


def _carry_out(request, event, form):
    """The Correction of what the form asks for. Raises as `correct_row`."""
    how = {"by": request.user, "values": form.texts, "reason": form.cleaned_data["reason"]}
    how["version"] = form.cleaned_data["version"]
    if form.is_for_later:
        return correct_row(event, **how)
    # Without a code nobody has seen the addendum.
    code = form.cleaned_data["code"] if form.cleaned_data["action"] == "issue" else ""
    return correct_row(event, code=code, **how) if code else try_correction(event, **how)


def _done(request, correction):
    period, release = correction.submission.period, correction.release
    name = quoted(correction.event.name)
    if release is None:
        say(request, f"Строка исправлена: {name}. Она войдёт в следующее дополнение.")
    else:
        parts = name, release.name.lower(), release.code, release_address(release)
        say(request, format_html(ISSUED, *parts))
    return redirect("releases", period.year, period.quarter)


def _page(request, event, form, place, correction, *, moved):
    submission, period = event.submission, event.submission.period
    released = _content_of(event, place)
    typed = form.texts if form.is_bound and form.is_valid() else released
    heading = "Исправить строку выпуска"
    return render(
        request,
        "reports/releases/correct.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}{heading}: {event.name}",
            "section": "board",
            "crumbs": crumbs(*way_to_quarter(period), here=heading),
            "heading": heading,
            "submission": submission,
            "event": event,
            "form": form,
            "place": place,
            "fields": [(form[key], difference(released.get(key) or "", typed[key])) for key in PRINTED],
            "addendum": _Addendum.of(correction) if correction else None,
            "moved": moved,
        },
        status=409 if moved else 200,
    )


def _content_of(event, place):
    """The texts of the row as they went out."""
    return event.revisions.get(version=place.version).full_content


@dataclass(frozen=True, slots=True)
class _Addendum:
    """The addendum before it is issued. `others`: how many more rows it brings, `removed` among them."""

    number: int
    title_lines: list
    sections: list
    after: tuple
    code: str
    others: int
    warnings: list

    @classmethod
    def of(cls, correction: Correction):
        found, table = correction.pending, correction.addendum
        return cls(
            number=found.number,
            title_lines=table.title.split("\n"),
            sections=printed_sections(table),
            after=table.after,
            code=table.code,
            others=found.new + found.changed + len(found.removed) - 1,
            warnings=correction.warnings,
        )
