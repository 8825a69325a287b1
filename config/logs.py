"""The form of the log: a line for each thing that happened, with the number of its request and the key of its person,
and no word that anybody typed.

`LOG_FORMAT=json` writes each line as one object of JSON. Used by the settings and by gunicorn, so it reads no settings.
"""

import contextvars
import json
import logging
import os
import re
import time
import uuid

from config.traces import trace_of

GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")  # a number that a proxy may give a request
CODE = 8  # letters of it that a page shows: enough for the phone
TELLING = re.compile(r"[0-9-]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # numbers, quarters and keys
UNSEEN = "…"
# What ends a line, moves the cursor of whoever reads the log in a terminal, or turns the direction of reading.
ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
HEADER = "X-Request-ID"

number = contextvars.ContextVar("number of the request", default="-")
log = logging.getLogger("pobratim.access")


def begin(given=""):
    """Give the request a number: the one that a trusted proxy has sent, where it is well formed, else a new one."""
    number.set(given if GIVEN.fullmatch(given) else uuid.uuid4().hex)
    return number.get()


def code():
    """The beginning of the number, «код обращения» on pages; empty outside of a request."""
    return number.get()[:CODE].strip("-")


def tell(request, response, seconds):
    """Write the line of an answered request. What an address holds of words, and every query, stays out."""
    facts = {
        "method": request.method if request.method.isalpha() and len(request.method) <= 7 else UNSEEN,
        "route": place_of(request),
        "status": response.status_code,
        "ms": round(seconds * 1000),
        "user": getattr(getattr(request, "_cached_user", None), "pk", None) or "-",  # known without asking anew
        "file": response.headers.get("Content-Disposition", "").startswith("attachment"),
    }
    words = "{method} {route} {status}, {ms} ms, user {user}".format(**facts) + (", file" if facts["file"] else "")
    log.info("%s", words, extra={"facts": facts})


def place_of(request):
    """The address of a request as its route has it, with the numbers; «-» where no route has been found."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return "-"
    known = set(re.split(r"[/^$\\]+", match.route))
    parts = request.path.split("/")
    return "/".join(part if not part or part in known or TELLING.fullmatch(part) else UNSEEN for part in parts)


class Line(logging.Formatter):
    """Time with its zone, level, logger, number of the request, words; then the traceback without values."""

    def format(self, record):
        # gunicorn's own lines come before Django has set the zone, so each line names its own.
        zone = time.strftime("%z", self.converter(record.created))
        at = f"{self.formatTime(record, '%Y-%m-%d %H:%M:%S')},{int(record.msecs):03}{zone}"
        trace = trace_of(record.exc_info[1]) if record.exc_info and record.exc_info[1] else ""
        if os.environ.get("LOG_FORMAT", "").strip() == "json":
            told = {
                "time": at,
                "level": record.levelname,
                "logger": record.name,
                "request": number.get(),
                "message": words_of(record),
                **getattr(record, "facts", {}),
                **({"trace": trace} if trace else {}),
            }
            return ACTING.sub(_spelt, json.dumps(told, ensure_ascii=False, default=str))
        # One line, whatever a value holds: nobody writes lines of his own into the log.
        words = ACTING.sub(_spelt, words_of(record).replace("\r", "\\r").replace("\n", "\\n"))
        line = f"{at} {record.levelname} {record.name} [{number.get()}] {words}"
        return f"{line}\n{trace}" if trace else line


def _spelt(sign):
    """A sign as programs spell it, also in JSON."""
    return f"\\u{ord(sign[0]):04x}"


def words_of(record):
    """What a record says. Django and gunicorn put addresses and headers into theirs: these are said anew."""
    request = getattr(record, "request", None)
    if record.name.startswith("django.") and hasattr(request, "method"):
        return f"{getattr(record, 'status_code', '')} {request.method} {place_of(request)}".strip()
    if record.name.startswith("gunicorn.") and record.exc_info:
        return "An answer broke off"
    return record.getMessage()
