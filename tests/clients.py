"""What the requests of tests need not do each time anew."""

import logging
from contextlib import contextmanager
from unittest.mock import patch

from django.conf import settings
from django.core.signals import setting_changed
from django.template.backends.django import Template
from django.test import client as of_django
from django.test.client import ClientHandler

PARTS = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")
_known = {}  # of each list of middleware: what a handler keeps of it


def install():
    """Put the middleware together once for all clients: each of the thousands would do so with its first request, and
    that takes as long as half of a refusal. A changed setting puts it together anew."""
    setting_changed.connect(_forget, weak=False)
    ClientHandler.load_middleware = _load


def _load(handler, is_async=False):
    key = (*settings.MIDDLEWARE, settings.DEBUG, is_async)
    if key not in _known:
        super(ClientHandler, handler).load_middleware(is_async)
        _known[key] = {part: getattr(handler, part) for part in PARTS}
    vars(handler).update(_known[key])


def _forget(**_):
    _known.clear()


@contextmanager
def hurried():
    """Requests inside write no log and keep no contexts of their templates: for walks through hundreds of pages, which
    ask for nothing but the answers."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with patch.object(of_django, "store_rendered_templates", _keep_nothing):
            yield
    finally:
        logging.disable(before)


def _keep_nothing(*_, **__):
    """Instead of a copy of the whole context for each template."""


@contextmanager
def undrawn():
    """Templates draw nothing inside: for answers of which only the status and the headers are asked. The view and its
    rights are those of every request."""
    with patch.object(Template, "render", _draw_nothing):
        yield


def _draw_nothing(template, context=None, request=None):
    return ""
