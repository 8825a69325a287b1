"""What a cell of a list may hold.

`clean` raises ValueError with the reason in Russian; `render` gives the text of a cell.
"""

import datetime
import re

from import_export import widgets

from reports.prose.cleaning import clean_text, one_line, search_key
from reports.prose.periods.write import write_days
from reports.prose.words import MONTHS, MONTHS_GENITIVE

YEARS = range(1900, 2101)
NOT_FILLED = "Не заполнено."
_DAYS = (r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)")


class Line(widgets.Widget):
    """Text on one line, cleaned as the model's column cleans it, so that an unchanged row is seen as such."""

    @staticmethod
    def tidy(text):
        return one_line(text)

    def clean(self, value, row=None, **kwargs):
        return self.tidy(value)

    def render(self, value, obj=None, **kwargs):
        return value or ""


class Paragraphs(Line):
    """Text of several lines."""

    @staticmethod
    def tidy(text):
        return clean_text(text)


class Capitals(Line):
    """A code whose small letters mean the same: by."""

    @staticmethod
    def tidy(text):
        return one_line(text).upper()


class Oktmo(Line):
    """8 or 11 digits; a spreadsheet program that took them for a number has dropped a leading zero."""

    @staticmethod
    def tidy(text):
        code = one_line(text).replace(" ", "").replace("\u00a0", "")
        return f"0{code}" if code.isdecimal() and len(code) in (7, 10) else code


class YesNo(widgets.Widget):
    """«да» or «нет»; an empty cell means what a new row begins with."""

    WORDS = dict.fromkeys(("да", "+", "1", "истина", "true"), True) | dict.fromkeys(
        ("нет", "-", "–", "0", "ложь", "false"), False
    )

    def __init__(self, if_empty):
        super().__init__()
        self.if_empty = if_empty

    def clean(self, value, row=None, **kwargs):
        word = one_line(value).lower()
        if not word:
            return self.if_empty
        if word not in self.WORDS:
            raise ValueError(f"«{value}» непонятно. Напишите «да» или «нет».")
        return self.WORDS[word]

    def render(self, value, obj=None, **kwargs):
        return {True: "да", False: "нет"}.get(value, "")


class Choice(widgets.Widget):
    """One of the words that the page offers."""

    def __init__(self, choices):
        super().__init__()
        self.words = dict(choices)
        self.values = {search_key(word): value for value, word in choices}

    def clean(self, value, row=None, **kwargs):
        found = self.values.get(search_key(value))
        if found is None:
            what = f"«{value}» непонятно." if value else NOT_FILLED
            raise ValueError(f"{what} Напишите одно из: {', '.join(self.words.values())}.")
        return found

    def render(self, value, obj=None, **kwargs):
        return self.words.get(value, value or "")


# How a month is written: by number either way round, in words, and as Excel shows the date that it makes of it.
_MONTH = re.compile(
    r"(?P<year>\d{4})-(?P<number>\d{1,2})(?:-01)?|(?:01\.)?(?P<number_first>\d{1,2})\.(?P<year_after>\d{4})"
    r"|(?P<word>[а-я]{3,8})\.?[ -]?(?P<year_of_word>\d{4}|\d\d)(?: ?г(?:\.|ода)?)?"
)
_YEAR = re.compile(r"(?P<about>(?:до|после|с) )?(?P<year>\d{4})(?: ?г(?:\.|ода)?)?")


def read_as_of(text):
    """«2025-12» of «декабрь 2025», «дек.25», «12.2025» and «01.12.2025»; «2025» of «2025 г.»; «после 2022» and a whole
    day stay. Raises ValueError, in Russian, for what is no date."""
    tidy = one_line(text).lower().replace("\u00a0", " ")
    if not tidy:
        return ""
    if (found := _MONTH.fullmatch(tidy)) and (month := _number_of_month(found)):
        year = int(found["year"] or found["year_after"] or found["year_of_word"])
        year += 2000 if year < 100 else 0
        if year in YEARS:
            return f"{year}-{month:02}"
    elif (found := _YEAR.fullmatch(tidy)) and int(found["year"]) in YEARS:
        return f"{found['about'] or ''}{found['year']}"
    elif any(re.fullmatch(pattern, tidy, re.ASCII) for pattern in _DAYS):
        return f"{Day().clean(tidy):%d.%m.%Y}"
    raise ValueError(f"«{text}» – не дата. Напишите месяц и год, например декабрь 2025, или только год.")


def as_of_in_words(stored):
    """«декабрь 2025» of «2025-12»; everything else as it is."""
    found = re.fullmatch(r"(\d{4})-(\d\d)", stored or "")
    return f"{MONTHS[int(found[2]) - 1]} {found[1]}" if found and 1 <= int(found[2]) <= 12 else stored


_DAYS_OF_A_MONTH = re.compile(r"(\d{4}-\d\d-\d\d)(?:/(\d\d))?")


def days_in_words(stored):
    """«28–29 сентября 2024 года» of «2024-09-28/29», as lists of partnerships have it; a month as in
    `as_of_in_words`; everything else as it is."""
    found = _DAYS_OF_A_MONTH.fullmatch(stored or "")
    try:
        first = found and datetime.date.fromisoformat(found[1])
        return write_days(first, first.replace(day=int(found[2] or first.day))) if found else as_of_in_words(stored)
    except ValueError:
        return stored


def _number_of_month(found):
    """From 1 to 12, or nothing. Three letters tell a month, but not letters that no month has."""
    if word := found["word"]:
        starts = [
            n
            for n, names in enumerate(zip(MONTHS, MONTHS_GENITIVE, strict=True), 1)
            for name in names
            if name.startswith(word)
        ]
        return starts[0] if starts else None
    number = int(found["number"] or found["number_first"])
    return number if 1 <= number <= 12 else None


class AsOf(Line):
    """Since when something is known: a month, a year, a day."""

    def clean(self, value, row=None, **kwargs):
        return read_as_of(value)


class Day(widgets.Widget):
    """31.12.2024 or 2024-12-31; in a workbook a real date."""

    def clean(self, value, row=None, **kwargs):
        text = one_line(value)
        if not text:
            return None
        for pattern in _DAYS:
            if match := re.fullmatch(pattern, text, re.ASCII):
                try:
                    day = datetime.date(*(int(match[part]) for part in ("year", "month", "day")))
                except ValueError:
                    break
                if day.year in YEARS:
                    return day
                break
        raise ValueError(f"«{value}» – не дата. Напишите день, месяц и год, например 28.02.2024.")

    def render(self, value, obj=None, force_native_type=False, **kwargs):
        if value is None:
            return ""
        return value if force_native_type else f"{value:%d.%m.}{value.year}"
