"""How long refusals take: `python -m benchmarks.equal [PAIRS]`. What is there and what is not must take the same time.

Prints for each kind of secret the medians of so many pairs (200), asked in turns, and whether they are nearer than
20 ms. The time is that until the whole answer is there; work that is done after it (`AnsweredFirst`) is no part of it.
Judged is the time of the processor, because other programs of the machine do not count in it and these answers wait for
nothing; that of the wall is printed beside it. The database is an SQLite file that is thrown away.
"""

import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from io import BytesIO
from urllib.parse import urlencode

NEAR = 20  # milliseconds
CSRF = "k" * 32


def main(words):
    """Exit status 1 where a pair is further apart."""
    if "--inside" in words:
        return _measure(int(words[0]))
    with tempfile.TemporaryDirectory(prefix="pobratim-equal-") as folder:
        surroundings = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/equal.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEBUG": "True",
            "EMAIL_URL": "dummymail://",
            "CONVERTER": "off",
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], env=surroundings, check=True)
        inside = [sys.executable, "-m", "benchmarks.equal", words[0] if words else "200", "--inside"]
        return subprocess.run(inside, env=surroundings, check=False).returncode


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


def _measure(pairs):
    """What needs Django, which the parent does not set up."""
    import django  # noqa: PLC0415

    django.setup()
    from config.door import application  # noqa: PLC0415

    asking = Asking(application)
    late = 0
    print(f"{pairs} pairs, medians in ms")
    print(f"{'what is asked':38} {'there':>9} {'missing':>9} {'apart':>9} {'on the wall':>20}")
    for what, there, missing, prepare in _secrets(asking):
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
        print(f"{what:38} {one:9.1f} {other:9.1f} {abs(one - other):9.1f} {wall:>20}{said}", flush=True)
    return 1 if late else 0


def _secrets(asking):
    """Yield (what, ask for the one that is there, ask for the missing one, what is done before each)."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from benchmarks.load.data import fill  # noqa: PLC0415
    from benchmarks.load.people import PASSWORD  # noqa: PLC0415
    from municipalities.models import GuessCount, User  # noqa: PLC0415
    from reports.actions import events, invitations, machines, remarks, workflow  # noqa: PLC0415
    from reports.models import Event, Submission  # noqa: PLC0415

    fill(2, 1, PASSWORD)
    settings.DEBUG = False  # its queries would be kept
    owner, other, coordinator = (User.objects.get(username=name) for name in ("officer0", "officer1", "coordinator0"))
    mine = Submission.objects.get(municipality__short_name="0-й район")
    texts = {"name": "Концерт", "place_text": "г. Минск", "period_text": "4 ноября 2024 года", "purpose": "Дружба"}
    event = events.create_event(mine, by=owner, values={**texts, "participants": "Хор"})
    link = invitations.invite(mine, by=owner, asked="Концерт", words="", until=timezone.localdate())
    _, token = machines.make_token(by=owner, name="Портал", expires_on=timezone.localdate())
    machines.revoke_token(owner.access_tokens.get(), by=owner)
    feed = machines.secret_of_feed(machines.make_feed(by=owner))
    owner.email = "officer0@example.ru"
    owner.save()
    workflow.submit(Submission.objects.get(pk=mine.pk), by=owner)
    remark = remarks.add_remark(Submission.objects.get(pk=mine.pk), by=coordinator, text="Уточните")
    client = Client()
    client.force_login(other)
    session = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    assert Event.objects.get().pk == event.pk

    def as_other():
        asking.cookie = session

    def as_nobody():
        asking.cookie = ""
        GuessCount.objects.all().delete()
        User.objects.update(reset_mailed_at=None)

    def pair(what, address, there, missing, prepare, fields=None, **headers):
        def asks(key):
            named = {name: value.format(key) if isinstance(value, str) else value for name, value in headers.items()}
            sent = {name: value.format(key) for name, value in fields.items()} if fields is not None else None
            return lambda: asking(address.format(key), sent, **named)

        return what, asks(there), asks(missing), prepare

    nowhere, nobody = uuid.uuid4(), 999_999
    yield pair("another's report", "/report/{}/", mine.pk, nobody, as_other)
    yield pair("another's report, handing in", "/report/{}/submit/", mine.pk, nobody, as_other, {"version": "1"})
    yield pair("another's event", "/event/{}/", event.uid, nowhere, as_other)
    yield pair("another's event, saving", "/event/{}/", event.uid, nowhere, as_other, {"name": "Я"})
    yield pair("another's remark, answering", "/remark/{}/answer/", remark.pk, nobody, as_other, {"answer": "Я"})
    yield pair("another's row of the archive", "/archive/{}/", event.uid, nowhere, as_other)
    yield pair("another's link, ending", "/invitation/{}/revoke/", link.uid, nowhere, as_other, {})
    yield pair("a calendar, wrong end", "/calendar/{}.ics", f"{feed[:32]}-x", f"{nowhere.hex}-x", as_nobody)
    yield pair(
        "a token that was revoked",
        "/api/v1/quarters/",
        token,
        token[::-1],
        as_nobody,
        HTTP_AUTHORIZATION="Bearer {}",
    )
    wrong = {"username": "{}", "password": secrets.token_urlsafe(12)}
    yield pair("sign-in, known and unknown name", "/accounts/login/", "officer0", "nobody", as_nobody, wrong)
    yield pair("sign-in, known and unknown mail", "/accounts/login/", owner.email, "a@example.ru", as_nobody, wrong)
    yield pair(
        "forgotten password, name", "/accounts/forgotten-password/", "officer0", "nobody", as_nobody, {"who": "{}"}
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
