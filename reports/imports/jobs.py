"""An uploaded table from its upload to its undoing: who works on it, how far it is, cancelling, taking over.

The job's row is the queue. A worker takes a job by a conditional UPDATE, and from then on `beat_at` is its ticket.
Every later write requires that ticket, so a worker that was thought dead and replaced writes nothing more. The file is
read in a child process (`reading`); the worker only watches. So it may be a thread of the web process
(IMPORT_WORKER=embedded) or `manage.py import_worker` (service).
"""

import logging
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, connections, transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from reports.actions.periods import open_period
from reports.actions.quotas import why_no_upload
from reports.files.memory import give_back_if_grown
from reports.files.read.limits import MAX_BYTES, TOO_LARGE
from reports.files.read.process import Stopped, read_table
from reports.files.read.rows import Unreadable, as_json
from reports.models import Event, ImportJob, Period, StoredFile
from reports.prose.cleaning import one_line
from reports.queries.left_lying import DEAD_AFTER
from reports.queries.partners import partner_places
from reports.rules.permissions import THE_PROGRAM, can_go_on_with_import, can_upload_table, has_right, is_coordinator

from .apply import Interrupted, apply_choices
from .choices import Choices, make_plan
from .compare import compare
from .room import refuse_a_shelf_of_books
from .undo import undo_import

State = ImportJob.State

SECONDS_BETWEEN_BEATS = 2
SECONDS_BETWEEN_TELLINGS = 0.5
AT_ONCE = 2  # children of one web process

BROKEN_READING = (
    "Файл не прочитан из-за ошибки в программе; мы её записали. Попробуйте загрузить файл ещё раз или вставьте "
    "таблицу в окно на странице загрузки."
)
BROKEN_WRITING = "Строки не внесены из-за ошибки в программе; мы её записали. Попробуйте загрузить файл ещё раз."

logger = logging.getLogger(__name__)


class NotAllowed(Exception):
    """This person may not do this with this import, or not now; the text says why in Russian."""


# What the pages call


def start(period, municipality, *, by, data, name, kind=None, on_behalf=False):
    """Keep the file and begin to read it. Returns the ImportJob; `wait` for it.

    `municipality` None: a consolidated table; `on_behalf`: the coordinator uploads it for the municipality. `kind`
    (ImportJob.Kind) where it is known already. Raises NotAllowed, and ValueError (Russian) for an empty or too large
    file, and for a person who has uploaded too much today.
    """
    may = has_right(is_coordinator, by) if on_behalf else has_right(can_upload_table, by, municipality)
    if not may:
        raise NotAllowed("Загружать таблицу может исполнитель этого муниципалитета, а сводную – координатор.")
    if not data:
        raise ValueError("Файл пустой. Проверьте, что выбран нужный файл и что он сохранён.")
    if len(data) > MAX_BYTES:
        raise ValueError(TOO_LARGE)
    if reason := why_no_upload(by, len(data)):
        raise ValueError(reason)
    if not Period.objects.in_use().filter(pk=period.pk).exists():  # a page that was open meanwhile
        raise ValueError("Открытие этого квартала отменили: загружать некуда. Спросите координатора.")
    with suppress(ValidationError):  # one without a name yet keeps nobody from his own table
        open_period(period.year, period.quarter, by=THE_PROGRAM)  # a municipality that was added later gets its report
    content_type = CONTENT_TYPES.get(kind, "application/octet-stream")
    file = StoredFile.keep(data, name=one_line(name)[-255:] or "таблица", content_type=content_type, by=by)
    job = ImportJob.objects.create(period=period, municipality=municipality, file=file, kind=kind or "", by=by)
    _hand_over(job.pk)
    return _jobs().get(pk=job.pk)


CONTENT_TYPES = {
    ImportJob.Kind.HTML: "text/html; charset=utf-8",
    ImportJob.Kind.TEXT: "text/tab-separated-values; charset=utf-8",
}


def start_text(period, municipality, *, by, html, text, on_behalf=False):
    """As `start`, for what was pasted: the clipboard's HTML where it holds a table, else its plain text."""
    if "<table" in html.lower():
        data, kind, name = html, ImportJob.Kind.HTML, "Вставленная таблица.html"
    else:
        data, kind, name = text, ImportJob.Kind.TEXT, "Вставленная таблица.txt"
    if not data.strip():
        raise ValueError("Вставьте таблицу: скопируйте её в Word или LibreOffice вместе с рамкой.")
    data = data.encode("utf-8", "replace")  # lone surrogates
    return start(period, municipality, by=by, data=data, name=name, kind=kind, on_behalf=on_behalf)


def wait(job, seconds=0.3):
    """The job as it is when nobody works on it any more, or after so many seconds. They are few, because the web
    process serves nobody else meanwhile: with 1.5 of them everybody's pages waited a second on deadline day. The page
    that shows the progress asks again by itself."""
    until, pause = time.monotonic() + seconds, 0.02
    while True:
        job = _jobs().get(pk=job.pk)
        left = until - time.monotonic()
        if not job.is_running or left <= 0:
            return job
        time.sleep(min(pause, left))
        pause = min(2 * pause, 0.2)


def keep_choices(job, by, choices):
    """Keep the Choices so far, for the other pages of the preview and for another day. Raises NotAllowed."""
    _require(by, job)
    ImportJob.objects.filter(pk=job.pk, state=State.READY).update(choices=choices.to_json())


def apply(job, by, choices):
    """Begin to write what was ticked (`choices`: Choices). Returns the job; `wait` for it.

    Raises NotAllowed, and choices.ChoicesRefused with all that is wrong with them. A second click changes nothing.
    """
    _require(by, job)
    job = ImportJob.objects.select_related("period", "municipality").get(pk=job.pk)
    if job.state in {State.APPLYING, State.APPLIED}:
        return job
    if job.state != State.READY:
        raise NotAllowed("Эту загрузку уже нельзя внести: она отменена или файл не прочитан. Загрузите файл ещё раз.")
    job.choices = choices.to_json()
    plan, left = make_plan(compare(job, by=by), choices)
    choices = replace(choices, by=by.pk, plan=plan, left=left)
    is_mine = ImportJob.objects.filter(pk=job.pk, state=State.READY).update(
        state=State.APPLYING,
        choices=_storable(choices.to_json()),
        beat_at=None,
        is_cancel_wanted=False,
        done=0,
        total=sum(map(len, plan.values())),
    )
    if is_mine:
        _hand_over(job.pk)
    return ImportJob.objects.get(pk=job.pk)


def ask_to_cancel(job, by):
    """Stop the job: at once where nobody works on it, else at its worker's next beat. Of what a dead worker has begun
    to write, the next one says what is in. Returns the job.

    What is written already stays, to be taken back with `undo`. Raises NotAllowed.
    """
    _require(by, job)
    jobs = ImportJob.objects.filter(pk=job.pk)
    resting = jobs.filter(state__in=[State.WAITING, State.READY])
    left = _free().filter(pk=job.pk, state=State.READING)
    if not job.changes.exists():
        left |= _free().filter(pk=job.pk, state=State.APPLYING, beat_at=None)
    now = timezone.now()
    # Whoever comes back from the dead finds that the ticket is gone.
    at_once = {"state": State.CANCELLED, "is_cancel_wanted": True, "ended_at": now, "beat_at": None}
    if not resting.update(**at_once) and not left.update(**at_once):
        jobs.filter(state__in=[State.READING, State.APPLYING]).update(is_cancel_wanted=True)
    return jobs.get()


@dataclass(slots=True)
class Undone:
    """What an undo did. `taken_back`: events that are as before the import; `left`: those that are not, with why;
    `rest`: how many were not looked at yet, so that undoing again goes on with them."""

    taken_back: int = 0
    left: list[tuple[Event, str]] = field(default_factory=list)
    rest: int = 0


def undo(job, by):
    """Undo an import: created events are deleted, changed and deleted ones restored. An event that somebody has written
    into since stays, and so does one whose report may not be written. Returns Undone. Raises NotAllowed.

    One call takes back as much as a request has time for. While there is a rest, or something is left only because its
    report cannot be written now, the import can be taken back again.
    """
    _require(by, job)
    if job.state not in {State.APPLIED, State.UNDONE}:
        raise NotAllowed("Эту загрузку нечего отменять: её строки не внесены в отчёт.")
    taken_back, left, rest, is_over = undo_import(job, by)
    if is_over:
        now = timezone.now()
        ImportJob.objects.filter(pk=job.pk, state=State.APPLIED).update(state=State.UNDONE, ended_at=now)
    return Undone(taken_back, left, rest)


def restart_if_dead(job):
    """See to it that a running job has a worker: one whose worker was killed, or never came, gets another."""
    if settings.IMPORT_WORKER == "embedded" and _free().filter(pk=job.pk).exists():
        in_background(job.pk)


def _jobs():
    return ImportJob.objects.without_content().select_related("period", "municipality", "file")


def _require(by, job):
    if not has_right(can_go_on_with_import, by, job):
        raise NotAllowed("Это загрузка другого отчёта.")


# Workers


def work(pk, go_on=lambda: True):
    """Take the job if it is free and bring it to its end. `go_on` is asked several times a second; when it returns
    False, the job is released for another worker. Raises only when the database does not answer."""
    at = _take(pk)
    if at is None:
        return
    job = ImportJob.objects.select_related("period", "municipality", "file__content").get(pk=pk)
    beat = _Beat(pk, at, go_on)
    if job.state == State.READING:
        _read(job, beat)
    else:
        _apply(job, beat)


def work_next(go_on=lambda: True):
    """Do the next job, if there is one. Returns whether there was."""
    pk = next_in_turn()
    if pk is None:
        return False
    work(pk, go_on)
    return True


def next_in_turn():
    """The key of the free job to do next, or None: people take turns, so that nobody waits behind all that another
    has uploaded. First comes whoever has the fewest jobs in hands, then whoever has waited longest since the last one,
    and of one person's the oldest. Two queries."""
    free = list(_free().order_by("at", "pk").values_list("pk", "by"))
    if not free:
        return None
    in_hands = Count("pk", filter=Q(state__in=[State.READING, State.APPLYING], beat_at__isnull=False))
    people = ImportJob.objects.filter(by__in={by for _, by in free}).order_by().values("by")
    served = {
        row["by"]: (row["in_hands"], row["last"].timestamp() if row["last"] else 0)
        for row in people.annotate(in_hands=in_hands, last=Max("beat_at"))
    }
    return min(free, key=lambda job: served[job[1]])[0]  # the first of equals


def in_background(pk):
    """Work on the job in a thread of this process, once what made it is committed."""
    transaction.on_commit(partial(_start_thread, pk))


def _hand_over(pk):
    if settings.IMPORT_WORKER == "embedded":
        in_background(pk)


_in_hand = {}  # key of a job → whether it was asked for again meanwhile
_in_hand_guard = threading.Lock()
_hands = threading.BoundedSemaphore(AT_ONCE)


def _start_thread(pk):
    with _in_hand_guard:
        if pk in _in_hand:
            _in_hand[pk] = True  # its thread may be past its last look at the job
            return
        _in_hand[pk] = False
    threading.Thread(target=_work_in_thread, args=(pk,), name=f"import-{pk}", daemon=True).start()


def _work_in_thread(pk):
    try:
        with _hands:
            # By turns, and not as the threads come: whoever's job is next, until this one is in somebody's hands.
            while _free().filter(pk=pk).exists() and work_next():
                pass
    except Exception:
        # The job stays as it is, and whoever asks for it next sees that its worker is dead.
        logger.exception("The worker of import %s ended", pk)
    finally:
        connections.close_all()
        give_back_if_grown()
        with _in_hand_guard:
            is_asked_again = _in_hand.pop(pk)
        if is_asked_again:
            _start_thread(pk)


def _free():
    """The jobs that anybody may take: nobody has begun, or who had begun is dead."""
    now = timezone.now()
    # A sign from the future was given before the clock was put back; whoever lives gives another one at once.
    dead = Q(beat_at=None) | Q(beat_at__lt=now - DEAD_AFTER) | Q(beat_at__gt=now + DEAD_AFTER)
    running = Q(state__in=[State.READING, State.APPLYING])
    return ImportJob.objects.filter(Q(state=State.WAITING) | (running & dead))


def _take(pk):
    """Take the job if it is free. Returns the ticket, or None."""
    now = timezone.now()
    if ImportJob.objects.filter(pk=pk, state=State.WAITING).update(state=State.READING, beat_at=now, done=0, total=0):
        return now
    return now if _free().filter(pk=pk).exclude(state=State.WAITING).update(beat_at=now) else None


class _Beat:
    """The worker's hold on its job: says that it lives and how far it is, learns whether to go on."""

    def __init__(self, pk, at, go_on):
        self._pk, self._at, self._go_on = pk, at, go_on
        self._told, self._told_at = (0, 0), time.monotonic()

    def __call__(self, done, total):
        """False when the work is to stop: a person wants it, this worker is ending, or another has taken over."""
        if not self._go_on():
            return False
        clock = time.monotonic()
        pause = SECONDS_BETWEEN_BEATS if (done, total) == self._told else SECONDS_BETWEEN_TELLINGS
        if clock - self._told_at < pause:
            return True
        now = timezone.now()
        if not self._mine().filter(is_cancel_wanted=False).update(beat_at=now, done=done, total=total):
            return False
        self._at, self._told, self._told_at = now, (done, total), clock
        return True

    def holds(self):
        """Whether the job is still this worker's."""
        return self._mine().exists()

    def end(self, state, **fields):
        """Bring the job into its next state, if it is still ours."""
        self._mine().update(state=state, **fields)

    def end_unless_cancelled(self, state, **fields):
        """As `end`, but a wish to cancel that came meanwhile wins."""
        if not self._mine().filter(is_cancel_wanted=False).update(state=state, **fields):
            self.end(State.CANCELLED, ended_at=timezone.now())

    def lay_back(self, state):
        """After a stop: cancelled if a person wanted that, else free for another worker."""
        if not self._mine().filter(is_cancel_wanted=True).update(state=State.CANCELLED, ended_at=timezone.now()):
            self._mine().update(state=state, beat_at=None)

    def is_cancel_wanted(self):
        return self._mine().filter(is_cancel_wanted=True).exists()

    def _mine(self):
        return ImportJob.objects.filter(pk=self._pk, beat_at=self._at)


def _read(job, beat):
    try:
        kind, read = read_table(
            bytes(job.file.content.data),
            name=job.file.name,
            year=job.period.year,
            quarter=job.period.quarter,
            kind=job.kind or None,
            towns=partner_places(),
            tell=beat,
            converter=settings.CONVERTER,
        )
        number = len(read.rows)
        content = _storable(as_json(read))
        if job.municipality_id:
            refuse_a_shelf_of_books(content)
        beat.end_unless_cancelled(State.READY, content=content, kind=kind, done=number, total=number)
    except Stopped:
        beat.lay_back(State.WAITING)
    except Unreadable as refusal:
        beat.end(State.REFUSED, refusal=_storable(str(refusal)), ended_at=timezone.now())
    except (OperationalError, InterfaceError):
        raise  # the database does not answer: the job waits until it does
    except Exception:
        logger.exception("Import %s could not be read", job.uid)
        beat.end(State.REFUSED, refusal=BROKEN_READING, ended_at=timezone.now())


def _apply(job, beat):
    try:
        left = apply_choices(job, tell=beat, holds=beat.holds)
    except Interrupted as interrupted:
        if job.changes.exists() and beat.is_cancel_wanted():
            _end_applied(job, beat, interrupted.left)
        else:
            beat.lay_back(State.APPLYING)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Import %s could not be written", job.uid)
        if job.changes.exists():
            _end_applied(job, beat, [{"row": None, "event": "", "where": "", "name": "", "text": BROKEN_WRITING}])
        else:
            beat.end(State.REFUSED, refusal=BROKEN_WRITING, ended_at=timezone.now())
    else:
        _end_applied(job, beat, left)


def _end_applied(job, beat, left):
    choices = replace(Choices.from_json(job.choices), left=left)
    beat.end(State.APPLIED, choices=_storable(choices.to_json()), done=job.total, ended_at=timezone.now())


def _storable(value):
    """The value without NUL and lone surrogates, which PostgreSQL does not keep."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_storable(key): _storable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(one) for one in value]
    return value
