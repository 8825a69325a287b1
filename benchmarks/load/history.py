"""Many quarters with whole histories, made at once: `python -m benchmarks.load.history QUARTERS ROWS FILES`.

Quarters are opened by the program's own action. Events, their revisions and the links of their chains are stored by the
thousand, with the digests and seals that the program would have given them.
"""

import os
import random
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from django.db import transaction
from django.db.models import F

from benchmarks.database import made_event
from municipalities.models import User
from municipalities.models.seals import current_key
from municipalities.models.stored import stored
from reports.actions import periods
from reports.models import Event, EventRevision, StoredFile, Submission
from reports.models.history import FIRST_DIGEST, ChainLink, digest_of, seal_of, standing_seal
from reports.models.period import default_dates
from reports.queries.event_content import content_of
from reports.rules.permissions import THE_PROGRAM

FILE = 300 * 1024  # bytes of each kept file


def fill(quarters, rows, files):
    """`quarters` before 2024, each with `rows` events of each municipality of the lists, and so many kept files."""
    # Nobody who works today: so many rows of one day are over every limit.
    officer = User.objects.create(username="officer-of-before", full_name="Петрова Мария Ивановна")
    for back in range(quarters):
        year, quarter = 2023 - back // 4, 4 - back % 4
        period, _ = periods.open_period(year, quarter, by=THE_PROGRAM, **default_dates(year, quarter))
        with transaction.atomic():
            _fill(period, officer, rows, back * 27 * rows)
    chance = random.Random(7)
    for number in range(files):
        StoredFile.keep(chance.randbytes(FILE), name=f"{number}.pdf", content_type="application/pdf", by=officer)


def _fill(period, officer, rows, first):
    reports = Submission.objects.filter(period=period).exclude(municipality__oktmo__startswith="99").order_by("pk")
    made = []
    for place, report in enumerate(reports):
        for row in range(rows):
            event = made_event(report, first + place * rows + row, period)
            event.created_by = event.changed_by = officer
            made.append(event)
    events = Event.objects.bulk_create(made, batch_size=1000)
    like = content_of(Event.objects.get(pk=events[0].pk))
    last, revisions = {}, []
    for event in events:
        last[event.submission_id] = last.get(event.submission_id, event.submission.version) + 1
        revisions.append(
            EventRevision(
                event=event,
                version=event.version,
                report_version=last[event.submission_id],
                content={**like, **_content(event)},
                by=officer,
                cause=EventRevision.Cause.CREATED,
            )
        )
    EventRevision.objects.bulk_create(revisions, batch_size=1000)
    for report in reports:
        Submission.objects.filter(pk=report.pk).update(version=F("version") + rows)
    facts = stored(Event, Event.STANDS, [event.pk for event in events])
    ends, links = {}, []
    for link in ChainLink.objects.filter(submission__in=reports).order_by("number"):
        ends[link.submission_id] = (link.number, link.digest)
    for row in revisions:
        report = row.event.submission_id
        number, before = ends.get(report, (0, FIRST_DIGEST))
        link = ChainLink(submission_id=report, number=number + 1, kind="eventrevision", row=row.pk, key=current_key())
        link.digest = digest_of(before, row)
        link.seal = seal_of(link)
        standing = dict(zip(Event.STANDS, facts[row.event_id], strict=True))
        link.standing = standing_seal(link, row.event_id, standing)
        ends[report] = (link.number, link.digest)
        links.append(link)
    ChainLink.objects.bulk_create(links, batch_size=1000)


def _content(event):
    return {
        "name": event.name,
        "place_text": event.place_text,
        "period_text": event.period_text,
        "purpose": event.purpose,
        "participants": event.participants,
        "start": event.start and event.start.isoformat(),
        "end": event.end and event.end.isoformat(),
        "precision": event.precision,
    }


if __name__ == "__main__":
    fill(*map(int, sys.argv[1:]))
