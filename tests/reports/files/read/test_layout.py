"""Which columns a row's cells stand in."""

import pytest

from reports.files.read.grid import Cell
from reports.files.read.layout import Column, Layout, goes_on_header, is_long, layout_of, text_of
from tests.answers import for_each

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


def fields_of(*rows):
    return [" ".join(filter(None, [column.field, *column.also])) for column in layout_of(list(rows)).columns]


def test_a_header_gives_each_column_its_heading_and_its_place():
    layout = layout_of([cells("№", Cell(["Место", "и сроки"], columns=2), "Телефон", "")])
    assert layout.columns == (
        Column("number", "№", 0),
        Column("place", "Место и сроки", 1, 2, also=("period",)),
        Column("", "Телефон", 3, role="other"),
        Column("", "Столбец 4", 4),
    )
    assert (layout.width, layout.is_sure, layout.noted) == (5, True, ["Телефон"])


def test_a_heading_over_two_columns_means_both_once_the_body_is_seen():
    layout = layout_of([cells("Мероприятие", Cell(["Участники"], columns=2), "Результат")])
    row = cells("Форум", "40", "10", "План")
    assert [columns[0].field for columns, _ in layout.placed(row)[0]] == [
        "name",
        "participants",
        "participants",
        "purpose",
    ]
    assert [column.start for column in layout.settled(row).columns] == [0, 1, 2, 3]
    assert layout.settled(cells("Форум", Cell(["40"], columns=2), "План")) is layout


def test_a_second_row_divides_only_headings_that_are_wider_than_its_own():
    upper = cells("Мероприятие", Cell(["Проведение"], columns=2), "Участники")
    lower = cells("", "сроки", "место", "кол-во")
    layout = layout_of([upper, lower])
    assert [(column.field, column.title) for column in layout.columns] == [
        ("name", "Мероприятие"),
        ("period", "Проведение – сроки"),
        ("place", "Проведение – место"),
        ("participants", "Участники – кол-во"),
    ]


def test_several_columns_may_hold_one_field():
    assert fields_of(cells("Место", "Площадка", "Дата", "Мероприятие")) == ["place", "place", "period", "name"]


def test_the_kind_of_an_event_is_its_name_only_where_nothing_else_is():
    assert fields_of(cells("Вид мероприятия", "Дата")) == ["name", "period"]
    assert fields_of(cells("Вид мероприятия", "Наименование")) == ["", "name"]


def test_a_district_beside_a_town_is_part_of_the_place():
    assert fields_of(cells("Район", "Город", "Дата")) == ["place", "place", "period"]
    assert fields_of(cells("Район", "Дата", "Место")) == ["owner", "period", "place"]


def test_in_a_text_a_heading_stands_over_the_first_of_its_columns():
    upper, lower = cells("Мероприятие", "Участники", "", "Дата"), cells("", "всего", "из них детей", "")
    assert goes_on_header([upper], lower)
    assert fields_of(upper, lower) == ["name", "participants", "participants", "period"]
    assert fields_of(upper)[2] == ""


@for_each(
    ("row", "is_so"),
    [
        ([Cell(goes_on=True), "школьники", "учителя", Cell(goes_on=True)], True),
        (["", "школьники", "учителя", ""], True),
        (["название", "всего", "дети", "итог"], True),
        (["Форум", "40", "10", "План"], False),
        (["", "40", "10", ""], False),
        (["", "", "и планами, которые обсудили все участники встречи, а потом и гости из соседних городов", ""], False),
    ],
)
def test_under_a_span_a_further_row_of_headings_may_say_what_it_likes(row, is_so):
    header = cells("Мероприятие", Cell(["Участники"], columns=2), "Результат")
    assert goes_on_header([header], cells(*row)) is is_so


def test_more_cells_than_columns_are_a_guess():
    assert placed([*FORUM, "Итог", "Письмо"])[1]


@pytest.mark.parametrize(
    ("lines", "is_so"), [(["Форум"] * 3, False), (["Форум", "", " ", "а", "б"], False), (["а"] * 4, True)]
)
def test_a_cell_of_more_than_three_lines_is_long(lines, is_so):
    assert is_long(Cell(lines)) is is_so


def test_of_a_cell_too_many_that_column_is_twice_with_which_the_others_fit():
    found, is_guess = placed([*FORUM[:3], "Дом культуры", *FORUM[3:]])
    assert (found[2:5], is_guess) == (
        [(["place"], FORUM[2]), (["place"], "Дом культуры"), (["period"], FORUM[3])],
        True,
    )
