"""Objects for tests, without surprises: each function makes what its name says, through the domain functions where they
have a rule."""

import datetime
import itertools

from django.utils import timezone

from municipalities.models import Country, Municipality, MunicipalityName, Officer, PartnerCity, Partnership, User
from reports.actions import events as event_actions
from reports.actions import periods, releases, remarks, workflow
from reports.files.read.rows import ReadFile, ReadRow, as_json
from reports.models import ImportJob, Notice, Period, StoredFile, Submission
from reports.models.period import default_dates
from reports.rules.permissions import THE_PROGRAM
from tests.replayed import replayed

PASSWORD = "стол-окно-река-7"
_number = itertools.count(1)

EVENT = {
    "name": "Фестиваль дружбы «Две реки»",
    "period_text": "4 ноября 2024 года",
    "place_text": "г. Минск (Республика Беларусь)",
    "purpose": "Знакомство жителей двух городов с народными ремеслами",
    "participants": "Мастера и творческие коллективы двух городов",
}


@replayed
def make_user(username, full_name="Иванова Анна Петровна", **fields):
    return User.objects.create_user(username, PASSWORD, full_name=full_name, **fields)


@replayed
def make_superuser(username, full_name="Иванова Анна Петровна"):
    return User.objects.create_superuser(username, PASSWORD, full_name=full_name)


@replayed
def make_municipality(short_name, label=None, heading=None, **fields):
    number = next(_number)
    municipality = Municipality.objects.create(
        short_name=short_name,
        oktmo=fields.pop("oktmo", f"66{number:06}"),
        signer_post=fields.pop("signer_post", "Глава муниципального образования"),
        signer_name=fields.pop("signer_name", "И.И. Петров"),
        **fields,
    )
    MunicipalityName.objects.create(
        municipality=municipality,
        label=label or f"{short_name} район",
        heading=heading or f"муниципальное образование «{short_name} район» Смоленской области",
        valid_from=datetime.date(2006, 1, 1),
    )
    return municipality


@replayed
def make_officer(user, municipality, since=datetime.date(2020, 1, 1), until=None):
    return Officer.objects.create(user=user, municipality=municipality, since=since, until=until)


@replayed
def make_country(code="BY", name="Беларусь", full_name="Республика Беларусь"):
    return Country.objects.get_or_create(code=code, defaults={"name": name, "full_name": full_name})[0]


@replayed
def make_partner(name="г. Витебск", municipality=None, country=None, **fields):
    partner = PartnerCity.objects.create(name=name, country=country or make_country(), **fields)
    if municipality:
        Partnership.objects.create(municipality=municipality, partner=partner, kind=Partnership.Kind.TWIN)
    return partner


@replayed
def make_period(year=2024, quarter=4, *, is_open=True):
    """A quarter with a submission for every municipality; without municipalities, which the program refuses to open a
    quarter for, the bare quarter. Open: its deadlines lie ahead of the day of the test;
    otherwise they have passed."""
    today = timezone.localdate()
    shift = datetime.timedelta(days=10 if is_open else -20)
    dates = {"deadline": today + shift, "hard_deadline": today + shift + datetime.timedelta(days=10)}
    if not Municipality.objects.exists():
        bare = {**default_dates(year, quarter), **dates}
        return Period.objects.get_or_create(year=year, quarter=quarter, defaults=bare)[0]
    return periods.open_period(year, quarter, by=THE_PROGRAM, **dates)[0]


@replayed
def make_submission(period, municipality, *, state="draft", is_nil=False, officer=None, coordinator=None, events=1):
    """The municipality's report, moved to the state by the real moves; `events` are entered first unless nil."""
    submission = Submission.objects.get_or_create(period=period, municipality=municipality)[0]
    if state == "draft" and officer is None:
        return submission
    officer = officer or _someone(municipality)
    if not is_nil:
        for number in range(events):
            make_event(submission, by=officer, name=f"{EVENT['name']} {number + 1}")
    return move_to(submission, state, is_nil=is_nil, officer=officer, coordinator=coordinator)


@replayed
def move_to(submission, state, *, is_nil=False, officer, coordinator=None):
    """Move a draft to the state by the real moves."""
    if state == "draft":
        return Submission.objects.get(pk=submission.pk)
    hand_in = workflow.declare_nil if is_nil else workflow.submit
    submission = hand_in(submission, by=officer)
    if state == "submitted":
        return submission
    coordinator = (
        coordinator
        or User.objects.filter(is_coordinator=True).first()
        or make_user(f"coordinator{next(_number)}", is_coordinator=True)
    )
    if state == "returned":
        return workflow.return_for_changes(submission, by=coordinator, note="Уточните сведения")
    return workflow.approve(submission, by=coordinator, version=submission.version)


@replayed
def make_event(submission, *, by=None, **values):
    """An event with every text filled in; by the municipality's officer unless said."""
    make_country()
    by = by or _someone(submission.municipality)
    return event_actions.create_event(submission, by=by, values={**EVENT, **values})


@replayed
def make_release(period, *, by):
    """A release of the quarter as it stands."""
    return releases.make_release(period, by=by)


@replayed
def close_and_release(period, *, by):
    return releases.close_and_release(period, by=by)


@replayed
def make_notices(users, kind, text, *, submission=None, urgent=False):
    """A notice for each of the users, undecided about its letter."""
    Notice.objects.bulk_create(
        Notice(user=user, kind=kind, text=text, path="/", submission=submission, is_urgent=urgent) for user in users
    )


@replayed
def make_remark(submission, *, by=None, text="Уточните место", event=None, field=""):
    by = by or User.objects.filter(is_coordinator=True).first()
    return remarks.add_remark(submission, by=by, text=text, event=event, field=field)


def make_row(name="Приехал хор из Витебска", where="строка 1", section="", **values):
    """A row of an uploaded table with every text filled in."""
    texts = {"place": EVENT["place_text"], "period": EVENT["period_text"]}
    texts |= {key: EVENT[key] for key in ("purpose", "participants")}
    return ReadRow(where=where, section=section, name=name, **{**texts, **values})


@replayed
def make_import(period, municipality, *, by, rows=(), state="ready", name="Таблица.docx", data=None, **fields):
    """An uploaded table, as it is when these rows have been read; `municipality` None: a consolidated one."""
    read = fields.pop("read", None) or ReadFile(rows=list(rows))
    data = data if data is not None else f"файл {next(_number)}".encode()
    file = StoredFile.keep(data, name=name, content_type="application/octet-stream", by=by)
    content = as_json(read) if state in {"ready", "applying", "applied", "undone"} else None
    return ImportJob.objects.create(
        period=period, municipality=municipality, by=by, file=file, state=state, content=content, **fields
    )


def _someone(municipality):
    link = municipality.officers.first()
    if link is None:
        user = make_user(f"officer{next(_number)}")
        link = make_officer(user, municipality)
    return link.user
