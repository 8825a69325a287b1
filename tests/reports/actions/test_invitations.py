"""Links with which those who held an event write its row."""

import datetime

import pytest
from django.utils import timezone

from reports.actions import invitations
from reports.actions.events import AlreadyCreated, NotEditable
from reports.models import Invitation, Notice
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

WHO = {"author": "Иванова А. А.", "post": "директор школы", "phone": "8 (48131) 2-00-00"}


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk, events=0, officer=smolensk_officer)


@pytest.fixture
def until():
    return timezone.localdate() + datetime.timedelta(days=3)


@pytest.fixture
def invitation(report, smolensk_officer, until):
    return invitations.invite(report, by=smolensk_officer, asked="Фестиваль", words="", until=until)


def answered(invitation, **changes):
    values = {**factories.EVENT, **changes}
    return invitations.answer(by=invitations.token_of(invitation), values=values, **WHO)


def test_what_the_holder_writes_waits_and_becomes_a_row_with_its_author(invitation, report, smolensk_officer):
    assert answered(invitation).waits
    row = invitations.take(invitation, by=smolensk_officer)
    assert row.name == factories.EVENT["name"]
    assert row.note == "Прислано по ссылке: Иванова А. А., директор школы, 8 (48131) 2-00-00"
    assert report.events.present().get() == row


def test_the_officer_is_told(invitation, smolensk_officer):
    answered(invitation)
    notice = Notice.objects.get(kind=Notice.Kind.WRITTEN, user=smolensk_officer)
    assert "Иванова А. А." in notice.text


def test_a_link_takes_one_answer(invitation):
    answered(invitation)
    with pytest.raises(invitations.InvitationRefused, match="уже ответили"):
        answered(invitation, name="Другое")
    assert Invitation.objects.get().answer["name"] == factories.EVENT["name"]


def test_a_link_that_was_revoked_takes_none(invitation, smolensk_officer):
    invitations.revoke(invitation, by=smolensk_officer)
    with pytest.raises(invitations.InvitationRefused, match="отозвали"):
        answered(invitation)


def test_a_link_that_is_out_of_date_takes_none_and_works_again_when_it_is_renewed(invitation, smolensk_officer, until):
    Invitation.objects.update(until=timezone.localdate() - datetime.timedelta(days=1))
    with pytest.raises(invitations.InvitationRefused, match="истёк"):
        answered(invitation)
    invitations.renew(invitation, by=smolensk_officer, until=until)
    assert answered(invitation).waits


def test_sent_back_the_same_link_is_open_with_the_text_that_was_written(invitation, smolensk_officer, until):
    answered(invitation)
    invitations.send_back(invitation, by=smolensk_officer, words="Сколько человек?", until=until)
    again = Invitation.objects.get()
    assert (again.is_open, again.sent_back, again.answer["name"]) == (True, "Сколько человек?", factories.EVENT["name"])
    assert answered(again, participants="40 человек").answer["participants"] == "40 человек"


def test_an_answer_is_taken_once(invitation, report, smolensk_officer):
    answered(invitation)
    invitations.take(invitation, by=smolensk_officer)
    with pytest.raises((NotEditable, AlreadyCreated)):
        invitations.take(invitation, by=smolensk_officer)
    assert report.events.count() == 1


@pytest.mark.parametrize(
    "spoil",
    [
        *(lambda t: t[:-1] + "x", lambda t: t[:32], lambda t: "", lambda t: "0" * 32 + t[32:]),
        *(lambda t: "z" * 32 + t[32:], lambda t: "١" * 32 + t[32:], lambda t: t + "\0", lambda t: t.upper()),
    ],
)
def test_a_spoilt_link_finds_nothing(invitation, spoil):
    assert invitations.find_by_token(invitations.token_of(invitation)) == invitation
    assert invitations.find_by_token(spoil(invitations.token_of(invitation))) is None


def test_no_more_links_are_made_than_a_report_can_need(report, invitation, smolensk_officer, until, monkeypatch):
    monkeypatch.setattr("reports.actions.quotas.INVITATIONS", 1)
    with pytest.raises(NotEditable, match="больше за день нельзя"):
        invitations.invite(report, by=smolensk_officer, asked="Ещё", words="", until=until)
