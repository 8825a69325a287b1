"""The day and number of a document, which are no part of its title: «Соглашение от 20.02.2025 № 5 между …»."""

import re

_DATE = r"от \d{1,2}(?:\.\d{1,2}\.\d{2,4}| [а-яё]{3,8} \d{4})(?: года| ?г\.)?"
# «Соглашение от 20.02.2025 № 5 между …», «договор № 17 от 05.03.2025 о …»; «№ 2 к Соглашению» belongs to the title.
REQUISITES = re.compile(
    rf" (?:№ ?[\w/-]{{1,20}} {_DATE}|{_DATE}(?: № ?[\w/-]{{1,20}})?|№ ?[\w/-]{{1,20}}(?= (?:об?|между|со?) ))(?= \S)",
    re.IGNORECASE,
)
# «договор о дружбе школ № 12 от …»: of the document, unless a numbered institution stands before it.
NUMBER_OF_DOCUMENT = re.compile(
    "".join(f"(?<!{word} )" for word in "школой школы школе гимназии гимназией лицея лицеем сада садом ДШИ ДМШ".split())
    + r"№ ?[\w/-]{1,20}\s*\Z",
    re.IGNORECASE,
)


def day_among(requisites: re.Match[str] | None) -> str:
    """The day among the requisites as `Window.day_of` reads it, "" for none."""
    day = re.search(_DATE, requisites[0], re.IGNORECASE) if requisites else None
    return f" {day[0]}" if day else ""
