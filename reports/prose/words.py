"""Small pieces of official Russian that several modules need: months, weekdays, numbers with nouns, quarters."""

from __future__ import annotations

from datetime import date

NBSP = "\u00a0"

MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
MONTHS_GENITIVE = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
MONTHS_PREPOSITIONAL = (
    "январе", "феврале", "марте", "апреле", "мае", "июне",
    "июле", "августе", "сентябре", "октябре", "ноябре", "декабре",
)  # fmt: skip
WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
ROMAN = ("I", "II", "III", "IV")


def plural(n: int, one: str, few: str, many: str) -> str:
    """Return the noun's form that goes with the number, without the number: 1 «день», 2 «дня», 5 «дней»."""
    n = abs(n)
    if n % 10 == 1 and n % 100 != 11:
        return one
    if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14:
        return few
    return many


def counted(n: int, one: str, few: str, many: str) -> str:
    """Write the number with its noun, which no line parts: «5 дней»."""
    return f"{n}{NBSP}{plural(n, one, few, many)}"


def write_date(day: date, *, with_year: bool = True) -> str:
    """Write «4 ноября 2024 года» (or «4 ноября») so that the number stays with its month and the year with «года»."""
    words = f"{day.day}{NBSP}{MONTHS_GENITIVE[day.month - 1]}"
    return f"{words} {day.year}{NBSP}года" if with_year else words


def quarter_name(year: int, quarter: int) -> str:
    """Write «IV квартал 2024 года»; quarters are 1 to 4 (IndexError otherwise)."""
    return f"{ROMAN[_quarter_index(quarter)]} квартал {year} года"


def quarter_in(year: int, quarter: int) -> str:
    """Write «в IV квартале 2024 года», as in the title of the report (for the second: «во II квартале»)."""
    preposition = "во" if quarter == 2 else "в"
    return f"{preposition} {ROMAN[_quarter_index(quarter)]} квартале {year} года"


def _quarter_index(quarter: int) -> int:
    if not 1 <= quarter <= 4:
        raise IndexError(f"quarters are 1 to 4, not {quarter}")
    return quarter - 1
