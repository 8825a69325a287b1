"""Which rows are asked for: one filter for the archive's list, its workbook, the pictures and the links of all numbers.

It reads an address and writes one. What an address says wrongly is passed over and named, so that an old or a mistyped
link still shows something.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from urllib.parse import urlencode

from reports.models.event import PlaceFormat
from reports.prose.documents.write import KINDS

LONGEST_WORDS = 200  # letters of the line that is searched for
MOST_CHOSEN = 60  # values of one question

YES, NO, ALL = "yes", "no", "all"
ANY, NONE = "any", "none"
STATES = {
    "released": "выпущено",
    "approved": "принято",
    "submitted": "на проверке",
    "returned": "на доработке",
    "draft": "черновик",
}
_YEARS = range(1990, 2101)
_QUARTER = re.compile(r"(\d{4})-([1-4])\Z")
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")


@dataclass(frozen=True, slots=True)
class ArchiveFilter:
    """What is asked for; an empty value asks nothing. `quarters`: «2024-4»; `months`: «2024-11» by the first day, or
    «none» for rows without days; `documents`: kinds, «any» or «none»; `included`: yes, no or all; `once`: a pair that
    was answered «совместное» counts once. `ignored`: parameters of the address that could not be read."""

    words: str = ""
    years: tuple[int, ...] = ()
    quarters: tuple[str, ...] = ()
    municipalities: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    partners: tuple[int, ...] = ()
    formats: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    included: str = YES
    once: bool = False
    ignored: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_query(cls, query: Mapping) -> ArchiveFilter:
        """Of the parameters of an address (a QueryDict, or a dict of lists). Raises nothing: see `ignored`."""
        values, ignored = {}, []
        for name, (parameter, read) in _PARAMETERS.items():
            given = [value.strip() for value in _list_of(query, parameter) if value.strip()][:MOST_CHOSEN]
            found = [read(value) for value in given]
            if None in found:
                ignored.append(parameter)
            values[name] = tuple(dict.fromkeys(value for value in found if value is not None))
        words = " ".join(" ".join(_list_of(query, "q")).replace("\0", "").split())[:LONGEST_WORDS]
        included = next(iter(_list_of(query, "included")), "") or YES
        if included not in (YES, NO, ALL):
            ignored.append("included")
            included = YES
        once = "1" in _list_of(query, "once")
        return cls(words=words, included=included, once=once, ignored=tuple(ignored), **values)

    def query(self) -> str:
        """The parameters of an address that reads back as this filter; empty where nothing is asked."""
        pairs = [("q", self.words)] if self.words else []
        for name, (parameter, _) in _PARAMETERS.items():
            pairs += [(parameter, value) for value in getattr(self, name)]
        if self.included != YES:
            pairs.append(("included", self.included))
        if self.once:
            pairs.append(("once", "1"))
        return urlencode(pairs)

    def replace(self, **changes: object) -> ArchiveFilter:
        """The same filter with other values; a list may be given for a tuple."""
        changes = {name: tuple(value) if isinstance(value, list) else value for name, value in changes.items()}
        return replace(self, **changes)

    @property
    def is_empty(self) -> bool:
        """Nothing is asked beside what is asked by default."""
        return self == ArchiveFilter()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of the values that ask something, in their order."""
        empty = ArchiveFilter()
        names = (each.name for each in fields(self) if each.name != "ignored")
        return tuple(name for name in names if getattr(self, name) != getattr(empty, name))


def first_day(month: str) -> datetime.date:
    """Of «2024-11»."""
    year, number = map(int, month.split("-"))
    return datetime.date(year, number, 1)


def last_day(month: str) -> datetime.date:
    """Of «2024-11»."""
    return (first_day(month) + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)


def _list_of(query: Mapping, parameter: str) -> Iterable[str]:
    return query.getlist(parameter) if hasattr(query, "getlist") else query.get(parameter, [])


def _year(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) == 4 and int(value) in _YEARS else None


def _quarter(value: str) -> str | None:
    found = _QUARTER.match(value)
    return value if found and int(found[1]) in _YEARS else None


def _month(value: str) -> str | None:
    found = _MONTH.match(value)
    known = value == NONE or (found and int(found[1]) in _YEARS and 1 <= int(found[2]) <= 12)
    return value if known and value.isascii() else None


def _number(value: str) -> int | None:
    """A key of the database, within what its columns hold."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else None


def _code(value: str) -> str | None:
    return value if re.fullmatch("[A-Z]{2}", value) else None


def _one_of(known: Iterable[str]) -> Callable[[str], str | None]:
    known = frozenset(known)
    return lambda value: value if value in known else None


# Value → (parameter of the address, what reads it: None for what cannot be read), in the order of the address.
_PARAMETERS = {
    "years": ("year", _year),
    "quarters": ("quarter", _quarter),
    "municipalities": ("municipality", _number),
    "countries": ("country", _code),
    "partners": ("partner", _number),
    "formats": ("form", _one_of(PlaceFormat.values)),
    "documents": ("documents", _one_of((ANY, NONE, *KINDS))),
    "states": ("state", _one_of(STATES)),
    "months": ("month", _month),
}
