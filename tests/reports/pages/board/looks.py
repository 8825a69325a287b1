"""What tests of the board, the quarters and the consolidated table ask of a page."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from reports.models import Period
from tests.documents import even
from tests.factories import (
    make_municipality,
    make_officer,
    make_submission,
    make_user,
)


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


BOARD = "/periods/2024-4/"


def page_of(response, status=200):
    assert response.status_code == status
    return html.fromstring(response.content.decode())


def words(element):
    return even(element.text_content())


def rows_of(page):
    """Municipality → words of the cells of its row, in the order of the page."""
    return {words(row[0]): [words(cell) for cell in row[1:]] for row in page.xpath("//tbody/tr[th[@scope='row']]")}


def notices(page):
    return [words(notice) for notice in page.xpath("//div[contains(@class, 'notice')]/div")]


def queries(client, address):
    """How many queries the second visit takes (the first one fills what is kept for good)."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def fill(period, number):
    """More municipalities with officer and report, in all states in turn."""
    for n in range(number):
        municipality = make_municipality(f"Район {n}")
        make_officer(make_user(f"more{n}", email=f"more{n}@a.example"), municipality)
        state = ["draft", "submitted", "returned", "approved"][n % 4]
        make_submission(period, municipality, state=state, is_nil=n % 8 == 1)


def shift(period, deadline, hard_deadline):
    """Move the deadlines, in days from today."""
    today = timezone.localdate()
    days = {
        "deadline": today + datetime.timedelta(deadline),
        "hard_deadline": today + datetime.timedelta(hard_deadline),
    }
    Period.objects.filter(pk=period.pk).update(**days)
    period.refresh_from_db()
    return period


def nil_reports(period, number):
    return [
        make_submission(period, make_municipality(name), state="submitted", is_nil=True)
        for name in ["Глинковский", "Демидовский", "Ельнинский"][:number]
    ]
