"""The database fails in the middle of a request: 503, what was typed on the page, and nothing half-written."""

import errno
import logging
import re
import sqlite3
import uuid

import pytest
from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    connection,
)
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from config import unavailable
from config.middleware import PlacedSessionMiddleware
from reports.models import Event, EventRevision, Heartbeat
from tests import factories
from tests.whole.test_routes import FORMSET

pytestmark = pytest.mark.every_database

PURPOSE = 'Знакомство двух городов & "обмен" <опытом>'
GONE = OperationalError("the database is away")


class Failing:
    """Every query that has the word, fails with the error."""

    def __init__(self, word="", error=GONE):
        self.word, self.error, self.failed = word, error, 0

    def __call__(self, execute, sql, params, many, context):
        if self.word in sql:
            self.failed += 1
            raise self.error
        return execute(sql, params, many, context)


def damaged():
    """As Django passes on what the driver says: the driver's own error is its cause."""
    error = DatabaseError("database disk image is malformed")
    error.__cause__ = sqlite3.DatabaseError("database disk image is malformed")
    return error


@pytest.fixture
def client(client_of, smolensk_officer, period):
    client = client_of(smolensk_officer)
    client.raise_request_exception = False  # a server raises nothing either
    return client


@pytest.fixture
def form(client, period):
    return {
        **FORMSET,
        **factories.EVENT,
        "uid": str(uuid.uuid4()),
        "purpose": PURPOSE,
        "participants": "Хор",
        "csrfmiddlewaretoken": "m" * 64,
    }


@pytest.fixture
def add(period, smolensk):
    return reverse("event_add", args=[period.submissions.get(municipality=smolensk).pk])


def inputs_of(page):
    """Hidden fields of the form that can be sent again."""
    return re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)


@pytest.mark.parametrize(
    "word", ["django_session", "municipalities_user", "reports_submission", 'INSERT INTO "reports_event"', "SAVEPOINT"]
)
def test_wherever_the_database_fails_the_form_is_there_to_be_sent_again(client, add, form, word):
    """While the session or the person is read, in the view, in the middle of writing, at the end of it."""
    failing = Failing(word)
    with connection.execute_wrapper(failing):
        response = client.post(add, form)
    page = response.content.decode()
    assert failing.failed
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "no-store" in response["Cache-Control"]
    assert "Content-Security-Policy" in response
    assert "<h1>Сейчас не получилось сохранить</h1>" in page
    assert f'action="{add}" method="post"' in page
    assert dict(inputs_of(page)).keys() == form.keys()
    assert ("participants", "Хор") in inputs_of(page)
    assert page.count("Знакомство двух городов &amp; &quot;обмен&quot; &lt;опытом&gt;") == 2  # to send and to copy
    assert not Event.objects.exists() and not EventRevision.objects.exists()


def test_the_form_of_the_page_writes_once_the_database_is_back(client, add, form):
    with connection.execute_wrapper(Failing("reports_event")):
        page = client.post(add, form).content.decode()
    client.post(add, {**form, **dict(inputs_of(page)), "purpose": PURPOSE})
    assert Event.objects.get().purpose == PURPOSE


def test_the_answer_asks_nothing_of_the_database(client, add, form):
    """The first query fails, and there is no second."""
    failing = Failing()
    with connection.execute_wrapper(failing):
        assert client.post(add, form).status_code == 503
    assert failing.failed == 1


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database or disk is full"),
        OperationalError("attempt to write a readonly database"),
        OperationalError("database is locked"),
        OperationalError("canceling statement due to statement timeout"),
        InterfaceError("connection already closed"),
        InternalError("cannot execute INSERT in a read-only transaction"),
        damaged(),
        OSError(errno.ENOSPC, "No space left on device"),
        PermissionError(errno.EACCES, "Permission denied"),
        FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"),
    ],
    ids=str,
)
def test_every_kind_of_failure_is_answered_alike(client, add, form, error):
    with connection.execute_wrapper(Failing("reports_submission", error)):
        response = client.post(add, form)
    assert (response.status_code, response["Retry-After"]) == (503, "60")


@pytest.mark.parametrize("error", [IntegrityError("x"), DataError("x"), ProgrammingError("syntax"), OSError(2, "x")])
def test_what_the_program_did_wrong_is_500_and_keeps_what_was_typed(client, add, form, error):
    assert not unavailable.is_unavailable(error)
    with connection.execute_wrapper(Failing("reports_submission", error)):
        response = client.post(add, form)
    page = response.content.decode()
    assert response.status_code == 500
    assert "<h1>Ошибка в программе</h1>" in page
    assert ("participants", "Хор") in inputs_of(page)


def test_a_table_that_is_not_there_is_no_fault_of_the_program(client, add):
    """On both databases, whose drivers call it by different names."""
    with pytest.raises(DatabaseError) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert unavailable.is_unavailable(caught.value)


def test_a_page_that_only_shows_offers_to_be_opened_again(client, add):
    with connection.execute_wrapper(Failing()):
        response = client.get(f'{add}?from="><b>')
    page = response.content.decode()
    assert response.status_code == 503
    assert "<h1>Сейчас страница не открывается</h1>" in page
    assert f'<a href="{add}?from=' in page
    assert "<b>" not in page and "<form" not in page


@pytest.mark.parametrize("headers", [{"Accept": "application/json"}, {"X-Requested-With": "fetch"}])
def test_a_script_gets_json(client, add, form, headers):
    """Without «error», by which a page would take the text for refused and stop trying."""
    with connection.execute_wrapper(Failing()):
        response = client.post(add, form, headers=headers)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert response.json() == {"status": "unavailable", "message": unavailable.SENT_BY_SCRIPT}


def test_a_program_gets_its_own_form_of_refusal(client, add):
    """Also where the view has begun, and for a request that nobody can understand."""
    with connection.execute_wrapper(Failing()):
        response = Client().get("/api/v1/quarters/", headers={"Authorization": "Bearer pob_x"})
    assert (response.status_code, response["Retry-After"], response.json()["error"]) == (503, "60", "unavailable")
    broken = Client(raise_request_exception=False)
    with connection.execute_wrapper(Failing(error=ProgrammingError("syntax"))):
        response = broken.get("/api/v1/quarters/", headers={"Authorization": "Bearer pob_x"})
        script = client.post(add, {}, headers={"X-Requested-With": "fetch"})
    assert (response.status_code, response.json()["error"]) == (500, "broken")
    assert (script.status_code, script.json()) == (500, {"status": "broken", "message": unavailable.BROKEN})


def test_a_file_that_could_not_be_written_down_is_asked_for_again(client, period, smolensk, monkeypatch):
    """What is left of the request is no form: sending it again would send nothing."""
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", no_room)
    address = reverse("report_import", args=[period.submissions.get(municipality=smolensk).pk])
    large = SimpleUploadedFile("Таблица.docx", bytes(3 * 1024 * 1024))
    page = client.post(address, {"csrfmiddlewaretoken": "m" * 64, "file": large})
    words = page.content.decode()
    assert page.status_code == 503
    assert "Серверу некуда записать присланное" in words and "файлы нужно указать заново" in words
    assert "Отправить снова" not in words


def no_room(*args):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("error", [GONE, OSError(errno.EROFS, "Read-only file system")], ids=str)
def test_a_command_ends_with_a_sentence_and_the_next_run_goes_on(db, error):
    """With what is wrong now and what to do, in place of a traceback."""
    with connection.execute_wrapper(Failing("reports_", error)), pytest.raises(CommandError) as ended:
        call_command("tick")
    assert ended.value.returncode == 1
    assert "Не закончено. База данных" in str(ended.value) and "ещё раз" in str(ended.value)
    call_command("tick")
    assert Heartbeat.objects.exists()


def test_a_command_hides_no_fault_of_the_program(db):
    with connection.execute_wrapper(Failing("reports_", DataError("x"))), pytest.raises(DataError):
        call_command("tick")


def test_passwords_and_files_are_never_on_the_page(client, add, period):
    secret = "длинный тайный пароль"
    with connection.execute_wrapper(Failing()):
        changed = client.post(reverse("password_change"), {"old_password": secret, "new_password1": secret})
        loaded = client.post(
            add,
            {
                "csrfmiddlewaretoken": "m",
                "note": "Слова рядом",
                "file": SimpleUploadedFile("имя файла.txt", b"words inside"),
            },
        )
        signed = Client().post(reverse("login"), {"username": "smolensk", "password": secret})
    assert [changed.status_code, loaded.status_code, signed.status_code] == [503, 503, 503]
    assert secret not in changed.content.decode() + signed.content.decode()
    assert "words inside" not in loaded.content.decode()
    assert "Слова рядом</textarea>" in loaded.content.decode()
    assert "нужно указать заново" in loaded.content.decode()


def test_a_session_that_cannot_be_stored_is_503(client, rf):
    """After the view: Django alone would say that the person has signed out meanwhile."""
    request = rf.get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = client.session.session_key

    def view(request):
        request.session["shown"] = True
        return HttpResponse()

    with connection.execute_wrapper(Failing("UPDATE")):
        response = PlacedSessionMiddleware(view)(request)
    assert (response.status_code, response["Retry-After"]) == (503, "60")


def test_a_session_that_has_ended_meanwhile_is_no_failure_of_the_database(client, rf):
    request = rf.get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = client.session.session_key

    def view(request):
        request.session["shown"] = True
        Session.objects.all().delete()
        return HttpResponse()

    with pytest.raises(SessionInterrupted):
        PlacedSessionMiddleware(view)(request)


def test_the_log_has_the_error_and_nothing_of_what_was_typed(client, add, form, caplog):
    with caplog.at_level(logging.INFO), connection.execute_wrapper(Failing()):
        client.post(add, form)
    (record,) = [record for record in caplog.records if record.name == "pobratim.database"]
    assert record.exc_info[1] is GONE
    assert "Знакомство" not in caplog.text
