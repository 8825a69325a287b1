"""What the bytes of an uploaded file are; what cannot be read is refused with a sentence that says what to do instead.

The name of a file decides nothing: it only helps where the bytes leave a choice. Offices have Word, LibreOffice, Р7 or
МойОфис, so what to do is said for both families.
"""

import re
import zipfile
from collections.abc import Callable

from . import archive, separated
from .limits import MAX_BYTES, TOO_LARGE
from .rows import Unreadable
from .safe import LOCKED, directory, main_part, start_of

WORD, EXCEL, HTML, TEXT, ROWS = "docx", "xlsx", "html", "tsv", "json"
ODT, ODS, RTF, CSV = "odt", "ods", "rtf", "csv"
# Read through LibreOffice, where the server has it.
OLD_WORD, OLD_EXCEL, PDF = "doc", "xls", "pdf"
THROUGH_OFFICE = (OLD_WORD, OLD_EXCEL, PDF)
# What a dialog for files offers.
ENDINGS = (".docx", ".xlsx", ".odt", ".ods", ".fodt", ".fods", ".rtf", ".csv", ".zip")
MORE_ENDINGS = (".doc", ".xls", ".pdf")

_PASTE = "Или скопируйте таблицу и вставьте её на странице загрузки справа, в поле «Вставка»."
AS_WORD = (
    "Сохраните его как документ: в Word «Файл → Сохранить как → Документ Word (.docx)», в LibreOffice «Файл → "
    f"Сохранить как → Текст ODF (.odt)» или «Word 2010–365 (.docx)» – и загрузите снова. {_PASTE}"
)
AS_EXCEL = (
    "Сохраните его как книгу: в Excel «Файл → Сохранить как → Книга Excel (.xlsx)», в LibreOffice «Файл → Сохранить "
    f"как → Электронная таблица ODF (.ods)» или «Excel 2010–365 (.xlsx)» – и загрузите снова. {_PASTE}"
)
AS_EITHER = (
    "Сохраните таблицу как документ (.docx, .odt) или книгу (.xlsx, .ods): в Word, Excel и LibreOffice «Файл → "
    f"Сохранить как» – и загрузите снова. {_PASTE}"
)
ADVICE = {OLD_WORD: AS_WORD, OLD_EXCEL: AS_EXCEL, PDF: AS_EITHER}
MACROS = "В файле есть макросы, такие файлы не принимаются."
UNPACK = f"Это архив. Распакуйте его и загрузите сам документ (.docx, .odt) или книгу (.xlsx, .ods). {_PASTE}"
NO_TEXT_IN_PDF = f"Это документ PDF: таблицу из него не прочитать. Найдите документ, из которого он сделан. {AS_EITHER}"


def kind_of(data: bytes, name: str = "", *, converts: bool = False) -> str:
    """What the bytes are: one of the kinds above; of an archive, what the one document in it is.

    `converts`: LibreOffice is at hand, so old documents and PDF can be read. Raises Unreadable for everything else, and
    for a web page or a text that goes by the name of a document.
    """
    data, name = unwrapped(data, name)
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("Файл пуст. Проверьте, тот ли файл выбран, и загрузите снова.")
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_LARGE)
    if data.startswith(_OLE):
        return _of_old_office(data, converts)
    if b"%PDF-" in data[:1024]:
        if converts:
            return PDF
        raise Unreadable(NO_TEXT_IN_PDF)
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return RTF
    _refuse_signatures(data)
    if data.startswith(_ZIP):
        return _kind_of_package(directory(data))
    return _kind_of_text(data, name)


def may_need_office(data: bytes) -> bool:
    """Whether the first bytes let a file be one that LibreOffice has to open, or an archive with such a one."""
    return data.startswith((*_ZIP, _OLE)) or b"%PDF-" in data[:1024]


def unwrapped(data: bytes, name: str = "") -> tuple[bytes, str]:
    """The one document of an archive and its name; any other bytes as they are.

    Raises Unreadable for an archive with several documents, or none: their names, and what to do.
    """
    if not data.startswith(_ZIP) or len(data) > MAX_BYTES:
        return data, name
    package = directory(data)
    return (data, name) if _is_document(package) else archive.only_document(package)


# --- Packages ------------------------------------------------------------------------------------------

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ODF_KIND = re.compile(rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet)")


def _is_document(package: zipfile.ZipFile) -> bool:
    names = {name.casefold() for name in package.namelist()}
    return bool(names & {"[content_types].xml", "mimetype", "content.xml", "meta-inf/manifest.xml"})


def _kind_of_package(package: zipfile.ZipFile) -> str:
    names = {name.casefold() for name in package.namelist()}
    types = start_of(package, "[Content_Types].xml")
    for is_it, sentence in _PACKAGES:
        if is_it(names, types):
            raise Unreadable(sentence)
    if kind := _kind_of_opendocument(package):
        return kind
    main = main_part(package)
    if main.startswith("word/"):
        return WORD
    if main.startswith("xl/"):
        return EXCEL
    raise Unreadable(f"Это архив, в котором нет ни документа, ни книги. {AS_EITHER}")


def _kind_of_opendocument(package: zipfile.ZipFile) -> str:
    """ODT or ODS, "" for what is no OpenDocument; the manifest tells where a program has left the first part out."""
    manifest = start_of(package, "META-INF/manifest.xml")
    said = start_of(package, "mimetype") or manifest
    if b"opendocument" not in said:
        return ""
    if b"encryption-data" in manifest:
        raise Unreadable(LOCKED)
    match = _ODF_KIND.search(said)
    return _of_opendocument(match[1] if match else b"")


def _of_opendocument(what: bytes) -> str:
    if what not in (b"text", b"spreadsheet"):
        raise Unreadable(f"Это рисунок, презентация или формула OpenDocument, а не таблица. {AS_EITHER}")
    return ODT if what == b"text" else ODS


_PACKAGES: list[tuple[Callable[[set[str], bytes], bool], str]] = [
    (lambda names, types: "xl/workbook.bin" in names, f"Это двоичная книга Excel (.xlsb). {AS_EXCEL}"),
    (
        lambda names, types: b"macroenabled" in types.lower() or any(n.endswith("vbaproject.bin") for n in names),
        f"{MACROS} {AS_EITHER}",
    ),
    (
        lambda names, types: "ppt/presentation.xml" in names,
        f"Это презентация PowerPoint. Скопируйте таблицу в документ и загрузите его. {_PASTE}",
    ),
]


# --- Everything else -----------------------------------------------------------------------------------

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"AT&TFORM")


def _refuse_signatures(data: bytes) -> None:
    is_bitmap = data.startswith(b"BM") and data[6:10] == bytes(4)
    if data.startswith(_IMAGES) or is_bitmap or data[:4] == b"RIFF" or data[4:8] == b"ftyp":
        raise Unreadable(f"Это рисунок или запись, а не документ. Нужна таблица с текстом. {AS_EITHER}")
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise Unreadable(UNPACK)


def _of_old_office(data: bytes, converts: bool) -> str:
    """A compound file has the names of its streams as UTF-16."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise Unreadable(LOCKED)
    kind = OLD_WORD if has("WordDocument") else OLD_EXCEL if has("Workbook") or has("Book") else ""
    if not kind:
        raise Unreadable(f"Это файл старого формата (.doc, .xls или подобный). {AS_EITHER}")
    if converts and has("_VBA_PROJECT"):
        raise Unreadable(f"{MACROS} {AS_EITHER}")
    if converts:
        return kind
    what, advice = (
        ("документ старого Word (.doc)", AS_WORD) if kind == OLD_WORD else ("книга старого Excel (.xls)", AS_EXCEL)
    )
    raise Unreadable(f"Это {what}. {advice}")


_DOCUMENT_NAME = re.compile(r"\.(doc|xls|odt|ods|rtf|pdf)[a-z]?\Z", re.I)
_IS_HTML = re.compile(rb"<(?:!doctype\s+html|(?:html|head|body|meta|style|table|tbody|tr|td|div|p|span)[\s/>])", re.I)
_FLAT_ODF = re.compile(rb"<office:document\s[^>]*?office:mimetype=[\"']application/vnd\.oasis\.opendocument\.(\w+)")
_START = 8 * 1024
_ROOT_OF_XML = 32 * 1024  # LibreOffice names all its spaces in the first element


def _kind_of_text(data: bytes, name: str) -> str:
    start = data[:_START].replace(b"\0", b"") if _is_utf_16(data) else data[:_START]
    text = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if b"\0" in start:
        raise Unreadable(f"Не удалось понять, что это за файл. {AS_EITHER}")
    if b"MIME-Version:" in text and re.match(rb"[\w-]+: ", text):
        raise Unreadable(f"Это страница или письмо в виде архива (.mht). {AS_EITHER}")
    if (flat := _FLAT_ODF.search(data[:_ROOT_OF_XML])) and text.startswith(b"<"):
        return _of_opendocument(flat[1])
    is_html = _IS_HTML.search(text) is not None and text.startswith((b"<", b"Version:"))
    if text.startswith(b"<?xml") and not is_html:
        raise Unreadable(f"Это документ в формате XML. {AS_EITHER}")
    _refuse_false_name(name, is_html)
    if is_html:
        return HTML
    if text.startswith(b"{") or name.lower().endswith(".json"):
        return ROWS
    return CSV if separated.is_separated(data, name) else TEXT


def _refuse_false_name(name: str, is_html: bool) -> None:
    if _DOCUMENT_NAME.search(name):
        what = "страница в формате HTML" if is_html else "простой текст"
        raise Unreadable(f"Файл назван документом, но внутри него {what}. Откройте его в своей программе. {AS_EITHER}")


def _is_utf_16(data: bytes) -> bool:
    """With its mark, or by the noughts beside Latin letters, digits and separators."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    start = data[:1000]
    odd, even = start[1::2].count(0), start[::2].count(0)
    # Of a Russian table blanks, digits and separators have noughts, all of them on one side.
    return max(odd, even) >= 2 and min(odd, even) == 0 and separated.looks_like_text(data)
