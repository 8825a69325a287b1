"""Counts the passwords that are checked, and what else strangers may ask, in the database, so that all processes count
together.

A count begins anew an hour after the last checked password. So no hour holds more than the limit, wherever it begins. A
moment that lies further ahead than any may was written under a clock that has been put back since. It limits nothing,
or nobody could sign in until the clock is there again.
"""

import datetime
import hashlib
import ipaddress

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from .people import GuessCount

PERIOD = datetime.timedelta(hours=1)
APART = datetime.timedelta(minutes=1)  # how far the clocks of two machines may be


def take(limit, *key):
    """Count one check for this key; False, and nothing counted, when `limit` is reached within the hour.

    One conditional UPDATE decides, so parallel requests cannot pass the limit together.
    """
    now = timezone.now()
    digest = _digest(key)
    if is_full(limit, *key):
        return False
    _begin(digest, now)
    is_old = Q(last_at__lte=now - PERIOD) | Q(last_at__gt=now + APART)
    number = Case(When(is_old, then=Value(1)), default=F("number") + 1)
    rows = GuessCount.objects.filter(is_old | Q(number__lt=limit), key=digest)
    return bool(rows.update(number=number, last_at=now))


def is_full(limit, *key):
    """Is the limit of this key reached now? Only reads: a crowd that is refused must not keep SQLite's one writer
    from those who work."""
    now = timezone.now()
    in_force = Q(last_at__gt=now - PERIOD, last_at__lte=now + APART)
    return GuessCount.objects.filter(in_force, key=_digest(key), number__gte=limit).exists()


def take_time(share, ahead, *key):
    """Reserve a piece of time that everybody with this key shares; False, and nothing reserved, when it is taken.

    Pieces of the length `share` follow each other. Whoever comes may reserve as far `ahead` of now (both timedelta).
    So no interval allows more than its limit, and unused tries do not add up.
    """
    now = timezone.now()
    digest = _digest(key)
    _begin(digest, now)
    of_other_clock = Q(last_at__gt=now + ahead + APART)
    if GuessCount.objects.filter(~of_other_clock, key=digest, last_at__gt=now + ahead - share).exists():
        return False
    end = Case(When(Q(last_at__lt=now) | of_other_clock, then=Value(now + share)), default=F("last_at") + share)
    is_free = Q(last_at__lte=now + ahead - share) | of_other_clock
    return bool(GuessCount.objects.filter(is_free, key=digest).update(last_at=end))


def take_slot(slots, lease, *key):
    """Take one of a few places that processes share, for as long as `lease` (a timedelta) at most; None when all are
    taken. A process that dies keeps its place no longer than that. The answer is for `free_slot`."""
    now = timezone.now()
    for number in range(slots):
        digest = _digest((*key, number))
        _begin(digest, now)
        is_free = Q(last_at__lte=now) | Q(last_at__gt=now + lease + APART)
        if GuessCount.objects.filter(is_free, key=digest).update(last_at=now + lease):
            return digest, now + lease
    return None


def free_slot(slot):
    """Give the place back, unless it has passed to somebody else meanwhile."""
    digest, until = slot
    GuessCount.objects.filter(key=digest, last_at=until).update(last_at=timezone.now())


def network_of(address):
    """What is counted as one visitor: an IPv4 address, or the /64 of an IPv6 one, since each line gets so many."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if parsed.version == 4 else str(ipaddress.ip_network((int(parsed), 64), strict=False))


def give_back(*key):
    """Take one check off the count: the password was right."""
    GuessCount.objects.filter(key=_digest(key), number__gt=0).update(number=F("number") - 1)


def forget(*key):
    """Begin the count of this key anew."""
    GuessCount.objects.filter(key=_digest(key)).delete()


def wait_of(*key):
    """Whole minutes until the count of this key begins anew, at least one."""
    last = GuessCount.objects.filter(key=_digest(key)).values_list("last_at", flat=True).first()
    left = (last or timezone.now()) + PERIOD - timezone.now()
    return max(1, -(-int(left.total_seconds()) // 60))


def old_guesses(now):
    """The counts that no longer limit anything, as a queryset."""
    return GuessCount.objects.filter(last_at__lte=now - PERIOD)


def _begin(digest, now):
    """Let there be a row for the key; it is written once only."""
    if not GuessCount.objects.filter(key=digest).exists():
        GuessCount.objects.bulk_create([GuessCount(key=digest, number=0, last_at=now)], ignore_conflicts=True)


def _digest(key):
    return hashlib.sha256("\n".join(map(str, key)).encode("utf-8", "surrogatepass")).hexdigest()
