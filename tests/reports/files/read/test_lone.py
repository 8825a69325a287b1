"""Rows that say one thing only."""

import pytest

from reports.files.marks import ReportMark
from reports.files.read import lone
from reports.files.read.grid import Cell, GridRow
from reports.files.read.layout import Column, Layout
from tests.answers import for_each

FIELDS = ["number", "name", "place", "period", "purpose", "participants"]
OFFICIAL = Layout(tuple(Column(name, name, start) for start, name in enumerate(FIELDS)))


def row(*texts):
    return GridRow([text if isinstance(text, Cell) else Cell([text]) for text in texts], "строка 1")


def asked(question, made, **more):
    said = [place for place, cell in enumerate(made.cells) if any(cell.lines) and cell.lines != [""]]
    return question(OFFICIAL, made, said, " ".join(made.cells[place].lines[0] for place in said), **more)


@pytest.mark.parametrize(
    ("made", "is_so"),
    [
        (row(Cell(["Десногорск"], columns=6)), True),
        (row("Десногорск", "", "", "", "", ""), True),
        (row("", "", "", "", "Десногорск", ""), False),
        (row("", "", "г. Витебск", "", "", ""), False),
        (row(Cell(["Встреча " * 40], columns=6)), False),
    ],
)
def test_a_section_goes_from_side_to_side_or_stands_among_the_numbers(made, is_so):
    assert asked(lone.is_section, made, has_mark=False) is is_so


@for_each(
    ("made", "kind"),
    [
        (row(Cell(["Культура"], columns=6)), "sphere"),
        (row("Февраль", "", "", "", "", ""), "month"),
        (row("", "Февраль", "", "", "", ""), "month"),
        (row("", "", "", "Февраль", "", ""), None),
        (row("", "", "Республика Беларусь", "", "", ""), None),
        (row(Cell(["Вяземский район"], columns=6)), None),
    ],
)
def test_a_group_is_told_from_a_part_of_an_event(made, kind):
    found = asked(lone.group_in, made)
    assert (found and found[0]) == kind


def test_an_empty_line_of_a_form_and_a_row_without_place_and_days():
    assert lone.is_only_a_number(OFFICIAL, row("7.", "", "", "", "", ""))
    assert not lone.is_only_a_number(OFFICIAL, row("7.", "Форум", "", "", "", ""))
    assert lone.says_no_place_and_period(OFFICIAL, row("", "Итого", "", "", "5", ""))
    assert not lone.says_no_place_and_period(OFFICIAL, row("", "Форум", "г. Минск", "", "", ""))


def test_a_total_a_section_and_an_event_are_told_apart():
    assert lone.read_lone(OFFICIAL, row("", "Итого: 5", "", "", "", ""), []).kind == lone.REMARK
    found = lone.read_lone(OFFICIAL, row(Cell(["Вязьма"], columns=6)), [ReportMark(31, 4)])
    assert (found.kind, found.text, found.report) == (lone.SECTION, "Вязьма", ReportMark(31, 4))
    assert lone.read_lone(OFFICIAL, row("1.", "Форум", "г. Минск", "5 марта", "", ""), []) is None
    assert lone.read_lone(OFFICIAL, row("", "", "", "", "", ""), []) is None


def test_a_row_from_side_to_side_may_go_on_with_the_event_above():
    found = lone.read_lone(OFFICIAL, row(Cell(["Результат: подписан план"], columns=6)), [])
    assert (found.kind, found.field, found.text) == (lone.TEXT_BELOW, "purpose", "подписан план")
    without_purpose = Layout(OFFICIAL.columns[:4])
    told = row(Cell(["Дети читали стихи и пели."], columns=4))
    assert lone.read_lone(without_purpose, told, []).kind == lone.TEXT_BELOW


def test_where_nothing_is_merged_such_a_text_stands_in_the_first_cell():
    found = lone.read_lone(OFFICIAL, row("Результат: подписан план", "", "", "", "", ""), [])
    assert (found.kind, found.field, found.text) == (lone.TEXT_BELOW, "purpose", "подписан план")
    assert lone.read_lone(OFFICIAL, row("", "Результат: подписан план", "", "", "", ""), []) is None
    without_purpose = Layout(OFFICIAL.columns[:4])
    assert lone.read_lone(without_purpose, row("Дети читали стихи и пели.", "", "", ""), []).kind == lone.TEXT_BELOW
    without_number = Layout(OFFICIAL.columns[1:4])
    assert lone.read_lone(without_number, row("Дети читали стихи и пели.", "", ""), []) is None
