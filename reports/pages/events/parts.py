"""The parts around the form of an event: what was understood, the row on paper between its neighbours, the
findings, the coordinator's remarks. The page and its live updates print the same parts."""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.utils.html import format_html, format_html_join

from reports.actions.events import preview_event
from reports.actions.house_style import seen_advice
from reports.models.event import Source
from reports.pages.addresses import event_address
from reports.pages.officer.forms import AnswerForm
from reports.pages.review.margin import margin_remark, with_exchange
from reports.pages.sheet import printed, row_of
from reports.prose.cleaning import even_out
from reports.prose.periods.understand import UnderstoodPeriod, describe_period, understand_period
from reports.prose.places.understand import UnderstoodPlace, describe_place, missing_country, understand_place
from reports.prose.typography import quoted
from reports.queries.consolidated import printed_heading
from reports.queries.event_content import rows_of
from reports.queries.partners import partner_places
from reports.rules.event_fields import LABELS, NUMBERS, PARTICIPANTS, PROSE, PURPOSE
from reports.rules.findings import (
    check_among,
    documents_not_entered,
    is_outside_window,
    taken_and_not_checked,
)
from reports.rules.numbering import row_numbers
from reports.rules.permissions import can_answer

from .buttons import action_to_enter, row_of_document
from .drawing import field_html, notes_html
from .note import Note
from .suggested import suggested

PINNED_FOR_OTHER_TEXT = {"period_pinned_for_other_text", "place_pinned_for_other_text"}
TOO_LONG = "Текст слишком длинный: проверено и показано только начало. Сократите его."
MOVED_TO_NOTE = "Сюда перенесены документы и партнёры, которым не хватило строк."
SAVE_CHECKED = "save_checked"  # and everything of a row that was taken is right
NEIGHBOURS = 1  # rows shown above and below
STYLE_NOTES = 3  # of one text; the button does them all


@dataclass
class FieldOnPage:
    """A control with everything that belongs under it."""

    field: object
    notes: list = field(default_factory=list)
    remarks: list = field(default_factory=list)

    @property
    def html(self):
        return field_html(self)

    @property
    def notes_html(self):
        return notes_html(self.notes)

    @property
    def level(self):
        levels = {note.level for note in self.notes}
        return "bad" if "bad" in levels else "wait" if "wait" in levels else ""


class Parts:
    """Everything around one form. Queries: one for the rows of the report (none where they are given, in report order)
    and two for the remarks of a stored event."""

    def __init__(self, user, form, submission, event=None, *, is_live=False, events=None):
        self.form, self.submission, self.event, self.is_live = form, submission, event, is_live
        self.values = form.values_to_show()
        self.shown = preview_event(
            submission,
            self.values,
            event,
            confirm_pins=form.is_bound and bool(form.cleaned_data.get("confirm_pins")),
            countries=form.lists.country_names.keys(),
            towns=lambda: form.lists.places,
        )
        self.shown.to_check = getattr(event, "to_check", "")
        events = rows_of(submission) if events is None else events
        self.events = in_report(events, self.shown, submission)
        self.numbers = row_numbers(self.events)
        self.findings = check_among(self.shown, self.events, submission.period)
        if event is None:
            # A row that is only being written is asked what is wrong, not what is missing yet.
            missing = [f for f in self.findings if f.rule == "missing_text"]
            self.still_empty = [LABELS[f.field] for f in missing] if form.is_bound else []
            self.findings = [f for f in self.findings if f.rule != "missing_text"]
        else:
            self.still_empty = []
        has_remarks = event is not None and getattr(event, "has_open_remarks", True)
        self.remarks = remarks_of(user, submission, event) if has_remarks else []
        self.asks_confirming = any(f.rule in PINNED_FOR_OTHER_TEXT for f in self.findings)
        self.is_outside = is_outside_window(self.shown, submission.period)

    @property
    def number(self):
        """The number of the row in the report; None when it is left out of the table."""
        return self.numbers[self.shown.pk]

    @property
    def asked(self):
        """The names of the controls about which there is an error, a finding or a remark."""
        remarks = [remark.field for remark in self.remarks]
        return {*self.form.errors, *[finding.field for finding in self.findings], *remarks}

    def fields(self):
        """The form's visible controls by name."""
        return {
            bound.name: FieldOnPage(bound, self.notes(bound.name), [r for r in self.remarks if r.field == bound.name])
            for bound in self.form
            if not bound.is_hidden
        }

    def notes(self, name):
        """Errors first, then what was understood, then the findings."""
        errors = [Note("bad", f"Ошибка: {error}") for error in self._errors(name)]
        if self.form.is_cut(name):
            return [*errors, Note("wait", TOO_LONG)]
        if name == "period_text":
            return [*errors, *period_notes(self.shown, self.submission.period), *self._to_check(name)]
        if name == "place_text":
            return [*errors, *place_notes(self.shown, lambda: self.form.lists.places)]
        if name == "new_partners" and not errors:
            return [Note("ok" if known else "hint", text) for known, text in self.form.new_partner_notes()]
        said = [Note("hint", note)] if name in NUMBERS and (note := self.form.inexact_note(name)) else []
        return [*errors, *said, *self._moved_here(name), *self._found(name), *self._advice(name)]

    def _moved_here(self, name):
        return [Note("wait", MOVED_TO_NOTE)] if name == "note" and self.form.too_many else []

    def _found(self, name):
        found = [finding for finding in self.findings if finding.field == name]
        notes = [Note("bad" if finding.is_error else "wait", f"{finding.label}: {finding.text}") for finding in found]
        return [*notes, *self._to_check(name)]

    def _to_check(self, name):
        """The button that says of a taken row: all is right."""
        is_asked = any(f.field == name and f.rule == taken_and_not_checked.__name__ for f in self.findings)
        return [Note("check", "Проверено, сохранить", SAVE_CHECKED)] if is_asked else []

    def _advice(self, name):
        """The house style, and the documents that the purpose names."""
        style = style_notes(self.values[name], name) if name in PROSE else []
        if name == PURPOSE:
            return [*style, *self._documents_to_enter()]
        if name == PARTICIPANTS:
            return [*style, *self._suggested()]
        return style

    def _suggested(self):
        return suggested(self.values, self.form.lists, self.form.all_partners, self.submission.municipality_id)

    def checks(self):
        """The list under the row: (level, label, text, id of the control) of errors, findings and remarks."""
        checks = [
            ("error", "Ошибка", error, f"#id_{name}") for name in self.form.fields for error in self._errors(name)
        ]
        for finding in self.findings:
            target = "" if finding.field == "order" else f"#id_{finding.field}"
            checks.append(("error" if finding.is_error else "warning", finding.label, finding.text, target))
        for remark in self.remarks:
            checks.append(("remark", "Замечание координатора", remark.remark.text, f"#remark-{remark.remark.pk}"))
        return checks

    def rows(self):
        """(printed row, is the current one) of the row and its neighbours."""
        place = self.events.index(self.shown)
        rows = []
        for event in self.events[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]:
            row = printed(row_of(event), self.numbers[event.pk], event)
            rows.append((self._marked(row) if event is self.shown else row, event is self.shown))
        return rows

    @property
    def heading(self):
        return printed_heading(self.submission.heading)

    def _documents_to_enter(self):
        """A button for each document that the text names as signed and that is not entered."""
        documents = documents_not_entered(self.shown, self.submission.period)
        return [
            Note("enter", f"Внести {quoted(document.title)}", action_to_enter(document), data=row_of_document(document))
            for document in documents
        ]

    def _errors(self, name):
        if name == "name" and self.is_live and not self.form.data.get("name", "").strip():
            return []  # nobody is scolded for a name that is not typed yet
        # They follow «Ошибка:».
        return [f"{text[:1].lower()}{text[1:]}" for text in self.form.errors.get(name, [])]

    def _marked(self, row):
        """The row with the sentences marked that saving will append to the purpose."""
        appended = self.form.appended_sentences()
        if not appended:
            return row
        paragraphs = [text for text in self.shown.purpose.split("\n") if text.strip()]
        own, added = paragraphs[: -len(appended)], paragraphs[-len(appended) :]
        purpose = format_html(
            "{}{}",
            format_html_join("", "<p>{}</p>", ((text,) for text in own)),
            format_html_join("", '<p><span class="in-text">{}</span></p>', ((text,) for text in added)),
        )
        return replace(row, purpose=purpose)


def in_report(events, shown, submission):
    """The events of the report in report order, with the shown one in the place of its stored self or, when it
    is new, where the date rule puts it."""
    is_stored = any(event.pk == shown.pk for event in events)
    events = [shown if event.pk == shown.pk else event for event in events]
    if is_stored:
        if not submission.is_ordered_by_hand:
            events.sort(key=lambda event: (event.sort_key, event.pk))
        return events
    place = max((n for n, event in enumerate(events, start=1) if event.sort_key <= shown.sort_key), default=0)
    return [*events[:place], shown, *events[place:]]


# What was understood


def period_notes(event, period):
    """What the period means to the program, or what it asks."""
    text = event.period_text
    if event.period_source == Source.HAND:
        pinned = UnderstoodPeriod(text, event.start, event.end, event.precision, None, None, None)
        return [_pinned_note(describe_period(pinned), is_for_this_text=event.period_pinned_for == text)]
    if not text:
        return []
    understood = understand_period(text, year=period.year, quarter=period.quarter)
    if understood.problem:
        return [Note("wait", understood.problem)]
    return _understood(understood, describe_period(understood), "fix_period", understood.canonical)


def place_notes(event, towns=partner_places):
    """What the place means to the program, or what it asks. `towns`: as for `understand_place`."""
    text = event.place_text
    if event.place_source == Source.HAND:
        pinned = UnderstoodPlace(
            text, event.place_format, event.place_country_id, event.place_locality or None, None, None, None, None
        )
        return [_pinned_note(describe_place(pinned), is_for_this_text=event.place_pinned_for == text)]
    if not text:
        return []
    understood = understand_place(text, towns)
    if understood.format == "unknown":
        return [Note("wait", understood.problem or "Не понял место. Так и напечатаем; можно указать его вручную.")]
    whole = understood.problem and understood.canonical and missing_country(understood.canonical)
    notes = _understood(understood, describe_place(understood), "fix_place", whole or understood.canonical)
    return [Note("wait", understood.problem), *notes] if understood.problem else notes


def _understood(understood, words, fix, written):
    notes = [Note("ok", f"Понято: {words}")]
    if understood.note:
        notes.append(Note("hint", understood.note))
    if written and even_out(written) != even_out(understood.text):
        notes.append(Note("fix", f"Привести к образцу: «{written}»", fix, written))
    return notes


def _pinned_note(words, *, is_for_this_text):
    if is_for_this_text:
        return Note("ok", f"Указано вручную: {words}")
    return Note("wait", f"Вручную указано для прежнего текста: {words}. Подтвердите это или определяйте по тексту.")


# Whoever types changes one of the texts at a time.
_advice_of = lru_cache(maxsize=64)(seen_advice)


def style_notes(text, name):
    """What the house style would write otherwise in a prose text, and the button that does it. It carries no text:
    what has been typed since is kept."""
    advice = _advice_of(text, name)
    if not advice:
        return []
    notes = [Note("hint", f"Принято писать: {_in_short(one)} ({one.reason})") for one in advice[:STYLE_NOTES]]
    number = f" (мест: {len(advice)})" if len(advice) > 1 else ""
    return [*notes, Note("style", f"Привести к образцу{number}", f"fix_{name}")]


def _in_short(suggestion):
    """The replacement, with the word before and the rest of the word after: «3 диплома»."""
    before, after = re.search(r"\S*\s*$", suggestion.head)[0], re.match(r"\S*", suggestion.tail)[0]
    return f"{before}{suggestion.new}{after}"


# Remarks


@dataclass(frozen=True, slots=True)
class RemarkOnPage:
    """A remark beside its field; `form` answers it, where the person may."""

    remark: object
    margin: object
    form: object = None

    @property
    def field(self):
        return self.remark.field or "name"

    @property
    def form_id(self):
        return f"answer-{self.remark.pk}"


def remarks_of(user, submission, event):
    """The event's remarks that are not settled; those on the whole event are shown at its name. Two queries."""
    may_answer = can_answer(user, submission)
    return [
        RemarkOnPage(margin.remark, margin, _answer_form(margin.remark, event) if may_answer else None)
        for margin in exchange_about(submission, event, event.remarks.unsettled())
    ]


def exchange_about(submission, event, remarks):
    """These remarks on the event (a queryset), each with all that was said about it, in order. Two queries."""
    return [
        margin_remark(remark, submission, text=getattr(event, remark.field) if remark.field else "")
        for remark in with_exchange(remarks).order_by("pk")
    ]


def _answer_form(remark, event):
    """The answer's controls belong to a form of their own that follows the event's (`form` attribute)."""
    back = f"{event_address('event', event.uid)}#remark-{remark.pk}"
    form = AnswerForm(initial={"answer": remark.answer, "next": back}, auto_id=f"id_remark{remark.pk}_%s")
    for bound in form:
        bound.field.widget.attrs["form"] = f"answer-{remark.pk}"
    return form
