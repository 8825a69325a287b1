"""A phone with the application that shows codes."""

from django_otp.oath import TOTP

from municipalities.models import SecondFactor

NOW = 1_760_000_010  # the first third of a half minute


def code_at(user, moment):
    """What the person's phone shows then."""
    clock = TOTP(SecondFactor.objects.get(user=user).open())
    clock.time = moment
    return f"{clock.token():06}"
