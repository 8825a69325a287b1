"""«Привести к образцу»: what is offered, what is taken, and the way back."""

import re

import pytest
from django.urls import reverse

from reports.actions import events as event_actions
from reports.actions import workflow
from reports.models import Event, EventRevision
from tests import factories

pytestmark = pytest.mark.django_db

PURPOSE = 'Ансамбль "Заря" получил 3 диплом'
RIGHT = "Ансамбль «Заря» получил 3 диплома"


@pytest.fixture
def report(smolensk, smolensk_officer):
    return factories.make_submission(factories.make_period(), smolensk, events=0, officer=smolensk_officer)


@pytest.fixture
def event(report):
    return factories.make_event(report, purpose=PURPOSE)


@pytest.fixture
def officer(client_of, smolensk_officer):
    return client_of(smolensk_officer)


def page(report):
    return reverse("house_style", args=[report.pk])


def as_ticked(officer, report):
    """What the page sends when nothing on it is ticked or unticked by hand."""
    boxes = re.findall(r'name="(take|unseen)"\s+value="([^"]*)" checked', officer.get(page(report)).content.decode())
    return {
        "take": [key for name, key in boxes if name == "take"],
        **{name: key for name, key in boxes if name == "unseen"},
    }


def purpose_of(event):
    return Event.objects.get(pk=event.pk).purpose


def test_the_page_shows_each_suggestion_with_its_reason(officer, report, event):
    words = officer.get(page(report)).content.decode()
    assert "число и слово не согласованы" in words
    assert "кавычки-ёлочки" in words
    assert words.count('name="take"') == 2


def test_everything_is_corrected_in_one_go_and_taken_back_in_one(officer, report, event):
    answer = officer.post(page(report), as_ticked(officer, report), follow=True)
    assert purpose_of(event) == RIGHT
    assert "Исправлено в 1\u00a0строке" in answer.content.decode()
    undo = next(iter(answer.context["messages"])).extra_tags
    officer.post(undo)
    assert purpose_of(event) == PURPOSE
    causes = list(EventRevision.objects.filter(event=event).values_list("cause", flat=True))
    assert causes == ["created", "house_style", "restored"]


def test_only_what_is_ticked_is_corrected(officer, report, event):
    quotes = next(a for a in officer.get(page(report)).context["rows"][0][1] if a[0].suggestion.rule == "quotes")[0]
    officer.post(page(report), {"take": quotes.key})
    assert purpose_of(event) == "Ансамбль «Заря» получил 3 диплом"


def test_nothing_ticked_says_so_and_changes_nothing(officer, report, event):
    answer = officer.post(page(report), {})
    assert "Отметьте хотя бы одно исправление" in answer.content.decode()
    assert purpose_of(event) == PURPOSE


@pytest.mark.parametrize("rubbish", ["x", "\x00", "a.b.c", "9" * 5000])
def test_advice_that_is_none_is_passed_over(officer, report, event, rubbish):
    assert officer.post(page(report), {"take": rubbish}).status_code == 200
    assert purpose_of(event) == PURPOSE


def test_advice_for_a_text_that_has_changed_since_is_passed_over(officer, report, event, smolensk_officer):
    key = officer.get(page(report)).context["rows"][0][1][0][0].key
    event_actions.save_event(event, by=smolensk_officer, values={"purpose": "Встреча"}, base_version=1)
    officer.post(page(report), {"take": key})
    assert purpose_of(event) == "Встреча"


def test_taking_back_leaves_what_was_changed_since(officer, report, event, smolensk_officer):
    answer = officer.post(page(report), as_ticked(officer, report), follow=True)
    undo = next(iter(answer.context["messages"])).extra_tags
    event_actions.save_event(event, by=smolensk_officer, values={"purpose": "Новый текст"}, base_version=2)
    answer = officer.post(undo, follow=True)
    assert purpose_of(event) == "Новый текст"
    assert "оставлены: 1" in answer.content.decode()


def test_a_report_in_the_house_style_says_so(officer, report):
    factories.make_event(report)
    officer.post(page(report), as_ticked(officer, report))
    assert "Исправлять нечего" in officer.get(page(report)).content.decode()


def test_a_report_that_is_handed_in_is_not_corrected_by_its_officer(officer, report, event, smolensk_officer):
    workflow.submit(report, by=smolensk_officer)
    assert officer.post(page(report), as_ticked(officer, report)).status_code == 409
    assert purpose_of(event) == PURPOSE


def test_who_may_not_correct_now_is_told_why_and_how_to_go_on(
    officer, client_of, coordinator, report, event, smolensk_officer
):
    """In the same words as beside a row."""
    assert "Внести за муниципалитет" in client_of(coordinator).get(page(report)).content.decode()
    workflow.submit(report, by=smolensk_officer)
    assert "отзовите отчёт" in officer.get(page(report)).content.decode()


def test_a_nil_report_is_not_said_to_be_with_its_officer(client_of, coordinator, report, smolensk_officer):
    workflow.declare_nil(report, by=smolensk_officer)
    assert "Верните его на доработку" in client_of(coordinator).get(page(report)).content.decode()


@pytest.mark.parametrize("events", [1, 50])
def test_the_page_asks_the_same_queries_whatever_the_number_of_rows(officer, report, events, django_assert_num_queries):
    for _ in range(events):
        factories.make_event(report, purpose=PURPOSE)
    officer.get(page(report))  # reads the lists that a process keeps
    with django_assert_num_queries(5):
        officer.get(page(report))


def test_what_changes_facts_is_never_corrected_with_all_the_rest(officer, report):
    event = factories.make_event(report, period_text="4 ноября", purpose=PURPOSE)
    officer.post(page(report), as_ticked(officer, report))
    event.refresh_from_db()
    assert (event.period_text, event.purpose) == ("4 ноября", RIGHT)
