"""A database made by the code before the seals is sealed by the migrations as it is, and verifies."""

import datetime
import os

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from reports.actions import workflow
from reports.models import ChainLink, Seal, StateChange, Submission
from reports.models.history import FIRST_DIGEST, digest_of
from tests import factories

from .test_sealed_rows import found, sql

# To migrate there and back takes as long as two hundred tests.
pytestmark = [
    pytest.mark.stress,
    pytest.mark.one_database,
    pytest.mark.skipif(not os.environ.get("POBRATIM_STRESS"), reason="long: a part of make stress"),
]

BEFORE = [("municipalities", "0001_initial"), ("reports", "0011_dropped_letters")]

# The facts of a history row as chains had them then.
CHAINED = {
    "EventRevision": ("event_id", "version", "report_version", "content", "cause", "by_id", "at"),
    "StateChange": ("submission_id", "move", "from_state", "to_state", "version", "note", "until", "by_id", "at"),
}


NOTE_OF_EXTENSION = "UPDATE reports_statechange SET note = %s WHERE submission_id = %s AND move = 'extend'"


def migrate(targets):
    """Bring the tables there and return the models of that time."""
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def models_before(life):
    """The quarter of `life` in the tables of before the seals. Ends in today's migrations, even when the test fails."""
    today = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        yield migrate(BEFORE)
    finally:
        migrate(today)


def forward():
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def write_as_then(models, period, officer, at):
    """A report with one event, handed in, row by row as the code of then left it. Returns the report's key."""
    model = {name: models.get_model("reports", name) for name in ("Submission", "Event", "ChainLink", *CHAINED)}
    municipality = models.get_model("municipalities", "Municipality").objects.create(
        short_name="Угранский", oktmo="66654321", search_key="угранский", sort_key="угранский"
    )
    report = model["Submission"].objects.create(
        period_id=period,
        municipality=municipality,
        state="submitted",
        version=2,
        first_submitted_at=at,
        submitted_at=at,
        submitted_by_id=officer,
    )
    texts = {**factories.EVENT, "note": ""}
    stands = {"start": datetime.date(2024, 11, 4), "end": datetime.date(2024, 11, 4), "precision": "day"}
    event = model["Event"].objects.create(
        submission=report, **texts, **stands, sort_key="2024-11-04", search_key="", created_by_id=officer
    )
    as_text = {name: str(value) for name, value in stands.items()}
    rows = [
        model["EventRevision"].objects.create(
            event=event, version=1, report_version=2, content={**texts, **as_text}, cause="created", by_id=officer
        ),
        model["StateChange"].objects.create(
            submission=report, move="submit", from_state="draft", to_state="submitted", version=2, by_id=officer
        ),
    ]
    digest = FIRST_DIGEST
    for number, row in enumerate(rows, start=1):
        name = type(row).__name__
        type(row).CHAINED = CHAINED[name]
        digest = digest_of(digest, row)
        model["ChainLink"].objects.create(
            submission=report, number=number, kind=name.lower(), row=row.pk, digest=digest
        )
    return report.pk


@pytest.mark.django_db(transaction=True)
def test_a_database_of_before_the_seals_is_sealed_as_it_is_and_guarded_from_then_on(
    models_before, life, smolensk_officer, coordinator
):
    """As it is: a chain that was broken before is not made whole. There and back takes seconds, so both rules are asked
    of one database."""
    before = list(ChainLink.objects.order_by("pk").values_list("pk", "digest"))
    assert "reports_seal" not in connection.introspection.table_names()
    assert "municipalities_guesscount" not in connection.introspection.table_names()
    written = write_as_then(models_before, life.period_id, smolensk_officer.pk, timezone.now())
    note = StateChange.objects.values_list("note", flat=True).get(submission=life, move="extend")
    sql(NOTE_OF_EXTENSION, "Иначе", life.pk)
    forward()
    with pytest.raises(CommandError, match="запись изменена или переставлена"):
        call_command("verify_history")
    sql(NOTE_OF_EXTENSION, note, life.pk)
    assert found() == []
    call_command("verify_history")
    assert list(ChainLink.objects.order_by("pk").values_list("pk", "digest"))[: len(before)] == before
    assert Seal.objects.filter(kind="submission").count() == Submission.objects.count()
    report = workflow.return_for_changes(Submission.objects.get(pk=written), by=coordinator, note="Уточните")
    assert report.chain.count() == 3
    assert found() == []
    sql("UPDATE reports_submission SET first_submitted_at = '2020-01-01 00:00:00+00:00' WHERE id = %s", written)
    with pytest.raises(CommandError, match="Угранский"):
        call_command("verify_history")
