"""Real threads, a real child, a real worker process: what tests of one thread cannot see."""

import os
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections

from reports.files.read import process as reading_process
from reports.files.read.rows import ReadFile
from reports.imports import jobs
from reports.imports.choices import default_choices
from reports.imports.compare import compare
from reports.models import Event, ImportChange, ImportJob
from tests import factories
from tests.conftest import ROOT

from .test_jobs import ago, new_row

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.child_process, pytest.mark.every_database]
State = ImportJob.State
ROWS = (
    '{"title": "", "sections": [{"title": "Город Смоленск"}], "events": [{"section": "Город Смоленск", '
    '"name": "Встреча", "place": "г. Минск (Республика Беларусь)", "dates": "4 ноября 2024 года", '
    '"purpose": "Беседа", "participants": "Жители"}]}'
).encode()


@pytest.fixture(autouse=True)
def in_threads(monkeypatch, imports_at_once):
    """As in production; every thread has come to its end when the test has."""
    monkeypatch.setattr(jobs, "in_background", jobs._start_thread)
    yield
    for thread in threading.enumerate():
        if thread.name.startswith("import-"):
            thread.join(30)
    until(lambda: not jobs._in_hand)
    assert jobs._in_hand == {}


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk)


def upload(report, by, data=ROWS):
    return jobs.start(report.period, report.municipality, by=by, data=data, name="отчёт.json", kind="json")


def until(condition, seconds=20):
    """Wait until the condition holds; what it last said."""
    end = time.monotonic() + seconds
    while not (answer := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return answer


def state_of(job):
    return ImportJob.objects.values_list("state", flat=True).get(pk=job.pk)


def test_a_thread_reads_in_a_child_writes_and_closes_its_connection(report, smolensk_officer, monkeypatch):
    closed = []
    monkeypatch.setattr(type(connections), "close_all", _spying(type(connections).close_all, closed))
    job = jobs.wait(upload(report, smolensk_officer), seconds=30)
    assert (job.state, job.refusal, job.total) == (State.READY, "", 1)
    job = jobs.wait(jobs.apply(job, smolensk_officer, default_choices(compare(job))), seconds=30)
    assert (job.state, Event.objects.get().name) == (State.APPLIED, "Встреча")
    until(lambda: len(closed) >= 2)
    assert all(name.startswith("import-") for name in closed)


def test_what_is_asked_for_while_its_thread_ends_is_done(report, smolensk_officer, monkeypatch):
    is_ending, may_end = threading.Event(), threading.Event()

    def end_slowly():
        is_ending.set()
        may_end.wait(20)

    monkeypatch.setattr(jobs, "give_back_if_grown", end_slowly)
    job = jobs.wait(upload(report, smolensk_officer), seconds=30)
    assert is_ending.wait(20)
    job = jobs.apply(job, smolensk_officer, default_choices(compare(job)))
    may_end.set()
    assert jobs.wait(job, seconds=30).state == State.APPLIED


def _spying(close_all, closed):
    def spy(self):
        closed.append(threading.current_thread().name)
        return close_all(self)

    return spy


@pytest.fixture
def slow_child(monkeypatch):
    """The child sleeps and never answers; the list of those started."""
    started, start = [], subprocess.Popen

    def popen(command, **more):
        process = start([sys.executable, "-c", "import time; time.sleep(60)"], **more)
        started.append(process)
        return process

    monkeypatch.setattr(reading_process.subprocess, "Popen", popen)
    return started


def test_cancelling_kills_the_child(report, smolensk_officer, slow_child, monkeypatch):
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_BEATS", 0.1)
    job = upload(report, smolensk_officer)
    until(lambda: slow_child)
    jobs.ask_to_cancel(job, smolensk_officer)
    assert until(lambda: state_of(job) == State.CANCELLED)
    assert until(lambda: slow_child[0].poll() is not None)


def test_a_child_that_is_killed_ends_the_job_with_a_sentence(report, smolensk_officer, slow_child):
    job = upload(report, smolensk_officer)
    until(lambda: slow_child)
    slow_child[0].send_signal(signal.SIGKILL)
    job = jobs.wait(job, seconds=30)
    assert (job.state, bool(job.refusal)) == (State.REFUSED, True)


def test_a_living_worker_beats_and_is_not_taken_over(report, smolensk_officer, slow_child, monkeypatch):
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_BEATS", 0.1)
    job = upload(report, smolensk_officer)
    first = until(lambda: ImportJob.objects.get(pk=job.pk).beat_at)
    assert until(lambda: ImportJob.objects.get(pk=job.pk).beat_at > first)
    jobs.restart_if_dead(job)
    jobs.work(job.pk)  # somebody else's try
    assert len(slow_child) == 1
    jobs.ask_to_cancel(job, smolensk_officer)


def test_a_worker_that_hung_is_replaced_and_its_result_is_not_taken(report, smolensk_officer, monkeypatch):
    """The old one wakes after the new one has finished."""
    may_wake, asleep = threading.Event(), threading.Event()
    read = [ReadFile(rows=[new_row("Старое")]), ReadFile(rows=[new_row("Новое")])]

    def read_table(data, *, tell, **more):
        mine = read.pop(0)
        if mine.rows[0].name == "Старое":
            asleep.set()
            may_wake.wait(30)
        return "json", mine

    monkeypatch.setattr(jobs, "read_table", read_table)
    job = upload(report, smolensk_officer)
    assert asleep.wait(30)
    ImportJob.objects.update(beat_at=ago(16))
    jobs.work(job.pk)
    may_wake.set()
    until(lambda: not jobs._in_hand)
    job = jobs.wait(job)
    assert (job.state, job.content["rows"][0]["name"]) == (State.READY, "Новое")


def test_of_many_workers_one_takes_a_job(report, smolensk_officer, monkeypatch):
    monkeypatch.setattr(jobs, "in_background", lambda pk: None)
    taken = []
    job = upload(report, smolensk_officer)
    _all_at_once(8, lambda: taken.append(jobs._take(job.pk)))
    assert sum(ticket is not None for ticket in taken) == 1


def _all_at_once(number, do):
    gate = threading.Barrier(number)

    def run():
        try:
            gate.wait(30)
            do()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_two_workers_at_one_writing_write_it_once(report, vyazma, smolensk_officer, monkeypatch):
    """The first was thought dead while it wrote."""
    monkeypatch.setattr(jobs, "in_background", lambda pk: None)
    job = upload(report, smolensk_officer)
    content = ReadFile(rows=[new_row(f"Событие {number}") for number in range(30)])
    ImportJob.objects.update(state=State.READY, content=jobs.as_json(content))
    job.refresh_from_db()
    job = jobs.apply(job, smolensk_officer, default_choices(compare(job)))
    _all_at_once(3, lambda: _write_as_if_alone(job))
    assert Event.objects.count() == ImportChange.objects.count() == 30


def _write_as_if_alone(job):
    ImportJob.objects.filter(pk=job.pk, state=State.APPLYING).update(beat_at=None)
    jobs.work(job.pk)


def test_two_undos_at_once_take_everything_back_once(report, smolensk_officer):
    job = jobs.wait(upload(report, smolensk_officer), seconds=30)
    job = jobs.wait(jobs.apply(job, smolensk_officer, default_choices(compare(job))), seconds=30)
    taken = []
    _all_at_once(4, lambda: taken.append(jobs.undo(job, smolensk_officer).taken_back))
    assert (sum(taken), Event.objects.present().count(), state_of(job)) == (1, 0, State.UNDONE)
    assert Event.objects.get().version == 2


def test_a_reader_at_work_holds_up_no_writer(report, smolensk_officer, slow_child):
    """No transaction is open while the child reads."""
    job = upload(report, smolensk_officer)
    until(lambda: slow_child)
    event = factories.make_event(report, by=smolensk_officer)
    assert Event.objects.get(pk=event.pk)
    slow_child[0].kill()
    assert jobs.wait(job, seconds=30).state == State.REFUSED


# The service


def service(*words):
    """The worker as a process of its own, on the database of this test."""
    name = connection.settings_dict["NAME"]
    url = f"sqlite:///{name}"
    if connection.vendor != "sqlite":
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    environment = {**os.environ, "DATABASE_URL": url, "IMPORT_WORKER": "service"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_worker", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_the_service_works_until_it_is_told_to_end(report, smolensk_officer, settings):
    settings.IMPORT_WORKER = "service"
    with service() as worker:
        try:
            job = jobs.wait(upload(report, smolensk_officer), seconds=60)
            assert (job.state, job.refusal) == (State.READY, "")
            job = jobs.wait(jobs.apply(job, smolensk_officer, default_choices(compare(job))), seconds=30)
            assert job.state == State.APPLIED
            worker.send_signal(signal.SIGTERM)
            _, errors = worker.communicate(timeout=30)
        finally:
            worker.kill()
    assert worker.returncode == 0
    assert not any(word in errors.decode() for word in ("ERROR", "WARNING", "Traceback"))
