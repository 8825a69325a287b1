"""A new event is saved once: the form has a number, and what says the same is asked about."""

import uuid

import pytest
from django.urls import reverse

from reports.actions import events
from reports.models import Event
from tests import factories
from tests.whole.test_routes import FORMSET

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(period, smolensk):
    return factories.make_submission(period, smolensk)


@pytest.fixture
def client(client_of, smolensk_officer):
    return client_of(smolensk_officer)


def sent(**changed):
    return {**FORMSET, "uid": str(uuid.uuid4()), **factories.EVENT, **changed}


def test_a_form_that_was_saved_says_so_by_its_number_and_offers_the_row(client, report, smolensk_officer):
    address = reverse("event_add", args=[report.pk])
    data = sent()
    assert f'value="{data["uid"]}"' in client.get(address, {"form": data["uid"]}).content.decode()
    client.post(address, data)
    page = client.get(address, {"form": data["uid"]}).content.decode()
    event = Event.objects.get()
    assert "Это мероприятие уже сохранено" in page and reverse("event", args=[event.uid]) in page
    events.delete_event(event, by=smolensk_officer)
    assert "строка удалена" in client.get(address, {"form": data["uid"]}).content.decode()
    assert client.get(address, {"form": "вздор"}).status_code == 200


def test_the_number_of_a_foreign_event_tells_nothing_of_it(client, report, vyazma, vyazma_officer):
    foreign = factories.make_event(factories.make_submission(report.period, vyazma), by=vyazma_officer, name="Чужое")
    page = client.get(reverse("event_add", args=[report.pk]), {"form": str(foreign.uid)}).content.decode()
    assert "уже сохранено" not in page and "Чужое" not in page


def test_the_same_event_from_a_page_that_was_loaded_anew_is_asked_about_once(client, report):
    """Without a script the number changes as the page is loaded anew; the words say what it is."""
    address = reverse("event_add", args=[report.pk])
    client.post(address, sent())
    again = sent(purpose="Слово поправлено", name=factories.EVENT["name"].upper())
    asked = client.post(address, again)
    page = asked.content.decode()
    assert asked.status_code == 200 and "такое мероприятие в отчёте уже есть" in page and "Слово поправлено" in page
    assert reverse("event", args=[Event.objects.get().uid]) in page
    assert client.post(address, {**again, "action": "save_twin"}).status_code == 302
    assert Event.objects.count() == 2
    other = sent(period_text="5 ноября 2024 года")
    assert client.post(address, other).status_code == 302


def test_a_second_press_of_the_same_form_is_one_event(client, report):
    data = sent()
    for _ in range(2):
        assert client.post(reverse("event_add", args=[report.pk]), data).status_code == 302
    assert Event.objects.count() == 1
