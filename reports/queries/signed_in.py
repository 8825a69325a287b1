"""The person of a request, with the municipalities answered for and the number behind the bell, in one query instead of
three."""

from functools import lru_cache

from django.db import connection
from django.db.models import Case, Count, F, FilteredRelation, OuterRef, Q, Subquery, When
from django.utils import timezone

from municipalities.models import User
from reports.models import Notice

_A_KEY = -1  # nobody's; it stands in the question where the key of the person belongs


def signed_in(key):
    """The user of that key with `municipality_ids`, `abolished_ids` (those of them that report no more) and
    `unread_notices` at hand, active or not; or None."""
    sql, params = _question(timezone.localdate(), connection.vendor)
    key = User._meta.pk.get_prep_value(key)
    rows = list(User.objects.raw(sql, [key if param == _A_KEY else param for param in params]))
    if not rows:
        return None
    user = rows[0]
    user.municipality_ids = {row.answers_for for row in rows} - {None}
    user.abolished_ids = {row.abolished for row in rows} - {None}
    return user


@lru_cache(maxsize=2)
def _question(today, vendor):
    """The question of that day in the SQL of that database, and its parameters with `_A_KEY` among them.

    Putting it together takes longer than its answer, and took half the time of a plain page; it differs by day only.
    """
    in_force = Q(officer_of__since__lte=today) & (Q(officer_of__until=None) | Q(officer_of__until__gte=today))
    asked = User.objects.filter(pk=_A_KEY).annotate(
        link=FilteredRelation("officer_of", condition=in_force),
        answers_for=F("link__municipality"),
        abolished=Case(When(link__municipality__reports_until__lt=today, then=F("link__municipality"))),
        unread_notices=_unread(),
    )
    return asked.order_by().query.get_compiler(connection=connection).as_sql()


def _unread():
    """How many notices the bell counts: what has been settled meanwhile is forgotten."""
    mine = Notice.objects.unread().current().filter(user=OuterRef("pk")).order_by()
    return Subquery(mine.values("user").annotate(n=Count("pk")).values("n"))
