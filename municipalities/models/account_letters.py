"""Asking for a letter about somebody's sign-in.

A request only writes down that a letter is wanted (`AccountLetter`); `manage.py send_mail` makes the link and sends it.
So a mail server that hangs holds no page, and the answer to who has forgotten a password tells nothing by its time.
"""

import logging

from reports.prose.words import write_date

from .people import AccountLetter

# How the history of a user tells of a link: whoever never used it is found by this.
LINK_MADE = "Создана ссылка для первого пароля."
LINK_SENT = "Ссылка для пароля отправляется на адрес"

log = logging.getLogger("pobratim.rights")


def ask_for_link(user):
    """Let a letter with a link for the password go to the user; one that waits already is enough."""
    AccountLetter.objects.bulk_create([AccountLetter(user=user)], ignore_conflicts=True)


def tell_of_changes(user, changes, *, address):
    """Let the person know what was changed in the account: sentences, to the address that held before.

    Call it in the transaction of the change. Without an address nobody can be told; the history names the change.
    """
    if changes and address:
        AccountLetter.objects.create(user=user, address=address, text="\n".join(changes))


def tell_of_link(link):
    """Let the officer know by letter for what he answers and how long, and the log, too. Call it in the transaction of
    the write.

    Who has no password yet is invited by another letter.
    """
    log.info(
        "user %s answers for municipality %s, %s to %s",
        link.user_id,
        link.municipality_id,
        link.since,
        link.until or "-",
    )
    if link.user.has_usable_password():
        until = f" по {write_date(link.until)}" if link.until else ""
        told = f"Ответственный исполнитель: {link.municipality}, с {write_date(link.since)}{until}."
        tell_of_changes(link.user, [told], address=link.user.email)


def tell_of_removed_link(link):
    """Let the officer, and the log, know that he does not answer for the municipality: the link is removed or
    another's now."""
    log.info("user %s answers for municipality %s no more", link.user_id, link.municipality_id)
    told = f"Вы больше не ответственный исполнитель: {link.municipality}."
    tell_of_changes(link.user, [told], address=link.user.email)
