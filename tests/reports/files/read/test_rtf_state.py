"""What holds in a group of an RTF file, and a cell in the making."""

from reports.files.read import signs
from reports.files.read.rtf_state import Content, State


def test_a_deletion_weighs_more_than_what_is_hidden_or_struck():
    assert State().reason == ""
    assert State(struck=True).reason == signs.STRUCK
    assert State(struck=True, hidden=True).reason == signs.HIDDEN
    assert State(struck=True, hidden=True, deleted=True).reason == signs.STRUCK_OUT


def test_paragraphs_are_lines_even_empty_ones():
    content = Content()
    content.end_paragraph()
    content.add("а")
    content.end_paragraph()
    content.add("б")
    assert content.whole().lines == ["", "а", "б"]


def test_letters_apart_are_joined_while_no_others_come_between():
    content = Content()
    content.letters_apart("а", signs.HIDDEN)
    content.letters_apart("б", signs.HIDDEN)
    content.letters_apart("в", signs.STRUCK)
    content.is_live = True
    content.letters_apart("г", signs.STRUCK)
    assert content.whole().apart == [("аб", signs.HIDDEN), ("в", signs.STRUCK), ("г", signs.STRUCK)]


def test_a_note_is_one_text_with_all_that_is_in_it():
    content = Content()
    content.label("1.", counts=True)
    content.add("а")
    content.end_paragraph()
    content.letters_apart("б", signs.HIDDEN)
    assert content.as_text() == "1. а\nб"
