"""A released document that was altered is told apart, and the right row is named."""

import random
from dataclasses import replace

import pytest

from reports.files import convert
from reports.files.read import printed
from reports.files.same_words import BESIDE, CHANGED, MISSING, differences
from tests.conftest import STRESS
from tests.reports.files import alterations as made

MANY = 200 if STRESS else 6


def read(data, kind="docx"):
    return printed.read_printed(data, kind)


@pytest.fixture(scope="module")
def document():
    table = made.released(1)
    return table, made.as_word(table), made.as_book(table)


def names_rightly(found, kind, places, column):
    """Whether it is said, and nothing else: another kind, another row would be a false alarm."""
    return bool(found) and all((one.kind, one.column) == (kind, column) and one.place in places for one in found)


@pytest.mark.parametrize("alter", made.IN_WORD, ids=lambda alter: alter.__name__)
def test_of_altered_word_files_all_are_told_apart_and_the_right_row_is_named(document, alter):
    _, data, _ = document
    ours = read(data)
    for seed in range(MANY):
        chance, said = random.Random(f"{alter.__name__}{seed}"), []
        altered = made.in_word(data, lambda rows, chance=chance, said=said: said.append(alter(chance, rows)))
        found = differences(ours, read(altered))
        assert names_rightly(found, *said[0]), (seed, said, found)


@pytest.mark.parametrize("seed", range(2 * MANY))
def test_of_altered_workbooks_likewise(document, seed):
    table, _, book = document
    data, *said = made.in_book(random.Random(seed), table)
    assert names_rightly(differences(read(book, "xlsx"), read(data, "xlsx")), *said)


def test_a_workbook_whose_sheet_of_data_alone_was_changed_differs(document):
    _, _, book = document
    altered = made.with_part(
        book, "xl/worksheets/sheet2.xml", lambda blob: blob.replace("Минск".encode(), "Пинск".encode(), 1)
    )
    [found] = differences(read(book, "xlsx"), read(altered, "xlsx"))
    assert found.kind == CHANGED and found.place.startswith("лист «Данные», строка")


@pytest.mark.parametrize(
    ("old", "new", "kind", "place"),
    [
        ("Город Смоленск", "Город Смоленскъ", CHANGED, "раздел «Город Смоленск»"),
        ("IV квартале", "III квартале", CHANGED, "заголовок отчёта"),
        ("Сроки", "Сроки*", CHANGED, "шапка таблицы"),
        ("Исключена строка 3.", "Исключена строка 4.", CHANGED, "текст под таблицей «Исключена строка 3.»"),
        ("Исключена строка 3.", "", MISSING, "текст под таблицей «Исключена строка 3.»"),
    ],
)
def test_titles_headings_and_texts_below_are_words_too(document, old, new, kind, place):
    _, data, _ = document
    altered = made.with_part(data, "word/document.xml", lambda blob: blob.replace(old.encode(), new.encode(), 1))
    [found] = differences(read(data), read(altered))
    assert (found.kind, found.place) == (kind, place)


def test_the_document_itself_its_workbook_and_another_layout_are_the_same(document):
    _, data, book = document
    ours = read(data)
    assert ours.codes == [made.CODE]
    assert differences(ours, read(data)) == []
    of_book = read(book, "xlsx")
    assert differences(of_book, of_book) == []
    assert differences(ours, replace(of_book, data=[])) == []
    spaced = made.with_part(data, "word/document.xml", lambda blob: blob.replace("г. ".encode(), "г.  ".encode()))
    assert differences(ours, read(spaced)) == []


def test_what_is_struck_out_hidden_or_written_beside_is_said(document):
    _, data, _ = document
    hidden = made.in_word(
        data,
        lambda rows: rows[3][0].addprevious(
            made.etree.fromstring(f'<w:trPr xmlns:w="{made.W[1:-1]}"><w:hidden/></w:trPr>')
        ),
    )
    assert "строка 4" in {one.place for one in differences(read(data), read(hidden))}
    box = made.with_part(
        data,
        "word/footer1.xml",
        lambda blob: blob.replace(b"</w:ftr>", "<w:p><w:r><w:t>Утверждаю</w:t></w:r></w:p></w:ftr>".encode()),
    )
    [found] = differences(read(data), read(box))
    assert (found.kind, found.now) == (BESIDE, "Утверждаю")


def test_of_a_pdf_letters_count_and_hyphens_do_not(document):
    _, data, _ = document
    ours, theirs = read(data), read(data)
    theirs.lines[3].cells[3] = theirs.lines[3].cells[3].replace(" ", "- ", 2)
    assert differences(ours, theirs, is_pdf=True) == []
    theirs.lines[3].cells[3] = made.other_letter(theirs.lines[3].cells[3], random.Random(1))
    [found] = differences(ours, theirs, is_pdf=True)
    assert found.place == "строка 1"


def test_a_letter_in_each_of_very_many_rows_is_a_letter_in_each(document):
    """More than are compared each with each."""
    _, data, _ = document
    ours, chance = read(data), random.Random(1)
    many = [printed.Line([f"Форум {n}", "г. Минск", "май 2024", "а" * 90, "б"]) for n in range(400)]
    other = [printed.Line([made.other_letter(line.cells[0], chance), *line.cells[1:]]) for line in many]
    found = differences(replace(ours, lines=ours.lines[:2] + many), replace(ours, lines=ours.lines[:2] + other))
    assert [(one.kind, one.place) for one in found] == [(CHANGED, f"строка {n}") for n in range(1, 401)]


@pytest.mark.skipif(not STRESS, reason="LibreOffice takes seconds for each of the three")
def test_a_pdf_and_an_odt_of_the_document_say_the_same(document, needs_program):
    _, data, _ = document
    office, ours = needs_program("soffice"), read(data)

    def made_by_office(source, ending, to, options):
        return convert.convert(source, ending, to, program=office, options=options)

    odt = made_by_office(data, "docx", "odt:writer8", ("--infilter=MS Word 2007 XML",))
    assert differences(ours, read(odt, "odt")) == []
    pdf = made_by_office(data, "docx", "pdf:writer_pdf_Export", ("--infilter=MS Word 2007 XML",))
    flat = made_by_office(pdf, "pdf", "fodt", ("--infilter=writer_pdf_import",))
    assert differences(ours, read(flat, "pdf"), is_pdf=True) == []


def test_thousands_of_other_rows_are_answered_at_once(document):
    """Whatever a stranger sends: the work is bounded."""
    _, data, _ = document
    ours = read(data)
    many = replace(
        ours,
        lines=[*ours.lines[:2], *(printed.Line([f"{n}", "г. Минск", "2024", "а" * 300, "б"]) for n in range(3000))],
    )
    assert len(differences(ours, many)) > made.ROWS
