"""How a sentence says which quarters it is about."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from reports.prose.words import ROMAN

Quarter = tuple[int, int]  # year, quarter


def span(quarters: Iterable[Quarter]) -> str:
    """Say which quarters, as it stands after «за»: «2024 год», «I–III кварталы 2026 года», «I и III кварталы 2024
    года»; those of several years with a gap between are «отдельные кварталы с … по …»."""
    chosen = sorted(set(quarters))
    if not chosen:
        return "выбранные кварталы"
    first, last = chosen[0], chosen[-1]
    has_gap = any(_number(after) - _number(before) != 1 for before, after in pairwise(chosen))
    if not has_gap and (first[1], last[1]) == (1, 4):
        return _years(first[0], last[0])
    if first[0] == last[0]:
        return _of_a_year(first[0], [ROMAN[quarter - 1] for _, quarter in chosen], has_gap=has_gap)
    whole = "отдельные кварталы" if has_gap else "период"
    return f"{whole} с {_of(first)} по {ROMAN[last[1] - 1]} квартал {last[0]} года"


def _of_a_year(year: int, numbers: list[str], *, has_gap: bool) -> str:
    if len(numbers) == 1:
        return f"{numbers[0]} квартал {year} года"
    if has_gap or len(numbers) == 2:
        return f"{', '.join(numbers[:-1])} и {numbers[-1]} кварталы {year} года"
    return f"{numbers[0]}–{numbers[-1]} кварталы {year} года"


def _number(quarter: Quarter) -> int:
    return 4 * quarter[0] + quarter[1]


def _years(first: int, last: int) -> str:
    if first == last:
        return f"{first} год"
    return f"{first}{' и ' if last - first == 1 else '–'}{last} годы"


def _of(quarter: Quarter) -> str:
    return f"{ROMAN[quarter[1] - 1]} квартала {quarter[0]} года"
