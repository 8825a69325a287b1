"""Whether a PostgreSQL server says nothing at all, found out beside whoever waits for it.

A statement may take its time on a server that works, so a wait alone proves nothing. A server that works answers the
first question of any client at once (SSLRequest of its protocol, one byte back, no sign-in, nothing in its log). One
that is stopped, or whose machine is gone, does not. Then nobody in this process waits for it until it answers again.
"""

import socket
import struct
import threading
import time

NOTICE = 0.4  # seconds that somebody has waited when the server is asked for the first time
DOOR = 1.0  # seconds for its answer; with NOTICE less than what /healthz may take
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

    def is_known(self, host, port):
        """Was it silent when it was asked last? No question is asked here."""
        return (host, str(port)) in self._silent

    def found(self, host, port):
        """Ask the server; True when it is silent, and then it is asked on in a thread until it answers."""
        if self.is_known(host, port):
            return True
        if answers(host, port):
            return False
        with self._lock:
            if not self.is_known(host, port):
                self._silent.add((host, str(port)))
                threading.Thread(target=self._watch, args=(host, str(port)), name="silence", daemon=True).start()
        return True

    def _watch(self, host, port):
        while not answers(host, port):
            time.sleep(AGAIN)
        self._silent.discard((host, port))


silence = Silence()
