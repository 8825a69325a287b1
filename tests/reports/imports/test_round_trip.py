"""The official report comes in, goes out, and comes home: with nothing changed there is nothing to decide."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from municipalities.lists.fixtures import load_lists
from municipalities.models import Municipality
from reports.actions import workflow
from reports.files.write import excel, word
from reports.imports import jobs
from reports.imports.choices import default_choices, marked_anew
from reports.imports.compare import compare
from reports.imports.comparison import NEW, SAME
from reports.models import Event, EventRevision, ImportJob, Submission
from reports.queries.consolidated import EVERY, consolidated_table
from tests import factories
from tests.replayed import replayed
from tests.reports.files.read.official import even, official

from .edits import (
    NAME,
    PARTICIPANTS,
    PERIOD,
    PLACE,
    PURPOSE,
    EditedDocument,
    saved_by_office,
)

pytestmark = pytest.mark.django_db
State = ImportJob.State
WRITERS = {"docx": word.write, "xlsx": excel.write}
TEXTS = {
    "name": "name",
    "place_text": "place",
    "period_text": "dates",
    "purpose": "purpose",
    "participants": "participants",
}
STORED = ("name", "place_text", "period_text", "purpose", "participants", "total", "total_foreign", "note")
REPORT_ORDER = ("submission__municipality__sort_key", "sort_key", "pk")


@pytest.fixture
def period(db):
    """Q4 2024 with the 27 municipalities of the lists."""
    return of_the_lists()


@replayed
def of_the_lists():
    load_lists()
    return factories.make_period()


def upload(period, by, data, name="Отчёт.docx"):
    """The job of a consolidated table."""
    job = jobs.start(period, None, by=by, data=data, name=name)
    assert (job.state, job.refusal) == (State.READY, "")
    return job


def with_doubtful(comparison):
    """The choices of a person who ticks the doubtful new rows too."""
    return marked_anew(comparison, default_choices(comparison), how="all")


def take_all_good(job, by):
    job = jobs.apply(job, by, with_doubtful(compare(job)))
    assert (job.state, job.choices["left"]) == (State.APPLIED, [])
    return job


def drawn(period, kind="docx"):
    stream = BytesIO()
    WRITERS[kind](consolidated_table(period, EVERY), stream)
    return stream.getvalue()


def stored(period):
    events = Event.objects.present().filter(submission__period=period).order_by(*REPORT_ORDER)
    return list(events.values_list(*STORED))


def approve_all(period, coordinator):
    """Every report with rows is handed in by an officer and approved."""
    for submission in Submission.objects.in_period(period).filter(events__isnull=False).distinct():
        officer = factories._someone(submission.municipality)
        submitted = workflow.submit(submission, by=officer)
        workflow.approve(submitted, by=coordinator, version=submitted.version)


@pytest.fixture
def imported(request, shared, period, coordinator):
    """The source report, uploaded by the coordinator and written whole."""
    in_child = bool(request.node.get_closest_marker("child_process"))
    return take_in(str(shared / "source" / "report-2024-q4.docx"), period, coordinator, in_child=in_child)


@replayed
def take_in(path, period, coordinator, *, in_child):
    """`in_child` tells one way of reading from the other, so that none is repeated for the other."""
    source = Path(path).read_bytes()
    job = upload(period, coordinator, source)
    counts = compare(job).counts
    assert (counts[NEW], counts["unplaced"], counts["nameless"]) == (53, 0, 0)
    take_all_good(job, coordinator)
    return job


@pytest.mark.child_process
@pytest.mark.one_database
def test_the_official_report_enters_whole(shared, period, imported):
    """53 rows in four reports, every text as in rows.json, in its order."""
    report = official(shared)
    events = Event.objects.filter(submission__period=period).order_by(*REPORT_ORDER)
    assert [tuple(even(getattr(event, field)) for field in TEXTS) for event in events] == [
        tuple(even(event[key]) for key in TEXTS.values()) for event in report["events"]
    ]
    by_report = [len(names) for names in _by_municipality(events)]
    assert by_report == [23, 2, 23, 5]
    documents = [(number, event.agreements.count()) for number, event in enumerate(events, start=1)]
    assert [found for found in documents if found[1]] == [(2, 3), (7, 1), (12, 1), (18, 2)]
    assert set(EventRevision.objects.values_list("cause", flat=True)) == {EventRevision.Cause.IMPORTED}


def _by_municipality(events):
    names = {}
    for event in events.select_related("submission__municipality"):
        names.setdefault(event.submission.municipality, []).append(event.name)
    return names.values()


@pytest.mark.parametrize("kind", WRITERS)
def test_import_approve_export_import_proposes_nothing(period, coordinator, imported, kind):
    """0 proposals of 53 rows; the file drawn again is the same."""
    approve_all(period, coordinator)
    content = drawn(period, kind)
    comparison = compare(upload(period, coordinator, content))
    assert [proposal.number for proposal in comparison.proposals if proposal.kind != SAME] == []
    assert (comparison.counts[SAME], comparison.gone, comparison.loose) == (53, [], [])
    assert default_choices(comparison).rows == {}
    assert [section.refusal[:12] for section in comparison.sections] == ["Отчёт принят"] * 4
    assert drawn(period, kind) == content


def test_our_file_uploaded_into_another_quarter_makes_the_same_texts(period, coordinator, imported):
    """Its marks are out of scope there, so all rows are new; nothing is lost on the way."""
    archive = factories.make_period(2023, 4, is_open=False)
    job = upload(archive, coordinator, drawn(period))
    assert compare(job).counts[NEW] == 53
    take_all_good(job, coordinator)
    assert [even_all(row[:5]) for row in stored(archive)] == [even_all(row[:5]) for row in stored(period)]


def even_all(texts):
    return [even(text) for text in texts]


def test_taking_the_import_back_leaves_nothing(period, coordinator, imported):
    assert jobs.undo(imported_now(imported), coordinator).taken_back == 53
    assert stored(period) == []


def imported_now(job):
    return ImportJob.objects.get(pk=job.pk)


def test_five_changed_cells_a_row_less_and_a_row_more_are_seven_proposals(
    period, coordinator, imported, needs_program, tmp_path
):
    """Scripted edits in the way of Word, saved through LibreOffice. Taken, they are in; taken back, they are out."""
    before = stored(period)
    document = EditedDocument(drawn(period))
    numbers = {"first": 1, "place": 5, "period": 9, "purpose": 24, "participants": 30, "gone": 40, "added": 50}
    gone = document.text(numbers["gone"], NAME)
    changes = {
        (numbers["first"], NAME): "Новое наименование первой строки",
        (numbers["place"], PLACE): "г. Витебск (Республика Беларусь)",
        (numbers["period"], PERIOD): "3-4 ноября 2024 года",
        (numbers["purpose"], PURPOSE): "Первый новый абзац.\nВторой новый абзац",
        (numbers["participants"], PARTICIPANTS): "Делегация из семи городов",
    }
    for (number, column), text in changes.items():
        document.set_text(number, column, text)
    document.add_row(numbers["added"], {NAME: "Добавленная встреча", PERIOD: "25 декабря 2024 года"})
    document.delete_row(numbers["gone"])
    content = saved_by_office(needs_program("soffice"), document.saved(), "docx", tmp_path)
    job = upload(period, coordinator, content)
    comparison = compare(job)
    proposed = [change for one in comparison.proposals if one.kind != NEW for change in one.fields]
    added = [one.row.name for one in comparison.proposals if one.kind == NEW]
    assert sorted((change.field, change.file) for change in proposed) == sorted(
        (list(TEXTS)[column - 1], text) for (_, column), text in changes.items()
    )
    assert (added, [one.event.name for one in comparison.gone]) == (["Добавленная встреча"], [even(gone)])
    assert len(proposed) + len(added) + len(comparison.gone) == 7
    uid = str(comparison.gone[0].event.uid)
    job = jobs.apply(job, coordinator, replace(with_doubtful(comparison), gone={uid: True}))
    assert (job.state, job.choices["left"], job.changes.count()) == (State.APPLIED, [], 7)
    again = compare(upload(period, coordinator, drawn(period))).counts
    assert (again[SAME], again["gone"]) == (53, 0)
    assert jobs.undo(job, coordinator).taken_back == 7
    assert stored(period) == before


def test_the_list_of_municipalities_is_the_regions(period):
    assert Municipality.objects.count() == period.submissions.count() == 27
