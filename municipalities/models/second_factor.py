"""The second step of signing in: a code of an application on the person's phone, or a recovery code from paper.

The key of a phone lies in the database encrypted, in the format of age, to the first of SECOND_FACTOR_KEYS; whatever
one of these keys closed is opened. So a copy of the database, a backup among them, lets nobody in.
"""

from base64 import b64decode, b64encode

import pyrage
from django.conf import settings
from django.db import models, transaction

from .account_letters import tell_of_changes
from .people import User


class SecondFactor(models.Model):
    """The key that the phone and the server share. Until the first right code it is only offered."""

    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor", verbose_name="кто")
    key = models.TextField("ключ, зашифрованный")
    confirmed_at = models.DateTimeField("включён", null=True)
    # The number of the half minute whose code was taken last: no code is taken twice.
    last_step = models.BigIntegerField("последний шаг", default=-1)

    class Meta:
        verbose_name = "второй шаг входа"
        verbose_name_plural = "вторые шаги входа"

    def __str__(self):
        return str(self.user)

    def close(self, secret):
        """Put the key of the phone (bytes) into the row, for the person of the row alone."""
        identity = pyrage.x25519.Identity.from_str(settings.SECOND_FACTOR_KEYS[0])
        said = f"{self.user_id}:{secret.hex()}".encode()
        self.key = b64encode(pyrage.encrypt(said, [identity.to_public()])).decode()

    def open(self):
        """The key of the phone in bytes. Raises Unreadable where no key of ours opens it, or it is another person's."""
        try:
            identities = [pyrage.x25519.Identity.from_str(key) for key in settings.SECOND_FACTOR_KEYS]
            owner, _, secret = pyrage.decrypt(b64decode(self.key), identities).decode().partition(":")
            secret = bytes.fromhex(secret)
        except (pyrage.DecryptError, ValueError):
            raise Unreadable(self.user_id) from None
        if owner != str(self.user_id) or not secret:
            raise Unreadable(self.user_id)
        return secret

    def is_readable(self):
        """Whether `open` gives a key."""
        try:
            return bool(self.open())
        except Unreadable:
            return False


class Unreadable(Exception):
    """The key of a phone was closed with a key that is not in SECOND_FACTOR_KEYS, or changed past the program."""


class RecoveryCode(models.Model):
    """A code for the day without the phone. Of the code a digest is kept, so a copy of the database opens nothing."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes", verbose_name="чей")
    digest = models.CharField("отпечаток", max_length=64)
    salt = models.CharField("соль", max_length=32)  # one for the codes that were made together
    used_at = models.DateTimeField("использован", null=True)

    class Meta:
        verbose_name = "запасной код"
        verbose_name_plural = "запасные коды"
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self):
        return str(self.user)


def is_on(user):
    """Whether the person has set a second step up (one query)."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


@transaction.atomic
def turn_off(user):
    """The person signs in with the password alone again, and hears of it by letter. Returns whether it was on."""
    RecoveryCode.objects.filter(user=user).delete()
    was_on = is_on(user)
    SecondFactor.objects.filter(user=user).delete()
    if was_on:
        tell_of_changes(user, ["Вход: второй шаг, код из приложения, отключён."], address=user.email)
    return was_on
