"""What `load_demo` leaves, loaded once for this file: the scenes end as the fixtures tell, again changes nothing."""

import datetime
import json
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from municipalities.lists.fixtures import FIXTURES
from municipalities.models import Country, Municipality, Officer, User
from reports.actions import conversions
from reports.models import Conversion, Event, EventRevision, Notice, Period, Remark, StateChange, Submission, Twin
from reports.prose.places.countries import COUNTRIES
from reports.rules.findings import check_report, for_checking

DEMO = json.loads((FIXTURES / "demo.json").read_text(encoding="utf-8"))

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def debug(settings):
    settings.DEBUG = True


def load(*options):
    out = StringIO()
    call_command("load_demo", *options, stdout=out)
    return out.getvalue()


def everything():
    """All rows of our tables."""
    models = [model for label in ("municipalities", "reports") for model in apps.get_app_config(label).get_models()]
    return {model.__name__: sorted(model.objects.values_list(), key=lambda row: str(row[0])) for model in models}


def scene(key):
    """(the fixture's scene, its period)"""
    told = DEMO["periods"][key]
    period = (
        Period.objects.get(year=2024, quarter=4) if told["year"] else Period.objects.order_by("year", "quarter").last()
    )
    return told, period


@pytest.fixture(scope="module")
def loaded(made_once):
    """The demo data, loaded in two steps, with what was there after the first. Once for this file, on a server that has
    LibreOffice."""
    with made_once(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DEBUG", True)
        patch.setattr(settings, "IMPORT_WORKER", "service")
        patch.setattr(conversions, "is_possible", lambda: True)
        load("--lists-only")
        first = [model.objects.count() for model in (Municipality, Country, User, Period)]
        load()
        return first


def test_loading_again_changes_nothing_and_says_so(loaded):
    before = everything()
    assert "ничего не изменено" in load()
    assert everything() == before


def test_lists_only_loads_lists_and_users_and_no_period(loaded):
    assert loaded == [27, len(COUNTRIES), len(DEMO["users"]), 0]
    assert Period.objects.count() == len(DEMO["periods"]) + len(DEMO["past"])


def test_the_scenes_end_as_the_fixtures_tell(loaded):
    """Every word of both scenes: states, people, moments, events, remarks, edits, dates. Nothing is left in a queue,
    where the server has LibreOffice."""
    assert not Conversion.objects.exists()
    for key in DEMO["periods"]:
        told, period = scene(key)
        _states_are_as_told(told, period)
        _moves_are_as_told(told, period)
        _remarks_are_as_told(told, period)
        _nothing_is_of_the_future(period)
        _people_were_told_when_it_happened(period)
    _dates_are_as_told()
    _events_of_the_current_quarter_are_as_told()
    _edits_left_their_history()
    _the_returned_report_can_be_worked_on()
    _the_planted_findings_are_found()
    _past_quarters_went_out()


def _past_quarters_went_out():
    """Each is closed in its own time, with a release that holds all its events and joint pairs."""
    past = Period.objects.filter(closed_at__isnull=False).order_by("year", "quarter")
    assert [len(one["events"]) for one in DEMO["past"]] == [len(period.releases.get().rows) for period in past]
    assert Twin.objects.filter(answer="joint").count() == sum(len(one["joint"]) for one in DEMO["past"])
    for period in past:
        assert (
            timezone.localdate(period.closed_at) == timezone.localdate(period.releases.get().at) == period.hard_deadline
        )
        assert period.submissions.filter(state="approved", is_nil=True).count() == 6
        assert not check_report(for_checking(Event.objects.filter(submission__period=period)), period)


def _people_were_told_when_it_happened(period):
    moves = set(StateChange.objects.filter(submission__period=period).values_list("submission", "at"))
    told = set(Notice.objects.filter(submission__period=period).values_list("submission", "at"))
    assert told and told <= moves


def _states_are_as_told(told, period):
    expected = {
        one["municipality"]: (one["state"], one["nil"], bool(one["extended_to"]), one["extension_reason"])
        for one in told["submissions"]
    }
    found = {
        one.municipality.short_name: (one.state, one.is_nil, bool(one.extended_to), one.extension_reason)
        for one in period.submissions.select_related("municipality")
    }
    assert len(found) == 27
    nothing = ("draft", False, False, "")
    assert found == {name: expected.get(name, nothing) for name in found}


def _moves_are_as_told(told, period):
    for one in told["submissions"]:
        submission = period.submissions.get(municipality__short_name=one["municipality"])
        changes = submission.state_changes.exclude(move="extend").select_related("by").order_by("at")
        assert [(c.move, c.by.username, c.at, c.note) for c in changes] == [
            (move["move"], move["by"], _moment(move["at"]), move["note"]) for move in one["moves"]
        ]
        if one["moves"]:
            assert submission.first_submitted_at == _moment(one["moves"][0]["at"])
        assert submission.state != "submitted" or submission.submitted_at == _moment(one["moves"][-1]["at"])
        assert submission.state != "approved" or submission.approved_at == _moment(one["moves"][-1]["at"])
        assert submission.state != "returned" or submission.returned_at == _moment(one["moves"][-1]["at"])


def _remarks_are_as_told(told, period):
    found = Remark.objects.filter(submission__period=period).select_related("submission__municipality")
    assert sorted(
        (r.submission.municipality.short_name, r.text, r.state, r.at, r.answer, r.answered_at, r.accepted_at)
        for r in found
    ) == sorted(
        (
            r["municipality"],
            r["text"],
            r["state"],
            _moment(r["at"]),
            r["answer"],
            _moment(r["answered_at"]),
            _moment(r["accepted_at"]),
        )
        for r in told["remarks"]
    )
    assert all(remark.event is None or remark.event.submission == remark.submission for remark in found)


def _nothing_is_of_the_future(period):
    """And nobody wrote into a report before the quarter was opened, or read an event before it was entered."""
    opened = period.changes.get().at
    now = timezone.now()
    changes = StateChange.objects.filter(submission__period=period)
    revisions = EventRevision.objects.filter(event__submission__period=period)
    moments = [*changes.values_list("at", flat=True), *revisions.values_list("at", flat=True)]
    assert opened < min(moments)
    assert max(moments) < now
    for event in Event.objects.filter(submission__period=period).prefetch_related("revisions"):
        versions = [revision.at for revision in event.revisions.all()]
        assert versions == sorted(versions)
        assert (event.created_at, event.changed_at) == (versions[0], versions[-1])


def _dates_are_as_told():
    _, period = scene("2024-4")
    assert [period.window_from, period.window_to, period.deadline, period.hard_deadline] == [
        datetime.date(2024, 9, 1),
        datetime.date(2024, 12, 31),
        datetime.date(2025, 1, 20),
        datetime.date(2025, 1, 31),
    ]
    _, current = scene("current")
    today = timezone.localdate()
    assert current.ends_on < today
    assert current.deadline == today - datetime.timedelta(days=2)
    assert current.takes_reports
    assert Period.objects.current() == current


def _events_of_the_current_quarter_are_as_told():
    told, period = scene("current")
    for one in told["events"]:
        event = Event.objects.get(submission__period=period, name=one["name"])
        assert event.submission.municipality.short_name == one["municipality"]
        assert (event.place_text, event.purpose, event.participants) == (
            one["place"],
            one["purpose"],
            one["participants"],
        )
        assert (event.total, event.total_foreign) == (one["total"], one["foreign"])
        assert (event.window_reason, event.exclusion_reason) == (one["window_reason"], one["leave_out_reason"])
        assert event.partners.count() == len(one["partners"])
        assert [a.title for a in event.agreements.all()] == [a["title"] for a in one["agreements"]]
        assert "{" not in event.period_text


def _edits_left_their_history():
    told, period = scene("2024-4")
    file = json.loads((FIXTURES / told["events_file"]).read_text(encoding="utf-8"))
    for edit in told["edits"]:
        now = next(event for event in file["events"] if event["number"] == edit["event_number"])
        event = Event.objects.get(submission__period=period, name=now["name"], period_text=now["dates"])
        first, second = event.revisions.all()
        assert {key: first.content[key] for key in edit["before"]} == edit["before"]
        assert {key: second.content[key] for key in edit["before"]} == {key: now[key] for key in edit["before"]}
        assert (second.by.username, second.at) == (edit["by"], _moment(edit["at"]))


def _the_returned_report_can_be_worked_on():
    report = Submission.objects.get(period__year=2024, municipality__short_name="Вяземский")
    assert report.is_open_for_officers
    assert report.days_late == 0
    assert Officer.objects.current().filter(user__username="vyazma", municipality=report.municipality).exists()


def _the_planted_findings_are_found():
    told, period = scene("current")
    planted = {3: "agreement_not_in_text", 6: "missing_text", 7: "period_not_understood"}
    events = Event.objects.filter(submission__period=period)
    rules = {(finding.event.name, finding.rule) for finding in check_report(for_checking(events), period)}
    for one in told["events"]:
        if one["number"] in planted:
            assert (one["name"], planted[one["number"]]) in rules
        if one["number"] == 4:
            assert (one["name"], "outside_window") not in rules


def _moment(told):
    if not told:
        return None
    day, clock = told.split()
    if day[0] in "+-":
        day = timezone.localdate() + datetime.timedelta(days=int(day))
    else:
        day = datetime.date.fromisoformat(day)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.fromisoformat(clock)))
