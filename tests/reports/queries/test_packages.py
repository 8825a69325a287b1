"""What a covering letter is told of a quarter: who has rows, who has none, which documents the rows brought."""

import pytest

from municipalities.models import User
from reports.actions.releases import make_release
from reports.models import Agreement, Event, FoundDocument
from reports.queries.packages import list_of, name_of, short_name_of, signed_in, standing_of, values_of
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def quarter(coordinator):
    """Function: name → the state of a municipality's report; makes them all, and the release."""
    people = [factories.make_user(f"officer{number}") for number in range(9)]

    def make(left_out="", **states):
        municipalities = [factories.make_municipality(name) for name in states]
        for person, municipality in zip(people, municipalities, strict=False):
            factories.make_officer(person, municipality)
        period = factories.make_period()
        for person, municipality, state in zip(people, municipalities, states.values(), strict=False):
            if state:
                how = {"state": state.removeprefix("nil "), "is_nil": state.startswith("nil ")}
                factories.make_submission(period, municipality, officer=person, coordinator=coordinator, **how)
        of_it = Event.objects.filter(submission__municipality__short_name=left_out)
        of_it.update(is_included=False, exclusion_reason="не международное")
        return make_release(period, by=coordinator)

    return make


def bare(values, name):
    return values[name].replace("\u00a0", " ")


def test_those_who_said_nothing_are_not_those_who_had_nothing(quarter):
    states = {"А": "approved", "Б": "nil approved", "В": "", "Г": "submitted", "Д": "returned", "Е": "nil submitted"}
    standing = standing_of(quarter(**states))
    assert (standing.held, standing.nil) == (1, 1)
    assert (standing.silent, standing.waiting, standing.left_out) == (
        ["В район"],
        ["Г район", "Д район", "Е район"],
        [],
    )


def test_a_report_whose_rows_were_left_out_is_named(quarter):
    release = quarter(А="approved", Б="approved", left_out="Б")
    assert standing_of(release).left_out == ["Б район"]


def test_in_all_the_others_nothing_was_held(quarter):
    release = quarter(А="approved", Б="nil approved", В="nil approved")
    values = values_of(release, 0, "")
    assert bare(values, "остальные") == "В остальных 2 муниципальных образованиях мероприятия не проводились."
    assert values["проверка"] == "", "without an address there is nothing to say"


def test_documents_are_those_of_the_rows_in_their_order(quarter):
    release = quarter(А="approved", Б="approved")
    events = [Event.objects.get(uid=row["uid"]) for row in release.rows]
    Agreement.objects.create(event=events[1], title="Второй")
    Agreement.objects.create(event=events[0], title="Первый")
    Agreement.objects.create(found_in=events[1], title="Из текста")
    Agreement.objects.create(event=events[0], title="Позже", words_version=9)
    found = signed_in(release)
    assert [(one.number, one.document.title) for one in found] == [(1, "Первый"), (2, "Второй"), (2, "Из текста")]
    assert [row[1] for row in list_of(release, found).rows] == ["Первый", "Второй", "Из текста"]


def test_nothing_is_said_of_documents_while_some_wait_to_be_entered(quarter):
    release = quarter(А="approved")
    assert bare(values_of(release, 0, ""), "документы") == "Документы в этом квартале не подписывались."
    event = Event.objects.get()
    FoundDocument.objects.create(event=event, version=1, key="x", kind="agreement", title="О дружбе", words="подписан")
    assert values_of(release, 0, "")["документы"] == ""


def test_an_addendum_is_called_so(quarter):
    release = quarter(А="approved", Б="")
    assert name_of(release).startswith("сводный отчёт о мероприятиях") and "проведённых" in name_of(release)
    report = release.period.submissions.get(municipality__short_name="Б")
    factories.make_event(report)
    factories.move_to(report, "approved", officer=User.objects.get(username="officer1"), coordinator=release.by)
    addendum = make_release(release.period, by=release.by)
    assert name_of(addendum).startswith("дополнение № 1 к отчёту о мероприятиях")
    assert short_name_of(addendum) == "Дополнение № 1 к сводному отчёту за IV квартал 2024 года"
    assert bare(values_of(addendum, 0, ""), "сведения") == "В дополнение включена 1 новая строка."
    assert standing_of(addendum).held == 2 and standing_of(release).waiting == ["Б район"]
