"""The entry for gunicorn: `gunicorn config.wsgi`."""

from django.conf import settings
from django.urls import get_resolver

from config import environment
from config.door import application as application  # first: it names the settings
from config.health import say_at_the_start

environment.refuse_debug_under_a_server(settings.DEBUG)
# Views are read now: the first request, often the watchdog's, would wait for them longer than it may.
get_resolver().url_patterns  # noqa: B018
say_at_the_start()
