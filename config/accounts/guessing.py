"""Limits how often passwords may be guessed, and writes every attempt to the log.

Strangers share one count for an account and one for their address. A browser in which the account was signed in before
carries a signed mark and has a count of its own, so guessers cannot lock the owner out.
"""

import datetime
import logging
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from config.accounts.hashing import TooBusy, check_in_turn, cost_of_a_check
from municipalities.models import User, guesses
from reports.pages.look import support

from .addresses import address_of
from .demo import DEMO_PASSWORD

# Checked passwords an hour.
AN_ACCOUNT = 20
AN_ADDRESS = 300  # a town hall behind one address: wrong ones only, a right one is given back
A_KNOWN_BROWSER = 20
OWN_PASSWORD = 20  # of a signed-in person, on pages that ask again
# What strangers' passwords may take of one processor, over all processes of the server. The longest hash that is
# charged leaves three sign-ins a second, enough for all officers of the oblast within some minutes.
STRANGERS_SHARE = 0.75
LONGEST_CHARGED = 0.25  # seconds
AT_ONCE = datetime.timedelta(seconds=2)  # how much of that time may be asked for in one moment

KNOWN_FOR = 400 * 24 * 60 * 60  # seconds; browsers keep no cookie longer
SALT = "pobratim.known-browser"
TOO_MANY, CROWDED, BUSY = "too_many_guesses", "crowded", "busy"
STATUSES = {TOO_MANY: 429, CROWDED: 429, BUSY: 503}
RETRY_AFTER = {CROWDED: 3, BUSY: 60}  # seconds

logger = logging.getLogger("pobratim.signin")


@dataclass(frozen=True)
class Account:
    """Whom somebody wants to be: the sign-in name that is checked and counted, and what the log may say of it."""

    name: str
    shown: str


def account_of(typed):
    """The Account for a typed name or e-mail address; an address means its one active person.

    An address of several people means nobody, because nobody shall get into the work of another. It is checked and
    counted as an unknown name. One query, whatever was typed.

    The log names known accounts only. In this field people also type their password, so of anything else it has a
    keyed digest, by which tries of the same words are known again.
    """
    name = typed.lower()
    if "@" in name:  # no sign-in name has it
        names = User.objects.filter(email__iexact=typed, is_active=True).values_list("username", flat=True)[:2]
    else:
        names = User.objects.filter(username=name).values_list("username", flat=True)
    if len(names := list(names)) == 1:
        return Account(names[0], names[0])
    digest = salted_hmac(SALT + ".unknown", name).hexdigest()[:8]
    return Account(name, f"{'an address of several people' if names else 'unknown name'} #{digest}")


class Attempt:
    """One attempt to sign in that has been counted."""

    def __init__(self, request, account, counts, browser):
        self.request, self.account, self.counts, self.browser = request, account, counts, browser
        # The backend lets known browsers pass those who wait.
        request.is_of_known_browser = bool(browser)

    def failed(self):
        """The password was wrong."""
        log(self.request, self.account.shown, "refused: wrong name or password")

    def call_off(self):
        """The password was not checked, so it does not count."""
        for key in self.counts:
            guesses.give_back(*key)
        log(self.request, self.account.shown, "not checked: too many at once")

    def succeeded(self):
        """A right password does not count. Wrong ones of strangers go on counting: the owner's sign-in must not
        give the guessers new ones."""
        for key in self.counts:
            guesses.give_back(*key)
        if self.browser:
            guesses.forget("browser", self.account.name, self.browser)
        log(self.request, self.account.shown, "signed in")


def begin_sign_in(request, typed, password):
    """Count an attempt and return it; raises ValidationError when it must not be checked."""
    account = account_of(typed)
    name, shown = account.name, account.shown
    browser = _known_browser(request, name)
    if browser:
        limits = [(A_KNOWN_BROWSER, ("browser", name, browser))]
    else:
        limits = [(AN_ADDRESS, ("address", guesses.network_of(address_of(request)))), (AN_ACCOUNT, ("account", name))]
    _refuse_full(request, shown, limits)
    if not browser and not _have_strangers_time():
        log(request, shown, "not checked: too many people sign in")
        raise ValidationError(
            "Сейчас входит слишком много людей, пароль не проверялся. Повторите через несколько секунд.", code=CROWDED
        )
    taken = _count(request, shown, limits)
    if password == DEMO_PASSWORD and not settings.DEBUG:
        log(request, shown, "refused: demo password")
        raise ValidationError(
            "С демонстрационным паролем на рабочем сервере войти нельзя: его знают все. "
            f"Чтобы получить ссылку для нового пароля, {support()}.",
            code="demo_password",
        )
    return Attempt(request, account, taken, browser)


def _refuse_full(request, shown, limits):
    """Raise ValidationError when a limit is reached already. Only reads: whoever is refused then has neither written
    anything nor taken any time."""
    for limit, key in limits:
        if guesses.is_full(limit, *key):
            log(request, shown, "refused: too many guesses")
            raise _too_many(guesses.wait_of(*key))


def _count(request, shown, limits):
    """Count one check for every key and return the keys; raises ValidationError, and nothing is counted, when
    parallel requests have reached a limit meanwhile."""
    taken = []
    for limit, key in limits:
        if not guesses.take(limit, *key):
            for earlier in taken:
                guesses.give_back(*earlier)
            log(request, shown, "refused: too many guesses")
            raise _too_many(guesses.wait_of(*key))
        taken.append(key)
    return taken


def _have_strangers_time():
    """Reserve the time of one hash. Browsers that are known never ask, so strangers cannot keep the owners out, and
    whoever guesses in many processes leaves the processor to those who work."""
    seconds = min(cost_of_a_check(), LONGEST_CHARGED) / STRANGERS_SHARE
    return guesses.take_time(datetime.timedelta(seconds=seconds), AT_ONCE, "hashes of strangers")


def check_own(user, password, refusal):
    """Check the password that a signed-in person was asked for again.

    Raises ValidationError: `refusal` when it is wrong or empty, another sentence when too many were tried.
    """
    if not password:
        raise ValidationError(refusal, code="password_incorrect")
    if not guesses.take(OWN_PASSWORD, "own", user.pk):
        logger.warning("%s: own password not checked: too many guesses", user.username)
        raise _too_many(guesses.wait_of("own", user.pk))
    try:
        is_right = check_in_turn(user.check_password, password)
    except TooBusy:
        guesses.give_back("own", user.pk)
        raise busy() from None
    if not is_right:
        logger.warning("%s: own password refused", user.username)
        raise ValidationError(refusal, code="password_incorrect")
    guesses.forget("own", user.pk)


def busy():
    """The error for a password that did not get its turn."""
    return ValidationError("Сейчас много входов. Повторите через минуту.", code=BUSY)


def refuse(response, form):
    """Give the page of a refused form the status of the refusal, and say to programs when to come again."""
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    for code in STATUSES.keys() & codes:
        response.status_code = STATUSES[code]
        if code in RETRY_AFTER:
            response["Retry-After"] = str(RETRY_AFTER[code])
    return response


def remember_browser(response, user):
    """Mark the browser as one in which this account was signed in; a new password voids the mark."""
    value = signing.dumps([user.username, get_random_string(16), _fingerprint(user)], salt=SALT)
    response.set_cookie(
        _cookie_name(user.username),
        value,
        max_age=KNOWN_FOR,
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def log(request, shown, outcome):
    """One line: the sign-in name or `Account.shown`, the address and the outcome; nothing that was typed."""
    logger.info("%s from %s: %s", shown, address_of(request), outcome)


def _too_many(minutes):
    return ValidationError(
        f"Слишком много попыток. Пароль сейчас не проверяется. Попробуйте снова через {minutes} мин. "
        f"Если ждать нельзя, {support()}.",
        code=TOO_MANY,
    )


def _known_browser(request, name):
    """The number of this browser when its mark belongs to the account and its password, or an empty text."""
    # The name without a prefix is of before; whatever the name, nobody can make the mark.
    cookie = request.COOKIES.get(_cookie_name(name)) or request.COOKIES.get(_cookie_name(name, prefix=""))
    if not cookie:
        return ""
    try:
        owner, browser, fingerprint = signing.loads(cookie, salt=SALT, max_age=KNOWN_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    user = User.objects.filter(username=name).first() if owner == name else None
    is_known = user is not None and constant_time_compare(fingerprint, _fingerprint(user))
    return browser if is_known else ""


def _cookie_name(name, prefix=None):
    """One cookie for each account: colleagues share computers. «__Host-» would send it to every page."""
    prefix = prefix if prefix is not None else "__Secure-" if settings.COOKIE_PREFIX else ""
    return f"{prefix}known_browser_" + salted_hmac(SALT, name).hexdigest()[:12]


def _fingerprint(user):
    return salted_hmac(SALT + ".password", f"{user.pk}:{user.password}").hexdigest()[:32]
