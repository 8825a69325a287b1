"""Addresses and crumbs: each reader is led to a page that opens to that reader."""

from types import SimpleNamespace

import pytest
from django.urls import reverse, set_script_prefix

from reports.actions import remarks
from reports.pages.addresses import (
    crumbs,
    event_address,
    finding_address,
    for_municipality,
    remark_address,
    report_address,
    review_address,
    row_address,
    way_to_quarter,
    way_to_report,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(smolensk, smolensk_officer):
    made = factories.make_submission(
        factories.make_period(), smolensk, state="submitted", officer=smolensk_officer, events=1
    )
    return type(made).objects.with_names().select_related("period").get(pk=made.pk)


@pytest.fixture
def event(report):
    return report.events.get()


def test_the_last_crumb_is_the_page_itself_and_has_no_address():
    assert crumbs(("/a/", "А"), ("/b/", "Б"), here="В") == [("/a/", "А"), ("/b/", "Б"), ("", "В")]


def test_every_crumb_opens_to_its_reader(client_of, report, smolensk_officer, coordinator):
    ways = {
        smolensk_officer: [*way_to_report(smolensk_officer, report), *way_to_quarter(report.period, report)],
        coordinator: [*way_to_report(coordinator, report), *way_to_quarter(report.period)],
    }
    for person, way in ways.items():
        assert [client_of(person).get(address).status_code for address, _ in way] == [200] * len(way)


@pytest.mark.parametrize("prefix", ["/", "/otchety/"])
@pytest.mark.parametrize("name", ["event", "event_history", "event_undelete", "event_leave_out"])
def test_the_address_of_an_event_is_that_of_its_route_under_every_prefix(event, name, prefix):
    set_script_prefix(prefix)
    try:
        assert event_address(name, event.uid) == reverse(name, args=[event.uid])
    finally:
        set_script_prefix("/")


def test_a_row_leads_to_its_form_or_to_its_line_in_the_whole_report(report, event):
    assert row_address(report, event, can_edit=True) == event_address("event", event.uid)
    assert row_address(report, event, can_edit=False) == report_address(report, f"row-{event.uid}")


def test_a_finding_leads_to_its_field_and_one_about_the_order_to_the_row(report, event):
    for field, address in (
        ("name", f"{event_address('event', event.uid)}#id_name"),
        ("order", report_address(report, f"row-{event.uid}")),
    ):
        assert finding_address(report, SimpleNamespace(field=field, event=event)) == address


def test_a_remark_leads_to_its_field_where_it_can_be_mended_else_to_itself(report, event, coordinator):
    on_field = remarks.add_remark(report, by=coordinator, text="Где?", event=event, field="place_text")
    on_report = remarks.add_remark(report, by=coordinator, text="Мало")
    assert remark_address(report, on_field, can_edit=True) == f"{event_address('event', event.uid)}#id_place_text"
    assert remark_address(report, on_field, can_edit=False) == report_address(report, f"remark-{on_field.pk}")
    assert remark_address(report, on_report, can_edit=True) == report_address(report, f"remark-{on_report.pk}")


def test_a_review_opens_in_its_view_at_its_row(report, event):
    address = reverse("review", args=[report.pk])
    assert review_address(report, event, "clean") == f"{address}?view=clean#row-{event.pk}"
    assert review_address(report) == address


def test_words_for_the_municipality_stand_before_the_fragment():
    assert for_municipality("/a/#id_name") == "/a/?for=municipality#id_name"
