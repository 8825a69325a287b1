"""The person of a request, with the municipalities answered for and the number behind the bell, in one query instead of
three."""

from functools import lru_cache

from django.db.models import Case, Count, F, FilteredRelation, OuterRef, Q, Subquery, When
from django.utils import timezone

from municipalities.models import User
from municipalities.models.compiled import compiled
from reports.models import Notice


def signed_in(key):
    """The user of that key with `municipality_ids`, `abolished_ids` (those of them that report no more) and
    `unread_notices` at hand, active or not; or None."""
    rows = _question(timezone.localdate())(key=User._meta.pk.get_prep_value(key))
    if not rows:
        return None
    user = rows[0]
    user.municipality_ids = {row.answers_for for row in rows} - {None}
    user.abolished_ids = {row.abolished for row in rows} - {None}
    return user


@lru_cache(maxsize=2)
def _question(today):
    """The question of that day: notices, too, are counted by what holds on it."""
    in_force = Q(officer_of__since__lte=today) & (Q(officer_of__until=None) | Q(officer_of__until__gte=today))

    @compiled(key=None)
    def links(key):
        asked = User.objects.filter(pk=key).annotate(
            link=FilteredRelation("officer_of", condition=in_force),
            answers_for=F("link__municipality"),
            abolished=Case(When(link__municipality__reports_until__lt=today, then=F("link__municipality"))),
            unread_notices=_unread(),
        )
        return asked.order_by()

    return links


def _unread():
    """How many notices the bell counts: what has been settled meanwhile is forgotten."""
    mine = Notice.objects.unread().current().filter(user=OuterRef("pk")).order_by()
    return Subquery(mine.values("user").annotate(n=Count("pk")).values("n"))
