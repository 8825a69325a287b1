"""Whether a document is the one that went out: for anybody, without an account.

What a code stands for says `releases.find_release`. A file is compared with the kept document of the code that stands
in it. Strangers may ask, so how often and how many at a time is bounded; nothing of a file is kept.
"""

import datetime
import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.db.models import Q

from municipalities.models import guesses
from reports.files.read import formats, printed, process, safe
from reports.files.read.archive import NotOneDocument
from reports.files.read.limits import MAX_BYTES
from reports.files.read.rows import Unreadable
from reports.files.same_words import Difference, differences
from reports.models import Package, Release, ReleaseCopy, StoredContent

from .releases import find_release, in_groups, letters_of

AN_ADDRESS = 40  # files an hour
IN_ALL = 400  # likewise, of everybody
# Files that are read at the same time, over all processes of the service. A web process waits for each, and three of
# them serve everybody.
AT_ONCE = 1
LEASE = datetime.timedelta(
    seconds=process.SECONDS_OF_LOOK + process.SECONDS_OF_OFFICE + process.SECONDS_OF_PRINTED + 10
)
MOST_DIFFERENCES = 30  # that are named; the rest are counted
KEPT_READINGS = 4

WHAT = "Здесь сверяются документы Word (.docx), книги Excel (.xlsx), PDF и документы OpenDocument (.odt)."
EMPTY = "Файл пуст. Проверьте, тот ли файл выбран."
TOO_LARGE = "Файл больше 30 МБ. Выпущенные документы меньше: проверьте, тот ли файл выбран."
ARCHIVE = "Это архив. Распакуйте его и проверьте документы по одному."
NO_PDF = "PDF этот сервер не читает. Приложите тот же документ как Word (.docx), Excel (.xlsx) или OpenDocument (.odt)."
LOCKED = "Файл защищён паролем. Снимите пароль и проверьте его ещё раз."
NOT_READ = (
    "Прочитать файл не удалось: он повреждён, слишком велик или устроен необычно. Если это копия, возьмите файл, каким "
    "его прислали."
)
NO_CODE = (
    "В файле нет кода проверки, поэтому неизвестно, с каким документом его сверять. Найдите код на бумаге или в "
    "письме, напишите его на этой странице и приложите файл ещё раз."
)
UNKNOWN_CODE = (
    "Кода, который стоит в файле, нет ни у одного выпущенного документа. Либо код в файле изменён, либо документ "
    "выпущен не здесь."
)
BUSY = "Сейчас проверяется другой файл. Повторите через несколько секунд."


_NOT_READ = {
    *(safe.DAMAGED, safe.UNPACKS_TOO_LARGE, safe.TOO_COMPLEX, safe.TOO_MUCH_TEXT),
    *(process.FAILED, process.TOO_LONG),
}


class NotChecked(Exception):
    """The file is not compared; the text says why in Russian. `is_too_often`: it may be asked again later."""

    def __init__(self, words, *, is_too_often=False):
        super().__init__(words)
        self.is_too_often = is_too_often


@dataclass(frozen=True, slots=True)
class Answer:
    """With which Release a file was compared, and how it differs. `is_same_file`: it is a kept file, byte for byte.
    `has_code`: the code stands in the file. `kind`: as in `formats`."""

    release: Release
    kind: str = ""
    is_same_file: bool = False
    has_code: bool = True
    differences: list[Difference] = field(default_factory=list)
    not_named: int = 0

    @property
    def is_same(self):
        return not self.differences

    @property
    def is_pdf(self):
        return self.kind == formats.PDF and not self.is_same_file


def check_file(data, name, asked, *, by):
    """Compare a file with the release whose code stands in it, or else with `asked`, the Release that a visitor has
    asked for, or None. `by`: the visitor's network address. Raises NotChecked."""
    _count(by)
    if same := _same_file(data):
        return Answer(same, is_same_file=True)
    kind, read = _read(data, name)
    named = [found for found in map(find_release, read.codes) if found]
    release = named[0] if named else asked
    if release is None:
        raise NotChecked(UNKNOWN_CODE if read.codes else NO_CODE)
    is_book = kind == formats.EXCEL
    ours = _words_of(release.workbook_digest if is_book else release.digest, kind if is_book else formats.WORD)
    found = differences(ours, read, is_pdf=kind == formats.PDF)
    codes = {in_groups(letters_of(code)) for code in read.codes}
    if codes - {release.code}:
        found.insert(0, Difference("code", "код проверки", was=release.code, now=", ".join(sorted(codes))[:60]))
    named_now = found[:MOST_DIFFERENCES]
    return Answer(release, kind, has_code=bool(codes), differences=named_now, not_named=len(found) - len(named_now))


def _count(address):
    """Raise NotChecked where this address, or everybody together, has asked too often within the hour."""
    for limit, key in ((AN_ADDRESS, ("check", guesses.network_of(address))), (IN_ALL, ("check", "everybody"))):
        if not guesses.take(limit, *key):
            minutes = guesses.wait_of(*key)
            words = f"За час проверено слишком много файлов. Следующий можно будет проверить через {minutes} мин."
            raise NotChecked(words, is_too_often=True)


def _same_file(data):
    """The Release of which these very bytes are kept, or None."""
    digest = hashlib.sha256(data).hexdigest()
    copies = ReleaseCopy.objects.filter(digest=digest).values("release")
    packages = Package.objects.filter(digest=digest).values("release")
    ours = Q(digest=digest) | Q(workbook_digest=digest) | Q(pk__in=copies) | Q(pk__in=packages)
    return Release.objects.select_related("period").filter(ours).first()


def _read(data, name):
    """(kind, what the file prints); the sentences of an import would send people to a page that they do not have."""
    if not data.strip(b"\0 \t\r\n"):
        raise NotChecked(EMPTY)
    if len(data) > MAX_BYTES:
        raise NotChecked(TOO_LARGE)
    slot = guesses.take_slot(AT_ONCE, LEASE, "check", "reading")
    if slot is None:
        raise NotChecked(BUSY, is_too_often=True)
    try:
        kind = _kind_of(data, name)
        return kind, process.read_printed(data, kind, converter=settings.CONVERTER)
    except Unreadable as refusal:
        raise NotChecked(LOCKED if str(refusal) == safe.LOCKED else NOT_READ) from refusal
    finally:
        guesses.free_slot(slot)


def _kind_of(data, name):
    """What is read here. Raises NotChecked."""
    try:
        look = process.look_into(data, name, converts=True)
    except NotOneDocument as refusal:
        raise NotChecked(ARCHIVE) from refusal
    except Unreadable as refusal:
        words = str(refusal)
        raise NotChecked(LOCKED if words == safe.LOCKED else NOT_READ if words in _NOT_READ else WHAT) from refusal
    if look.is_archive:
        raise NotChecked(ARCHIVE)
    if look.kind not in printed.KINDS:
        raise NotChecked(WHAT)
    if look.kind == formats.PDF and not settings.CONVERTER:
        raise NotChecked(NO_PDF)
    return look.kind


@lru_cache(KEPT_READINGS)
def _words_of(digest, kind):
    """What a kept file prints. It is our own, so it is read here; on the day it goes out several people check it."""
    data = StoredContent.objects.values_list("data", flat=True).get(sha256=digest)
    return printed.read_printed(bytes(data), kind)
