"""Links with which those who held an event write its row: made, answered, taken into the report, sent back, revoked."""

import datetime
import uuid

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from reports.models import Invitation
from reports.rules.event_fields import PRINTED
from reports.rules.permissions import THE_PROGRAM

from .events import NotEditable, create_event, lock_report
from .notices import tell_invitation_answered
from .quotas import why_no_invitation

LONGEST = datetime.timedelta(days=30)
_SALT = "invitation"


class InvitationRefused(Exception):
    """The link takes no answer; the text says why in Russian, and what to do. Nothing was changed."""


def token_of(invitation):
    """What the link has at its end. Made of the secret key, so that whoever reads the database has no link."""
    signature = signing.Signer(salt=_SALT).signature(str(invitation.uid))
    return f"{invitation.uid.hex}-{signature}"


def find_by_token(token):
    """The invitation of a link, with its report, or None. Which part was wrong is not told."""
    uid, _, _ = token.partition("-")
    if len(uid) != 32 or not (uid.isascii() and uid.isalnum()):
        return None
    try:
        found = Invitation.objects.filter(uid=uuid.UUID(uid))
    except ValueError:  # letters that are no figures
        return None
    invitation = found.select_related("submission__period", "by").first()
    return invitation if invitation and constant_time_compare(token_of(invitation), token) else None


@transaction.atomic
def invite(submission, *, by, asked, words, until, on_behalf=False):
    """Make a link for one event of the report. Raises NotEditable, and where too many were made."""
    lock_report(submission, by, on_behalf=on_behalf)
    if reason := why_no_invitation(submission):
        raise NotEditable(reason)
    return Invitation.objects.create(submission=submission, by=by, asked=asked, words=words, until=until)


@transaction.atomic
def revoke(invitation, *, by, on_behalf=False):
    """The link takes no answer any more; an answer that waited is put aside. Raises NotEditable."""
    invitation = _lock(invitation, by, on_behalf)
    if invitation.taken_id:
        raise NotEditable("Ответ уже взят в отчёт: строку можно исправить или удалить.")
    invitation.revoked_at = invitation.revoked_at or timezone.now()
    invitation.save()


@transaction.atomic
def renew(invitation, *, by, until, on_behalf=False):
    """The same link works again, until another day. Raises NotEditable."""
    invitation = _lock(invitation, by, on_behalf)
    if invitation.taken_id:
        raise NotEditable("Ответ уже взят в отчёт.")
    invitation.revoked_at, invitation.until = None, until
    invitation.save()


@transaction.atomic
def answer(*, by, values, author, post, phone):
    """Keep what the holder of the link has written about the event; `by`: the token, which is the right. Raises
    InvitationRefused. Once answered the link takes nothing more, unless the officer sends it back."""
    invitation = find_by_token(by)
    if invitation is None:
        raise InvitationRefused("Ссылка неверна. Откройте её из письма ещё раз.")
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if reason := why_closed(invitation):
        raise InvitationRefused(reason)
    invitation.answer = {field: values[field] for field in PRINTED}
    invitation.author, invitation.post, invitation.phone = author, post, phone
    invitation.answered_at = timezone.now()
    invitation.save()
    tell_invitation_answered(invitation, by=THE_PROGRAM)
    return invitation


def why_closed(invitation):
    """Why the link takes no answer, in Russian; "" where it does."""
    if invitation.answered_at:
        return "По этой ссылке уже ответили: спасибо. Если нужно что-то исправить, позвоните тому, кто её прислал."
    if invitation.revoked_at:
        return "Эту ссылку отозвали: ответ больше не нужен. Если это ошибка, позвоните тому, кто её прислал."
    if not invitation.is_open:
        return "Срок ссылки истёк. Попросите того, кто её прислал, продлить её: ваш текст не пропал, скопируйте его."
    return ""


@transaction.atomic
def take(invitation, *, by, on_behalf=False):
    """Make a row of the answer; who has written it stands in the row's note. Returns the row. Raises NotEditable,
    ReportFull, ValidationError."""
    invitation = _lock(invitation, by, on_behalf)
    if not invitation.waits:
        raise NotEditable("Этот ответ уже взят, возвращён или отозван: посмотрите, как сейчас.")
    values = {**invitation.answer, "note": f"Прислано по ссылке: {invitation.signature}"}
    # The number of the row is that of the link: taking it twice makes one row.
    row = create_event(invitation.submission, by=by, values=values, uid=invitation.uid, on_behalf=on_behalf)
    invitation.taken = row
    invitation.save()
    return row


@transaction.atomic
def send_back(invitation, *, by, words, until, on_behalf=False):
    """Ask the holder to write on: the link is open again and shows what was written. Raises NotEditable."""
    invitation = _lock(invitation, by, on_behalf)
    if not invitation.waits:
        raise NotEditable("Этот ответ уже взят, возвращён или отозван: посмотрите, как сейчас.")
    invitation.answered_at, invitation.sent_back, invitation.until = None, words, until
    invitation.save()


def _lock(invitation, by, on_behalf):
    submission = lock_report(invitation.submission, by, on_behalf=on_behalf)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    invitation.submission = submission
    return invitation
