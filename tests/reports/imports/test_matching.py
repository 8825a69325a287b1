"""Which event of a report an unmarked row means: a corrected file changes the rows that it corrects."""

import pytest

from reports.actions import events as event_actions
from reports.files.read.rows import Doubt, ReadFile, ReadRow
from reports.imports.choices import CHANGE, SKIP, default_choice
from reports.imports.compare import compare_read
from reports.imports.comparison import NEW, SAME, TWIN
from reports.models import ImportChange, ImportJob, StoredFile
from reports.rules.event_fields import CELLS
from tests import factories

from .corrected_files import CORRECTED, EVENT, TWICE

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(period, smolensk):
    return factories.make_submission(period, smolensk)


def row(where="строка 1", **changes):
    texts = {attribute: EVENT[name] for name, attribute in CELLS.items()}
    return ReadRow(**{"where": where, "section": "", **texts, **changes})


def compared(report, *rows):
    read = ReadFile(rows=list(rows))
    return compare_read(read, report.period, municipality=report.municipality).proposals


@pytest.mark.parametrize(("what", "changes", "kind", "take", "fields"), CORRECTED, ids=[one[0] for one in CORRECTED])
def test_a_corrected_row_changes_the_event_that_it_corrects(report, what, changes, kind, take, fields):
    event = factories.make_event(report, **EVENT)
    (proposal,) = compared(report, row(**changes))
    choice = default_choice(proposal)
    assert (proposal.kind, proposal.event == event) == (kind, kind != NEW)
    assert (choice.take, choice.fields or (() if kind != NEW else None)) == (take, fields)


@pytest.mark.parametrize(("what", "changes", "is_asked"), TWICE, ids=[one[0] for one in TWICE])
def test_a_duplicate_within_a_file_is_asked_about_by_name(report, what, changes, is_asked):
    first, second = compared(report, row(), row("строка 2", **changes))
    assert default_choice(first).take != SKIP
    assert any("строка 1" in doubt.text for doubt in second.doubts) is is_asked
    assert (default_choice(second).take == SKIP) is is_asked


def test_the_row_that_is_most_like_an_event_means_it(report):
    first = factories.make_event(report, **EVENT)
    second = factories.make_event(report, **{**EVENT, "period_text": "5 ноября 2024 года"})
    moved = row("строка 2", period="6 ноября 2024 года")
    proposals = compared(report, moved, row("строка 1"))
    assert [(one.kind, one.event) for one in proposals] == [(TWIN, second), (SAME, first)]


def test_a_row_that_nobody_meant_takes_no_event_from_another(report):
    event = factories.make_event(report, **EVENT)
    hidden, shown = compared(report, row(apart="строка скрыта в книге"), row("строка 2", participants="25 человек"))
    assert (shown.event, default_choice(shown).take) == (event, CHANGE)
    assert (hidden.kind, default_choice(hidden).take) == (SAME, SKIP) or hidden.event is None


def test_a_doubt_about_what_would_change_is_a_reason_to_ask(report):
    factories.make_event(report, **EVENT)
    about = {"participants": SKIP, "": SKIP, "place": CHANGE}
    for field, take in about.items():
        (proposal,) = compared(report, row(participants="25 человек", doubts=(Doubt("Проверьте.", field),)))
        assert default_choice(proposal).take == take


def test_what_an_earlier_file_brought_and_a_person_changed_stays(report, smolensk_officer):
    """The second file says in the purpose what the first one did: only the people are its correction."""
    event = factories.make_event(report, by=smolensk_officer, **EVENT)
    file = StoredFile.keep(b"-", name="отчёт.docx", content_type="text/plain", by=smolensk_officer)
    job = ImportJob.objects.create(period=report.period, by=smolensk_officer, kind="docx", file=file)
    ImportChange.objects.create(job=job, event=event, kind=ImportChange.Kind.CREATED, after=event.version)
    event_actions.save_event(event, by=smolensk_officer, values={"purpose": "Исправлено вручную."}, base_version=1)
    (proposal,) = compared(report, row(participants="25 человек"))
    assert [change.field for change in proposal.own_fields] == ["participants"]
    assert default_choice(proposal).fields == ("participants",)
    (proposal,) = compared(report, row())
    assert proposal.kind == SAME
    (proposal,) = compared(report, row(purpose="Исправлено в файле."))
    assert [change.is_conflict for change in proposal.fields] == [True]
    assert default_choice(proposal).take == SKIP
