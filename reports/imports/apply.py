"""Writes the rows of a read file into the reports.

For the command all rows or none: `import_rows` checks first and writes in one transaction; the trial run is the real
run rolled back, so a preview cannot promise what the import then does otherwise. For the page `apply_choices` writes
what a person ticked, a few rows a transaction, so that others write in between.
"""

import logging
import time
import uuid
from collections import defaultdict
from dataclasses import replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, OperationalError, connection, transaction

from municipalities.models import Municipality, User
from reports.actions.events import (
    AlreadyCreated,
    NotEditable,
    ReportFull,
    StaleEdit,
    create_event,
    delete_event,
    save_event,
)
from reports.actions.periods import open_period
from reports.files.read.rows import ERROR, WARNING, Problem, from_json
from reports.models import Event, EventRevision, ImportChange, Submission
from reports.prose.cleaning import even_out, search_key
from reports.prose.typography import quoted
from reports.prose.words import quarter_in
from reports.rules.event_fields import CELLS, SHORT_LABELS
from reports.rules.permissions import OFFICER_EDITS, THE_PROGRAM, require_program

from .choices import ADD, CHANGE, THERE_ALREADY, Choices, left_row, values_of_changes
from .compare import compare_read
from .comparison import NEW, TWIN
from .outcomes import ADDED, CHANGED, SKIPPED, Result, outcomes_of
from .values import Lists, named_outside_lists, values_of_row

logger = logging.getLogger(__name__)


class MunicipalityUnknown(Exception):
    """No municipality goes by this code; the text says so in Russian."""


def find_municipality(code):
    """The municipality by its ОКТМО (present or former) or short name. Raises MunicipalityUnknown."""
    key = search_key(code)
    for municipality in Municipality.objects.all():
        if key and key in {municipality.oktmo, municipality.oktmo_before, search_key(municipality.short_name)}:
            return municipality
    raise MunicipalityUnknown(f"Муниципального образования {quoted(code)} нет в справочнике. Назовите ОКТМО или имя.")


def import_rows(read, year, quarter, *, by, municipality=None, apply=False):
    """Write the rows of a ReadFile as drafts into the reports of a quarter; a missing quarter is opened.

    All rows go to `municipality` where it is given, else each to the one that its section names. Rows that are there
    already are skipped; a row with our mark changes its event where nobody else did since the file was exported.
    For a command. Returns a Result; writes nothing with `apply=False` or when anything is wrong.
    """
    require_program(by)
    result = Result(year, quarter)
    with transaction.atomic():
        try:
            period, result.period_opened = open_period(year, quarter, by=by)
        except ValidationError as refusal:
            result.problems += [Problem(ERROR, sentence.rstrip(".")) for sentence in refusal.messages]
            return result
        meant = replace(read, rows=[row for row in read.rows if not row.apart])
        comparison = compare_read(meant, period, municipality=municipality, all_to_one=municipality is not None)
        result.problems += comparison.problems
        result.problems += [Problem(WARNING, f"Не внесено: {row.apart}", row.where) for row in read.rows if row.apart]
        if not read.rows and not read.problems:
            result.problems.append(Problem(WARNING, "В файле нет ни одного мероприятия"))
        lists = Lists()
        _check_sections(comparison, result)
        _check_names(comparison, result)
        _check_states(comparison, period, result)
        _check_lists(comparison, lists, result)
        outcomes = [] if result.errors else _write_rows(comparison, lists, result)
        result.applied = apply and not result.errors
        if not result.applied:
            transaction.set_rollback(True)
    result.outcomes = outcomes_of(comparison, outcomes, result, read.rows)
    return result


# The checks: each adds its problems to the result, so that all are seen at once.


def _check_sections(comparison, result):
    """Every row has its report."""
    for section in comparison.sections:
        text = "Не сказано, чья это строка: добавьте раздел или укажите --municipality"
        if section.title:
            text = f"Раздела {quoted(section.title)} нет в справочнике муниципальных образований"
            if section.is_ambiguous:
                text = f"Раздел {quoted(section.title)} подходит нескольким муниципальным образованиям"
        result.problems += [Problem(ERROR, text, one.row.where) for one in section.rows if one.submission is None]


def _check_names(comparison, result):
    for proposal in comparison.proposals:
        if proposal.wants_name:
            result.problems.append(Problem(ERROR, "Нет наименования мероприятия", proposal.row.where))


def _check_states(comparison, period, result):
    """Rows are written into drafts and returned reports alone."""
    reports = {one.submission.pk: one.submission for one in comparison.proposals if one.submission}
    for submission in sorted(reports.values(), key=lambda one: (one.municipality.sort_key, one.pk)):
        if submission.state not in OFFICER_EDITS:
            text = (
                f"Отчёт «{submission.label}» {quarter_in(period.year, period.quarter)} уже в состоянии "
                f"«{submission.get_state_display()}»: строки добавляют только в черновик или на доработке"
            )
            result.problems.append(Problem(ERROR, text))


def _check_lists(comparison, lists, result):
    """Countries and partners are in the reference lists: what would be dropped silently stops the import."""
    for proposal in comparison.proposals:
        municipality_id = proposal.submission.municipality_id if proposal.submission else None
        for text in named_outside_lists(proposal.row, municipality_id, lists):
            result.problems.append(Problem(ERROR, text, proposal.row.where))


# Writing for the command


def _write_rows(comparison, lists, result):
    """Write the rows and return what became of each, in their order; fewer where one of them could not be written."""
    known = _texts_there({one.submission.pk for one in comparison.proposals})
    outcomes = []
    for proposal in comparison.proposals:
        try:
            outcome = _write_row(proposal, lists, known[proposal.submission.pk], result)
        except ValidationError as refusal:
            result.problems += [Problem(ERROR, text, proposal.row.where) for text in _in_words(refusal)]
            continue
        except ReportFull as full:
            text = f"Отчёт «{proposal.submission.label}»: {str(full)[:1].lower()}{str(full)[1:].rstrip('.')}"
            result.problems.append(Problem(ERROR, text, proposal.row.where))
            continue
        outcomes.append(outcome)
    for gone in comparison.gone:
        text = "Строки нет в файле, а в отчёте она есть: она осталась. Лишнюю удалите на странице отчёта"
        result.problems.append(Problem(WARNING, text, quoted(gone.event.name)))
    return outcomes


def _write_row(proposal, lists, there, result):
    """Write one row and say what became of it. `there`: key of an event → texts of those that have it."""
    row = proposal.row
    if proposal.kind == TWIN and (fields := proposal.fields_to_correct):
        return _write_fields(proposal, fields, lists)
    if proposal.kind not in {NEW, TWIN}:
        return _write_changes(proposal, lists, result)
    key, texts = _key(row.name, row.place, row.period), _texts(row)
    if texts in there[key]:
        return SKIPPED
    if row.uid and proposal.is_held_back:
        result.problems.append(Problem(WARNING, "Мероприятие удалено после выгрузки файла: не внесено", row.where))
        return SKIPPED
    if there[key]:
        text = "Мероприятие с таким наименованием, местом и сроками уже внесено с другим текстом"
        result.problems.append(Problem(WARNING, text, row.where))
    values = values_of_row(row, proposal.submission.municipality_id, lists, cut=False)
    create_event(proposal.submission, by=THE_PROGRAM, values=values, importing=True)
    there[key].append(texts)
    return ADDED


def _write_changes(proposal, lists, result):
    """Write what only the file has changed, and warn of the rest."""
    good = proposal.good_fields
    for change in proposal.fields:
        if change.field not in good and not change.follows:
            text = f"Столбец «{change.label}» изменён и в файле, и в системе: оставлено то, что в системе"
            result.problems.append(Problem(WARNING, text, proposal.row.where))
    return _write_fields(proposal, good, lists)


def _write_fields(proposal, fields, lists):
    values = values_of_changes(proposal, fields, lists)
    if not values:
        return SKIPPED
    save_event(proposal.event, by=THE_PROGRAM, values=values, base_version=proposal.event.version, importing=True)
    return CHANGED


def _in_words(refusal):
    """What the columns did not take, in the words of the model."""
    columns = {field.name: field.verbose_name for field in Event._meta.concrete_fields}
    for name, messages in refusal.message_dict.items():
        label = columns.get(name) or SHORT_LABELS.get(name)
        for message in messages:
            yield f"Столбец «{label}»: {message.rstrip('.')}" if label else message


def _texts_there(submissions):
    """Report's pk → key of an event → texts of the events that have this key."""
    known = defaultdict(lambda: defaultdict(list))
    for event in Event.objects.present().filter(submission__in=submissions):
        known[event.submission_id][_key(event.name, event.place_text, event.period_text)].append(_texts(event))
    return known


def _key(*texts):
    return tuple(map(search_key, texts))


def _texts(row_or_event):
    return even_out(row_or_event.purpose), even_out(row_or_event.participants)


# Writing what a person chose


STOPPED = "Не внесено: загрузку остановили."
NO_ACCESS = "Не внесено: доступ того, кто загрузил таблицу, закрыт. Загрузите файл под своим именем."
FAILED = "Не внесено из-за ошибки в программе. Внесите эту строку вручную."
CHANGED_MEANWHILE = "Пока вы выбирали, эту строку изменил кто-то другой. Посмотрите её и внесите правку вручную."
DELETED_MEANWHILE = "Пока вы выбирали, эту строку удалили из отчёта."
ROWS_AT_ONCE = 5  # written in one transaction, about 0.1 s, for which others wait on SQLite
# On SQLite between two of them: who waits for the lock asks again after at most 0.1 s.
SECONDS_FOR_OTHERS = 0.12


class Interrupted(Exception):
    """`tell` said stop between two transactions, or the job is another worker's now. `left`: what was not written, as
    in Choices.left."""

    def __init__(self, left):
        super().__init__()
        self.left = left


class _NotHeld(Exception):
    """Another worker has taken the job over; nothing was written."""


def apply_choices(job, tell=None, holds=None):
    """Write the plan of an ImportJob (Choices.plan) through `actions.events`, ROWS_AT_ONCE a transaction, with an
    ImportChange for each event. Returns what could not be written, as in Choices.left; the rest is in.

    `tell(done, total)` is called between transactions; when it returns False, Interrupted is raised. `holds()` is asked
    inside each, so that a worker which waited too long for its turn writes nothing. Doing it again after a worker has
    died writes nothing twice.
    """
    choices = Choices.from_json(job.choices)
    by = User.objects.get(pk=choices.by)
    read, lists = from_json(job.content), Lists()
    plan, left = choices.plan, list(choices.left)
    total, done = sum(map(len, plan.values())), 0
    report, chunks = None, list(_in_chunks(plan))
    for number, (pk, steps) in enumerate(chunks):
        if number:
            let_others_write()
        try:
            if tell and tell(done, total) is False:
                raise _NotHeld
            if report is None or report.pk != pk:
                report = _Report(job, pk, by, read, lists)
            left += _write_chunk(report, steps, holds)
        except _NotHeld:
            rest = [step for _, steps in chunks[number:] for step in steps]
            raise Interrupted([*left, *(_left(read, step, STOPPED) for step in rest)]) from None
        done += len(steps)
    if tell:
        tell(done, total)
    return left


def _in_chunks(plan):
    """(primary key of a report, at most ROWS_AT_ONCE of its steps), report by report."""
    for pk, steps in plan.items():
        for start in range(0, len(steps), ROWS_AT_ONCE):
            yield int(pk), steps[start : start + ROWS_AT_ONCE]


def let_others_write():
    """Between two transactions of a long writing: SQLite has one writer at a time and keeps no queue."""
    if connection.vendor == "sqlite":
        time.sleep(SECONDS_FOR_OTHERS)


def _write_chunk(report, steps, holds):
    """Write steps of one report, all that can be. Returns those that cannot. Raises OperationalError, _NotHeld."""
    try:
        with transaction.atomic():
            report.lock()
            if holds and not holds():
                raise _NotHeld
            left = [_left(report.read, step, sentence) for step in steps if (sentence := report.write(step))]
            report.note_version()
            return left
    except OperationalError:
        raise  # no connection, or the database is busy: whoever takes the job over goes on with this chunk
    except DatabaseError:
        logger.exception("Import %s: rows of the report %s could not be written", report.job.uid, report.pk)
        report.forget()
        return [_left(report.read, step, FAILED) for step in steps]


class _Report:
    """Writes steps into one report, chunk by chunk; what it knows of the events is read anew where somebody else has
    written between two chunks."""

    def __init__(self, job, pk, by, read, lists):
        self.job, self.pk, self.by, self.read, self.lists = job, pk, by, read, lists
        self.forget()

    def forget(self):
        """Read the events anew under the next lock."""
        self.version = None

    def lock(self):
        """Lock the report for the transaction around it. Also on SQLite: what is asked below stays true until the
        chunk's last step is written."""
        reports = Submission.objects.select_for_update(of=("self",)).select_related("period")
        self.submission = reports.get(pk=self.pk)
        if self.submission.version == self.version:
            return
        self.events = {str(event.uid): event for event in self.submission.events.all()}
        changes = ImportChange.objects.filter(job=self.job, event__submission=self.submission)
        self.done = {str(uid) for uid in changes.values_list("event__uid", flat=True)}
        # Rows of this file that say the same are the person's choice, so what the import itself wrote is not asked.
        there = [event for uid, event in self.events.items() if uid not in self.done and not event.is_deleted]
        self.texts = {_all_texts(event, CELLS) for event in there}

    def note_version(self):
        """After a chunk, under its lock: the version up to which the events are known."""
        self.version = Submission.objects.values_list("version", flat=True).get(pk=self.pk)

    def write(self, step):
        """Write one step; the sentence that says why not, or None."""
        uid = step.get("event") or str(uuid.uuid5(self.job.uid, f"row {step['row']}"))
        if uid in self.done:
            return None
        try:
            with transaction.atomic():
                return self._add(step, uid) if step["do"] == ADD else self._change(step, uid)
        except StaleEdit as stale:
            return DELETED_MEANWHILE if stale.event.is_deleted else CHANGED_MEANWHILE
        except EventRevision.DoesNotExist:
            return CHANGED_MEANWHILE
        except NotEditable as refusal:
            return str(refusal)
        except PermissionDenied:
            return NO_ACCESS
        except ValidationError as refusal:
            return "; ".join(_in_words(refusal))
        except OperationalError:
            raise
        except Exception:
            logger.exception("Import %s: the step %s could not be written", self.job.uid, step)
            return FAILED

    def _add(self, step, uid):
        row = self.read.rows[step["row"]]
        if row.name and _all_texts(row, CELLS.values()) in self.texts:
            return THERE_ALREADY
        values = values_of_row(row, self.submission.municipality_id, self.lists, name=step["name"])
        try:
            event = create_event(self.submission, by=self.by, values=values, uid=uuid.UUID(uid), importing=True)
        except AlreadyCreated:
            return None
        self._keep(event, ImportChange.Kind.CREATED, before=None)
        return None

    def _change(self, step, uid):
        event = self.events.get(uid)
        if event is None or (event.is_deleted and step["do"] == CHANGE):
            return DELETED_MEANWHILE
        before, base = event.version, step["version"]
        if step["do"] == CHANGE:
            saved = save_event(event, by=self.by, values=step["values"], base_version=base, importing=True)
            kind = ImportChange.Kind.CHANGED
        else:
            saved = delete_event(event, by=self.by, base_version=base, importing=True)
            kind = ImportChange.Kind.DELETED
        if saved.version != before:  # somebody may have written the same in between
            self._keep(saved, kind, before=before)
        return None

    def _keep(self, event, kind, before):
        ImportChange.objects.create(job=self.job, event=event, kind=kind, before=before, after=event.version)


def _all_texts(row_or_event, names):
    return tuple(even_out(getattr(row_or_event, name)) for name in names)


def _left(read, step, sentence):
    if "row" in step:
        return left_row(read.rows[step["row"]], step["row"], sentence)
    return left_row(None, None, sentence, Event.objects.get(uid=step["event"]))
