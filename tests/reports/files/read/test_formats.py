"""What a file is by its bytes, and the sentences for what is not read."""

import zipfile
from io import BytesIO

import pytest

from reports.files.read import formats, limits
from reports.files.read.rows import Unreadable
from tests.answers import for_each

from .odf_packages import MIME, ods_file, odt_file, table_of
from .packages import (
    EVENT,
    HEADINGS,
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
from .rtf_files import rtf_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
OLD_WORD, OLD_EXCEL = (OLE + name.encode("utf-16-le") for name in ("WordDocument", "Workbook"))
CSV = "№;Фестиваль;г. Минск\n1;а;б\n"
ODF_TABLE = table_of(HEADINGS, EVENT)


def refusal(data, name="", **more):
    with pytest.raises(Unreadable) as refused:
        formats.kind_of(data, name, **more)
    return str(refused.value)


def renamed_types(parts, old, new):
    return zipped(parts | {"[Content_Types].xml": parts["[Content_Types].xml"].replace(old, new)})


def strict(parts):
    """As «строгий Open XML» names everything."""
    pairs = (
        ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"),
        ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
        ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    )  # fmt: skip
    made = {}
    for name, content in parts.items():
        for old, new in pairs:
            content = content.replace(old, new)
        made[name] = content
    return zipped(made)


@for_each(
    ("data", "kind"),
    [
        (word_file(WORD_TABLE), "docx"),
        (strict(word_parts(WORD_TABLE)), "docx"),
        (renamed_types(word_parts(WORD_TABLE), "document.main", "template.main"), "docx"),
        (book_file(SHEET_TABLE), "xlsx"),
        (strict(book_parts(SHEET_TABLE)), "xlsx"),
        (renamed_types(book_parts(SHEET_TABLE), "sheet.main", "template.main"), "xlsx"),
        (odt_file(ODF_TABLE), "odt"),
        (odt_file(ODF_TABLE, flat=True), "odt"),
        (odt_file(ODF_TABLE, more={"mimetype": f"{MIME}text-template"}), "odt"),
        (ods_file(ODF_TABLE), "ods"),
        (ods_file(ODF_TABLE, flat=True), "ods"),
        (ods_file(ODF_TABLE, more={"mimetype": f"{MIME}spreadsheet-template"}), "ods"),
        (rtf_file(r"\par"), "rtf"),
        (b"\xef\xbb\xbf " + rtf_file(r"\par"), "rtf"),
        (html_file(HTML_TABLE), "html"),
        (b"\xef\xbb\xbf  <table><tr><td>1</table>", "html"),
        (b"Version:0.9\r\nStartHTML:0000000105\r\n<html><body>", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "html"),
        ("1\tФестиваль\tг. Минск".encode(), "tsv"),
        ("1\tФестиваль\tг. Минск".encode("cp1251"), "tsv"),
        ("1\tФестиваль\tг. Минск".encode("utf-16"), "tsv"),
        (CSV.encode(), "csv"),
        (CSV.encode("cp1251"), "csv"),
        (CSV.encode("utf-8-sig"), "csv"),
        (CSV.encode("utf-16"), "csv"),
        (CSV.encode("utf-16-le"), "csv"),
        (CSV.encode("utf-16-be"), "csv"),
        (b"BMW\t1", "tsv"),
        (b' {"events": []}', "json"),
    ],
)
def test_the_bytes_say_what_a_file_is(data, kind):
    """The name does not matter. A document's ending is believed only where the bytes agree."""
    assert formats.kind_of(data) == kind
    assert formats.kind_of(data, "без расширения") == kind


def test_an_rtf_may_go_by_the_name_of_a_word_document():
    assert formats.kind_of(rtf_file(r"\par"), "отчёт.doc") == "rtf"


@pytest.mark.parametrize(("data", "kind"), [(OLD_WORD, "doc"), (OLD_EXCEL, "xls"), (b"%PDF-1.7\n", "pdf")])
def test_old_formats_are_read_where_there_is_libreoffice(data, kind):
    assert formats.kind_of(data, converts=True) == kind
    assert formats.kind_of(zipped({f"отчёт.{kind}": data}), converts=True) == kind
    assert kind in refusal(data).lower()


@for_each(
    ("data", "name", "sentence"),
    [
        (b"", "а.docx", "Файл пуст"),
        (b"\0" * 5_000, "а.docx", "Файл пуст"),
        (OLD_WORD, "а.doc", "старого Word (.doc). Сохраните его как документ"),
        (OLD_EXCEL, "а.xls", "старого Excel (.xls). Сохраните его как книгу"),
        (OLD_EXCEL, "а.xlsx", "старого Excel (.xls)"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "а.docx", "снимите пароль"),
        (OLE, "а.docx", "старого формата"),
        (b"%PDF-1.7\n", "а.docx", "документ PDF"),
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
        (zipped({"а.txt": "а", "б.txt": "б"}), "а.docx", "несколько документов: «а.txt», «б.txt»"),
        (b"PK\x05\x06" + bytes(18), "а.docx", "пустой архив"),
        (zipped({"mimetype": f"{MIME}presentation"}), "а.odp", "презентация"),
        (odt_file("", flat=True).replace(b'opendocument.text"', b'opendocument.graphics"'), "а.fodg", "Это рисунок"),
        (odt_file("", more={"META-INF/manifest.xml": "<a opendocument><encryption-data/></a>"}), "а.odt", "паролем"),
        (zipped({"[Content_Types].xml": "", "xl/workbook.bin": b"a"}), "а.xlsx", ".xlsb"),
        (zipped({"[Content_Types].xml": "", "ppt/presentation.xml": "<a/>"}), "а.docx", "презентация"),
        (zipped({"[Content_Types].xml": "<a/>"}), "а.docx", "нет ни документа, ни книги"),
        (zipped(word_parts("") | {"word/vbaProject.bin": b"a"}), "а.docx", "макросы"),
        (
            zipped(word_parts("") | {"[Content_Types].xml": "<a>application/vnd.ms-word.document.macroEnabled</a>"}),
            "а.docx",
            "макросы",
        ),
        (word_file(WORD_TABLE)[:-30], "а.docx", "скачан не до конца"),
        (word_file(WORD_TABLE)[:200], "а.docx", "скачан не до конца"),
        (b"a" * (limits.MAX_BYTES + 1), "а.txt", "30 МБ"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do_instead(data, name, sentence):
    assert sentence in refusal(data, name)


@pytest.mark.parametrize("data", [OLD_WORD, OLD_EXCEL, b"%PDF-1.7\n"])
def test_what_to_do_is_said_for_both_offices_and_for_the_clipboard(data):
    said = refusal(data)
    assert "LibreOffice" in said
    assert "«Файл → Сохранить как" in said
    assert "вставьте её на странице загрузки справа" in said


def test_macros_of_old_documents_are_refused_too():
    assert "макросы" in refusal(OLD_WORD + "_VBA_PROJECT".encode("utf-16-le"), converts=True)


def test_a_document_that_is_named_otherwise_is_found():
    """Word on the web calls it document2.xml."""
    parts = word_parts(WORD_TABLE)
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    parts["_rels/.rels"] = relations(r1=("officeDocument", "/word/document2.xml"))
    assert formats.kind_of(zipped(parts)) == "docx"


def test_a_package_without_its_first_part_is_known_by_its_manifest():
    stream = BytesIO(odt_file(ODF_TABLE))
    with zipfile.ZipFile(stream) as package:
        parts = {name: package.read(name) for name in package.namelist() if name != "mimetype"}
    parts["META-INF/manifest.xml"] = f'<manifest><file-entry full-path="/" media-type="{MIME}text"/></manifest>'
    assert formats.kind_of(zipped(parts)) == "odt"
