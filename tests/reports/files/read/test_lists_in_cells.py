"""A list in a cell keeps its paragraphs and the numbers that a person sees; what is no letter is told."""

from reports.files.read.child import read_file
from tests.answers import for_each

from .lists_in_cells import HTML_LISTS, SEEN, WORD_LISTS, purpose
from .packages import zipped


def last_row(data, kind):
    _, read = read_file(data, name=f"таблица.{kind}", year=2026, quarter=3)
    return read.rows[-1]


@for_each(("what", "parts", "text"), WORD_LISTS)
def test_list_of_word(what, parts, text):
    assert last_row(zipped(parts), "docx").purpose == text


@for_each(("what", "data", "text"), HTML_LISTS)
def test_list_of_a_page(what, data, text):
    assert last_row(data, "html").purpose == text


@for_each(("what", "paragraph", "text", "noted"), SEEN)
def test_what_a_person_sees_is_told(what, paragraph, text, noted):
    row = last_row(zipped(purpose(paragraph)), "docx")
    assert row.purpose == text
    assert noted in " ".join(row.notes).casefold() or noted in " ".join(row.notes) if noted else not row.notes
