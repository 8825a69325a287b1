"""What a file is, and what is refused before anything is parsed."""

import struct
import warnings
import zipfile
from io import BytesIO

import pytest

from reports.files.read import limits, safe
from reports.files.read.rows import Unreadable

from .packages import (
    DECLARATION,
    HTML_TABLE,
    SHEET_TABLE,
    WORD_TABLE,
    book_file,
    book_parts,
    html_file,
    relations,
    word_file,
    word_parts,
    zipped,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(data, name=""):
    with pytest.raises(Unreadable) as refused:
        kind = safe.kind_of(data, name)
        if kind in (safe.WORD, safe.EXCEL):
            safe.open_package(data)
    return str(refused.value)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (word_file(WORD_TABLE), "docx"),
        (book_file(SHEET_TABLE), "xlsx"),
        (html_file(HTML_TABLE), "html"),
        (b"\xef\xbb\xbf  <table><tr><td>1</table>", "html"),
        (b"Version:0.9\r\nStartHTML:0000000105\r\n<html><body>", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "html"),
        ("1\tФестиваль\tг. Минск".encode(), "tsv"),
        ("1\tФестиваль\tг. Минск".encode("cp1251"), "tsv"),
        ("1\tФестиваль\tг. Минск".encode("utf-16"), "tsv"),
        (b"BMW\t1", "tsv"),
        (b' {"events": []}', "json"),
    ],
)
def test_the_bytes_say_what_a_file_is(data, kind):
    """The name does not matter. A document's ending is believed only where the bytes agree."""
    assert safe.kind_of(data) == kind
    assert safe.kind_of(data, "без расширения") == kind


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "а.docx", "Файл пуст"),
        (b"\0" * 5_000, "а.docx", "Файл пуст"),
        (OLE + "WordDocument".encode("utf-16-le"), "а.doc", "старого Word (.doc). Сохраните его в Word как"),
        (OLE + "Workbook".encode("utf-16-le"), "а.xls", "старого Excel (.xls). Сохраните его в Excel как"),
        (OLE + "Workbook".encode("utf-16-le"), "а.xlsx", "старого Excel (.xls)"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "а.docx", "снимите пароль"),
        (OLE, "а.docx", "старого формата"),
        (b"%PDF-1.7\n", "а.docx", "документ PDF"),
        (rb"{\rtf1\ansi", "а.docx", "формате RTF"),
        (html_file(HTML_TABLE), "а.docx", "внутри него страница в формате HTML"),
        (html_file(HTML_TABLE), "а.XLS", "внутри него страница в формате HTML"),
        ("Просто текст".encode(), "а.docx", "внутри него простой текст"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "а.docx", "рисунок"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "а.docx", "рисунок"),
        (b"BM\x9a\x02\0\0\0\0\0\0" + bytes(50), "а.docx", "рисунок"),
        (b"\0\0\0\x18ftypheic" + bytes(50), "а.docx", "рисунок"),
        (b"Rar!\x1a\x07\x01", "а.docx", "Распакуйте"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "а.doc", ".mht"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><a/>', "а.xml", "формате XML"),
        (b"\x01\0\x02\xff" * 50, "а.docx", "Не удалось понять"),
        (zipped({"а.txt": "а"}), "а.docx", "нет ни документа Word, ни книги Excel"),
        (b"PK\x05\x06" + bytes(18), "а.docx", "пустой архив"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "а.docx", "OpenDocument (.odt)"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "а.xlsx", "(.ods"),
        (zipped({"xl/workbook.bin": b"a"}), "а.xlsx", ".xlsb"),
        (zipped({"ppt/presentation.xml": "<a/>"}), "а.docx", "презентация"),
        (zipped(word_parts("") | {"word/vbaProject.bin": b"a"}), "а.docx", "макросы"),
        (
            zipped(word_parts("") | {"[Content_Types].xml": "<a>application/vnd.ms-word.document.macroEnabled</a>"}),
            "а.docx",
            "макросы",
        ),
        (word_file(WORD_TABLE)[:-30], "а.docx", "скачан не до конца"),
        (word_file(WORD_TABLE)[:200], "а.docx", "скачан не до конца"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do_instead(data, name, sentence):
    assert sentence in refusal(data, name)


def _with_bytes_changed(data, offset, form, value):
    """The last entry of the directory says something else, `offset` bytes from its beginning."""
    changed = bytearray(data)
    struct.pack_into(form, changed, data.rindex(b"PK\x01\x02") + offset, value)
    return bytes(changed)


def test_a_package_with_a_password_is_refused():
    assert "Снимите пароль" in refusal(_with_bytes_changed(word_file(WORD_TABLE), 8, "<H", 1))


def test_parts_packed_in_unusual_ways_are_refused():
    """Their unpacking cannot be bounded."""
    assert "повреждён" in refusal(zipped(word_parts(WORD_TABLE), kind=zipfile.ZIP_BZIP2))


@pytest.mark.parametrize("name", ["/word/a.xml", "../a.xml", "word/../../a.xml", "C:/a.xml", "word\\..\\a.xml"])
def test_names_that_lead_outside_are_refused(name):
    assert "повреждён" in refusal(zipped(word_parts(WORD_TABLE) | {name: "<a/>"}))


def test_two_parts_of_one_name_are_refused():
    """Each reader would take another one of them."""
    stream = BytesIO(word_file(WORD_TABLE))
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(stream, "a") as package:
        package.writestr("Word/Document.xml", "<a/>")
    assert "повреждён" in refusal(stream.getvalue())


def test_a_damaged_part_is_refused_before_it_is_read():
    data = bytearray(word_file(WORD_TABLE, kind=zipfile.ZIP_STORED))
    data[data.index("Фестиваль".encode())] ^= 1
    assert "повреждён" in refusal(bytes(data))


def test_a_file_above_30_megabytes_is_refused():
    assert "30 МБ" in refusal(b"a" * (limits.MAX_BYTES + 1))


def test_a_document_that_is_named_otherwise_is_found():
    """Word on the web calls it document2.xml."""
    parts = word_parts(WORD_TABLE)
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    parts["_rels/.rels"] = relations(r1=("officeDocument", "/word/document2.xml"))
    data = zipped(parts)
    assert safe.kind_of(data) == "docx"
    assert safe.main_part(safe.open_package(data)) == "word/document2.xml"


def test_relations_stay_inside_the_package():
    parts = book_parts(SHEET_TABLE)
    parts["xl/_rels/workbook.xml.rels"] = relations(
        a=("worksheet", "../../../x.xml"), b=("styles", "/xl/s.xml")
    ).replace(
        "</Relationships>", '<Relationship Id="c" TargetMode="External" Target="http://a.example/"/></Relationships>'
    )
    with safe.open_package(zipped(parts)) as package:
        assert safe.relations(package, "xl/workbook.xml") == {
            "a": ("worksheet", "x.xml"),
            "b": ("styles", "xl/s.xml"),
        }


# XML


def rows_of(body, before=DECLARATION):
    with safe.open_package(word_file(body, before=before)) as package:
        return [
            [part.text for part in row.iter("{*}t")] for row in safe.elements(package, "word/document.xml", "{*}tr")
        ]


def test_only_the_outermost_elements_are_handed_out_whole():
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>а</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    assert rows_of(f"<w:tbl><w:tr><w:tc>{inner}{inner}</w:tc></w:tr><w:tr/></w:tbl>") == [["а", "а"], []]


def test_what_was_handed_out_is_forgotten():
    """Twenty thousand rows take no more than the last one; parents of the next stay."""
    data = word_file(f"<w:tbl>{'<w:tr><w:tc/></w:tr>' * 20_000}</w:tbl><w:p/>", kind=zipfile.ZIP_STORED)
    with safe.open_package(data) as package:
        count = 0
        for element in safe.elements(package, "word/document.xml", "{*}tr", "{*}p"):
            count += 1
            assert len(element.getparent()) < 3_000  # as many as one piece of the file has
            assert element.getroottree().getroot().tag.endswith("document")
    assert count == 20_001


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE a [<!ENTITY z "a">]>',
        "<!DOCTYPE a>",
        f'{DECLARATION}{" " * 70_000}<!DOCTYPE a SYSTEM "a.dtd">',
        '<?xml version="1.0" encoding="utf-7"?>',
        '<?xml version="1.0" encoding="cp037"?>',
        "text",
    ],
)
def test_dtds_and_odd_encodings_never_reach_the_parser(before):
    with pytest.raises(Unreadable):
        rows_of(WORD_TABLE, before)


def test_entities_are_not_filled_in():
    with pytest.raises(Unreadable):
        rows_of("<w:tbl><w:tr><w:t>&unknown;</w:t></w:tr></w:tbl>")
    assert rows_of("<w:tbl><w:tr><w:t>&amp;&#1046;</w:t></w:tr></w:tbl>") == [["&Ж"]]


def test_a_missing_part_is_a_damage():
    with safe.open_package(word_file(WORD_TABLE)) as package:
        for read in (lambda name: safe.tree(package, name), lambda name: list(safe.elements(package, name, "a"))):
            with pytest.raises(Unreadable):
                read("word/none.xml")
