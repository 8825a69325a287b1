"""The page of the list of days off, and how a day is named where a deadline is chosen."""

import datetime

import pytest

from reports.actions import periods
from reports.models import DayOff, Period
from reports.rules.permissions import THE_PROGRAM
from tests.factories import make_submission

from .looks import notices, page_of, rows_of, words

PAGE = "/days-off/"


def test_the_page_shows_a_year_with_its_source_and_says_where_there_is_none(client, coordinator):
    page = page_of(client.get(PAGE, {"year": "2026"}))
    assert "постановление Правительства РФ от 24 сентября 2025 г. № 1466" in words(page)
    assert rows_of(page)["31 декабря, четверг"][:2] == ["выходной", "выходной перенесён с 4 января"]
    later = words(page_of(client.get(PAGE, {"year": "2033"})))
    assert "Списка на этот год с программой не пришло" in later and "1 января, суббота" in later


@pytest.mark.parametrize("year", ["", "x", "1", "99999", "\0"])
def test_a_year_that_is_none_shows_this_one(client, coordinator, year):
    assert client.get(PAGE, {"year": year}).status_code == 200


def test_a_day_is_entered_and_taken_back_by_one_press(client, coordinator):
    answer = client.post(PAGE, {"day": "2027-02-22", "is_off": "yes", "note": "перенос с 2 января"}, follow=True)
    page = page_of(answer)
    assert rows_of(page)["22 февраля, понедельник"][:2] == ["выходной внесён координатором", "перенос с 2 января"]
    (said,) = notices(page)
    assert said.startswith("22 февраля 2027 года, понедельник: выходной.")
    (undo,) = page.xpath("//div[contains(@class, 'notice')]//form/@action")
    page = page_of(client.post(undo, follow=True))
    assert notices(page) == ["22 февраля 2027 года: снова как в календаре программы."]
    assert not DayOff.objects.exists()


def test_another_answer_to_an_entered_day_offers_no_undo_that_would_forget_the_first(client, coordinator):
    client.post(PAGE, {"day": "2027-02-22", "is_off": "yes"}, follow=True)
    page = page_of(client.post(PAGE, {"day": "22.02.2027", "is_off": "no"}, follow=True))
    assert not page.xpath("//div[contains(@class, 'notice')]//form")
    assert not DayOff.objects.get().is_off


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": "31.02.2027"}, "day"),
        ({"day": "1900-01-01"}, "day"),
        ({"is_off": "x"}, "is_off"),
        ({"note": "а" * 201}, "note"),
    ],
)
def test_what_is_wrong_is_named_beside_its_field_and_nothing_typed_is_lost(client, coordinator, sent, field):
    typed = {"day": "2027-02-22", "is_off": "yes", "note": "перенос с 2 января", **sent}
    page = page_of(client.post(PAGE, typed))
    assert page.get_element_by_id(f"id_{field}_error") is not None
    assert page.xpath("//input[@name='note']/@value") == [typed["note"]]
    assert not DayOff.objects.exists()


def test_a_day_to_take_back_that_is_none_changes_nothing(client, coordinator):
    for day in ("", "x", "2027-13-01", "2027-01-01"):
        assert client.post(f"{PAGE}back/?day={day}").status_code == 302


def test_the_form_of_dates_names_the_weekday_and_the_next_working_day(client, smolensk):
    periods.open_period(2025, 1, by=THE_PROGRAM)
    page = page_of(client.get("/periods/2025-1/dates/"))
    said = words(page.get_element_by_id("id_deadline-said"))
    assert said == "20 апреля 2025 года – воскресенье, выходной. Ближайший рабочий день – 21 апреля, понедельник."
    assert words(page.get_element_by_id("id_hard_deadline-said")) == "30 апреля 2025 года – среда."


def test_the_form_to_open_a_quarter_does_so_too(client, smolensk):
    periods.open_period(2026, 3, by=THE_PROGRAM)
    page = page_of(client.get("/periods/"))
    said = words(page.get_element_by_id("id_hard_deadline-said"))
    assert said.endswith("воскресенье, выходной. Ближайший рабочий день – 1 февраля, понедельник.")


def test_saving_a_deadline_on_a_day_off_says_so_and_keeps_it(client, smolensk):
    """Offered, never silently changed."""
    periods.open_period(2030, 1, by=THE_PROGRAM)
    page = page_of(client.get("/periods/2030-1/dates/"))
    form = next(form for form in page.forms if "deadline" in form.fields)
    sent = {**dict(form.form_values()), "deadline": "2030-04-21"}
    said = notices(page_of(client.post("/periods/2030-1/dates/", sent, follow=True)))
    assert any("21 апреля 2030 года – воскресенье, выходной" in one for one in said)
    assert Period.objects.get().deadline == datetime.date(2030, 4, 21)


def test_forms_that_give_more_time_know_the_special_days(client, smolensk, period):
    report = make_submission(period, smolensk)
    page = page_of(client.get(f"/review/{report.pk}/extend/"))
    assert page.xpath("//input[@name='until']/@data-names-day")
    assert '"2026-12-31":[true,' in page.get_element_by_id("special-days").get("data-days")
