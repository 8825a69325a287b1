"""What people and commands meet when something fails: `python -m benchmarks.faults [sqlite|postgresql] [FAULT…]`.

As root, because it mounts small disks and stops servers. gunicorn runs as on a server, with three workers, as another
user. Each fault is made while an officer works: a page, a save, a text that saves itself, an uploaded table, a sign-in,
a program with a token. /healthz is asked all the while. Then the commands run. The fault is mended, nothing is
restarted, and the same save must go in. Prints a line a fault; exit status 1 when something is not as it shall be.
"""

import contextlib
import http.client
import io
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import zipfile
from functools import cache
from pathlib import Path

from benchmarks.faults_places import Postgres, Sqlite, small_disk
from benchmarks.load.people import Browser, Tally, _error_of, _hidden, _table

ROOT = Path(__file__).resolve().parent.parent
# Root may write what is read-only; this one may not.
PYTHON = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", sys.executable, "-W", "ignore"]
HEALTH = 2  # seconds, for its answer
PAGE = 30  # seconds in which anything is answered
ENDED = 120  # seconds for a command; the machine may be busy
BACK = 15  # seconds from the mending to a save that goes in
COMMANDS = (["send_mail"], ["tick"], ["import_worker", "--once"], ["backup"], ["check_report", "2024", "4", "--json"])
PURPOSE = "Знакомство двух городов, слова при сбое"
FILL = """import django; django.setup()
import datetime
from benchmarks.load import data
from benchmarks.load.people import PASSWORD
from municipalities.models import User
from reports.actions import machines
data.fill(3, 1, PASSWORD)
until = datetime.date.today() + datetime.timedelta(days=30)
print(machines.make_token(by=User.objects.get(username="officer0"), name="Портал", expires_on=until)[1])"""
COUNT = """import django; django.setup()
from reports.models import Event, EventRevision, ImportJob
print(Event.objects.count(), EventRevision.objects.count(), ImportJob.objects.count())"""


def main(words):
    """Exit status: 0 all is as it shall be, 1 not, 2 it cannot run here."""
    if os.geteuid():
        print("Needs root.", file=sys.stderr)
        return 2
    wrong = 0
    for place in (Sqlite, Postgres):
        wanted = [word for word in words if word in place.faults]
        if {"sqlite", "postgresql"} & {*words} and place.name.lower() not in words:
            continue
        with tempfile.TemporaryDirectory(prefix="pobratim-faults-") as folder:
            wrong += Rehearsal(Path(folder), place, wanted or place.faults).run()
    return 1 if wrong else 0


class Rehearsal:
    """One database, its service, and the faults in their order."""

    def __init__(self, folder, place, faults):
        self.folder, self.faults = folder, faults
        self.folder.chmod(0o755)
        self.disk = folder / "disk"
        self.place = place(self.disk)
        self.copies = folder / "copies"
        self.surroundings = os.environ | {
            "DATABASE_URL": self.place.url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEBUG": "False",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "HISTORY_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "127.0.0.1",
            "EMAIL_URL": "dummymail://",
            "SECOND_FACTOR": "optional",
            "CONVERTER": "off",
            "TRUSTED_PROXIES": "127.0.0.1",
            "PGAPPNAME": "service",
            "TMPDIR": str(folder / "temp"),
            "HOME": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": f"{getattr(self.place, 'programs', '')}:{os.environ['PATH']}",
        }

    def run(self):
        """Returns how many faults were not met as they shall be."""
        with (
            small_disk(self.disk, 40 if self.place.name == "SQLite" else 400),
            small_disk(self.folder / "temp", 48),
            self.place.running(),
        ):
            self.copies.mkdir()
            self._python("manage.py", "migrate", "--verbosity", "0")
            self.surroundings["BACKUP_KEY"] = self._python("manage.py", "backup", "--new-key").partition("=")[2]
            token = self._python("-c", FILL)
            self._python("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
            self.place.made()
            with self._service() as port:
                officer = Officer(port, token)
                return sum(not self._meet(fault, officer) for fault in self.faults)

    def _python(self, *words):
        done = subprocess.run(
            [*PYTHON, *words], cwd=ROOT, env=self.surroundings, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout.strip()

    @contextlib.contextmanager
    def _service(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        words = ["-m", "gunicorn", "config.wsgi", "--workers", "3", "--bind", f"127.0.0.1:{port}", "--timeout", "60"]
        with (self.folder / "service.log").open("ab") as log:
            server = subprocess.Popen(
                [*PYTHON, *words, "--no-control-socket", "--worker-tmp-dir", "/dev/shm"],
                cwd=ROOT,
                env=self.surroundings,
                stdout=log,
                stderr=log,
            )
        try:
            yield port
        finally:
            server.terminate()
            server.wait()
            if kept := os.environ.get("FAULTS_LOG"):
                shutil.copy(self.folder / "service.log", f"{kept}-{self.place.name}.log")

    def _meet(self, fault, officer):
        """Make the fault, work, mend it; prints the line and returns whether all was as it shall be."""
        before = self._python("-c", COUNT)
        officer.open_form()
        answers, health = {}, Health(officer.browser.port)
        undo, began = None, None
        with health:
            busy = officer.work_at_once() if fault.endswith("_busy") else []
            undo = getattr(self.place, fault)()
            for thread in busy:
                thread.join()
            for name in ("page", "save", "script", "upload", "sign_in", "program"):
                answers[name] = getattr(officer, name)()
            commands = {words[0]: self._command(words) for words in COMMANDS}
            worst = health.worst
            undo()
            began = time.monotonic()
            while officer.save().status != 302 and time.monotonic() - began < 60:
                time.sleep(0.2)
            back = time.monotonic() - began
        after = self._python("-c", COUNT)
        self._python("manage.py", "verify_history")
        wrong = [f"{name}: {words}" for name, answer in answers.items() if (words := answer.wrong())]
        wrong += [f"{name}: {words}" for name, words in commands.items() if words]
        wrong += [f"left behind: {path.name}" for path in self._left()]
        if worst > HEALTH:
            wrong.append(f"healthz took {worst:.1f} s")
        if back > BACK:
            wrong.append(f"not back after {back:.0f} s")
        statuses = " ".join(f"{name} {answer.status} {answer.seconds:.1f}s" for name, answer in answers.items())
        print(
            f"{self.place.name:10} {fault:14} {statuses} | healthz {'/'.join(sorted(health.said))} {worst:.2f} s | "
            f"back {back:.1f} s | rows {before} → {after} | {'; '.join(wrong) or 'as it shall be'}",
            flush=True,
        )
        return not wrong

    def _left(self):
        whole = {path for path in self.copies.iterdir() if path.suffix == ".pobratim" and path.stat().st_size > 1000}
        return [path for path in self.copies.iterdir() if path not in whole]

    def _command(self, words):
        """Run it under the fault; what is wrong about it, or nothing."""
        if words == ["backup"]:
            words = ["backup", str(self.copies / f"{uuid.uuid4().hex}.pobratim")]
        try:
            done = subprocess.run(
                [*PYTHON, "manage.py", *words],
                cwd=ROOT,
                env=self.surroundings,
                capture_output=True,
                text=True,
                check=False,
                timeout=ENDED,
            )
        except subprocess.TimeoutExpired:
            return f"took over {ENDED} s"
        if "Traceback" in done.stderr:
            return f"traceback ({done.stderr.strip().splitlines()[-1][:120]})"
        if done.returncode not in (0, 1) or (done.returncode and not re.search("[а-я]", done.stderr)):
            return f"status {done.returncode}, {done.stderr.strip()[-120:]!r}"
        return ""


class Answer:
    """What an officer got, and what of it he needs."""

    def __init__(self, status, body, seconds, *, kept="", is_data=False):
        self.status, self.body, self.seconds, self.kept, self.is_data = status, body, seconds, kept, is_data

    def wrong(self):
        """Nothing where the request was served, or refused as it shall be."""
        if self.seconds > PAGE:
            return f"answer after {self.seconds:.0f} s"
        if self.status in (200, 204, 302):
            return ""
        if self.status != 503:
            return f"status {self.status}"
        if self.is_data:
            try:
                return "" if "message" in (told := json.loads(self.body)) or "ru" in told else "says nothing"
            except ValueError:
                return "no JSON"
        if not re.search("[а-я]{3}", self.body):
            return "no Russian"
        return "" if self.kept in self.body else f"the text is not on «{_error_of(self.body)}»"


class Officer:
    """Who works while something fails."""

    def __init__(self, port, token):
        self.browser, self.token = Browser(port, Tally(), "10.0.0.7"), token
        while not self.browser.sign_in("officer0"):
            time.sleep(0.5)
        _, place, _ = self.browser.ask("page", "/")
        self.report = re.search(r"/report/(\d+)/", self.browser.ask("page", place)[2])[1]

    def _ask(self, address, data=None, *, kept="", is_data=False, **how):
        began = time.monotonic()
        status, _, body = once(self.browser, address, data, **how)
        return Answer(status, body, time.monotonic() - began, kept=kept, is_data=is_data)

    def open_form(self):
        page = self._ask(f"/report/{self.report}/events/add/").body
        form = page[page.index('id="event-form"') :]
        self.form = _hidden(form[: form.index("</form>")]) | {
            "name": f"Концерт {uuid.uuid4().hex[:6]}",
            "place_text": "г. Минск (Республика Беларусь)",
            "period_text": "4 ноября 2024 года",
            "purpose": PURPOSE,
            "participants": "Хор",
            "action": "save",
        }

    def page(self):
        return self._ask(f"/report/{self.report}/")

    def save(self):
        return self._ask(f"/report/{self.report}/events/add/", self.form, kept=PURPOSE)

    def script(self):
        draft = {"draft_page": str(uuid.uuid4()), "draft_number": "1", "draft_by": self.form["written_by"]}
        address = f"/report/{self.report}/events/draft/"
        return self._ask(address, {**self.form, **draft}, is_data=True, is_script=True)

    def upload(self):
        """A file that goes through the temporary folder."""
        fields = {name: value for name, value in self.form.items() if "csrf" in name}
        file = ("file", "Таблица.docx", large_table())
        return self._ask(f"/report/{self.report}/import/", fields, file=file, kept="файлы нужно указать заново")

    def sign_in(self):
        other = Browser(self.browser.port, Tally(), f"10.0.1.{secrets.randbelow(250)}")
        began = time.monotonic()
        other.cookies = dict(self.browser.cookies)
        other.cookies.pop("sessionid", None)
        fields = {"csrfmiddlewaretoken": self.form["csrfmiddlewaretoken"], "username": "officer1", "password": "нет"}
        status, _, body = once(other, "/accounts/login/", fields)
        return Answer(status, body, time.monotonic() - began)

    def program(self):
        began = time.monotonic()
        link = http.client.HTTPConnection("127.0.0.1", self.browser.port, timeout=60)
        headers = {"X-Forwarded-Proto": "https", "Authorization": f"Bearer {self.token}"}
        link.request("GET", "/api/v1/municipalities/", headers=headers)
        answer = link.getresponse()
        return Answer(answer.status, answer.read().decode(), time.monotonic() - began, is_data=True)

    def work_at_once(self):
        """Ask for three pages, which take all web processes, and let the fault come in between."""
        threads = [threading.Thread(target=self.save) for _ in range(3)]
        for thread in threads:
            thread.start()
        time.sleep(0.02)
        return threads


def once(browser, address, data=None, *, file=None, is_script=False):
    """Without the tries of a person who has patience."""
    return browser._ask("any", address, data, file, is_script)


@cache
def large_table():
    """A Word table with a picture that makes it larger than what Django keeps in memory."""
    stream = io.BytesIO(_table(1))
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("word/media/image1.png", secrets.token_bytes(3_000_000))
    return stream.getvalue()


class Health:
    """Asks /healthz four times a second, as a watchdog of little patience."""

    def __init__(self, port):
        self.browser, self.over = Browser(port, Tally(), "127.0.0.1"), threading.Event()
        self.worst, self.said = 0, set()

    def __enter__(self):
        self.thread = threading.Thread(target=self._ask)
        self.thread.start()
        return self

    def _ask(self):
        while not self.over.wait(0.25):
            began = time.monotonic()
            _, _, body = once(self.browser, "/healthz")
            self.worst = max(self.worst, time.monotonic() - began)
            told = json.loads(body) if body.startswith("{") else {"status": "no answer"}
            self.said.add(told.get("reason") or told["status"])

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
