"""The person of a request, with the municipalities answered for and the number behind the bell, in one query instead of
three."""

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone

from municipalities.models import User
from reports.models import Notice


def signed_in(key):
    """The user of that key with `municipality_ids` and `unread_notices` at hand, active or not; or None."""
    today = timezone.localdate()
    in_force = Q(officer_of__since__lte=today) & (Q(officer_of__until=None) | Q(officer_of__until__gte=today))
    rows = list(
        User.objects.filter(pk=key)
        .annotate(
            link=FilteredRelation("officer_of", condition=in_force),
            answers_for=F("link__municipality"),
            unread_notices=_unread(),
        )
        .order_by()
    )
    if not rows:
        return None
    user = rows[0]
    user.municipality_ids = {row.answers_for for row in rows} - {None}
    return user


def _unread():
    """How many notices the bell counts: what has been settled meanwhile is forgotten."""
    mine = Notice.objects.unread().current().filter(user=OuterRef("pk")).order_by()
    return Subquery(mine.values("user").annotate(n=Count("pk")).values("n"))
