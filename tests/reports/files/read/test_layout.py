"""Which columns a row's cells stand in."""

import pytest

from reports.files.read.grid import Cell, GridRow
from reports.files.read.layout import Column, Layout, is_long, layout_by_content, layout_of, layout_of_two, text_of

FIELDS = ["number", "name", "place", "period", "purpose", "participants"]
OFFICIAL = Layout(tuple(Column(field, field, start) for start, field in enumerate(FIELDS)))
FORUM = ["1.", "Форум", "г. Минск", "5 марта 2025 года", "Обмен опытом", "20 человек"]
FAIR = ["2.", "Ярмарка", "г. Орша", "7 марта 2025 года", "Торговля", "30 человек"]


def cells(*texts):
    return [text if isinstance(text, Cell) else Cell([text]) for text in texts]


def placed(row, layout=OFFICIAL):
    """([(fields of a cell, its text)], whether they are a guess)."""
    found, is_guess = layout.placed(cells(*row))
    return [([column.field for column in columns], text_of(cell)) for columns, cell in found], is_guess


def test_as_many_cells_as_columns_stand_one_in_each_whatever_they_span():
    row = [FORUM[0], Cell(["Форум"], columns=3), *FORUM[2:]]
    assert placed(row) == ([([field], text) for field, text in zip(FIELDS, FORUM, strict=True)], False)


def test_empty_cells_to_the_right_of_the_table_do_not_count():
    assert placed([*FORUM, "", " "]) == placed(FORUM)
    assert placed([*FORUM, "Итог"])[0][-1] == ([""], "Итог")


def test_a_text_beyond_the_last_column_stands_in_a_column_named_by_its_number():
    found, _ = OFFICIAL.placed(cells(*FORUM, "Согласовано", "Итог"))
    assert [columns[0].title for columns, _ in found[6:]] == ["Столбец 7", "Столбец 8"]


def test_the_only_cell_stands_in_all_columns():
    assert placed(["Вязьма"]) == ([(FIELDS, "Вязьма")], False)


def test_a_wide_cell_stands_in_the_columns_that_it_spans():
    row = [FORUM[0], Cell(["Форум в Минске"], columns=2), *FORUM[3:]]
    found, is_guess = placed(row)
    assert (found[1:3], is_guess) == ([(["name", "place"], "Форум в Минске"), (["period"], FORUM[3])], False)


@pytest.mark.parametrize(("gap", "is_guess"), [(0, False), (1, True), (2, True), (3, True)])
def test_a_missing_cell_is_that_without_which_the_others_look_most_like_their_columns(gap, is_guess):
    left = [place for place in range(6) if place != gap]
    found = [([FIELDS[place]], FORUM[place]) for place in left]
    assert placed([FORUM[place] for place in left]) == (found, is_guess)


def test_a_row_without_several_cells_is_filled_from_the_left_and_is_a_guess():
    assert placed(FORUM[:3]) == ([([field], text) for field, text in zip(FIELDS, FORUM[:3], strict=False)], True)


def test_a_header_gives_each_column_its_heading_and_its_place():
    layout = layout_of(cells("№", Cell(["Место", "и сроки"], columns=2), ""), ["number", "place", ""])
    assert layout.columns == (
        Column("number", "№", 0),
        Column("place", "Место и сроки", 1, 2),
        Column("", "Столбец 3", 3),
    )
    assert (layout.width, layout.is_sure) == (4, True)


def test_a_second_row_divides_only_headings_that_are_wider_than_its_own():
    upper = layout_of(cells("Мероприятие", Cell(["Проведение"], columns=2), "Участники"), ["name", "", "participants"])
    layout = layout_of_two(upper, cells("", "сроки", "место", "кол-во"))
    assert [(column.field, column.title) for column in layout.columns] == [
        ("name", "Мероприятие"),
        ("period", "Проведение – сроки"),
        ("place", "Проведение – место"),
        ("participants", "Участники – кол-во"),
    ]


def test_no_field_is_given_to_two_columns():
    upper = layout_of(cells("Место", Cell(["Проведение"], columns=2)), ["place", ""])
    assert [column.field for column in layout_of_two(upper, cells("", "место", "сроки")).columns] == [
        "place",
        "",
        "period",
    ]


def test_columns_without_a_header_are_known_by_their_content_or_the_table_is_none_of_events():
    rows = [GridRow(cells(*texts), "строка 1") for texts in (FORUM, FAIR)]
    assert [column.field for column in layout_by_content(rows).columns] == FIELDS
    assert layout_by_content([GridRow(cells("Итого", "50"), "строка 1")]) is None


@pytest.mark.parametrize(
    ("lines", "is_so"), [(["Форум"] * 3, False), (["Форум", "", " ", "а", "б"], False), (["а"] * 4, True)]
)
def test_a_cell_of_more_than_three_lines_is_long(lines, is_so):
    assert is_long(Cell(lines)) is is_so
