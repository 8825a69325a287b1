"""Access for a person's programs: tokens for the released rows, and the secret address of the person's calendar.

A token is random and long, so its digest needs no slow hash: there is nothing to guess. The address of the calendar is
signed with the secret key, as the links of invitations are: it can be shown again, and whoever reads the database has
no address. Both are asked anew at each use whether their person may read still.
"""

import datetime
import hashlib
import logging
import secrets
import uuid

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from municipalities.models import AccessToken, CalendarFeed, guesses
from municipalities.models.account_letters import tell_of_changes
from reports.prose.typography import quoted
from reports.prose.words import write_date
from reports.rules.permissions import can_end_access, can_read_released, require_right

from .quotas import why_no_token

PREFIX = "pobratim_"  # by which programs that look for lost secrets know one
LETTERS = 32  # bytes of chance
LONGEST = 200  # letters of what is looked up at all
MOST_TOKENS = 10  # of one person, at a time
LONGEST_LIFE = datetime.timedelta(days=366)
_SALT = "calendar"

log = logging.getLogger("pobratim.rights")

# How often one token, or one address, may ask: pieces of this length, and how many of them at once.
A_QUESTION, AT_ONCE = datetime.timedelta(seconds=1), datetime.timedelta(seconds=60)
A_CALENDAR, CALENDARS_AT_ONCE = datetime.timedelta(seconds=10), datetime.timedelta(seconds=300)


class AccessRefused(Exception):
    """The token was not made; the text says why in Russian, and what to do."""


class TooOften(Exception):
    """Too many requests of one token or address; `seconds`: when to come again."""

    def __init__(self, piece):
        super().__init__()
        self.seconds = int(piece.total_seconds())


@transaction.atomic
def make_token(*, by, name, expires_on):
    """Make a token; returns (AccessToken, what is shown once and kept nowhere). Raises AccessRefused."""
    require_right(can_read_released, by)
    if AccessToken.objects.living().filter(user=by).count() >= MOST_TOKENS:
        raise AccessRefused(f"Ключей уже {MOST_TOKENS}, больше не бывает. Отзовите те, которыми не пользуетесь.")
    if reason := why_no_token(by):
        raise AccessRefused(reason)
    # One that has run out makes room for its name.
    today = timezone.localdate()
    AccessToken.objects.filter(user=by, name=name, revoked_at=None, expires_on__lt=today).update(
        revoked_at=timezone.now()
    )
    secret = f"{PREFIX}{secrets.token_urlsafe(LETTERS)}"
    try:
        with transaction.atomic():
            token = AccessToken.objects.create(
                user=by, name=name, expires_on=expires_on, digest=_digest(secret), ending=secret[-4:]
            )
    except IntegrityError:
        raise AccessRefused(
            f"Ключ {quoted(name)} у вас уже есть, и показать его ещё раз нельзя. Если вы его не записали, отзовите его "
            "и создайте новый; второму ключу дайте другое название."
        ) from None
    log.info("user %s: token %s made, until %s", by.pk, token.pk, expires_on)
    told = f"Создан ключ доступа для программ {quoted(name)}, действует по {write_date(expires_on)}."
    tell_of_changes(by, [f"{told} Если это не вы, отзовите его в профиле и смените пароль."], address=by.email)
    return token, secret


@transaction.atomic
def revoke_token(token, *, by):
    """The token ends now, for good; one that has ended already stays so."""
    require_right(can_end_access, by, token)
    log.info("user %s: token %s revoked", by.pk, token.pk)
    AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def use_token(secret):
    """The living token with this secret, of a person who may read, with its `user`; else None, whatever is wrong with
    it. Notes the day. Raises TooOften."""
    if not secret or len(secret) > LONGEST:
        return None
    found = AccessToken.objects.living().filter(digest=_digest(secret)).select_related("user").first()
    if found is None or not _may_read(found.user):
        return None
    if not guesses.take_time(A_QUESTION, AT_ONCE, "token", found.pk):
        raise TooOften(A_QUESTION)
    _note_use(found)
    return found


@transaction.atomic
def make_feed(*, by):
    """Give the person's calendar a secret address, or a new one in place of the old, which ends with it."""
    require_right(can_read_released, by)
    log.info("user %s: address of the calendar made", by.pk)
    fresh = {"uid": uuid.uuid4(), "made_at": timezone.now(), "last_used_on": None}
    return CalendarFeed.objects.update_or_create(user=by, defaults=fresh)[0]


@transaction.atomic
def end_feed(feed, *, by):
    """The address ends now; another one can be made."""
    require_right(can_end_access, by, feed)
    log.info("user %s: address of the calendar ended", by.pk)
    CalendarFeed.objects.filter(pk=feed.pk).delete()


def secret_of_feed(feed):
    """What the calendar's address has at its end."""
    signature = signing.Signer(salt=_SALT).signature(str(feed.uid))
    return f"{feed.uid.hex}-{signature}"


def use_feed(secret):
    """The feed behind an address, of a person who may read, with its `user`; else None. Notes the day. Raises
    TooOften."""
    uid, _, _ = secret.partition("-")
    if len(uid) != 32 or not (uid.isascii() and uid.isalnum()):
        return None
    try:
        feed = CalendarFeed.objects.select_related("user").filter(uid=uuid.UUID(uid)).first()
    except ValueError:
        return None
    if feed is None or not constant_time_compare(secret_of_feed(feed), secret) or not _may_read(feed.user):
        return None
    if not guesses.take_time(A_CALENDAR, CALENDARS_AT_ONCE, "calendar", feed.pk):
        raise TooOften(A_CALENDAR)
    _note_use(feed)
    return feed


def _may_read(user):
    return user.is_active and can_read_released(user)


def _note_use(one):
    """The day alone, written once a day: who reads needs no more, and a program asks often."""
    today = timezone.localdate()
    if one.last_used_on != today:
        type(one).objects.filter(pk=one.pk).update(last_used_on=today)


def _digest(secret):
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
