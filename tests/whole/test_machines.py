"""What a program reads of a person's token or calendar: nothing that was not released, whoever holds it.

Every text of every report carries the name of its state as a marker. The programs of each of the cast ask every address
there is; no marker but that of the released words may be in an answer. What calendars show beyond that is told by a
table.
"""

import datetime
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.models import User
from reports.actions import events, invitations, machines, remarks, workflow
from reports.actions.releases import make_release
from reports.models import Submission
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

FIELDS = ("name", "place_text", "period_text", "purpose", "participants", "note")
# A word for the words of each state; what comes after the release is written over released words.
WORDS = {
    "draft": "Черновиковский",
    "submitted": "Сданновский",
    "returned": "Возвращёновский",
    "approved": "Принятовский",
    "withdrawn": "Отозвановский",
    "left_out": "Исключёновский",
    "deleted": "Удалёновский",
    "reopened": "Переписановский",
    "remark": "Замечановский",
    "invitation": "Ссылковский",
    "person": "Фамильский",
    "released": "Выпущеновский",
    "note": "Заметковский",
}
CAST = ("owner", "other", "coordinator", "observer", "lists", "superuser")
API = ("api_quarters", "api_json", "api_csv", "api_municipalities", "api_countries")
OF_QUARTER = ("api_quarter", "api_quarter_json", "api_quarter_csv")


def texts(word, **more):
    """The values of an event, each text with the word; its days are pinned, so that a calendar has it."""
    values = {name: f"{name} {WORDS[word]}" for name in FIELDS if name != "note"}
    return {**values, "period_text": f"4 ноября 2024 года, {WORDS[word]}", "note": WORDS["note"], **PIN, **more}


PIN = {"period_pin": ["2024-11-04", "2024-11-04", "day"]}


@pytest.fixture
def people(smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator, observer, list_administrator):
    superuser = User.objects.create_superuser("root", factories.PASSWORD, full_name=f"Полный {WORDS['person']}")
    cast = (vyazma_officer, smolensk_officer, coordinator, observer, list_administrator, superuser)
    for user in cast[:4]:
        user.full_name, user.phone = f"{WORDS['person']} И. О.", WORDS["person"]
        user.save()
    return dict(zip(CAST, cast, strict=True))


@pytest.fixture
def world(people, vyazma):
    """Quarters of Вязьма: one for each state, all with that state's word; and one that was released, changed since."""
    owner, coordinator = people["owner"], people["coordinator"]

    def report(year, quarter, word, state="draft"):
        period = factories.make_period(year, quarter)
        submission = Submission.objects.get(period=period, municipality=vyazma)
        factories.make_event(submission, by=owner, **texts(word))
        return factories.move_to(submission, state, officer=owner, coordinator=coordinator)

    draft = report(2026, 1, "draft")
    events.delete_event(factories.make_event(draft, by=owner, **texts("deleted")), by=owner)
    invited = invitations.invite(
        draft, by=owner, asked=WORDS["invitation"], words=WORDS["invitation"], until=timezone.localdate()
    )
    answer = {**factories.EVENT, "name": WORDS["invitation"]}
    invitations.answer(by=invitations.token_of(invited), values=answer, author=WORDS["person"], post="", phone="")
    submitted = report(2025, 4, "submitted", "submitted")
    remarks.add_remark(submitted, by=coordinator, text=WORDS["remark"])
    report(2025, 3, "returned", "returned")
    report(2025, 2, "approved", "approved")
    workflow.withdraw(report(2025, 1, "withdrawn", "submitted"), by=owner)
    released = report(2024, 4, "released", "draft")
    kept = released.events.get()
    dropped = factories.make_event(released, by=owner, **texts("left_out"))
    changed = factories.make_event(released, by=owner, **texts("released"))
    released = workflow.submit(released, by=owner)
    events.leave_out(dropped, by=coordinator, reason=WORDS["left_out"])
    released = workflow.approve(released, by=coordinator, version=Submission.objects.get(pk=released.pk).version)
    make_release(released.period, by=coordinator)
    # Reopened: rewritten, added to, deleted from. Nothing of it has gone out.
    released = workflow.reopen(
        released, by=coordinator, reason="Ошибка", until=timezone.localdate(), version=released.version
    )
    fresh = type(changed).objects.get(pk=changed.pk)
    events.save_event(fresh, by=owner, values=texts("reopened"), base_version=fresh.version)
    factories.make_event(released, by=owner, **texts("reopened"))
    events.delete_event(type(kept).objects.get(pk=kept.pk), by=owner)
    return released


def read(answer):
    body = b"".join(answer) if answer.streaming else answer.content
    return body.decode()


def unfolded(calendar):
    return re.sub("\r\n ", "", calendar)


def found_in(words):
    return {state for state, word in WORDS.items() if word in words}


def test_no_token_reads_what_was_not_released(world, people):
    """Each of the cast, each address: the released words as they were printed, and no others."""
    quarter = {"year": 2024, "quarter": 4}
    addresses = [reverse(name) for name in API] + [reverse(name, kwargs=quarter) for name in OF_QUARTER]
    asked, wrong = 0, []
    for person, user in people.items():
        _, secret = machines.make_token(by=user, name="Портал", expires_on=timezone.localdate())
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        for address in addresses:
            answer = client.get(address)
            words = read(answer)
            asked += 1
            expected = {"released"} if "rows" in address else set()
            if (answer.status_code, found_in(words)) != (200, expected):
                wrong.append((person, address, answer.status_code, found_in(words)))
            assert "rows" not in address or words.count(f"name {WORDS['released']}") == 2
        for year, number in ((2026, 1), (2025, 4), (2025, 3), (2025, 2), (2025, 1), (2023, 1)):
            for name in OF_QUARTER:
                answer = client.get(reverse(name, kwargs={"year": year, "quarter": number}))
                asked += 1
                if (answer.status_code, found_in(read(answer))) != (404, set()):
                    wrong.append((person, name, year, number))
    print(f"{asked} requests with tokens: {len(wrong)} leaks")
    assert wrong == []


# Whose words stand in whose calendar. Of a deleted row, a note, a remark, a person nothing stands in any.
OF_REPORTS = {"draft", "submitted", "returned", "approved", "withdrawn", "left_out", "reopened"}
IN_CALENDAR = {
    "owner": OF_REPORTS,
    "other": set(),
    # A report that was never handed in is its officer's alone.
    "coordinator": OF_REPORTS - {"draft"},
    "observer": {"released"},
    "lists": {"released"},
    "superuser": {"released"},
}


def test_a_calendar_shows_what_its_person_may_see(world, people, settings, monkeypatch):
    """An officer the own rows, the coordinator what was handed in, everybody else what was released."""
    monkeypatch.setattr("reports.pages.machines.feed.LOOKS_BACK", datetime.timedelta(days=20_000))
    shown = {}
    for person, user in people.items():
        feed = machines.make_feed(by=user)
        answer = Client().get(reverse("calendar", args=[machines.secret_of_feed(feed)]))
        assert answer.status_code == 200
        shown[person] = found_in(unfolded(read(answer)))
    assert shown == IN_CALENDAR


def test_the_look_for_leaks_finds_one(world, people):
    """Otherwise the two above could not fail: the owner's own page has the words."""
    client = Client()
    client.force_login(people["owner"])
    assert found_in(read(client.get(reverse("report", args=[world.pk])))) >= {"reopened"}


def test_what_has_ended_is_answered_like_what_never_was(world, people):
    """No token, a wrong one, a revoked or an old one, of a person switched off or without a role: one answer."""
    owner, address = people["owner"], reverse("api_quarters")
    today = timezone.localdate()
    revoked, first = machines.make_token(by=owner, name="Первый", expires_on=today)
    machines.revoke_token(revoked, by=owner)
    old, second = machines.make_token(by=owner, name="Второй", expires_on=today)
    type(old).objects.filter(pk=old.pk).update(expires_on=today - datetime.timedelta(days=1))
    _, third = machines.make_token(by=people["other"], name="Третий", expires_on=today)
    User.objects.filter(pk=people["other"].pk).update(is_active=False)
    _, fourth = machines.make_token(by=people["observer"], name="Четвёртый", expires_on=today)
    User.objects.filter(pk=people["observer"].pk).update(is_observer=False)
    _, living = machines.make_token(by=owner, name="Живой", expires_on=today)
    headers = [
        *(f"Bearer {secret}" for secret in (first, second, third, fourth, f"{living}x", living[:-1], "", "я" * 300)),
        *("", "Bearer", f"Basic {living}", living, f"Token {living}"),
    ]
    client = Client()
    answers = [client.get(address, headers={"Authorization": header}) for header in headers]
    answers += [client.get(f"{address}?access_token={living}&token={living}")]
    client.force_login(owner)
    answers += [client.get(address)]
    seen = {(answer.status_code, read(answer), answer["WWW-Authenticate"]) for answer in answers}
    assert len(seen) == 1 and seen.pop()[0] == 401
    assert client.get(address, headers={"Authorization": f"Bearer {living}"}).status_code == 200
    assert urlsplit(address).query == ""
