"""A year beside the one before."""

import pytest

from reports.queries.consolidated import APPROVED
from reports.queries.year import facts_of, year_of
from reports.queries.year_before import by_quarter, comparison_of
from tests import factories

from .random_archive import years_of

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def partner(name):
    made = factories.make_partner(name)
    return {"name": f"Встреча с {name}", "partners": [[made.pk, name]]}


def test_municipalities_add_up_to_the_year(filled, coordinator):
    """Nothing counts twice, nothing is left out; of a pair in two quarters each quarter has one."""
    filled(5)
    for year in years_of(coordinator):
        found = by_quarter(year)
        assert sum(line.total.events for line in found.lines) == found.all.total.events == facts_of(year).events
        for line in (*found.lines, found.all):
            assert sum(cell.events for cell in line.quarters) >= line.total.events


def test_new_is_what_the_whole_year_before_lacks_and_gone_what_the_same_quarters_had(
    report_of, smolensk, smolensk_officer, coordinator
):
    """A quarter that has not come yet loses nobody, and whoever was there in a later quarter is not new."""
    old, late, gone, new = map(partner, ("г. Орша", "г. Хаген", "г. Тюль", "г. Брест"))
    report_of(2023, 1, smolensk, old, gone)
    report_of(2023, 4, smolensk, late)
    report_of(2024, 1, smolensk, old, late, new)
    comparison = comparison_of(year_of(coordinator, 2024, APPROVED))
    assert [one.name for one in comparison.new_partners] == ["г. Брест (Республика Беларусь)"]
    assert [one.name for one in comparison.gone_partners] == ["г. Тюль (Республика Беларусь)"]
    assert comparison.new_countries == comparison.gone_countries == []


def test_the_same_event_of_the_same_municipality_is_held_again(
    report_of, smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator
):
    names = ["XXII фестиваль «Две реки»", "Форум – 2023", "5-й турнир по шахматам", "Бал"]
    report_of(2023, 1, smolensk, *({"name": name} for name in names))
    report_of(2024, 1, smolensk, *({"name": name} for name in ("XXIII фестиваль «Две реки»", "Форум - 2024", "Бал")))
    report_of(2024, 2, smolensk, {"name": "XXIII ФЕСТИВАЛЬ «ДВЕ РЕКИ»"})
    report_of(2024, 1, vyazma, {"name": "6-й турнир по шахматам"})
    repeated = comparison_of(year_of(coordinator, 2024, APPROVED)).repeated
    assert [(one.name, one.municipality, one.events, one.before) for one in repeated] == [
        ("XXIII ФЕСТИВАЛЬ «ДВЕ РЕКИ»", "город Смоленск", 2, 1),
    ]
    assert repeated[0].chosen.years == (2023, 2024)


def test_a_year_alone_is_compared_with_nothing(report_of, smolensk, smolensk_officer, coordinator):
    report_of(2023, 4, smolensk, {"name": "Вечер"})
    report_of(2024, 1, smolensk, {"name": "Вечер"})
    year = year_of(coordinator, 2024, APPROVED)
    assert comparison_of(year) is None
    assert by_quarter(year).all.before is None
    assert facts_of(year).before is None
