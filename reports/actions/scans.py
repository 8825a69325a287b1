"""Scans of signed documents: attached, replaced, removed, brought back. Nothing that was attached is lost."""

from django.db import transaction
from django.utils import timezone

from reports.files.read import process
from reports.files.read.rows import Unreadable
from reports.models import Scan, StoredFile
from reports.prose.cleaning import one_line
from reports.rules.permissions import can_tend_document, require_right

from .quotas import why_no_scan
from .register import RegisterRefused, lock_document, write_step

LONGEST_STEM = 150


def attach_scan(document, *, by, data, name):
    """Keep these bytes as the scan of the document, in the place of the one before. Returns the Scan. Raises
    RegisterRefused, with what to do, for bytes that are no scan and for too many of them on one day."""
    require_right(can_tend_document, by, document)
    if reason := why_no_scan(by, len(data)):
        raise RegisterRefused(reason)
    try:
        read = process.read_scan(data)  # before the transaction: SQLite would keep other writers waiting
    except Unreadable as refusal:
        raise RegisterRefused(str(refusal)) from refusal
    stem = one_line(name).rpartition(".")[0] or one_line(name) or "Скан"
    return _keep(document, read, f"{stem[-LONGEST_STEM:]}{read.ending}", by)


@transaction.atomic
def _keep(document, read, name, by):
    document = lock_document(document)
    require_right(can_tend_document, by, document)
    replaced = _end(document.scans.filter(ended_at=None), by)
    file = StoredFile.keep(read.data, name=name, content_type=read.content_type, by=by)
    scan = Scan.objects.create(document=document, file=file, by=by)
    write_step(document, f"Скан {'заменён' if replaced else 'прикреплён'}: {file.name}.", by)
    return scan


@transaction.atomic
def remove_scan(scan, *, by):
    """Take the scan off the document; `bring_back_scan` is the way back. Removing twice is no error."""
    document = lock_document(scan.document)
    require_right(can_tend_document, by, document)
    if _end(document.scans.filter(pk=scan.pk, ended_at=None), by):
        write_step(document, f"Скан убран: {scan.file.name}.", by)


@transaction.atomic
def bring_back_scan(scan, *, by):
    """Make an earlier scan the one in use; the one that is in use becomes an earlier one."""
    document = lock_document(scan.document)
    require_right(can_tend_document, by, document)
    if document.scans.filter(pk=scan.pk, ended_at=None).exists():
        return
    _end(document.scans.filter(ended_at=None), by)
    document.scans.filter(pk=scan.pk).update(ended_at=None, ended_by=None)
    write_step(document, f"Скан возвращён: {scan.file.name}.", by)


def _end(scans, by):
    return scans.update(ended_at=timezone.now(), ended_by=by)
