"""A session ends at the next request after the rights of its person have changed, in whatever way they did.

Rights are read anew at every request anyway, so nobody keeps one that was taken away. Signing in anew makes it plain to
the person, too: a page that is still open was drawn for the work of before.
"""

import logging

from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import SimpleLazyObject

from reports.queries.signed_in import signed_in

RIGHTS = "rights"  # in the session: those at the sign-in
ROLES = ("is_coordinator", "is_observer", "is_list_administrator", "is_superuser")

logger = logging.getLogger("pobratim.signin")


class SameRightsMiddleware(AuthenticationMiddleware):
    """Django's, and nobody is there whose roles or municipalities are others than when the session began."""

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _person_of(request))


def _person_of(request):
    user = get_user(request)
    if not user.is_authenticated:
        return user
    now = _rights_of(user)
    if RIGHTS not in request.session:  # begun before an update
        request.session[RIGHTS] = now
    if request.session[RIGHTS] == now:
        return user
    logger.info("%s: session ended, other rights than at the sign-in", user.username)
    request.session.flush()
    request._cached_user = AnonymousUser()
    return request._cached_user


def note_rights(sender, request, user, **kwargs):
    """Keep in the session that begins what the person may now; a receiver of Django's signal."""
    request.session[RIGHTS] = _rights_of(signed_in(user.pk))


def _rights_of(user):
    """Roles, municipalities, and which of these are abolished, as a session stores them."""
    roles = [name for name in ROLES if getattr(user, name)]
    return [roles, sorted(user.municipality_ids), sorted(user.abolished_ids)]
