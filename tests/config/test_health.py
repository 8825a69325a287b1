"""GET /healthz, for the watchdog."""

from unittest.mock import patch

from django.conf import settings
from django.db import OperationalError, connection


def test_it_is_well_when_the_database_answers(db, client, django_assert_num_queries):
    """For anybody, without reading or making a session."""
    client.cookies[settings.SESSION_COOKIE_NAME] = "left-over"
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_it_is_unavailable_when_the_database_is_away(db, client):
    """Also for a browser with a session, whose reading would fail first."""
    client.cookies[settings.SESSION_COOKIE_NAME] = "left-over"
    with patch.object(connection, "cursor", side_effect=OperationalError("connection refused")):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable"})


def test_it_can_only_be_read(db, client):
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_it_answers_without_tls(db, client, settings):
    """The watchdog asks from inside, behind nginx."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/accounts/login/").status_code == 301
