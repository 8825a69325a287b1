"""The matrix of reports: who has handed in what, who is silent, who was late."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Municipality
from reports.actions import workflow
from reports.models import Period, Submission
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def put_deadline(period, days):
    """The deadline so many days from today, the last day of intake ten later."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    Period.objects.filter(pk=period.pk).update(deadline=day, hard_deadline=day + datetime.timedelta(days=10))


def row(page, name):
    """The cells of a municipality, tags away: [words]."""
    found = re.search(rf"{name}</abbr></th>(.*?)</tr>", page, re.S)[1]
    return [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", found, re.S)]


def shown(client, query=""):
    return client.get(f"{reverse('figures')}{query}").content.decode()


@pytest.fixture
def quarter(period, smolensk, vyazma, smolensk_officer, coordinator):
    """Смоленск has handed in two rows, Вязьма nothing; the deadline has passed three days ago."""
    factories.make_submission(period, smolensk, state="approved", officer=smolensk_officer, events=2)
    put_deadline(period, -3)
    return period


def test_a_report_in_time_and_a_late_one(quarter, coordinator, client_of):
    assert row(shown(client_of(coordinator)), "Смоленск") == ["2 опоздал на 3\u00a0дня".replace("\u00a0", " ")]
    put_deadline(quarter, 1)
    assert row(shown(client_of(coordinator)), "Смоленск") == ["2"]


def test_what_was_not_released_yet_is_handed_in_and_no_nought(quarter, observer, client_of):
    """The observer reads released rows only: «0» would say that there was nothing."""
    assert row(shown(client_of(observer)), "Смоленск") == ["сдан опоздал на 3 дня"]
    put_deadline(quarter, 1)
    assert row(shown(client_of(observer)), "Смоленск") == ["сдан"]


def test_a_silent_head_has_a_letter_where_one_may_write(quarter, coordinator, observer, vyazma, client_of):
    letter = reverse("silence_letter", args=[Submission.objects.get(period=quarter, municipality=vyazma).pk])
    page = shown(client_of(coordinator))
    assert row(page, "Вяземский") == ["молчит"] and letter in page
    page = shown(client_of(observer))
    assert row(page, "Вяземский") == ["молчит"] and letter not in page


def test_before_the_deadline_and_with_more_time_nobody_is_silent(quarter, coordinator, vyazma, client_of):
    report = Submission.objects.get(period=quarter, municipality=vyazma)
    until = timezone.localdate() + datetime.timedelta(days=2)
    workflow_extended = Submission.objects.filter(pk=report.pk)
    workflow_extended.update(extended_to=until, own_deadline=until, extension_reason="Болезнь")
    assert row(shown(client_of(coordinator)), "Вяземский") == ["ждём"]
    workflow_extended.update(extended_to=None, own_deadline=None, extension_reason="")
    put_deadline(quarter, 0)
    assert row(shown(client_of(coordinator)), "Вяземский") == ["ждём"]


def test_a_nil_report_a_returned_one_and_a_withdrawn_one(period, vyazma, vyazma_officer, coordinator, client_of):
    report = factories.make_submission(period, vyazma, state="submitted", is_nil=True, officer=vyazma_officer)
    client = client_of(coordinator)
    assert row(shown(client), "Вяземский") == ["нет"]
    report = workflow.withdraw(report, by=vyazma_officer)
    assert row(shown(client), "Вяземский") == ["0 отозван"]
    factories.make_event(report, by=vyazma_officer)
    report = workflow.submit(Submission.objects.get(pk=report.pk), by=vyazma_officer)
    workflow.return_for_changes(report, by=coordinator, note="Уточните")
    assert row(shown(client), "Вяземский") == ["1 на доработке"]


def test_a_municipality_that_did_not_report_then_is_blank(quarter, coordinator, client_of):
    """One that was made later: nothing is owed for the quarters of before."""
    factories.make_municipality("Новый", reports_from=quarter.ends_on + datetime.timedelta(days=1))
    page = shown(client_of(coordinator))
    assert "Новый</abbr>" not in page
    period = factories.make_period(2025, 1)
    page = shown(client_of(coordinator))
    assert row(page, "Новый") == ["", "ждём"]
    assert period.submissions.count() == 3


def test_the_numbers_of_the_sentence_are_those_of_the_board(quarter, coordinator, observer, client_of):
    """Its links open the board's tabs."""
    factories.make_municipality("Велижский")
    for user in (coordinator, observer):
        page = shown(client_of(user))
        matrix = page[page.index('id="matrix"') :]
        links = re.findall(r'<a href="([^"]*show=\w+)" data-number="(\d+)"', matrix)
        assert {address.rpartition("=")[2] for address, _ in links} >= {"owed", "late"}
        for address, number in links:
            board = client_of(user).get(address.replace("&amp;", "&")).content.decode()
            tab = re.search(r'aria-current="true">[^<]*<span class="n">(\d+)</span>', board)
            assert tab[1] == number
        assert "не сдало отчёт" in matrix and "Вяземский." in re.sub(r"<[^>]*>", "", matrix)


def test_an_archive_is_silent_for_nobody(smolensk, coordinator, client_of):
    """Nobody could hand in for a quarter that was opened long after."""
    period = factories.make_period(2019, 1)
    Period.objects.filter(pk=period.pk).update(is_archive=True)
    put_deadline(period, -2000)
    page = shown(client_of(coordinator))
    assert row(page, "Смоленск") == ["– не внесён"]
    assert "не сдал" not in page[page.index('id="matrix"') :]


def test_only_the_municipalities_that_were_asked_for_are_shown(quarter, vyazma, coordinator, client_of):
    page = shown(client_of(coordinator), f"?municipality={vyazma.pk}")
    assert "Вяземский</abbr>" in page and "Смоленск</abbr>" not in page
    assert Municipality.objects.count() == 2
