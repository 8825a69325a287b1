"""What changed between two readings of a report: the difference of two texts in words, and the texts of
a report's events as they were at an earlier moment or version."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import OuterRef, Subquery
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from reports.models import EventRevision
from reports.prose.words import NBSP

# The printed texts of an event, with the words that name them in a sentence.
PRINTED = {
    "name": "наименование",
    "place_text": "место",
    "period_text": "сроки",
    "purpose": "цель",
    "participants": "участники",
}
# Writes that leave the words alone.
WORDLESS = {
    EventRevision.Cause.ORDERED,
    EventRevision.Cause.LEFT_OUT,
    EventRevision.Cause.INCLUDED,
    EventRevision.Cause.UNDERSTOOD,
}
# What happened to a row, in words.
ADDED, RESTORED, DELETED = "Новая строка", "Удалённая строка возвращена", "Строка удалена"
LEFT_OUT, INCLUDED = "Не входит в сводный отчёт: {}", "Снова входит в сводный отчёт"

# A line break is a word of its own. A no-break space stays with the word before it and is otherwise a blank as any
# other: nobody sees the difference, and «г. Минск» and «г. Брест» have one word in common.
_WORD = re.compile(f"\n|[^ \t\n{NBSP}]+{NBSP}*")
# Fewer words than these between two changes are drawn into them: «в», «и» alone make a text unreadable.
_ISLAND_WORDS, _ISLAND_LETTERS = 2, 8
# Above this the comparison could take seconds; a text so long and so different is shown old and new whole.
_MOST_WORDS = 1500

_PARAGRAPH = mark_safe('<span class="no-print">¶</span><br>')


def is_changed(before, after):
    """Whether a reader would see a difference (more, fewer or other blanks are none)."""
    return _seen(_WORD.findall(before)) != _seen(_WORD.findall(after))


def _seen(words):
    return [word.rstrip(NBSP) for word in words]


def is_kept(before, after, place):
    """Whether the words at that place (start, end) of the earlier text stand unchanged in the later one."""
    words = list(_WORD.finditer(before))
    quoted = {number for number, word in enumerate(words) if word.start() < place[1] and word.end() > place[0]}
    kept = set()
    for kind, a, b, _, _ in _compared([word[0] for word in words], _WORD.findall(after))[2]:
        kept.update(range(a, b) if kind == "equal" else ())
    return quoted <= kept


def changed_fields(content, event):
    """The printed fields of the event whose words differ from a revision's content, in column order."""
    return [field for field in PRINTED if is_changed(content.get(field) or "", getattr(event, field))]


def difference(before, after):
    """The later text as HTML, what was added in <ins>, what was removed in <del> before it."""
    pieces = []
    for kind, old, new in _readable(*_compared(_WORD.findall(before), _WORD.findall(after))):
        if kind == "equal":
            pieces.append(_html(new, mark_safe("<br>")))
            continue
        if old:
            removed = _html([*old[:-1], *_seen(old[-1:])], "¶")
            pieces.append(format_html('<del><span class="visually-hidden">удалено: </span>{}</del>', removed))
        if new:
            added = _html(new, _PARAGRAPH)
            pieces.append(format_html('<ins><span class="visually-hidden">добавлено: </span>{}</ins>', added))
    return _joined(pieces)


def _compared(before, after):
    """The words, and how the old ones become the new ones (difflib's opcodes)."""
    old, new = _seen(before), _seen(after)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle = old[start : len(old) - end], new[start : len(new) - end]
    if max(map(len, middle)) > _MOST_WORDS:
        codes = [("replace", 0, len(middle[0]), 0, len(middle[1]))]
    else:
        codes = SequenceMatcher(None, *middle).get_opcodes()
    moved = [(kind, *(number + start for number in numbers)) for kind, *numbers in codes]
    head = [("equal", 0, start, 0, start)] if start else []
    tail = [("equal", len(old) - end, len(old), len(new) - end, len(new))] if end else []
    return before, after, [*head, *moved, *tail]


def _readable(old, new, codes):
    """(kind, old words, new words), with neighbouring changes and the small islands between them as one."""
    runs = []
    for place, (kind, a, b, c, d) in enumerate(codes):
        between = 0 < place < len(codes) - 1
        small = b - a <= _ISLAND_WORDS and sum(map(len, _seen(old[a:b]))) <= _ISLAND_LETTERS
        kind = "change" if kind != "equal" or (between and small) else "equal"
        if runs and runs[-1][0] == kind:
            runs[-1][1].extend(old[a:b])
            runs[-1][2].extend(new[c:d])
        else:
            runs.append((kind, old[a:b], new[c:d]))
    return runs


def _html(words, line_break):
    return _joined([line_break if word == "\n" else word for word in words])


def _joined(pieces):
    """The pieces as one text; behind a no-break space comes no blank, also where it stands inside a tag."""
    blanks = ["" if piece.removesuffix("</ins>").endswith(NBSP) else " " for piece in pieces]
    blanks[-1:] = [""] if pieces else []
    return format_html_join("", "{}{}", zip(pieces, blanks, strict=True))


def texts_before(submission, **until):
    """Event id → the revision that was current then (with its event), for `at__lte=moment` or `pk__lt=number`."""
    current = EventRevision.objects.filter(event=OuterRef("event"), **until).order_by("-version").values("version")[:1]
    revisions = EventRevision.objects.filter(
        event__submission=submission, version=Subquery(current), **until
    ).select_related("event", "event__deleted_by")
    return {revision.event_id: revision for revision in revisions}


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One event that is no longer what was read. `what`: the kind of change in words; `fields`: pairs of a
    column's name and the difference of its text."""

    event: object
    what: str
    by: object
    at: object
    fields: list


def changes_since_version(submission, version):
    """What was written to the report's events after that version of it, by event.

    Every write moves the report's version on by one and appends one revision, so the texts of version n are
    those before the last (present version − n) revisions. Two queries.
    """
    count = max(0, submission.version - version)
    written = list(
        EventRevision.objects.filter(event__submission=submission)
        .select_related("event", "by")
        .defer("content")
        .order_by("-pk")[:count]
    )
    if not written:
        return []
    before = texts_before(submission, pk__lt=written[-1].pk)
    rows = [_changed_row(revision, before.get(event)) for event, revision in last_wordings(written[::-1]).items()]
    return [row for row in rows if row]


def last_wordings(revisions):
    """Event's pk → of these revisions (from the oldest) the last that could have changed words, or one that could not
    where there is no other: who only moved the row is not who wrote it."""
    last = {}
    for revision in revisions:
        if revision.cause not in WORDLESS or revision.event_id not in last:
            last[revision.event_id] = revision
    return last


def _changed_row(last, before):
    """One event's part, or None when it was neither there before nor is there now."""
    event = last.event
    was_there = before is not None and not before.content.get("is_deleted")
    if not was_there and event.is_deleted:
        return None
    if not was_there:
        fields = [(label, difference("", getattr(event, field))) for field, label in PRINTED.items()]
        return ChangedRow(event, ADDED if before is None else RESTORED, last.by, last.at, fields)
    if event.is_deleted:
        return ChangedRow(event, DELETED, last.by, last.at, [])
    content = before.content
    fields = [
        (PRINTED[field], difference(content.get(field) or "", getattr(event, field)))
        for field in changed_fields(content, event)
    ]
    return ChangedRow(event, _what(content, event, fields), last.by, last.at, fields)


def _what(content, event, fields):
    if content.get("is_included", True) != event.is_included:
        return INCLUDED if event.is_included else LEFT_OUT.format(event.exclusion_reason)
    if fields:
        return "Изменён текст"
    if content.get("position") != event.position:
        return "Изменено место в порядке строк"
    return "Изменены сведения, которые не печатаются"
