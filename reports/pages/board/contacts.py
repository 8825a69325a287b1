"""Whom the board names beside a report, with addresses that call and write."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from urllib.parse import quote

from reports.pages.look import call_address, write_address


@dataclass(frozen=True)
class Contact:
    """Whom to ask: an officer, or without a name the municipality itself. `call` and `write` are addresses for
    the telephone and the letter; all are empty where there is nothing."""

    name: str
    phone: str
    call: str
    email: str
    write: str

    @cached_property
    def html(self):
        """As the row shows it; made here, for a template takes ten times as long."""
        name, call, phone = escape(self.name), escape(self.call), escape(self.phone)
        name = f"<span>{name}</span>" if name else ""
        call = f'<a class="num nowrap small" href="{call}">{phone}</a>' if call else ""
        mail = ""
        if self.email:
            mail = f'<a class="small d-inline-block" href="{escape(self.write)}">{escape(self.email)}</a>'
        return f'<div class="person-line"><span class="contact">{name}{call}</span>{mail}</div>'


def contact_of(name, who, submission):
    """`who`: a user or a municipality; both have a telephone and an e-mail address."""
    return Contact(
        name=name,
        phone=who.phone,
        call=call_address(who.phone),
        email=who.email,
        write=letter_to([who.email], str(submission.period)) if who.email else "",
    )


def letter_to(emails, quarter, *, hidden=False):
    """A mailto address; `hidden`: the receivers do not see each other."""
    address, subject = write_address(*(emails or [""])), _subject(quarter)
    return f"{address.replace(':', ':?bcc=', 1)}&{subject}" if hidden else f"{address}?{subject}"


@lru_cache(maxsize=20)
def _subject(quarter):
    return f"subject={quote(f'Отчёт о международных мероприятиях, {quarter}')}"
