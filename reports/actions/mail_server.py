"""How much one run puts up with from a mail server; what did not leave has its turn in the next one, in minutes."""

import smtplib
import socket
import time

# The mail server itself cannot be reached, whomever a letter is for. Each such try may take ten seconds.
AWAY = (TimeoutError, ConnectionError, socket.gaierror, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError)
MOST_AWAY = 3  # letters in a row
SECONDS = 120  # of a run, where the server takes its time with each


class Patience:
    """With one run of sending."""

    def __init__(self):
        self._end, self._in_a_row = time.monotonic() + SECONDS, 0

    def note(self, failure):
        """How a try ended: the exception, or None."""
        self._in_a_row = self._in_a_row + 1 if isinstance(failure, AWAY) else 0

    @property
    def is_server_away(self):
        return self._in_a_row >= MOST_AWAY

    @property
    def is_over(self):
        return self.is_server_away or time.monotonic() >= self._end
