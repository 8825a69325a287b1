"""Rows that are a table's header together."""

from reports.files.read.grid import Cell, GridRow
from reports.files.read.header import Header

UPPER = [Cell(["Общее"], columns=2), Cell(["Участники"], columns=2)]
LOWER = [Cell([text]) for text in ("Мероприятие", "Дата", "всего", "детей")]
EVENT = [Cell([text]) for text in ("Форум", "5 марта", "40", "10")]


def test_a_row_of_wide_headings_above_belongs_to_the_header():
    header = Header()
    assert not header.begin([GridRow(UPPER, "строка 1")], LOWER)
    assert header.rows == [UPPER, LOWER]
    header.begin([GridRow(EVENT, "строка 1")], LOWER)
    assert header.rows == [LOWER]


def test_two_rows_may_be_a_header_though_none_is_alone():
    upper = [Cell(["Проведение"], columns=2), Cell(["Итоги"], columns=2)]
    lower = [Cell([text]) for text in ("мероприятие", "когда", "сколько", "детей")]
    assert Header().is_lower([GridRow(upper, "строка 1")], GridRow(lower, "строка 2"))
    assert not Header().is_lower([GridRow(upper, "строка 1")], GridRow(EVENT, "строка 2"))
    assert not Header().is_lower([], GridRow(lower, "строка 2"))


def test_a_header_goes_on_until_the_body():
    header = Header()
    header.begin([], [Cell(["Мероприятие"]), Cell(["Дата"]), Cell(["Участники"], columns=2)])
    assert header.goes_on([Cell(), Cell(), Cell(["всего"]), Cell(["детей"])])
    assert not header.goes_on(EVENT)
    header.end()
    assert not header.is_open


def test_repeated_rows_are_those_of_before():
    header, further = Header(), [Cell(), Cell(), Cell(["всего"]), Cell(["детей"])]
    first = [Cell(["Мероприятие"]), Cell(["Дата"]), Cell(["Участники"], columns=2)]
    header.begin([], first)
    header.goes_on(further)
    assert header.is_known(["Мероприятие", "Дата", "Участники"])
    assert header.begin([], first)
    assert header.goes_on(further)
    assert not header.goes_on([Cell(), Cell(), Cell(["и гости"]), Cell()])


def test_a_row_that_looks_like_a_header_may_divide_the_one_above_it():
    header = Header()
    header.begin([], [Cell(["Мероприятие"]), Cell(["Проведение"], columns=2), Cell(["Участники"], columns=2)])
    lower = [Cell(goes_on=True), *(Cell([text]) for text in ("дата", "место", "всего", "дети"))]
    assert header.is_divided_by(lower)
    assert not header.is_divided_by([Cell([text]) for text in ("Форум", "5 марта", "г. Минск", "40", "10")])
    header.end()
    assert not header.is_divided_by(lower)
