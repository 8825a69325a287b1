"""What became of a report since it went back to its officer: of each remark, and of what nobody asked for.

`compare` judges, from the versions of the events alone; `Resubmission` fetches for it. Both views of a review, what has
changed and the whole sheet, take their labels and words from here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from reports.models import Remark
from reports.prose.differences import is_changed
from reports.prose.quotes import is_touched

from .event_fields import PRINTED, UNPRINTED

# What an event said, by field; and that by version of its report, from the oldest.
Content = dict[str, Any]
Versions = list[tuple[int, Content]]

NOTHING = (None, "", [])


class Outcome(Enum):
    """What happened to the place of a remark since the return."""

    FIXED = "исправлено"
    ANSWERED = "отвечено"
    ELSEWHERE = "изменено в другом месте"
    UNTOUCHED = "без изменений"


@dataclass(frozen=True, slots=True)
class Difference:
    """One event between the return and now. `kind`: added, restored (it had been deleted before), deleted, changed.
    `fields`: printed ones that no remark asked about (of an added row all); `others`: names of UNPRINTED. `included`:
    the new standing, if it changed."""

    event: int
    kind: str
    fields: tuple = ()
    others: tuple = ()
    included: bool | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`outcomes`: remark's pk → Outcome; `unasked`: Differences that no remark asked for, by event."""

    outcomes: dict
    unasked: list
    is_reordered: bool


def compare(
    remarks: Iterable[Remark], history: dict[int, Versions], since: int, *, answered: Collection[int]
) -> Comparison:
    """Judge a resubmission.

    `remarks`: those to judge; `history`: event's pk → [(report's version, content), …] from the oldest, each event's
    first one being what it was at the return; `since`: the report's version at the return; `answered`: pks of
    the remarks that were answered after it. A remark that was written later is judged by the text of its own time.

    - исправлено: the words of its own place have changed (of a quote: the quoted words, or what stands directly beside
      them in their column), or its row is gone;
    - отвечено: they are the same, but there is an answer;
    - изменено в другом месте: its own words are the same and unanswered, but other words of its row were changed;
    - без изменений: all words of its row are the same, and there is no answer.

    A remark on the whole report has no place of its own, so it is never called исправлено: only its author can tell
    whether a change was meant for it.
    """
    asked = _asked(remarks, history, since)
    unasked = [found for event in history for found in _unasked(event, history[event], since, asked)]
    is_any_changed = any(changed_keys(content_at(found, since), content_at(found)) for found in history.values())
    outcomes = {}
    for remark in remarks:
        if remark.event_id is None:
            own, elsewhere = False, is_any_changed
        else:
            versions = history.get(remark.event_id, [])
            own, elsewhere = _own_and_elsewhere(
                remark, content_at(versions, max(since, remark.version)), content_at(versions)
            )
        if own:
            outcomes[remark.pk] = Outcome.FIXED
        elif remark.pk in answered:
            outcomes[remark.pk] = Outcome.ANSWERED
        else:
            outcomes[remark.pk] = Outcome.ELSEWHERE if elsewhere else Outcome.UNTOUCHED
    return Comparison(outcomes, unasked, _is_reordered(history, since))


def content_at(versions: Versions, version: int | None = None) -> Content | None:
    """The content at that version of the report (now, when None); None when the event was not there."""
    past = [content for number, content in versions if version is None or number <= version]
    return past[-1] if past and not past[-1].get("is_deleted") else None


def _asked(remarks: Iterable[Remark], history: dict[int, Versions], since: int) -> dict[int, set[str]]:
    """Event's pk → the fields that remarks ask about; "" for the whole row. What had changed before its remark was
    written, that remark did not ask for."""
    asked = defaultdict(set)
    for remark in remarks:
        versions = history.get(remark.event_id, [])
        earlier = changed_keys(content_at(versions, since), content_at(versions, max(since, remark.version)))
        if remark.event_id is not None and not (remark.field in earlier if remark.field else earlier):
            asked[remark.event_id].add(remark.field)
    return asked


def changed_keys(before: Content | None, after: Content | None) -> list[str]:
    """Keys of PRINTED and UNPRINTED that differ; all keys with a value, for a row that came or went."""
    if before is after:
        return []
    if before is None or after is None:
        there = before or after or {}
        return [key for key in (*PRINTED, *UNPRINTED) if there.get(key) not in NOTHING]
    printed = [key for key in PRINTED if is_changed(before.get(key) or "", after.get(key) or "")]
    return printed + [key for key in UNPRINTED if _facts(before.get(key)) != _facts(after.get(key))]


def _facts(value: Any) -> Any:
    """A value as far as a person wrote it: without keys of rows, and with one word for «nothing»."""
    if value in NOTHING:
        return None
    if isinstance(value, list) and isinstance(value[0], dict):
        return [{key: fact for key, fact in row.items() if key != "id"} for row in value]
    return value


def is_place_changed(remark: Remark, before: Content | None, after: Content | None) -> bool:
    """Whether the remark's own place in its event says something else by now; False for a remark on the report."""
    return _own_and_elsewhere(remark, before, after)[0]


def _own_and_elsewhere(remark: Remark, before: Content | None, after: Content | None) -> tuple[bool, bool]:
    """Whether the remark's own place has changed, and whether anything else of its row has."""
    if before is None and after is None:
        return False, False
    if before is None or after is None:
        return True, False
    changed = changed_keys(before, after)
    if not remark.field:
        return bool(changed), False
    if remark.quote and remark.field in changed:
        texts = before.get(remark.field) or "", after.get(remark.field) or ""
        return is_touched(*texts, remark.quote, remark.quote_number), True
    return remark.field in changed, bool(changed)


def _unasked(event: int, versions: Versions, since: int, asked: dict[int, set[str]]) -> list[Difference]:
    """The Difference of one event that nobody asked for, as a list of one or none."""
    before, after = content_at(versions, since), content_at(versions)
    if before is None and after is None:
        return []
    if before is None:
        was_deleted = any(number <= since for number, _ in versions)
        return [Difference(event, "restored" if was_deleted else "added", tuple(PRINTED))]
    if after is None:
        return [] if event in asked else [Difference(event, "deleted")]
    return _changed(event, before, after, asked[event])


def _changed(event: int, before: Content, after: Content, asked: set[str]) -> list[Difference]:
    """The Difference of an event that is there before and after, as a list of one or none."""
    changed = [] if "" in asked else [key for key in changed_keys(before, after) if key not in asked]
    fields = tuple(key for key in changed if key in PRINTED)
    others = tuple(key for key in changed if key in UNPRINTED)
    is_included = after.get("is_included", True)
    if before.get("is_included", True) != is_included:
        return [Difference(event, "changed", fields, others, is_included)]
    return [Difference(event, "changed", fields, others)] if changed else []


def _is_reordered(history: dict[int, Versions], since: int) -> bool:
    """Whether somebody has moved rows by hand."""
    pairs = [(content_at(versions, since), content_at(versions)) for versions in history.values()]
    return any(one and other and one.get("position") != other.get("position") for one, other in pairs)


# In words


def what_happened(difference: Difference, exclusion_reason: str) -> str:
    """What nobody asked for, as the words of its tag; empty where only what is not printed has changed."""
    if difference.kind != "changed":
        return KINDS[difference.kind]
    if difference.included is not None:
        return INCLUDED if difference.included else LEFT_OUT.format(exclusion_reason)
    return "Изменено" if difference.fields else ""


def unprinted(keys: Iterable[str]) -> str:
    """Those of the keys that are not printed, in words."""
    return ", ".join(UNPRINTED[key] for key in keys if key in UNPRINTED)


# What happened to a row, in words.
ADDED, RESTORED, DELETED = "Новая строка", "Удалённая строка возвращена", "Строка удалена"
LEFT_OUT, INCLUDED = "Не входит в сводный отчёт: {}", "Снова входит в сводный отчёт"
KINDS = {"added": ADDED, "restored": RESTORED, "deleted": DELETED}
