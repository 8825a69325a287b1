"""The log tells what happened in which request to whom, and nothing that anybody has typed."""

import io
import json
import logging
import re
import time
import urllib.parse

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse

from config import logs
from config.door import Door
from tests.factories import make_event, make_import, make_submission

MARK = "Тайноцвет"
LATIN = "zzsecretzz"
WORDS = f"{MARK} '{LATIN}' \"{LATIN}\" «{MARK}» ({LATIN}) {LATIN}\n{LATIN}"
GIVEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def written(monkeypatch):
    """What goes to standard error from now on, in the form of the server."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Line())
    loggers = [logging.getLogger(), logging.getLogger("django")]
    before = [(one, one.level) for one in loggers]
    for one in loggers:
        one.addHandler(handler)
        one.setLevel(logging.INFO)
    yield stream
    for one, level in before:
        one.removeHandler(handler)
        one.setLevel(level)


def formatted(words, error=None, **more):
    record = logging.LogRecord("pobratim.x", logging.INFO, "", 0, words, (), error and (type(error), error, None))
    record.__dict__.update(more)
    return logs.Line().format(record)


# Numbers of requests


@pytest.mark.django_db
def test_the_number_comes_from_the_proxy_goes_back_and_is_in_the_line(client, settings, written):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    answer = client.get("/nothing-here/", headers={"X-Request-ID": GIVEN})
    assert answer.headers["X-Request-ID"] == GIVEN
    assert f"[{GIVEN}] GET - 404, " in written.getvalue()
    assert f"Код обращения: {GIVEN[:8]}<" in answer.content.decode()


@pytest.mark.django_db
def test_a_number_of_a_stranger_is_not_taken(client, settings):
    """Nor one that is no number: it goes into a header and into a line."""
    assert client.get("/healthz", headers={"X-Request-ID": GIVEN}).headers["X-Request-ID"] != GIVEN
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    for wrong in ("", "short", "x" * 65, "a b c d e f g h", f"{GIVEN}\u0430", f"{GIVEN};x"):
        made = client.get("/healthz", headers={"X-Request-ID": wrong}).headers["X-Request-ID"]
        assert re.fullmatch("[0-9a-f]{32}", made)


def test_a_request_that_ends_at_the_door_has_no_number_of_another():
    logs.begin(GIVEN)
    Door(lambda environ, start: [])({"CONTENT_TYPE": ""}, None)
    assert logs.code() == ""


@pytest.mark.django_db
def test_every_page_of_an_error_shows_the_code(client, client_of, stranger, monkeypatch, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    client.raise_request_exception = False
    shown = f"Код обращения: {GIVEN[:8]}"

    def asks(address, status, by=client, method="get", **more):
        answer = getattr(by, method)(address, headers={"X-Request-ID": GIVEN}, **more)
        assert (answer.status_code, shown in answer.content.decode()) == (status, True), address

    asks("/nothing/", 404)
    asks("/admin/", 403, by=client_of(stranger))
    asks(reverse("second_step"), 405, method="put")
    for error, status in ((OperationalError("away"), 503), (RuntimeError, 500)):
        monkeypatch.setattr("config.accounts.signin.SignIn.get", lambda *args, error=error, **kwargs: raises(error))
        asks(reverse("login"), status)


def raises(error):
    raise error


# The form


@pytest.mark.django_db
def test_a_line_has_route_status_time_and_person(client_of, smolensk_officer, period, smolensk, written):
    report = make_submission(period, smolensk)
    client_of(smolensk_officer).get(f"/report/{report.pk}/?q={LATIN}")
    line = written.getvalue().splitlines()[-1]
    form = r"\S+ \S+ INFO pobratim\.access \[[0-9a-f]{32}\] GET /report/%s/ 200, \d+ ms, user %s"
    assert re.fullmatch(form % (report.pk, smolensk_officer.pk), line)


@pytest.mark.django_db
def test_secrets_of_an_address_are_not_written(client, written):
    for address in ("/calendar/secret-of-somebody.ics", "/write/secret-of-somebody/", f"/{LATIN}/"):
        client.get(address)
    assert "secret" not in written.getvalue()


def test_a_line_says_in_which_zone_its_time_is(monkeypatch):
    """Also where no setting has chosen Moscow time."""
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\+0300 INFO ", formatted("x"))
    monkeypatch.setattr(logs.Line, "converter", time.gmtime)
    assert re.match(r"\S+ \S+,\d{3}\+0000 INFO ", formatted("x"))
    monkeypatch.setenv("LOG_FORMAT", "json")
    assert json.loads(formatted("x"))["time"].endswith("+0000")


def test_json_is_one_object_a_line(monkeypatch):
    monkeypatch.setenv("LOG_FORMAT", "json")
    logs.begin(GIVEN)
    line = formatted("words\nand more", ValueError(MARK), facts={"ms": 3, "user": 7})
    told = json.loads(line)
    assert "\n" not in line
    assert (told["request"], told["message"], told["ms"], told["user"]) == (GIVEN, "words\nand more", 3, 7)
    assert told["trace"].endswith("ValueError")


def test_nobody_writes_lines_of_his_own():
    assert formatted("a\nINFO b\rc").count("\n") == 0


@pytest.mark.parametrize("form", ["line", "json"])
def test_nobody_moves_the_cursor_of_who_reads_the_log(form, monkeypatch):
    """Nor ends a line in another way, nor turns its direction."""
    monkeypatch.setenv("LOG_FORMAT", form)
    line = formatted("а\x1b[2Kб\x9b1Aв\x00\x7f\x85\u2028\u202eг\ufeffд\tе")
    assert line.isprintable() and {*"абвгде"} <= {*line}


# Without values


@pytest.mark.django_db
@pytest.mark.one_database
def test_what_people_type_and_bring_is_in_no_line(
    client, client_of, smolensk_officer, list_administrator, coordinator, period, smolensk, written, monkeypatch
):
    """Forms, searches, uploads, wrong values, addresses, headers; and the same while the program or the database
    fails, with all of it in the messages of the errors."""
    report = make_submission(period, smolensk)
    event = make_event(report, by=smolensk_officer)
    job = make_import(period, smolensk, by=smolensk_officer)
    people = [client_of(person) for person in (smolensk_officer, list_administrator, coordinator)]
    addresses = [
        reverse("event_add", args=[report.pk]),
        reverse("login"),
        reverse("profile"),
        reverse("import_file", args=[job.uid]),
        reverse("admin:municipalities_country_add"),
        reverse("admin:municipalities_user_add"),
        reverse("admin:municipalities_country_import"),
        f"/report/{report.pk}/events/{event.pk}/edit/",
        f"/{urllib.parse.quote(MARK)}/{LATIN}",
        f"/admin/municipalities/country/{LATIN}/change/",
    ]
    names = "name period_text place_text purpose username password full_name email q note text code".split()

    def everything():
        for one in [client, *people]:
            one.raise_request_exception = False
            for address in addresses:
                upload = SimpleUploadedFile(f"{MARK}-{LATIN}.docx", WORDS.encode())
                one.get(address, dict.fromkeys(names, WORDS), headers={"Referer": f"http://x/{LATIN}"})
                one.post(address, {**dict.fromkeys(names, WORDS), "file": upload, "import_file": upload})
                one.post(address, WORDS, content_type="text/plain", headers={"X-Request-ID": LATIN * 4})

    everything()
    assert "pobratim.access" in written.getvalue()
    for error in (RuntimeError(WORDS), OperationalError(f"no such column: {WORDS}"), KeyError(WORDS)):
        with monkeypatch.context() as patch:
            patch.setattr(
                "django.contrib.auth.middleware.LoginRequiredMiddleware.process_view",
                lambda *a, error=error: raises(error),
            )
            everything()
    told = written.getvalue()
    assert told.count("Traceback") > 20
    found = [line for line in told.splitlines() if MARK in line or LATIN in line]
    assert found == []
