"""PDF and ODT of a Word document: who waits for one, who makes it, what is kept.

LibreOffice takes two seconds for a report and half a minute for a large quarter, so no page waits for its end. The row
of a Conversion is the queue: a worker takes it by a conditional UPDATE, and from then on `beat_at` is its ticket; one
that was thought dead and replaced writes nothing more. The worker is a thread of the web process, or of
`manage.py import_worker` (IMPORT_WORKER=service).
"""

import datetime
import hashlib
import logging
import threading
import time
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connections, transaction
from django.db.models import F, Q
from django.utils import timezone

from reports.files import convert
from reports.models import Conversion, ReleaseCopy, StoredFile
from reports.rules.permissions import can_follow_quarters, can_have_documents, require_right

State, Kind = Conversion.State, Conversion.Kind

CONTENT_TYPES = {Kind.PDF: "application/pdf", Kind.ODT: "application/vnd.oasis.opendocument.text"}
_FILTERS = {Kind.PDF: ("pdf:writer_pdf_Export", b"%PDF-"), Kind.ODT: ("odt:writer8", b"PK")}
_READ_AS = "--infilter=MS Word 2007 XML"

DEAD_AFTER = datetime.timedelta(seconds=15)
SECONDS_BETWEEN_BEATS = 2
SECONDS = 180  # ten thousand rows do not become a PDF in that time; a large quarter takes half a minute
MOST_TRIES = 3  # of a document whose worker was killed each time
RUNNING = (State.WAITING, State.WORKING)
MOST_WAITING = 5  # documents of one person at a time

logger = logging.getLogger(__name__)


class TooMany(Exception):
    """This person waits for enough documents already; the text says so in Russian."""


def is_possible():
    """Whether this server has what makes PDF and ODT."""
    return bool(convert.found(settings.CONVERTER))


def ask_for(document, kind, *, by):
    """The Conversion of a Word document (its bytes) that is no release: a new one, or the one that is there. It is
    being made when this returns; `wait` for it. Raises TooMany."""
    require_right(can_have_documents, by)
    return _ask(document, kind, by=by)


def ask_for_release(release, kind, *, by):
    """The Conversion of a release's own document; what comes of it is kept with the release. Raises TooMany."""
    require_right(can_follow_quarters, by)
    return _ask(bytes(release.document.content.data), kind, by=by, release=release)


def prepare(release, *, by):
    """Have both made of a release that has just gone out, where this server can."""
    require_right(can_follow_quarters, by)
    if is_possible():
        for kind in Kind:
            _ask(bytes(release.document.content.data), kind, by=by, release=release, is_bounded=False)


def try_again(conversion, *, by):
    """Begin anew with one that has failed."""
    require_right(can_have_documents, by)
    Conversion.objects.filter(pk=conversion.pk, state=State.FAILED).update(
        state=State.WAITING, tries=0, is_too_long=False, ended_at=None, beat_at=None, at=timezone.now()
    )
    _hand_over(conversion.pk)


def wait(conversion, seconds=1.5):
    """The Conversion as it is when nobody works on it any more, or after so many seconds."""
    until, pause = time.monotonic() + seconds, 0.05
    while True:
        conversion = _light().get(pk=conversion.pk)
        left = until - time.monotonic()
        if not conversion.is_running or left <= 0:
            return conversion
        time.sleep(min(pause, left))
        pause = min(2 * pause, 0.25)


def _ask(document, kind, *, by, release=None, is_bounded=True):
    digest = hashlib.sha256(document).hexdigest()
    found = _light().filter(digest=digest, kind=kind).first()
    if found is None:
        # Those of releases are the program's own: each is made once and kept.
        if is_bounded and _light().filter(by=by, release=None, state__in=RUNNING).count() >= MOST_WAITING:
            raise TooMany("Уже готовятся пять ваших документов. Дождитесь их и запросите этот ещё раз.")
        defaults = {"source": document, "release": release, "by": by}
        found, _ = _light().get_or_create(digest=digest, kind=kind, defaults=defaults)
    if found.is_running:
        _hand_over(found.pk)
    return found


def _light():
    return Conversion.objects.defer("source", "result")


# Workers


def work(pk, goes_on=lambda: True):
    """Take the conversion if it is free and bring it to its end. `goes_on` is asked several times a second; when it
    returns False, the conversion is laid back for another worker. Raises only when the database does not answer."""
    at = timezone.now()
    if not _free().filter(pk=pk, tries__lt=MOST_TRIES).update(state=State.WORKING, beat_at=at, tries=F("tries") + 1):
        _free().filter(pk=pk, tries__gte=MOST_TRIES).update(state=State.FAILED, ended_at=at, source=b"")
        return
    conversion = Conversion.objects.select_related("release__period").get(pk=pk)
    beat = _Beat(pk, at, goes_on)
    try:
        result = converted(bytes(conversion.source), conversion.kind, beat)
    except convert.Stopped:
        beat.mine().update(state=State.WAITING, beat_at=None, tries=conversion.tries - 1)
    except (OperationalError, InterfaceError):
        raise  # the database does not answer: the conversion waits until it does
    except Exception as error:
        logger.exception("Conversion %s to %s failed", pk, conversion.kind)
        is_too_long = isinstance(error, convert.NotConverted) and "too long" in str(error)
        beat.mine().update(state=State.FAILED, is_too_long=is_too_long, ended_at=timezone.now())
    else:
        _keep(conversion, result, beat)


def work_next(goes_on=lambda: True):
    """Do the oldest free conversion, if there is one. Returns whether there was."""
    if not is_possible():
        return False
    pk = _free().values_list("pk", flat=True).first()
    if pk is not None:
        work(pk, goes_on)
    return pk is not None


def converted(document, kind, tell=None):
    """A Word document (its bytes) as another kind, made now; `tell` as of `convert`. Raises NotConverted, Stopped."""
    to, begins = _FILTERS[kind]
    result = convert.convert(
        document,
        "docx",
        to,
        program=settings.CONVERTER,
        options=(_READ_AS,),
        seconds=SECONDS,
        processor=SECONDS,
        tell=tell,
    )
    if not result.startswith(begins):
        raise convert.NotConverted(f"it is no {kind}")
    return result


def _keep(conversion, result, beat):
    """What a release has become is kept with it, once; of other documents the row itself holds the file."""
    with transaction.atomic():
        release = conversion.release
        ended = {"state": State.READY, "source": b"", "ended_at": timezone.now()}
        if not beat.mine().update(**ended, result=b"" if release else result):
            return
        if release and not ReleaseCopy.objects.filter(release=release, kind=conversion.kind).exists():
            name = f"{release}.{conversion.kind}"
            kept = StoredFile.keep(result, name=name, content_type=CONTENT_TYPES[conversion.kind], by=release.by)
            ReleaseCopy.objects.create(
                release=release, kind=conversion.kind, file=kept, digest=kept.content.sha256, by=release.by
            )


class _Beat:
    """The worker's hold on its conversion: says that it lives, learns whether to go on."""

    def __init__(self, pk, at, goes_on):
        self._pk, self._at, self._goes_on, self._said = pk, at, goes_on, time.monotonic()

    def __call__(self, done=0, total=0):
        """False when the work is to stop: this worker is ending, or another has taken over."""
        if not self._goes_on():
            return False
        if time.monotonic() - self._said < SECONDS_BETWEEN_BEATS:
            return True
        now = timezone.now()
        if not self.mine().update(beat_at=now):
            return False
        self._at, self._said = now, time.monotonic()
        return True

    def mine(self):
        return Conversion.objects.filter(pk=self._pk, beat_at=self._at, state=State.WORKING)


def _free():
    """What anybody may take: nobody has begun, or who had begun is dead."""
    now = timezone.now()
    # A sign from the future was given before the clock was put back; whoever lives gives another one at once.
    dead = Q(beat_at=None) | Q(beat_at__lt=now - DEAD_AFTER) | Q(beat_at__gt=now + DEAD_AFTER)
    return Conversion.objects.filter(Q(state=State.WAITING) | (Q(state=State.WORKING) & dead))


def in_background(pk):
    """Work on the conversion in a thread of this process, once what asks for it is committed."""
    transaction.on_commit(partial(_start_thread, pk))


def _hand_over(pk):
    if settings.IMPORT_WORKER == "embedded" and _free().filter(pk=pk).exists():
        in_background(pk)


_in_hand = set()
_in_hand_guard = threading.Lock()
_hands = threading.BoundedSemaphore(1)  # LibreOffice takes a whole processor and 200 MB


def _start_thread(pk):
    with _in_hand_guard:
        if pk in _in_hand:
            return
        _in_hand.add(pk)
    threading.Thread(target=_work_in_thread, args=(pk,), name=f"conversion-{pk}", daemon=True).start()


def _work_in_thread(pk):
    try:
        with _hands:
            work(pk)
    except Exception:
        # The row stays as it is, and whoever asks for it next sees that its worker is dead.
        logger.exception("The worker of conversion %s ended", pk)
    finally:
        connections.close_all()
        with _in_hand_guard:
            _in_hand.discard(pk)


class Converter(threading.Thread):
    """Converts beside a worker of imports until `goes_on` says no, so that nobody's table waits for a PDF."""

    def __init__(self, goes_on, seconds_between_looks=0.5):
        super().__init__(name="converter", daemon=True)
        self._goes_on, self._seconds = goes_on, seconds_between_looks

    def run(self):
        has_failed = False
        while self._goes_on():
            close_old_connections()
            try:
                was_something = work_next(self._goes_on)
            except Exception:
                if not has_failed:  # once, not twice a second
                    logger.exception("The converter of the worker rests until it can go on")
                has_failed = True
                connections.close_all()
            else:
                has_failed = False
                if was_something:
                    continue
            time.sleep(self._seconds)
        connections.close_all()
