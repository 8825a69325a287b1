"""What changed between two readings of a report: the difference of two texts in words. Also the texts of a report's
events as they were at an earlier moment or version."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from reports.models import EventRevision
from reports.prose.differences import WORD, as_seen, compared_words, is_changed, readable_words
from reports.prose.words import NBSP
from reports.queries.changes import last_wordings, texts_before
from reports.rules.event_fields import PRINTED
from reports.rules.second_review import ADDED, DELETED, INCLUDED, LEFT_OUT, RESTORED

_PARAGRAPH = mark_safe('<span class="no-print">¶</span><br>')


def changed_fields(content, event):
    """The printed fields of the event whose words differ from a revision's content, in column order."""
    return [field for field in PRINTED if is_changed(content.get(field) or "", getattr(event, field))]


def difference(before, after):
    """The later text as HTML, what was added in <ins>, what was removed in <del> before it."""
    pieces = []
    for kind, old, new in readable_words(*compared_words(WORD.findall(before), WORD.findall(after))):
        if kind == "equal":
            pieces.append(_html(new, mark_safe("<br>")))
            continue
        if old:
            removed = _html([*old[:-1], *as_seen(old[-1:])], "¶")
            pieces.append(format_html('<del><span class="visually-hidden">удалено: </span>{}</del>', removed))
        if new:
            added = _html(new, _PARAGRAPH)
            pieces.append(format_html('<ins><span class="visually-hidden">добавлено: </span>{}</ins>', added))
    return _joined(pieces)


def _html(words, line_break):
    return _joined([line_break if word == "\n" else word for word in words])


def _joined(pieces):
    """The pieces as one text; a no-break space is not followed by a blank, also inside a tag."""
    blanks = ["" if piece.removesuffix("</ins>").endswith(NBSP) else " " for piece in pieces]
    blanks[-1:] = [""] if pieces else []
    return format_html_join("", "{}{}", zip(pieces, blanks, strict=True))


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


def _changed_row(last, before):
    """One event's part, or None when it was absent at both times."""
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
