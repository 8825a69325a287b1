"""What stands behind the table of a year."""

import datetime

import pytest
from django.utils import timezone

from municipalities.models import Partnership
from reports.files.annex import Heading, Total
from reports.models import Agreement
from reports.queries.consolidated import APPROVED
from reports.queries.year import year_of
from reports.queries.year_annexes import annexes_of, before_heading, difference, documents_of_year
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def test_documents_are_those_signed_and_those_over_in_the_year(period, smolensk, coordinator):
    """What ends later in this year is still in force."""
    partner = factories.make_partner(municipality=smolensk)
    [link] = Partnership.objects.filter(partner=partner)
    this_year = timezone.localdate().year
    for title, signed, until in (
        ("Подписано в этом году", (this_year, 1, 1), None),
        ("Истекло в этом году", (this_year - 3, 5, 5), timezone.localdate() - datetime.timedelta(days=1)),
        ("Ещё действует", (this_year - 3, 5, 5), datetime.date(this_year, 12, 31)),
        ("Давнее", (this_year - 5, 5, 5), datetime.date(this_year - 1, 5, 5)),
    ):
        Agreement.objects.create(partnership=link, title=title, signed_on=datetime.date(*signed), valid_until=until)
    factories.make_period(this_year, 1)
    found = documents_of_year(year_of(coordinator, this_year, APPROVED))
    assert [one.title for one in found.signed] == ["Подписано в этом году"]
    over = ["Истекло в этом году"] if timezone.localdate() > datetime.date(this_year, 1, 1) else []
    assert [one.title for one in found.lapsed] == over


def test_the_annexes_are_numbered_and_hold_what_the_page_shows(report_of, smolensk, smolensk_officer, coordinator):
    report_of(2023, 4, smolensk, {"name": "Вечер дружбы"}, {"name": "Концерт"})
    report_of(2024, 4, smolensk, {"name": "Вечер дружбы"})
    factories.make_municipality("Ярцевский")
    documents, quarters, comparison = annexes_of(year_of(coordinator, 2024, APPROVED))
    assert [one.title.split("\n")[0] for one in (documents, quarters, comparison)] == [
        f"Приложение № {number}" for number in (1, 2, 3)
    ]
    assert documents.rows == [Heading("Подписаны в 2024 году: нет"), Heading("Прекратили действие в 2024 году: нет")]
    assert quarters.rows == [("город Смоленск", 1, 1, 2, "−1"), Total(("Всего", 1, 1, 2, "−1"))]
    assert quarters.note == "Без мероприятий: Ярцевский район."
    assert comparison.rows[-1] == (1, "Вечер дружбы", "город Смоленск", 1, 1)
    assert all(sum(column.width_mm for column in one.columns) == 267 for one in (documents, quarters, comparison))


def test_the_years_before_are_named_by_the_quarters_that_are_compared(
    report_of, smolensk, smolensk_officer, coordinator
):
    for year, quarter in ((2023, 3), (2023, 4), (2024, 1), (2024, 3), (2024, 4)):
        report_of(year, quarter, smolensk)
    assert before_heading(year_of(coordinator, 2024, APPROVED)) == "III и IV кварталы 2023 года"
    for year, quarter in ((2023, 1), (2023, 2), (2024, 2)):
        report_of(year, quarter, smolensk)
    assert before_heading(year_of(coordinator, 2024, APPROVED)) == "2023 год"


def test_a_difference_has_its_sign():
    assert [difference(number) for number in (3, 0, -12)] == ["+3", "0", "−12"]
