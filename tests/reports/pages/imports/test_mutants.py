"""Damaged files through the page that takes them: no error 500, nothing written unasked or by half."""

import os
import time
from itertools import islice

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from reports.files.read.child import read_file
from reports.files.read.process import FAILED
from reports.imports import jobs
from reports.models import Event, ImportChange, ImportJob, Submission
from tests import factories
from tests.reports.files.read.mutants import mutants

pytestmark = pytest.mark.child_process

STRESS = bool(os.environ.get("POBRATIM_STRESS"))
COUNT = 10_000 if STRESS else 20
# Of so many files one is read by a child process, as in production, and one is taken in and undone. The others are read
# here and only previewed, which is quicker.
IN_A_CHILD, TAKEN = (20, 50) if STRESS else (15, 5)
SHARES = 4 if STRESS else 2  # of the files, so that several processes may send them
TAKEN_BACK = "taken and taken back"

State = ImportJob.State


@pytest.fixture
def read(monkeypatch):
    """How jobs read: `read.in_child` says which of the two ways is gone."""
    in_child = jobs.read_table

    class Read:
        in_child = False

        def __call__(self, *args, **options):
            if self.in_child:
                return in_child(*args, **options)
            del options["converter"]
            return read_file(*args, **options)

    read = Read()
    monkeypatch.setattr(jobs, "read_table", read)
    return read


def written():
    """What an import may have written: events, their changes, the versions of the reports."""
    return (
        Event.objects.present().count(),
        ImportChange.objects.filter(is_undone=False).count(),
        list(Submission.objects.order_by("pk").values_list("version", flat=True)),
    )


@pytest.mark.stress
@pytest.mark.django_db
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.one_database
def test_a_damaged_file_gives_a_page_and_writes_nothing_by_itself(
    period, smolensk, smolensk_officer, client_of, read, caplog, share
):
    """Each is uploaded and looked at; some of those that can be read go in and are taken back."""
    report = factories.make_submission(period, smolensk)
    client, door = client_of(smolensk_officer), reverse("report_import", args=[report.pk])
    times, outcomes = [], dict.fromkeys(["refused at the door", "refused", "shown", TAKEN_BACK], 0)
    for number, (name, data) in enumerate(
        islice(mutants(COUNT), share * COUNT // SHARES, (share + 1) * COUNT // SHARES)
    ):
        read.in_child = number % IN_A_CHILD == 0
        before = written()
        start = time.perf_counter()
        response = client.post(door, {"file": SimpleUploadedFile(name, data)})
        times.append(time.perf_counter() - start)
        assert response.status_code in (200, 302), number
        assert written() == before, number
        outcomes[_outcome(client, response, before, is_taken=outcomes[TAKEN_BACK] <= number // TAKEN)] += 1
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    slowest = sorted(times)[int(len(times) * 0.99)]
    print(f"{len(times)} damaged files uploaded on {connection.vendor}: {outcomes}, p99 {slowest:.2f} s")
    assert all(outcomes.values())


def _outcome(client, response, before, *, is_taken):
    if response.status_code == 200:
        return "refused at the door"
    assert client.get(response.url).status_code == 200
    assert written() == before
    job = ImportJob.objects.latest("pk")
    if job.state == State.REFUSED:
        assert job.refusal != FAILED
        return "refused"
    assert job.state == State.READY
    if not is_taken:
        return "shown"
    assert client.post(response.url, {"action": "apply"}).status_code in (200, 302)
    job.refresh_from_db()
    if job.state != State.APPLIED:
        assert written() == before
        return "shown"
    assert Event.objects.present().count() == before[0] + job.changes.count() > before[0]
    assert client.post(reverse("import_undo", args=[job.uid])).status_code == 302
    assert Event.objects.present().count() == before[0]
    return TAKEN_BACK
