"""Many quarters of the archive, stored at once: what figures are measured with."""

import datetime
import random
from itertools import islice

from django.utils import timezone

from municipalities.models import Municipality, User
from reports.models import ArchiveDocument, ArchiveRow, Event, Period, State, Submission
from reports.models.event import PlaceFormat
from reports.models.period import default_dates, month_end
from reports.prose.documents.write import KINDS

COUNTRIES = ("CN", "RS", "AM", "KZ", "UZ", "TR", "CU", "VN")
AT_ONCE = 2000


def fill(*, quarters, events, last_year=2025):
    """Every municipality reports so many events in each of so many quarters, the last one at the end of `last_year`."""
    chance = random.Random(40)
    by = User.objects.filter(is_coordinator=True).first()
    municipalities = list(Municipality.objects.order_by("sort_key"))
    for back in range(quarters):
        year, quarter = last_year - back // 4, 4 - back % 4
        period = Period.objects.create(
            year=year, quarter=quarter, closed_at=timezone.now(), **default_dates(year, quarter)
        )
        at = timezone.make_aware(datetime.datetime.combine(period.deadline, datetime.time(10)))
        handed_in = {"first_submitted_at": at, "submitted_at": at, "submitted_by": by}
        approved = {"approved_at": at, "approved_by": by, "approved_version": 1}
        reports = Submission.objects.bulk_create(
            Submission(period=period, municipality=one, state=State.APPROVED, **handed_in, **approved)
            for one in municipalities
        )
        _rows(
            Event.objects.bulk_create(Event(submission=r, name="Мероприятие") for r in reports for _ in range(events)),
            chance,
        )


def _rows(events, chance):
    events = iter(events)
    while part := list(islice(events, AT_ONCE)):
        rows = ArchiveRow.objects.bulk_create(_row(event, chance) for event in part)
        ArchiveRow.countries.through.objects.bulk_create(
            ArchiveRow.countries.through(archiverow=row, country_id=code) for row in rows for code in _countries(chance)
        )
        signed = [row for row in rows if chance.random() < 0.13]
        ArchiveDocument.objects.bulk_create(
            ArchiveDocument(row=row, kind=chance.choice(list(KINDS)), title="Соглашение") for row in signed
        )


def _row(event, chance):
    report = event.submission
    month = 3 * report.period.quarter - chance.choice((0, 1, 2))
    start = month_end(report.period.year, month) - datetime.timedelta(days=chance.randrange(28))
    total = chance.choice((None, chance.randrange(1, 400)))
    return ArchiveRow(
        event=event,
        edition=ArchiveRow.Edition.NOW,
        version=1,
        submission=report,
        period=report.period,
        municipality_id=report.municipality_id,
        is_included=chance.random() < 0.97,
        start=start,
        end=start,
        precision="day",
        place_format=chance.choice(PlaceFormat.values),
        total=total,
        total_foreign=total and total // 5,
        newest=start,
    )


def _countries(chance):
    return {
        "BY" if chance.random() < 0.7 else chance.choice(COUNTRIES),
        *chance.sample(COUNTRIES, chance.choice((0, 0, 0, 1))),
    }
