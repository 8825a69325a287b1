"""The package for sending: a release's documents, the list of what was signed and the covering letter in one archive.

It is kept as it was sent. Another one may be made, with its own number; none is ever changed. The archive has the same
bytes for the same data.
"""

import contextlib
import datetime
import hashlib
import io
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction

from reports.files.pages_of import pages_of
from reports.files.read.limits import MAX_BYTES
from reports.files.write import letter as letters
from reports.files.write import word
from reports.files.write.package import archive
from reports.models import Conversion, CoveringText, Package, Period, Release, ReleaseCopy, StoredFile
from reports.prose import covering
from reports.prose.words import quarter_in, write_date
from reports.queries.consolidated import fixed_time
from reports.queries.packages import current_covering, list_of, short_name_of, signed_in, values_of
from reports.rules.permissions import can_manage_periods, require_right

from . import conversions
from .quotas import why_no_package
from .releases import check_address

CONTENT_TYPE = "application/zip"
TEXT = "txt"
LETTER, SIGNED, CONTENTS = "1. Сопроводительное письмо.docx", "3. Перечень подписанных документов.docx", f"Опись.{TEXT}"
ENDINGS = {Conversion.Kind.PDF: "PDF", Conversion.Kind.ODT: "ODT"}

NO_OFFICE = "на сервере нет LibreOffice, которая его делает"
FAILED = "не получился из-за ошибки"
TOO_LONG = "не получился за отведённое время: документ слишком большой"
NOTHING_SIGNED = "документов в этом квартале не подписано"
TOO_LARGE = "Пакет больше 30 МБ и не сохранён. Отправьте файлы выпуска по одному со страницы «Выпуски»."


class NotReady(Exception):
    """PDF and ODT are still being made; in some seconds the package can be."""


class NotMade(Exception):
    """The package cannot be made; the text says why in Russian."""


@dataclass(frozen=True, slots=True)
class LetterFields:
    """What the person says of the covering letter. `number`: "" leaves a place for it."""

    number: str
    day: datetime.date
    addressee: str
    signer_post: str
    signer_name: str
    performer: str = ""
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document in another format: its bytes, or why there are none."""

    data: bytes = b""
    why_absent: str = ""


# --- The template -----------------------------------------------------------------------------------------------------


@transaction.atomic
def save_covering(heading, text, *, by):
    """Put another text in the place of the letter's template; the earlier ones stay. Returns whether it is another."""
    require_right(can_manage_periods, by)
    list(CoveringText.objects.select_for_update().values_list("pk")[:1])
    if current_covering() == (heading, text):
        return False
    CoveringText.objects.create(heading=heading, text=text, by=by)
    return True


# --- The package ------------------------------------------------------------------------------------------------------


def prepare_copies(release, *, by):
    """Have everything begun that the package of the release wants made, where this server can: it is made while the
    letter is filled in."""
    require_right(can_manage_periods, by)
    listed = _list_bytes(release, signed_in(release))
    with contextlib.suppress(NotMade, NotReady):
        _copies(release, by)
    with contextlib.suppress(NotMade, NotReady):
        _pages_of_list(listed, by)


def make_package(release, fields, *, by, seconds=0.0):
    """The Package of these LetterFields. Waits so long for what is still being made, then raises NotReady. Raises
    NotMade. No transaction of the caller's: what makes the copies would wait for its end."""
    require_right(can_manage_periods, by)
    if reason := why_no_package(release):
        raise NotMade(reason)
    prepare_copies(release, by=by)
    signed = signed_in(release)
    listed = _list_bytes(release, signed)
    copies = _copies(release, by, seconds)
    pages = {kind: pages_of(drawn.data) for kind, drawn in copies.items() if kind == Conversion.Kind.PDF}
    list_pages = _pages_of_list(listed, by, seconds) if signed else None
    release = Release.objects.select_related("period", "document__content", "workbook__content").get(pk=release.pk)
    files, absent = _files(release, copies, listed)
    files[LETTER] = _letter(release, fields, signed, files, pages.get(Conversion.Kind.PDF), list_pages)
    files[CONTENTS] = _contents(release, files, absent)
    data = archive(files)
    if len(data) > MAX_BYTES:
        raise NotMade(TOO_LARGE)
    parts = [_part(name, files[name]) for name in sorted(files)]
    return _keep(release, fields, data, parts, absent, by)


@transaction.atomic
def _keep(release, fields, data, parts, absent, by):
    # One after the other, or two would get the same number.
    Period.objects.select_for_update().get(pk=release.period_id)
    number = release.packages.count() + 1
    stored = StoredFile.keep(data, name=f"Пакет № {number}, {release}.zip", content_type=CONTENT_TYPE, by=by)
    said = asdict(fields)
    return Package.objects.create(
        release=release,
        number=number,
        letter_number=said.pop("number"),
        letter_date=said.pop("day"),
        **said,
        parts=parts,
        absent=absent,
        file=stored,
        digest=stored.content.sha256,
        by=by,
    )


def last_fields():
    """The LetterFields of the last package, or None: most of it is the same each time."""
    last = Package.objects.order_by("-pk").first()
    if last is None:
        return None
    return LetterFields(
        last.letter_number,
        last.letter_date,
        last.addressee,
        last.signer_post,
        last.signer_name,
        last.performer,
        last.copies,
    )


def _copies(release, by, seconds=0.0):
    """Kind → Drawn, of PDF and ODT. Raises NotReady while one is being made."""
    kept = dict(ReleaseCopy.objects.filter(release=release).values_list("kind", "file__content__data"))
    if set(kept) != set(Conversion.Kind) and not conversions.is_possible():
        return {kind: Drawn(bytes(kept[kind])) if kind in kept else Drawn(why_absent=NO_OFFICE) for kind in ENDINGS}
    # Both are begun before anybody waits for one.
    asked = {kind: _asked(conversions.ask_for_release, release, kind, by) for kind in ENDINGS if kind not in kept}
    made = {kind: Drawn(bytes(data)) for kind, data in kept.items()}
    for kind, conversion in asked.items():
        made[kind] = _waited_for(conversion, seconds)
    for kind in asked:
        if not made[kind].why_absent:
            data = ReleaseCopy.objects.filter(release=release, kind=kind).values_list("file__content__data", flat=True)
            made[kind] = Drawn(bytes(data.get()))
    return made


def _asked(ask, document, kind, by):
    try:
        return ask(document, kind, by=by)
    except conversions.TooMany as reason:
        raise NotMade(str(reason)) from reason


def _waited_for(conversion, seconds):
    conversion = conversions.wait(conversion, seconds)
    if conversion.is_running:
        raise NotReady
    if conversion.state == Conversion.State.FAILED:
        return Drawn(why_absent=TOO_LONG if conversion.is_too_long else FAILED)
    return Drawn(bytes(conversion.result))


def _pages_of_list(listed, by, seconds=0.0):
    """How many pages the list of documents has; None where this server cannot tell. Raises NotReady."""
    if not listed or not conversions.is_possible():
        return None
    return pages_of(_waited_for(_asked(conversions.ask_for, listed, Conversion.Kind.PDF, by), seconds).data)


def _list_bytes(release, signed):
    """The list as a Word document, or b"" where nothing was signed."""
    if not signed:
        return b""
    stream = io.BytesIO()
    word.write_list(list_of(release, signed), stream, author=settings.REGION_NAME, created=fixed_time(release.period))
    return stream.getvalue()


def _files(release, copies, listed):
    """(name → bytes of the documents, what is not there and why)."""
    name = f"2. {release}"
    files = {
        f"{name}.docx": bytes(release.document.content.data),
        f"{name}.xlsx": bytes(release.workbook.content.data),
    }
    absent = []
    for kind, words in ENDINGS.items():
        if copies[kind].why_absent:
            absent.append([words, copies[kind].why_absent])
        else:
            files[f"{name}.{kind}"] = copies[kind].data
    if listed:
        files[SIGNED] = listed
    else:
        absent.append(["Перечень подписанных документов", NOTHING_SIGNED])
    return files, absent


def _letter(release, fields, signed, files, pages, list_pages):
    """The covering letter as a Word document."""
    values = values_of(release, len(signed), check_address(release.code))
    heading, text = (covering.filled(words, values) for words in current_covering())
    letter = letters.Letter(
        number=fields.number,
        day=write_date(fields.day),
        addressee=fields.addressee,
        heading=heading,
        text=text,
        attachments=attachments_of(release, bool(signed), files, fields.copies, pages, list_pages),
        signer_post=fields.signer_post,
        signer_name=fields.signer_name,
        performer=fields.performer,
        author=settings.REGION_NAME,
        created=fixed_time(release.period),
    )
    stream = io.BytesIO()
    letters.write(letter, stream)
    return stream.getvalue()


def attachments_of(release, has_list, files, copies, pages=None, list_pages=None):
    """The lines of «Приложение». `files`: names of the documents of the archive."""
    period = release.period
    lines = [covering.attachment(short_name_of(release), pages, copies)]
    if has_list:
        name = f"Перечень документов, подписанных {quarter_in(period.year, period.quarter)},"
        lines.append(covering.attachment(name, list_pages, copies))
    formats = {"docx": "Word (.docx)", "pdf": "PDF", "odt": "OpenDocument (.odt)", "xlsx": "Excel (.xlsx)"}
    there = {name.rpartition(".")[2] for name in files if name.startswith("2. ")}
    lines.append(f"То же в электронном виде: {', '.join(words for end, words in formats.items() if end in there)}.")
    return lines


def _contents(release, files, absent):
    """The list of the archive, for whoever opens it: names, sizes, digests, and what is not there."""
    address = check_address(release.code)
    lines = [f"Опись пакета: {release}", f"Код проверки: {release.code}"]
    lines += [f"Проверить документ: {address}"] if address else []
    lines.append("")
    for name in sorted(files):
        size, digest = len(files[name]), hashlib.sha256(files[name]).hexdigest()
        lines.append(f"{name} – {size} байт, SHA-256 {digest}")
    lines += [f"{what} – нет: {why}" for what, why in absent]
    # The mark at the beginning and the ends of lines are those by which every editor of Windows shows Russian.
    return "\r\n".join(["\ufeff" + lines[0], *lines[1:], ""]).encode()


def _part(name, data):
    return {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
