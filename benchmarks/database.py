"""A database to measure with: the product's lists, 50 municipalities, one large quarter and one usual one.

Run under the DATABASE_URL of a database that may be filled and thrown away (`__main__` sees to that).
"""

import datetime

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.utils import timezone

from benchmarks.data import texts
from municipalities.lists.fixtures import load_lists
from municipalities.models import Municipality, MunicipalityName, Officer, User
from reports.actions import events as event_actions
from reports.actions import periods, remarks, workflow
from reports.models import Event, Period, Submission
from reports.prose.periods.understand import sort_key, understand_period
from reports.rules.permissions import THE_PROGRAM

LARGE = 10_000  # events of the large quarter
USUAL = 50  # events of the report that the pages show
FULL_TABLE = 53  # events of the consolidated table, as in the source
BOARD = 50  # municipalities, so that the board has as many rows as the other pages


def fill(*, large=True, usual=True):
    """Make tables and data. Large: quarter III of 2024, its events inserted at once. Usual: quarter IV, made
    by the domain functions. Without both: lists and people."""
    call_command("migrate", verbosity=0)
    load_lists()
    municipalities = _municipalities(BOARD if large or usual else 0)
    people = _people(municipalities[0])
    if large:
        _large_quarter()
    if usual:
        _usual_quarter(municipalities, *people)


def _municipalities(at_least):
    for number in range(Municipality.objects.count(), at_least):
        added = Municipality.objects.create(short_name=f"{number}-й район", oktmo=f"99{number:06}")
        MunicipalityName.objects.create(
            municipality=added,
            label=f"{number}-й район",
            heading=f"муниципальное образование «{number}-й район» Смоленской области",
            valid_from=datetime.date(2006, 1, 1),
        )
    return list(Municipality.objects.order_by("sort_key"))


def _people(municipality):
    password = make_password(None)
    officer = User.objects.create(username="officer", full_name="Иванова Анна Петровна", password=password)
    coordinator = User.objects.create(
        username="coordinator", full_name="Петров Пётр Ильич", password=password, is_coordinator=True
    )
    User.objects.create(username="root", full_name="Админ Админ Админ", password=password, is_superuser=True)
    others = User.objects.bulk_create(
        User(username=f"officer{n}", full_name=f"Фамилия{n} Имя Отчество", phone="8 (4812) 00-00-00",
             email=f"officer{n}@example.org", password=password)
        for n in range(Municipality.objects.count())
    )  # fmt: skip
    since = datetime.date(2020, 1, 1)
    Officer.objects.bulk_create(
        Officer(user=user, municipality=place, since=since)
        for user, place in zip(others, Municipality.objects.order_by("sort_key"), strict=True)
    )
    Officer.objects.create(user=officer, municipality=municipality, since=since)
    return officer, coordinator


def open_period(year, quarter):
    today = timezone.localdate()
    period, _ = periods.open_period(
        year,
        quarter,
        by=THE_PROGRAM,
        deadline=today + datetime.timedelta(days=10),
        hard_deadline=today + datetime.timedelta(days=20),
    )
    return period


def _large_quarter():
    period = open_period(2024, 3)
    submissions = list(Submission.objects.filter(period=period).order_by("pk"))
    Event.objects.bulk_create(
        (made_event(submissions[number % len(submissions)], number, period) for number in range(LARGE)), batch_size=1000
    )


def made_event(submission, number, period):
    name, place, when, purpose, participants = texts(number)
    understood = understand_period(when, year=period.year, quarter=period.quarter)
    return Event(
        submission=submission,
        name=name,
        place_text=place,
        period_text=when,
        purpose=purpose,
        participants=participants,
        start=understood.start,
        end=understood.end,
        precision=understood.precision,
        sort_key=sort_key(understood.start, understood.end, understood.precision),
        search_key=name.casefold(),
    )


def _usual_quarter(municipalities, officer, coordinator):
    """One report of 50 events under review with remarks, the same again as a draft a quarter later, and 53
    handed-in events in all."""
    period = open_period(2024, 4)
    reviewed = Submission.objects.get(period=period, municipality=municipalities[0])
    events = [_create(reviewed, officer, number) for number in range(USUAL)]
    workflow.submit(reviewed, by=officer)
    for event in events[::10]:
        remarks.add_remark(reviewed, by=coordinator, text="Уточните место", event=event, field="place_text")
    small = Submission.objects.get(period=period, municipality=municipalities[1])
    other = small.municipality.officers.get().user
    for number in range(USUAL, FULL_TABLE):
        _create(small, other, number)
    workflow.submit(small, by=other)
    draft = Submission.objects.get(period=open_period(2025, 1), municipality=municipalities[0])
    for number in range(USUAL):
        _create(draft, officer, number)


def _create(submission, by, number):
    values = dict(zip(("name", "place_text", "period_text", "purpose", "participants"), texts(number), strict=True))
    return event_actions.create_event(submission, by=by, values=values)


def period(year, quarter):
    return Period.objects.get(year=year, quarter=quarter)
