"""Cuts an RTF file into its words, and knows what letters their bytes are."""

import re
from collections.abc import Container, Iterator

CODE_PAGES = {
    "2": "symbol", "77": "mac_cyrillic", "128": "cp932", "129": "cp949", "134": "gb18030", "136": "cp950",
    "161": "cp1253", "162": "cp1254", "163": "cp1258", "177": "cp1255", "178": "cp1256", "186": "cp1257",
    "204": "cp1251", "222": "cp874", "238": "cp1250", "255": "cp866",
}  # fmt: skip
SYMBOL = "symbol"
_KNOWN_PAGES = {437, 850, 852, 855, 866, 874, 932, 936, 949, 950, 65001, 10007, *range(1250, 1259)}
_NAMES = {936: "gb18030", 65001: "utf-8", 10007: "mac_cyrillic"}

# Letters by their numbers, each with one of the code page for old programs: nothing but them in a Russian text.
_RUN = rb"((?:\\u-?\d{1,5} ?(?:\\'[0-9A-Fa-f]{2}|\?)){2,400})"
_NUMBERS = re.compile(rb"\\u(-?\d+)")
_WORD = re.compile(
    _RUN + rb"|\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.DOTALL
)
# Kinds of words.
CONTROL, BYTE, SIGN, BRACE, LETTERS, RUN = range(6)


def words(data: bytes, known: Container[bytes]) -> Iterator[tuple[int, bytes, int | None]]:
    """Yield (kind, what, number) of each word; of control words only the `known` ones and those behind a star, since
    most only say how letters look. The bytes that `bin` counts are skipped. A RUN are many letters by their
    numbers, each followed by one letter for old programs."""
    place, size, match_at, is_starred = 0, len(data), _WORD.match, False
    while place < size:
        match = match_at(data, place)
        place = match.end()
        run, control, number, code, sign, brace, letters = match.groups()
        if letters is not None:
            yield LETTERS, letters, None
        elif control is not None:
            if control == b"bin":
                place += max(int(number or 0), 0)
            elif is_starred or control in known:
                is_starred = False
                yield CONTROL, control, int(number) if number is not None else None
        elif brace is not None:
            yield BRACE, brace, None
        elif code is not None:
            yield BYTE, bytes.fromhex(code.decode("ascii")), None
        elif sign is not None:
            is_starred = sign == b"*"
            yield SIGN, sign, None
        elif run is not None:
            yield RUN, run, None


def letters_of(run: bytes) -> str:
    """The text of a RUN."""
    return "".join(chr(int(number) & 0xFFFF) for number in _NUMBERS.findall(run))


def numbers_of(run: bytes) -> Iterator[tuple[int, bytes, int | None]]:
    """A RUN word by word, for a place where another count of letters follows each number."""
    place = 0
    while place < len(run):
        match = _ONE.match(run, place)
        place = match.end()
        if match[1]:
            yield CONTROL, b"u", int(match[1])
        elif match[2]:
            yield BYTE, bytes.fromhex(match[2].decode("ascii")), None
        else:
            yield LETTERS, match[0], None


_ONE = re.compile(rb"\\u(-?\d{1,5}) ?|\\'([0-9A-Fa-f]{2})|\?")


def page_of(number: int | None) -> str:
    """The name of the code page with this number, "" for one that is unknown."""
    return _NAMES.get(number, f"cp{number}") if number in _KNOWN_PAGES else ""


PAGES = {*CODE_PAGES.values(), *map(page_of, _KNOWN_PAGES)} - {SYMBOL}  # all that `decoded` may be asked for


def decoded(data: bytes, page: str) -> str:
    """Bytes of a code page as text; those of a symbol font lie in the private use of Unicode."""
    if page == SYMBOL:
        return "".join(chr(0xF000 + byte) if byte > 32 else chr(byte) for byte in data)
    return data.decode(page, "replace")


def joined(text: str) -> str:
    """A text whose large letters came in two halves."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
