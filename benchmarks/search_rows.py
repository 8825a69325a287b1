"""Fills the archive with events for `search.py`."""

import datetime
import random
import re
from itertools import islice
from pathlib import Path

from django.db import connection

from municipalities.models import Country
from reports.actions.archive_tokens import learn_words
from reports.models import ArchiveRow, ArchiveTokens, Event, Submission
from reports.models.event import Precision
from reports.prose import stems
from reports.prose.places import kindred
from reports.queries.search import country_token, municipality_token, wanted
from tests.reports.queries.search_answers import QUERIES

ROOT = Path(__file__).resolve().parent.parent
BASE = 20_000  # events with texts of their own
AT_ONCE = 2_000
WORDS = {"name": 8, "place_text": 3, "purpose": 30, "participants": 25}
# Word → the share of events that tell of it, half of them in the name; no word of the list of searches.
PLANTED = {
    "клавесин": 0.0005,
    "гобелен": 0.001,
    "планетарий": 0.003,
    "виноградарь": 0.005,
    "аэростат": 0.01,
    "маяк": 0.05,
    "оранжерея": 0.2,
    "каравелла": 0.5,
}
FIRST_DAY, DAYS = datetime.date(2012, 1, 1), 2900
APART = 100_000_000  # between the keys of an event and of its copies


def grow(size, behind):
    """Add events until there are so many rows. `behind`: key of the last event and row that is not copied."""
    have = ArchiveRow.objects.count()
    if have < min(size, BASE):
        _make(min(size, BASE) - have)
    _copy(range(max(1, -(-have // BASE)), size // BASE), behind)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _make(count):
    """Events with texts of their own."""
    dice = random.Random(count)
    words = _vocabulary()
    learn_words({stems.stem(word): word for word in {*words, *PLANTED}})
    reports = list(Submission.objects.select_related("period"))
    belarus = Country.objects.get(pk="BY")
    numbers = iter(range(count))
    while part := list(islice(numbers, AT_ONCE)):
        events = Event.objects.bulk_create(_event(dice, words, dice.choice(reports)) for _ in part)
        rows = ArchiveRow.objects.bulk_create(_row(event) for event in events)
        of_belarus = [row for row in rows if dice.random() < 0.3]
        through = ArchiveRow.countries.through
        through.objects.bulk_create(through(archiverow=row, country=belarus) for row in of_belarus)
        countries = {row.pk: ["BY"] for row in of_belarus}
        ArchiveTokens.objects.bulk_create(_tokens(row, countries.get(row.pk, ())) for row in rows)


def _vocabulary():
    """Words of the guide and of the lists, without those of the list of searches."""
    asked = {token for query in QUERIES for token in wanted(query.typed).tokens}
    asked |= {stems.stem(word) for query in QUERIES for word in stems.words_of(query.instead)}
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "templates").rglob("*.html"))]
    texts += [path.read_text(encoding="utf-8") for path in sorted((ROOT / "reports").rglob("*.py"))]
    texts += kindred.names()
    words = {word.lower() for text in texts for word in re.findall(r"\b[а-яё]{4,20}\b", text, re.IGNORECASE)}
    planted = {stems.stem(word) for word in PLANTED}
    return sorted(word for word in words if not {*stems.tokens(word)} & (asked | planted))


def _event(dice, words, report):
    texts = {field: " ".join(dice.choices(words, k=count)) for field, count in WORDS.items()}
    for word, share in PLANTED.items():
        if dice.random() < share:
            texts[dice.choice(("name", "purpose"))] += f" {word}"
    day = FIRST_DAY + datetime.timedelta(days=dice.randrange(DAYS))
    return Event(submission=report, start=day, end=day, precision=Precision.DAY, period_text=str(day.year), **texts)


def _row(event):
    report = event.submission
    return ArchiveRow(
        event=event,
        edition=ArchiveRow.Edition.NOW,
        version=1,
        submission=report,
        period=report.period,
        municipality_id=report.municipality_id,
        is_included=True,
        start=event.start,
        end=event.end,
        precision=event.precision,
        place_format=event.place_format,
        newest=event.start,
    )


def _tokens(row, countries):
    event = row.event
    of_name = stems.tokens(event.name)
    texts = (event.place_text, event.period_text, event.purpose, event.participants)
    of_all = [*of_name, *(token for text in texts for token in stems.tokens(text))]
    of_all += [municipality_token(row.municipality_id), *map(country_token, countries)]
    return ArchiveTokens(row=row, of_name=of_name, of_all=list(dict.fromkeys(of_all)))


def _copy(numbers, behind):
    """The events once more on other days, one copy for each number, by the database itself."""
    if not numbers:
        return
    with connection.cursor() as cursor:
        indexes = _without_indexes(cursor)
        for number in numbers:
            values = {"apart": number * APART, "most": APART, "behind": behind, "days": number * 37 % 3000}
            for model, key, changed in _copied():
                _copy_rows(cursor, model, key, changed, values)
        for statement in indexes:
            cursor.execute(statement)


def _copied():
    """Table, its column that names the event or the row, and what a copy has in its columns («»: made anew)."""
    is_postgres = connection.vendor == "postgresql"
    earlier = "newest - %(days)s" if is_postgres else "date(newest, '-' || %(days)s || ' days')"
    uid = "gen_random_uuid()" if is_postgres else "lower(hex(randomblob(16)))"
    apart = "{} + %(apart)s".format
    yield Event, "id", {"id": apart("id"), "uid": uid}
    yield ArchiveRow, "id", {"id": apart("id"), "event_id": apart("event_id"), "newest": earlier}
    yield ArchiveRow.countries.through, "archiverow_id", {"id": "", "archiverow_id": apart("archiverow_id")}
    yield ArchiveTokens, "row_id", {"row_id": apart("row_id")}


def _copy_rows(cursor, model, key, changed, values):
    columns = [field.column for field in model._meta.concrete_fields if changed.get(field.column) != ""]
    taken = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    table, where = model._meta.db_table, f"{key} > %(behind)s AND {key} < %(most)s"
    cursor.execute(f"INSERT INTO {table} ({named}) SELECT {taken} FROM {table} WHERE {where}", values)


def _without_indexes(cursor):
    """PostgreSQL makes them anew afterwards, which is quicker; the statements for that."""
    if connection.vendor != "postgresql":
        return []
    cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%USING gin%'")
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _, definition in found]
