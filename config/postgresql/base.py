"""PostgreSQL whose silence ends.

A server that is stopped or whose disk hangs keeps its side of the link alive: neither its own statement_timeout nor
the kernel's keepalives end a wait for it. So every wait for an answer is counted here, on our side.
"""

import contextlib
import select
import threading
import time

import psycopg2
from django.db.backends.postgresql import base
from psycopg2 import extensions

from config import environment

CONNECTING = 5  # seconds for a connection, and for a kept one to say that it still lives
# Seconds for an answer: longer than statement_timeout, so that a server that works ends its statement itself and the
# connection stays; shorter than gunicorn's patience with a worker. A migration takes its time.
ANSWERING = None if environment.is_migrating() else 25


class Limits(threading.local):
    """How long this thread waits, in seconds; None has no end."""

    connecting, answering = CONNECTING, ANSWERING


limits = Limits()


def wait(connection):
    """What psycopg2 calls to wait for the server. Raises OperationalError, at which psycopg2 closes the connection."""
    seconds = limits.connecting if connection.status == extensions.STATUS_SETUP else limits.answering
    end = None if seconds is None else time.monotonic() + seconds
    while (state := connection.poll()) != extensions.POLL_OK:
        left = None if end is None else max(0, end - time.monotonic()) * 1000
        poller = select.poll()
        poller.register(connection.fileno(), select.POLLIN if state == extensions.POLL_READ else select.POLLOUT)
        if not poller.poll(left):
            raise psycopg2.OperationalError(f"PostgreSQL gave no answer in {seconds} s")


extensions.set_wait_callback(wait)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's; whether a kept connection lives is found out sooner than a query's answer."""

    def is_usable(self):
        """Does the server answer on this connection? Asked once a request (CONN_HEALTH_CHECKS)."""
        with _waiting(limits.connecting):
            return super().is_usable()


@contextlib.contextmanager
def _waiting(seconds):
    before, limits.answering = limits.answering, seconds
    try:
        yield
    finally:
        limits.answering = before
