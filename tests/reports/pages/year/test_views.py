"""The page of a year: its numbers are links, its lists lead on, a year without quarters is told kindly."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from reports.actions import twins
from reports.models import Submission
from reports.pages.year import views
from tests import factories
from tests.conftest import MANY
from tests.documents import even

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


@pytest.fixture
def two_years(smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator):
    """A quarter of 2023 that went out, and the same one and the next of 2024, approved."""
    orsha, pskov = factories.make_partner("г. Орша"), factories.make_partner("г. Хаген")
    before, now, last = (factories.make_period(*quarter) for quarter in ((2023, 3), (2024, 3), (2024, 4)))
    rows = [
        (before, smolensk, smolensk_officer, "XXII фестиваль «Две реки»", {}),
        (before, vyazma, vyazma_officer, "Встреча в ратуше", {"partners": [[pskov.pk, "г. Хаген"]]}),
        (now, smolensk, smolensk_officer, "XXIII фестиваль «Две реки»", {"partners": [[orsha.pk, "г. Орша"]]}),
        (now, vyazma, vyazma_officer, "Участие в фестивале «Две реки»", {"total": 12, "total_foreign": 3}),
        (last, smolensk, smolensk_officer, "Урок дружбы", {"agreements": [PROTOCOL]}),
    ]
    events = []
    for period, municipality, officer, name, values in rows:
        report = Submission.objects.get(period=period, municipality=municipality)
        events.append(factories.make_event(report, by=officer, name=name, **values))
        factories.move_to(report, "approved", officer=officer, coordinator=coordinator)
    factories.close_and_release(before, by=coordinator)
    return events


PROTOCOL = {"kind": "protocol", "title": "Протокол о намерениях", "parties": "", "signed_on": "2024-11-05"}


def page_of(response, status=200):
    assert response.status_code == status
    return html.fromstring(response.content.decode())


def words(element):
    return even(element.text_content())


def section(page, identifier):
    return page.xpath(f"//section[@aria-labelledby='{identifier}']")[0]


def test_the_year_is_told_in_two_paragraphs_whose_numbers_are_links(client, two_years):
    page = page_of(client.get("/year/2024/"))
    [facts] = page.xpath("//section[contains(@class, 'year-facts')]")
    assert page.xpath("//textarea[@id='facts']")[0].text.split("\n") == [
        one.text_content() for one in facts.xpath("./p")
    ]
    assert [words(one) for one in facts.xpath("./p")] == [
        "За III и IV кварталы 2024 года органами местного самоуправления 2 муниципальных образований Смоленской "
        "области проведено 3 мероприятия в международной сфере. Из них в III квартале 2024 года – 2, столько же, "
        "сколько в III квартале 2023 года (2 мероприятия). Провели их город Смоленск (2) и Вяземский район (1). "
        "Сотрудничество велось с 1 страной – Республикой Беларусь (3 мероприятия).",
        "Очно проведено 3 мероприятия. По сведениям, указанным не для всех мероприятий, в них приняли участие "
        "12 человек, в том числе 3 иностранных участника. Подписан 1 протокол.",
    ]
    links = {words(link): urlsplit(link.get("href")) for link in facts.xpath(".//a")}
    assert {link.path for link in links.values()} == {reverse("archive")}
    assert parse_qs(links["1 протокол"].query) == {
        "year": ["2024"],
        "documents": ["protocol"],
        "state": ["approved"],
        "once": ["1"],
    }
    assert parse_qs(links["2 мероприятия"].query)["year"] == ["2023"]


def test_the_table_of_quarters_has_a_row_each_and_one_of_all(client, two_years):
    page = page_of(client.get("/year/2024/"))
    rows = [[words(cell) for cell in row] for row in section(page, "by-quarter").xpath(".//tr")]
    assert rows == [
        [
            "Муниципальное образование",
            "III квартал",
            "IV квартал",
            "2024 год",
            "III квартал 2023 года",
            "Больше или меньше",
        ],
        ["город Смоленск", "1", "1", "2", "1", "0"],
        ["Вяземский район", "1", "–", "1", "1", "0"],
        ["Всего", "2", "1", "3", "2", "0"],
    ]


def test_what_changed_since_the_year_before_is_listed(client, two_years):
    """The number of an edition makes no other event, another name does."""
    compared = section(page_of(client.get("/year/2024/")), "before")
    lists = {words(one.getprevious()): [words(item) for item in one] for one in compared.xpath(".//ul")}
    assert lists["Новые партнёры"] == ["г. Орша (Республика Беларусь) – 1"]
    assert lists["Партнёры, с которыми мероприятий больше не было"] == ["г. Хаген (Республика Беларусь) – 1"]
    assert [words(item) for item in compared.xpath(".//ul")[-1]] == ["XXIII фестиваль «Две реки», город Смоленск"]


def test_documents_of_the_year_lead_to_the_register(client, two_years):
    documents = section(page_of(client.get("/year/2024/")), "documents")
    assert [re.sub(" ·.*", "", words(one)) for one in documents.xpath(".//li")] == [
        "Протокол о намерениях, 5 ноября 2024 года"
    ]
    [number] = documents.xpath(".//h3/a")
    rows = page_of(client.get(number.get("href"))).xpath("//table[contains(@class, 'register')]/tbody/tr")
    assert int(words(number)) == len(rows) == 1


def test_a_pair_is_told_once_and_named(client, two_years, coordinator):
    festival, told_again = two_years[2:4]
    twins.judge_twins(festival, told_again, by=coordinator, answer="joint")
    page = page_of(client.get("/year/2024/"))
    assert words(section(page, "joint").xpath(".//li")[0]) == (
        "«XXIII фестиваль «Две реки»: город Смоленск, сообщили также: Вяземский район"
    )
    assert "проведено 2 мероприятия" in words(page)
    table = page_of(client.get("/year/2024/table/"))
    assert [words(row)[:2] for row in table.xpath("//table/tbody/tr[not(@class='section')]")] == ["1.", "2."]


def test_the_observer_reads_what_went_out_and_no_more(client_of, observer, two_years):
    client = client_of(observer)
    page = page_of(client.get("/year/2024/"))
    assert "мероприятий в международной сфере не проводили" in words(page)
    assert "Урок дружбы" not in words(page) and not page.xpath("//div[@class='choice']")
    page = page_of(client.get("/year/2023/table/?scope=handed-in"))
    assert [words(row[1]) for row in page.xpath("//table/tbody/tr[not(@class='section')]")] == [
        "XXII фестиваль «Две реки»",
        "Встреча в ратуше",
    ]


def test_what_is_still_missing_is_said(client, two_years):
    page = page_of(client.get("/year/2024/"))
    assert [words(one) for one in page.xpath("//p[contains(@class, 'msg')]")] == [
        "Данные за III и IV кварталы ещё собираются.",
        "Отчётов за I и II кварталы нет: приём не открывался.",
    ]


def test_the_choice_of_reports_goes_along(client, two_years, smolensk, vyazma, vyazma_officer):
    report = Submission.objects.get(period__quarter=4, period__year=2024, municipality=vyazma)
    factories.make_event(report, by=vyazma_officer, name="Ещё не принято")
    factories.move_to(report, "submitted", officer=vyazma_officer)
    assert "проведено 3 мероприятия" in words(page_of(client.get("/year/2024/")))
    page = page_of(client.get("/year/2024/?scope=handed-in"))
    assert "проведено 4 мероприятия" in words(page)
    addresses = page.xpath("//a[contains(@href, '/year/2024/table')]/@href")
    assert addresses and all(address.endswith("?scope=handed-in") for address in addresses)
    assert "Ещё не принято" in words(page_of(client.get("/year/2024/table/?scope=handed-in")))


@pytest.mark.parametrize("year", ["2019", "0", "99999999999999999999999"])
def test_a_year_without_quarters_is_told_kindly(client, period, year):
    for end in ("", "table/", "table.docx", "table.xlsx", "table.pdf"):
        page = page_of(client.get(f"/year/{year}/{end}"), status=404)
        assert words(page.xpath("//h1")[0]) == f"За {year} год кварталов нет"
        assert page.xpath("//main//a[@href='/year/2024/']")


def test_the_last_year_is_offered_and_none_where_there_is_none(client, db):
    assert words(page_of(client.get("/year/"), status=404).xpath("//h1")[0]) == "Кварталов ещё нет"
    factories.make_period(2023, 1)
    factories.make_period(2025, 1)
    assert client.get("/year/").headers["Location"] == "/year/2025/"


@pytest.mark.parametrize("query", ["?scope=zzz", "?page=999", "?page=x", "?scope=&page=0"])
def test_rubbish_in_the_address_changes_nothing(client, two_years, query):
    for address in ("/year/2024/", "/year/2024/table/"):
        assert client.get(address + query).status_code == 200


def test_a_long_table_goes_on_on_the_next_page_with_its_numbers(client, two_years, monkeypatch):
    monkeypatch.setattr(views, "ROWS_ON_A_PAGE", 2)
    page = page_of(client.get("/year/2024/table/"))
    assert "Строки 1–2 из 3" in words(page)
    [further] = page.xpath("//a[text()='Дальше']/@href")
    page = page_of(client.get(further))
    assert [words(row[0]) for row in page.xpath("//table/tbody/tr[not(@class='section')]")] == ["3."]
    assert (
        words(page.xpath("//tr[@class='section']")[0])
        == "Муниципальное образование «Вяземский район» Смоленской области"
    )


def test_quarters_and_board_lead_to_the_year(client, two_years):
    assert page_of(client.get("/periods/")).xpath("//a[@href='/year/2024/']")
    assert page_of(client.get("/periods/2024-3/")).xpath("//a[@href='/year/2024/']")


def test_a_page_asks_as_many_queries_for_many_rows_as_for_few(client, period, smolensk, smolensk_officer, coordinator):
    report = Submission.objects.get(period=period, municipality=smolensk)

    def asked():
        client.get("/year/2024/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/year/2024/?scope=handed-in")
        return len(captured)

    factories.make_event(report, by=smolensk_officer, agreements=[PROTOCOL])
    report = factories.move_to(report, "submitted", officer=smolensk_officer)
    few = asked()
    for number in range(MANY):
        factories.make_event(report, by=coordinator, name=f"Ещё {number}", agreements=[PROTOCOL])
    assert asked() == few
