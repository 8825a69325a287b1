"""Whoever finds a hole is told to whom to say so, where the office has named somebody."""

import datetime
import re

from django.utils import timezone

ADDRESS = "/.well-known/security.txt"


def test_nobody_is_named_before_the_office_does(client, db):
    assert client.get(ADDRESS).status_code == 404


def test_the_contact_is_told_to_everybody_with_an_end_within_the_year(client, db, settings):
    """As RFC 9116 wants it: one field a line, Contact and Expires among them, without a sign-in."""
    settings.SECURITY_CONTACT, settings.SITE_URL = "mailto:security@example.ru", "https://pobratim.example.ru"
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@example.ru"
    assert fields["Canonical"] == f"https://pobratim.example.ru{ADDRESS}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", fields["Expires"])
    left = datetime.datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert datetime.timedelta(days=90) < left < datetime.timedelta(days=365)
