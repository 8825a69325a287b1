"""The coordinator's board, quarters and consolidated table."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from municipalities.models import Municipality
from reports.actions import events, periods, workflow
from reports.models import Period, PeriodChange, State, Submission
from reports.models.period import default_dates
from reports.pages.board import board as boards
from reports.pages.board.forms import OpenPeriodForm
from reports.prose.words import write_date
from reports.rules.permissions import THE_PROGRAM
from tests.documents import even, read_report
from tests.factories import (
    make_event,
    make_municipality,
    make_officer,
    make_period,
    make_remark,
    make_submission,
    make_user,
)

BOARD = "/periods/2024-4/"
NIL = "/periods/2024-4/approve-nil/"
CONSOLIDATED = "/periods/2024-4/consolidated/"


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


@pytest.fixture
def rudnya(db):
    return make_municipality("Руднянский", email="rudnya@card.example", phone="8 (48141) 0-00-01")


def page_of(response, status=200):
    assert response.status_code == status
    return html.fromstring(response.content.decode())


def words(element):
    return even(element.text_content())


def rows_of(page):
    """Municipality → words of the cells of its row, in the order of the page."""
    return {words(row[0]): [words(cell) for cell in row[1:]] for row in page.xpath("//tbody/tr[th[@scope='row']]")}


def notices(page):
    return [words(notice) for notice in page.xpath("//div[contains(@class, 'notice')]/div")]


def shift(period, deadline, hard_deadline):
    """Move the deadlines, in days from today."""
    today = timezone.localdate()
    days = {
        "deadline": today + datetime.timedelta(deadline),
        "hard_deadline": today + datetime.timedelta(hard_deadline),
    }
    Period.objects.filter(pk=period.pk).update(**days)
    period.refresh_from_db()
    return period


def queries(client, address):
    """How many queries the second visit takes (the first one fills what is kept for good)."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def fill(period, number):
    """More municipalities with officer and report, in all states in turn."""
    for n in range(number):
        municipality = make_municipality(f"Район {n}")
        make_officer(make_user(f"more{n}", email=f"more{n}@a.example"), municipality)
        state = ["draft", "submitted", "returned", "approved"][n % 4]
        make_submission(period, municipality, state=state, is_nil=n % 8 == 1)


# The board


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
    """Rows of a draft are not rows of the table."""
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
        "3 строки в таблице",
    ]
    cells = page.xpath("//div[@class='strip']/span/@class")
    assert cells == ["strip-approved", "strip-submitted", "strip-waiting"]


@pytest.mark.parametrize(
    ("deadline", "hard_deadline", "sentence"),
    [
        (5, 9, "Срок сдачи {0}: осталось 5 дней."),
        (1, 9, "Срок сдачи {0}: остался 1 день."),
        (0, 9, "Срок сдачи {0}: сегодня последний день."),
        (-2, 9, "Срок прошёл {0}. Принимаются до {1}: осталось 9 дней."),
        (-2, 0, "Срок прошёл {0}. Принимаются до {1}: сегодня последний день."),
        (-9, -1, "Приём закончен {1}. Дальше – только с продлением срока."),
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
    """«Опаздывает 671 день» says nothing: who did not hand in while one could, did not hand in."""
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
    workflow.extend(Submission.objects.get(municipality=smolensk), by=coordinator, reason="Отпуск", until=until)
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


@pytest.mark.plain_sql
def test_board_takes_as_many_queries_for_fifty_reports_as_for_one(client, db):
    make_municipality("Первый")
    period = make_period()
    one = queries(client, BOARD)
    fill(period, 49)
    assert Submission.objects.count() == 50
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


# Nil reports


def nil_reports(period, number):
    return [
        make_submission(period, make_municipality(name), state="submitted", is_nil=True)
        for name in ["Глинковский", "Демидовский", "Ельнинский"][:number]
    ]


def test_notice_names_the_nil_reports_that_wait(client, period):
    nil_reports(period, 2)
    page = page_of(client.get(BOARD))
    assert notices(page) == [
        "2 отчёта «нет мероприятий» ждут решения.Глинковский район и Демидовский район Принять все 2"
    ]


def test_all_nil_reports_that_were_seen_are_approved_and_no_others(client, period, smolensk):
    seen = nil_reports(period, 2)
    page = page_of(client.get(BOARD))
    later = make_submission(period, smolensk, state="submitted", is_nil=True)
    (form,) = page.xpath("//form[contains(@action, 'approve-nil')]")
    response = client.post(form.get("action"), {"submission": form.xpath(".//input[@name='submission']/@value")})
    assert response["Location"] == BOARD
    assert notices(page_of(client.get(BOARD)))[0].startswith(
        "Приняты отчёты «нет мероприятий»: Глинковский район и Демидовский район."
    )
    states = dict(Submission.objects.values_list("pk", "state"))
    assert [states[report.pk] for report in [*seen, later]] == ["approved", "approved", "submitted"]


def test_a_nil_report_with_an_open_remark_is_not_approved_unseen(client, coordinator, period):
    (report,) = nil_reports(period, 1)
    make_remark(report, by=coordinator, text="Был же фестиваль?")
    answer = client.post(NIL, {"submission": [report.pk]}, follow=True)
    assert "есть замечания, которые не сняты" in answer.content.decode()
    report.refresh_from_db()
    assert report.state == "submitted"


def test_nil_reports_that_moved_meanwhile_are_skipped_with_the_reason(client, coordinator, period, smolensk):
    """Taken back, approved by a colleague, or handed in anew with events: each is named."""
    reports = nil_reports(period, 3)
    officers = [report.submitted_by for report in reports]
    workflow.withdraw(reports[0], by=officers[0])
    workflow.approve(reports[1], by=coordinator, version=reports[1].version)
    workflow.withdraw(reports[2], by=officers[2])
    make_event(reports[2], by=officers[2])
    workflow.submit(Submission.objects.get(pk=reports[2].pk), by=officers[2])
    client.post(NIL, {"submission": [report.pk for report in reports]})
    by_others = "действие выполнено раньше или это сделал кто-то другой"
    assert notices(page_of(client.get(BOARD))) == [
        f"Глинковский район: не принят. Отчёт уже в состоянии «черновик»: {by_others}.",
        f"Демидовский район: не принят. Отчёт уже в состоянии «принят»: {by_others}.",
        "Ельнинский район: не принят. В нём теперь есть мероприятия: проверьте их.",
    ]
    assert Submission.objects.get(pk=reports[2].pk).state == State.SUBMITTED


@pytest.mark.parametrize("sent", ["x", "9" * 30, "-1", "%00", "%ED%A0%80", "%D8", ""])
def test_rubbish_instead_of_nil_reports_is_a_sentence(client, period, sent):
    (report,) = nil_reports(period, 1)
    form = "application/x-www-form-urlencoded"
    response = client.post(NIL, f"submission={sent}", content_type=form, follow=True)
    assert notices(page_of(response))[0] in (
        "Список отчётов на странице устарел. Посмотрите, как сейчас, и нажмите ещё раз.",
        "Не отмечен ни один отчёт.",
    )
    assert Submission.objects.get(pk=report.pk).state == State.SUBMITTED


def test_nil_reports_of_another_quarter_cannot_be_named(client, period, smolensk):
    other = make_period(2025, 1)
    report = make_submission(other, smolensk, state="submitted", is_nil=True)
    client.post(NIL, {"submission": [report.pk]})
    assert Submission.objects.get(pk=report.pk).state == State.SUBMITTED


# The quarters


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


@pytest.mark.plain_sql
def test_list_of_quarters_takes_as_many_queries_for_fifty_as_for_one(client, smolensk):
    make_period(2000, 1)
    one = queries(client, "/periods/")
    for number in range(1, 50):
        make_period(2000 + number // 4, number % 4 + 1)
    assert queries(client, "/periods/") == one <= 12


def test_page_suggests_the_next_quarter_with_its_usual_dates(client, period):
    page = page_of(client.get("/periods/"))
    assert page.xpath("//input[@name='year']/@value") == ["2025"]
    assert page.xpath("//select[@name='quarter']/option[@selected]/@value") == ["1"]
    usual = default_dates(2025, 1)
    shown = {name: page.xpath(f"//input[@name='{name}']/@value") for name in usual}
    assert shown == {name: [day.isoformat()] for name, day in usual.items()}


def test_opening_a_quarter_makes_a_report_for_everybody(client, coordinator, smolensk, vyazma):
    response = client.post("/periods/", {"year": "2025", "quarter": "2"})
    assert response["Location"] == "/periods/2025-2/"
    period = Period.objects.get()
    assert {name: getattr(period, name) for name in default_dates(2025, 2)} == default_dates(2025, 2)
    assert period.submissions.count() == 2
    assert PeriodChange.objects.get().by == coordinator
    (said,) = notices(page_of(client.get("/periods/2025-2/")))
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
        form = OpenPeriodForm({"year": year, "quarter": quarter, "dates_of": f"{year}-{quarter}"})
        assert form.is_valid(), form.errors


def test_the_rules_beside_the_fields_are_those_of_the_model(db):
    """Whatever the form lets pass, the model accepts."""
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
    workflow.extend(report, by=coordinator, reason="Отпуск", until=until)
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


# The consolidated table


def table_of(page):
    """Title, headings and sections of the table on the page, as the reader of documents gives them."""
    sections = []
    for row in page.xpath("//table[contains(@class, 'official')]/tbody/tr"):
        if row.get("class") == "section":
            sections.append((words(row), []))
        else:
            number, *cells = map(words_of_cell, row)
            sections[-1][1].append((int(number.rstrip(".")), *cells))
    title = page.xpath("//h1[@class='sheet-title']")[0]
    return (
        even(title.text_content()),
        [words_of_cell(cell) for cell in page.xpath("//table[contains(@class, 'official')]/thead//th")],
        sections,
    )


def words_of_cell(cell):
    """Paragraphs and line breaks are white space."""
    return even(" ".join(cell.itertext()))


def document_of(client, query=""):
    report = read_report(b"".join(client.get(f"/periods/2024-4/consolidated.docx{query}").streaming_content))
    sections = [
        (even(heading), [(row.number, *map(even, row[1:])) for row in rows]) for heading, rows in report.sections
    ]
    return even(report.title), list(map(even, report.headings)), sections


@pytest.fixture
def full(period, coordinator, smolensk, vyazma, rudnya):
    """Smolensk waits with two events, the second left out; Вязьма is approved with three out of date order;
    Руднянский has a draft; Глинковский is nil."""
    periods.open_period(2024, 4, by=THE_PROGRAM)
    waiting = make_submission(period, smolensk, state="submitted", events=2)
    events.leave_out(waiting.events.get(name__endswith="2"), by=coordinator, reason="Не международное")
    report = Submission.objects.get(municipality=vyazma)
    for number, days in enumerate(["25 декабря 2024 года", "30 сентября – 1 октября 2024 года", "сентябрь 2024 года"]):
        make_event(
            report,
            name=f"Встреча {number} <b>&amp;</b>",
            period_text=days,
            place_text="г. Минск (Республика Беларусь)",
            purpose="Первый абзац.\nВторой абзац: «кавычки» и № 5",
        )
    make_submission(period, vyazma, state="approved", events=0)
    make_event(Submission.objects.get(municipality=rudnya), name="Черновое мероприятие")
    nil_reports(period, 1)
    return period


@pytest.mark.parametrize(
    ("query", "headings", "rows"),
    [
        ("", ["Муниципальное образование «Вяземский район» Смоленской области"], 3),
        ("?scope=approved", ["Муниципальное образование «Вяземский район» Смоленской области"], 3),
        (
            "?scope=handed-in",
            ["Город Смоленск", "Муниципальное образование «Вяземский район» Смоленской области"],
            4,
        ),
    ],
)
def test_page_and_document_say_the_same(client, full, query, headings, rows):
    """Words, order, numbers and headings; events left out are in neither."""
    page = table_of(page_of(client.get(CONSOLIDATED + query)))
    assert page == document_of(client, query)
    assert [heading for heading, _ in page[2]] == headings
    assert [row[0] for _, section in page[2] for row in section] == list(range(1, rows + 1))
    names = [row[1] for _, section in page[2] for row in section]
    assert names[-3:] == [f"Встреча {n} <b>&amp;</b>" for n in (1, 2, 0)], "by date, not by entry"
    assert not any("две реки» 2" in name.lower() or "Черновое" in name for name in names)


def test_page_and_document_say_the_same_of_the_official_report(client, shared, smolensk):
    """Its 53 events, whatever their texts hold."""
    source = json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))
    period = make_period()
    report = Submission.objects.get()
    for event in source["events"]:
        texts = {name: event[name] for name in ("name", "purpose", "participants")}
        make_event(report, place_text=event["place"], period_text=event["dates"], **texts)
    make_submission(period, smolensk, state="approved", events=0)
    page = table_of(page_of(client.get(CONSOLIDATED)))
    assert page == document_of(client)
    assert [row[0] for row in page[2][0][1]] == list(range(1, 54))


@pytest.mark.parametrize("scope", ["zzz", "every", "\0", "", "approved\n"])
def test_rubbish_as_scope_means_the_approved_reports(client, full, scope):
    page = page_of(client.get(CONSOLIDATED, {"scope": scope}))
    assert words(page.xpath("//div[@class='choice']/a[@aria-current]")[0]) == "Принятые 1"
    assert len(table_of(page)[2]) == 1


def test_switch_counts_reports_and_says_what_may_change(client, full):
    page = page_of(client.get(CONSOLIDATED))
    assert [words(choice) for choice in page.xpath("//div[@class='choice']/a")] == ["Принятые 1", "Все сданные 3"]
    assert "Не вошли 3: отчёты ещё не приняты" in words(page)
    page = page_of(client.get(CONSOLIDATED + "?scope=handed-in"))
    assert "Не принято 2: строки могут измениться" in words(page)
    assert page.xpath("//a[contains(@href, '.docx')]/@href") == ["/periods/2024-4/consolidated.docx?scope=handed-in"]


def test_rows_with_a_doubtful_place_are_named(client, period, smolensk, coordinator):
    report = Submission.objects.get(municipality=smolensk)
    make_event(report, name="Понятное")
    make_event(report, name="Непонятное", period_text="когда потеплеет")
    report = make_submission(period, smolensk, state="submitted", events=0)
    events.set_order(report, by=coordinator, uids=[str(e.uid) for e in report.events.in_report_order()])
    make_event(report, by=coordinator, name="Позднее", period_text="5 ноября 2024 года")
    (notice,) = notices(page_of(client.get(CONSOLIDATED + "?scope=handed-in")))
    assert "«Непонятное» – сроки не поняты" in notice
    assert "«Позднее» – порядок строк задан вручную" in notice
    assert "«Понятное»" not in notice
    assert notices(page_of(client.get(CONSOLIDATED))) == [], "not in this table"


def test_empty_table_says_what_to_do(client, period, smolensk):
    assert "кто ещё не сдал" in words(page_of(client.get(CONSOLIDATED)).find(".//main"))
    make_submission(period, smolensk, state="submitted")
    assert "1 отчёт ждёт решения" in words(page_of(client.get(CONSOLIDATED)).find(".//main"))
    page = page_of(client.get(CONSOLIDATED))
    assert page.xpath("//a[contains(@href, '.docx')]") == [], "nothing to download"


@pytest.mark.plain_sql
def test_consolidated_table_takes_as_many_queries_for_fifty_reports_as_for_one(client, db):
    first = make_municipality("Первый")
    period = make_period()
    make_submission(period, first, state="approved", events=1)
    one = queries(client, CONSOLIDATED + "?scope=handed-in")
    fill(period, 49)
    assert queries(client, CONSOLIDATED + "?scope=handed-in") == one <= 12


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
