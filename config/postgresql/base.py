"""PostgreSQL whose silence ends.

A server that is stopped or whose disk hangs keeps its side of the link alive: neither its own statement_timeout nor
the kernel's keepalives end a wait for it. So every wait for an answer is counted here, on our side, and a server
that is silent altogether is found out long before (silence.py).

The address may name several servers that copy each other, of which one takes writes. libpq knows which one that is, but
waits for a silent one for ever when it is asked as we ask it. So each server is asked by itself.

Or it leads to a pool of connections; BEHIND_POOL of the settings then names the servers behind it.
"""

import contextlib
import select
import threading
import time

import psycopg2
from django.db.backends.postgresql import base
from psycopg2 import extensions

from config import environment

from .silence import BETWEEN, NOTICE, PATIENCE, WORDS, silence

CONNECTING = 5  # seconds for a connection, and for a kept one to say that it still lives
DEFAULT_PORT = 5432
EACH_OF_SEVERAL = 2  # seconds for a connection to one of several servers
# Seconds for an answer: longer than statement_timeout, so that a server that works ends its statement itself and the
# connection stays; shorter than gunicorn's patience with a worker. A migration takes its time.
ANSWERING = None if environment.is_migrating() else 25


class Limits(threading.local):
    """How long this thread waits, in seconds; None has no end."""

    connecting, answering = CONNECTING, ANSWERING


limits = Limits()
_first = {}  # hosts and ports of an address → which of them answered last: a dead one is not waited for twice


def wait(connection):
    """What psycopg2 calls to wait for the server. Raises OperationalError, at which psycopg2 closes the connection."""
    seconds, times = limits.answering, PATIENCE if limits.answering == ANSWERING else 1
    if connection.status == extensions.STATUS_SETUP:
        seconds, times = limits.connecting, 1
        if silence.is_known(connection.info.host, connection.info.port):
            raise psycopg2.OperationalError(WORDS)
    end = float("inf") if seconds is None else time.monotonic() + seconds
    asking = time.monotonic() + NOTICE
    while (state := connection.poll()) != extensions.POLL_OK:
        poller = select.poll()
        poller.register(connection.fileno(), select.POLLIN if state == extensions.POLL_READ else select.POLLOUT)
        while not poller.poll(max(0, min(end, asking) - time.monotonic()) * 1000):
            if time.monotonic() >= end:
                raise psycopg2.OperationalError(f"{WORDS} in {seconds} s")
            if silence.found(connection.info.host, connection.info.port, times) and not poller.poll(0):
                raise psycopg2.OperationalError(f"{WORDS}, nor does it to anybody else")
            asking = time.monotonic() + BETWEEN


extensions.set_wait_callback(wait)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's; finds the server that takes writes, and finds out soon whether a kept connection still serves."""

    def get_new_connection(self, conn_params):
        """A connection to the first server that answers and takes writes, the one of last time first."""
        hosts, ports = (str(conn_params.get(name, "")).split(",") for name in ("host", "port"))
        if behind := self.settings_dict.get("BEHIND_POOL"):
            for host, port in zip(hosts, ports, strict=True):
                silence.stands_before(host, port or DEFAULT_PORT, behind)
        if len(hosts) == 1:
            return super().get_new_connection(conn_params)
        servers = list(zip(hosts, ports, strict=True))
        start, failures = _first.get(tuple(servers), 0), []
        for turn in range(len(servers)):
            number = (start + turn) % len(servers)
            host, port = servers[number]
            try:
                with _waiting(connecting=EACH_OF_SEVERAL):
                    link = super().get_new_connection({**conn_params, "host": host, "port": port})
            except psycopg2.OperationalError as error:
                failures.append(f"{host}:{port}: {str(error).strip()}")
            else:
                _first[tuple(servers)] = number
                return link
        raise psycopg2.OperationalError("; ".join(failures))

    def is_usable(self):
        """Does the server answer on this connection? Asked once a request (CONN_HEALTH_CHECKS). One that was asked for
        because it takes writes must still do so: after a failover the old one may be back and only copy."""
        with _waiting(answering=limits.connecting):
            if "target_session_attrs" not in self.settings_dict["OPTIONS"]:
                return super().is_usable()
            try:
                with self.connection.cursor() as cursor:
                    cursor.execute("SHOW transaction_read_only")
                    return cursor.fetchone() == ("off",)
            except psycopg2.Error:
                return False


@contextlib.contextmanager
def _waiting(**seconds):
    before = {name: getattr(limits, name) for name in seconds}
    vars(limits).update(seconds)
    try:
        yield
    finally:
        vars(limits).update(before)
