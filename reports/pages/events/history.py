"""The history of one event in words: each version with what it changed."""

import datetime
from dataclasses import dataclass

from django.utils.html import format_html

from reports.models import EventRevision
from reports.models.event import PlaceFormat, Precision
from reports.pages.differences import difference
from reports.prose.documents.write import KINDS
from reports.prose.periods.understand import write_period
from reports.prose.words import NBSP, write_date
from reports.rules.event_fields import LABELS

EXTRA_LABELS = {"exclusion_reason": "Почему не входит в сводный отчёт"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a version changed. `html`: the new text with what was added and removed marked."""

    label: str
    html: str


@dataclass(frozen=True, slots=True)
class Step:
    """One version. `changes` is empty where no text changed (order, deletion); `texts`: the whole of it, as
    (label, text)."""

    revision: EventRevision
    what: str
    changes: list
    texts: list
    is_last: bool


def steps_of(revisions, country_names):
    """The versions as steps, the last one first. `revisions` in order, `country_names` by code."""
    steps, before = [], None
    for revision in revisions:
        changes = [] if before is None else changes_between(before, revision.content, country_names)
        what = EventRevision.Cause(revision.cause).label
        if before is None and revision.cause == EventRevision.Cause.COORDINATOR:
            what = "внесено координатором"
        texts = _texts(revision.content, country_names)
        steps.append(Step(revision, what, changes, texts, revision is revisions[-1]))
        before = revision.content
    return steps[::-1]


def _texts(content, country_names):
    texts = [(label, in_words(key, content.get(key), country_names)) for key, label in LABELS.items()]
    return [(label, text) for label, text in texts if text]


def changes_between(before, after, country_names):
    """The fields that differ between two contents of revisions, in the order of the form."""
    labels = {**LABELS, **EXTRA_LABELS}
    changes = []
    for key in labels:
        old, new = (in_words(key, content.get(key), country_names) for content in (before, after))
        if old != new:
            changes.append(Change(labels[key], _shown(old, new)))
    return changes


def _shown(old, new):
    """The difference; one that nobody can see is told in words."""
    if old.replace(NBSP, " ") == new.replace(NBSP, " "):
        return format_html('{} <span class="muted">(изменились только неразрывные пробелы)</span>', new)
    return difference(old, new)


def in_words(key, value, country_names):
    """A value of editing.VALUES as a text for reading; empty for nothing."""
    if value is None or value == "" or value == []:
        return ""
    if key == "period_pin":
        start, end, precision = value
        start, end = datetime.date.fromisoformat(start), datetime.date.fromisoformat(end)
        return f"{write_period(start, end, precision)} ({Precision(precision).label})"
    if key == "place_pin":
        form, country, locality = value
        return ", ".join(part for part in (locality, country_names.get(country, ""), PlaceFormat(form).label) if part)
    if key == "partners":
        return "; ".join(name for _, name in value)
    if key == "countries":
        return "; ".join(country_names.get(code, code) for code in value)
    if key == "agreements":
        return "\n".join(_agreement_in_words(row) for row in value)
    return str(value)


def _agreement_in_words(row):
    signed = row.get("signed_text") or ""
    if row.get("signed_on"):
        signed = write_date(datetime.date.fromisoformat(row["signed_on"]))
    parts = [f"{KINDS[row['kind']]} «{row['title']}»", signed, (row.get("parties") or "").replace("\n", "; ")]
    return ", ".join(part for part in parts if part)
