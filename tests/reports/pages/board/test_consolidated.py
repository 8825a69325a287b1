"""The consolidated table on its page."""

import json

import pytest

from reports.actions import events, periods
from reports.models import Submission
from reports.rules.permissions import THE_PROGRAM
from tests.conftest import MANY
from tests.documents import even, read_report
from tests.factories import (
    make_event,
    make_municipality,
    make_period,
    make_submission,
)

from .looks import fill, nil_reports, notices, page_of, queries, words

pytestmark = pytest.mark.every_database

CONSOLIDATED = "/periods/2024-4/consolidated/"


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
    """All its 53 events."""
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


def test_rows_with_a_doubtful_place_are_named_in_the_order_of_the_table(client, period, smolensk, coordinator):
    report = Submission.objects.get(municipality=smolensk)
    make_event(report, name="Понятное")
    make_event(report, name="Непонятное", period_text="когда потеплеет")
    report = make_submission(period, smolensk, state="submitted", events=0)
    events.set_order(report, by=coordinator, uids=[e.uid for e in report.events.in_report_order().reverse()])
    make_event(report, by=coordinator, name="Позднее", period_text="5 ноября 2024 года")
    (notice,) = notices(page_of(client.get(CONSOLIDATED + "?scope=handed-in")))
    assert "«Непонятное» – сроки не поняты" in notice
    assert "«Позднее» – порядок строк задан вручную" in notice
    assert notice.index("«Непонятное»") < notice.index("«Позднее»"), "the order was set by hand"
    assert "«Понятное»" not in notice
    assert notices(page_of(client.get(CONSOLIDATED))) == [], "not in this table"


def test_empty_table_says_what_to_do(client, period, smolensk):
    assert "кто ещё не сдал" in words(page_of(client.get(CONSOLIDATED)).find(".//main"))
    make_submission(period, smolensk, state="submitted")
    assert "1 отчёт ждёт решения" in words(page_of(client.get(CONSOLIDATED)).find(".//main"))
    page = page_of(client.get(CONSOLIDATED))
    assert page.xpath("//a[contains(@href, '.docx')]") == [], "nothing to download"


def test_consolidated_table_takes_as_many_queries_for_many_reports_as_for_one(client, db):
    first = make_municipality("Первый")
    period = make_period()
    make_submission(period, first, state="approved", events=1)
    one = queries(client, CONSOLIDATED + "?scope=handed-in")
    fill(period, MANY - 1)
    assert queries(client, CONSOLIDATED + "?scope=handed-in") == one <= 12
