"""The officer's links, and the page behind one."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.actions import invitations as actions
from reports.models import Invitation
from tests import factories

pytestmark = pytest.mark.django_db

WHO = {"author": "Иванова А. А.", "post": "директор школы", "phone": ""}


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk, events=0, officer=smolensk_officer)


@pytest.fixture
def invitation(report, smolensk_officer):
    until = timezone.localdate() + datetime.timedelta(days=3)
    return actions.invite(report, by=smolensk_officer, asked="Концерт в школе", words="Очень ждём", until=until)


@pytest.fixture
def link(invitation):
    return reverse("invitation_write", args=[actions.token_of(invitation)])


@pytest.fixture
def officer_client(client, smolensk_officer):
    client.force_login(smolensk_officer)
    return client


def sent(client, link, **changes):
    return client.post(link, {**factories.EVENT, **WHO, **changes}, follow=True)


def test_a_link_is_made_shown_and_can_be_copied(officer_client, report):
    until = timezone.localdate() + datetime.timedelta(days=3)
    address = reverse("invitations", args=[report.pk])
    body = officer_client.post(address, {"asked": "Концерт", "until": until.isoformat()}, follow=True).content.decode()
    assert reverse("invitation_write", args=[actions.token_of(Invitation.objects.get())]) in body


@pytest.mark.parametrize("days", [-1, 31])
def test_a_link_lives_from_today_on_for_a_month_at_most(officer_client, report, days):
    until = timezone.localdate() + datetime.timedelta(days=days)
    answer = officer_client.post(
        reverse("invitations", args=[report.pk]), {"asked": "Концерт", "until": until.isoformat()}
    )
    assert "не дольше месяца" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_who_holds_the_link_sees_who_asks_and_nothing_of_the_report(client, link, report, smolensk_officer):
    factories.make_event(report, by=smolensk_officer, name="Другая строка отчёта")
    answer = client.get(link)
    body = answer.content.decode()
    assert "Концерт в школе" in body
    assert smolensk_officer.full_name in body
    assert "Другая строка" not in body
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_opening_the_link_writes_nothing(client, link):
    """A scanner of mail opens every link, and so does whoever it is forwarded to."""
    for _ in range(3):
        client.get(link)
        client.head(link)
    assert Invitation.objects.get().is_open


def test_what_was_written_is_sent_and_thanked_for(client, link):
    body = sent(client, link).content.decode()
    assert "Спасибо, отправлено" in body
    assert Invitation.objects.get().answer["purpose"] == factories.EVENT["purpose"]


def test_a_mistake_is_named_and_the_text_stays(client, link):
    body = sent(client, link, author="").content.decode()
    assert "Напишите, кто вы" in body
    assert factories.EVENT["purpose"] in body
    assert Invitation.objects.get().is_open


def test_too_late_the_text_can_be_copied(client, link):
    Invitation.objects.update(until=timezone.localdate() - datetime.timedelta(days=1))
    answer = sent(client, link)
    body = answer.content.decode()
    assert (answer.status_code, "Срок ссылки истёк" in body) == (409, True)
    assert factories.EVENT["purpose"] in body


def test_a_link_that_is_none_is_not_found_and_says_what_to_do(client, db):
    answer = client.get(reverse("invitation_write", args=["00000000000000000000000000000000-x"]))
    assert (answer.status_code, "Ссылка неверна" in answer.content.decode()) == (404, True)


def test_the_officer_takes_the_answer_as_a_row(client, officer_client, link, report, invitation):
    sent(client, link)
    body = officer_client.get(reverse("invitations", args=[report.pk])).content.decode()
    assert "Взять в отчёт" in body
    answer = officer_client.post(reverse("invitation_decide", args=[invitation.uid, "take"]))
    row = report.events.present().get()
    assert answer.headers["Location"] == reverse("event", args=[row.uid])


def test_sent_back_the_link_shows_the_question_and_the_text(client, officer_client, link, invitation):
    sent(client, link)
    until = timezone.localdate().isoformat()
    back = {f"back{invitation.pk}-words": "Сколько человек?", f"back{invitation.pk}-until": until}
    officer_client.post(reverse("invitation_decide", args=[invitation.uid, "back"]), back)
    officer_client.logout()
    body = client.get(link).content.decode()
    assert "Сколько человек?" in body
    assert factories.EVENT["purpose"] in body


def test_without_a_question_nothing_is_sent_back(client, officer_client, link, invitation):
    sent(client, link)
    body = officer_client.post(reverse("invitation_decide", args=[invitation.uid, "back"])).content.decode()
    assert "Напишите, что уточнить" in body
    assert Invitation.objects.get().waits


def test_a_revoked_link_is_closed(officer_client, link, invitation):
    officer_client.post(reverse("invitation_decide", args=[invitation.uid, "revoke"]))
    officer_client.logout()
    assert "отозвали" in officer_client.get(link).content.decode()


@pytest.mark.parametrize("ended", ["out of date", "revoked"])
def test_a_link_that_has_ended_works_again_for_a_week_by_one_press(officer_client, link, invitation, report, ended):
    today = timezone.localdate()
    if ended == "revoked":
        officer_client.post(reverse("invitation_decide", args=[invitation.uid, "revoke"]))
    else:
        Invitation.objects.update(until=today - datetime.timedelta(days=1))
    assert "Продлить на неделю" in officer_client.get(reverse("invitations", args=[report.pk])).content.decode()
    officer_client.post(reverse("invitation_decide", args=[invitation.uid, "renew"]))
    again = Invitation.objects.get()
    assert (again.is_open, again.until) == (True, today + datetime.timedelta(days=7))
