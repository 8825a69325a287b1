"""What a careful reader asks: one rule, one test."""

import datetime

import pytest
from django.utils import timezone

from reports.actions import events
from reports.prose.words import write_date
from reports.rules.findings import check_event, check_report, for_checking
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(period, smolensk, smolensk_officer):
    """Function values → [(level, rule, field), …] of one event with these values."""

    def check(**values):
        submission = factories.make_submission(period, smolensk)
        event = factories.make_event(submission, **values)
        [event] = for_checking(submission.events.filter(pk=event.pk))
        return [(f.level, f.rule, f.field) for f in check_event(event, period)]

    return check


def test_a_complete_event_raises_no_question(found):
    assert found() == []


@pytest.mark.parametrize("field", ["place_text", "period_text", "purpose", "participants"])
def test_a_missing_text_is_an_error(found, field):
    assert found(**{field: ""}) == [("error", "missing_text", field)]


def test_a_period_that_is_not_understood_is_asked_about(found):
    assert found(period_text="по согласованию") == [("warning", "period_not_understood", "period_text")]


def test_an_event_outside_the_window_asks_for_a_reason_once(found):
    assert found(period_text="31 августа 2024 года") == [("warning", "outside_window", "window_reason")]
    assert found(period_text="31 августа 2024 года", window_reason="Не вошло в прошлый отчёт") == []


def test_an_event_that_overlaps_the_window_is_inside(found):
    assert found(period_text="10 августа – 1 сентября 2024 года") == []


def test_a_place_without_a_country_is_asked_about(found):
    assert found(place_text="г. Красноармейск") == [("warning", "place_not_understood", "place_text")]


def test_a_remote_event_needs_no_country(found):
    assert found(place_text="В дистанционном формате") == []


def test_days_pinned_for_another_text_ask_to_be_confirmed(period, smolensk, smolensk_officer):
    submission = factories.make_submission(period, smolensk)
    event = factories.make_event(submission, period_text="осенью", period_pin=["2024-10-01", "2024-10-05", "day"])
    event = events.save_event(event, by=smolensk_officer, values={"period_text": "в октябре"}, base_version=1)
    [event] = for_checking(submission.events.all())
    assert [f.rule for f in check_event(event, period)] == ["period_pinned_for_other_text"]


def test_an_agreement_that_the_text_does_not_name_is_asked_about(found):
    agreement = {"kind": "agreement", "title": "Соглашение о сотрудничестве", "parties": ""}
    assert found(agreements=[agreement]) == [("warning", "agreement_not_in_text", "purpose")]
    named = "Подписано Соглашение о сотрудничестве между двумя городами"
    assert found(agreements=[agreement], purpose=named) == []


def test_a_document_that_the_text_signs_and_nobody_entered_is_asked_about(found):
    signed = "Обмен опытом. Подписано Соглашение о сотрудничестве и План мероприятий на 2025 год"
    question = ("warning", "document_not_entered", "purpose")
    agreement = {"kind": "agreement", "title": "Соглашение о сотрудничестве", "parties": ""}
    plan = {"kind": "roadmap", "title": "План мероприятий на 2025 год", "parties": ""}
    assert found(purpose=signed) == [question, question]
    assert found(purpose=signed, agreements=[agreement]) == [question]
    assert found(purpose=signed, agreements=[agreement, plan]) == []


def test_a_document_of_the_same_kind_is_the_one_that_was_meant(found):
    """One question is enough: that the entered title is not in the text."""
    agreement = {"kind": "agreement", "title": "Соглашение о дружбе", "parties": ""}
    questions = found(purpose="Подписано соглашение о сотрудничестве", agreements=[agreement])
    assert questions == [("warning", "agreement_not_in_text", "purpose")]


@pytest.mark.parametrize(
    "purpose",
    [
        "Встреча в рамках реализации Соглашения о сотрудничестве от 2012 года",
        "Соглашение о сотрудничестве было подписано в 2019 году",
        "Планируется подписать договор о дружбе",
        "Участники подписали открытки",
    ],
)
def test_a_document_that_is_only_mentioned_is_not_asked_for(found, purpose):
    assert found(purpose=purpose) == []


def test_a_total_that_the_text_does_not_name_is_asked_about(found):
    assert found(total=180) == [("warning", "total_not_in_text", "participants")]
    assert found(total=1800, participants="Всего 1\u00a0800 человек") == []


def test_an_event_entered_twice_is_asked_about_on_both(period, smolensk, smolensk_officer):
    submission = factories.make_submission(period, smolensk)
    factories.make_event(submission)
    factories.make_event(submission, name=factories.EVENT["name"].upper())
    factories.make_event(submission, name="Другое")
    found = check_report(for_checking(submission.events), period)
    assert [(f.rule, f.event.name) for f in found] == [
        ("entered_twice", factories.EVENT["name"]),
        ("entered_twice", factories.EVENT["name"].upper()),
    ]


def test_checking_a_report_costs_the_same_queries_whatever_its_size(
    period, smolensk, smolensk_officer, django_assert_num_queries
):
    submission = factories.make_submission(period, smolensk)
    for number in range(3):
        factories.make_event(submission, name=str(number))
    with django_assert_num_queries(1):
        check_report(for_checking(submission.events), period)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, "в отчёт вносят то, что уже прошло"),
        ({"total": 20, "participants": "Участвовали 20 человек"}, "его итог уже записан"),
        ({"purpose": "Подписано Соглашение о сотрудничестве"}, "его итог уже записан"),
    ],
)
def test_an_event_of_the_future_asks_and_more_so_with_a_result(period, smolensk, smolensk_officer, values, says):
    """A report tells what has been; the year is the usual mistake."""
    submission = factories.make_submission(period, smolensk)
    ahead = timezone.localdate() + datetime.timedelta(days=40)
    event = factories.make_event(submission, period_text=write_date(ahead), **values)
    [event] = for_checking(submission.events.filter(pk=event.pk))
    [found] = [one for one in check_event(event, period) if one.rule == "not_yet_over"]
    assert (found.level, found.field) == ("warning", "period_text")
    assert says in found.text


def test_an_event_of_today_has_begun(found):
    assert all(rule != "not_yet_over" for _, rule, _ in found(period_text=write_date(timezone.localdate())))
