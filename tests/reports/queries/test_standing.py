"""How a quarter stands, and who was reminded last."""

import pytest

from reports.actions import extensions, reminders
from reports.queries.standing import last_reminders, standing_of
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_quarter_stands_by_what_its_reports_wait_for(smolensk, vyazma, vyazma_officer, coordinator, smolensk_officer):
    rudnya = factories.make_municipality("Руднянский")
    period = factories.make_period()
    factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer)
    asking = factories.make_submission(period, vyazma)
    extensions.ask(asking, by=vyazma_officer, reason="Отпуск")
    factories.make_submission(period, rudnya, state="returned", coordinator=coordinator)
    standing = standing_of(period)
    assert standing.words == "ждут решения 1, не сдали 1, просят срок 1, на доработке 1"
    assert standing.lines == [
        "Ждут решения 1: город Смоленск",
        "Не сдали 1: Вяземский район",
        "Просят срок 1: Вяземский район",
        "На доработке 1: Руднянский район",
    ]


def test_the_last_reminder_of_a_report_is_found(smolensk, smolensk_officer, coordinator):
    report = factories.make_submission(factories.make_period(), smolensk)
    assert last_reminders([report]) == {}
    reminders.remind_by_hand([report], by=coordinator)
    assert last_reminders([report])[report.pk].by == coordinator
