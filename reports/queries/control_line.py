"""The control line: what the database held at a moment, in one line that is kept outside of it. A later database that
continues that line still has every row which may only be added; one that was put back or cut does not."""

import hashlib
import re

from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from django.utils import timezone

from municipalities.models.seals import canonical, current_key, keyed_digest
from reports.models import (
    ChainLink,
    Event,
    ExtensionRequest,
    Period,
    PeriodChange,
    Release,
    Remark,
    Submission,
)

# What is only ever added → the facts that never change.
ADDED_ONLY = {
    ChainLink: ("submission_id", "number", "kind", "row", "digest"),
    PeriodChange: PeriodChange.SEALED,
    Release: Release.SEALED,
    LogEntry: (
        *("action_time", "user_id", "content_type_id", "object_id", "object_repr"),
        *("action_flag", "change_message"),
    ),
    Period: (),
    Submission: (),
    Event: (),
    Remark: (),
    ExtensionRequest: (),
}
FORM = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d) (?P<counts>\d+/\d+(?:-\d+/\d+)*) (?P<key>[0-9a-f]{8})-(?P<digest>[0-9a-f]{32})"
)


class NotALine(ValueError):
    """The text is no control line; it says so in Russian."""


@transaction.atomic
def control_line():
    """The line of this moment. On PostgreSQL it waits for writes that are under way: their rows have keys already."""
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in ADDED_ONLY)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE MODE")
    lasts = [model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in ADDED_ONLY]
    found = [_until(model, last) for model, last in zip(ADDED_ONLY, lasts, strict=True)]
    counts = "-".join(f"{last}/{number}" for last, (number, _) in zip(lasts, found, strict=True))
    day, key = timezone.localdate().isoformat(), current_key()
    return f"{day} {counts} {key}-{_digest(day, counts, found, key)}"


def not_continued(line):
    """Sentences about what this database has lost or changed since that line; none when it continues it. Raises
    NotALine."""
    match = FORM.fullmatch(line.strip())
    pairs = [tuple(map(int, pair.split("/"))) for pair in match["counts"].split("-")] if match else []
    if len(pairs) != len(ADDED_ONLY):
        raise NotALine("Это не контрольная строка. Возьмите её целиком из того, что напечатал verify_history.")
    found = [_until(model, last) for model, (last, _) in zip(ADDED_ONLY, pairs, strict=True)]
    digest = _digest(match["day"], match["counts"], found, match["key"])
    if not digest:
        return [f"ключ {match['key']} контрольной строки неизвестен: верните его в HISTORY_KEY или HISTORY_KEYS_BEFORE"]
    sentences = [
        f"записей ({model._meta.verbose_name_plural}) на {match['day']} было {before}, из них теперь {number}"
        for model, (_, before), (number, _) in zip(ADDED_ONLY, pairs, found, strict=True)
        if number != before
    ]
    if not sentences and digest != match["digest"]:
        sentences = [f"записи, которые были на {match['day']}, с тех пор переписаны, или строка переписана с ошибкой"]
    return sentences


def _until(model, last):
    """(how many rows there are up to this key, a digest of their facts)."""
    number, digest = 0, hashlib.sha256()
    rows = model._base_manager.filter(pk__lte=last).order_by("pk")
    for facts in rows.values_list("pk", *ADDED_ONLY[model]).iterator():
        number += 1
        digest.update(canonical(list(facts)).encode())
    return number, digest.hexdigest()


def _digest(day, counts, found, key):
    return keyed_digest(["line", day, counts, [digest for _, digest in found]], key)[:32]
