"""What was done, and the way to undo it, is in sight and in focus on whatever page and place the action leads to."""

import itertools

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from tests.conftest import STRESS
from tests.whole.test_routes import ROUTES
from tests.whole.test_routes import cast as cast
from tests.whole.test_routes import world as world

from .conftest import PHONE, WIDE, until

pytestmark = pytest.mark.stress  # every action, and not every third

IS_SEEN = """
() => {
  const box = document.querySelector(".said").getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(20, box.height / 2));
  return box.height > 0 && box.top >= 0 && Math.min(box.bottom, box.top + 60) <= innerHeight &&
    Boolean(top && top.closest(".said"));
}
"""
UNDO_IS_SEEN = """
() => Array.from(document.querySelectorAll(".said form button")).every((button) => {
  const box = button.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
})
"""

# The place that the address leads to stands right under them.
UNDER_ALL = """
(id) => {
  const stack = document.querySelector(".said-stack").getBoundingClientRect();
  const gap = document.getElementById(id).getBoundingClientRect().top - stack.bottom;
  return gap > -1 && gap < 60;
}
"""
BOXES = """
() => Array.from(document.querySelectorAll(".said"), (one) => one.getBoundingClientRect())
  .map((box) => [box.top, box.bottom])
"""


def where_actions_lead(world, cast, client_of):
    """(person, address with its place), cookie of the message: of every POST of the table of routes that says what it
    has done. The requests themselves are undone, and made only when they are asked for."""
    found = set()
    for name, route in ROUTES.items():
        if 302 not in route.post:
            continue
        person = next(person for person, status in zip(cast, route.post, strict=False) if status == 302)
        address = reverse(name, kwargs=getattr(world, route.args)() if route.args else None)
        client = client_of(cast[person])
        with transaction.atomic():
            response = client.post(address, getattr(world, route.data)())
            transaction.set_rollback(True)
        is_there = client.get(response.url).status_code == 200  # what it has opened is undone with it
        lead = (person, response.url)
        if is_there and "messages" in response.cookies and lead not in found:
            found.add(lead)
            yield lead, response.cookies["messages"].value


def test_every_action_says_in_sight_and_in_focus_what_it_has_done(visitor, world, cast, client_of):
    """A table of a dozen pages: at the width of a desk, of a phone, and on a phone without JavaScript, where the block
    is in sight at least."""
    leads = dict(where_actions_lead(world, cast, client_of))
    assert len([address for _, address in leads if "#" in address]) >= 6
    unseen = []
    for viewport, javascript in ((WIDE, True), (PHONE, True), (PHONE, False)):
        visitors = {}
        every = 1 if STRESS else 3 if viewport is WIDE else 6
        for (person, address), cookie in list(leads.items())[::every]:
            if person not in visitors:
                visitors[person] = visitor(cast[person], viewport=viewport, javascript=javascript)
            one = visitors[person]
            one.page.context.add_cookies([{"name": "messages", "value": cookie, "url": one.address}])
            one.page.goto("about:blank")  # of the page where it is, another place would be no new page
            page = one.go(address)
            if javascript:
                until(page, "document.activeElement.closest('.said')")
            if not (page.evaluate(IS_SEEN) and page.evaluate(UNDO_IS_SEEN)):
                unseen.append(f"{address} at {viewport['width']}, script {javascript}")
    assert unseen == []


def test_what_was_said_can_be_put_away(visitor, world, cast, client_of):
    leads = where_actions_lead(world, cast, client_of)
    (person, address), cookie = next((lead, cookie) for lead, cookie in leads if "#report" in lead[1])
    one = visitor(cast[person])
    one.page.context.add_cookies([{"name": "messages", "value": cookie, "url": one.address}])
    page = one.go(address)
    one.expect_accessible()
    until(page, "document.activeElement.closest('.said')")
    page.keyboard.press("Escape")
    assert page.locator(".said").count() == 0
    assert page.evaluate("document.activeElement.id").startswith("report-")


def test_several_messages_lie_one_under_the_other_however_long(visitor, world, cast, client_of):
    """The cookie of one action is said three times, each time longer, at a place far down the page."""
    leads = where_actions_lead(world, cast, client_of)
    person, address = next(lead for lead, _ in leads if "#report" in lead[1])
    for viewport in (WIDE, PHONE):
        one = visitor(cast[person], viewport=viewport)
        one.go("/")
        page = one.go(address)
        storage = CookieStorage(HttpRequest())
        words = "Внесено 23 строки отчёта муниципального образования. "
        said = [Message(constants.SUCCESS, words * times) for times in (4, 3, 1)]
        one.page.context.add_cookies([{"name": "messages", "value": storage._encode(said), "url": one.address}])
        page.goto("about:blank")
        page = one.go(address)
        until(page, "document.activeElement.closest('.said')")
        until(page, UNDER_ALL, arg=address.split("#")[1])
        boxes = page.evaluate(BOXES)
        assert len(boxes) == 3
        assert all(bottom <= top + 1 for (_, bottom), (top, _) in itertools.pairwise(boxes))
        for _ in boxes:
            page.keyboard.press("Escape")
        assert page.locator(".said-stack").count() == 0
