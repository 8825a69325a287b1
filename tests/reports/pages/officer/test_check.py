"""The check before a report is handed in: what it asks, what it no longer asks, and that it can always be reached."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.actions import events, workflow
from reports.models import Period, Remark, State, Submission
from reports.pages.addresses import quarter_address, report_address
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, smolensk_officer):
    return client_of(smolensk_officer)


@pytest.fixture
def returned(period, smolensk, smolensk_officer, coordinator):
    """A returned report of two rows with a remark on the place of each and one on the whole report."""
    report = factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer, events=2)
    for event in report.events.order_by("pk"):
        factories.make_remark(report, event=event, field="place_text", text=f"Место: {event.name}")
    factories.make_remark(report, text="Нет числа участников")
    return workflow.return_for_changes(report, by=coordinator, note="Исправьте")


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " ").split())


def quarter(client, report):
    return words(client.get(quarter_address(report).partition("#")[0]))


def going_on(period):
    """The quarter has not ended yet."""
    last = timezone.localdate() + datetime.timedelta(days=20)
    Period.objects.filter(pk=period.pk).update(ends_on=last, window_to=last, deadline=last, hard_deadline=last)


@pytest.mark.parametrize("name", ["submit", "declare_nil"])
def test_handing_in_a_quarter_that_goes_on_asks_on_the_server(client, period, smolensk, smolensk_officer, name):
    going_on(period)
    report = factories.make_submission(period, smolensk)
    if name == "submit":
        factories.make_event(report, by=smolensk_officer)
        report.refresh_from_db()
    address = reverse(name, args=[report.pk])
    assert "Квартал ещё идёт" in words(client.get(address))
    refused = client.post(address, {"version": report.version})
    assert refused.status_code == 200
    assert "Ошибка: Квартал ещё идёт. Если мероприятий больше не будет, поставьте отметку" in words(refused)
    assert Submission.objects.get(pk=report.pk).state == State.DRAFT
    assert client.post(address, {"version": report.version, "early": "on"}).status_code == 302
    assert Submission.objects.get(pk=report.pk).state == State.SUBMITTED


def test_a_quarter_that_is_over_asks_nothing_of_the_sort(client, period, smolensk):
    report = factories.make_submission(period, smolensk)
    assert "Квартал ещё идёт" not in words(client.get(reverse("declare_nil", args=[report.pk])))


def test_a_remark_whose_place_was_changed_waits_for_no_answer(client, returned, smolensk_officer):
    event = returned.events.order_by("pk").first()
    assert "Ответьте на 3 замечания" in quarter(client, returned)
    values = {"place_text": "г. Брест (Республика Беларусь)"}
    events.save_event(event, by=smolensk_officer, values=values, base_version=event.version)
    page = quarter(client, returned)
    assert "Ответьте на 2 замечания" in page
    assert f"Вы изменили текст, замечание, строка 1: Место: {event.name}" in page
    check = words(client.get(reverse("submit", args=[returned.pk])))
    assert "Без ответа 2 замечания" in check and "По 1 замечанию текст изменён" in check


def test_mended_is_one_press_from_wherever_the_remark_stands(client, returned):
    first, second, third = Remark.objects.order_by("pk")
    check = reverse("submit", args=[returned.pk])
    presses = [(first, "", quarter_address(returned)), (second, check, check), (third, report_address(returned), None)]
    for remark, here, lands in presses:
        response = client.post(reverse("remark_answer", args=[remark.pk]), {"fixed": "on", "next": here})
        assert response.url == (lands or here)
        remark.refresh_from_db()
        assert (remark.state, remark.answer) == (Remark.State.ANSWERED, "Исправлено.")
    assert "Внесите правки и сдайте отчёт снова" in quarter(client, returned)


def test_words_that_were_typed_win_over_the_one_press(client, returned):
    remark = Remark.objects.first()
    client.post(reverse("remark_answer", args=[remark.pk]), {"fixed": "on", "answer": "Так в договоре"})
    remark.refresh_from_db()
    assert remark.answer == "Так в договоре"


def test_the_check_can_be_reached_whatever_is_still_open(client, returned, smolensk_officer):
    """With remarks, with errors, from the quarter and from the whole report."""
    event = returned.events.order_by("pk").first()
    events.save_event(event, by=smolensk_officer, values={"place_text": ""}, base_version=event.version)
    link = f'href="{reverse("submit", args=[returned.pk])}"'
    for address in (quarter_address(returned).partition("#")[0], report_address(returned)):
        assert link in client.get(address).content.decode()


def test_the_check_offers_what_is_written_otherwise(client, period, smolensk, smolensk_officer):
    report = factories.make_submission(period, smolensk)
    factories.make_event(
        report, by=smolensk_officer, period_text="28.11.2024", place_text="г.Минск (Республика Беларусь)"
    )
    check = client.get(reverse("submit", args=[report.pk]))
    assert re.search(r"\d+ мест\w* принято писать иначе: показать", words(check))
    style = reverse("house_style", args=[report.pk])
    assert f'href="{style}"' in check.content.decode()
    assert "бесспорн" not in words(client.get(style))


def test_who_has_nothing_to_write_otherwise_is_offered_nothing(client, period, smolensk, smolensk_officer):
    report = factories.make_submission(period, smolensk)
    factories.make_event(report, by=smolensk_officer)
    assert "принято писать иначе" not in words(client.get(reverse("submit", args=[report.pk])))
