"""A letter to oneself, which shows whether letters reach the mail server at all."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from reports.models import Letter
from reports.rules.permissions import can_keep_lists, require_right

NO_ADDRESS = "У вас не указана почта. Впишите её в профиле и отправьте письмо ещё раз."
NO_MAIL_SERVER = "Почта на сервере не настроена, поэтому письмо отправить нечем."
# Backends that take every letter and bring it to nobody.
NOWHERE = {f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased")}


class TrialRefused(Exception):
    """No letter was written; the text says why in Russian."""


def has_mail_server():
    """Whether letters go to a mail server; printed or thrown away, each would look as if it had left."""
    return settings.EMAIL_BACKEND not in NOWHERE


@transaction.atomic
def send_trial_letter(*, by):
    """Put a letter to the person's own address into the outbox; one that still waits is dropped for it. Returns the
    Letter. Raises TrialRefused."""
    require_right(can_keep_lists, by)
    if not by.email:
        raise TrialRefused(NO_ADDRESS)
    if not has_mail_server():
        raise TrialRefused(NO_MAIL_SERVER)
    waiting = Letter.objects.filter(is_trial=True, state=Letter.State.WAITING)
    waiting.update(state=Letter.State.DROPPED)
    body = render_to_string("mail/trial.txt", {"person": by, "site": settings.SITE_URL})
    return Letter.objects.create(
        user=by, address=by.email, subject="Побратим: пробное письмо", body=body, is_trial=True
    )
