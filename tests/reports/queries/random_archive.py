"""Two years of rows by chance, written straight into the archive: what is counted must not depend on how they came."""

import datetime
import random

from django.utils import timezone

from reports.models import ArchiveDocument, ArchiveRow, Event, Submission, Twin
from reports.models.event import PlaceFormat
from reports.prose.documents.write import KINDS
from reports.queries.consolidated import APPROVED, HANDED_IN
from reports.queries.year import year_of
from tests import factories

COUNTRIES = {"BY": "Республика Беларусь", "CN": "Китайская Народная Республика", "RS": "Республика Сербия"}
QUARTERS = [(2023, 2), (2023, 3), (2024, 1), (2024, 2), (2024, 3), (2024, 4)]
NAMES = ("Фестиваль «Две реки»", "II форум побратимов", "III форум побратимов", "Встреча в ратуше", "Бал")


def fill(seed, municipalities, *, coordinator, officer, quarters=QUARTERS, events=60):
    """Reports in all states, rows in both editions, pairs that are one event; `quarters`: (year, quarter)."""
    chance = random.Random(seed)
    countries = [factories.make_country(code, name, name) for code, name in COUNTRIES.items()]
    partners = [factories.make_partner(f"г. Город {number}", country=chance.choice(countries)) for number in range(4)]
    reports = []
    for year, quarter in quarters:
        period = factories.make_period(year, quarter)
        for municipality in municipalities:
            reports.append(Submission.objects.get(period=period, municipality=municipality))
            _move(reports[-1], chance.choice(["approved", "approved", "submitted", "returned"]), coordinator, officer)
    made = [_event(chance, chance.choice(reports)) for _ in range(events)]
    for event in made:
        for edition in _editions(chance):
            _row(chance, event, edition, countries, partners)
    for one, other in zip(made[::7], made[3::7], strict=False):
        answer = chance.choice([Twin.Answer.JOINT, Twin.Answer.JOINT, Twin.Answer.BOTH])
        Twin.objects.create(one=one, other=other, answer=answer, by=coordinator)


def _move(report, state, coordinator, officer):
    now = timezone.now()
    values = {"state": state, "first_submitted_at": now}
    if state in ("submitted", "approved"):
        values |= {"submitted_at": now, "submitted_by": officer}
    if state == "returned":
        values |= {"returned_at": now, "returned_by": coordinator}
    if state == "approved":
        values |= {"approved_at": now, "approved_by": coordinator, "approved_version": report.version}
    Submission.objects.filter(pk=report.pk).update(**values)


def _event(chance, report):
    name = chance.choice(NAMES)
    return Event.objects.create(submission=report, name=name, search_key=name, sort_key=str(chance.random()))


def _editions(chance):
    return chance.choice([["now"], ["now", "released"], ["now", "released"], ["released"]])


def _row(chance, event, edition, countries, partners):
    total = chance.choice([None, 0, 1, 40])
    start = chance.choice([None, datetime.date(2024, chance.randint(1, 12), 3)])
    row = ArchiveRow.objects.create(
        event=event,
        edition=edition,
        version=1,
        submission=event.submission,
        period=event.submission.period,
        municipality=event.submission.municipality,
        is_included=chance.random() < 0.9,
        start=start,
        precision="none" if start is None else "day",
        place_format=chance.choice(PlaceFormat.values),
        total=total,
        total_foreign=chance.choice([None, 0, 1]) if total else None,
        newest=start or event.submission.period.ends_on,
    )
    row.countries.set(chance.sample(countries, chance.randint(0, 3)))
    row.partners.set(chance.sample(partners, chance.randint(0, 2)))
    for _ in range(chance.choice([0, 0, 1, 2])):
        ArchiveDocument.objects.create(row=row, kind=chance.choice(list(KINDS)), title="Документ")


def years_of(*users):
    """The years of these people, in each choice of reports."""
    for user in users:
        for number in (2023, 2024):
            for scope in (APPROVED, HANDED_IN):
                yield year_of(user, number, scope)
