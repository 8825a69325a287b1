"""Titles of pages: what a tab, a bookmark and a screen reader say first."""

import re
from collections import defaultdict
from html import unescape

import pytest
from django.urls import reverse

from tests.clients import hurried
from tests.whole.test_routes import cast as cast
from tests.whole.test_routes import world as world

from .signed_in import signed_in_once
from .test_routes import CAST, ROUTES, SIGN_IN_ROUTES

pytestmark = pytest.mark.django_db

OURS = " · Побратим"
TITLE = re.compile("<title>(.*?)</title>", re.S)


def pages(world, cast, client_of):
    """(route, title) of every route that is a page, as the first person who gets it sees it."""
    routes = {name: (route.get, route.args) for name, route in ROUTES.items()}
    routes |= {name: (methods["GET"], "") for name, methods in SIGN_IN_ROUTES.items()}
    for name, (statuses, args) in routes.items():
        if 200 not in statuses:
            continue
        kwargs = {"uidb64": "MQ", "token": "wrong"} if name == "password_reset_confirm" else None
        kwargs = getattr(world, args)() if args else kwargs
        response = client_of(cast[CAST[statuses.index(200)]]).get(reverse(name, kwargs=kwargs))
        if response.streaming:
            b"".join(response)  # a file, read to its end so that it is closed
        elif response["Content-Type"].startswith("text/html"):
            yield name, unescape(TITLE.search(response.content.decode())[1])


@pytest.mark.one_database
def test_every_page_has_a_title_of_its_own(world, cast, client_of):
    """Two tabs are told apart without opening them; the name of the product comes last."""
    by_title = defaultdict(set)
    with hurried():
        for name, title in pages(world, cast, signed_in_once(cast, client_of)):
            assert title.endswith(OURS) and len(title) > len(OURS), (name, title)
            by_title[title].add(name)
    assert len(by_title) > 20
    assert {title: names for title, names in by_title.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("person", "name"), [("owner", "report"), ("owner", "report_sheet"), ("coordinator", "review")]
)
def test_two_reports_have_two_titles(person, name, world, cast, client_of):
    """Of one quarter, and of one municipality: the coordinator has several open, an officer looks back."""
    client, drafts = client_of(cast[person]), world.draft_report.period.submissions
    reports = {world.draft_report.pk, world.empty_report.pk}
    if person == "coordinator":
        reports |= set(drafts.values_list("pk", flat=True))
    titles = {TITLE.search(client.get(reverse(name, args=[pk])).content.decode())[1] for pk in reports}
    assert len(titles) == len(reports)
