"""The numbers and bullets of lists, as whoever opens the file sees them: programs count them and write none of them."""

from dataclasses import dataclass, field

from . import list_labels

# Letters of Word's symbol fonts, which lie in the private use of Unicode, are mostly some bullet.
_DASHES = {0x2D: "–", 0xBE: "–", 0xE0: "→", 0xAE: "→"}
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN += ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"  # as Word and LibreOffice count: without ё, й, ъ, ы, ь
_DECORATED = {"0": "decimalZero", "①": "decimalEnclosedCircle"}  # LibreOffice has «01, 02, 03, ...» and «①, ②, ③, ...»
LARGEST_ROMAN = 4_000
DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. `form` is of ODF («1», «a», «I», «а, б, …»), "" shows no number; `shown`: how many levels
    the number says; `bullet` in place of a number."""

    form: str = ""
    before: str = ""
    after: str = ""
    start: int = 1
    shown: int = 1
    bullet: str = ""


@dataclass(frozen=True, slots=True)
class ListStyle:
    """Level (from 1) → how its label looks."""

    levels: dict[int, Level]


@dataclass(slots=True)
class Counted:
    """How far a list has counted: level → its last number."""

    numbers: dict[int, int] = field(default_factory=dict)

    def next(self, style: ListStyle, level: int, start: int | None = None) -> str:
        """Count one more paragraph of this level and return its label, "" where none is shown."""
        look = style.levels.get(level)
        for deeper in [one for one in self.numbers if one > level]:
            del self.numbers[deeper]
        if start is not None:
            self.numbers[level] = start
        elif level in self.numbers:
            self.numbers[level] += 1
        else:
            self.numbers[level] = look.start if look else 1
        return self.label(style, level)

    def label(self, style: ListStyle, level: int) -> str:
        """The label of the paragraph that was counted last."""
        look = style.levels.get(level)
        if look is None:
            return ""
        if look.bullet:
            return bullet(look.bullet)
        if not look.form:
            return (look.before + look.after).strip()
        parts = []
        for one in range(max(level - look.shown + 1, 1), level + 1):
            form = style.levels[one].form if one in style.levels else ""
            if form and not (style.levels[one].bullet):
                parts.append(number_in(form, self.numbers.get(one, style.levels[one].start)))
        return (look.before + ".".join(parts) + look.after).strip()


def bullet(sign: str) -> str:
    """A bullet as any font shows it."""
    code = ord(sign[0])
    return _DASHES.get(code & 0xFF, "•") if 0xE000 <= code <= 0xF8FF else list_labels.bullet(sign)


def number_in(form: str, number: int) -> str:
    """A number as a list shows it: «3», «c», «III», «в»."""
    if number < 1:
        return str(number)
    first = form[:1]
    if first in ("i", "I"):
        text = _roman(number)
        return text.upper() if first == "I" else text
    if first in ("a", "A"):
        text = _letters(number, _LATIN)
        return text.upper() if first == "A" else text
    if first in ("а", "А"):  # Russian ones
        text = _letters(number, _RUSSIAN)
        return text.upper() if first == "А" else text
    return list_labels.numbered(number, _DECORATED.get(first, "decimal") if form != "1st" else "ordinal")


def _roman(number: int) -> str:
    if number >= LARGEST_ROMAN:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _letters(number: int, alphabet: str) -> str:
    """After the last letter the first comes twice: «z», «aa», «bb»."""
    times, place = divmod(number - 1, len(alphabet))
    return alphabet[place] * min(times + 1, DEEPEST)
