"""503: the answer while the database does not serve us, with what was typed.

It uses neither session, person nor context processors: they ask the database, which has failed.
"""

import errno
import logging
import re

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, ProgrammingError
from django.http import HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import get_template

from reports.pages.machines.answers import is_of_machines, refusal

from . import logs
from .accounts import kept_forms

RETRY_AFTER = 60  # seconds
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}
NO_FOLDER = "No usable temporary directory"  # of Python's tempfile, where none of the usual places can be written
# PostgreSQL's names for a table or a column that a migration has not made yet; SQLite calls it an OperationalError.
NOT_MIGRATED = {"42P01", "42703"}
WORDS = {True: "Сейчас не получилось сохранить", False: "Сейчас страница не открывается"}
CAUSES = {
    True: "Серверу некуда записать присланное: нет места или прав. Это сбой у нас. Попробуйте через несколько минут.",
    False: "База данных временно не отвечает, это сбой у нас. Попробуйте через минуту.",
}
SENT_BY_SCRIPT = "База данных сейчас не отвечает. Попробуйте ещё раз через минуту."
BROKEN = "Ошибка в программе. Подождите несколько минут и попробуйте ещё раз."

log = logging.getLogger("pobratim.database")


def is_unavailable(error):
    """Does the error say that the database is away, locked, full, read-only, damaged or too slow?

    An IntegrityError or a DataError is about what was written, not about the database: these are not meant.
    """
    if isinstance(error, OSError):
        return error.errno in NO_ROOM or NO_FOLDER in str(error)
    if isinstance(error, ProgrammingError):
        return getattr(error.__cause__, "pgcode", None) in NOT_MIGRATED
    if isinstance(error, SessionInterrupted):  # Django's word for a session that it could not store, for any cause
        stored = error.__context__ and error.__context__.__context__
        return stored is not None and is_unavailable(stored)
    # InternalError: a write into a read-only PostgreSQL.
    return isinstance(error, OperationalError | InterfaceError | InternalError) or _is_damage(error)


def _is_damage(error):
    """A damaged SQLite file is a DatabaseError of no kind. Django's own, about rows that are gone, have no cause."""
    return type(error) is DatabaseError and error.__cause__ is not None


def answer(request, error):
    """503 with Retry-After: a page with what was typed, JSON for a script or a program. The error goes to the log."""
    log.error("Database unavailable: %s", type(error).__name__, exc_info=error)
    response = as_data(request, 503)
    if response is None:
        context = {"title": WORDS[request.method == "POST"], "cause": CAUSES[isinstance(error, OSError)]}
        context |= {"code": logs.code(), **typed(request)}
        response = HttpResponse(get_template("errors/503.html").render(context), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "private, no-store"
    return response


def as_data(request, status):
    """The answer for whoever can show no page: 503 or 500 as JSON, each in the form of its asker; None for a person.

    Without «error» for scripts of ours, by which a page would take the text for refused and stop trying.
    """
    if is_of_machines(request):
        return refusal("unavailable" if status == 503 else "broken", Cache_Control="private, no-store")
    if not kept_forms.asks_for_data(request):
        return None
    words = {503: ("unavailable", SENT_BY_SCRIPT), 500: ("broken", BROKEN)}[status]
    return JsonResponse(dict(zip(("status", "message"), words, strict=True)), status=status)


def typed(request):
    """What a page without a database shows of the request. `kept`: the form that can be sent again, with its security
    mark. `texts`: texts to copy. `again`: the address to open again. Never passwords or files.
    """
    found = {"kept": None, "token": "", "texts": [], "again": "", "is_post": request.method == "POST"}
    if request.method in ("GET", "HEAD"):
        found["again"] = request.get_full_path()
    if request.method != "POST":
        return found
    try:
        found["kept"] = kept_forms.kept_of(request)
        posted = request.POST
    except (
        OSError,
        ValueError,
        MultiPartParserError,
        SuspiciousOperation,
    ):  # it did not arrive whole, or cannot be read
        return found
    found["token"] = posted.get(kept_forms.CSRF_FIELD, "")
    if not found["token"]:  # its end has not arrived, or was not written down: nothing of it can be sent again
        found["kept"] = None
    fields = found["kept"].fields if found["kept"] else [(name, one) for name in posted for one in posted.getlist(name)]
    found["texts"] = [value for name, value in fields if "password" not in name.lower() and _is_text(value)]
    return found


def _is_text(value):
    """Did a person write this? Keys, numbers and the names of buttons do not count."""
    return len(value.split(maxsplit=1)) > 1 or re.search("[а-яё@]", value, re.IGNORECASE) is not None
