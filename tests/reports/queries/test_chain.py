"""A history that somebody edits behind the program's back shows it."""

import datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from municipalities.models import Municipality, User
from reports.actions import events, remarks, workflow
from reports.models import ChainLink, EventRevision, Release, StateChange, StoredFile, Submission
from reports.pages.history.views import History
from reports.queries.chain import broken_histories, chain_anew, chain_ends
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database(rows="all")]


@pytest.fixture(scope="module")
def people(made_once):
    """The officer of Смоленск and the coordinator."""
    with made_once():
        officer = factories.make_user("smolensk")
        factories.make_officer(officer, factories.make_municipality("Смоленск"))
        return SimpleNamespace(officer=officer, coordinator=factories.make_user("coordinator", is_coordinator=True))


@pytest.fixture(scope="module")
def written(made_once, people):
    """The key of a report with some history; beside it lies a neighbour's that must not be touched by any of it."""
    with made_once():
        return make_history(people.officer, people.coordinator).pk


@pytest.fixture
def history(db, written):
    return Submission.objects.get(pk=written)


@pytest.fixture
def smolensk_officer(db, people):
    return User.objects.get(pk=people.officer.pk)


@pytest.fixture
def coordinator(db, people):
    return User.objects.get(pk=people.coordinator.pk)


def make_history(smolensk_officer, coordinator):
    smolensk, vyazma = Municipality.objects.get(), factories.make_municipality("Вяземский")
    vyazma_officer = factories.make_user("vyazma")
    factories.make_officer(vyazma_officer, vyazma)
    period = factories.make_period()
    factories.make_submission(period, vyazma, state="approved", officer=vyazma_officer, coordinator=coordinator)
    report = factories.make_submission(period, smolensk, events=2, officer=smolensk_officer)
    event = report.events.first()
    events.save_event(event, by=smolensk_officer, values={"purpose": "Встреча"}, base_version=event.version)
    report = workflow.submit(report, by=smolensk_officer)
    report = workflow.return_for_changes(report, by=coordinator, note="Уточните")
    events.delete_event(event, by=smolensk_officer)
    return workflow.submit(report, by=smolensk_officer)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def breaks():
    return list(broken_histories(Submission.objects.with_names().order_by("pk")))


def pks(model):
    return list(model.objects.order_by("pk").values_list("pk", flat=True))


def released(report):
    file = StoredFile.keep(b"x", name="x", content_type="x", by=None)
    return Release.objects.create(
        period=report.period,
        number=0,
        code="0000-0000-0000",
        document=file,
        digest="x",
        workbook=file,
        workbook_digest="x",
        rows=[],
        anchors=chain_ends(Submission.objects.in_period(report.period)),
    )


def change(table, column, value, place=0):
    def tamper(report):
        model = {"reports_eventrevision": EventRevision, "reports_statechange": StateChange}[table]
        own = model.objects.filter(**{model.CHAIN_PATH: report}).order_by("pk").values_list("pk", flat=True)
        sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", value, own[place])

    return tamper


def remove(table, place):
    def tamper(report):
        model = {"reports_eventrevision": EventRevision, "reports_statechange": StateChange}[table]
        own = list(model.objects.filter(**{model.CHAIN_PATH: report}).order_by("pk").values_list("pk", flat=True))
        sql(f"DELETE FROM {table} WHERE id = %s", own[place])

    return tamper


def swap(table, columns):
    def tamper(report):
        model = {"reports_eventrevision": EventRevision, "reports_statechange": StateChange}[table]
        one, other = list(model.objects.filter(**{model.CHAIN_PATH: report}).order_by("pk"))[:2]
        for row, source in ((one, other), (other, one)):
            for column in columns:
                value = getattr(source, column)
                sql(
                    f"UPDATE {table} SET {column} = %s WHERE id = %s",
                    model._meta.get_field(column.removesuffix("_id")).get_db_prep_value(value, connection),
                    row.pk,
                )

    return tamper


def remove_with_link(place):
    def tamper(report):
        link = ChainLink.objects.filter(submission=report).order_by("number")[place]
        sql("DELETE FROM reports_chainlink WHERE id = %s", link.pk)
        sql(f"DELETE FROM reports_{link.kind} WHERE id = %s", link.row)

    return tamper


def cut_tail(report):
    for link in list(ChainLink.objects.filter(submission=report).order_by("-number")[:2]):
        sql("DELETE FROM reports_chainlink WHERE id = %s", link.pk)
        sql(f"DELETE FROM reports_{link.kind} WHERE id = %s", link.row)


def rewrite_everything(report):
    """The whole chain made again over an edited row: only a release remembers how it was."""
    change("reports_statechange", "note", "Иначе", 1)(report)
    chain_anew(report)


def add_behind_the_back(report):
    row = StateChange.objects.filter(submission=report).first()
    sql(
        "INSERT INTO reports_statechange (submission_id, move, from_state, to_state, version, note, by_id, at,"
        " on_behalf) VALUES (%s, 'approve', 'submitted', 'approved', 9, '', NULL, %s, %s)",
        report.pk,
        row._meta.get_field("at").get_db_prep_value(row.at, connection),
        False,
    )


def move_link_to_another_report(report):
    other = Submission.objects.exclude(pk=report.pk).filter(chain__isnull=False).first()
    link = ChainLink.objects.filter(submission=report).order_by("-number").first()
    sql("UPDATE reports_chainlink SET submission_id = %s, number = 99 WHERE id = %s", other.pk, link.pk)


def swap_digests(report):
    one, other = ChainLink.objects.filter(submission=report).order_by("number")[:2]
    sql("UPDATE reports_chainlink SET digest = %s WHERE id = %s", other.digest, one.pk)
    sql("UPDATE reports_chainlink SET digest = %s WHERE id = %s", one.digest, other.pk)


TAMPERINGS = {
    "a text of a version changed": change("reports_eventrevision", "content", '{"name": "Иное"}'),
    "its cause changed": change("reports_eventrevision", "cause", "imported"),
    "its person taken away": change("reports_eventrevision", "by_id", None, 2),
    "its time changed": change("reports_eventrevision", "at", "2020-01-01 00:00:00+00:00"),
    "its number changed": change("reports_eventrevision", "version", 77),
    "the report's version in it changed": change("reports_eventrevision", "report_version", 77, 1),
    "a move's kind changed": change("reports_statechange", "move", "withdraw"),
    "a move's note changed": change("reports_statechange", "note", "Иначе", 1),
    "a move's person taken away": change("reports_statechange", "by_id", None),
    "a move's time changed": change("reports_statechange", "at", "2020-01-01 00:00:00+00:00", 2),
    "a move's end changed": change("reports_statechange", "to_state", "approved"),
    "the first version removed": remove("reports_eventrevision", 0),
    "the last version removed": remove("reports_eventrevision", -1),
    "a move removed": remove("reports_statechange", 1),
    "two moves' notes swapped": swap("reports_statechange", ["note", "move"]),
    "two versions' contents swapped": swap("reports_eventrevision", ["cause", "at", "report_version"]),
    "a row and its link removed": remove_with_link(2),
    "a row added": add_behind_the_back,
    "a link moved to another report": move_link_to_another_report,
    "two digests swapped": swap_digests,
}


def test_an_untouched_history_holds(history):
    assert breaks() == []
    links = ChainLink.objects.filter(submission=history)
    assert list(links.values_list("number", flat=True)) == list(range(1, len(links) + 1))


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS)
def test_a_history_that_was_edited_shows_it(history, tamper):
    tamper(history)
    found = breaks()
    assert found
    print(f"{found[0].number}: {found[0].text}")


@pytest.mark.parametrize("tamper", [cut_tail, rewrite_everything])
def test_what_no_chain_can_show_the_last_release_does(history, tamper):
    released(history)
    tamper(history)
    assert {one.submission.pk for one in breaks()} == {history.pk}


def cut_all(report):
    links = ChainLink.objects.filter(submission=report)
    for kind, row in list(links.values_list("kind", "row")):
        sql(f"DELETE FROM reports_{kind} WHERE id = %s", row)
    sql("DELETE FROM reports_chainlink WHERE submission_id = %s", report.pk)


def write_past_the_history(statement):
    def tamper(report):
        sql(statement, report.pk)

    return tamper


PAST_THE_HISTORY = {
    "a state changed": write_past_the_history(
        "UPDATE reports_submission SET state = 'returned', submitted_at = NULL, submitted_by_id = NULL WHERE id = %s"
    ),
    "printed words changed": write_past_the_history(
        "UPDATE reports_event SET purpose = 'Иное' WHERE submission_id = %s"
    ),
    "a row left out": write_past_the_history(
        "UPDATE reports_event SET is_included = false, exclusion_reason = 'Так' WHERE submission_id = %s"
    ),
    "a deletion undone": write_past_the_history("UPDATE reports_event SET deleted_at = NULL WHERE submission_id = %s"),
    "a remark's words changed": write_past_the_history(
        "UPDATE reports_remark SET text = 'Иное' WHERE submission_id = %s"
    ),
    "a remark's answer taken away": write_past_the_history(
        "UPDATE reports_remark SET state = 'open', answer = '', answered_by_id = NULL, answered_at = NULL"
        " WHERE submission_id = %s"
    ),
    "the end of the history cut off, without a release": cut_tail,
    "the whole history taken away, without a release": cut_all,
}


@pytest.mark.parametrize("tamper", PAST_THE_HISTORY.values(), ids=PAST_THE_HISTORY)
def test_what_was_written_past_the_history_shows(history, smolensk_officer, coordinator, tamper):
    remark = remarks.add_remark(history, by=coordinator, text="Уточните")
    remarks.answer_remark(remark, by=smolensk_officer, answer="Уточнено")
    assert breaks() == []
    tamper(history)
    assert {one.submission.pk for one in breaks()} == {history.pk}


def test_the_command_says_where_and_ends_with_one(history, capsys):
    call_command("verify_history", "2024", "4")
    assert "История цела" in capsys.readouterr().out
    TAMPERINGS["a move's note changed"](history)
    with pytest.raises(CommandError, match=r"Смоленск.*звено 5.*изменена"):
        call_command("verify_history")


@pytest.mark.parametrize("words", [["2024"], ["2031", "1"]])
def test_the_command_refuses_a_quarter_that_is_none(history, words):
    with pytest.raises(CommandError):
        call_command("verify_history", *words)


def test_every_row_of_a_history_stands_in_its_chain_once(history):
    links = ChainLink.objects.values_list("kind", "row")
    rows = [("eventrevision", pk) for pk in pks(EventRevision)] + [("statechange", pk) for pk in pks(StateChange)]
    assert sorted(links) == sorted(rows)


@pytest.fixture
def clock(monkeypatch):
    """Set the clock: clock(minutes) from now."""
    now = timezone.now

    def set_clock(minutes):
        monkeypatch.setattr(timezone, "now", lambda: now() + datetime.timedelta(minutes=minutes))

    return set_clock


def test_a_clock_set_back_between_moves_breaks_nothing(history, smolensk_officer, coordinator, clock):
    """The order is that of the chain's numbers: by the clock the return would come before the hand-in."""
    clock(-60)
    report = workflow.return_for_changes(history, by=coordinator, note="Ещё раз")
    clock(-90)
    report = workflow.submit(report, by=smolensk_officer)
    clock(-120)
    workflow.approve(report, by=coordinator, version=report.version)
    assert breaks() == []
    assert [change.move for change in report.state_changes.all()][-3:] == ["return_for_changes", "submit", "approve"]


def test_the_page_of_the_history_follows_the_chain_and_not_the_clock(history, coordinator, clock):
    clock(-60)
    workflow.return_for_changes(history, by=coordinator, note="Ещё раз")
    records = [record for run in History(history, coordinator).runs for record in run if record.kind == "states"]
    moves = history.state_changes.order_by("-pk")
    assert [record.pk for record in records] == [change.pk for change in moves]


@pytest.mark.parametrize("name", ["0004_chain", "0009_remark_exchange"])
def test_a_migration_makes_the_digests_that_it_made_on_its_first_day(name):
    """Its copy of the function makes the same bytes, even when the program's own changes."""
    row = SimpleNamespace(
        CHAINED=("text", "until", "at"),
        _meta=SimpleNamespace(model_name="statechange"),
        pk=7,
        text="«Принят»",
        until=datetime.date(2025, 1, 17),
        at=datetime.datetime(2025, 1, 17, 8, 20, tzinfo=datetime.UTC),
    )
    migration = import_module(f"reports.migrations.{name}")
    digest = "d8edb39825571365f344759d3a05a7c4839460c85aabf9e668c2ed9e8e3715c4"
    assert migration._digest_of(migration.FIRST_DIGEST, row) == digest
