"""How much of a table is read, whatever file it comes from."""

import pytest

from reports.files.read import limits
from reports.files.read.grid import BEFORE, Cell, GridRow, NextTable, Text
from reports.files.read.limits import within_limits
from reports.files.read.rows import Unreadable


def row(*texts, **beside):
    return GridRow([Cell([text]) for text in texts], "строка 1", **beside)


@pytest.fixture
def small(monkeypatch):
    """Limits that a test reaches with a few letters."""
    monkeypatch.setattr(limits, "MAX_CELL_LETTERS", 10)
    monkeypatch.setattr(limits, "MAX_LETTERS", 30)


def test_pieces_within_the_limits_pass_as_they_are():
    pieces = [NextTable("таблица 1"), Text("Отчёт", BEFORE), row("1.", "Форум", "г. Минск")]
    assert list(within_limits(pieces)) == pieces


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        (lambda: [row("Форум")] * 20_001, "больше 20 000 строк"),
        (lambda: [row(*[""] * 65)], "больше 64 столбцов"),
        (lambda: [row("а" * 200_001)], "больше 200 000 знаков"),
        (lambda: [row("а" * 200_000)] * 101, "больше 20 миллионов знаков"),
    ],
)
def test_more_than_a_report_has_is_refused_with_its_measure(pieces, words):
    with pytest.raises(Unreadable, match=words):
        list(within_limits(pieces()))


def test_the_greatest_table_passes():
    pieces = [NextTable(), *[row("Форум")] * 19_999, row("а" * 200_000, *[""] * 63)]
    assert len(list(within_limits(pieces))) == 20_001


@pytest.mark.parametrize(
    "piece",
    [
        row("Неделя ", "кухни народов"),
        GridRow([Cell(["Неделя", "кухни"])], "строка 1"),
        row("Форум", beside=[("см. письмо №", "сноска")]),
        Text("Информация об", BEFORE),
    ],
)
def test_lines_notes_and_texts_outside_count_as_cells_do(piece, small):
    with pytest.raises(Unreadable, match="В одной ячейке"):
        list(within_limits([piece]))


def test_letters_of_all_pieces_count_together(small):
    pieces = [Text("Информация", BEFORE), row("г. Минск"), row("Форум", beside=[("письмо", "сноска")])]
    assert len(list(within_limits(pieces))) == 3
    with pytest.raises(Unreadable, match="знаков"):
        list(within_limits([*pieces, row("1.")]))


def test_pieces_before_the_limit_are_passed_on_as_they_come(small):
    passing = within_limits([row("Форум"), row("Ярмарка мёда")])
    assert next(passing) == row("Форум")
    with pytest.raises(Unreadable):
        next(passing)
