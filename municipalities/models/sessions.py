"""How long a person stays signed in, and on which computers somebody is signed in now.

Everything is stored in the session itself: when it began, when it was last used, from which browser and address. So a
page costs no query more, and sessions made before these marks existed go on and count as begun now.
"""

import datetime
import re
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from .compiled import compiled

NAMED = "cookie_with_prefix"  # begun since the name of its cookie has one
BEGAN, SEEN, BROWSER, ADDRESS = "signed_in_at", "seen_at", "browser", "address"
DEMO = "under_debug"  # begun while DEBUG was on, when the password that README.md prints signs in
IDLE = datetime.timedelta(minutes=60)  # a computer that nobody has touched for so long asks to sign in again
# How exactly the last use is known: writing it down at every request would make every page a write.
SEEN_EVERY = datetime.timedelta(minutes=5)

# The first that matches: other browsers name Chrome and Safari too.
BROWSERS = [
    ("YaBrowser", "Яндекс Браузер"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
]


@compiled(key=Session._meta.get_field("session_key"), now=Session._meta.get_field("expire_date"))
def _unexpired(key, now):
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, whose end counts from the sign-in and from the last use.

    Nothing that is put into a session later, such as a message, moves the first of these limits.
    """

    origin = ("", "")  # browser and address of the request that is served
    # A neighbour under the domain can set a cookie of that name. So it opens only what began before.
    is_by_name_of_before = False

    def load(self):
        """The stored session while it holds; else an empty one. Notes the use, at most once in SEEN_EVERY."""
        row = self._get_session_from_db()
        if row is None:
            return {}
        data = self.decode(row.session_data)
        if self.is_by_name_of_before:
            if SESSION_KEY not in data or data.get(NAMED):
                self._session_key = None
                return {}
            self.modified = True  # so that the answer sets the cookie anew
        if SESSION_KEY not in data:
            return data
        now = timezone.now()
        # Begun under a clock that has been put back since: it counts from now.
        data[BEGAN] = min(data.get(BEGAN, now.timestamp()), now.timestamp())
        is_over = now >= end_of(data, data.get(SEEN, now.timestamp()))
        if is_over or (data.get(DEMO) and not settings.DEBUG):
            self._session_key = None
            return {}
        if abs(now - _moment(data.get(SEEN, 0))) >= SEEN_EVERY:
            self._note_use(row, data, now)
        return data

    def _get_session_from_db(self):
        """As Django's, with a question that is put together once."""
        rows = _unexpired(key=self.session_key, now=timezone.now())
        if not rows:
            self._session_key = None
            return None
        return rows[0]

    def _note_use(self, row, data, now):
        data[SEEN] = now.timestamp()
        # Only over what was read: another request may have signed out or stored something meanwhile.
        same = Session.objects.filter(session_key=row.session_key, session_data=row.session_data)
        same.update(session_data=self.encode(data), expire_date=end_of(data, data[SEEN]))

    def create_model_instance(self, data):
        """As Django's, with the marks of the sign-in and the end that follows from them."""
        if SESSION_KEY in data:
            now = timezone.now().timestamp()
            if BEGAN not in data:
                data[BEGAN], data[NAMED] = now, True
                data[BROWSER], data[ADDRESS] = self.origin
                if settings.DEBUG:
                    data[DEMO] = True
            data[SEEN] = now
        row = super().create_model_instance(data)
        if SESSION_KEY in data:
            row.expire_date = end_of(data, data[SEEN])
        return row


def end_of(data, seen):
    """When a session of somebody signed in ends, last used at the moment `seen` (seconds since 1970)."""
    day = datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return min(_moment(data[BEGAN]) + day, _moment(seen) + IDLE)


def _moment(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


@dataclass(frozen=True)
class OpenSession:
    """One place where a person is signed in."""

    began: datetime.datetime
    seen: datetime.datetime
    browser: str
    address: str
    is_this: bool


def open_sessions(user, this_key):
    """Where the user is signed in now, this place first, then the last used (one query)."""
    places = [_place(data, row, this_key) for row, data in _sessions_of(user)]
    return sorted(places, key=lambda place: (not place.is_this, -place.seen.timestamp()))


def _place(data, row, this_key):
    now = timezone.now().timestamp()
    began, seen = _moment(data.get(BEGAN, now)), _moment(data.get(SEEN, now))
    return OpenSession(
        began, seen, browser_in_words(data.get(BROWSER, "")), data.get(ADDRESS, ""), row.session_key == this_key
    )


@transaction.atomic
def end_sessions(user, *, but=None):
    """Sign the user out everywhere, except in the session of the key `but`. Returns how many sessions have ended."""
    keys = [row.session_key for row, _ in _sessions_of(user) if row.session_key != but]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _sessions_of(user):
    """Rows with their data. All open sessions are searched. There are some hundred at most, and only the signed data
    names the person."""
    store = SessionStore()
    for row in Session.objects.filter(expire_date__gt=timezone.now()):
        data = store.decode(row.session_data)
        if data.get(SESSION_KEY) == str(user.pk):
            yield row, data


def browser_in_words(agent):
    """«Firefox, Windows»; «неизвестный браузер» when nothing is known."""
    found = [
        next((words for pattern, words in known if re.search(pattern, agent)), "") for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or "неизвестный браузер"
