"""Only UTF-8 gets past the door module; Django would stumble over other charsets before any page of ours."""

import encodings

import pytest
from django.utils.module_loading import import_string

from config.door import REFUSAL, Door
from tests.answers import for_each

CONTENT = "application/x-www-form-urlencoded"


def answered(content_type, method="POST"):
    """(status, headers, body) of the answer; the application behind the door module answers 200."""
    given = {}

    def start_response(status, headers):
        given["status"], given["headers"] = status, dict(headers)

    def behind(environ, start_response):
        start_response("200 OK", [])
        return [b"behind"]

    body = b"".join(Door(behind)({"CONTENT_TYPE": content_type, "REQUEST_METHOD": method}, start_response))
    return given["status"], given["headers"], body.decode()


@for_each(
    "content_type",
    [
        *(f"{CONTENT}; charset={name}" for name in ("punycode", "idna", "utf-16", "utf-7", "cp1251", "rot13", "zlib")),
        *(f"{CONTENT}; charset={name}" for name in ("", "no-such", "я", "a\x00", "unicode_escape", "undefined")),
        "multipart/form-data; boundary=x; charset=punycode",
        "text/plain; CHARSET='idna'",
        'application/json; charset="punycode"',
    ],
)
def test_another_charset_is_refused_with_a_sentence(content_type):
    for method in ("POST", "GET", "PUT"):
        status, headers, body = answered(content_type, method)
        assert (status, body) == ("400 Bad Request", REFUSAL)
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert answered(content_type, "HEAD")[2] == ""


@pytest.mark.parametrize(
    "content_type",
    ["", CONTENT, f"{CONTENT}; charset=UTF-8", f'{CONTENT}; charset="utf8"', "multipart/form-data; boundary=x"],
)
def test_utf_8_comes_through(content_type):
    assert answered(content_type) == ("200 OK", {}, "behind")


def test_names_of_charsets_that_nobody_has_leave_nothing_behind():
    """Python's own list of codecs keeps every name that it was asked for."""
    before = len(encodings._cache)
    for number in range(50):
        answered(f"{CONTENT}; charset=no-such-{number}")
    assert len(encodings._cache) == before


def test_a_laptop_serves_through_the_door_too(settings):
    assert isinstance(import_string(settings.WSGI_APPLICATION), Door)
