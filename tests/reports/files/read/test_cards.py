"""Tables that lie on their side."""

from reports.files.read.cards import begin_cards
from reports.files.read.grid import Cell, GridRow
from reports.files.read.layout import text_of
from reports.files.read.limits import MAX_CELLS

CARD = [["Название", "Форум"], ["Дата", "5 марта"], ["Место", "г. Минск"], ["Ответственный", "Петров"]]
FAIR = [["Название", "Ярмарка"], ["Дата", "7 марта"], ["Место", "г. Орша"]]


def read(*texts):
    """The cards of a table as [{heading: text}], and the rows that belong to none; None when it has none."""
    rows = [GridRow([Cell([text]) for text in row], f"строка {n}") for n, row in enumerate(texts, 1)]
    found = []
    cards = begin_cards(rows, lambda labels, row: found.append((labels, row)))
    if cards is None:
        return None
    left = [text_of(row.cells[0]) for row in rows if not cards.take_row(row)]
    cards.finish()
    return [
        {text_of(label): text_of(cell) for label, cell in zip(labels, row.cells, strict=True)} for labels, row in found
    ], left


def test_headings_on_the_left_are_a_card():
    assert read(*CARD) == ([dict(CARD)], [])


def test_a_heading_that_comes_again_begins_the_next_card():
    assert read(["Мероприятие 1"], *CARD, ["Мероприятие 2"], *FAIR) == (
        [dict(CARD), dict(FAIR)],
        ["Мероприятие 1", "Мероприятие 2"],
    )
    assert read(*CARD, *FAIR)[0] == [dict(CARD), dict(FAIR)]


def test_several_events_may_stand_side_by_side():
    rows = [[*one, other[1]] for one, other in zip(CARD, FAIR, strict=False)]
    assert read(*rows)[0] == [dict(CARD[:3]), dict(FAIR)]


def test_numbers_of_lines_before_the_headings_are_no_headings():
    assert read(*([str(n), *row] for n, row in enumerate(CARD, 1)))[0] == [dict(CARD)]


def test_two_headings_may_stand_in_one_row():
    assert read(CARD[0], [*CARD[1], *CARD[2]])[0] == [dict(CARD[:3])]


def test_a_text_goes_on_under_an_empty_heading():
    assert read(*FAIR, ["", "площадь"])[0] == [{**dict(FAIR), "Место": "г. Орша площадь"}]


def test_other_tables_are_no_cards():
    assert read(["Глава", "И. И. Иванов"]) is None
    assert read(["1", "Форум", "г. Минск"], ["2", "Ярмарка", "г. Орша"]) is None


def test_a_card_without_end_is_cut():
    """Its columns would cost more than in proportion to their number."""
    rows = [[GridRow([Cell([text]) for text in row], "строка")] for row in CARD]
    found = []
    cards = begin_cards([row for [row] in rows], lambda labels, row: found.append(len(labels)))
    for number in range(200):
        cards.take_row(GridRow([Cell([f"Строка {number}"]), Cell(["текст"])], "строка"))
    cards.finish()
    assert max(found) <= MAX_CELLS
