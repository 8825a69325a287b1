"""Rows that speak for all below them, and words for the cell above."""

from reports.files.read.groups import COUNTRY_GROUP, DAY_GROUP, MONTH_GROUP, SPHERE_GROUP, group_of, is_ditto
from tests.answers import for_each


@for_each(
    ("text", "group"),
    [
        ("Февраль", (MONTH_GROUP, "Февраль")),
        ("МАРТ 2025 г.", (MONTH_GROUP, "МАРТ 2025 г.")),
        ("II. Январь 2025 года", (MONTH_GROUP, "Январь 2025 года")),
        ("Республика Беларусь", (COUNTRY_GROUP, "Республика Беларусь")),
        ("3. Китай", (COUNTRY_GROUP, "Китай")),
        ("1. Культура и искусство", (SPHERE_GROUP, "Культура и искусство")),
        ("Мероприятия в сфере образования:", (SPHERE_GROUP, "Мероприятия в сфере образования:")),
        ("15 февраля 2025 года", (DAY_GROUP, "15 февраля 2025 года")),
        ("Десногорск", None),
        ("Вяземский район", None),
    ],
)
def test_a_lone_row_is_a_month_a_country_a_sphere_or_none(text, group):
    assert group_of(text) == group


@for_each("text", ['"', "-//-", "—»—", "- // -", "''", "то же", "Там же", "Тот же состав", "аналогично"])
def test_words_and_signs_for_the_cell_above(text):
    assert is_ditto(text)


@for_each("text", ["", "-", "—", "г. Рудня", "так же весело прошёл концерт", "«Рябина»"])
def test_other_texts_are_their_own(text):
    assert not is_ditto(text)
