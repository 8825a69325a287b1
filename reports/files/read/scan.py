"""Whether an uploaded file is a scan that may be kept: PDF, JPEG or PNG by its bytes, whole, and nothing that acts.

Nothing is drawn or run here, and the service has it done in a child (`process.read_scan`). The name of the file decides
nothing. What stands behind the end of a picture is cut off: telephones add to it, and so do people who hide one file in
another. Every refusal is an Unreadable that says in Russian what to do instead.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from .rows import Unreadable

MAX_SCAN = 10 * 1024 * 1024
MAX_SIDE = 20_000  # pixels
MAX_PIXELS = 120_000_000  # A3 at 600 dots an inch has seventy million
MAX_STREAMS = 20_000  # of a PDF
MAX_INFLATED = 64 * 1024 * 1024  # of all its streams together
MAX_STREAM = 16 * 1024 * 1024  # of one that holds objects

ENDINGS = (".pdf", ".jpg", ".jpeg", ".png")
CONTENT_TYPES = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png"}  # of what is kept
EMPTY = "Файл пуст. Проверьте, тот ли файл выбран, и загрузите снова."
TOO_LARGE = "Скан больше 10 МБ. Отсканируйте документ с разрешением 200–300 точек на дюйм или сожмите файл PDF."
NOT_A_SCAN = "Это не скан. Подойдёт PDF или снимок JPEG или PNG: отсканируйте подписанный документ и загрузите снова."
DAMAGED = "Файл повреждён или скачан не до конца. Откройте его, сохраните заново и загрузите снова."
TOO_MANY_PIXELS = (
    "Снимок слишком большой: больше 20 000 точек по стороне. Отсканируйте с разрешением 300 точек на дюйм."
)
PROTECTED = "Файл PDF защищён паролем или шифром. Снимите защиту или отсканируйте документ ещё раз."
ACTIVE = (
    "В файле PDF есть {what}, такие не принимаются. Напечатайте документ в новый PDF («Печать → Сохранить как PDF») "
    "или отсканируйте его ещё раз."
)
ODD = "Файл PDF устроен необычно, проверить его нельзя. Напечатайте документ в новый PDF и загрузите его."


@dataclass(frozen=True, slots=True)
class ReadScan:
    """A scan as it is kept: the bytes up to its end, and what they are."""

    data: bytes
    ending: str
    content_type: str


def read_scan(data: bytes) -> ReadScan:
    """The scan of these bytes. Raises Unreadable."""
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable(EMPTY)
    if len(data) > MAX_SCAN:
        raise Unreadable(TOO_LARGE)
    if data.startswith(b"%PDF-"):
        _check_pdf(data)
        return _as(".pdf", data)
    if data.startswith(b"\xff\xd8\xff"):
        return _as(".jpg", data[: _end_of_jpeg(data)])
    if data.startswith(_PNG):
        return _as(".png", data[: _end_of_png(data)])
    raise Unreadable(_what_else(data))


def _as(ending: str, data: bytes) -> ReadScan:
    return ReadScan(data, ending, CONTENT_TYPES[ending])


def _what_else(data: bytes) -> str:
    """What to do with a file of another kind."""
    if b"%PDF-" in data[:1024]:
        return DAMAGED
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or data.lstrip().startswith(b"{\\rtf"):
        return "Это документ или архив, а не скан. Отсканируйте подписанный лист и загрузите PDF, JPEG или PNG."
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif"):
        return "Это снимок HEIC. Сохраните его как JPEG (на телефоне: «Наиболее совместимые») и загрузите снова."
    if data.startswith((b"II*\0", b"MM\0*", b"GIF8", b"BM", b"RIFF")):
        return "Такой снимок не принимается. Сохраните его как JPEG, PNG или PDF и загрузите снова."
    return NOT_A_SCAN


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise Unreadable(DAMAGED)
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise Unreadable(TOO_MANY_PIXELS)


# --- JPEG ----------------------------------------------------------------------------------------------------

_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # marks that carry the size
_NEXT_MARK = re.compile(
    rb"\xff+[^\x00\xff\xd0-\xd7]", re.DOTALL
)  # within a picture's own bytes FF00 and FFD0… are none


def _end_of_jpeg(data: bytes) -> int:
    """Where the picture ends: from mark to mark, as a decoder goes."""
    place, has_size = 2, False
    while True:
        mark = _NEXT_MARK.match(data, place)
        if mark is None:
            raise Unreadable(DAMAGED)
        kind, place = data[mark.end() - 1], mark.end()
        if kind == 0xD9:
            if not has_size:
                raise Unreadable(DAMAGED)
            return place
        length = int.from_bytes(data[place : place + 2], "big")
        if length < 2 or place + length > len(data):
            raise Unreadable(DAMAGED)
        if kind in _FRAMES:
            size = data[place + 3 : place + 7]
            _check_size(int.from_bytes(size[2:], "big"), int.from_bytes(size[:2], "big"))
            has_size = True
        place += length
        if kind == 0xDA:
            behind = _NEXT_MARK.search(data, place)
            if behind is None:
                raise Unreadable(DAMAGED)
            place = behind.start()


# --- PNG -----------------------------------------------------------------------------------------------------

_PNG = b"\x89PNG\r\n\x1a\n"


def _end_of_png(data: bytes) -> int:
    """Where the picture ends: from chunk to chunk, each with its right sum."""
    place, number, has_pixels = len(_PNG), 0, False
    while True:
        length, name = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        end = place + 12 + length
        if len(name) < 4 or end > len(data):
            raise Unreadable(DAMAGED)
        body = data[place + 8 : end - 4]
        if zlib.crc32(name + body) != int.from_bytes(data[end - 4 : end], "big"):
            raise Unreadable(DAMAGED)
        if (name == b"IHDR") != (number == 0):
            raise Unreadable(DAMAGED)
        if name == b"IHDR":
            _check_size(int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big"))
        has_pixels = has_pixels or name == b"IDAT"
        place, number = end, number + 1
        if name == b"IEND":
            if not has_pixels:
                raise Unreadable(DAMAGED)
            return place


# --- PDF -----------------------------------------------------------------------------------------------------

# What acts, and what people call it. A list behind /OpenAction is only the page that is shown first.
_ACTS = (
    (rb"/(?:JavaScript|JS)(?![\w.-])", "программа (JavaScript)"),
    (rb"/Launch(?![\w.-])", "запуск других программ"),
    (rb"/OpenAction(?![\w.-])(?!\s*\[)", "действие при открытии"),
    (rb"/AA(?![\w.-])", "действие при просмотре"),
    (rb"/EmbeddedFiles?(?![\w.-])", "вложенный файл"),
    (rb"/(?:RichMedia|Rendition|Movie|Sound)(?![\w.-])", "звук или видео"),
    (rb"/(?:XFA|SubmitForm|ImportData|GoToE)(?![\w.-])", "форма, которая что-то отправляет"),
)
_ACTIVE = [(re.compile(pattern), what) for pattern, what in _ACTS]
# Long enough not to turn up by chance among the bytes of a picture. They are looked for in everything.
_LONG = re.compile(
    rb"/(?:(?P<script>JavaScript)|(?P<launch>Launch)|(?P<file>EmbeddedFile)|(?P<media>RichMedia|Rendition)"
    rb"|(?P<form>SubmitForm|ImportData)|(?P<open>OpenAction)(?!\s*\[))(?![\w.-])"
)
_SAID = {"script": 0, "launch": 1, "open": 2, "file": 4, "media": 5, "form": 6}
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_END_OF_STREAM = re.compile(rb"endstream")
_OTHER_FILTERS = re.compile(rb"/(?:LZWDecode|LZW|ASCIIHexDecode|AHx|ASCII85Decode|A85|RunLengthDecode|RL|Crypt)(?!\w)")


def _check_pdf(data: bytes) -> None:
    """A whole document without anything that acts, also not in streams that hold objects."""
    if b"%%EOF" not in data[-2048:] or b"startxref" not in data[-4096:]:
        raise Unreadable(DAMAGED)
    _refuse_long(_unescaped(data))
    around = []  # what is no stream
    place = inflated = 0
    for number, (start, end) in enumerate(_streams(data)):
        if number > MAX_STREAMS:
            raise Unreadable(ODD)
        around.append(data[place:start])
        inflated += _check_stream(data[max(place, start - 4096) : start], data[start:end], MAX_INFLATED - inflated)
        place = end
    around.append(data[place:])
    _refuse_active(_unescaped(b"\n".join(around)))


def _streams(data: bytes) -> Iterator[tuple[int, int]]:
    """Where streams begin and end."""
    place = 0
    while mark := _STREAM.search(data, place):
        if data[max(0, mark.start() - 3) : mark.start()] == b"end":
            place = mark.end()
            continue
        end = _END_OF_STREAM.search(data, mark.end())
        if end is None:
            raise Unreadable(DAMAGED)
        yield mark.end(), end.start()
        place = end.end()


def _check_stream(before: bytes, body: bytes, left: int) -> int:
    """Look into a stream, as far as `left` bytes; returns how many it has. `before`: what its dictionary is in."""
    facts = _unescaped(before[before.rfind(b" obj") + 1 :])
    holds_objects = re.search(rb"/(?:ObjStm|XRef)(?!\w)", facts) is not None
    if holds_objects and _OTHER_FILTERS.search(facts):
        raise Unreadable(ODD)
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(body, min(MAX_STREAM, max(left, 1)))
    except zlib.error:
        if holds_objects and b"/FlateDecode" in facts:
            raise Unreadable(DAMAGED) from None
        text = body if holds_objects else b""
    if holds_objects and inflater.unconsumed_tail:
        raise Unreadable(ODD)
    if holds_objects:
        _refuse_active(_unescaped(text))
    else:
        _refuse_long(_unescaped(text))
    return len(text)


def _unescaped(text: bytes) -> bytes:
    """Names as a reader of PDF reads them: «/J#61vaScript» is «/JavaScript»."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else text


def _refuse_active(text: bytes) -> None:
    if re.search(rb"/Encrypt(?![\w.-])", text):
        raise Unreadable(PROTECTED)
    for pattern, what in _ACTIVE:
        if pattern.search(text):
            raise Unreadable(ACTIVE.format(what=what))


def _refuse_long(text: bytes) -> None:
    if found := _LONG.search(text):
        raise Unreadable(ACTIVE.format(what=_ACTS[_SAID[found.lastgroup]][1]))
