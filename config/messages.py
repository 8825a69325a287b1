"""What was said, in a cookie that no neighbour under the domain can set."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookie(CookieStorage):
    @property
    def cookie_name(self):
        return f"{settings.COOKIE_PREFIX}messages"


class HostMessages(FallbackStorage):
    """Django's: a cookie, and the session for what is too long."""

    storage_classes = (HostCookie, SessionStorage)
