"""Answers to what is offered from earlier quarters, the rows that they make, and the undo of both."""

import pytest

from reports.actions import events, expected
from reports.models import Expected
from reports.queries.expected import offered
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

Answer = Expected.Answer


@pytest.fixture
def report(smolensk, smolensk_officer):
    return factories.make_submission(factories.make_period(2025, 4), smolensk, events=0, officer=smolensk_officer)


@pytest.fixture
def before(report, smolensk):
    """Three events of a year ago."""
    past = factories.make_submission(factories.make_period(2024, 4), smolensk, events=0)
    return [factories.make_event(past, name=f"{number} фестиваль «Две реки»: {word}") for number, word in NAMES]


NAMES = (("XX", "хоры"), ("II", "танцы"), ("V", "ремёсла"))


def answered(report, before, by, *answers):
    pairs = zip((event.uid for event in before), answers, strict=True)
    return expected.answer_offers(report, by=by, answers={uid: answer for uid, answer in pairs if answer})


def test_what_was_held_comes_as_a_row_and_all_answers_are_kept(report, before, smolensk_officer):
    rows, _, _ = answered(report, before, smolensk_officer, Answer.HELD, Answer.NOT_HELD, None)
    assert [row.name for row in rows] == ["XXI фестиваль «Две реки»: хоры"]
    assert [offer.event for offer in offered(report)] == [before[2]]
    assert Expected.objects.get(event=before[0]).taken == rows[0]


def test_one_undo_takes_back_the_rows_and_the_answers(report, before, smolensk_officer):
    _, after, until = answered(report, before, smolensk_officer, Answer.HELD, Answer.LATER, Answer.HELD)
    assert expected.take_back(report, by=smolensk_officer, after=after, until=until) == (2, 0)
    assert [offer.event for offer in offered(report)] == before
    assert not report.events.present().exists()


def test_a_row_that_was_written_on_stays_when_the_rest_is_taken_back(report, before, smolensk_officer):
    rows, after, until = answered(report, before, smolensk_officer, Answer.HELD, Answer.HELD, None)
    events.save_event(rows[0], by=smolensk_officer, values={"purpose": "Своё"}, base_version=1)
    assert expected.take_back(report, by=smolensk_officer, after=after, until=until) == (1, 1)
    assert report.events.present().get() == rows[0]


def test_an_undo_touches_no_answers_of_another_press(report, before, smolensk_officer):
    answered(report, before, smolensk_officer, Answer.HELD, None, None)
    _, after, until = answered(report, before, smolensk_officer, None, Answer.HELD, None)
    expected.take_back(report, by=smolensk_officer, after=after, until=until)
    assert [event.name for event in report.events.present()] == ["XXI фестиваль «Две реки»: хоры"]


def test_a_full_report_takes_none_and_keeps_no_answer(report, before, smolensk_officer, monkeypatch):
    monkeypatch.setattr("reports.rules.event_limits.MOST_EVENTS", 1)
    with pytest.raises(events.ReportFull):
        answered(report, before, smolensk_officer, Answer.HELD, Answer.HELD, None)
    assert not Expected.objects.exists()
    assert not report.events.exists()


def test_what_is_offered_again_was_put_aside_before(report, before, smolensk_officer):
    answered(report, before, smolensk_officer, Answer.HELD, Answer.NOT_HELD, Answer.LATER)
    expected.offer_again(report, by=smolensk_officer, event=before[1])
    expected.offer_again(report, by=smolensk_officer, event=before[0])  # it is a row: nothing to offer
    assert [offer.event for offer in offered(report)] == [before[1]]


def test_one_event_of_any_past_report_can_be_taken(report, smolensk, smolensk_officer):
    old = factories.make_submission(factories.make_period(2019, 2), smolensk, events=0)
    event = factories.make_event(old, name="Слёт «Дружба-2019»", period_text="5 мая 2019 года")
    row = expected.take_event(event, report, by=smolensk_officer)
    assert (row.name, row.period_text) == ("Слёт «Дружба-2019»", "")
    assert report.events.present().get() == row


def test_an_event_of_another_municipality_cannot_be_taken(report, vyazma, smolensk_officer):
    other = factories.make_event(factories.make_submission(factories.make_period(2024, 4), vyazma))
    with pytest.raises(events.NotEditable):
        expected.take_event(other, report, by=smolensk_officer)
