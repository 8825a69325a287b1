"""The matrix of reports: a row for each municipality, a column for each of the last quarters that are shown."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html

from reports.models import State
from reports.pages.figures.charts import Value
from reports.pages.figures.steps import Links, pieces_of
from reports.prose.summary import figures as sentences
from reports.prose.summary.pieces import number, plain
from reports.prose.words import ROMAN, counted
from reports.queries.figures import LAST, Sums
from reports.rules.permissions import can_follow_quarters, can_see, can_write_to_heads

DAYS = ("день", "дня", "дней")


@dataclass(frozen=True)
class Cell:
    """`look`: the end of the class name; `words`: what is said instead of the number; `more`: what is said below, where
    there is room; `name`: all of it in full, for a link; `letter`: the address of the letter to a silent head."""

    look: str
    words: str
    name: str
    more: str = ""
    value: Value | None = None
    letter: str = ""

    @cached_property
    def said(self):
        """What stands in the cell: a link to the rows or to the letter, or words."""
        value, more = self.value, self.more and format_html(" <span>{}</span>", self.more)
        if value and value.href:
            parts = (value.href, self.name, value.number, value.text, more)
            return format_html('<a href="{}" aria-label="{}" data-number="{}"><b>{}</b>{}</a>', *parts)
        if self.letter:
            return format_html('<a href="{}" aria-label="{}">{}</a>', self.letter, self.name, self.words)
        if value:
            return format_html("<b>{}</b>{}", value.text, more)
        return format_html("{}{}", self.words, more) if more else self.words


# Look → what it means, in the order of the legend.
LOOKS = {
    "rows": "сдан: сколько мероприятий в отчёте",
    "nil": "нет – мероприятий не было",
    "late": "опоздал – сдан после срока",
    "silent": "молчит – срок прошёл, отчёта нет",
    "waiting": "ждём – срок ещё не прошёл",
    "returned": "на доработке",
}


@dataclass(frozen=True)
class Matrix:
    heads: list[tuple[str, str, str]]  # upper line, lower line, in full
    rows: list[tuple[str, str, list]]  # short name, name in full, cells
    said: list[tuple[str, str]]
    plain: str
    looks: list[tuple[str, str]]
    blank: str  # what an empty cell means


def matrix_of(user, counts, chosen, periods, municipalities, reports):
    """`reports`: as from `queries.figures.reports_of`, of the last quarters of `periods`."""
    shown = periods[-LAST:]
    rows = _rows(user, Links(chosen), counts, shown, municipalities, reports)
    # Of a few municipalities the sentence about all would name a part.
    phrases = [] if chosen.municipalities else _phrases(user, shown, reports, municipalities)
    looks = {cell.look for *_, cells in rows for cell in cells if cell}
    return Matrix(
        heads=[(ROMAN[period.quarter - 1], str(period.year), str(period)) for period in shown],
        rows=rows,
        said=pieces_of(phrases),
        plain=" ".join(map(plain, phrases)),
        blank="тогда не отчитывалось" if can_follow_quarters(user) else "выпущенных строк нет",
        looks=[(look, words) for look, words in LOOKS.items() if look in looks],
    )


def _rows(user, links, counts, periods, municipalities, reports):
    may_write = can_write_to_heads(user)
    rows = []
    for one in municipalities:
        name, cells = one.label or one.short_name, []
        for period in periods:
            found = counts.each.places.get((period.pk, one.pk), Sums()).events
            what = f"{name}, {period}"
            value = links.value(found, what, municipalities=[one.pk], quarters=[period.slug])
            report = reports.get((period.pk, one.pk))
            if report and not found and not can_see(user, report):
                value = None  # handed in or not, nothing of it was released
            cells.append(_cell(what, value, report, may_write=may_write))
        rows.append((one.short_name, name, cells))
    return rows


def _cell(what, value, report, *, may_write):
    """None where the municipality had nothing to report, or nothing is known of its report. `value`: None where
    its rows are not for this person."""
    if report is None:
        return Cell("rows", "", value.name, value=value) if value.number else None
    if report.state == State.DRAFT:
        return _not_handed_in(what, value, report, may_write=may_write)
    if report.state == State.RETURNED:
        return Cell("returned", *_said(what, value, "на доработке"), "на доработке", value)
    late = report.days_late
    more = f"опоздал на {counted(late, *DAYS)}" if late else ""
    if report.is_nil:
        return Cell("late" if late else "nil", "нет", f"{what}: мероприятий не было", more)
    return Cell("late" if late else "rows", *_said(what, value, more), more, value)


def _said(what, value, more):
    """The words instead of a number, and all in full."""
    name = value.name if value else f"{what}: сдан, ещё не выпущен"
    return "" if value else "сдан", ", ".join(filter(None, [name, more]))


def _not_handed_in(what, value, report, *, may_write):
    """A draft: never handed in, or withdrawn."""
    if report.first_submitted_at:
        return Cell("waiting", "" if value else "–", f"{what}: отчёт отозван", "отозван", value)
    if report.period.is_archive:
        return Cell("waiting", "–", f"{what}: не внесён", "не внесён")
    if not report.days_late:
        return Cell("waiting", "ждём", f"{what}: срок ещё не прошёл")
    letter = reverse("silence_letter", args=[report.pk]) if may_write else ""
    return Cell("silent", "молчит", f"{what}: молчит, письмо главе", letter=letter)


def _phrases(user, periods, reports, municipalities):
    """Of the last quarter whose deadline has passed, for whoever follows the quarters."""
    period = _last_due(periods)
    if period is None or not can_follow_quarters(user):
        return []
    found = [report for (key, _), report in reports.items() if key == period.pk]
    owing = {report.municipality_id for report in found if report.state == State.DRAFT}
    return sentences.by_report(
        (period.year, period.quarter),
        len(found),
        _on_board(period, "owed", len(owing)),
        [one.short_name for one in municipalities if one.pk in owing],
        _on_board(period, "late", sum(map(_was_late, found))),
        _on_board(period, "nil", sum(report.is_nil for report in found)),
    )


def _last_due(periods):
    today = timezone.localdate()
    return next((one for one in reversed(periods) if one.deadline < today and not one.is_archive), None)


def _was_late(report):
    """Handed in, but after the deadline."""
    return bool(report.first_submitted_at and report.days_late)


def _on_board(period, show, found):
    """A number of reports, and the board that shows just these."""
    return number(found, (f"{reverse('board', args=[period.year, period.quarter])}?show={show}", ""))
