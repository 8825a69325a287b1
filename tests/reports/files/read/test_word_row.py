"""What is taken of one row of a Word table, element by element."""

import pytest
from lxml import etree

from reports.files.read.word_row import TEXT_BOX, WordRow, attribute, local, take
from tests.answers import for_each

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def node(tag, **attributes):
    return etree.Element(f"{{{W}}}{tag}", {f"{{{W}}}{name}": value for name, value in attributes.items()})


def row_of(*cells):
    """A row with cells of these texts; the last line is still open."""
    row = WordRow()
    for text in cells:
        row.cell()
        row.line()
        row.add(text)
    return row


def lines(row):
    row.end()
    return [cell.lines for cell in row.cells]


def take_in(row, tag, **attributes):
    take(node(tag, **attributes), tag, row)
    return row


def test_letters_are_joined_into_the_lines_of_their_cell():
    row = row_of("Неделя ", "г. Минск")
    row.add(" (онлайн)")
    row.line()
    row.add("ул. Ленина")
    assert lines(row) == [["Неделя "], ["г. Минск (онлайн)", "ул. Ленина"]]


def test_an_empty_paragraph_is_an_empty_line_and_a_cell_without_one_has_none():
    row = row_of("Форум")
    row.line()
    row.line()
    row.add("Ярмарка")
    row.cell()
    assert lines(row) == [["Форум", "", "Ярмарка"], []]


def test_a_row_without_cells_keeps_its_lines_outside():
    row = WordRow()
    row.line()
    row.add("Вязьма")
    row.end()
    assert (row.outside, row.cells, row.says_anything()) == (["Вязьма"], [], True)


@pytest.mark.parametrize(
    ("row", "is_so"),
    [(row_of(" ", ""), False), (row_of(" ", "Форум"), True), (WordRow(), False)],
)
def test_blanks_say_nothing(row, is_so):
    row.end()
    assert row.says_anything() is is_so


def test_what_was_read_apart_goes_on_with_the_last_line():
    row, apart = row_of("Форум "), WordRow()
    for text in ("дружбы", "и мира"):
        apart.line()
        apart.add(text)
    apart.end()
    apart.beside.append(("см. письмо", TEXT_BOX))
    row.take(apart)
    assert (lines(row), row.beside) == ([["Форум дружбы", "и мира"]], [("см. письмо", TEXT_BOX)])


@for_each(
    ("tag", "attributes", "text"),
    [
        ("noBreakHyphen", {}, "\u2011"),
        ("softHyphen", {}, "\u00ad"),
        ("ptab", {}, " "),
        ("sym", {"char": "F0B7"}, "•"),
        ("sym", {"char": "F0E0"}, "→"),
        ("sym", {"char": "F041"}, "•"),
        ("sym", {"char": "2116"}, "№"),
        ("sym", {"char": "слово"}, ""),
        ("lastRenderedPageBreak", {}, ""),  # says nothing
    ],
)
def test_a_sign_that_is_an_element_becomes_its_letter(tag, attributes, text):
    assert lines(take_in(row_of("а"), tag, **attributes)) == [[f"а{text}"]]


@pytest.mark.parametrize("tag", ["br", "cr"])
def test_a_break_begins_a_line(tag):
    row = take_in(row_of("Форум"), tag)
    row.add("дружбы")
    assert lines(row) == [["Форум", "дружбы"]]


@pytest.mark.parametrize(("parent", "text"), [("r", " "), ("tabs", "")])
def test_a_tab_is_a_blank_but_a_tab_stop_is_nothing(parent, text):
    tab = etree.SubElement(node(parent), f"{{{W}}}tab")
    row = row_of("а")
    take(tab, "tab", row)
    assert lines(row) == [[f"а{text}"]]


@pytest.mark.parametrize(("value", "columns"), [("3", 3), ("1000000", 64), ("-2", 1), ("много", 1)])
def test_a_cell_spans_no_more_columns_than_can_be_true(value, columns):
    row = take_in(row_of("Проведение"), "gridSpan", val=value)
    assert row.cells[-1].columns == columns
    take_in(row, "gridBefore", val=value)
    take_in(row, "gridAfter", val=value)
    assert (row.before, row.after) == (columns, columns)


@pytest.mark.parametrize(
    ("attributes", "goes_on"), [({}, True), ({"val": "continue"}, True), ({"val": "restart"}, False)]
)
def test_a_cell_merged_downwards_goes_on_but_where_the_merging_begins(attributes, goes_on):
    assert take_in(row_of("г. Минск"), "vMerge", **attributes).cells[-1].goes_on is goes_on


def test_a_cell_merged_sideways_is_room_for_the_one_before_it():
    row = take_in(row_of("Проведение", ""), "hMerge", val="continue")
    row.line()
    row.add("сроки")
    assert (lines(row), row.cells[0].columns) == ([["Проведение", "сроки"]], 2)
    first = take_in(row_of("Проведение"), "hMerge", val="continue")
    assert len(first.cells) == 1


@pytest.mark.parametrize(("value", "is_numbered"), [("4", True), ("0", False), ("", False)])
def test_a_list_number_of_zero_is_none(value, is_numbered):
    assert take_in(row_of("Форум"), "numId", val=value).cells[-1].is_numbered is is_numbered


def test_only_hidden_bookmarks_are_marks():
    row = WordRow()
    for name in ("_pb1", "Закладка1", ""):
        take_in(row, "bookmarkStart", name=name)
    assert row.marks == ["_pb1"]


def test_words_drawn_as_a_picture_stand_beside_the_row():
    row = WordRow()
    take(etree.Element("{urn:schemas-microsoft-com:vml}textpath", {"string": "ЧЕРНОВИК"}), "textpath", row)
    take(etree.Element("{urn:schemas-microsoft-com:vml}textpath", {"string": " "}), "textpath", row)
    assert row.beside == [("ЧЕРНОВИК", TEXT_BOX)]


def test_an_attribute_is_looked_for_in_the_namespace_of_its_element():
    bare = etree.Element("gridSpan", {"val": "2"})
    assert (local(bare), attribute(bare, "val")) == ("gridSpan", "2")
    assert (local(node("gridSpan")), attribute(node("gridSpan", val="3"), "val")) == ("gridSpan", "3")
    foreign = etree.Element(f"{{{W}}}gridSpan", {"val": "4"})
    assert attribute(foreign, "val") == ""
