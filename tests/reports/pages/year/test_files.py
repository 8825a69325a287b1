"""The files of a year: what the page tells, the table, what stands behind it."""

from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from reports.actions import releases
from reports.models import Period, Submission
from tests import factories
from tests.documents import Package, even, find_problems

pytestmark = pytest.mark.django_db

PROTOCOL = {"kind": "protocol", "title": "Протокол о намерениях", "parties": "", "signed_on": "2024-11-05"}


@pytest.fixture
def filled(period, smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator):
    """One quarter with two approved reports of one row each."""
    for municipality, officer, values in (
        (smolensk, smolensk_officer, {"agreements": [PROTOCOL], "total": 12}),
        (vyazma, vyazma_officer, {}),
    ):
        report = Submission.objects.get(period=period, municipality=municipality)
        factories.make_event(report, by=officer, name=f"Урок дружбы, {municipality}", **values)
        factories.move_to(report, "approved", officer=officer, coordinator=coordinator)
    return period


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


def content(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def document_of(client, address="/year/2024/table.docx"):
    made = content(client.get(address))
    assert find_problems(Package(made)) == []
    return Document(BytesIO(made))


def test_the_document_has_the_paragraphs_the_table_and_the_annexes(client, filled):
    document = document_of(client)
    texts = [even(one.text) for one in document.paragraphs if one.text]
    assert texts[:2] == [
        "Отчет о мероприятиях в международной сфере, проведенных органами местного самоуправления",
        "муниципальных образований Смоленской области в 2024 году",
    ]
    assert texts[2].startswith("В IV квартале 2024 года органами местного самоуправления 2 муниципальных образований")
    assert texts[3].startswith("Очно проведено 2 мероприятия.")
    assert texts[4] == "Данные за IV квартал ещё собираются. Отчётов за I–III кварталы нет: приём не открывался."
    assert texts[5:] == [
        "Приложение № 1",
        "Документы, подписанные и прекратившие действие в 2024 году",
        "Приложение № 2",
        "Мероприятия по муниципальным образованиям и кварталам 2024 года",
    ]
    table, documents, quarters = (
        [[even(cell.text) for cell in row.cells] for row in one.rows] for one in document.tables
    )
    assert [row[1] for row in table[1:]] == [
        "Город Смоленск",
        "Урок дружбы, Смоленск",
        "Муниципальное образование «Вяземский район» Смоленской области",
        "Урок дружбы, Вяземский",
    ]
    assert documents[2][1:3] == ["Протокол о намерениях", "5 ноября 2024 года"]
    assert quarters[-1] == ["Всего", "2", "2"]


def test_the_workbook_has_a_sheet_for_each_part(client, filled):
    book = load_workbook(BytesIO(content(client.get("/year/2024/table.xlsx"))))
    assert book.sheetnames == ["Сводный отчёт", "Данные", "Справка", "Документы", "По кварталам"]
    headings, first, _ = book["Данные"].iter_rows(values_only=True)
    told = dict(zip(headings, first, strict=True))
    assert told["Квартал"] == "IV квартал 2024 года"
    assert (told["Муниципальное образование"], told["Всего, человек"]) == ("город Смоленск", 12)
    assert told["Подписанные документы"] == "Протокол о намерениях (05.11.2024)"
    assert "Постоянный номер" not in headings


def header_of(document):
    return " ".join(one.text for one in document.sections[0].first_page_header.paragraphs)


def test_it_is_a_project_until_all_quarters_are_closed_and_approved(client, filled, coordinator, client_of, observer):
    assert "проект" in header_of(document_of(client)) and "вошли 2 из 2" in header_of(document_of(client))
    for quarter in (1, 2, 3):
        factories.make_period(2024, quarter)
    for report in Submission.objects.filter(state="draft").select_related("municipality"):
        officer = report.municipality.current_officers()[0].user
        factories.move_to(report, "approved", is_nil=True, officer=officer, coordinator=coordinator)
    for period in Period.objects.all():
        releases.close_and_release(period, by=coordinator)
    assert header_of(document_of(client)) == ""
    assert header_of(document_of(client_of(observer))) == ""


def test_the_observers_document_holds_released_rows(client_of, observer, filled, coordinator):
    client = client_of(observer)
    assert len(document_of(client).tables[0].rows) == 1
    releases.close_and_release(filled, by=coordinator)
    document = document_of(client)
    assert len(document.tables[0].rows) == 5
    assert "по выпускам" in header_of(document)
    book = load_workbook(BytesIO(content(client.get("/year/2024/table.xlsx"))))
    headings, *rows = book["Данные"].iter_rows(values_only=True)
    assert [dict(zip(headings, row, strict=True))["Состояние отчёта"] for row in rows] == ["выпущен"] * 2


def test_without_libreoffice_the_copies_say_so(client, filled):
    response = client.get("/year/2024/table.pdf")
    assert response.status_code == 409
    assert "/year/2024/table.docx?scope=approved" in response.content.decode()


def test_the_same_data_give_the_same_bytes(client, filled):
    assert content(client.get("/year/2024/table.docx")) == content(client.get("/year/2024/table.docx"))
