"""The pattern of a series with its list, and the words that several rows share."""

import uuid

from django import forms

from reports.pages.form_look import LookMixin
from reports.prose.series import (
    BLANK,
    SeriesProblem,
    awards_in_words,
    blanked,
    filled,
    has_blank,
    in_town,
    read_line,
    without_blank,
    without_prizes,
)
from reports.queries.series import FIELDS
from reports.rules.event_fields import LABELS, PRINTED_FIELDS

MOST_LINES = 200
MOST_SAID = 10  # problems at once
_HINTS = {
    "name": f"Место для названия обозначьте «{BLANK}»: Участие в Международном конкурсе-фестивале «{BLANK}»",
    "place_text": f"Одно на всю серию, или «г. {BLANK} (в дистанционном формате)» и город в каждой строке списка",
    "period_text": "Если в строке списка сроков нет",
    "purpose": f"Если названы награды, обозначьте их место: «Обучающиеся школы получили {BLANK}»",
    "participants": "",
}


class SeriesForm(LookMixin, forms.Form):
    """One pattern, and one event a line. After validation `rows` are the values of the events."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    lines = forms.CharField(
        label="Список: одно мероприятие в строке",
        widget=forms.Textarea(attrs={"rows": 12, "wrap": "off"}),
        error_messages={"required": "Впишите список: одно мероприятие в строке."},
    )

    def __init__(self, *args, submission, like=None, **kwargs):
        self.base_fields = {**self.base_fields, **_pattern_fields()}
        super().__init__(*args, **kwargs)
        self.submission = submission
        self.order_fields(["key", *_HINTS, "lines"])
        self.initial = {"key": uuid.uuid4(), **(pattern_of(like) if like else {})}
        self.rows = []

    def clean(self):
        cleaned = super().clean()
        lines = [line for line in cleaned.get("lines", "").splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            text = f"В списке {len(lines)} строк, а за один раз вносят до {MOST_LINES}: разделите его на части."
            self.add_error("lines", text)
            return cleaned
        problems = []
        for number, line in enumerate(lines, 1):
            try:
                self.rows.append(self._values(line, cleaned))
            except SeriesProblem as problem:
                problems.append(f"Строка {number}, «{line.strip()[:60]}»: {problem}.")
        if len(problems) > MOST_SAID:
            problems[MOST_SAID:] = [f"И ещё строк с такими вопросами: {len(problems) - MOST_SAID}."]
        for problem in problems:
            self.add_error("lines", problem)
        return cleaned

    def _values(self, line, cleaned):
        period = self.submission.period
        said = read_line(line, year=period.year, quarter=period.quarter)
        return {
            "name": filled(cleaned.get("name", ""), said.name),
            "place_text": _place(cleaned.get("place_text", ""), said.place),
            "period_text": said.period or cleaned.get("period_text", ""),
            "purpose": _purpose(cleaned.get("purpose", ""), said.awards),
            "participants": cleaned.get("participants", ""),
        }


def _pattern_fields():
    """A control of the pattern for each printed text."""
    return {
        field.name: forms.CharField(
            label=field.label,
            required=field.name == "name",
            widget=forms.Textarea(attrs={"rows": field.rows or 1}),
            help_text=_HINTS[field.name],
            error_messages={"required": "Впишите образец наименования."},
        )
        for field in PRINTED_FIELDS
    }


def _place(pattern, place):
    if not has_blank(pattern):
        return in_town(pattern, place) if place else pattern
    if not place:
        raise SeriesProblem(f"в образце места стоит «{BLANK}», а города в строке нет")
    return place if "(" in place else filled(pattern, place)


def _purpose(pattern, awards):
    words = awards_in_words(awards)
    if words and not has_blank(pattern):
        raise SeriesProblem(f"награды названы, а в цели нет «{BLANK}»: поставьте его там, где их написать")
    if words:
        return filled(pattern, words)
    return without_blank(pattern) if has_blank(pattern) else pattern


def pattern_of(event):
    """What a series by the pattern of an event begins with: its last quoted name becomes the blank."""
    values = {field.name: getattr(event, field.name) for field in PRINTED_FIELDS}
    return {**values, "name": blanked(values["name"]), "purpose": without_prizes(values["purpose"])}


class TogetherForm(LookMixin, forms.Form):
    """New words instead of those that rows share. `rows`: the events that may be ticked."""

    field = forms.ChoiceField(choices=[(name, LABELS[name]) for name in FIELDS], widget=forms.HiddenInput)
    old = forms.CharField(widget=forms.HiddenInput, strip=False)
    new = forms.CharField(label="Новый текст", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    rows = forms.MultipleChoiceField(
        label="В каких строках",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте хотя бы одну строку."},
    )

    def __init__(self, *args, shared=None, choices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rows"].choices = choices
        self.fields["rows"].widget.attrs["class"] = "form-check-input"
        if shared:
            uids = [str(event.uid) for event in shared.events]
            self.initial = {"field": shared.field, "old": shared.text, "new": shared.text, "rows": uids}

    @property
    def heading(self):
        """The name of the field whose words these are."""
        return LABELS.get(self["field"].value(), "")
