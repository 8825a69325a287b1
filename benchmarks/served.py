"""The application for a server that a benchmark starts: static files lie where STATIC_ROOT names them."""

import os

from django.conf import settings

settings.STATIC_ROOT = os.environ["STATIC_ROOT"]

from config.wsgi import application as application  # noqa: E402  after the settings are as they are to be
