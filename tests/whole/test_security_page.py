"""docs/security.md: every requirement of levels 1 and 2 once, each with a test that exists or a reason; and what the
page says of no other test's subject."""

import re
import ssl
from functools import cache

import pytest
from django.core.mail.backends import smtp
from django.test import Client
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser

from config import settings as shipped
from tests import factories
from tests.conftest import ROOT

REASONS = ("Not here", "By document", "By choice", "Falls short")

# OWASP ASVS 5.0.0, levels 1 and 2: section → how many of its numbers are of these levels, which are always its first.
LEVELS = {
    "1.1": 2,
    "1.2": 9,
    "1.3": 11,
    "1.4": 3,
    "1.5": 2,
    "2.1": 3,
    "2.2": 3,
    "2.3": 4,
    "2.4": 1,
    "3.2": 2,
    "3.3": 4,
    "3.4": 6,
    "3.5": 5,
    "3.7": 2,
    "4.1": 3,
    "4.2": 1,
    "4.3": 2,
    "4.4": 4,
    "5.1": 1,
    "5.2": 3,
    "5.3": 2,
    "5.4": 3,
    "6.1": 3,
    "6.2": 12,
    "6.3": 4,
    "6.4": 4,
    "6.5": 5,
    "6.6": 3,
    "6.8": 4,
    "7.1": 3,
    "7.2": 4,
    "7.3": 2,
    "7.4": 5,
    "7.5": 2,
    "7.6": 2,
    "8.1": 2,
    "8.2": 3,
    "8.3": 1,
    "8.4": 1,
    "9.1": 3,
    "9.2": 4,
    "10.1": 2,
    "10.2": 2,
    "10.3": 4,
    "10.4": 11,
    "10.5": 5,
    "10.6": 2,
    "10.7": 3,
    "11.1": 2,
    "11.2": 3,
    "11.3": 3,
    "11.4": 4,
    "11.5": 1,
    "11.6": 1,
    "12.1": 3,
    "12.2": 2,
    "12.3": 4,
    "13.1": 1,
    "13.2": 5,
    "13.3": 2,
    "13.4": 5,
    "14.1": 2,
    "14.2": 4,
    "14.3": 3,
    "15.1": 3,
    "15.2": 3,
    "15.3": 7,
    "16.1": 1,
    "16.2": 5,
    "16.3": 4,
    "16.4": 3,
    "16.5": 3,
    "17.1": 1,
    "17.2": 4,
    "17.3": 2,
}
NUMBERS = [f"{section}.{number}" for section, count in LEVELS.items() for number in range(1, count + 1)]


def rows_of(page):
    """[numbers, what is asked, how it holds, proof] of each row."""
    found = re.findall(r"^\| (\d+\.\d+\.\d+[^|]*) \| (.*?) \| (.*?) \| (.*?) ?\|$", page, re.M)
    return [(re.findall(r"\d+\.\d+\.\d+", numbers), *rest) for numbers, *rest in found]


@cache
def named_in(path):
    file = ROOT / path
    return set(re.findall(r"^def (test_\w+)\(", file.read_text(encoding="utf-8"), re.M)) if file.is_file() else set()


def faults_of(page):
    """What is wrong with the page, a sentence each."""
    numbers = [number for row in rows_of(page) for number in row[0]]
    yield from (f"{number} stands twice" for number in sorted({one for one in numbers if numbers.count(one) > 1}))
    yield from (f"{number} is missing" for number in NUMBERS if number not in numbers)
    yield from (f"{number} is of no such level" for number in numbers if number not in NUMBERS)
    for row, asked, how, proof in rows_of(page):
        named = re.findall(r"`([\w/.]+)::(\w+)`", proof)
        yield from (f"{row[0]} names {path}::{test}" for path, test in named if test not in named_in(path))
        if not asked or not how:
            yield f"{row[0]} says nothing"
        if not named and not any(reason in how for reason in REASONS):
            yield f"{row[0]} has neither test nor reason"


def the_page():
    return (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_every_requirement_has_its_row_and_every_row_a_test_that_exists_or_a_reason():
    assert len(NUMBERS) == 253
    assert list(faults_of(the_page())) == []


def test_a_fault_of_the_page_is_found():
    row = "| 1.1.1 | asked | held | `tests/config/test_door.py::test_another_charset_is_refused_with_a_sentence` |"
    assert row.split("`")[1] in the_page()
    damaged = re.sub(r"^\| 1\.1\.1 .*$", row, the_page(), flags=re.M)
    assert list(faults_of(damaged)) == []
    for change, fault in (
        (("| 1.1.1 |", "| 1.1.3 |"), "1.1.3 is of no such level"),
        (("| 1.1.1 |", "| 1.1.2 |"), "1.1.2 stands twice"),
        (("| 1.1.1 |", "| - |"), "1.1.1 is missing"),
        (("_with_a_sentence`", "_with_a_smile`"), "1.1.1 names tests/config/test_door.py::test_another_charset"),
        (("| `tests/config/test_door.py::test_another_charset_is_refused_with_a_sentence` |", "|  |"), "neither"),
        (("| held |", "|  |"), "1.1.1 says nothing"),
    ):
        assert any(fault in one for one in faults_of(damaged.replace(row, row.replace(*change)))), change


# Subjects without another test


@pytest.fixture
def on_a_server(settings):
    """The cookies as a server has them."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.COOKIE_PREFIX = "__Host-"
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"


def test_cookies_of_a_server_are_closed(on_a_server, stranger):
    """Only the mark of forms is for scripts, and only the mark of a browser is sent to some pages."""
    stranger.set_password(factories.PASSWORD)
    stranger.save()
    client = Client()
    client.get("/accounts/login/", secure=True)
    client.post("/accounts/login/", {"username": "stranger", "password": factories.PASSWORD}, secure=True)
    client.post("/accounts/profile/", {"full_name": "Чужой Сергей Петрович"}, secure=True)
    cookies = client.cookies
    names = {re.sub("browser_.*", "browser", name) for name in cookies}
    host = {"__Host-sessionid", "__Host-csrftoken", "__Host-messages"}
    assert names == host | {"__Secure-known_browser"}
    for name, cookie in cookies.items():
        assert (cookie["secure"], cookie["samesite"], cookie["domain"]) == (True, "Lax", ""), name
        assert bool(cookie["httponly"]) == (name != "__Host-csrftoken"), name
        assert (cookie["path"] == "/") == name.startswith("__Host-"), name


def test_no_script_takes_messages_of_other_windows():
    scripts = [path.read_text(encoding="utf-8") for path in (ROOT / "static" / "js").glob("*.js")]
    assert scripts
    assert not [one for one in scripts if re.search(r"postMessage|onmessage|[\"']message[\"']|window\.open\b", one)]


@pytest.mark.django_db
def test_every_kind_of_answer_names_its_type_and_charset(client):
    kinds = {
        "/accounts/login/": "text/html; charset=utf-8",
        "/no/such/page": "text/html; charset=utf-8",
        "/healthz": "application/json",
        "/api/v1/openapi.json": "application/json",
        "/api/v1/": "application/json",
        "/static/css/base.css": 'text/css; charset="utf-8"',
    }
    for address, kind in kinds.items():
        response = client.get(address)
        assert response["Content-Type"] == kind, address
        response.close()


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Transfer-Encoding: chunked, identity",
        b"Content-Length: +5",
        b"Content_Length: 5",
    ],
)
def test_a_request_with_two_lengths_is_refused(lengths):
    """By gunicorn, in the version and with the words of ours."""
    said = Config()
    words = {}
    exec((ROOT / "gunicorn.conf.py").read_text(encoding="utf-8").replace("hide_memory()", ""), words)
    said.set("header_map", words["header_map"])
    request = b"POST / HTTP/1.1\r\nHost: a\r\n" + lengths + b"\r\n\r\nhello"
    with pytest.raises(ParseException):
        next(RequestParser(said, iter([request]), ("127.0.0.1", 1)))


def test_password_fields_help_password_managers(client_of, client, stranger):
    pages = [client.get("/accounts/login/"), client_of(stranger).get("/accounts/password/")]
    pages += [client_of(stranger).get(address) for address in ("/accounts/profile/", "/accounts/own-second-step/")]
    for page in pages:
        fields = re.findall(r"<input[^>]*type=\"password\"[^>]*>", page.content.decode())
        assert fields
        for field in fields:
            assert re.search(r'autocomplete="(current|new)-password"', field), field
            assert "onpaste" not in field


@pytest.mark.django_db
def test_a_password_is_checked_letter_for_letter():
    """Long, with blanks at both ends and capitals; also longer than 64 letters."""
    password = " Лодка У Причала, " + "ветер-и-волны " * 5
    user = factories.make_user("exact")
    user.set_password(password)
    user.save()
    for typed in (password.strip(), password.lower(), password[:64], password[:-1]):
        answer = Client().post("/accounts/login/", {"username": "exact", "password": typed})
        assert answer.status_code == 200, typed
    assert Client().post("/accounts/login/", {"username": "exact", "password": password}).status_code == 302


def code_of_ours():
    folders = ("config", "municipalities", "reports")
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py")]


def test_no_broken_hash_is_used():
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in code_of_ours()
        for match in re.finditer(r"\b(md5|sha1|MD5|DES|RC4|pickle|marshal)\b", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_nginx_has_what_the_page_says():
    said = (ROOT / "ops" / "nginx.conf").read_text(encoding="utf-8")
    for words in (
        "ssl_protocols TLSv1.2 TLSv1.3;",
        "limit_req zone=signin",
        "return 301 https://$host$request_uri;",
        'proxy_set_header X-Remote-User "";',
        "proxy_set_header X-Forwarded-For $remote_addr;",
    ):
        assert words in said
    assert said.count("server_tokens off;") == said.count("\nserver {")
    assert not re.search(r"underscores_in_headers|autoindex|\broot\b|\balias\b", said)


def test_no_secret_lies_in_the_repository():
    secret = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|AGE-SECRET-KEY-1[0-9A-Z]{50}|\bpobratim_[\w-]{43}\b")
    found = [
        str(path.relative_to(ROOT))
        for folder in ("config", "municipalities", "reports", "ops", "tests", "tools", "docs", "fixtures", "static")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and secret.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []
    assert not re.search(r"^\w+_KEY=.", (ROOT / "ops" / "pobratim.env").read_text(encoding="utf-8"), re.M)


@pytest.mark.django_db
@pytest.mark.parametrize("inside", ["", "static/", "static/../", "static/%2e%2e/", "static//"])
def test_no_file_of_the_program_is_served(client, inside):
    for name in (".git/config", "manage.py", "config/settings.py", "db.sqlite3", "requirements.txt", ""):
        address = f"/{inside}{name}"
        if address != "/":
            assert client.get(address).status_code == 404, address


def test_the_log_goes_to_standard_error_alone():
    assert {handler["class"] for handler in shipped.LOGGING["handlers"].values()} == {"logging.StreamHandler"}


def test_the_certificate_of_the_mail_server_is_checked():
    for kind in ({"use_tls": True}, {"use_ssl": True}):
        context = smtp.EmailBackend(**kind).ssl_context
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_the_way_out_of_every_page_is_in_its_head(client_of, stranger):
    assert f'action="{reverse("logout")}"' in client_of(stranger).get("/accounts/profile/").content.decode()
