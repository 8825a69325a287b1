"""The coordinator's board, quarters and consolidated table."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Municipality
from reports.actions import events, extensions, periods, workflow
from reports.models import Period, Submission
from reports.pages.board import board as boards
from reports.prose.words import write_date
from reports.rules.permissions import THE_PROGRAM
from tests.conftest import MANY
from tests.documents import even
from tests.factories import (
    make_event,
    make_municipality,
    make_officer,
    make_period,
    make_submission,
    make_user,
)

from .looks import BOARD, fill, page_of, queries, rows_of, shift, words


def test_board_tells_not_handed_in_and_no_events_and_handed_in_apart(client, period, smolensk, vyazma, rudnya):
    """Three different things (docs/design/workflow.md, «Who may edit»), and a draft is a fourth."""
    draft = make_municipality("Угранский")
    periods.open_period(2024, 4, by=THE_PROGRAM)
    make_submission(period, smolensk, state="submitted", events=2)
    make_submission(period, vyazma, state="approved", is_nil=True)
    make_event(Submission.objects.get(municipality=draft))
    rows = rows_of(page_of(client.get(BOARD)))
    assert {name: cells[:2] for name, cells in rows.items()} == {
        "город Смоленск": ["на проверке", "2 строки"],
        "Вяземский район": ["принят", "нет мероприятий"],
        "Руднянский район": ["ещё не сдал", "строк нет"],
        "Угранский район": ["черновик", "1 строка"],
    }


def test_board_names_rows_that_are_left_out(client, coordinator, period, smolensk):
    submission = make_submission(period, smolensk, state="submitted", events=2)
    events.leave_out(submission.events.first(), by=coordinator, reason="Не международное")
    assert rows_of(page_of(client.get(BOARD)))["город Смоленск"][1] == "1 строка, 1 не входит"


def test_board_puts_what_waits_for_a_decision_first(client, period, smolensk, vyazma, rudnya):
    periods.open_period(2024, 4, by=THE_PROGRAM)
    make_submission(period, smolensk, state="approved")
    make_submission(period, vyazma, state="returned")
    page = page_of(client.get(BOARD))
    assert [words(group) for group in page.xpath("//tr[@class='group']")] == [
        "Ещё не сдали 1",
        "На доработке 1",
        "Приняты 1",
    ]
    assert list(rows_of(page)) == ["Руднянский район", "Вяземский район", "город Смоленск"]


def test_board_counts_states_nil_reports_and_rows_of_the_table(client, period, smolensk, vyazma, rudnya):
    """Rows of a draft are in no table, those that wait for a decision only in the one of all handed-in reports. Each
    number leads to just so many reports or rows, each cell of the strip to its report."""
    periods.open_period(2024, 4, by=THE_PROGRAM)
    make_submission(period, smolensk, state="submitted", events=3)
    make_submission(period, vyazma, state="approved", is_nil=True)
    make_event(Submission.objects.get(municipality=rudnya))
    page = page_of(client.get(BOARD))
    assert [words(item) for item in page.xpath("//ul[@class='tally']/li")] == [
        "1 принят",
        "1 на проверке",
        "0 на доработке",
        "1 ещё не сдал",
        "1 нет мероприятий",
        "0 строк в таблице",
        "3 строки в сданных",
    ]
    for item in page.xpath("//ul[@class='tally']/li"):
        [address] = item.xpath("a/@href")
        listed = page_of(client.get(address if address.startswith("/") else BOARD + address))
        rows = listed.xpath(
            "//table[@class='official']//tr[td]" if "scope" in address else "//tbody/tr[th[@scope='row']]"
        )
        assert f"{len(rows)} " in words(item), address
    cells = page.xpath("//div[@class='strip']/a")
    assert [cell.get("class") for cell in cells] == ["strip-approved", "strip-submitted", "strip-waiting"]
    assert [cell.get("aria-label") for cell in cells] == [
        "Вяземский район: принят",
        "город Смоленск: на проверке",
        "Руднянский район: черновик",
    ]
    assert all(client.get(cell.get("href")).status_code == 200 for cell in cells)


@pytest.mark.parametrize(
    ("deadline", "hard_deadline", "sentence"),
    [
        (5, 9, "Срок сдачи {0}: осталось 5 дней."),
        (1, 9, "Срок сдачи {0}: остался 1 день."),
        (0, 9, "Срок сдачи {0}: сегодня последний день."),
        (-2, 9, "Срок прошёл {0}. Последний день приёма {1}: осталось 9 дней."),
        (-2, 0, "Срок прошёл {0}. Последний день приёма {1}: сегодня последний день."),
        (-9, -1, "Приём закончен {1}. Сдать можно, только если продлить срок."),
    ],
)
def test_board_says_how_the_deadlines_stand(db, deadline, hard_deadline, sentence):
    """Deadline days are included whole."""
    today = timezone.localdate()
    days = [today + datetime.timedelta(n) for n in (deadline, hard_deadline)]
    period = Period(year=2024, quarter=4, deadline=days[0], hard_deadline=days[1])
    named = [write_date(day, with_year=day.year != today.year) for day in days]
    assert even(boards.deadline_sentence(period)) == even(sentence.format(*named))


def test_board_says_that_the_quarter_is_closed(client, coordinator, period):
    periods.close(period, by=coordinator)
    assert "Квартал закрыт" in words(page_of(client.get(BOARD)).find(".//p[@class='lead']"))


def test_lateness_counts_from_the_day_after_the_deadline(client, period, smolensk, vyazma, rudnya):
    """Who owes is late until today; who handed in, until the first hand-in."""
    periods.open_period(2024, 4, by=THE_PROGRAM)
    make_submission(period, smolensk, state="submitted")
    Submission.objects.filter(municipality=smolensk).update(first_submitted_at=timezone.now() - datetime.timedelta(1))
    make_submission(period, vyazma, state="submitted")
    Submission.objects.filter(municipality=vyazma).update(first_submitted_at=timezone.now() - datetime.timedelta(2))
    shift(period, -2, 9)
    rows = rows_of(page_of(client.get(BOARD)))
    assert rows["город Смоленск"][2].endswith("опоздание 1 день")
    assert "опоздание" not in rows["Вяземский район"][2]
    assert rows["Руднянский район"][2] == "опаздывает 2 дня"
    assert list(rows_of(page_of(client.get(BOARD + "?show=late")))) == ["город Смоленск"]


def test_after_the_last_day_nobody_is_counted_days_of_lateness(client, period, rudnya):
    """«Опаздывает 671 день» is no use. A report that was not handed in while the quarter was open was not handed in."""
    periods.open_period(2024, 4, by=THE_PROGRAM)
    shift(period, -9, -2)
    assert rows_of(page_of(client.get(BOARD)))["Руднянский район"][2] == "не сдан в срок"
    report = Submission.objects.get(municipality=rudnya)
    page = words(page_of(client.get(reverse("review", args=[report.pk]))).find(".//main"))
    assert "Не сдан, срок был" in page and "опаздывает" not in page
    assert "Продлите ему срок или внесите отчёт за муниципалитет." in page

    handed_in = timezone.now() - datetime.timedelta(1)
    Submission.objects.filter(pk=report.pk).update(first_submitted_at=handed_in)
    assert rows_of(page_of(client.get(BOARD)))["Руднянский район"][2].endswith("после приёма")
    page = words(page_of(client.get(reverse("review", args=[report.pk]))).find(".//main"))
    assert "когда приём был закончен" in page and "опозданием" not in page


def test_an_archive_that_was_brought_can_be_accepted_from_the_board(client, period, rudnya):
    """Only in a quarter that is over, and only when there is something in drafts."""
    report = make_submission(period, rudnya)
    offered = reverse("accept_imported", args=[2024, 4])

    def is_offered():
        return offered in client.get(BOARD).content.decode()

    shift(period, -9, -2)
    assert not is_offered()
    shift(period, -9, 2)
    make_event(report)
    assert not is_offered()
    shift(period, -9, -2)
    assert is_offered()


def test_the_board_leads_to_what_was_sent(client, period):
    periods.open_period(2024, 4, by=THE_PROGRAM)
    links = {words(link): link.get("href") for link in page_of(client.get(BOARD)).findall(".//main//a")}
    assert links["Выпуски"] == reverse("releases", args=[2024, 4])


def test_board_shows_the_second_hand_in_and_a_withdrawal(client, period, smolensk, smolensk_officer, vyazma):
    report = make_submission(period, smolensk, state="submitted")
    earlier = timezone.now() - datetime.timedelta(3)
    Submission.objects.filter(pk=report.pk).update(first_submitted_at=earlier)
    first, today = (write_date(timezone.localdate(moment)) for moment in (earlier, timezone.now()))
    Period.objects.update(deadline=datetime.date(2025, 1, 20), hard_deadline=timezone.localdate())
    assert rows_of(page_of(client.get(BOARD)))["город Смоленск"][2].startswith(even(f"{first}, повторно {today}"))
    workflow.withdraw(report, by=smolensk_officer)
    assert rows_of(page_of(client.get(BOARD)))["город Смоленск"][2].startswith(even(f"{first}, отозван"))


def test_board_shows_more_time_that_was_given(client, coordinator, period, smolensk, vyazma):
    until = timezone.localdate() + datetime.timedelta(3)
    day = even(write_date(until, with_year=until.year != timezone.localdate().year))
    extensions.extend(Submission.objects.get(municipality=smolensk), by=coordinator, reason="Отпуск", until=until)
    approved = make_submission(period, vyazma, state="approved")
    workflow.reopen(approved, by=coordinator, reason="Ошибка", until=until)
    rows = rows_of(page_of(client.get(BOARD)))
    assert rows["город Смоленск"][2] == f"срок продлён до {day}"
    assert rows["Вяземский район"][2].endswith(f"доработать до {day}")


def test_board_names_every_present_officer_and_nobody_else(client, period, smolensk, smolensk_officer, vyazma):
    today = timezone.localdate()
    make_officer(make_user("second", "Второва Анна Ильинична", email="second@a.example"), smolensk)
    make_officer(make_user("gone", "Бывшая Анна Ильинична"), smolensk, until=today - datetime.timedelta(1))
    make_officer(make_user("left", "Уволен Пётр Ильич", is_active=False), vyazma)
    rows = rows_of(page_of(client.get(BOARD)))
    assert rows["город Смоленск"][3] == "Белова Т. И.8 (4812) 00-01-20 Второва А. И.second@a.example"
    assert rows["Вяземский район"][3] == "не назначен"


def test_board_shows_the_card_of_a_municipality_without_an_officer(client, rudnya):
    make_period()
    page = page_of(client.get(BOARD))
    assert rows_of(page)["Руднянский район"][3] == "не назначен8 (48141) 0-00-01rudnya@card.example"
    assert page.xpath("//a[starts-with(@href, 'tel:')]/@href") == ["tel:84814100001"]


def test_addresses_of_debtors_stand_on_the_page_each_once(client, period, smolensk, vyazma, vyazma_officer, rudnya):
    """Without JavaScript too. Smolensk has handed in; the officer of Вязьма answers for two; Руднянский has no
    officer, so its card's address; Угранский has none at all."""
    second = make_municipality("Демидовский")
    make_officer(vyazma_officer, second)
    make_municipality("Угранский")
    periods.open_period(2024, 4, by=THE_PROGRAM)
    make_officer(make_user("late", email="done@a.example"), smolensk)
    make_submission(period, smolensk, state="submitted")
    page = page_of(client.get(BOARD))
    assert words(page.find(".//summary")) == "Адреса не сдавших (2)"
    assert page.find(".//textarea").text == "somova@vyazma.example, rudnya@card.example"
    assert "Без адреса: Угранский район." in words(page.find(".//details"))
    (letter,) = page.xpath("//details//a/@href")
    assert letter.startswith("mailto:?bcc=somova@vyazma.example,rudnya@card.example&subject=%D0%9E")
    (button,) = page.xpath("//details//button")
    assert button.get("hidden") is not None, "it works only with JavaScript, which shows it"


def test_board_without_debtors_offers_no_addresses(client, period, smolensk, vyazma):
    make_submission(period, smolensk, state="submitted")
    make_submission(period, vyazma, state="submitted")
    assert page_of(client.get(BOARD)).find(".//details") is None


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("waiting", ["город Смоленск"]),
        ("owed", ["Вяземский район"]),
        ("returned", ["Руднянский район"]),
        ("approved", ["Угранский район"]),
        ("late", []),
        ("", ["город Смоленск", "Вяземский район", "Руднянский район", "Угранский район"]),
    ],
)
def test_tabs_show_what_they_say(client, period, smolensk, vyazma, rudnya, show, names):
    make_municipality("Угранский")
    periods.open_period(2024, 4, by=THE_PROGRAM)
    make_submission(period, smolensk, state="submitted")
    make_submission(period, rudnya, state="returned")
    make_submission(period, Municipality.objects.get(short_name="Угранский"), state="approved")
    page = page_of(client.get(BOARD, {"show": show}))
    assert list(rows_of(page)) == names
    assert [words(tab) for tab in page.xpath("//ul[@class='tabs']/li/a")] == [
        "Все 4", "Ждут решения 1", "Ещё не сдали 1", "На доработке 1", "Приняты 1", "С опозданием 0",
    ]  # fmt: skip
    (current,) = page.xpath("//ul[@class='tabs']/li/a[@aria-current]")
    assert words(current).rpartition(" ")[2] == str(len(names))


@pytest.mark.parametrize("asked", ["вязем", "СОМОВА", "сомова вяземский", "ВЯЗЕМСКИЙ  район", "cомова"])
def test_search_finds_municipality_and_officer_however_it_is_typed(client, period, vyazma, vyazma_officer, asked):
    """Case, blanks and a Latin look-alike do not matter; every word must be found."""
    page = page_of(client.get(BOARD, {"q": asked}))
    assert list(rows_of(page)) == ["Вяземский район"]
    assert words(page.xpath("//ul[@class='tabs']/li/a")[0]) == "Все 1"


def test_search_without_result_says_so_and_leads_back(client, period):
    page = page_of(client.get(BOARD, {"q": "Сомова Смоленск"}))
    assert "По этим условиям ничего не нашлось. Показать все отчёты (2)" in words(page)
    assert page.xpath("//input[@name='q']/@value") == ["Сомова Смоленск"]


@pytest.mark.parametrize(
    "asked",
    [{"show": "zzz"}, {"show": "\0"}, {"q": "\0"}, {"q": "я" * 201}, {"show": ["late", "x"]}, {"q": "%ed%a0%80\0"}],
)
def test_rubbish_in_filters_is_left_out_and_said(client, period, asked):
    page = page_of(client.get(BOARD, asked))
    assert "Часть условий отбора не понята и не учтена." in words(page)
    assert len(rows_of(page)) == 2


def test_board_on_paper_has_its_date_and_no_buttons(client, period):
    """What is left of the page in print says when it was true."""
    page = page_of(client.get(BOARD))
    printed = page.xpath("//*[contains(@class, 'printed-on')]")
    assert [words(line) for line in printed] == [even(f"Напечатано {write_date(timezone.localdate())}.")]
    kept = page.xpath(
        "//main//*[self::button or self::input[not(@type='hidden')]][not(ancestor::*[contains(@class, 'no-print')])]"
    )
    assert kept == []


def test_board_takes_as_many_queries_for_many_reports_as_for_one(client, db):
    make_municipality("Первый")
    period = make_period()
    one = queries(client, BOARD)
    fill(period, MANY - 1)
    assert Submission.objects.count() == MANY
    assert (queries(client, BOARD), queries(client, BOARD + "?show=waiting&q=район")) == (one, one)
    assert one <= 12


def test_board_without_reports_says_what_to_do(client):
    make_period()
    assert "в справочнике не было муниципальных образований" in words(page_of(client.get(BOARD)))


@pytest.mark.parametrize("address", ["", "dates/", "close/", "consolidated/", "consolidated.docx"])
def test_pages_of_a_quarter_are_the_coordinators(client, client_of, period, smolensk_officer, address):
    assert client_of(smolensk_officer).get(BOARD + address).status_code == 403
    assert client.get(f"/periods/2031-4/{address}").status_code == 404
    assert client.get(f"/periods/99999999999999999999-4/{address}").status_code == 404


# The consolidated table
