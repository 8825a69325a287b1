"""How a sentence says which quarters it is about."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from reports.prose.words import ROMAN

Quarter = tuple[int, int]  # year, quarter


def span(quarters: Iterable[Quarter]) -> str:
    """Say which quarters, as it stands after «за»: «2024 год», «I–III кварталы 2026 года»; those with a gap between
    are «выбранные кварталы»."""
    chosen = sorted(set(quarters))
    if not chosen or any(_number(after) - _number(before) != 1 for before, after in pairwise(chosen)):
        return "выбранные кварталы"
    (first_year, first), (last_year, last) = chosen[0], chosen[-1]
    if (first, last) == (1, 4):
        return _years(first_year, last_year)
    if len(chosen) == 1:
        return f"{ROMAN[first - 1]} квартал {first_year} года"
    if first_year == last_year:
        joint = " и " if last - first == 1 else "–"
        return f"{ROMAN[first - 1]}{joint}{ROMAN[last - 1]} кварталы {first_year} года"
    return f"период с {_of(chosen[0])} по {ROMAN[last - 1]} квартал {last_year} года"


def _number(quarter: Quarter) -> int:
    return 4 * quarter[0] + quarter[1]


def _years(first: int, last: int) -> str:
    if first == last:
        return f"{first} год"
    return f"{first}{' и ' if last - first == 1 else '–'}{last} годы"


def _of(quarter: Quarter) -> str:
    return f"{ROMAN[quarter[1] - 1]} квартала {quarter[0]} года"
