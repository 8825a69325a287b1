"""How long what nobody needs any more is kept. Reports, histories and releases are never touched here.

`TASKS` names everything that ends by age; `manage.py clean_up` carries it out. A task is a queryset of rows that are
due and what is done with them. Rows are taken in small transactions and asked again under a lock, so that it runs
beside people and workers, and twice at a time.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from municipalities.models import AccessToken, AccountLetter, ListUpload
from municipalities.models.guesses import old_guesses
from reports.models import (
    Conversion,
    EditDraft,
    HalfWritten,
    ImportJob,
    Invitation,
    Letter,
    LetterTry,
    Notice,
    Package,
    Release,
    ReleaseCopy,
    Scan,
    StoredContent,
    StoredFile,
)
from reports.rules.permissions import THE_PROGRAM, require_program

from . import notices
from .drafts import OLDEST

UNDECIDED_IMPORT = datetime.timedelta(days=90)  # a table that was read and about which nobody has decided
ENDED_IMPORT = datetime.timedelta(days=30)  # the bytes of a refused, cancelled or undone one
UNSAVED_TEXT = datetime.timedelta(days=90)
WARNED_BEFORE = datetime.timedelta(days=7)
OLD_LINK = datetime.timedelta(days=365)  # with the names and phones of who has answered; the row tells who wrote it
READ_NOTICE = OLD_LETTER = datetime.timedelta(days=365)
ACCOUNT_LETTER = datetime.timedelta(days=30)  # that has not left: the last try is made within a day
OLD_TOKEN = datetime.timedelta(days=365)  # revoked or out of date
BETWEEN_STEPS = datetime.timedelta(days=1)  # a file that belongs to nothing: its request was killed

CHUNK = 50  # rows of one transaction

State = ImportJob.State
ENDED = (State.REFUSED, State.CANCELLED, State.UNDONE)


@dataclass(frozen=True, slots=True)
class Task:
    """`due(now)`: the rows; `act(rows, now)`: what is done with some of them, inside a transaction, by the program."""

    words: str
    due: Callable[[datetime.datetime], QuerySet]
    act: Callable[[QuerySet, datetime.datetime], object]


def carry_out(task, now, *, by, is_trial=False):
    """Do a task; returns with how many rows. A trial only counts. For a command."""
    require_program(by)
    due = task.due(now)
    if is_trial:
        return due.count()
    keys, number = list(due.order_by("pk").values_list("pk", flat=True)), 0
    for start in range(0, len(keys), CHUNK):
        with transaction.atomic():
            some = due.model._base_manager.filter(pk__in=keys[start : start + CHUNK]).order_by("pk")
            list(some.select_for_update().values_list("pk", flat=True))
            # Asked again: somebody may have written while the lock was waited for.
            still = list(due.filter(pk__in=keys[start : start + CHUNK]).values_list("pk", flat=True))
            task.act(due.model._default_manager.filter(pk__in=still), now)
            number += len(still)
    return number


def _delete(rows, now):
    rows.delete()


# Uploaded tables


def _ended(now):
    return ImportJob.objects.annotate(over=Coalesce("ended_at", "at")).filter(
        state__in=ENDED, over__lt=now - ENDED_IMPORT
    )


def _undecided_imports(now):
    return ImportJob.objects.filter(state=State.READY, at__lt=now - UNDECIDED_IMPORT)


def _cancel(rows, now):
    for job in rows.without_content().select_related("by", "file"):
        notices.tell_import_ended(job, until=(now + ENDED_IMPORT).date(), by=THE_PROGRAM)
    rows.update(state=State.CANCELLED, ended_at=now, is_cancel_wanted=True, beat_at=None)


def _read_and_not_wanted(now):
    """What was read from tables that were never taken in; the page of an undone one still lists its rows."""
    return _ended(now).exclude(state=State.UNDONE).filter(content__isnull=False)


def _forget_rows(rows, now):
    rows.update(content=None, choices={})


def _bytes_not_wanted(now):
    """Kept bytes that belong to ended imports only, and to no release."""
    files = StoredFile.objects.filter(content=OuterRef("pk"))
    needed = files.exclude(Exists(_ended(now).filter(file=OuterRef("pk"))))
    return StoredContent.objects.filter(Exists(files), ~Exists(needed), dropped_at=None).defer("data")


def _drop_bytes(rows, now):
    rows.update(data=b"", dropped_at=now)


def _files_of_nothing(now):
    jobs = ImportJob.objects.filter(file=OuterRef("pk"))
    scans = Scan.objects.filter(file=OuterRef("pk"))
    documents, workbooks, copies = (
        Release.objects.filter(document=OuterRef("pk")),
        Release.objects.filter(workbook=OuterRef("pk")),
        ReleaseCopy.objects.filter(file=OuterRef("pk")),
    )
    packages = Package.objects.filter(file=OuterRef("pk"))
    old = StoredFile.objects.filter(~Exists(packages), at__lt=now - BETWEEN_STEPS)
    return old.filter(~Exists(jobs), ~Exists(documents), ~Exists(workbooks), ~Exists(copies), ~Exists(scans))


def _bytes_of_nothing(now):
    return StoredContent.objects.filter(files=None).defer("data")


# Unsaved texts


def _texts_to_warn_of(now):
    return EditDraft.objects.open().filter(saved_at__lt=now - UNSAVED_TEXT + WARNED_BEFORE, warned_at=None)


def _warn(rows, now):
    """One notice for a person and a report, however many texts there are."""
    found = {}
    for draft in rows.select_related("by", "submission__period"):
        found.setdefault((draft.by, draft.submission), []).append(str(draft))
    for (person, submission), names in found.items():
        notices.tell_unsaved(submission, person, names, until=(now + WARNED_BEFORE).date(), by=THE_PROGRAM)
    rows.update(warned_at=now)


def _abandoned_texts(now):
    return EditDraft.objects.open().filter(saved_at__lt=now - UNSAVED_TEXT, warned_at__lt=now - WARNED_BEFORE)


def _closed_texts(now):
    return EditDraft.objects.closed_before(now - OLDEST)


def _old_signs(now):
    return HalfWritten.objects.filter(at__lt=now - OLDEST)


# Notices and letters


def _read_notices(now):
    """Those of municipalities have no bell at which they could be read: their letter is decided, and it is long ago."""
    old = now - READ_NOTICE
    return Notice.objects.filter(Q(read_at__lt=old) | Q(user=None, at__lt=old), is_mailed=True)


def _old_letters(now):
    """Those that wait for nothing and whose notices have gone already. The trial letters, which are few, stay: they
    show that mail was tried."""
    letters = Letter.objects.filter(made_at__lt=now - OLD_LETTER, notices=None, is_trial=False)
    return letters.exclude(state=Letter.State.WAITING)


def _delete_letters(rows, now):
    LetterTry.objects.filter(letter__in=rows).delete()
    rows.delete()


def _stuck_account_letters(now):
    return AccountLetter.objects.filter(made_at__lt=now - ACCOUNT_LETTER)


# What passes


def _ended_sessions(now):
    return Session.objects.filter(expire_date__lt=now)


def _old_links(now):
    return Invitation.objects.filter(until__lt=timezone.localdate(now - OLD_LINK))


def _conversions(now):
    """What was made of a release is kept with it, and anything else is made again when it is wanted."""
    return Conversion.objects.filter(at__lt=now - BETWEEN_STEPS).defer("source", "result")


def _list_uploads(now):
    return ListUpload.objects.filter(at__lt=now - BETWEEN_STEPS).defer("data")


# In this order: what one leaves behind, the next may take.
def _old_tokens(now):
    day = (now - OLD_TOKEN).date()
    return AccessToken.objects.filter(Q(revoked_at__lt=now - OLD_TOKEN) | Q(expires_on__lt=day))


TASKS = [
    Task("Загрузки без решения отменены", _undecided_imports, _cancel),
    Task("Прочитанные строки ненужных загрузок удалены", _read_and_not_wanted, _forget_rows),
    Task("Файлы без владельца удалены", _files_of_nothing, _delete),
    Task("Содержимое файлов ненужных загрузок удалено", _bytes_not_wanted, _drop_bytes),
    Task("Содержимое, на которое никто не ссылается, удалено", _bytes_of_nothing, _delete),
    Task("О скором удалении несохранённых текстов предупреждено", _texts_to_warn_of, _warn),
    Task("Заброшенные несохранённые тексты удалены", _abandoned_texts, _delete),
    Task("Отброшенные тексты и следы сохранённых удалены", _closed_texts, _delete),
    Task("Следы начатых текстов удалены", _old_signs, _delete),
    Task("Прочитанные уведомления удалены", _read_notices, _delete),
    Task("Старые письма удалены", _old_letters, _delete_letters),
    Task("Неотправленные письма о входе удалены", _stuck_account_letters, _delete),
    Task("Закончившиеся сеансы удалены", _ended_sessions, _delete),
    Task("Незагруженные файлы справочников удалены", _list_uploads, _delete),
    Task("Старые просьбы прислать строку удалены", _old_links, _delete),
    Task("Давно закончившиеся ключи доступа удалены", _old_tokens, _delete),
    Task("Документы в других видах удалены", _conversions, _delete),
    Task("Старые счётчики проверки паролей удалены", old_guesses, _delete),
]
