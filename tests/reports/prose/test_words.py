from datetime import date

import pytest

from reports.prose.typography import glue
from reports.prose.words import counted, plural, quarter_in, quarter_name, write_date
from tests.answers import for_each

from .right_answers import nbsp


@for_each(
    ("n", "word"),
    [(0, "дней"), (1, "день"), (2, "дня"), (5, "дней"), (11, "дней"), (14, "дней"), (21, "день"), (22, "дня"),
     (111, "дней"), (-1, "день")],
)  # fmt: skip
def test_nouns_go_with_their_number(n, word):
    assert plural(n, "день", "дня", "дней") == word
    assert counted(n, "день", "дня", "дней") == f"{n}\u00a0{word}"


def test_dates_and_quarters_are_written_in_words():
    assert write_date(date(2024, 11, 4)) == nbsp("4~ноября 2024~года")
    assert write_date(date(2024, 11, 4), with_year=False) == nbsp("4~ноября")
    assert quarter_name(2024, 4) == "IV квартал 2024 года"
    assert quarter_in(2024, 4) == "в IV квартале 2024 года"
    assert quarter_in(2025, 2) == "во II квартале 2025 года"


@pytest.mark.parametrize("quarter", [0, 5, -1])
def test_there_are_four_quarters(quarter):
    with pytest.raises(IndexError):
        quarter_name(2024, quarter)


@for_each(
    ("written", "glued"),
    [
        ("г. Минск", "г.~Минск"),
        ("г.Минск", "г.~Минск"),
        ("СШ № 40", "СШ №~40"),
        ("им. М. И. Глинки", "им.~М.И.~Глинки"),
        ("30 сентября - 1 октября", "30 сентября~– 1 октября"),
        ("в 2024 г. Смоленск", "в 2024 г. Смоленск"),
        ("Санкт-Петербург", "Санкт-Петербург"),
    ],
)
def test_only_what_must_not_break_is_glued(written, glued):
    assert glue(written) == nbsp(glued)
    assert glue(glue(written)) == nbsp(glued)
