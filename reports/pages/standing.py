"""Who a person is at one report: as the coordinator or its officer, whether on behalf of the municipality, and where
one goes from here. Made once a request and handed to all that draw the page or write."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from municipalities.models import User
from reports.models import Submission
from reports.rules.permissions import can_edit_events, can_enter_on_behalf, is_coordinator

from .addresses import (
    FOR_MUNICIPALITY,
    at_board,
    at_my_reports,
    at_quarter,
    at_report,
    at_review,
    crumbs,
    event_address,
    for_municipality,
    is_on_behalf,
    quarter_address,
    review_address,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """`is_coordinator`: sees the report as the coordinator does; `on_behalf`: writes for the municipality, by choice
    and by right; `may_write`: events of the report, now."""

    request: HttpRequest
    submission: Submission
    is_coordinator: bool
    on_behalf: bool
    may_write: bool

    @property
    def person(self) -> User:
        return self.request.user

    @property
    def writer(self):
        """Who writes, and for whom, as the functions that write events take it."""
        return {"by": self.person, "on_behalf": self.on_behalf}

    @property
    def for_whom(self):
        """What a form adds to its address, so that what it sends is written for the same one."""
        return FOR_MUNICIPALITY if self.on_behalf else ""

    @property
    def section(self):
        """The place in the navigation."""
        return "board" if self.is_coordinator else "report"

    @property
    def desk(self):
        """Where the report lies for the person, whatever can be done with it: the review, or the officer's quarter."""
        return review_address(self.submission) if self.is_coordinator else quarter_address(self.submission)

    @property
    def home(self):
        """Where the person came from to write: on behalf from the page that offers it."""
        return reverse("on_behalf", args=[self.submission.pk]) if self.on_behalf else self.desk

    def home_at(self, event):
        """As `home`; in the review at the event's row."""
        is_review = self.is_coordinator and not self.on_behalf
        return review_address(self.submission, event) if is_review else self.home

    def address(self, name, key):
        """The address of a route of the report or of an event, on behalf where this page is."""
        return self.here(reverse(name, args=[key]))

    def here(self, address):
        """The address, on behalf where this page is."""
        return for_municipality(address) if self.on_behalf else address

    @property
    def way_to_desk(self):
        """The crumbs down to where the report lies."""
        if self.is_coordinator:
            return [at_board(self.submission.period), at_review(self.submission)]
        return [at_my_reports(), at_quarter(self.submission)]

    def crumbs(self, here, event=None):
        """The crumbs of a page of the report's events, or of one that lies below the page of the event."""
        if self.is_coordinator:
            way = [at_board(self.submission.period), (self.home, self.submission.label)]
        else:
            way = [*self.way_to_desk, at_report(self.submission)]
        if event is not None:
            way.append((self.here(event_address("event", event.uid)), "Строка"))
        return crumbs(*way, here=here)


def stand(request, submission, *, as_officer=False):
    """The Standing of who asks. Who is both coordinator and officer is the coordinator; on a page that is the
    officer's (`as_officer`), only by asking for on behalf. Loads the period."""
    asked, user = is_on_behalf(request), request.user
    on_behalf = asked and can_enter_on_behalf(user, submission)
    return Standing(
        request=request,
        submission=submission,
        is_coordinator=asked if as_officer else is_coordinator(user),
        on_behalf=on_behalf,
        may_write=on_behalf or can_edit_events(user, submission),
    )
