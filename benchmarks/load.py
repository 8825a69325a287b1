"""Deadline day on a real server: `python -m benchmarks.load [--people 200] [--minutes 10]`.

Each officer signs in, opens the quarter, types three events with live answers and autosave, uploads a table, takes its
rows and hands the report in; coordinators look at the board, reviews and the consolidated table meanwhile. Everything
stays on the loopback address. The database is that of DATABASE_URL, which is filled; whoever gives it throws it away:
`python tools/with_postgres.py python -m benchmarks.load`. Without it: an SQLite file in a temporary folder.
"""

import argparse
import contextlib
import os
import random
import resource
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from benchmarks.load_people import Coordinator, Officer, Tally

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
COORDINATORS = 5
SIGN_INS = 0.3  # of the whole time, in which everybody signs in
# Kind of answer → its p95 in milliseconds that is to be reached.
REACH = {"page": 500, "live": 300, "autosave": 300, "save": 800, "upload": 2000, "docx": 2000}


def main(words):
    """Exit status 1 where anything failed or is slower than REACH."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10)
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="pobratim-load-") as folder:
        surroundings = _surroundings(folder)
        _run(surroundings, "manage.py", "migrate", "--verbosity", "0")
        _run(surroundings, "-m", "benchmarks.load_data", str(asked.people), str(COORDINATORS))
        _run(surroundings, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        with _server(surroundings) as (port, server):
            tally = Tally()
            began = time.monotonic()
            _work(port, tally, asked)
            _report(tally, time.monotonic() - began, server)
    late = [kind for kind, most in REACH.items() if tally.p95(kind) > most]
    return 1 if tally.failures or late else 0


def _surroundings(folder):
    database = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/load.sqlite3"
    return os.environ | {
        "DATABASE_URL": database,
        "DEBUG": "False",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "HISTORY_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": "dummymail://",
        "SECOND_FACTOR": "optional",
        "CONVERTER": "off",
        "TRUSTED_PROXIES": "127.0.0.1",
    }


def _run(surroundings, *words):
    subprocess.run([sys.executable, "-W", "ignore", *words], cwd=ROOT, env=surroundings, check=True)


@contextlib.contextmanager
def _server(surroundings):
    """The port and the process of gunicorn with WORKERS workers, stopped afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "gunicorn", "config.wsgi", "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}"]
    log = Path(surroundings["DATABASE_URL"].removeprefix("sqlite:///")).with_suffix(".log")
    log = log if log.parent.is_dir() else Path(tempfile.gettempdir(), f"pobratim-load-{port}.log")
    with log.open("w") as stream:
        server = subprocess.Popen(
            [sys.executable, "-W", "ignore", *command, "--timeout", "60"],
            cwd=ROOT,
            env=surroundings,
            stdout=stream,
            stderr=stream,
        )
        try:
            _wait_for(port)
            yield port, server
        finally:
            server.terminate()
            server.wait()


def _wait_for(port):
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"X-Forwarded-Proto": "https"})
    for _ in range(100):
        try:
            urllib.request.urlopen(asked)
        except urllib.error.HTTPError:
            return  # it answers, whatever it lacks
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server does not answer")


def _work(port, tally, asked):
    """Let everybody work; returns when all have ended."""
    seconds = asked.minutes * 60
    dice = random.Random(1)
    over = threading.Event()
    officers = [
        Officer(port, tally, number, begin=dice.uniform(0, SIGN_INS * seconds), seconds=(1 - SIGN_INS) * seconds)
        for number in range(asked.people)
    ]
    coordinators = [Coordinator(port, tally, number, over) for number in range(COORDINATORS)]
    threads = [threading.Thread(target=officer.work) for officer in officers]
    others = [threading.Thread(target=one.work) for one in coordinators]
    for thread in [*threads, *others]:
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    for thread in others:
        thread.join()


def _report(tally, seconds, server):
    own = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{tally.number} requests in {seconds:.0f} s, {tally.number / seconds:.1f} a second")
    print(f"handed in: {tally.done}; answers of 5xx: {tally.count(500)}; dropped: {tally.count(0)}")
    print(f"refused (4xx): {tally.count(400)}")
    for kind in tally.kinds():
        most = f", reach {REACH[kind]}" if kind in REACH else ""
        print(
            f"{kind:10} {tally.times_of(kind):6} ×  median {tally.part(kind, 0.5):5.0f}  p95 {tally.p95(kind):5.0f}  "
            f"longest {tally.part(kind, 1):5.0f} ms{most}"
        )
    for failure in tally.failures[:10]:
        print("  ", failure)
    used = _seconds_of_group(server.pid)
    print(f"processor: server {used:.0f} s, {1000 * used / tally.number:.1f} ms a request; ", end="")
    print(f"generator {own.ru_utime + own.ru_stime:.0f} s; memory of the workers {_memory_of_group(server.pid)} MB")


def _members(parent):
    """The process and its children."""
    found = [parent]
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            words = path.read_text().rpartition(")")[2].split()
            if int(words[1]) == parent:
                found.append(int(path.parent.name))
    return found


def _seconds_of_group(parent):
    ticks = 0
    for pid in _members(parent):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, words[11:15]))  # own and those of its ended children
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory_of_group(parent):
    pages = []
    for pid in _members(parent)[1:]:
        with contextlib.suppress(OSError):
            pages.append(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4 // 1024)
    return " + ".join(map(str, pages))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
