"""What a cell of a list may hold.

`clean` raises ValueError with the reason in Russian; `render` gives the text of a cell.
"""

import datetime
import re

from import_export import widgets

from reports.prose.cleaning import clean_text, one_line, search_key

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
