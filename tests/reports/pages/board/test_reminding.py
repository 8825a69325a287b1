"""«Напомнить»: a real letter to those whose reports are owed, with a trace on the board."""

import datetime

import pytest

from reports.actions import workflow
from reports.models import Notice, Period, Reminder
from tests.factories import make_municipality, make_submission

from .looks import BOARD, notices, page_of, rows_of, words

PAGE = f"{BOARD}remind/"


@pytest.fixture
def client(clock, client_of, coordinator):
    clock(datetime.date(2026, 11, 27))
    return client_of(coordinator)


@pytest.fixture
def reports(client, smolensk, vyazma, vyazma_officer, period):
    """Вязьма was returned, Смоленск has nobody to write to, Рудня has handed in."""
    rudnya = make_municipality("Руднянский")
    return {
        "returned": make_submission(period, vyazma, state="returned", officer=vyazma_officer),
        "unreached": make_submission(period, smolensk),
        "handed in": make_submission(period, rudnya, state="submitted"),
    }


def test_the_page_names_who_owes_where_to_and_whom_no_letter_reaches(client, reports):
    page = page_of(client.get(PAGE))
    assert rows_of(page) == {
        "город Смоленск": ["не сдан", "письмо не дойдёт исполнитель не назначен, адреса нет", "ещё нет"],
        "Вяземский район": ["на доработке с 27 ноября", "somova@vyazma.example", "ещё нет"],
    }
    assert page.xpath("//input[@name='report'][@checked]/@value") == [str(reports["returned"].pk)]


def test_a_row_of_the_board_leads_there_with_that_report_alone(client, reports):
    page = page_of(client.get(BOARD))
    (way,) = page.xpath("//a[@aria-label='Напомнить: Вяземский район']/@href")
    page = page_of(client.get(way))
    assert page.xpath("//input[@name='report'][@checked]/@value") == [str(reports["returned"].pk)]


def test_the_board_names_whom_no_letter_reaches_and_counts_the_returned_among_those_to_write_to(client, reports):
    page = page_of(client.get(BOARD))
    assert any(words(one).startswith("Письма не доходят: город Смоленск.") for one in page.xpath("//p"))
    assert page.find(".//textarea").text == "somova@vyazma.example"
    assert "Из них на доработке: Вяземский район." in words(page.find(".//details"))


def test_a_press_reminds_leaves_a_trace_and_says_whom_it_could_not_reach(client, reports, vyazma_officer):
    sent = {"report": [reports["returned"].pk, reports["unreached"].pk], "note": "Жду звонка"}
    said = notices(page_of(client.post(PAGE, sent, follow=True)))
    assert said[:2] == [
        "Напомнили: Вяземский район. Письма уйдут в ближайшие минуты.",
        "город Смоленск: не напомнили, исполнитель не назначен, адреса нет.",
    ]
    notice = Notice.objects.get(kind="deadline")
    assert notice.user == vyazma_officer and "Координатор пишет: Жду звонка" in notice.text
    assert Reminder.objects.get().submission == reports["returned"]
    assert "напоминали 27 ноября" in rows_of(page_of(client.get(BOARD)))["Вяземский район"][2]
    assert rows_of(page_of(client.get(PAGE)))["Вяземский район"][2] == "27 ноября, Орлова Е. В."


@pytest.mark.parametrize("sent", [{}, {"report": "x"}, {"report": "9" * 30}])
def test_nothing_ticked_reminds_nobody_and_keeps_the_words(client, reports, sent):
    page = page_of(client.post(PAGE, {**sent, "note": "Жду звонка"}))
    assert page.find(".//textarea[@name='note']").text.strip() == "Жду звонка"
    assert not Reminder.objects.exists()


def test_a_closed_quarter_says_what_comes_first(client, reports, coordinator):
    Period.objects.update(closed_at=datetime.datetime(2026, 11, 27, tzinfo=datetime.UTC))
    said = notices(page_of(client.post(PAGE, {"report": reports["returned"].pk}, follow=True)))
    assert said[0] == "Вяземский район: не напомнили, квартал закрыт: сначала продлите срок."


def test_without_debtors_there_is_nobody_to_remind(client, reports, vyazma_officer, smolensk):
    workflow.submit(reports["returned"], by=vyazma_officer)
    make_submission(Period.objects.get(), smolensk, state="submitted")
    assert "напоминать некому" in words(page_of(client.get(PAGE)))
