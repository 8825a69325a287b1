"""Reads how many people came from where: «Россия – 15, Беларусь – 10», «12 из г. Орши и 5 из Сербии»."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.prose.morphology import Names
from reports.prose.nationalities import people_of
from reports.prose.places.countries import countries_in, mentions_in, words_of
from reports.prose.places.towns import TOWNS

_NUMBER = re.compile(r"(?<![\w.,№-])(?<!№ )(?:\d{1,3}(?: \d{3}){1,4}|\d{1,15})(?!\w|[.,:]\d)")
_GROUP = re.compile(
    r",\s*|;\s*|\n+|\s{1,9}и\s+(?=(?:из |от )?\d)|(?:(?<=\d)|(?<=человек)|(?<=чел\.))\s+и\s+"
    r"|(?:(?<=\w{3})|(?<=\d))\.\s+(?=[А-ЯЁ])|(?<=чел)\.\s+(?=[А-ЯЁ\d])"
)
_INEXACT = re.compile(
    r"(?:более|менее|больше|меньше|свыше|около|порядка|примерно|почти|не менее)\s*\Z|[-–—+]\s*\d", re.I
)
_IS_FOREIGN = re.compile(r"иностран|зарубеж", re.IGNORECASE)
_IS_OF_RUSSIA = re.compile(r"(?<!\w)(?:российск|россиян|смоленск|смолян)", re.IGNORECASE)
# What an item of a breakdown may say beside its number and its country.
_UNITS = re.compile(
    r"(?:человека?|чел\.?|участник\w*|людей|сторон\w*|граждан\w*|представител\w*|делега\w+|школьник\w*|студент\w*|гост\w+|дет\w+"
    r"|спортсмен\w*|из|от|с|города?|г|область|области|республик\w+|команд\w*|педагог\w*)(?!\w)",
    re.IGNORECASE,
)
_RUSSIAN_TOWNS = Names([(town, "RU") for town in TOWNS["RU"]], words_of)
MOST_ITEMS = 60
ABROAD = "ZZ"  # the country of «иностранных – 15», which names none


@dataclass(frozen=True, slots=True)
class Item:
    """One part: how many, of which country ("" where it does not say, or ABROAD), and whether it is called foreign."""

    value: int
    code: str
    is_labelled: bool
    is_inexact: bool

    @property
    def is_foreign(self) -> bool:
        return self.is_labelled or self.code not in ("", "RU")


def items_of(text: str, *, is_open: bool = False, whole: bool = False) -> list[Item] | None:
    """Return the parts that the text counts one after the other; None where it says something else between them.

    `is_open`: it follows «из них», so groups without a number are passed over. `whole`: the text is nothing but parts,
    each a country with its number.
    """
    found: list[Item] = []
    for group in _GROUP.split(text.strip(" :–—-(").strip(), maxsplit=MOST_ITEMS):
        numbers = _NUMBER.findall(group)
        if len(numbers) != 1:
            if is_open or not group.strip(" .;)\n"):
                continue
            return None
        code = _country_of(group) or (ABROAD if _IS_FOREIGN.search(group) else "")
        if whole and not _is_bare(group, numbers[0]):
            return None
        before = group[: group.find(numbers[0])]
        is_inexact = bool(_INEXACT.search(before)) or bool(
            re.match(r"\s*[-–—]\s*\d|\+", group[len(before) + len(numbers[0]) :])
        )
        found.append(Item(int(numbers[0].replace(" ", "")), code, bool(_IS_FOREIGN.search(group)), is_inexact))
    return found or None


def _country_of(group: str) -> str:
    """Return the one country that the part names; "" for none or several."""
    codes = set(countries_in(group)) | {mention.code for mention in people_of(group, counted=True)}
    if len(codes) == 1:
        return codes.pop()
    if codes:
        return ""
    words = words_of(group)
    is_russian = _IS_OF_RUSSIA.search(group) or any(
        _RUSSIAN_TOWNS.at(words, index, len(words)) for index in range(min(len(words), 12))
    )
    return "RU" if is_russian else ""


def _is_bare(group: str, number: str) -> bool:
    """Say whether a part is a country and a number and hardly anything else («Россия – более 20 человек»)."""
    rest = _UNITS.sub(" ", group.replace(number, " ", 1))
    if len(re.findall(r"[^\W\d_]+", rest)) > 4:
        return False
    # A town alone is one of many: «10 человек из Смоленска, 12 из Орши» need not be all.
    is_named = any(not mention.is_town for mention in mentions_in(group)) or people_of(group, counted=True)
    return bool(is_named or _IS_FOREIGN.search(group) or _IS_OF_RUSSIA.search(group))
