"""The rows of the official table as they are drawn."""

import datetime

import pytest
from django.utils import timezone

from reports.models import Submission
from reports.queries import consolidated
from tests.factories import (
    make_event,
    make_municipality,
    make_partner,
    make_submission,
)

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def test_links_of_more_rows_than_are_read_at_once_stay_with_their_events(period, vyazma, monkeypatch):
    monkeypatch.setattr(consolidated, "AT_ONCE", 2)
    submission = make_submission(period, vyazma)
    partners = [make_partner(f"г. Город {number}") for number in range(5)]
    for partner in partners:
        make_event(submission, name=f"В {partner.name}", partners=[[partner.pk, partner.name]])
    table = consolidated.consolidated_table(period, consolidated.EVERY, with_facts=True)
    rows = [(row.name, row.facts.partners) for section in table.sections for row in section.rows]
    assert rows == [(f"В {partner.name}", (partner.name,)) for partner in partners]


def test_only_approved_reports_are_in_the_table_and_nil_ones_have_no_section(period, smolensk, vyazma):
    rudnya = make_municipality("Руднянский")
    make_submission(period, smolensk, state="approved", events=2)
    make_submission(period, vyazma, state="approved", is_nil=True)
    make_submission(period, rudnya, state="submitted")
    table = consolidated.consolidated_table(period)
    assert [len(list(section.rows)) for section in table.sections] == [2]


def test_what_is_no_release_says_of_what_day_it_is(period, smolensk, monkeypatch):
    monkeypatch.setattr(consolidated.timezone, "localdate", lambda: datetime.date(2026, 11, 29))
    make_submission(period, smolensk, state="submitted")
    submission = Submission.objects.with_names().select_related("period").get(municipality=smolensk)
    assert consolidated.own_table(submission).project == "проект, на 29.11.2026, отчёт не принят"
    submission.state = "approved"
    assert consolidated.own_table(submission).project == "проект, на 29.11.2026, отчёт принят"


def test_a_consolidated_table_says_how_many_reports_it_holds_of_how_many(period, smolensk, vyazma, monkeypatch):
    """A nil report is in it, too: it says that there is nothing to print."""
    monkeypatch.setattr(consolidated.timezone, "localdate", lambda: datetime.date(2026, 12, 1))
    others = [make_municipality(name) for name in ("Руднянский", "Ельнинский")]
    make_submission(period, smolensk, state="approved", events=2)
    make_submission(period, vyazma, state="approved", is_nil=True)
    make_submission(period, others[0], state="submitted")
    make_submission(period, others[1], state="draft")
    words = {
        scope: consolidated.as_project(consolidated.consolidated_table(period, scope), period, scope).project
        for scope in consolidated.STATES
    }
    assert words == {
        "approved": "проект, на 01.12.2026, вошли 2 из 4",
        "handed-in": "проект, на 01.12.2026, вошли 3 из 4",
        "every": "проект, на 01.12.2026, вошли 4 из 4",
    }


def test_one_report_has_come_in_singular(period, smolensk, monkeypatch):
    monkeypatch.setattr(consolidated.timezone, "localdate", lambda: datetime.date(2026, 12, 1))
    make_submission(period, smolensk, state="approved", events=2)
    table = consolidated.as_project(consolidated.consolidated_table(period), period)
    assert table.project == "проект, на 01.12.2026, вошёл 1 из 2"


@pytest.mark.parametrize(("events", "rows"), [(0, 15), (2, 15), (7, 17)])
def test_a_form_has_room_for_ten_rows_more_and_for_fifteen_in_all(period, smolensk, events, rows):
    make_submission(period, smolensk, events=0)
    submission = Submission.objects.with_names().select_related("period").get(municipality=smolensk)
    for number in range(events):
        make_event(submission, name=f"Событие {number}")
    table = consolidated.form_table(submission)
    assert (len(table.sections[0].rows), table.project, table.signature) == (rows, "", None)


def test_a_heading_is_printed_with_a_capital_letter_and_the_rest_as_it_is():
    assert consolidated.printed_heading("муниципальное образование «Вяземский район»").startswith("Муниципальное обр")
    assert consolidated.printed_heading("") == ""


def test_a_file_has_the_time_of_its_quarter_and_not_of_its_drawing(period):
    assert consolidated.fixed_time(period) == consolidated.fixed_time(period)
    assert timezone.localdate(consolidated.fixed_time(period)) == period.ends_on
