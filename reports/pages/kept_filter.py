"""The filter under which a person looks at a board. It comes along on the way to a report and back.

Pages of reports know nothing of it: it lies in a cookie, the way back (`addresses.way_to_board`) reads it from here.
The last board that was looked at counts, in whichever window. The address of the board itself says what it shows, so
the browser's «back» and a link that is passed on need no cookie.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

NAMES = ("show", "q")
LONGEST = 1000  # characters of the cookie that are read

_kept = ContextVar("kept", default=("", ""))  # the quarter, the end of its address


class KeptFilterMiddleware:
    """Reads the cookie once for the whole answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with _reading(request):
            return self.get_response(request)


@contextmanager
def _reading(request):
    before = _kept.set(_read(request))
    try:
        yield
    finally:
        _kept.reset(before)


def _cookie_name():
    return f"{settings.COOKIE_PREFIX}board"


def _read(request):
    """The cookie's quarter and filter; nothing where another person has left it in this browser."""
    person, _, rest = request.COOKIES.get(_cookie_name(), "")[:LONGEST].partition(":")
    quarter, _, asked = rest.partition(":")
    if not asked or person != str(request.user.pk):
        return "", ""
    return quarter, query_of(parse_qsl(asked))


def query_of(asked):
    """What is asked of a board, pairs (name, value), as the end of its address; empty when nothing is."""
    asked = [(name, value) for name, value in asked if name in NAMES and value]
    return f"?{urlencode(asked)}" if asked else ""


def kept_query(period):
    """The filter under which this person last saw the board of the quarter, as the end of its address; may be empty."""
    quarter, query = _kept.get()
    return query if quarter == period.slug else ""


def keep_query(response, user, period, query):
    """Let the browser remember how the board is filtered, until it is closed."""
    response.set_cookie(
        _cookie_name(),
        f"{user.pk}:{period.slug}:{query.removeprefix('?')}",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
