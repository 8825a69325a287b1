"""Reading a whole file here, in this process; its limits and its parent have their tests in test_process.py."""

import json
import sys

import pytest

from reports.files.read import child, formats, limits
from reports.files.read.rows import Unreadable
from tests.answers import for_each

from .odf_packages import ods_file, odt_file, table_of
from .packages import EVENT, HEADINGS, HTML_TABLE, SHEET_TABLE, WORD_TABLE, book_file, html_file, word_file, zipped
from .rtf_files import rtf_file
from .rtf_files import table_of as rtf_table_of

QUARTER = {"year": 2024, "quarter": 4}
FILES = {
    formats.WORD: word_file(WORD_TABLE),
    formats.EXCEL: book_file(SHEET_TABLE),
    formats.HTML: html_file(HTML_TABLE),
    formats.TEXT: "\n".join(map("\t".join, (HEADINGS, EVENT))).encode(),
    formats.CSV: "\n".join(map(";".join, (HEADINGS, EVENT))).encode("cp1251", "replace"),
    formats.ODT: odt_file(table_of(HEADINGS, EVENT)),
    formats.ODS: ods_file(table_of(HEADINGS, EVENT), flat=True),
    formats.RTF: rtf_file(rtf_table_of(HEADINGS, EVENT)),
}


@for_each("kind", FILES)
def test_each_kind_is_known_by_its_bytes_and_gives_the_same_row(kind):
    found, read = child.read_file(FILES[kind], **QUARTER)
    assert found == kind
    assert [(row.name, row.place) for row in read.rows] == [EVENT[1:3]]


def test_the_document_of_an_archive_is_read():
    found, read = child.read_file(zipped({"отчёт.odt": FILES[formats.ODT]}), name="отчёт.zip", **QUARTER)
    assert (found, len(read.rows)) == (formats.ODT, 1)


def test_pasted_text_is_what_it_was_pasted_as():
    kind, read = child.read_file(FILES[formats.TEXT], kind=formats.TEXT, **QUARTER)
    assert (kind, len(read.rows)) == (formats.TEXT, 1)


def test_rows_are_told_of_in_twenties_and_never_beyond_their_total():
    data = "\n".join(["\t".join(HEADINGS), *["\t".join(EVENT)] * 50]).encode()
    told = []
    child.read_file(data, tell=lambda done, total: told.append((done, total)), **QUARTER)
    assert [done for done, _ in told] == [20, 40]
    assert all(done <= total for done, total in told)


def test_a_file_over_the_limit_is_refused_unread(monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", 10)
    with pytest.raises(Unreadable, match=limits.TOO_LARGE[:20]):
        child.read_file(FILES[formats.WORD], **QUARTER)


@pytest.fixture
def answers(monkeypatch, capfdbinary):
    """Function: bytes, wishes → the lines of JSON that the process writes, without its limits and fences."""

    def run(data, **wishes):
        monkeypatch.setattr(child.alone, "limit", lambda seconds: None)
        monkeypatch.setattr(child.fences, "close_reader", lambda: None)
        monkeypatch.setattr(sys, "argv", ["child", json.dumps({"seconds": 9, **wishes})])

        class Standard:
            class buffer:
                read = staticmethod(lambda: data)

        monkeypatch.setattr(sys, "stdin", Standard)
        child.main()
        return [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]

    return run


def test_the_answer_is_what_was_read(answers):
    answer = answers(FILES[formats.WORD], **QUARTER)[-1]
    assert (answer["kind"], answer["read"]["rows"][0]["name"]) == (formats.WORD, EVENT[1])


def test_a_list_is_answered_with_its_rows(answers):
    assert answers("Код;Имя\n".encode(), is_list=True) == [{"rows": [[1, ["Код", "Имя"]]], "is_cut": False}]


def test_a_refusal_a_shortage_and_a_fault_are_told_apart(answers, monkeypatch):
    assert "refusal" in answers(b"\x00", is_list=True)[-1]
    for error, key in ((MemoryError, "refusal"), (RecursionError, "refusal"), (KeyError, "failure")):

        def fail(data, error=error):
            raise error

        monkeypatch.setattr(child, "read_list", fail)
        assert list(answers(b"", is_list=True)[-1]) == [key]
