"""The entry for gunicorn: `gunicorn config.wsgi`."""

from django.conf import settings

from config import environment
from config.door import application as application

environment.refuse_debug_under_a_server(settings.DEBUG)
