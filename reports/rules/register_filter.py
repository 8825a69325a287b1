"""Which documents of the register are wanted: the filter that the page, its files and the links of others share."""

import datetime
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from .register_states import DocumentState

# What an address may hold. Rubbish is as if it were not there.
SCANS = ("yes", "no")
LONGEST_WORDS = 200
YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """Empty values ask for nothing. `year`: of signing; `country`: a code; `municipality` and `partner`: keys; `scan`:
    yes or no; the bounds are days of signing and of the end, both included."""

    words: str = ""
    state: DocumentState | None = None
    year: int | None = None
    municipality: int | None = None
    country: str = ""
    partner: int | None = None
    scan: str = ""
    signed_from: datetime.date | None = None
    signed_to: datetime.date | None = None
    lapsed_from: datetime.date | None = None
    lapsed_to: datetime.date | None = None

    @classmethod
    def read(cls, data: Any) -> "RegisterFilter":
        """The filter of an address (a QueryDict, or a dict of texts)."""
        text = {name: str(data.get(key, "")).replace("\0", "").strip() for name, key in _KEYS.items()}
        return cls(
            words=text["words"][:LONGEST_WORDS],
            state=next((one for one in DocumentState if one == text["state"]), None),
            year=_number(text["year"], YEARS),
            municipality=_number(text["municipality"]),
            country=text["country"] if text["country"].isascii() and len(text["country"]) == 2 else "",
            partner=_number(text["partner"]),
            scan=text["scan"] if text["scan"] in SCANS else "",
            **{name: _day(text[name]) for name in _DAYS},
        )

    def query(self) -> str:
        """The query string, without «?», from which `read` makes this filter; empty where nothing is asked."""
        values = {key: getattr(self, name) for name, key in _KEYS.items()}
        return urlencode({key: _written(value) for key, value in values.items() if value not in ("", None)})

    @property
    def bounds(self) -> list[tuple[str, str]]:
        """The bounds of days that are set, as an address has them."""
        return [(name, _written(day)) for name in _DAYS if (day := getattr(self, name))]

    def replace(self, **changes: Any) -> "RegisterFilter":
        """The filter with some values changed."""
        return replace(self, **changes)


_DAYS = ("signed_from", "signed_to", "lapsed_from", "lapsed_to")
# Name of the value → its name in the address.
_KEYS = {"words": "q", "state": "state", "year": "year", "municipality": "municipality", "country": "country"}
_KEYS |= {"partner": "partner", "scan": "scan"} | {name: name for name in _DAYS}
LARGEST_KEY = 2**31


def _number(text: str, allowed: range = range(1, LARGEST_KEY)) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) < 11
    return int(text) if is_number and int(text) in allowed else None


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
