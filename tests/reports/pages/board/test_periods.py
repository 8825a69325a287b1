"""The pages of the quarters: opening, dates, closing."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from reports.actions import extensions, periods
from reports.models import Period, PeriodChange, Submission
from reports.models.period import default_dates
from reports.pages.board.forms import OpenPeriodForm
from reports.rules.permissions import THE_PROGRAM
from tests.conftest import MANY
from tests.factories import (
    make_period,
    make_submission,
    make_user,
)

from .looks import BOARD, notices, page_of, queries, rows_of, shift, words


def test_quarters_show_their_counts_and_state(client, coordinator, period, smolensk, vyazma):
    make_submission(period, smolensk, state="approved")
    make_submission(shift(make_period(2025, 1), 1, 2), vyazma, state="submitted")
    shift(Period.objects.get(year=2025), -9, -5)
    page = page_of(client.get("/periods/"))
    rows = rows_of(page)
    assert list(rows) == ["I квартал 2025 года", "IV квартал 2024 года"]
    assert rows["I квартал 2025 года"][1] == "принято 0 из 2 на проверке 1 не сдано 1"
    assert rows["IV квартал 2024 года"][1] == "принято 1 из 2 не сдано 1"
    assert rows["I квартал 2025 года"][0].startswith("приём закончен")
    assert rows["IV квартал 2024 года"][0].startswith("открыт до")
    periods.close(period, by=coordinator)
    assert rows_of(page_of(client.get("/periods/")))["IV квартал 2024 года"][0].startswith("закрыт")


def test_list_of_quarters_takes_as_many_queries_for_many_as_for_one(client, smolensk):
    make_period(2010, 1)
    one = queries(client, "/periods/")
    for number in range(1, MANY):
        make_period(2010 + number // 4, number % 4 + 1)
    assert queries(client, "/periods/") == one <= 12


def test_page_suggests_the_next_quarter_with_its_usual_dates(client, period):
    page = page_of(client.get("/periods/"))
    assert page.xpath("//input[@name='year']/@value") == ["2025"]
    assert page.xpath("//select[@name='quarter']/option[@selected]/@value") == ["1"]
    usual = default_dates(2025, 1)
    shown = {name: page.xpath(f"//input[@name='{name}']/@value") for name in usual}
    assert shown == {name: [day.isoformat()] for name, day in usual.items()}


@pytest.mark.parametrize(
    ("role", "way"),
    [({}, "Попросите администратора справочников"), ({"is_list_administrator": True}, "на странице «Первые шаги»")],
)
def test_a_quarter_for_nobody_is_refused_with_the_way_on_and_nothing_typed_is_lost(client_of, db, role, way):
    client = client_of(make_user("one", is_coordinator=True, **role))
    page = page_of(client.post("/periods/", {"year": "2025", "quarter": "2", "deadline": "2025-07-25"}))
    [told] = page.xpath("//*[@role='alert']//li")
    assert "отчитываться некому" in words(told) and way in words(told)
    assert page.xpath("//input[@name='deadline']/@value") == ["2025-07-25"]
    assert not Period.objects.exists()


def test_a_municipality_without_a_name_is_told_by_name(client, vyazma):
    vyazma.names.all().delete()
    page = page_of(client.post("/periods/", {"year": "2025", "quarter": "2"}))
    assert "Вяземский" in words(page.xpath("//*[@role='alert']//li")[0])


def test_opening_a_quarter_makes_a_report_for_everybody(client, coordinator, smolensk, vyazma):
    response = client.post("/periods/", {"year": "2025", "quarter": "2"})
    assert response["Location"] == "/periods/2025-2/"
    period = Period.objects.get()
    assert {name: getattr(period, name) for name in default_dates(2025, 2)} == default_dates(2025, 2)
    assert period.submissions.count() == 2
    assert PeriodChange.objects.get().by == coordinator
    said, _ = notices(page_of(client.get("/periods/2025-2/")))  # the other: what is not brought in yet
    assert said.startswith("Открыт II квартал 2025 года: мероприятия с 1 марта 2025 года по 30 июня 2025 года")


def test_dates_that_were_left_alone_follow_the_quarter(client, smolensk, period):
    """The page showed the dates of I 2025; another quarter was chosen, and one date was changed by hand."""
    form = page_of(client.get("/periods/")).xpath("//form[@aria-labelledby='open-quarter']")[0]
    sent = {**dict(form.form_values()), "quarter": "3", "deadline": "25.10.2025"}
    client.post("/periods/", sent)
    opened = Period.objects.get(year=2025)
    usual = {**default_dates(2025, 3), "deadline": datetime.date(2025, 10, 25)}
    assert opened.quarter == 3
    assert {name: getattr(opened, name) for name in usual} == usual


def test_opening_a_quarter_twice_shows_it_and_changes_nothing(client, coordinator, period):
    periods.close(period, by=coordinator)
    response = client.post("/periods/", {"year": "2024", "quarter": "4", "hard_deadline": "2030-01-01"}, follow=True)
    assert notices(page_of(response)) == [
        "IV квартал 2024 года уже был открыт раньше, его сроки не изменены. Вот как он идёт."
    ]
    assert Period.objects.get().deadline == period.deadline
    assert Period.objects.get().is_closed


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"year": ""}, "year", "Укажите год."),
        ({"year": "9" * 5000}, "year", "Напишите год четырьмя цифрами, например 2025."),
        ({"year": "1999"}, "year", "Укажите год от 2000 до 2100."),
        ({"year": "\0"}, "year", "Напишите год четырьмя цифрами, например 2025."),
        ({"quarter": "5"}, "quarter", "Выберите квартал из списка."),
        ({"deadline": "31.02.2025"}, "deadline", "Такого дня нет. Напишите, например, 20.01.2025."),
        ({"window_to": "2020-01-01"}, "window_to", "Последний день сбора не может быть раньше первого."),
        ({"hard_deadline": "2020-01-01"}, "hard_deadline", "Последний день приёма не может быть раньше срока сдачи."),
    ],
)
def test_every_rule_of_a_new_quarter_has_its_sentence_beside_its_field(client, db, sent, field, sentence):
    """Nothing is opened, and what was typed stays."""
    page = page_of(client.post("/periods/", {"year": "2025", "quarter": "1", **sent}))
    assert words(page.get_element_by_id(f"id_{field}_error")) == f"Ошибка: {sentence}"
    assert page.findtext(".//title").startswith("Ошибка: ")
    assert not Period.objects.exists()
    if field != "quarter" and "\0" not in sent[field]:
        assert page.xpath(f"//input[@name='{field}']/@value") in ([sent[field]], [])


@pytest.mark.parametrize("dates_of", ["1-1", "2025-5", "x", "\0", "9999-4"])
def test_a_hidden_field_that_was_tampered_with_opens_nothing(client, db, dates_of):
    assert client.post("/periods/", {"year": "2025", "quarter": "1", "dates_of": dates_of}).status_code == 200
    assert not Period.objects.exists()


def test_first_and_last_possible_quarters_have_dates(db):
    for year, quarter in ((2000, 1), (2100, 4)):
        form = OpenPeriodForm({"year": year, "quarter": quarter, "dates_of": f"{year}-{quarter}", "is_meant": "on"})
        assert form.is_valid(), form.errors


def test_the_rules_beside_the_fields_are_those_of_the_model(smolensk):
    """The model accepts all that the form lets pass."""
    wrong = {**default_dates(2025, 1), "window_to": datetime.date(2020, 1, 1)}
    with pytest.raises(ValidationError, match="Последний день сбора"):
        periods.open_period(2025, 1, by=THE_PROGRAM, **wrong)


def test_new_dates_are_saved_and_remembered(client, coordinator, period):
    today = timezone.localdate()
    sent = {
        "window_from": "2024-08-15",
        "window_to": "2024-12-31",
        "deadline": today.isoformat(),
        "hard_deadline": (today + datetime.timedelta(1)).strftime("%d.%m.%Y"),
    }
    response = client.post(BOARD + "dates/", sent)
    assert response["Location"] == BOARD
    period.refresh_from_db()
    assert (period.window_from, period.hard_deadline) == (datetime.date(2024, 8, 15), today + datetime.timedelta(1))
    history = words(page_of(client.get(BOARD + "dates/")).get_element_by_id("changes").getparent())
    assert "изменены сроки" in history and "мероприятия с 15 августа 2024 года" in history and "Орлова Е. В." in history


def test_of_two_coordinators_none_takes_the_dates_of_the_other_back(client, client_of, period):
    """Each page carries the days that it showed: other days join, the same day is asked about."""
    other = client_of(make_user("other", is_coordinator=True))
    page = page_of(client.get(BOARD + "dates/"))
    sent = {control.name: control.value for control in page.xpath("//main//input[@name != 'csrfmiddlewaretoken']")}
    days = {name: getattr(period, name) + datetime.timedelta(2) for name in ("deadline", "hard_deadline")}
    other.post(BOARD + "dates/", {**sent, "hard_deadline": days["hard_deadline"]})
    client.post(BOARD + "dates/", {**sent, "deadline": days["deadline"]})
    period.refresh_from_db()
    assert {name: getattr(period, name) for name in days} == days

    own = period.hard_deadline + datetime.timedelta(5)
    again = page_of(client.post(BOARD + "dates/", {**sent, "hard_deadline": own}))
    assert "Пока вы правили, этот день изменили" in words(again.get_element_by_id("id_hard_deadline_error"))
    period.refresh_from_db()
    assert period.hard_deadline == days["hard_deadline"]
    sent = {control.name: control.value for control in again.xpath("//main//input[@name != 'csrfmiddlewaretoken']")}
    assert client.post(BOARD + "dates/", sent).status_code == 302
    period.refresh_from_db()
    assert period.hard_deadline == own


def test_days_that_join_out_of_order_are_refused(client, client_of, period):
    other = client_of(make_user("other", is_coordinator=True))
    page = page_of(client.get(BOARD + "dates/"))
    sent = {control.name: control.value for control in page.xpath("//main//input[@name != 'csrfmiddlewaretoken']")}
    other.post(BOARD + "dates/", {**sent, "hard_deadline": period.deadline})
    response = client.post(BOARD + "dates/", {**sent, "deadline": period.deadline + datetime.timedelta(2)})
    assert "Последний день приёма не может быть раньше срока сдачи" in response.content.decode()
    period.refresh_from_db()
    assert period.hard_deadline == period.deadline


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("window_to", "2000-01-01", "Последний день сбора не может быть раньше первого."),
        ("hard_deadline", "2000-01-01", "Последний день приёма не может быть раньше срока сдачи."),
        ("deadline", "", "Укажите день."),
        ("deadline", "\0", "Такого дня нет. Напишите, например, 20.01.2025."),
        ("deadline", "99999-01-01", "Такого дня нет. Напишите, например, 20.01.2025."),
    ],
)
def test_wrong_dates_are_refused_beside_their_field(client, period, field, value, sentence):
    before = Period.objects.values().get()
    sent = {name: before[name].isoformat() for name in default_dates(2024, 4)}
    page = page_of(client.post(BOARD + "dates/", {**sent, field: value}))
    assert words(page.get_element_by_id(f"id_{field}_error")) == f"Ошибка: {sentence}"
    assert Period.objects.values().get() == before


def test_closing_first_lists_what_is_unfinished(client, coordinator, period, smolensk, vyazma, rudnya):
    periods.open_period(2024, 4, by=THE_PROGRAM)
    make_submission(period, smolensk, state="approved")
    until = timezone.localdate() + datetime.timedelta(3)
    report = Submission.objects.get(municipality=vyazma)
    extensions.extend(report, by=coordinator, reason="Отпуск", until=until)
    page = page_of(client.get(BOARD + "close/"))
    assert list(rows_of(page)) == ["Вяземский район", "Руднянский район"]
    assert "Вяземский район – до" in notices(page)[0]
    assert not Period.objects.get().is_closed, "GET closes nothing"


def test_closing_and_reopening_change_no_report_and_may_be_clicked_twice(client, period, smolensk):
    make_submission(period, smolensk, state="submitted")
    before = list(Submission.objects.order_by("pk").values())
    for address, is_closed, again in (
        ("close/", True, "IV квартал 2024 года уже закрыт: это сделали раньше."),
        ("reopen/", False, "IV квартал 2024 года уже открыт: это сделали раньше."),
    ):
        client.post(BOARD + address)
        assert Period.objects.get().is_closed is is_closed
        client.get(BOARD)
        assert notices(page_of(client.post(BOARD + address, follow=True))) == [again]
    assert list(Submission.objects.order_by("pk").values()) == before


def test_reopening_after_the_last_day_tells_to_change_the_dates(client, coordinator, db):
    periods.close(make_period(is_open=False), by=coordinator)
    response = client.post(BOARD + "reopen/", follow=True)
    assert "измените сроки" in notices(page_of(response))[0]


def test_two_clicks_at_once_open_one_quarter(client, smolensk, monkeypatch):
    """The second click finds the quarter that the first one has made in between."""
    really_open = periods.open_period
    calls = []

    def slower_than_the_other(*args, **kwargs):
        calls.append(kwargs)
        if len(calls) == 1:
            really_open(*args, **kwargs)
            raise IntegrityError
        return really_open(*args, **kwargs)

    monkeypatch.setattr(periods, "open_period", slower_than_the_other)
    response = client.post("/periods/", {"year": "2025", "quarter": "1"}, follow=True)
    assert "уже был открыт раньше" in notices(page_of(response))[0]
    assert Period.objects.count() == 1
