"""The answer to «похоже, это одно мероприятие» from the check and from the review."""

import pytest
from django.urls import reverse

from reports.actions import workflow
from reports.models import Twin
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = "Похоже, это одно мероприятие"


@pytest.fixture
def event(period, smolensk, smolensk_officer):
    report = factories.make_submission(period, smolensk, events=0, officer=smolensk_officer)
    return factories.make_event(report, by=smolensk_officer, name="Фестиваль «Две реки»")


@pytest.fixture
def other(event, period, vyazma, vyazma_officer):
    report = factories.make_submission(period, vyazma, events=0)
    other = factories.make_event(report, by=vyazma_officer, name="Чужие слова о фестивале «Две реки»")
    workflow.submit(report, by=vyazma_officer)
    return other


@pytest.fixture
def check(client, smolensk_officer, event):
    client.force_login(smolensk_officer)
    return reverse("submit", args=[event.submission_id])


def test_the_check_names_the_other_report_without_its_words(client, check, other):
    body = client.get(check).content.decode()
    assert WORDS in body
    assert "Вяземский район" in body
    assert "Чужие слова" not in body


def test_the_review_shows_both_rows(client, coordinator, event, other):
    client.force_login(coordinator)
    body = client.get(reverse("review", args=[other.submission_id])).content.decode()
    assert WORDS in body
    assert event.name in body


def test_an_answer_is_kept_told_and_taken_back(client, check, event, other):
    address = reverse("twins_judge", args=[event.uid, other.uid])
    body = client.post(address, {"answer": "joint"}, follow=True).content.decode()
    assert Twin.objects.get().answer == "joint"
    assert "Записано: совместное мероприятие" in body
    client.post(reverse("twins_forget", args=[event.uid, other.uid]))
    assert not Twin.objects.exists()


def test_no_answer_changes_nothing(client, check, event, other):
    body = client.post(reverse("twins_judge", args=[event.uid, other.uid]), follow=True).content.decode()
    assert "Выберите один из ответов" in body
    assert not Twin.objects.exists()


def test_of_a_row_that_is_no_twin_nothing_is_told(client, check, event, period, vyazma, vyazma_officer):
    report = factories.make_submission(period, vyazma, events=0)
    stranger = factories.make_event(report, by=vyazma_officer, name="Выставка кошек")
    assert client.post(reverse("twins_judge", args=[event.uid, stranger.uid]), {"answer": "both"}).status_code == 404
