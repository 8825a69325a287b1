"""Random quarters of an archive, stored as they stand: reports in every state, rows of both editions, pairs."""

import datetime
import random

from django.utils import timezone

from municipalities.models import Country, Municipality, User
from reports.models import ArchiveDocument, ArchiveRow, Event, Period, Submission, Twin
from reports.models.event import PlaceFormat
from reports.models.period import default_dates
from reports.prose.documents.write import KINDS

CODES = {"BY": "Беларусь", "CN": "Китай", "RS": "Сербия"}
QUARTERS = [(2023, 4), (2024, 2), (2024, 3), (2024, 4)]


def fill(seed, *, rows=70):
    """Reports of all municipalities for four quarters, about a dozen of them handed in, with so many rows."""
    chance = random.Random(seed)
    by = User.objects.filter(is_coordinator=True).first()
    for code, name in CODES.items():
        Country.objects.get_or_create(code=code, defaults={"name": name, "full_name": f"Республика {name}"})
    reports = [
        _report(_period(*quarter), one, chance, by) for quarter in QUARTERS for one in Municipality.objects.all()
    ]
    events = Event.objects.bulk_create(
        Event(submission=chance.choice(reports), name=f"Мероприятие {number}") for number in range(rows)
    )
    editions = [(event, edition) for event in events for edition in ArchiveRow.Edition if chance.random() < 0.85]
    stored = ArchiveRow.objects.bulk_create(_row(event, edition, chance) for event, edition in editions)
    through = ArchiveRow.countries.through
    through.objects.bulk_create(
        through(archiverow=row, country_id=code)
        for row in stored
        for code in chance.sample(list(CODES), chance.randrange(3))
    )
    kinds = list(KINDS)[:3]
    ArchiveDocument.objects.bulk_create(
        ArchiveDocument(row=row, kind=chance.choice(kinds), title="Документ")
        for row in stored
        for _ in range(chance.choice((0, 0, 0, 1, 2)))
    )
    for one, other in zip(events[::7], events[3::7], strict=False):
        Twin.objects.create(one=one, other=other, answer=chance.choice(Twin.Answer.values), by=by)


def _period(year, quarter):
    return Period.objects.get_or_create(year=year, quarter=quarter, defaults=default_dates(year, quarter))[0]


def _report(period, municipality, chance, by):
    """A draft that was never handed in, a nil report, one that was returned, or approved ones, in time and late."""
    day = period.deadline + datetime.timedelta(days=chance.choice((-3, 4)))
    at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))
    handed_in = {"first_submitted_at": at, "submitted_at": at, "submitted_by": by}
    approved = {"approved_at": at, "approved_by": by, "approved_version": 1}
    states = [
        {},
        {"state": "submitted", "is_nil": True, **handed_in},
        {"state": "returned", "first_submitted_at": at, "returned_at": at, "returned_by": by},
        *[{"state": "approved", **handed_in, **approved}] * 3,
    ]
    return Submission.objects.create(period=period, municipality=municipality, **chance.choice(states))


def _row(event, edition, chance):
    report = event.submission
    start = chance.choice((None, report.period.starts_on + datetime.timedelta(days=chance.randrange(-20, 60))))
    total = chance.choice((None, chance.randrange(1, 400)))
    return ArchiveRow(
        event=event,
        edition=edition,
        version=1,
        submission=report,
        period_id=report.period_id,
        municipality_id=report.municipality_id,
        is_included=chance.random() < 0.8,
        start=start,
        end=start,
        precision="day" if start else "none",
        place_format=chance.choice(PlaceFormat.values),
        total=total,
        total_foreign=chance.choice((None, total and total // 3)),
        newest=start or report.period.ends_on,
    )
