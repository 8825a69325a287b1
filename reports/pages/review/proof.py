"""The sheet with its margin: the rows of one report as the coordinator reads them, each with its findings,
remarks and changes. Gathers everything in a fixed number of queries; the page only prints."""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from html import escape, unescape
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from municipalities.models import Officer
from municipalities.models.compiled import compiled
from reports.models import Event, Remark, State
from reports.pages.addresses import addresses_of_events
from reports.pages.differences import difference
from reports.pages.look import icon
from reports.pages.sheet import SheetRow, printed_events
from reports.prose.quotes import place_of
from reports.prose.words import plural, write_date
from reports.queries.resubmission import Resubmission
from reports.rules.event_fields import CELLS, PRINTED
from reports.rules.findings import check_report, is_outside_window, rows_for_checking
from reports.rules.numbering import row_name
from reports.rules.second_review import unprinted, what_happened
from reports.rules.usual_remarks import usual_remarks

from .margin import exchange_of, is_marked, margin_remark, moment_words, short_day

REPORT_ANCHOR = "whole"


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One row of the sheet and its margin. `label` names the row in a sentence («строка 3»); `news`: what
    has happened to it since the return, as (icon, words of the tag, text)."""

    event: object
    printed: SheetRow
    label: str
    findings: list
    is_outside_window: bool
    remarks: list
    news: list = field(default_factory=list)
    said: str = ""  # the findings, drawn
    proposed: str = ""  # names of the partners that are not confirmed yet
    acts: str = ""  # links to what can be done with it

    @property
    def anchor(self):
        return f"row-{self.event.pk}"

    @property
    def is_plain(self):
        """There is nothing in the margin but findings and links."""
        event = self.event
        return event.is_included and not (
            self.is_outside_window or event.note or self.proposed or self.remarks or self.news
        )

    @property
    def html(self):
        """A plain row, drawn. Most rows of a report are plain."""
        margin = f'{self.said}<div class="btn-row note-acts">\n{self.acts}\n</div>\n'
        css = ' class="long"' if self.printed.is_long else ""
        return mark_safe(
            f'<tr id="{self.anchor}" data-remark-row data-key-place="row"{css}>\n'
            f'{self.printed.cells}\n<td class="note">\n{margin}</td>\n</tr>\n'
        )


@dataclass(frozen=True, slots=True)
class UsualShown:
    """A usual remark to choose: `text`: its words, where all rows get the same; `rows`: (value of the control, «строка
    3», words of this row where they differ)."""

    key: str
    name: str
    text: str
    rows: list

    @property
    def rows_html(self):
        return mark_safe(
            "".join(
                [
                    f'<label class="check"><input type="checkbox" name="row" value="{value}">\n'
                    f"<span>{escape(capfirst(label))}{f': {escape(text)}' if text else ''}</span></label>\n"
                    for value, label, text in self.rows
                ]
            )
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """`gone`: revisions of the rows deleted since the return; `is_reordered`: rows were moved by hand since.
    `elsewhere`: remarks on the report as a whole and on deleted rows. `open_remarks`: pairs (anchor, words) for links.
    `read_at`: the last change, in words; `usual`: UsualShown of what could be put on its rows."""

    rows: list
    elsewhere: list
    gone: list
    open_remarks: list
    read_at: str
    printed_count: int
    to_check: int = 0
    is_reordered: bool = False
    usual: list = field(default_factory=list)

    @property
    def fixed(self):
        """Margins of the remarks that are put right and not settled yet."""
        return [margin for margin in self._margins() if margin.is_fixed]

    @property
    def open_count(self):
        return self._count(Remark.State.OPEN)

    @property
    def answered_count(self):
        return self._count(Remark.State.ANSWERED)

    def _count(self, state):
        return sum(margin.remark.state == state for margin in self._margins())

    def _margins(self):
        return [margin for row in self.rows for margin in row.remarks] + self.elsewhere


def gather_proof(
    submission, returned=None, *, with_changes=True, can_remark=False, can_edit=False, released=(), view=""
):
    """The proof of a report (at most eight queries). `returned`: the StateChange since which it is compared; with
    changes they are in the texts too. `released`: uids of the rows that have gone out and can be corrected."""
    events = rows_for_checking(submission)
    remarks = exchange_of(submission)
    found = Resubmission(submission, returned, remarks) if returned else None
    acts_of = acts_maker(submission, can_remark=can_remark, can_edit=can_edit, released=released, view=view)
    make = _Rows(submission, events, remarks, found, acts_of)
    shown = printed_events(events)
    if found and with_changes:
        shown = [_with_changes(printed, found) for printed in shown]
    rows = [make.row(event, printed) for event, printed in zip(events, shown, strict=True)]
    elsewhere = make.elsewhere()
    moments = [event.changed_at for event in events] + [submission.submitted_at]
    return Proof(
        rows=rows,
        elsewhere=elsewhere,
        gone=_gone(found) if found else [],
        open_remarks=_open_remarks(rows, elsewhere),
        read_at=moment_words(max(filter(None, moments), default=None), submission),
        printed_count=sum(event.is_included for event in events),
        to_check=sum(event.is_place_to_check for event in events),
        is_reordered=bool(found) and found.is_reordered,
        usual=make.usual(rows) if can_remark else [],
    )


def finding_html(finding):
    """A finding in the margin. Made here: a template takes as long for them as for the rest of the page."""
    css, sign = ("tag-bad", "error") if finding.is_error else ("tag-wait", "warning")
    return (
        f'<div class="remark">\n<span class="tag {css}">\n{icon(sign)}{escape(finding.label)}</span>\n'
        f"<p>{escape(capfirst(finding.text))}.</p>\n</div>\n"
    )


class _Rows:
    """Makes the rows of the sheet with what stands in their margin."""

    def __init__(self, submission, events, remarks, found, acts_of):
        self.submission, self.found, self.acts_of = submission, found, acts_of
        self.present = {event.pk for event in events}
        self.proposed = _proposed_partners(submission)
        self.all_findings, self.all_remarks = check_report(events, submission.period), remarks
        self.findings, self.remarks = defaultdict(list), defaultdict(list)
        for finding in self.all_findings:
            self.findings[finding.event.pk].append(finding)
        for remark in remarks:
            self.remarks[remark.event_id].append(remark)

    def row(self, event, printed):
        label, remarks, period = row_name(printed.number), self.remarks[event.pk], self.submission.period
        return ProofRow(
            event=event,
            printed=_with_quotes(printed, remarks),
            label=label,
            findings=self.findings[event.pk],
            said=mark_safe("".join([finding_html(finding) for finding in self.findings[event.pk]])),
            is_outside_window=bool(event.window_reason) and is_outside_window(event, period),
            remarks=[_margin(remark, self.submission, self.found, event) for remark in remarks],
            news=_news(event, self.found) if self.found else [],
            proposed="; ".join(self.proposed[event.pk]),
            acts=self.acts_of(event, label),
        )

    def usual(self, rows):
        """The UsualShown of what could be put on these ProofRows."""
        labels = {row.event.pk: row.label for row in rows}
        shown = []
        for kind in usual_remarks([row.event for row in rows], self.all_findings, self.all_remarks):
            texts = {one.text for one in kind.proposed}
            common = texts.pop() if len(texts) == 1 else ""
            values = [
                (f"{kind.key}:{one.event.uid}", labels[one.event.pk], "" if common else one.text)
                for one in kind.proposed
            ]
            shown.append(UsualShown(kind.key, kind.name, common, values))
        return shown

    def elsewhere(self):
        """The remarks on the report as a whole and on deleted rows."""
        return [
            _margin(remark, self.submission, self.found)
            for event, remarks in self.remarks.items()
            if event not in self.present
            for remark in remarks
        ]


def _gone(found):
    """The revisions of the rows deleted since the return."""
    return [old for pk, old in found.before.items() if found.then(pk) and not found.now(pk)]


def acts_maker(submission, *, can_remark, can_edit, released=(), view=""):
    """A function that gives the links of a row. Made here: a template takes as long for them as for the page."""
    remark = reverse("remark_add", args=[submission.pk])
    routes = ("event", "event_leave_out", "event_correct", "event_history")
    form, leave_out, correct, history = map(addresses_of_events, routes)
    plus, back = icon("plus"), f"&amp;view={view}" if view else ""

    def link(address, does, words, label, more=""):
        return f'<a class="linkish quiet-add" href="{address}" aria-label="{does}: {label}"{more}>{words}</a>'

    def acts_of(event, label):
        links, uid = [], str(event.uid)
        if can_remark:
            address, words = f"{remark}?event={uid}{back}", f"{plus}<span>Замечание</span>"
            links.append(link(address, "Добавить замечание", words, label, " data-remark-add"))
        if can_edit:
            links.append(link(form(uid), "Править", "Править", label))
        if can_edit and event.is_included:
            links.append(link(leave_out(uid), "Не включать в сводный отчёт", "Не включать", label))
        if uid in released:
            links.append(link(correct(uid), "Исправить строку выпуска", "Исправить", label))
        if event.version > 1:
            links.append(link(history(uid), "История", "История", label))
        return mark_safe("".join(links))  # addresses and words of ours only

    return acts_of


def _proposed_partners(submission):
    """Event id → names of its partners that are not confirmed yet. One query; none where `has_proposed` says that there
    are none."""
    proposed = defaultdict(list)
    if not getattr(submission, "has_proposed", True):
        return proposed
    for event, name in _proposed(submission=submission.pk):
        proposed[event].append(name)
    return proposed


@compiled(submission=None)
def _proposed(submission):
    ties = Event.partners.through.objects.filter(
        event__submission=submission, event__deleted_at=None, partner__is_confirmed=False
    )
    return ties.order_by("partner__sort_key", "partner").values_list("event", "partner__name")


def _with_changes(printed, found):
    """The row with what was added and removed in its cells since the return; a row that was not there, as it is."""
    before = found.then(printed.event.pk)
    if before is None:
        return printed
    changed = [key for key in found.changed_in(printed.event.pk) if key in CELLS]
    texts = {key: (before.get(key) or "", getattr(printed.event, key)) for key in changed}
    return replace(printed, **{CELLS[key]: difference(*pair) for key, pair in texts.items()})


def _news(event, found):
    """What has happened to a row of the sheet since the return, as (icon, words of the tag, text): what remarks asked
    for and what they did not."""
    unasked, changed = found.unasked.get(event.pk), found.changed_in(event.pk)
    if not unasked and not changed:
        return []
    last = found.last[event.pk]
    who = ", ".join([*([last.by.short_name] if last.by else []), short_day(last.at, found.submission)])
    if unasked and unasked.kind in {"added", "restored"}:
        return [("plus", what_happened(unasked, event.exclusion_reason), who)]
    of_its_own = {*unasked.fields, *unasked.others} if unasked else set()
    news = [
        ("changed", words, _told(keys, who))
        for words, keys in [
            ("Изменено", [key for key in changed if key not in of_its_own]),
            ("Изменено без замечаний", [key for key in changed if key in of_its_own]),
        ]
        if keys
    ]
    if unasked and unasked.included:
        news.append(("changed", what_happened(unasked, ""), ""))
    return news


def _told(keys, who):
    """«Белова Т. И., 14 января: место, цель; сведения, которые не печатаются: заметка.»"""
    printed, others = ", ".join(PRINTED[key] for key in keys if key in PRINTED), unprinted(keys)
    text = "; ".join(filter(None, [printed, f"сведения, которые не печатаются: {others}" if others else ""]))
    return f"{who}: {text}."


def _with_quotes(printed, remarks):
    """The row with the words marked that remarks quote."""
    if not remarks:
        return printed
    quotes = defaultdict(list)
    for remark in remarks:
        if is_marked(remark):
            quotes[CELLS[remark.field]].append((remark.quote, remark.quote_number))
    return replace(printed, **{cell: mark_quotes(getattr(printed, cell), found) for cell, found in quotes.items()})


def mark_quotes(html, quotes):
    """The HTML of a cell with the quoted words in <mark>; `quotes`: pairs of words and the number of their place.

    Works on what a reader sees, whether changes are shown or not: tags are as blanks, what was deleted or is only
    read aloud counts for nothing.
    """
    pieces, hidden, seen = re.split(r"(<[^>]*>)", html), 0, []
    for number, piece in enumerate(pieces):
        if number % 2:
            hidden += bool(_HIDING.match(piece)) - bool(_SHOWING.match(piece))
            seen.append("\0" if _SEAMLESS.match(piece) else " ")
        else:
            seen.append("" if hidden else unescape(piece))
    # A tag inside a line joins: it counts for nothing, so its place is taken out of the text that is searched.
    text = "".join(seen)
    plain = [place for place, letter in enumerate(text) if letter != "\0"]
    searched = text.replace("\0", "")
    marked = set()
    for quote, count in quotes:
        if place := place_of(searched, quote, count):
            marked.update(plain[slice(*place)])
    if not marked:
        return html
    out, start = [], 0
    for number, (piece, letters) in enumerate(zip(pieces, seen, strict=True)):
        out.append(piece if number % 2 or not letters else _with_marks(letters, start, marked))
        start += len(letters)
    return mark_safe("".join(out))


def _with_marks(letters, start, marked):
    """A piece of text, escaped; `marked`: places of letters, `start` being that of the first."""
    runs = groupby(enumerate(letters, start), key=lambda one: one[0] in marked)
    parts = [(is_in, escape("".join(letter for _, letter in run))) for is_in, run in runs]
    return "".join(f'<mark class="in-text">{part}</mark>' if is_in else part for is_in, part in parts)


_HIDING, _SHOWING = re.compile(r"<(del|span)\b"), re.compile(r"</(del|span)>")
_SEAMLESS = re.compile(r"</?(ins|del|span)\b")


def _margin(remark, submission, found, event=None):
    text = getattr(event, remark.field) if event and remark.field else ""
    return margin_remark(remark, submission, text=text, outcome=found.outcome(remark) if found else None)


def _open_remarks(rows, elsewhere):
    """Where the open remarks are: one link for each row, in the sheet's order."""
    links = [(row.anchor, row.label) for row in rows if any(_is_open(margin) for margin in row.remarks)]
    if any(_is_open(margin) for margin in elsewhere):
        links.insert(0, (REPORT_ANCHOR, "отчёт в\u00a0целом"))
    return links


def _is_open(margin):
    return margin.remark.state == Remark.State.OPEN


def handed_in_words(submission):
    """«Сдан в срок 13 января, повторно 21 января»: when, whether late, and whether again."""
    late = submission.days_late
    days = f"{late}\u00a0{plural(late, 'день', 'дня', 'дней')}"
    if submission.first_submitted_at is None:
        if submission.has_missed_intake:
            return f"Не сдан, срок был {write_date(submission.due)}"
        return (
            f"Ещё не сдан, опаздывает на\u00a0{days}" if late else f"Ещё не сдан, срок – {write_date(submission.due)}"
        )
    first = short_day(submission.first_submitted_at, submission)
    words = f"Сдан {first} с\u00a0опозданием на\u00a0{days}" if late else f"Сдан в\u00a0срок {first}"
    if submission.has_missed_intake:
        words = f"Сдан {first}, когда приём был закончен"
    if submission.submitted_at and submission.submitted_at != submission.first_submitted_at:
        words += f", повторно {short_day(submission.submitted_at, submission)}"
    if submission.state == State.RETURNED:
        words += f", возвращён {short_day(submission.returned_at, submission)}"
    elif submission.state == State.APPROVED:
        words += f", принят {short_day(submission.approved_at, submission)}"
    return words


def contacts(submission):
    """The municipality's people for the page's head: (name, phone, e-mail)."""
    links = _links(municipality=submission.municipality_id, today=timezone.localdate())
    return [(link.user.short_name, link.user.phone, link.user.email) for link in links]


@compiled(municipality=None, today=Officer._meta.get_field("since"))
def _links(municipality, today):
    return (
        Officer.objects.filter(municipality=municipality).current(today).select_related("user").order_by("since", "pk")
    )
