"""What waits for the administrator of lists: each matter appears when it is due, and goes when it is settled."""

import datetime

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone

from municipalities.models import Officer, PartnerCity
from municipalities.models.account_letters import LINK_MADE
from reports.models import Agreement, Letter, LetterTry
from reports.queries.lists_attention import attention, likely_twins
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 29)


def partner(name, country, **fields):
    return PartnerCity.objects.create(name=name, country=country, **fields)


@pytest.mark.parametrize(
    ("proposed", "known", "is_twin"),
    [
        ("Вицебск", "г. Витебск", True),
        ("г. Витебск", "Витебск, Октябрьский район", True),
        ("Орша", "г. Орша (Оршанский район)", True),
        ("г. Минск", "г. Брест", False),
        ("г. Гродно", "г. Гомель", False),
    ],
)
def test_almost_the_same_name_is_a_likely_twin(proposed, known, is_twin):
    country = factories.make_country("BY", "Беларусь")
    other = partner(known, country)
    assert likely_twins(partner(proposed, country, is_confirmed=False), [other]) == [other] * is_twin


def test_another_writing_counts_and_another_country_does_not():
    belarus, poland = factories.make_country("BY", "Беларусь"), factories.make_country("PL", "Польша")
    known = [partner("г. Могилёв", belarus, synonyms="Магілёў"), partner("г. Вроцлав", poland)]
    assert likely_twins(partner("Магілёу", belarus, is_confirmed=False), known) == known[:1]
    assert likely_twins(partner("г. Вроцлов", belarus, is_confirmed=False), known) == []


def test_a_municipality_waits_until_somebody_answers_for_it_today(smolensk, smolensk_officer, vyazma):
    found = attention(timezone.localdate())
    assert found.without_officer == [vyazma]
    link = Officer.objects.get()
    link.until = timezone.localdate() + datetime.timedelta(days=20)
    link.save()
    assert attention(timezone.localdate()).ending_officers == [link]


def test_nobody_is_missed_where_nothing_is_reported_any_more(vyazma):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    assert vyazma in attention().without_officer
    type(vyazma).objects.filter(pk=vyazma.pk).update(reports_until=yesterday)
    assert vyazma not in attention().without_officer


def test_a_link_runs_out_after_three_days_for_who_has_no_password(list_administrator, stranger):
    stranger.set_unusable_password()
    stranger.save()
    assert attention().links_run_out == []
    entry = LogEntry.objects.log_actions(
        list_administrator.pk, [stranger], CHANGE, change_message=LINK_MADE, single_object=True
    )
    LogEntry.objects.update(action_time=timezone.now() - datetime.timedelta(days=4))
    assert entry and attention().links_run_out == [stranger]
    LogEntry.objects.update(action_time=timezone.now())
    assert attention().links_run_out == []
    LogEntry.objects.update(action_time=timezone.now() - datetime.timedelta(days=4))
    stranger.set_password("лодка-весло-9")
    stranger.save()
    assert attention().links_run_out == []


def test_a_letter_that_was_given_up_is_told_with_the_reason(stranger):
    letter = Letter.objects.create(user=stranger, address="x@y.example", subject="Срок", body="…", state="given_up")
    LetterTry.objects.create(letter=letter, failure="550 нет такого ящика")
    [found] = attention().undelivered
    assert (found, found.failure) == (letter, "550 нет такого ящика")
    Letter.objects.update(made_at=timezone.now() - datetime.timedelta(days=40))
    assert attention().undelivered == []


@pytest.mark.parametrize(
    ("valid_until", "ended_on", "waits"),
    [(0, None, True), (90, None, True), (91, None, False), (-1, None, False), (40, TODAY, False), (None, None, False)],
)
def test_an_agreement_that_ends_within_ninety_days_is_told(smolensk, valid_until, ended_on, waits):
    link = factories.make_partner("г. Витебск", smolensk).partnerships.get()
    day = None if valid_until is None else TODAY + datetime.timedelta(days=valid_until)
    document = Agreement.objects.create(partnership=link, title="Соглашение", valid_until=day, ended_on=ended_on)
    assert attention(TODAY).ending == [document] * waits


def test_what_approved_texts_name_and_nobody_has_entered_waits(period, smolensk, smolensk_officer, coordinator):
    draft = factories.make_submission(period, smolensk)
    factories.make_event(draft, by=smolensk_officer, purpose="Подписан Меморандум о дружбе школ.")
    factories.move_to(draft, "approved", officer=smolensk_officer, coordinator=coordinator)
    assert [found.title for found in attention(TODAY).found] == ["Меморандум о дружбе школ"]
