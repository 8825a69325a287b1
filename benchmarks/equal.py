"""How long refusals take: `python -m benchmarks.equal [PAIRS] [--quick]`. What is there and what is
not must take the same time.

Prints for each kind of secret the medians of so many pairs (200), asked in turns, and whether they are nearer than
20 ms. The time is that until the whole answer is there; work that is done after it (`AnsweredFirst`) is no part of it.
Judged is the time of the processor, because other programs of the machine do not count in it and these answers wait for
nothing; that of the wall is printed beside it. The database is an SQLite file that is thrown away.

With `--quick` passwords are hashed in a fifth of the rounds. A hash too many or too few is still dearer than NEAR.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

NEAR = 20  # milliseconds
QUICKER = 5
CSRF = "k" * 32


def main(words):
    """Exit status 1 where a pair is further apart."""
    pairs = next((word for word in words if word.isdigit()), "200")
    if "--inside" in words:
        return _measure(int(pairs), is_quick="--quick" in words)
    with tempfile.TemporaryDirectory(prefix="pobratim-equal-") as folder:
        surroundings = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/equal.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEBUG": "True",
            "EMAIL_URL": "dummymail://",
            "CONVERTER": "off",
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], env=surroundings, check=True)
        quick = ["--quick"] if "--quick" in words else []
        inside = [sys.executable, "-m", "benchmarks.equal", pairs, "--inside", *quick]
        with Path(folder, "log").open("w+") as log:  # a line a request, which are part of what it costs
            code = subprocess.run(inside, env=surroundings, stderr=log, check=False).returncode
            log.seek(0)
            if "Traceback" in (said := log.read()):
                print(said[-5000:], file=sys.stderr)
        return code


class Asking:
    """Sends requests to the application as gunicorn does, and takes the time."""

    def __init__(self, application):
        self.application, self.cookie = application, ""

    def __call__(self, address, fields=None, **headers):
        """(milliseconds of the processor, of the wall, status) of the answer; its end is not waited for."""
        route, _, query = address.partition("?")
        body = urlencode(fields | {"csrfmiddlewaretoken": CSRF}).encode() if fields is not None else b""
        environ = {
            "REQUEST_METHOD": "GET" if fields is None else "POST",
            "PATH_INFO": route,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": f"csrftoken={CSRF}; {self.cookie}",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            **headers,
        }
        statuses = []
        began = time.process_time(), time.perf_counter()
        response = self.application(environ, lambda status, headers: statuses.append(status))
        b"".join(response)
        passed = 1000 * (time.process_time() - began[0]), 1000 * (time.perf_counter() - began[1])
        if hasattr(response, "close"):
            response.close()
        return *passed, statuses[0][:3]


def _measure(pairs, *, is_quick):
    """What needs Django, which the parent does not set up."""
    import django  # noqa: PLC0415

    django.setup()
    if is_quick:
        _hash_quickly()
    from benchmarks.equal_secrets import secrets_of  # noqa: PLC0415
    from config.door import application  # noqa: PLC0415

    asking = Asking(application)
    late = 0
    print(f"{pairs} pairs, medians in ms")
    print(f"{'what is asked':42} {'there':>9} {'missing':>9} {'apart':>9} {'on the wall':>20}")
    for what, there, missing, prepare in secrets_of(asking):
        times = ([], [])
        for number in range(pairs):
            turns = [(0, there), (1, missing)]
            for place, ask in turns if number % 2 else reversed(turns):
                prepare()
                times[place].append(ask())
        statuses = [{status for *_, status in one} for one in times]
        one, other = (statistics.median(passed for passed, *_ in part) for part in times)
        wall = " / ".join(f"{statistics.median(passed for _, passed, _ in part):.1f}" for part in times)
        is_near = abs(one - other) <= NEAR and statuses[0] == statuses[1]
        late += not is_near
        said = "" if is_near else f"  FURTHER THAN {NEAR} ms or of another status: {statuses}"
        print(f"{what:42} {one:9.1f} {other:9.1f} {abs(one - other):9.1f} {wall:>20}{said}", flush=True)
    return 1 if late else 0


def _hash_quickly():
    from django.contrib.auth.hashers import PBKDF2PasswordHasher  # noqa: PLC0415

    PBKDF2PasswordHasher.iterations //= QUICKER


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
