"""How much the form of an event takes at once, and where the rest goes. The work for one page is bounded before it
begins, and no typed word is lost by that."""

import errno
import re
import socket
from contextlib import contextmanager

from django.db import connection
from django.utils.crypto import salted_hmac

from reports.prose.cleaning import clean_text, one_line
from reports.rules.event_limits import LONGEST_TEXT, MOST_AGREEMENTS

MOST_NEW_PARTNERS = 10
# Blank rows and repetitions do not count, so some more are drawn.
MOST_PARTNER_ROWS = 2 * MOST_NEW_PARTNERS

_TYPED_OF_AGREEMENT = re.compile(r"agreements-([0-9]{1,9})-(title|parties|signed|DELETE)")
_TOTAL = "agreements-TOTAL_FORMS"


@contextmanager
def one_preview(person):
    """Whether the person may have a preview computed now: False while another one of theirs is, in any process.

    The browser gives up an older preview, but its worker computes on. A name that the system lends to one process of
    the machine keeps the next ones from taking all workers. It is free again when a worker dies. No file is left, and
    nothing is written to the database.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as lent:
        try:
            lent.bind(_name_of(person))
        except OSError as refusal:  # without such names, on another system than Linux, there is no limit but a preview
            yield refusal.errno != errno.EADDRINUSE
        else:
            yield True


def _name_of(person):
    """One name for each person of this database; strangers on the same machine cannot guess it. The zero in front of it
    says that it is no file."""
    database = connection.settings_dict
    named = [str(database.get(key)) for key in ("HOST", "PORT", "NAME")]
    digest = salted_hmac("reports.pages.events.limits", "\0".join([*named, str(person.pk)])).hexdigest()
    return f"\0pobratim-preview-{digest}"


def cut(text, longest=LONGEST_TEXT):
    """The beginning of the text, as far as it is computed with."""
    return text[:longest]


def without_excess(data):
    """The data, and the keys of the values that had too many. Documents and new partners beyond the page's rows are
    written into the note. The note goes into no table, and the person can copy from it."""
    if not data:
        return data, set()
    documents, partners = _excess_documents(data), data.getlist("new_partner")[MOST_PARTNER_ROWS:]
    too_many = {"agreements"} if _total(data) > MOST_AGREEMENTS else set()
    if partners:
        too_many.add("new_partners")
    if not too_many:
        return data, too_many
    data = data.copy()
    if "agreements" in too_many:
        _drop_excess_documents(data)
    for name in ("new_partner", "new_partner_country") if partners else ():
        data.setlist(name, data.getlist(name)[:MOST_PARTNER_ROWS])
    lines = [*documents, *(f"Новый партнёр: {one_line(name)}" for name in partners if one_line(name))]
    data["note"] = "\n".join([line for line in (data.get("note", ""), *lines) if line])
    return data, too_many


def _drop_excess_documents(data):
    data[_TOTAL] = str(MOST_AGREEMENTS)
    for name in [name for name in data if (match := _TYPED_OF_AGREEMENT.match(name)) and _is_excess(match[1])]:
        del data[name]


def _excess_documents(data):
    """One line for each document that the page has no row for, in their order."""
    rows = {}
    for name in data:
        match = _TYPED_OF_AGREEMENT.fullmatch(name)
        if match and _is_excess(match[1]) and int(match[1]) < _total(data):
            rows.setdefault(int(match[1]), {})[match[2]] = clean_text(data[name])
    words = [
        "; ".join(row[key] for key in ("title", "parties", "signed") if row.get(key))
        for _, row in sorted(rows.items())
        if not row.get("DELETE")
    ]
    return [f"Подписанный документ: {line}" for line in words if line]


def _is_excess(number):
    return int(number) >= MOST_AGREEMENTS


def _total(data):
    """How many documents were sent; 0 where it is no number, which the form refuses itself."""
    written = data.get(_TOTAL, "")
    return int(written) if re.fullmatch(r"\s*[0-9]{1,100}\s*", written, re.ASCII) else 0
