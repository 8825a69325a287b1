"""Security headers on every answer, whoever gives it."""

import re
import subprocess
import sys

import pytest
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import path

from config import errors, urls
from tests.conftest import ROOT

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "object-src": "'none'",
    "frame-src": "'none'",
    "worker-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def policy_of(response):
    parts = [part.split(" ", 1) for part in response["Content-Security-Policy"].split("; ")]
    return dict(parts)


def fail(request):
    raise RuntimeError("as a programming error would")


def hide(request):
    raise Http404("somebody else's")


def remember(request):
    return HttpResponse("picture", headers={"Cache-Control": "public, max-age=60"})


fail.login_required = hide.login_required = remember.login_required = False

urlpatterns = [path("fail", fail), path("hide", hide), path("remember", remember), *urls.urlpatterns]
handler400, handler404, handler500 = errors.bad_request, errors.page_not_found, errors.server_error


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "debug"),
    [
        ("/accounts/login/", 200, False),
        ("/accounts/login/", 200, True),
        ("/no/such/page", 404, False),
        ("/no/such/page", 404, True),
        ("/hide", 404, False),
        ("/hide", 404, True),
        # Under DEBUG a failure shows Django's page for programmers, which needs inline styles.
        ("/fail", 500, False),
    ],
)
def test_every_page_has_the_headers(address, status, debug, db, settings):
    """Also on the pages for errors, and under DEBUG, where the demo runs."""
    settings.DEBUG = debug
    response = Client(raise_request_exception=False).get(address)
    assert response.status_code == status
    assert policy_of(response) == POLICY
    assert {name: response[name] for name in OTHERS} == OTHERS
    assert "geolocation=()" in response["Permissions-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


@pytest.mark.urls(__name__)
def test_a_host_that_is_not_ours_is_refused_with_the_headers(db):
    response = Client(raise_request_exception=False).get("/accounts/login/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert policy_of(response) == POLICY


@pytest.mark.urls(__name__)
def test_a_view_may_decide_about_caching_itself(db, client):
    assert client.get("/remember")["Cache-Control"] == "public, max-age=60"


def test_only_the_pages_of_the_admin_may_use_inline_styles(client, client_of, list_administrator):
    """Its change form writes them; scripts stay strict there too. Its redirects, scripts and files are no pages."""
    assert policy_of(client.get("/admin/")) == POLICY
    administrator = client_of(list_administrator)
    assert policy_of(administrator.get("/admin/")) == POLICY | {"style-src": "'self' 'unsafe-inline'"}
    assert policy_of(administrator.get("/admin/jsi18n/")) == POLICY
    assert policy_of(client.get("/administration/")) == POLICY


@pytest.mark.parametrize("file", ["css/reset.css", "js/said.js", "img/icons.svg", "img/favicon.png"])
def test_static_files_have_the_headers(file, db, client):
    """Each page brings several of them over a slow line. A file loads nothing and asks for no device, so the shortest
    policy is the strictest."""
    response = client.get(f"/static/{file}")
    assert response.status_code == 200
    assert policy_of(response) == {"default-src": "'none'", "frame-ancestors": "'none'"}
    assert {name: response[name] for name in OTHERS} == OTHERS
    assert "Permissions-Policy" not in response
    assert "X-Request-ID" not in response
    assert "no-store" not in response["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in response
    response.close()


def test_a_static_file_that_is_missing_has_the_headers_of_a_page(db, client):
    """What is shown then is one."""
    response = client.get("/static/css/no-such.css")
    assert response.status_code == 404
    assert policy_of(response) == POLICY
    assert "geolocation=()" in response["Permissions-Policy"]
    assert response["X-Request-ID"]


def test_a_stale_form_mark_is_answered_in_russian(db):
    """403 with our page instead of Django's."""
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": "a"})
    assert response.status_code == 403
    assert policy_of(response) == POLICY
    assert response.templates[0].name == "errors/403.html"


@pytest.mark.urls(__name__)
def test_the_page_for_failures_needs_no_database(django_db_blocker):
    """It is shown exactly when the database may be away."""
    with django_db_blocker.block():
        response = Client(raise_request_exception=False).get("/fail")
    assert response.status_code == 500
    assert "text/html" in response["Content-Type"]


def test_strangers_are_sent_from_the_admin_to_the_one_sign_in(db, client):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain == [
        ("/admin/login/?next=/admin/", 302),
        ("/accounts/login/?next=/admin/", 302),
    ]


def test_on_a_server_no_neighbour_can_set_the_cookies_of_session_and_form_mark():
    """The browser takes such a name from this host alone: Secure, for every path, without a domain. The script that
    keeps texts on the server finds the mark under both names."""
    ask = (
        "from config import settings as s; from django.conf import global_settings as g; "
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, "
        "getattr(s, 'CSRF_COOKIE_PATH', g.CSRF_COOKIE_PATH), getattr(s, 'CSRF_COOKIE_DOMAIN', g.CSRF_COOKIE_DOMAIN), "
        "s.SECURE_HSTS_SECONDS > 0, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
    )
    production = {
        "DEBUG": "False",
        "ALLOWED_HOSTS": "pobratim.example",
        "SECRET_KEY": "".join(map(chr, range(60, 120))),
    }
    told = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=production, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == [
        "__Host-sessionid",
        "True",
        "__Host-csrftoken",
        "True",
        "/",
        "None",
        "True",
        "False",
        "False",
    ]
    script = (ROOT / "static" / "js" / "autosave.js").read_text(encoding="utf-8")
    pattern = re.search(r"cookie\.match\(/(.+)/\)", script)[1]
    for name in ("csrftoken", "__Host-csrftoken"):
        assert re.search(pattern, f"sessionid=a; {name}=mark; messages=b")[1] == "mark"
    assert re.search(pattern, "my_csrftoken=a") is None
