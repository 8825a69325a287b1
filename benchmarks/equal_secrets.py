"""What `equal.py` asks for: something that is there and something that is not, of each kind. Needs Django set up."""

import secrets
import time
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP

from benchmarks.load.data import fill
from benchmarks.load.people import PASSWORD
from config.accounts import codes
from config.accounts.second_factor import WAITING
from municipalities.models import GuessCount, SecondFactor, User
from reports.actions import events, invitations, machines, remarks, workflow
from reports.models import Event, Invitation, Remark, Submission

TEXTS = {
    "name": "Концерт",
    "place_text": "г. Минск",
    "period_text": "4 ноября 2024 года",
    "purpose": "Дружба",
    "participants": "Хор",
}
COOKIE = settings.SESSION_COOKIE_NAME
NOWHERE, NOBODY = uuid.uuid4(), 999_999


@dataclass(frozen=True)
class World:
    """A report of officer0 with all that hangs on it, and secrets that do not open anything (any more)."""

    report: Submission
    event: Event
    link: Invitation
    remark: Remark
    feed: str
    revoked: str  # token
    of_gone: str  # token of officer2, who was switched off
    coordinator: User
    of_phone: str  # code that was taken
    of_paper: str


def _world():
    fill(3, 1, PASSWORD)
    settings.DEBUG = False  # its queries would be kept
    owner, gone, coordinator = (User.objects.get(username=one) for one in ("officer0", "officer2", "coordinator0"))
    report, today = Submission.objects.get(municipality__short_name="0-й район"), timezone.localdate()
    event = events.create_event(report, by=owner, values=TEXTS)
    link = invitations.invite(report, by=owner, asked="Концерт", words="", until=today)
    _, revoked = machines.make_token(by=owner, name="Портал", expires_on=today)
    machines.revoke_token(owner.access_tokens.get(), by=owner)
    _, of_gone = machines.make_token(by=gone, name="Портал", expires_on=today)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    owner.email = "officer0@example.ru"
    owner.save()
    workflow.submit(Submission.objects.get(pk=report.pk), by=owner)
    remark = remarks.add_remark(Submission.objects.get(pk=report.pk), by=coordinator, text="Уточните")
    codes.offered(coordinator)
    secret = SecondFactor.objects.get().open()
    of_phone = f"{TOTP(secret, step=codes.STEP, digits=codes.FIGURES).token():06}"
    of_paper = codes.turn_on(coordinator, of_phone)[0]
    codes.check(coordinator, of_paper)
    feed = machines.secret_of_feed(machines.make_feed(by=owner))
    return World(report, event, link, remark, feed, revoked, of_gone, coordinator, of_phone, of_paper)


def secrets_of(asking):
    """Yield (what, ask for the one that is there, ask for the missing one, what is done before each)."""
    world = _world()
    yield from _of_another(asking, world)
    yield from _of_strangers(asking, world)
    yield from _of_second_step(asking, world)
    yield from _of_sign_in(asking)


def _pair(asking, what, address, there, missing, prepare, fields=None, **headers):
    def asks(key):
        named = {name: value.format(key) for name, value in headers.items()}
        sent = {name: value.format(key) for name, value in fields.items()} if fields is not None else None
        return lambda: asking(address.format(key), sent, **named)

    return what, asks(there), asks(missing), prepare


def _of_another(asking, world):
    """Asked by an officer of another municipality."""
    client = Client()
    client.force_login(User.objects.get(username="officer1"))
    session = f"{COOKIE}={client.cookies[COOKIE].value}"

    def prepare():
        asking.cookie = session

    def pair(what, address, there, missing, fields=None):
        return _pair(asking, f"another's {what}", address, there, missing, prepare, fields)

    yield pair("report", "/report/{}/", world.report.pk, NOBODY)
    yield pair("report, handing in", "/report/{}/submit/", world.report.pk, NOBODY, {"version": "1"})
    yield pair("event", "/event/{}/", world.event.uid, NOWHERE)
    yield pair("event, saving", "/event/{}/", world.event.uid, NOWHERE, {"name": "Я"})
    yield pair("remark, answering", "/remark/{}/answer/", world.remark.pk, NOBODY, {"answer": "Я"})
    yield pair("row of the archive", "/archive/{}/", world.event.uid, NOWHERE)
    yield pair("link, ending", "/invitation/{}/revoke/", world.link.uid, NOWHERE, {})


def _nobody_for(asking):
    """What lets a stranger ask, as often as one likes."""

    def prepare():
        asking.cookie = ""
        GuessCount.objects.all().delete()
        User.objects.update(reset_mailed_at=None)

    return prepare


def _of_strangers(asking, world):
    """Long secrets in addresses and headers."""
    nobody, bearer = _nobody_for(asking), {"HTTP_AUTHORIZATION": "Bearer {}"}
    for what, address, known in (
        ("a calendar, wrong end", "/calendar/{}.ics", world.feed[:32]),
        ("a link of an invitation, wrong end", "/write/{}/", world.link.uid.hex),
    ):
        yield _pair(asking, what, address, f"{known}-x", f"{NOWHERE.hex}-x", nobody)
    for what, token in (("was revoked", world.revoked), ("is of somebody switched off", world.of_gone)):
        yield _pair(asking, f"a token that {what}", "/api/v1/quarters/", token, token[::-1], nobody, **bearer)


def _of_second_step(asking, world):
    """Asked by somebody whose password was right."""
    nobody, half = _nobody_for(asking), Client()

    def prepare():
        nobody()
        waiting = half.session
        waiting[WAITING] = [world.coordinator.pk, world.coordinator.get_session_auth_hash(), time.time()]
        waiting.save()
        asking.cookie = f"{COOKIE}={waiting.session_key}"

    figures = f"{(int(world.of_phone) + 500_000) % 1_000_000:06}"
    for what, used, wrong in (
        ("figures", world.of_phone, figures),
        ("paper", world.of_paper, world.of_paper[::-1]),
    ):
        name = f"second step, {what} used and wrong"
        yield _pair(asking, name, "/accounts/second-step/", used, wrong, prepare, {"code": "{}"})


def _of_sign_in(asking):
    nobody, wrong = _nobody_for(asking), {"username": "{}", "password": secrets.token_urlsafe(12)}
    for what, known, unknown in (
        ("known and unknown name", "officer0", "nobody"),
        ("name switched off and unknown", "officer2", "nobody"),
        ("known and unknown mail", "officer0@example.ru", "a@example.ru"),
    ):
        yield _pair(asking, f"sign-in, {what}", "/accounts/login/", known, unknown, nobody, wrong)
    forgotten = "/accounts/forgotten-password/"
    yield _pair(asking, "forgotten password, name", forgotten, "officer0", "nobody", nobody, {"who": "{}"})
