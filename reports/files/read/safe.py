"""What the bytes of an uploaded file are, and whether they may be read at all; nothing is parsed before that.

Readers get a package that is checked (`open_package`) and take its parts through `elements` and `tree` only. Those
allow neither DTD, entities nor network, and bound what is in memory at once. Every refusal is an Unreadable that says
in Russian what to do instead.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from lxml import etree

from .limits import MAX_BYTES, TOO_LARGE
from .rows import Unreadable

MAX_ENTRIES = 500
MAX_RATIO = 100  # of a part; small ones harm nobody, and a table of many equal rows comes near to it
RATIO_MATTERS = 2 * 1024 * 1024  # bytes unpacked
CHUNK = 64 * 1024

# Of XML: tags and attributes are counted, since one of five bytes takes more than a hundred in memory.
MAX_MARKS_AT_ONCE = 250_000  # in one row, or in a part that is read whole
MAX_BYTES_AT_ONCE = 12 * 1024 * 1024
MAX_MARKS = 6_000_000  # in a part
MAX_ELEMENTS = 100_000  # rows and paragraphs of a part

# Of a page or a text, which are parsed whole.
MAX_TAGS = 600_000
MAX_CELLS_OF_ROW = 1_000
MAX_ROWS = 100_000
MAX_ATTRIBUTES = 2_000  # words of a tag
MAX_TABS = MAX_LINES = 300_000

WORD, EXCEL, HTML, TEXT, ROWS = "docx", "xlsx", "html", "tsv", "json"

AS_WORD = "Сохраните его в Word как «Документ Word (.docx)» и загрузите снова."
AS_EXCEL = "Сохраните его в Excel как «Книга Excel (.xlsx)» и загрузите снова."
AS_EITHER = "Сохраните таблицу как документ Word (.docx) или книгу Excel (.xlsx) и загрузите снова."
DAMAGED = (
    "Файл повреждён или скачан не до конца. Откройте его в Word или Excel, сохраните заново и загрузите снова; "
    "если он не открывается, возьмите исходный файл ещё раз."
)
MACROS = "В файле есть макросы, такие файлы не принимаются."
UNPACKS_TOO_LARGE = (
    "В распакованном виде файл слишком велик. Перенесите таблицу в новый документ, без рисунков и пустых строк, "
    "и загрузите его."
)
TOO_COMPLEX = (
    "Файл устроен слишком сложно, чтобы его прочитать. Скопируйте таблицу в новый документ и загрузите его или "
    "вставьте её в окно на странице загрузки."
)

TOO_MUCH_TEXT = (
    "Таблица слишком велика: в ней больше строк, столбцов или оформления, чем бывает в отчёте. Разделите её на части "
    "или сохраните как документ Word (.docx) и загрузите его."
)


def kind_of(data: bytes, name: str = "") -> str:
    """What the bytes are: "docx", "xlsx", "html", "tsv" or "json". The name only helps where they leave a choice.

    Raises Unreadable for everything else, and for a web page or a text that goes by the name of a document.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("Файл пуст. Проверьте, тот ли файл выбран, и загрузите снова.")
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_LARGE)
    _refuse_signatures(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_package(_directory(data))
    return _kind_of_text(data, name)


def open_package(data: bytes) -> zipfile.ZipFile:
    """The zip package of a Word or Excel file, every part of it as large as its directory says.

    Raises Unreadable when the directory asks for too much, lies, or the file is damaged.
    """
    package = _directory(data)
    count_in_parts(package, b"\0")  # unpacked and thrown away: from here on nothing can be larger than it says
    return package


def count_in_parts(package: zipfile.ZipFile, mark: bytes) -> int:
    """About how often the XML parts contain the bytes `mark`. Raises Unreadable for a damaged part."""
    names = [info.filename for info in package.infolist() if info.filename.endswith((".xml", ".rels"))]
    return sum(chunk.count(mark) for name in names for chunk in _chunks(package, name))


def check_text(data: bytes, kind: str) -> None:
    """Raises Unreadable for a page or a text with more rows, cells or tags than a report has."""
    if kind == TEXT:
        if data.count(b"\t") > MAX_TABS or data.count(b"\n") > MAX_LINES:
            raise Unreadable(TOO_MUCH_TEXT)
        return
    page = data.replace(b"\0", b"").lower()
    if page.count(b"<") > MAX_TAGS or page.count(b"<tr") > MAX_ROWS:
        raise Unreadable(TOO_MUCH_TEXT)
    if any(row.count(b"<td") + row.count(b"<th") > MAX_CELLS_OF_ROW for row in page.split(b"<tr")):
        raise Unreadable(TOO_MUCH_TEXT)
    # The parser compares each attribute of a tag with each.
    tags = (piece.partition(b"<")[2] for piece in page.split(b">") if len(piece) > MAX_ATTRIBUTES)
    if any(not tag.startswith(b"!") and len(tag.split(None, MAX_ATTRIBUTES)) > MAX_ATTRIBUTES for tag in tags):
        raise Unreadable(TOO_MUCH_TEXT)


def main_part(package: zipfile.ZipFile) -> str:
    """The name of the document's or workbook's own part: what the package names, else where it usually is."""
    names = set(package.namelist())
    for kind, target in relations(package, "").values():
        if kind == "officeDocument" and target in names:
            return target
    return next((name for name in ("word/document.xml", "xl/workbook.xml") if name in names), "")


def relations(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Identity → (kind, name of the part) of what a part refers to inside the package; "" is the package."""
    folder, own = posixpath.split(part)
    name = posixpath.join(folder, "_rels", f"{own}.rels")
    if name not in package.namelist():
        return {}
    found = {}
    for one in tree(package, name):
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
            found[one.get("Id", "")] = one.get("Type", "").rpartition("/")[2], target
    return found


def tree(package: zipfile.ZipFile, name: str) -> etree._Element:
    """The root of a small XML part. Raises Unreadable for a large one, for broken XML and for one with a DTD."""
    try:
        with package.open(name) as stream:
            source = _Guarded(stream)
            content = b"".join(iter(lambda: source.read(CHUNK), b""))
        return etree.fromstring(content, etree.XMLParser(**_GUARDS))
    except _BROKEN as failure:
        raise Unreadable(DAMAGED) from failure


def elements(package: zipfile.ZipFile, name: str, *tags: str, at_most: int = MAX_ELEMENTS) -> Iterator[etree._Element]:
    """The outermost elements of these tags («{*}tr») of an XML part in its order, each when it has ended.

    An element is gone as soon as the next one is asked for, and so is all before it; its parents are kept. Raises
    Unreadable for broken XML, for a DTD, and for what is too much at once or altogether.
    """
    try:
        with package.open(name) as stream:
            source = _Guarded(stream)
            depth = count = 0
            parent = None
            for event, element in etree.iterparse(source, events=("start", "end"), tag=tags, **_GUARDS):
                depth += 1 if event == "start" else -1
                if event == "start" or depth:
                    continue
                count += 1
                if count > at_most:
                    raise Unreadable(TOO_COMPLEX)
                yield element
                parent = _forget(element, parent)
                source.rest()
    except _BROKEN as failure:
        raise Unreadable(DAMAGED) from failure


_GUARDS = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
# What zipfile and lxml raise over damaged files; 3 000 mutants raised no other.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def _forget(element: etree._Element, last_parent: etree._Element | None) -> etree._Element | None:
    """Drop a finished element and those before it. When its parents are others than those of the last one, drop those
    before its parents too. Returns its parent."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    branch = (element,) if parent is last_parent else (element, *element.iterancestors())
    for one in branch:
        above = one.getparent()
        while above is not None and one.getprevious() is not None:
            del above[0]
    return parent


class _Guarded:
    """The bytes of an XML part, handed to the parser while there is not too much of them.

    `rest` says that everything so far is dealt with and forgotten.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.marks = self.at_once = self.bytes_at_once = 0
        self.end = b""

    def read(self, size: int) -> bytes:
        chunk = self.stream.read(size)
        # UTF-16 without its noughts is as readable as UTF-8 for what is looked for.
        plain = chunk.replace(b"\0", b"")
        if not self.marks:
            _check_prolog(plain)
        if b"<!DOCTYPE" in (joined := self.end + plain) or b"<!ENTITY" in joined:
            raise Unreadable(TOO_COMPLEX)
        self.end = plain[-16:]
        marks = plain.count(b"<") + plain.count(b"=")
        self.marks += marks
        self.at_once += marks
        self.bytes_at_once += len(chunk)
        if self.marks > MAX_MARKS or self.at_once > MAX_MARKS_AT_ONCE or self.bytes_at_once > MAX_BYTES_AT_ONCE:
            raise Unreadable(TOO_COMPLEX)
        return chunk

    def rest(self) -> None:
        self.at_once = self.bytes_at_once = 0


_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)""")
_READABLE = re.compile(rb"utf-?(8|16(le|be)?)|us-ascii|windows-1251|iso-8859-1", re.I)


def _check_prolog(start: bytes) -> None:
    """A DTD must not hide behind an encoding in which its letters are other bytes (UTF-7, EBCDIC)."""
    text = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    declared = _ENCODING.match(text)
    if not text.startswith(b"<") or (declared and not _READABLE.fullmatch(declared[1])):
        raise Unreadable(DAMAGED)


# --- The zip directory ---------------------------------------------------------------------------------


def _directory(data: bytes) -> zipfile.ZipFile:
    """The package, its directory within the limits; nothing is unpacked yet."""
    # Counted before zipfile makes an object of each.
    if data.count(b"PK\x01\x02") > 2 * MAX_ENTRIES:
        raise Unreadable(TOO_COMPLEX)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as failure:
        raise Unreadable(DAMAGED) from failure
    infos = package.infolist()
    if not infos:
        raise Unreadable("В файле ничего нет: это пустой архив. Проверьте, тот ли файл выбран, и загрузите снова.")
    if any(info.flag_bits & 1 for info in infos):
        raise Unreadable(f"Файл защищён паролем. Снимите пароль. {AS_EITHER}")
    if len(infos) > MAX_ENTRIES:
        raise Unreadable(TOO_COMPLEX)
    if sum(info.file_size for info in infos) > MAX_BYTES or any(map(_unpacks_too_much, infos)):
        raise Unreadable(UNPACKS_TOO_LARGE)
    names = [info.filename.casefold() for info in infos]
    is_packed_oddly = any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos)
    if is_packed_oddly or len(set(names)) < len(names) or any(map(_leads_outside, names)):
        raise Unreadable(DAMAGED)
    return package


def _unpacks_too_much(info: zipfile.ZipInfo) -> bool:
    return info.file_size > RATIO_MATTERS and info.file_size > MAX_RATIO * info.compress_size


def _leads_outside(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[/\\]", name)


def _chunks(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part in pieces. Not `package.read`, which unpacks everything and ignores the size in the directory."""
    try:
        with package.open(name) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except _BROKEN as failure:
        raise Unreadable(DAMAGED) from failure


def _kind_of_package(package: zipfile.ZipFile) -> str:
    names = {name.casefold() for name in package.namelist()}
    types = _start_of(package, "[Content_Types].xml")
    for is_it, sentence in _PACKAGES:
        if is_it(names, types, _start_of(package, "mimetype")):
            raise Unreadable(sentence)
    main = main_part(package)
    if main.startswith("word/"):
        return WORD
    if main.startswith("xl/"):
        return EXCEL
    raise Unreadable(f"Это архив, в котором нет ни документа Word, ни книги Excel. {AS_EITHER}")


def _start_of(package: zipfile.ZipFile, name: str) -> bytes:
    if name not in package.namelist():
        return b""
    return next(_chunks(package, name), b"")


_PACKAGES: list[tuple[Callable[[set[str], bytes, bytes], bool], str]] = [
    (lambda names, types, mime: b"opendocument.text" in mime, f"Это документ OpenDocument (.odt). {AS_WORD}"),
    (lambda names, types, mime: b"opendocument" in mime, f"Это файл OpenDocument (.ods или подобный). {AS_EXCEL}"),
    (lambda names, types, mime: "xl/workbook.bin" in names, f"Это двоичная книга Excel (.xlsb). {AS_EXCEL}"),
    (
        lambda names, types, mime: b"macroenabled" in types.lower() or any(n.endswith("vbaproject.bin") for n in names),
        f"{MACROS} {AS_EITHER}",
    ),
    (
        lambda names, types, mime: "ppt/presentation.xml" in names,
        "Это презентация PowerPoint. Скопируйте таблицу в документ Word (.docx) и загрузите его.",
    ),
]


# --- Everything else -----------------------------------------------------------------------------------

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"AT&TFORM")


def _refuse_signatures(data: bytes) -> None:
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(_OLE):
        raise Unreadable(_of_old_office(data))
    if b"%PDF-" in data[:1024]:
        raise Unreadable(f"Это документ PDF: таблицу из него не прочитать. Найдите исходный документ. {AS_EITHER}")
    if start.startswith(b"{\\rtf"):
        raise Unreadable(f"Это документ в формате RTF. {AS_WORD}")
    is_bitmap = data.startswith(b"BM") and data[6:10] == bytes(4)
    if data.startswith(_IMAGES) or is_bitmap or data[:4] == b"RIFF" or data[4:8] == b"ftyp":
        raise Unreadable(f"Это рисунок или запись, а не документ. Нужна таблица с текстом. {AS_EITHER}")
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise Unreadable("Это архив. Распакуйте его и загрузите сам документ Word (.docx) или книгу Excel (.xlsx).")


def _of_old_office(data: bytes) -> str:
    """A compound file has the names of its streams as UTF-16."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        return (
            "Файл защищён паролем. Откройте его, снимите пароль (Файл → Сведения → Защита) и загрузите "
            "снова в виде .docx или .xlsx."
        )
    if has("WordDocument"):
        return f"Это документ старого Word (.doc). {AS_WORD}"
    if has("Workbook") or has("Book"):
        return f"Это книга старого Excel (.xls). {AS_EXCEL}"
    return f"Это файл старого формата (.doc, .xls или подобный). {AS_EITHER}"


_DOCUMENT_NAME = re.compile(r"\.(doc|xls|odt|ods|rtf|pdf)[a-z]?\Z", re.I)
_IS_HTML = re.compile(rb"<(?:!doctype\s+html|(?:html|head|body|meta|style|table|tbody|tr|td|div|p|span)[\s/>])", re.I)


def _kind_of_text(data: bytes, name: str) -> str:
    start = data[: 8 * 1024].replace(b"\0", b"") if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data[: 8 * 1024]
    text = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if b"\0" in start:
        raise Unreadable(f"Не удалось понять, что это за файл. {AS_EITHER}")
    if b"MIME-Version:" in text and re.match(rb"[\w-]+: ", text):
        raise Unreadable(f"Это страница или письмо в виде архива (.mht). {AS_EITHER}")
    is_html = _IS_HTML.search(text) is not None and text.startswith((b"<", b"Version:"))
    if text.startswith(b"<?xml") and not is_html:
        raise Unreadable(f"Это документ в формате XML. {AS_EITHER}")
    if _DOCUMENT_NAME.search(name):
        what = "страница в формате HTML" if is_html else "простой текст"
        raise Unreadable(f"Файл назван документом, но внутри него {what}. Откройте его в Word или Excel. {AS_EITHER}")
    if is_html:
        return HTML
    return ROWS if text.startswith(b"{") or name.lower().endswith(".json") else TEXT
