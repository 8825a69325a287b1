"""The child that looks at an uploaded file before anybody decides what to do with it."""

import base64

import pytest

from reports.files.read import first_look, formats, process
from reports.files.read.archive import NotOneDocument
from reports.files.read.rows import Unreadable
from tests.scans import jpeg, pdf

from .packages import HTML_TABLE, WORD_TABLE, word_file, zipped
from .test_formats import OLD_WORD as OLD

DOCX = word_file(WORD_TABLE)


def looked(data, name="", *, converts=False):
    return first_look.answer(data, {"look": "kind", "name": name, "converts": converts})


def test_it_says_what_the_bytes_are_and_whether_they_came_in_an_archive():
    assert looked(DOCX, "как угодно.bin") == {"kind": formats.WORD, "is_archive": False}
    assert looked(zipped({"отчёт.docx": DOCX})) == {"kind": formats.WORD, "is_archive": True}
    assert looked(OLD, converts=True) == {"kind": formats.OLD_WORD, "is_archive": False}


def test_of_an_archive_what_libreoffice_has_to_open_comes_along():
    """The service itself unpacks nothing."""
    found = looked(zipped({"отчёт.doc": OLD}), converts=True)
    assert base64.b64decode(found.pop("document")) == OLD
    assert found == {"kind": formats.OLD_WORD, "is_archive": True}


def test_of_a_scan_it_says_where_it_ends():
    whole = jpeg()
    answer = first_look.answer(whole + b"<script>", {"look": "scan"})
    assert answer == {"end": len(whole), "ending": ".jpg"}


@pytest.mark.child_process
def test_behind_its_fences_it_says_the_same():
    for data, name, kind in (
        (DOCX, "", formats.WORD),
        (zipped({"отчёт.docx".encode("cp866").decode("cp437"): DOCX}), "", formats.WORD),
        ("а;б;в\nг;д;е".encode("cp1251"), "а.csv", formats.CSV),
        (HTML_TABLE.encode("utf-16"), "", formats.HTML),
    ):
        assert process.look_into(data, name).kind == kind
    look = process.look_into(zipped({"отчёт.doc": OLD}), converts=True)
    assert (look.kind, look.data, look.is_archive) == (formats.OLD_WORD, OLD, True)
    scan = process.read_scan(pdf())
    assert (scan.data, scan.ending, scan.content_type) == (pdf(), ".pdf", "application/pdf")


@pytest.mark.child_process
def test_its_refusals_come_through():
    with pytest.raises(NotOneDocument, match="несколько документов"):
        process.look_into(zipped({"а.docx": DOCX, "б.docx": DOCX}))
    with pytest.raises(Unreadable, match="Это не скан"):
        process.read_scan(b"MZ")
