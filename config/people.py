"""Signs people in, and finds the person of a request."""

from django.contrib.auth.backends import ModelBackend

from config.accounts.hashing import check_in_turn
from reports.queries.signed_in import signed_in


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
        user = signed_in(user_id)
        return user if user and self.user_can_authenticate(user) else None
