"""A person's words in a real browser make no element, dialog, script, violation of the policy or other page. They are
shown as they were typed."""

import os

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reports.actions import workflow
from tests import factories
from tests.payloads import MARK, PAYLOADS

STRESS = bool(os.environ.get("POBRATIM_STRESS"))
TRIED = PAYLOADS if STRESS else PAYLOADS[::3]
OUTSIDE = ["2020-05-04", "2020-05-04", "day"]
# Elements that carry the mark in their own name or in that of an attribute, in templates too.
MADE = """
(mark) => {
  const all = (root) => Array.from(root.querySelectorAll("*")).flatMap(
    (element) => [element, ...(element.localName === "template" ? all(element.content) : [])]);
  return all(document)
    .filter((element) => element.localName.includes(mark)
      || element.getAttributeNames().some((name) => name.includes(mark)))
    .map((element) => element.outerHTML.slice(0, 120));
}
"""


@pytest.fixture
def report(period, smolensk, smolensk_officer, coordinator):
    """A draft with an event for every payload, outside the window: handing in asks for reasons."""
    report = factories.make_submission(period, smolensk, officer=smolensk_officer, events=0)
    for payload in TRIED:
        texts = dict.fromkeys(("name", "period_text", "place_text", "purpose", "participants"), payload)
        more = {"note": payload, "agreements": [{"title": payload, "parties": payload}]}
        factories.make_event(report, by=smolensk_officer, **texts, **more, period_pin=OUTSIDE)
    return report


@pytest.mark.stress
def test_nothing_typed_comes_to_life(report, visitor, smolensk_officer, coordinator):
    """What goes wrong on the way (a dialog, another host, a line in the console) the visitor's own gates tell."""
    event = report.events.first()
    told = []

    def look(person, address):
        page = person.go(address)
        page.wait_for_load_state("load")
        if page.evaluate("location.pathname + location.search") != address:
            told.append(f"{address} led to {page.url}")
        told.extend(f"{address}: {element}" for element in page.evaluate(MADE, MARK))
        assert MARK in page.content(), address

    officer, reviewer = visitor(smolensk_officer), visitor(coordinator)
    for name in ("submit", "report", "report_sheet", "report_history"):
        look(officer, reverse(name, args=[report.pk]))
    look(reviewer, reverse("submit", args=[report.pk]) + "?for=municipality")
    for one in report.events.all() if STRESS else report.events.all()[:5]:
        look(officer, reverse("event", args=[one.uid]))
    look(officer, reverse("event_history", args=[event.uid]))
    handed_in = workflow.submit(report, by=smolensk_officer)
    for payload, one in zip(TRIED, report.events.order_by("pk"), strict=True):
        factories.make_remark(handed_in, by=coordinator, text=payload, event=one, field="purpose")
    look(reviewer, reverse("review", args=[report.pk]))
    workflow.return_for_changes(handed_in, by=coordinator, note=TRIED[0])
    look(officer, reverse("notices"))
    look(officer, reverse("report", args=[report.pk]))
    assert told == []


def test_nothing_comes_to_life_in_the_live_row(report, visitor, smolensk_officer):
    """The parts of the live row are put on the page as HTML that our templates drew."""
    officer = visitor(smolensk_officer)
    page = officer.go(reverse("event", args=[report.events.first().uid]))
    for field in ("purpose", "participants", "period_text", "place_text", "name"):
        words = " ".join(TRIED)[: 900 if field.endswith("_text") else 3000]
        with page.expect_response(lambda answer: answer.url.endswith("/live/")) as answer:
            page.locator(f"[name={field}]").fill(words)
        assert answer.value.ok
    expect(page.locator('[data-part="row"]')).to_contain_text(f"</table><{MARK}>")
    assert page.evaluate(MADE, MARK) == []
