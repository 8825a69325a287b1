"""The pages for what went wrong stand on their own and say in Russian what to do."""

import gzip
import re

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.template.loader import get_template
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_POST

from config import door, urls
from reports.pages import look
from reports.templatetags import pobratim


def fail(request):
    raise RuntimeError("as a programming error would")


@require_POST
def button(request):
    return HttpResponse(request.POST["text"])


def text_of(kind, *, streaming=False):
    def view(request):
        made = StreamingHttpResponse([b"a" * 5000]) if streaming else HttpResponse("Отчёт о мероприятиях. " * 500)
        made["Content-Type"] = kind
        return made

    view.login_required = False
    return view


fail.login_required = button.login_required = False
urlpatterns = [
    path("fail", fail),
    path("button", button),
    path("page", text_of("text/html; charset=utf-8")),
    path("data", text_of("application/json")),
    path("workbook", text_of("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
    path("stream", text_of("text/csv", streaming=True)),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
on_these_pages = pytest.mark.urls(__name__)


@pytest.fixture
def no_static_files(monkeypatch):
    """What Django's storage does with every name while nothing has been collected."""

    def missing(name):
        raise ValueError(f"Missing staticfiles manifest entry for '{name}'")

    monkeypatch.setattr(pobratim, "static", missing)
    monkeypatch.setattr(look, "static", missing)
    kept = (look.icon, pobratim.styles_everywhere, pobratim._drawn_once)
    for drawn in kept:
        drawn.cache_clear()
    yield
    for drawn in kept:
        drawn.cache_clear()


def asked(address, method="get", data=None, **more):
    page = getattr(Client(raise_request_exception=False), method)(address, data, **more)
    return page.status_code, page.content.decode()


@on_these_pages
@pytest.mark.parametrize(
    ("address", "method", "data", "status", "words"),
    [
        ("/fail", "get", None, 500, "Подождите несколько минут и попробуйте ещё раз"),
        ("/button", "get", None, 405, "нажмите кнопку на странице"),
        ("/button", "post", {"text": "я" * 6_000_000}, 413, "Сократите или разделите текст"),
        ("/button", "post", {f"a{n}": "" for n in range(5001)}, 413, "введённое обычно остаётся в полях"),
    ],
)
def test_a_bare_page_needs_neither_database_nor_static_files(
    django_db_blocker, request, address, method, data, status, words
):
    """With the style sheets where there are any, and plain where there are none; the same words."""
    with django_db_blocker.block():
        found, page = asked(address, method, data)
        assert (found, words in page, "components" in page) == (status, True, True)
        request.getfixturevalue("no_static_files")
        found, page = asked(address, method, data)
        assert (found, words in page, "<link" in page) == (status, True, False)
        assert re.search("<h1>[А-Я]", page)


@on_these_pages
def test_a_host_that_is_not_ours_is_refused_without_static_files_too(no_static_files):
    status, page = asked("/", headers={"host": "evil.example"})
    assert status == 400 and "Запрос не понят" in page


@on_these_pages
@pytest.mark.django_db
def test_a_refused_method_still_names_those_that_are_allowed():
    assert Client().get("/button")["Allow"] == "POST"


def test_the_page_for_an_unavailable_database_is_bare_too(no_static_files):
    page = get_template("errors/503.html").render(
        {"title": "Сейчас страница не открывается", "again": "/", "cause": "Сбой"}
    )
    assert "откройте страницу ещё раз" in page and "<link" not in page


def test_where_even_the_page_for_errors_fails_a_sentence_is_left(caplog):
    """In place of the server's own English page. What has failed is in the log."""

    def broken(environ, start_response):
        raise RuntimeError("the page for errors cannot be drawn")

    told = []
    words = door.Door(broken)({"REQUEST_METHOD": "GET"}, lambda *answer: told.append(answer))
    [(status, headers)] = told
    assert status == "500 Internal Server Error"
    assert dict(headers)["Content-Type"] == "text/plain; charset=utf-8"
    assert b"".join(words).decode() == door.BROKEN
    assert "cannot be drawn" in caplog.text


# Compressed


@on_these_pages
@pytest.mark.parametrize(
    ("address", "is_smaller"), [("/page", True), ("/data", True), ("/workbook", False), ("/stream", False)]
)
def test_text_is_sent_compressed_and_what_is_compressed_by_nature_is_not(db, address, is_smaller):
    plain = Client().get(address).getvalue()
    page = Client().get(address, headers={"accept-encoding": "gzip, br"})
    sent = page.getvalue()
    assert ("Content-Encoding" in page.headers) is is_smaller
    if is_smaller:
        assert gzip.decompress(sent) == plain and len(sent) < len(plain) / 5
        assert "Accept-Encoding" in page["Vary"]


@on_these_pages
def test_the_length_of_a_page_with_secrets_is_blurred(db):
    """Whoever can put words into a page and weigh it on the wire learns nothing from a letter more or less."""
    lengths = {len(Client().get("/page", headers={"accept-encoding": "gzip"}).content) for _ in range(20)}
    assert len(lengths) > 5
