"""The official columns: their headings and widths."""

import json

import pytest

from reports.files.table import COLUMNS, NUMBER_COLUMN, PrintedRow, title
from tests.documents import even


@pytest.fixture
def source(shared):
    return json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))


def test_the_title_is_the_sources(source):
    assert even(title(2024, 4)) == source["title"]


def test_the_title_has_two_lines_and_names_quarter_year_and_region():
    first, second = title(2025, 2, "Псковской области").split("\n")
    assert first == ("Отчет о мероприятиях в международной сфере, проведенных органами местного самоуправления")
    assert second == "муниципальных образований Псковской области в II квартале 2025 года"


def test_the_headings_are_the_sources(source):
    assert [" ".join(column.heading) for column in (NUMBER_COLUMN, *COLUMNS)] == source["header"]


def test_headings_have_2_1_2_3_2_2_lines():
    assert [len(column.heading) for column in (NUMBER_COLUMN, *COLUMNS)] == [2, 1, 2, 3, 2, 2]


def test_columns_fill_the_text_width_of_267_mm():
    assert [column.width_mm for column in (NUMBER_COLUMN, *COLUMNS)] == [11, 42, 40, 32, 79, 63]
    assert sum(column.width_mm for column in (NUMBER_COLUMN, *COLUMNS)) == 267


def test_number_place_and_period_are_centred():
    assert [column.centred for column in (NUMBER_COLUMN, *COLUMNS)] == [True, False, True, True, False, False]


def test_a_stored_newline_is_a_paragraph_in_purpose_and_participants():
    row = PrintedRow("Имя", "г. Минск", "май 2024", "Первое.\n\n Второе.", "Все\nи гости")
    *_, purpose, participants = (column.paragraphs(row) for column in COLUMNS)
    assert (purpose, participants) == (["Первое.", " Второе."], ["Все", "и гости"])


def test_an_empty_text_is_one_empty_paragraph():
    assert [column.paragraphs(PrintedRow("", "", "", "", "")) for column in COLUMNS] == [[""]] * 5
