"""Several rows in one step, and the one undo."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from reports.actions import events, series
from reports.models import Event
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

KEY = uuid.UUID(int=7)
ROWS = [{**factories.EVENT, "name": f"Участие в конкурсе «{name}»"} for name in ("Vivaldi", "Кленовый лист")]
AIM = "Поддержка молодых музыкантов."


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk, events=0, officer=smolensk_officer)


@pytest.fixture
def shared(report, smolensk_officer):
    """Two rows of one aim, and one of another."""
    texts = (f"{AIM} 1 диплом", f"{AIM} 2 диплома", "Дружба")
    return [factories.make_event(report, by=smolensk_officer, name=text, purpose=text) for text in texts]


def purposes(report):
    return list(report.events.present().order_by("pk").values_list("purpose", flat=True))


def test_a_series_comes_in_one_step_and_goes_by_one_undo(report, smolensk_officer):
    made, after, until = series.create_series(report, by=smolensk_officer, rows=ROWS, key=KEY)
    assert [row.name for row in made] == [row["name"] for row in ROWS]
    assert series.take_back(report, by=smolensk_officer, after=after, until=until) == (2, 0)
    assert not report.events.present().exists()


def test_the_same_form_sent_twice_makes_its_rows_once(report, smolensk_officer):
    series.create_series(report, by=smolensk_officer, rows=ROWS, key=KEY)
    assert series.create_series(report, by=smolensk_officer, rows=ROWS, key=KEY)[0] == []
    assert report.events.count() == 2


def test_one_row_that_cannot_be_made_makes_none(report, smolensk_officer):
    with pytest.raises(ValidationError):
        series.create_series(report, by=smolensk_officer, rows=[*ROWS, {**ROWS[0], "name": "а" * 5000}], key=KEY)
    assert not Event.objects.exists()


def test_a_row_that_was_written_on_stays(report, smolensk_officer):
    made, after, until = series.create_series(report, by=smolensk_officer, rows=ROWS, key=KEY)
    events.save_event(made[1], by=smolensk_officer, values={"purpose": "Своё"}, base_version=1)
    assert series.take_back(report, by=smolensk_officer, after=after, until=until) == (1, 1)
    assert report.events.present().get() == made[1]


def test_shared_words_are_changed_in_every_row_named_and_given_back_by_one_undo(report, shared, smolensk_officer):
    before = purposes(report)
    _, after, until = series.change_together(
        report, by=smolensk_officer, field="purpose", old=AIM, new="Новая цель.", uids=[row.uid for row in shared]
    )
    assert purposes(report) == ["Новая цель. 1 диплом", "Новая цель. 2 диплома", "Дружба"]
    assert series.take_back(report, by=smolensk_officer, after=after, until=until) == (2, 0)
    assert purposes(report) == before


def test_a_row_that_is_not_named_keeps_its_words(report, shared, smolensk_officer):
    series.change_together(report, by=smolensk_officer, field="purpose", old=AIM, new="Новая.", uids=[shared[0].uid])
    assert purposes(report)[1] == f"{AIM} 2 диплома"
