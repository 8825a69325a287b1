"""GET /healthz, and what a web process says when it starts: is the service able to work?"""

import logging
import threading

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import database_state, troubles

PATIENCE = 1.3  # seconds; the answer must leave within two
LOCK_PATIENCE = 1  # seconds that a lock or a query may take

logger = logging.getLogger("pobratim.start")


@login_not_required
@require_safe
@never_cache
def health(request):
    """200 when the service can do all that it is for, 503 with the name of the worst trouble otherwise. Open to all,
    touches no session, answers within two seconds. The names are explained in docs/operating.md.

    The status tells a service whose pages work («degraded») from one that is «unavailable».
    """
    found = all_troubles()
    if not found:
        return JsonResponse({"status": "ok"})
    worst = max(found, key=lambda name: troubles.TROUBLES[name].stops_pages)  # the first of equals
    status = "unavailable" if troubles.TROUBLES[worst].stops_pages else "degraded"
    return JsonResponse({"status": status, "reason": worst}, status=503)


def all_troubles():
    """Names of everything that is wrong, in two seconds at most."""
    return [*troubles.of_settings(), *_of_database()]


def _of_database():
    return [*filter(None, probe.troubles() if not connection.in_atomic_block else database_state.troubles(connection))]


def what_stopped(error):
    """The trouble at which a command has ended with this error of the database or of a file: as it is found now, else
    what the error itself says. One that has just passed shows in its words only."""
    found = [name for name in _of_database() if troubles.TROUBLES[name].stops_pages]
    return troubles.TROUBLES[found[0] if found else database_state.name_of(connection, error)]


class Probe:
    """Tries the database in a thread, because a query to a database that hangs never ends by itself.

    At most one runs in a process. While it hangs, whoever asks waits for the same one.
    """

    def __init__(self):
        self.lock, self.thread, self.found = threading.Lock(), None, None

    def troubles(self):
        """As `database_state.troubles`, as far as it was found out within PATIENCE."""
        with self.lock:
            if self.thread is None or not self.thread.is_alive():
                self.found = []
                # A connection of its own: the kept one belongs to the thread of the request.
                self.thread = threading.Thread(target=self._run, args=(_own_connection(), self.found), daemon=True)
                self.thread.start()
            thread, found = self.thread, self.found
        thread.join(PATIENCE)
        return list(found) or ["database_hangs"]

    @staticmethod
    def _run(own, found):
        try:
            found.extend(database_state.troubles(own))
        finally:
            own.close()


probe = Probe()


def _own_connection():
    own = connection.copy()
    own.inc_thread_sharing()  # made here, used and closed in the thread
    options = own.settings_dict["OPTIONS"]
    if own.vendor == "sqlite":
        options["timeout"] = LOCK_PATIENCE
    elif not settings.IS_POOLED:  # a pool takes no such words; what is written is limited anyway (database_state)
        milliseconds = LOCK_PATIENCE * 1000
        options["options"] = f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}"
    return own


def say_at_the_start():
    """Write to the log what this installation lacks, each with the way out. It holds up no start: what is put right
    in the database works at once, and /healthz says the same."""
    threading.Thread(target=_say, name="start", daemon=True).start()


def _say():
    logger.info("Pobratim %s", settings.VERSION)
    for name in all_troubles():
        trouble = troubles.TROUBLES[name]
        if not trouble.is_beside:
            logger.error("ПРОГРАММА НЕ ГОТОВА К РАБОТЕ (%s): %s %s", name, trouble.words, trouble.hint)
