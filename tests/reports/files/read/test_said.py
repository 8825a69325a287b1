"""Labels and texts apart of what has been read of a row."""

from reports.files.read import signs
from reports.files.read.list_labels import PARAGRAPH
from reports.files.read.said import Said


def cell_of(*paragraphs):
    """Each a text, or (label, counts, text)."""
    found = Said()
    found.cell()
    for paragraph in paragraphs:
        found.line()
        if isinstance(paragraph, tuple):
            label, counts, paragraph = paragraph
            found.label(label, counts=counts)
        found.add(paragraph)
    found.end()
    return found.cells[0]


def test_labels_stand_before_their_lines():
    assert cell_of("а:", ("1)", True, "б"), ("2)", True, "в")).lines == ["а:", f"{PARAGRAPH}1) б", f"{PARAGRAPH}2) в"]
    assert cell_of(("•", False, "б")).lines == ["• б"]


def test_an_item_without_a_label_is_a_paragraph_and_so_is_what_follows_it():
    lines = cell_of(("", False, "а"), ("", False, "б"), "в").lines
    assert lines == [f"{PARAGRAPH}а", f"{PARAGRAPH}б", f"{PARAGRAPH}в"]
    assert cell_of(("", False, "а")).lines == ["а"]


def test_the_lone_number_is_that_of_the_row():
    cell = cell_of(("1.", True, "Фестиваль"))
    assert (cell.lines, cell.is_numbered, cell.label) == (["Фестиваль"], True, "1.")
    cell = cell_of(("1.", True, ""), ("2.", True, ""))
    assert (cell.lines, cell.is_numbered) == (["", ""], True)


def test_an_empty_line_has_no_label():
    assert cell_of("а", ("1)", True, ""), ("2)", True, "б")).lines == ["а", "", f"{PARAGRAPH}2) б"]


def test_what_was_not_meant_is_apart_in_a_cell_and_beside_elsewhere():
    found = Said()
    found.put_apart(" а \n\n б ", signs.HIDDEN)
    found.cell()
    found.put_apart("в", signs.STRUCK)
    found.put_apart("  ", signs.STRUCK)
    assert found.beside == [("а\nб", signs.HIDDEN)]
    assert found.cells[0].apart == [("в", signs.STRUCK)]


def test_labels_outside_of_cells_are_part_of_the_text():
    found = Said()
    found.line()
    found.label("1.", counts=True)
    found.add("а")
    found.end()
    assert found.outside == ["1. а"]
