"""Texts of several columns that become one field, and cells that are split."""

import pytest

from reports.files.read import joining
from reports.files.read.headings import ACTUAL, BEGIN, DAY, END, FOREIGN, MONTH, PARTNER, PLANNED, RUSSIAN, TIME, TOTAL
from reports.files.read.joining import PARAGRAPH, Part, joined, people_counted, split_days, split_fields
from reports.files.read.layout import Column, Layout
from tests.answers import for_each

EMPTY = Layout((Column("name", "Название", 0),))


def parts(name, *said):
    return [Part(Column(name, f"Столбец {role}", place, role=role), [text]) for place, (role, text) in enumerate(said)]


@for_each(
    ("name", "said", "text"),
    [
        ("period", [(BEGIN, "15.02.2025"), (END, "17.02.2025")], "15.02.2025 – 17.02.2025"),
        ("period", [(BEGIN, "15.02.2025"), (END, "15.02.2025")], "15.02.2025"),
        ("period", [(BEGIN, "с 15 февраля"), (END, "по 17 февраля")], "с 15 февраля по 17 февраля"),
        ("period", [(DAY, "15"), (MONTH, "Февраль")], "15 февраля"),
        ("period", [(MONTH, "Февраль 2025 г."), (DAY, "15")], "15 февраля 2025 г."),
        ("period", [("", "15.02.2025"), (TIME, "12:00")], "15.02.2025"),
        ("period", [(PLANNED, "15.02.2025"), (ACTUAL, "17.02.2025")], "17.02.2025"),
        ("place", [("", "Республика Беларусь"), ("", "г. Орша")], "Республика Беларусь, г. Орша"),
        (
            "place",
            [("", "Республика Беларусь"), ("", "г. Орша (Республика Беларусь)")],
            "г. Орша (Республика Беларусь)",
        ),
        ("place", [(PARTNER, "Китай"), ("", "г. Вязьма")], "г. Вязьма"),
        ("purpose", [("", "Цель"), ("", ""), ("", "Итог")], f"Цель{PARAGRAPH}Итог"),
        ("participants", [("", "дети"), (TOTAL, "40")], f"дети{PARAGRAPH}Столбец total: 40"),
    ],
)
def test_columns_of_a_field_are_joined(name, said, text):
    assert "".join(joined(name, parts(name, *said), EMPTY).lines) == text


def test_what_is_joined_or_left_out_is_said_and_kept():
    found = joined("period", parts("period", (PLANNED, "15.02.2025"), (ACTUAL, "17.02.2025")), EMPTY)
    assert (found.notes, found.doubts) == (["Столбец planned: 15.02.2025"], [joining.HAS_PLANNED])
    found = joined("purpose", parts("purpose", ("", "Цель"), ("", "Ход"), ("", "Итог")), EMPTY)
    assert found.doubts[0].startswith("Соединено из трёх столбцов")
    assert joined("purpose", parts("purpose", ("", "Цель"), ("", "")), EMPTY).doubts == []


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ([(TOTAL, "40"), (FOREIGN, "10")], (40, 10)),
        ([(RUSSIAN, "30"), (FOREIGN, "10")], (40, 10)),
        ([(TOTAL, "40")], (40, None)),
        ([(TOTAL, "5"), (FOREIGN, "10")], (None, None)),
        ([(TOTAL, "40"), (FOREIGN, "десять")], (None, None)),
    ],
)
def test_people_are_counted_where_columns_hold_numbers(said, counted):
    assert people_counted(parts("participants", *said)) == counted


@for_each(
    ("text", "split"),
    [
        ("15.02.2025, г. Рудня", ("15.02.2025", "", "г. Рудня")),
        ("г. Рудня, 15, 16 февраля 2025 г.", ("15, 16 февраля 2025 г.", "г. Рудня", "")),
        ("15.02.2025 г. Рудня", ("15.02.2025", "", "г. Рудня")),
        ("г. Рудня (15.02.2025)", ("15.02.2025", "г. Рудня", "")),
        ("с 15 по 17 февраля 2025 года\nДом культуры", ("с 15 по 17 февраля 2025 года", "", "Дом культуры")),
        ("г. Рудня, ул. 8 марта, д. 2", None),
        ("15.02.2025", None),
        ("г. Рудня", None),
        ("15.02.2025 г. Рудня, 17.02.2025 г. Орша", None),
        ("1-" * 5_000, None),
    ],
)
def test_a_cell_with_days_and_a_place_is_split(text, split):
    assert split_days(text.split("\n")) == split


def test_what_cannot_be_told_apart_stays_together():
    assert split_fields(["г. Рудня"], ["place", "period"]) == {"place": ["г. Рудня"]}
    assert split_fields(["5 марта 2025 года"], ["place", "period"]) == {"period": ["5 марта 2025 года"]}
    found = split_fields(["Турнир, 5 марта, г. Рудня"], ["name", "period", "place"])
    assert found == {"period": ["5 марта"], "name": ["Турнир"], "place": ["г. Рудня"]}
