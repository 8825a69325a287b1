"""Where the lines of a cell of the official table break. Texts are printed as stored: this only ends lines."""

import re

# Times New Roman 12 pt, measured on the source's 53 rows: the mean letter.
MM_PER_LETTER = 2.05
CELL_SIDE_MM = 1.5
PERIOD_WIDTH_MM = 32
LETTERS_IN_A_PERIOD_LINE = int((PERIOD_WIDTH_MM - 2 * CELL_SIDE_MM) / MM_PER_LETTER)
LONGEST_PERIOD = 100  # letters; a longer text is no period, and is not searched for one

_YEAR = r"(?:19|20)\d\d(?:\s+(?:года|год|г\.))?"
_DAYS_THEN_YEAR = re.compile(rf"(\S.*?)\s+({_YEAR}(?:\s+[–—-])?)", re.DOTALL)
_TWO_YEARS = re.compile(rf"(.*?\s{_YEAR}\s+[–—-])\s+(.*)", re.DOTALL)
_AFTER_SPACED_DASH = re.compile(r"(?<=\s[–—-])\s+")


def period_lines(text: str) -> list[str]:
    """The lines of a period: «30 сентября –», «1 октября», «2024 года».

    Breaks before the year, and after the spaced dash between two months where both do not fit in a line.
    Breaks replace blanks only, so the lines joined with a blank are the text again. A form that is not
    one of the house's stays in one piece, for Word to wrap.
    """
    if len(text) > LONGEST_PERIOD:
        return [text]
    years = _TWO_YEARS.fullmatch(text)
    halves = [_before_year(half) for half in (years.groups() if years else (text,))]
    return [text] if None in halves else [line for half in halves for line in half]


def _before_year(text: str) -> list[str] | None:
    """The lines of days and one year, or None when the text is not that."""
    match = _DAYS_THEN_YEAR.fullmatch(text)
    if not match or re.search(r"\d{4}", match[1]):
        return None
    return [*_between_months(match[1]), match[2]]


def _between_months(days: str) -> list[str]:
    parts = _AFTER_SPACED_DASH.split(days)
    fits = len(days) <= LETTERS_IN_A_PERIOD_LINE
    both_name_a_month = len(parts) == 2 and all(re.search(r"[а-яё]{3}", part) for part in parts)
    return parts if both_name_a_month and not fits else [days]


def place_lines(text: str) -> list[str]:
    """The lines of a place: «г. Минск», «(Республика Беларусь)».

    Breaks before the brackets that end the text; a bracket elsewhere, or inside another, breaks nothing.
    """
    head, *brackets = re.split(r"\s(?=\()", text)
    usual = head.strip() and not set(head) & set("()")
    return [head, *brackets] if usual and all(map(_is_one_bracket, brackets)) else [text]


def _is_one_bracket(text: str) -> bool:
    return text.strip().endswith(")") and text.count("(") == text.count(")") == 1


def stored_paragraphs(text: str) -> list[str]:
    """A stored newline is a paragraph; blank lines are left out, for they would print as accidents."""
    return [line for line in text.split("\n") if line and not line.isspace()] or [""]


def one_paragraph(text: str) -> list[str]:
    return [text]
