"""The second step of signing in: who needs it, and the codes that pass it.

A code of the phone (RFC 6238: SHA-1, six figures, half a minute) is taken once, also when it arrives twice at the same
moment. A recovery code is taken once, too; of it only a digest is stored: keyed, salted and slow, as of a password.
"""

import hashlib
import logging
import secrets
import time
from base64 import b32encode
from contextlib import contextmanager
from urllib.parse import quote

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import mark_safe
from django_otp.oath import TOTP

from municipalities.models import RecoveryCode, SecondFactor, guesses
from municipalities.models.account_letters import tell_of_changes
from municipalities.models.second_factor import Unreadable

from . import guessing

TRIES = 10  # wrong codes an hour, of phone and paper together
RECOVERY_CODES = 10
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none is read as another; ten are 49 bits
LENGTH = 10
ROUNDS = 100_000  # of PBKDF2; with the key that is not in the database and 49 bits nobody searches them all
STEP, FIGURES = 30, 6
TOLERANCE = 1  # steps that a phone's clock may be away
ISSUER = "Побратим"
TOO_MANY = "Слишком много неверных кодов: сейчас коды не проверяются."
WRONG = "Код не подошёл. Введите тот, который приложение показывает сейчас; проверьте время на телефоне."
CLOSED = (
    "Коды приложения сейчас не проверяются: ключ программы сменили, и ваш телефон она больше не узнаёт. "
    "Попросите администратора справочников сбросить второй шаг."
)

logger = logging.getLogger("pobratim.signin")


def is_required(user):
    """Whether the person must have a second step: the work of all lies open to these roles."""
    has_power = user.is_coordinator or user.is_list_administrator or user.is_superuser
    return has_power and settings.SECOND_FACTOR == "required"


def offered(user):
    """The SecondFactor that is being set up: the same one until its first code, so that a page that is loaded again
    shows the same picture."""
    fresh = SecondFactor(user=user)
    fresh.close(secrets.token_bytes(20))
    factor, _ = SecondFactor.objects.get_or_create(user=user, defaults={"key": fresh.key})
    if not factor.is_readable():  # offered under another key of ours and never confirmed
        SecondFactor.objects.filter(pk=factor.pk, confirmed_at=None).update(key=fresh.key)
        factor.refresh_from_db()
    return factor


def secret_of(factor):
    """The key as people type it: groups of four letters."""
    letters = b32encode(factor.open()).decode()
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def picture_of(factor):
    """The key as a QR code, an SVG without styles."""
    label = quote(f"{ISSUER}:{factor.user.username}")
    secret = secret_of(factor).replace(" ", "")
    address = f"otpauth://totp/{label}?secret={secret}&issuer={quote(ISSUER)}"
    # Squares, and a title of ours: nothing of the address is written out.
    return mark_safe(segno.make(address, error="m").svg_inline(omitsize=True, title="QR-код для приложения"))


def turn_on(user, typed):
    """Confirm the offered key by its first code; returns the recovery codes, shown this once. Raises ValidationError
    for a wrong code, and for too many."""
    with _counted(user):
        return _turn_on(user, typed)


@transaction.atomic
def _turn_on(user, typed):
    factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at=None).first()
    if factor is None or not _takes(factor, typed):
        raise ValidationError(WRONG, code="wrong")
    factor.confirmed_at = timezone.now()
    factor.save()
    tell_of_changes(user, ["Вход: включён второй шаг, код из приложения на телефоне."], address=user.email)
    return new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user):
    """Put new recovery codes in place of all earlier ones; returns them as people read them."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    salt = secrets.token_hex(16)
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, salt=salt, digest=_digest(user, code, settings.SECOND_FACTOR_KEYS[0], salt))
        for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(user):
    """How many recovery codes were not used yet."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def check(user, typed):
    """Take a code of the phone or a recovery code. Raises ValidationError for a wrong or used one, and for too many."""
    with _counted(user):
        if not (_is_of_paper(user, typed) or _is_of_phone(user, typed)):
            raise ValidationError(WRONG, code="wrong")


@contextmanager
def _counted(user):
    """Counts a try before it is checked; a right one begins the count anew. Raises ValidationError at the limit."""
    key = ("second step", user.pk)
    if not guesses.take(TRIES, *key):
        minutes = guesses.wait_of(*key)
        raise ValidationError(f"{TOO_MANY} Попробуйте снова через {minutes} мин.", code=guessing.TOO_MANY)
    yield
    guesses.forget(*key)


@transaction.atomic
def _is_of_phone(user, typed):
    factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
    if factor is None or not _takes(factor, typed):
        return False
    factor.save()
    return True


def _takes(factor, typed):
    """Whether this is the code of now and of a step that was not used; then the step is, in the object alone."""
    figures = "".join(typed.split())
    if not (figures.isascii() and figures.isdigit() and len(figures) == FIGURES):
        return False
    secret = _opened(factor)
    clock = TOTP(secret, step=STEP, digits=FIGURES)
    clock.time = time.time()
    # A step further ahead than a code may be was taken under a wrong clock: it would refuse every code until then.
    last = factor.last_step if factor.last_step <= clock.t() + TOLERANCE else 0
    if not clock.verify(int(figures), TOLERANCE, last + 1):
        return False
    factor.last_step = clock.t()
    factor.close(secret)  # under the key in force: so those of before fall out of use
    return True


def _opened(factor):
    """The key of the phone. Raises ValidationError where it cannot be read; the log tells the operator of it."""
    try:
        return factor.open()
    except Unreadable:
        logger.error("%s: the key of the phone cannot be read, see SECOND_FACTOR_KEYS_BEFORE", factor.user.username)
        raise ValidationError(CLOSED, code="closed") from None


def _is_of_paper(user, typed):
    """One conditional UPDATE decides between two who send the same code."""
    code = "".join(filter(str.isalnum, typed.upper()))
    if len(code) != LENGTH:
        return False
    unused = RecoveryCode.objects.filter(user=user, used_at=None)
    # Codes of before the second step had keys of its own were made with the signing key.
    keys = (*settings.SECOND_FACTOR_KEYS, settings.SECRET_KEY)
    salts = set(unused.values_list("salt", flat=True))
    digests = [_digest(user, code, key, salt) for key in keys for salt in salts]
    return bool(unused.filter(digest__in=digests).update(used_at=timezone.now()))


def _digest(user, code, key, salt):
    said = f"{user.pk}:{code}"
    keyed = salted_hmac("pobratim.recovery-code", said, secret=key, algorithm="sha256").hexdigest()
    return hashlib.pbkdf2_hmac("sha256", keyed.encode(), bytes.fromhex(salt), ROUNDS).hex()
