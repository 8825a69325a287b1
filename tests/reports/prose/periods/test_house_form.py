import pytest

from reports.prose.periods.grammar import Point
from reports.prose.periods.house_form import name_of
from reports.prose.periods.understand import understand_period


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("вторая декада марта и третья декада марта 2025 года", "вторая и третья декады марта 2025 года"),
        ("вторая декада марта и третья декада апреля 2025", "вторая декада марта и третья декада апреля 2025 года"),
        ("начало марта и конец марта 2025 года", "начало марта и конец марта 2025 года"),
    ],
)
def test_parts_of_one_month_share_its_name(text, canonical):
    assert understand_period(text).canonical == canonical


def test_a_point_has_a_name_without_its_year():
    assert name_of(Point("decade", 3, 3, 2025)) == "третья декада марта"
    assert name_of(Point("quarter", 4, year=2025)) == "IV квартал"
    assert name_of(Point("month", month=3, year=2025)) == "март"
