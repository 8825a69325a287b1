"""Loads the person of a request, with the municipalities answered for and the number behind the bell, in one query
instead of three."""

import threading
import time

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone

from municipalities.models import User
from reports.models import Notice

_unread = (
    Notice.objects.unread().filter(user=OuterRef("pk")).order_by().values("user").annotate(n=Count("pk")).values("n")
)


PARALLEL_HASHES = 2  # in one process; a hash takes a quarter of a second of a processor
WAIT_FOR_HASH = 3  # seconds
_hashing = threading.BoundedSemaphore(PARALLEL_HASHES)
_cost = {"seconds": 0.25}  # of the processor, for the last hash of this process


class TooBusy(Exception):
    """So many passwords are being checked that this one did not get its turn."""


def check_in_turn(check, *args, **kwargs):
    """Result of `check`, which hashes a password; raises TooBusy when the others leave no room for it.

    Without this, guessers in many threads would take the processor from everybody who works.
    """
    if not _hashing.acquire(timeout=WAIT_FOR_HASH):
        raise TooBusy
    began = time.thread_time()
    try:
        return check(*args, **kwargs)
    finally:
        _cost["seconds"] = time.thread_time() - began
        _hashing.release()


def cost_of_a_check():
    """Seconds of the processor that checking a password took here the last time."""
    return _cost["seconds"]


class PeopleBackend(ModelBackend):
    """Django's sign-in with name and password; every page asks for the municipalities and shows the bell, so both
    come along."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        """As Django's, but only few at a time, unless the browser is known; raises TooBusy."""
        if getattr(request, "is_of_known_browser", False):
            return super().authenticate(request, username, password, **kwargs)
        return check_in_turn(super().authenticate, request, username, password, **kwargs)

    def get_user(self, user_id):
        """The active user of that key with `municipality_ids` and `unread_notices` at hand, or None."""
        today = timezone.localdate()
        in_force = Q(officer_of__since__lte=today) & (Q(officer_of__until=None) | Q(officer_of__until__gte=today))
        rows = list(
            User.objects.filter(pk=user_id)
            .annotate(
                link=FilteredRelation("officer_of", condition=in_force),
                answers_for=F("link__municipality"),
                unread_notices=Subquery(_unread),
            )
            .order_by()
        )
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        user = rows[0]
        user.municipality_ids = {row.answers_for for row in rows} - {None}
        return user
