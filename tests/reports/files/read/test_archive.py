"""The one document in an archive is read; of others is said what is in them."""

import zipfile
from io import BytesIO

import pytest

from reports.files.read import formats
from reports.files.read.rows import Unreadable
from tests.answers import for_each

from .odf_packages import odt_file, table_of
from .packages import EVENT, HEADINGS, SHEET_TABLE, WORD_TABLE, book_file, word_file, zipped

DOCUMENT = word_file(WORD_TABLE)


def as_dos(name, content, encoding):
    """An archive whose only name is in a code page that it does not tell, as programs for Windows write it."""
    raw = name.encode(encoding)
    plain = b"x" * len(raw)
    return zipped({plain.decode(): content}).replace(plain, raw)


@for_each(
    ("name", "content", "kind"),
    [
        ("отчёт.docx", DOCUMENT, "docx"),
        ("Папка/отчёт.docx", DOCUMENT, "docx"),
        ("отчёт.xlsx", book_file(SHEET_TABLE), "xlsx"),
        ("отчёт.odt", odt_file(table_of(HEADINGS, EVENT)), "odt"),
        ("отчёт.csv", "№;Название;Место\n1;а;б\n".encode("cp1251"), "csv"),
        ("отчёт.rtf", rb"{\rtf1 }", "rtf"),
    ],
)
def test_the_only_document_of_an_archive_is_read(name, content, kind):
    data = zipped({name: content})
    assert formats.kind_of(data, "архив.zip") == kind
    assert formats.unwrapped(data, "архив.zip") == (content, name)


@pytest.mark.parametrize(
    "more",
    [
        {"подпись.sig": "a", "скан.jpg": b"\xff\xd8\xff"},
        {"__MACOSX/._отчёт.docx": "a", ".DS_Store": "a", "Thumbs.db": "a"},
        {"~$отчёт.docx": "a"},
        {"папка/": ""},
    ],
)
def test_what_lies_beside_the_document_does_not_matter(more):
    assert formats.unwrapped(zipped({"отчёт.docx": DOCUMENT} | more))[0] == DOCUMENT


def refusal(data):
    with pytest.raises(Unreadable) as refused:
        formats.kind_of(data, "архив.zip")
    return str(refused.value)


def test_several_documents_are_named():
    said = refusal(zipped({"а.docx": DOCUMENT, "папка/б.xlsx": "a", "в.txt": "a"}))
    assert "несколько документов: «а.docx», «б.xlsx», «в.txt»" in said
    assert "Распакуйте" in said
    many = refusal(zipped({f"{number}.docx": "a" for number in range(8)}))
    assert "«4.docx» и ещё 3" in many


def test_an_archive_without_a_document_says_what_is_in_it():
    assert "в нём «скан.jpg»" in refusal(zipped({"скан.jpg": "a"}))
    assert "в нём нет файлов" in refusal(zipped({"папка/": ""}))


@pytest.mark.parametrize("name", ["внутри.zip", "внутри.rar", "внутри.7z"])
def test_an_archive_in_an_archive_is_refused(name):
    assert f"ещё один архив: «{name}»" in refusal(zipped({name: zipped({"отчёт.docx": DOCUMENT})}))


def test_an_archive_that_goes_by_another_name_is_refused():
    assert "ещё один архив" in refusal(zipped({"отчёт.doc": zipped({"отчёт.docx": DOCUMENT})}))


@pytest.mark.parametrize("encoding", ["cp866", "utf-8"])
def test_names_in_russian_are_shown_rightly(encoding):
    data = as_dos("Отчёт за квартал.docx", DOCUMENT, encoding)
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert not package.infolist()[0].flag_bits & 0x800
    assert formats.unwrapped(data)[1] == "Отчёт за квартал.docx"


def test_an_archive_with_a_password_says_so():
    data = bytearray(zipped({"отчёт.docx": DOCUMENT}))
    place = bytes(data).rindex(b"PK\x01\x02")
    data[place + 8] |= 1
    assert "паролем" in refusal(bytes(data))
