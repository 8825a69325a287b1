"""Whether the bytes of an uploaded file may be read at all; nothing is parsed before. What they are says `formats`.

Readers get a package that is checked (`open_package`) and take its parts through `elements` and `tree` only. Those
allow neither DTD, entities nor network, and bound what is in memory at once. Every refusal is an Unreadable that says
in Russian what to do instead.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from .limits import MAX_BYTES
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

DAMAGED = (
    "Файл повреждён или скачан не до конца. Откройте его в своей программе, сохраните заново и загрузите снова; "
    "если он не открывается, возьмите исходный файл ещё раз."
)
UNPACKS_TOO_LARGE = (
    "В распакованном виде файл слишком велик. Перенесите таблицу в новый документ, без рисунков и пустых строк, "
    "и загрузите его."
)
TOO_COMPLEX = (
    "Файл устроен слишком сложно, чтобы его прочитать. Скопируйте таблицу в новый документ и загрузите его или "
    "вставьте её в окно на странице загрузки."
)

LOCKED = (
    "Файл защищён паролем. Откройте его, снимите пароль (в Word и Excel: «Файл → Сведения → Защита»; в LibreOffice: "
    "«Файл → Сохранить как», без галочки «Сохранить с паролем») и загрузите снова."
)
TOO_MUCH_TEXT = (
    "Таблица слишком велика: в ней больше строк, столбцов или оформления, чем бывает в отчёте. Разделите её на части "
    "или сохраните как документ Word (.docx) и загрузите его."
)


def open_package(data: bytes) -> zipfile.ZipFile:
    """The zip package of a Word or Excel file, every part of it as large as its directory says.

    Raises Unreadable when the directory asks for too much, lies, or the file is damaged.
    """
    package = directory(data)
    count_in_parts(package, b"\0")  # unpacked and thrown away: from here on nothing can be larger than it says
    return package


def count_in_parts(package: zipfile.ZipFile, mark: bytes) -> int:
    """About how often the XML parts contain the bytes `mark`. Raises Unreadable for a damaged part."""
    names = [info.filename for info in package.infolist() if info.filename.endswith((".xml", ".rels"))]
    return sum(chunk.count(mark) for name in names for chunk in chunks(package, name))


def check_text(data: bytes, *, is_page: bool) -> None:
    """Raises Unreadable for a page or a text with more rows, cells or tags than a report has."""
    if not is_page:
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


def directory(data: bytes) -> zipfile.ZipFile:
    """The package, its directory within the limits; nothing is unpacked yet. Raises Unreadable for one that is not."""
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
        raise Unreadable(LOCKED)
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


def chunks(package: zipfile.ZipFile, name: str, at_most: int = MAX_BYTES) -> Iterator[bytes]:
    """A part in pieces. Not `package.read`, which unpacks everything and ignores the size in the directory. Raises
    Unreadable for a damaged part, and for one of more than `at_most` bytes."""
    size = 0
    try:
        with package.open(name) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > at_most:
                    raise Unreadable(UNPACKS_TOO_LARGE)
                yield chunk
    except _BROKEN as failure:
        raise Unreadable(DAMAGED) from failure


def start_of(package: zipfile.ZipFile, name: str) -> bytes:
    """The first bytes of a part, b"" where there is none. Raises Unreadable for a damaged one."""
    if name not in package.namelist():
        return b""
    return next(chunks(package, name), b"")
