"""Whether a PostgreSQL server says nothing at all, found out beside whoever waits for it.

A statement may take its time on a server that works, so a wait alone proves nothing. A server that works answers the
first question of any client at once (SSLRequest of its protocol, one byte back, no sign-in, nothing in its log). One
that is stopped, or whose machine is gone, does not. Then nobody in this process waits for it until it answers again.

A pool of connections answers that question itself, whatever has become of the server. So the server behind it is asked
too, where its address is known.
"""

import socket
import struct
import threading
import time

NOTICE = 0.4  # seconds that somebody has waited when the server is asked for the first time
DOOR = 1.0  # seconds for its answer; with NOTICE less than what /healthz may take
PATIENCE = 3  # questions before a statement in work is given up: on a busy machine one may come too late
BETWEEN = 3  # seconds from one question to the next of the same wait
AGAIN = 0.2  # seconds between two questions to a server that is silent
SSL_REQUEST = struct.pack("!ii", 8, 80877103)
WORDS = "PostgreSQL gave no answer"


def answers(host, port, seconds=DOOR):
    """Does the server at this address say anything? A refusal is an answer, too. A host with a slash is the folder of
    its socket."""
    try:
        if host.startswith("/"):
            link = socket.socket(socket.AF_UNIX)
            link.settimeout(seconds)
        else:
            link = socket.create_connection((host, int(port)), timeout=seconds)
        with link:
            if host.startswith("/"):
                link.connect(f"{host}/.s.PGSQL.{port}")
            link.sendall(SSL_REQUEST)
            link.recv(1)
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


class Silence:
    """Which servers this process has found silent."""

    def __init__(self):
        self._lock, self._silent = threading.Lock(), set()
        self._behind, self._met = {}, set()

    def stands_before(self, host, port, servers):
        """At this address is a pool; `servers`, pairs of host and port, are those behind it. They are asked once now:
        one that has never answered here may lie behind a wall of the network, and proves nothing."""
        address = (host, str(port))
        if address not in self._behind:
            self._behind[address] = [(name, str(number)) for name, number in servers]
            threading.Thread(target=self._is_silent, args=address, name="silence", daemon=True).start()

    def is_known(self, host, port):
        """Was it silent when it was asked last? No question is asked here."""
        return (host, str(port)) in self._silent

    def found(self, host, port, times=1):
        """Ask the server, so many times at most; True when it is silent to each question, and then it is asked on in a
        thread until it answers."""
        if self.is_known(host, port):
            return True
        if not all(self._is_silent(host, str(port)) for _ in range(times)):
            return False
        with self._lock:
            if not self.is_known(host, port):
                self._silent.add((host, str(port)))
                threading.Thread(target=self._watch, args=(host, str(port)), name="silence", daemon=True).start()
        return True

    def _is_silent(self, host, port):
        """It, or each server behind it, of which one at least answered before."""
        if not answers(host, port):
            return True
        behind = self._behind.get((host, port), ())
        if there := next((server for server in behind if answers(*server)), None):
            self._met.add(there)
        return not there and not self._met.isdisjoint(behind)

    def _watch(self, host, port):
        while self._is_silent(host, port):
            time.sleep(AGAIN)
        self._silent.discard((host, port))


silence = Silence()
