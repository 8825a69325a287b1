"""What happens to every text that enters, and the forms of a text in which two writings are compared.

`clean_text` is the only silent change that the program makes to what a person wrote (docs/design/texts.md).
Everything here takes time in proportion to the text, also for hostile texts.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence

from . import roman

# Line ends of other systems: CRLF, CR, vertical tab, form feed, NEL, and Unicode's line and paragraph separators.
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What XML 1.0 forbids, without the separators that become line breaks; lone surrogates are among it.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# More than 32 characters none of which is an ordinary letter: the only place for a long run of combining marks.
_MAYBE_MARKS = re.compile("[^\x00-\u02ff\u0370-\u0482\u048a-\u0590\u2000-\u20cf\u2100-\u2dff]{33}")
# What Unicode tells every program to draw as nothing (Default_Ignorable_Code_Point): soft hyphens, zero-width
# characters, marks of direction and variation, fillers; also what only the programs that made a text can read.
_UNSEEN_LETTERS = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_UNSEEN = re.compile(f"[{_UNSEEN_LETTERS}]")
# Letters for private use. Symbol fonts have their signs at F000 to F0FF; any other is somebody's bullet, too.
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
SYMBOLS = {
    **{ord(sign): sign for sign in "()[]{}0123456789+=<>.,:;/%!?_|"},  # the same signs in the font Symbol
    0x20: " ", 0x2D: "–", 0xBE: "–", 0xE0: "→", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xA3: "≤", 0xB3: "≥",
    0x52: "☑", 0xFC: "✓", 0xFE: "☒",
}  # fmt: skip
BULLET = "•"
# Letters of old books that look as today's do. A grammar that asks without regard to capitals takes one for the other,
# and then does not find it in its lists.
_OF_OLD_BOOKS = str.maketrans("\u1c80\u1c81\u1c82\u1c83\u1c84\u1c85\u1c86\u1c87\u1c88", "вдосттъѣꙋ")
_EMPTY_BRAILLE = "\u2800"  # as wide as a letter, and nothing in it
# Nearly no text has any of all these: one look tells.
_ODD = re.compile(
    f"[{_UNSEEN_LETTERS}{_EMPTY_BRAILLE}\u1c80-\u1c88\ue000-\uf8ff\U000f0000-\U0010ffff"
    "\x00-\x08\x0b-\x1f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)

_WHITE_SPACE = re.compile(r"\s+")


def clean_text(value: str) -> str:
    """Return the text as it is stored: NFC, LF, no characters that XML forbids, none that nobody can see, no outer
    blanks.

    No-break spaces are kept. Letters of symbol fonts become the signs that they are drawn as, by default «•», and those
    of old books the letters that they are today. Latin letters that look like Cyrillic ones stay. Applying it twice
    changes nothing more.
    """
    if not _ODD.search(value):
        return _tidied(value)
    return _tidied(_LINE_END.sub("\n", without_unseen(value)))


def tidy(value: str) -> str:
    """Return the text as `clean_text` does, but as it is where nothing can be seen in it."""
    return clean_text(value) or _tidied(_LINE_END.sub("\n", _FORBIDDEN.sub("", value)))


def without_unseen(value: str) -> str:
    """Return the text in NFC and without letters that nobody can see, for grammars: they would not know their own
    words."""
    if not _ODD.search(value):
        return _compose(value)
    # Forbidden characters go first: the characters around one may form one line end or one letter.
    text = _UNSEEN.sub("", _FORBIDDEN.sub("", value)).replace(_EMPTY_BRAILLE, " ").translate(_OF_OLD_BOOKS)
    return _compose(_PRIVATE.sub(_sign, text))


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    return SYMBOLS.get(code & 0xFF, BULLET) if 0xF000 <= code <= 0xF0FF else BULLET


def _tidied(text: str) -> str:
    return _compose(text).strip()


def one_line(value: str) -> str:
    """Return the cleaned text on one line, for name, period and place, whose line breaks are layout only."""
    text = clean_text(value)
    return _WHITE_SPACE.sub(lambda run: " " if "\n" in run[0] else run[0], text) if "\n" in text else text


def even_out(text: str) -> str:
    """Return the text with every run of white space (no-break ones too) as one blank, for comparisons."""
    return " ".join(text.split())


def _compose(text: str) -> str:
    """Return NFC of the text.

    The standard library reorders combining marks by insertion, which is quadratic: 40 000 hostile marks in a row
    would hold a worker for seconds. Long runs are therefore sorted first.
    """
    if _MAYBE_MARKS.search(text):
        text = _with_marks_in_order(text)
    return unicodedata.normalize("NFC", text)


def _with_marks_in_order(text: str) -> str:
    done: list[str] = []
    marks: list[str] = []
    for letter in text:
        for part in unicodedata.normalize("NFD", letter):
            if unicodedata.combining(part):
                marks.append(part)
                continue
            done.extend(sorted(marks, key=unicodedata.combining))
            marks.clear()
            done.append(part)
    return "".join(done + sorted(marks, key=unicodedata.combining))


# --- joining the hard wraps of a Word table ------------------------------------------------------------------

# A full stop after these does not end a sentence, so the next line goes on.
_ABBREVIATIONS = frozenset(
    [
        "г",
        "гг",
        "гор",
        "пос",
        "дер",
        "д",
        "с",
        "пгт",
        "аг",
        "р",
        "рн",
        "обл",
        "ул",
        "пер",
        "просп",
        "пр",
        "пл",
        "наб",
        "корп",
        "стр",
        "кв",
        "им",
        "св",
        "тов",
        "проф",
        "акад",
        "доц",
        "тел",
        "факс",
        "руб",
        "тыс",
        "млн",
        "млрд",
        "чел",
        "см",
        "ст",
        "п",
        "пп",
        "ч",
        "т",
        "в",
        "вв",
        "н",
        "э",
        "ок",
    ]
)
_LAST_WORD = re.compile(r"(\w+)\.\Z")
_LIST_DASH = re.compile(r"[-‐‑–—−•·●○■□▪▫◦‣➢➤►✓✔❖◆☐☑☒]\s")
# «1)», «12)», «а)», «1.1.»; a number with one full stop may as well be a day or a number of a hard-wrapped line, so
# what follows it has to look like a beginning.
_LIST_NUMBER = re.compile(r"(?:\d{1,2}|[а-яёa-z]|[ivx]{1,4})\)\s|\d{1,2}\.\d{1,2}\.\s|\d{1,2}\.\s+[А-ЯЁA-Z«\"„(]")


def is_abbreviation(word: str) -> bool:
    """Say whether a full stop after the word (without it) ends no sentence: «г», «им»."""
    return word.lower() in _ABBREVIATIONS


def join_lines(lines: Sequence[str], *, paragraphs: bool) -> str:
    """Join the lines of a Word cell into one text.

    Lines join with one blank, or with none where a soft hyphen divides a word. With `paragraphs` (purpose and
    participants) a line break is kept after a full stop, colon or semicolon, before a list dash or number, and before
    a line that begins with Unicode's own sign of a paragraph. The dot of an abbreviation («г.») or an initial does not
    count.
    """
    pieces, begun, divided = _pieces(lines)
    if not pieces:
        return ""
    joined = [pieces[0]]
    for number, (before, after) in enumerate(itertools.pairwise(pieces), start=1):
        if number in divided:
            joined.append(after)
            continue
        keeps_break = paragraphs and (
            number in begun or _LIST_DASH.match(after) or _LIST_NUMBER.match(after) or _ends_a_paragraph(before)
        )
        joined += ("\n" if keeps_break else " ", after)
    return clean_text("".join(joined))


def _pieces(lines: Sequence[str]) -> tuple[list[str], set[int], set[int]]:
    """The pieces between all line breaks, cleaned; the numbers of those that begin a line with the sign of a paragraph,
    and of those before which a soft hyphen divides a word."""
    pieces: list[str] = []
    begun, divided = set(), set()
    for line in lines:
        if line.startswith("\u2029"):
            begun.add(len(pieces))
        for raw in _LINE_END.sub("\n", line).split("\n"):
            if piece := clean_text(raw):
                pieces.append(piece)
                if raw.rstrip().endswith("\u00ad"):
                    divided.add(len(pieces))
    return pieces, begun, divided


def _ends_a_paragraph(line: str) -> bool:
    if line.endswith((":", ";")):
        return True
    if not line.endswith("."):
        return False
    last = _LAST_WORD.search(line[-40:])  # a longer word is no abbreviation
    if last is None:
        return True
    word = last[1]
    is_initial = len(word) == 1 and word.isupper()
    return not is_initial and word.lower() not in _ABBREVIATIONS


# --- the key by which texts are found and matched ------------------------------------------------------------

_DASHES = "-‐‑‒–—―−⁃﹘﹣－"
_QUOTES = "\"'`´«»„“”‟‘’‚‛‹›″′＂＇"
_ONE_WRITING = str.maketrans(dict.fromkeys(_DASHES, "-") | dict.fromkeys(_QUOTES, '"') | {"ё": "е"})
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[a-z\u00c0-\u024f]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
# What makes a look at every word worth while: a Latin letter, or a word of Cyrillic letters that are figures alone.
_TWO_ALPHABETS = re.compile(r"[a-z\u00c0-\u024f]|(?<![^\W\d_])[ХхІіӀӏ]+(?![^\W\d_])")
# One letter that stands for a sentence: a text of them would become eighteen times as long.
_SENTENCE_SIGNS = re.compile("[\ufdfa\ufdfb]")
# Nothing in such a key can be folded any further.
_SETTLED = re.compile(r'[а-я0-9 .,:;()"/%+!?-]*')
# After casefolding, so both what looks alike as a capital (В, Н, К, М, Т) and as a small letter.
_LATIN_TO_CYRILLIC = str.maketrans("abcehkmoptxyë", "авсенкмортхуе")


def search_key(text: str) -> str:
    """Return the form of a text by which it is found and matched (docs/design/texts.md).

    NFKC, small letters, ё = е, one blank, one dash, one quote; Latin look-alikes become Cyrillic inside a Cyrillic
    word; a Roman number has one writing whichever alphabet its letters came from. A key of a key is itself.
    """
    key = _folded(clean_text(text))
    if _SETTLED.fullmatch(key) and not _TWO_ALPHABETS.search(key):
        return key
    # Folding one letter can open the way for another; three rounds reach the end of every such chain.
    for _ in range(3):
        again = _folded(key)
        if again == key:
            break
        key = again
    return key


def _folded(text: str) -> str:
    text = _SENTENCE_SIGNS.sub(" ", text)
    text = unicodedata.normalize("NFKC", _compose(unicodedata.normalize("NFKC", text).casefold()))
    text = text.translate(_ONE_WRITING)
    return even_out(_WORD.sub(_one_alphabet, text) if _TWO_ALPHABETS.search(text) else text)


def _one_alphabet(match: re.Match[str]) -> str:
    word = match[0]
    # The number goes to the Cyrillic «х»: then the first letter of «Хиславичи», typed alone, still finds the town.
    number = roman.in_latin(word)
    if roman.is_number(number):
        return number.replace("x", "х")
    if _LATIN.search(word) and _CYRILLIC.search(word):
        return word.translate(_LATIN_TO_CYRILLIC)
    return word
