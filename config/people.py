"""Loads the person of a request, with the municipalities answered for and the number behind the bell, in one query
instead of three."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone

from config.accounts.hashing import check_in_turn
from municipalities.models import User
from reports.models import Notice


def _unread():
    """How many notices the bell counts: what has been settled meanwhile is forgotten."""
    mine = Notice.objects.unread().current().filter(user=OuterRef("pk")).order_by()
    return Subquery(mine.values("user").annotate(n=Count("pk")).values("n"))


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
                unread_notices=_unread(),
            )
            .order_by()
        )
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        user = rows[0]
        user.municipality_ids = {row.answers_for for row in rows} - {None}
        return user
