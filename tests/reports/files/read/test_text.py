"""Tab-separated text: quotes where a program had to put them, rows of several lines, encodings."""

import pytest

from reports.files.read.grid import GridRow, Text
from reports.files.read.text import pieces

HEADER = "№\tНаименование\tМесто\tСроки\tЦель\tУчастники"


def cells(text):
    return [[cell.lines for cell in piece.cells] for piece in pieces(text) if isinstance(piece, GridRow)]


def test_quotes_that_a_program_put_are_taken_off_and_those_of_a_person_stay():
    text = '"а\nб"\t"в ""г"""\n"д" е\t"ж"\r\n"з\tи"\t"'
    assert cells(text) == [[["а", "б"], ['в "г"']], [['"д" е'], ['"ж"']], [["з\tи"], ['"']]]


def test_cells_of_several_lines_without_quotes():
    """Word and Writer put the paragraphs of a cell on lines of their own; a merged row has no tabs."""
    text = (
        "Отчет о делах\n№\nп/п\tНаименование\tМесто\nпроведения\tСроки\tЦель\nи итог\tУчастники\n(всего)\n"
        "Город Смоленск\n1.\tФорум\nдружбы\tг. Минск\t5 марта\n2025 года\tОбмен\tГости\nи ещё двое гостей\n"
        "2.\tЯрмарка\tг. Орша\t7 марта\tТорг\tВсе\n"
    )
    assert [[" / ".join(cell) for cell in row] for row in cells(text)] == [
        ["Отчет о делах"],
        ["№ / п/п", "Наименование", "Место / проведения", "Сроки", "Цель / и итог", "Участники / (всего)"],
        ["Город Смоленск"],
        ["1.", "Форум / дружбы", "г. Минск", "5 марта / 2025 года", "Обмен", "Гости / и ещё двое гостей"],
        ["2.", "Ярмарка", "г. Орша", "7 марта", "Торг", "Все"],
    ]


def test_tab_between_an_automatic_number_and_its_empty_text_is_no_column():
    text = f"{HEADER}\n1.\t\tФорум\tг. Минск\t5 марта\tОбмен\tГости\n2.\t\tЯрмарка\tг. Орша\t7 марта\tТорг\tВсе"
    assert [len(row) for row in cells(text)] == [6, 6, 6]


def test_text_without_tabs_is_no_table():
    assert list(pieces("Добрый день!\nОтчёта нет.")) == [
        Text("Добрый день!", "перед таблицей"),
        Text("Отчёта нет.", "перед таблицей"),
    ]


@pytest.mark.parametrize("text", ['"\t' * 50_000, '""\t"' * 50_000, "а\t" * 50_000, '\n"а""' * 50_000, "\t\n" * 50_000])
def test_hostile_texts_take_time_in_proportion(text):
    """Looking for the end of quotes from every cell anew would hold the run for minutes."""
    assert sum(1 for _ in pieces(text))
