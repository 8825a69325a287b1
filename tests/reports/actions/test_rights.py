"""Every function that writes asks its right itself: each is called as each member of the cast, past all pages.

A public function of these modules is listed in WRITES with those who may, among the READERS, or among the workers of
the QUEUE. One that is not listed fails. A refused call has sent no write to the database, an accepted one has.
"""

import ast
import datetime
import inspect
import re
import tempfile
import textwrap
import uuid
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from municipalities.models import User
from municipalities.models.account_letters import ask_for_link
from reports.actions import (
    account_letters,
    archive,
    conversions,
    corrections,
    days_off,
    document_reminders,
    drafts,
    events,
    expected,
    extensions,
    half_written,
    heartbeats,
    house_style,
    invitations,
    letters,
    lists,
    machines,
    many_moves,
    many_remarks,
    notices,
    officers,
    packages,
    partners,
    periods,
    quarter_reports,
    readings,
    register,
    releases,
    remarks,
    reminders,
    retention,
    scans,
    series,
    trial_letters,
    twins,
    workflow,
)
from reports.actions.letters import choose_letters
from reports.actions.reminders import set_reminders
from reports.files.read.rows import ReadFile
from reports.imports import apply, jobs, undo
from reports.imports.choices import Choices, default_choices
from reports.imports.compare import compare
from reports.models import (
    Agreement,
    ArchiveBuild,
    DayOff,
    EditDraft,
    Event,
    Expected,
    ExtensionRequest,
    FoundDocument,
    FrequentRemark,
    HalfWritten,
    Heartbeat,
    MailChoice,
    Notice,
    ReminderRule,
    Scan,
    StoredFile,
    Submission,
)
from reports.rules.permissions import THE_PROGRAM
from reports.rules.usual_remarks import ProposedRemark
from tests import factories
from tests.scans import png
from tests.whole.test_project import modules, read, writes_in

from .world_of_rights import World

pytestmark = pytest.mark.django_db

MODULES = {
    name.rpartition(".")[2]: import_module(name)
    for name in [
        *(name for name in modules() if name.startswith("reports.actions.")),
        *(f"reports.imports.{name}" for name in ("apply", "jobs", "undo")),
    ]
}
READERS = {
    "account_letters": {"password_link"},
    "apply": {"find_municipality", "let_others_write"},
    "conversions": {"converted", "is_possible", "wait"},
    "drafts": {"discarded", "letters_of", "undecided"},
    "event_values": {"clean_values", "append_sentence", "merge", "set_values", "understand"},
    "events": {"preview_event", "lock_report"},
    "invitations": {"token_of", "find_by_token", "why_closed"},
    "house_style": {"advice_for", "seen_advice"},
    "jobs": {"wait", "next_in_turn"},
    "letters": {"is_working_time"},
    "machines": {"secret_of_feed"},
    "notices": {"coordinators"},
    "partners": {"links_between"},
    "packages": {"attachments_of", "last_fields"},
    "periods": {"unfinished"},
    "quarter_reports": {"why_not_taken_back", "opened_lately", "told_of", "readers_of"},
    "quotas": {"why_no_upload", "why_no_draft", "why_no_new_partner", "why_no_move_back", "why_no_request"}
    | {"why_no_remark_step", "why_no_invitation", "why_no_scan", "why_no_token"}
    | {"why_no_written_event", "why_no_document_step", "why_no_package"},
    "register": {"lock_document"},
    "releases": {"sent_rows", "table_of"}
    | {"pending", "may_release", "code_of", "letters_of", "find_release"}
    | {"in_groups", "check_address"},
    "remarks": {"last_step"},
    "trial_letters": {"has_mail_server"},
    "workflow": {"missing_to_submit", "approvals_of"},
}
# They carry out what a person was asked for when the job was handed over. What they write into a report asks that
# person's right once more (tests/reports/imports/test_jobs.py).
# Whoever holds the link or the token may; none of the cast does (test_invitations.py, test_machines.py). Anybody may
# ask about a document, and only counts are written (test_checking.py).
HOLDERS = {"invitations": {"answer"}, "machines": {"use_token", "use_feed"}, "checking": {"check_file"}}
# What is derived follows from a write that has asked its right; no page calls it (test_archive.py).
FOLLOWING = {
    "archive": {"follow_event", "follow_release", "follow_rows", "rows_naming"},
    "archive_tokens": {"store_tokens", "learn_words"},
    "checked": {"note_written"},
    "event_documents": {"set_documents"},
    "register": {"write_step"},
}
QUEUE = {
    "jobs": {"work", "work_next", "in_background", "restart_if_dead"},
    "apply": {"apply_choices"},
    "conversions": {"work", "work_next", "in_background"},
}
REFUSALS = (PermissionDenied, events.NotEditable, jobs.NotAllowed)


@dataclass(frozen=True)
class Write:
    """`who`: names of the cast who may; `ready`: a function of the World that gives the call, which waits for `by`."""

    who: str
    ready: object


def _restored(w):
    event = w.event()
    saved = events.save_event(event, by=w.owner, values={"name": "Иначе"}, base_version=event.version)
    return partial(events.restore_version, saved, version=1, base_version=saved.version)


def _deleted(w):
    return events.delete_event(w.event(), by=w.owner)


def _left_out(w):
    return events.leave_out(w.event("submitted"), by=w.coordinator, reason="Не международное")


def _left_out_and_withdrawn(w):
    event = _left_out(w)
    workflow.withdraw(event.submission, by=w.owner)
    return event


def _accept(w):
    report = w.late
    return partial(many_moves.accept_on_behalf, [(report, report.version)])


def _event_before(w):
    before = factories.make_submission(factories.make_period(2023, 4), w.municipality, events=0)
    return factories.make_event(before, name="Слёт побратимов")


def _offers_answered(w):
    answers = {_event_before(w).uid: Expected.Answer.HELD}
    return partial(expected.answer_offers, w.report(), answers=answers)


def _taken(w):
    report = w.report()
    answers = {_event_before(w).uid: Expected.Answer.HELD}
    _, after, until = expected.answer_offers(report, by=w.owner, answers=answers)
    return partial(expected.take_back, report, after=after, until=until)


def _put_aside(w):
    report, event = w.report(), _event_before(w)
    expected.answer_offers(report, by=w.owner, answers={event.uid: Expected.Answer.LATER})
    return partial(expected.offer_again, report, event=event)


_ROWS = [factories.EVENT]


def _twins(w):
    return partial(twins.judge_twins, *_pair(w), answer="both")


def _pair(w):
    event = w.event()
    return event, factories.make_event(event.submission)


def _judged_twins(w):
    pair = _pair(w)
    twins.judge_twins(*pair, by=w.owner, answer="both")
    return partial(twins.forget_answer, *pair)


_TODAY = timezone.localdate


def _invitation(w):
    return invitations.invite(w.report(), by=w.owner, asked="Концерт", words="", until=_TODAY())


def _token(w):
    return machines.make_token(by=w.owner, name="Портал", expires_on=w.in_a_week)[0]


def _answered_invitation(w):
    token = invitations.token_of(_invitation(w))
    return invitations.answer(by=token, values=factories.EVENT, author="Иванова", post="", phone="")


def _series(w):
    return partial(series.create_series, w.report(), rows=_ROWS, key=uuid.uuid4())


def _shared_words(w):
    event = w.event()
    words = {"field": "purpose", "old": event.purpose, "new": "Другая цель", "uids": [event.uid]}
    return partial(series.change_together, event.submission, **words)


def _series_made(w):
    report = w.report()
    _, after, until = series.create_series(report, by=w.owner, rows=_ROWS, key=uuid.uuid4())
    return partial(series.take_back, report, after=after, until=until)


def _in_house_style(w):
    report = w.report()
    factories.make_event(report, by=w.owner, name='Фестиваль "Две реки" - праздник')
    return report


def _advice(w):
    report = _in_house_style(w)
    return partial(house_style.accept_advice, report, keys={one.key for one in house_style.advice_for(report)})


def _advice_taken(w):
    report = _in_house_style(w)
    keys = {one.key for one in house_style.advice_for(report)}
    _, before, after = house_style.accept_advice(report, by=w.owner, keys=keys)
    return partial(house_style.undo_advice, report, after=before, until=after)


def _draft(w):
    own = {"uid": uuid.uuid4(), "page": uuid.uuid4(), "number": 1, "fields": [["name", "Начато"]]}
    return partial(drafts.keep, submission=w.report(), sending=drafts.Sending(**own))


def _discarded(w):
    page, now = uuid.uuid4(), timezone.now()
    for by in w.cast.values():
        if by is not None and by.pk and by.is_active:
            EditDraft.objects.create(
                by=by,
                submission=w.report(),
                uid=page,
                page=page,
                number=1,
                saved_at=now,
                is_closed=True,
                discarded_at=now,
            )
    return partial(drafts.bring_back, submission=w.report(), page=page)


def _begun(w):
    for by in w.cast.values():
        if by is not None and by.pk and by.is_active:
            HalfWritten.objects.create(by=by, submission=w.report(), key="answer-1", at=timezone.now())
    return partial(half_written.end, w.report(), key="answer-1")


def _owed(w):
    """A reminder is due at any hour of any day."""
    w.report()
    DayOff.objects.create(day=timezone.localdate(), is_off=False)
    due = Submission.objects.get(municipality=w.municipality).period.deadline - timezone.localdate()
    ReminderRule.objects.create(deadline="soft", days=-due.days)
    return reminders.remind


def _letter(w):
    factories.make_notices([w.coordinator], "undelivered", "Письмо не доставлено", urgent=True)
    User.objects.filter(pk=w.coordinator.pk).update(email="orlova@smolensk.example")


def _letters(w):
    _letter(w)
    letters.write_letters(by=THE_PROGRAM)
    return letters.send_letters


def _undelivered(w):
    _letter(w)
    letters.write_letters(by=THE_PROGRAM)
    return w.coordinator.letters.get()


def _given_up(w):
    letter = _undelivered(w)
    type(letter).objects.filter(pk=letter.pk).update(state="given_up")
    return letter


def _clock_put_back(w):
    Heartbeat.objects.update_or_create(name="letters", defaults={"at": timezone.now() + datetime.timedelta(hours=1)})
    _undelivered(w)
    return letters.follow_the_clock


def _write_letters(w):
    _letter(w)
    return letters.write_letters


def _task(w):
    w.notice  # noqa: B018
    return partial(retention.carry_out, retention.Task("", lambda now: Notice.objects.all(), _delete), timezone.now())


def _delete(rows, now):
    rows.delete()


def _own(w, text="Уточните"):
    return FrequentRemark.objects.create(by=w.coordinator, text=text)


def _rows(w):
    read = ReadFile(rows=[factories.make_row()])
    return partial(apply.import_rows, read, 2024, 4, municipality=w.municipality, apply=True)


def _chosen(w):
    job = w.job
    return partial(jobs.apply, job, choices=default_choices(compare(job, by=w.owner)))


def _named_partner(w):
    """A partner that a row of the archive names."""
    partner = factories.make_partner("г. Лида")
    factories.make_event(w.report(), by=w.owner, partners=[[partner.pk, partner.name]])
    return partner


def _fill(w):
    folder = Path(tempfile.mkdtemp())
    (folder / "countries.csv").write_text("Код;Краткое имя;Имя в документах\nKZ;Казахстан;Казахстан", encoding="utf-8")
    return partial(lists.fill_lists, folder)


def _with_mail(w):
    User.objects.update(email="somebody@example.ru")

    def send(*, by):
        if hasattr(by, "email"):
            by.email = "somebody@example.ru"
        return trial_letters.send_trial_letter(by=by)

    return send


def _replaced(w):
    new, today = factories.make_user("newcomer"), timezone.localdate()
    return partial(officers.replace_officer, w.municipality, old=w.owner, new=new, since=today)


def _account_letter(w):
    User.objects.filter(pk=w.owner.pk).update(email="owner@smolensk.example")
    ask_for_link(w.owner)
    return account_letters.send_account_letters


def _merge(w):
    return partial(partners.merge, factories.make_partner(), w.proposed)


def _undo_merge(w):
    kept = partners.merge(factories.make_partner(), w.proposed, by=w.cast["lists"])
    return partial(partners.undo_merge, kept.merges.get())


def _release(w):
    w.report("approved")
    return w.period


def _released_alone(w):
    w.report("approved")
    return releases.make_release(w.period, by=w.coordinator)


def _document_of(w):
    w.report("approved")
    release = releases.make_release(w.period, by=w.coordinator)
    settings.CONVERTER = "/bin/sh"  # until the end of the test (`no_converter`)
    return release


def _outdated(call):
    ArchiveBuild.objects.all().delete()
    return call


def _failed_conversion(w):
    conversion = conversions.ask_for(b"PK", "pdf", by=w.owner)
    conversions.Conversion.objects.update(state="failed", ended_at=timezone.now())
    return conversion


def _released(w, write):
    """Correcting a released row by that function."""
    report = w.report("approved")
    releases.make_release(w.period, by=w.coordinator)
    event = report.events.get()
    return partial(write, event, values={"name": "Иначе"}, reason="Опечатка", version=report.version)


VALUES = factories.EVENT
LETTER = packages.LetterFields("1", _TODAY(), "Министру", "Начальник отдела", "Е.В. Орлова")
LAPSED, GRANTED = ExtensionRequest.Outcome.LAPSED, ExtensionRequest.Outcome.GRANTED
EVERYBODY = "owner other coordinator observer lists superuser"
OFFICER, COORDINATOR, PROGRAM = "owner", "coordinator", "program"
READERS_OF_FILES = READERS_OF_RELEASES = "owner other coordinator observer lists superuser"
FOLLOWERS = "coordinator observer"

KEEPERS = "coordinator lists superuser"
TENDERS = f"owner {KEEPERS}"


def _signing(ready):
    """The call, where the texts of events name a document that nobody has entered."""
    call = ready()
    Event.objects.update(purpose="Подписано Соглашение о дружбе.")
    return call


def _found(w):
    event = w.event("approved")
    return FoundDocument.objects.create(event=event, version=1, key="1", kind="agreement", title="О дружбе", words="-")


def _document(w, **facts):
    return Agreement.objects.create(found_in=w.event("approved"), title="О дружбе", **facts)


def _owed_document(w):
    """The call on a working morning, when a document ends soon."""
    _document(w, kept_until=datetime.date(2026, 2, 20))
    morning = datetime.datetime(2026, 2, 3, 6, tzinfo=datetime.UTC)

    def remind(*, by):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(timezone, "now", lambda: morning)
            document_reminders.remind_of_documents(by=by)

    return remind


def _scan(w, **facts):
    file = StoredFile.keep(png(), name="Скан.png", content_type="image/png", by=w.owner)
    return Scan.objects.create(document=_document(w), file=file, by=w.owner, **facts)


# «module.function, which way of it»
WRITES = {
    "workflow.submit": Write(OFFICER, lambda w: partial(workflow.submit, w.report(events=1))),
    "workflow.submit, on behalf": Write(COORDINATOR, lambda w: partial(workflow.submit, w.report(), on_behalf=True)),
    "workflow.submit_with_reasons": Write(
        OFFICER,
        lambda w: partial(workflow.submit_with_reasons, r := w.report(), version=r.version, reasons=[]),
    ),
    "workflow.submit_with_reasons, one": Write(
        OFFICER,
        lambda w: partial(
            workflow.submit_with_reasons, r := w.report(), version=r.version, reasons=[(r.events.get(), "Перенос")]
        ),
    ),
    "workflow.declare_nil": Write(OFFICER, lambda w: partial(workflow.declare_nil, w.report(events=0))),
    "workflow.declare_nil, on behalf": Write(
        COORDINATOR, lambda w: partial(workflow.declare_nil, w.report(events=0), on_behalf=True)
    ),
    "workflow.withdraw": Write(OFFICER, lambda w: partial(workflow.withdraw, w.report("submitted"))),
    "workflow.withdraw, on behalf": Write(
        COORDINATOR, lambda w: partial(workflow.withdraw, w.handed_in_for, on_behalf=True)
    ),
    "workflow.confirm": Write(OFFICER, lambda w: partial(workflow.confirm, w.handed_in_for)),
    "workflow.return_for_changes": Write(
        COORDINATOR, lambda w: partial(workflow.return_for_changes, w.report("submitted"), note="Уточните")
    ),
    "workflow.approve": Write(
        COORDINATOR, lambda w: partial(workflow.approve, r := w.report("submitted"), version=r.version)
    ),
    "many_moves.approve_many": Write(
        COORDINATOR, lambda w: partial(many_moves.approve_many, [(r := w.report("submitted"), r.version, False)])
    ),
    "workflow.correct": Write(COORDINATOR, lambda w: _released(w, workflow.correct)),
    "corrections.correct_row": Write(COORDINATOR, lambda w: _released(w, corrections.correct_row)),
    # What it would leave is written, read and taken back.
    "corrections.try_correction": Write(COORDINATOR, lambda w: _released(w, corrections.try_correction)),
    "workflow.unapprove": Write(COORDINATOR, lambda w: partial(workflow.unapprove, w.approval)),
    "many_moves.unapprove_many": Write(COORDINATOR, lambda w: partial(many_moves.unapprove_many, [w.approval])),
    "many_moves.approve_nil_reports": Write(
        COORDINATOR,
        lambda w: partial(
            many_moves.approve_nil_reports, Submission.objects.filter(pk=w.report("submitted", is_nil=True).pk)
        ),
    ),
    "many_moves.accept_on_behalf": Write(COORDINATOR, _accept),
    "many_moves.accept_rest_as_nil": Write(
        COORDINATOR, lambda w: partial(many_moves.accept_rest_as_nil, [(r := w.archived, r.version)])
    ),
    "many_moves.take_back_nil": Write(COORDINATOR, lambda w: partial(many_moves.take_back_nil, [w.approval_of_nil])),
    "quarter_reports.follow_reporting_time": Write(
        "lists superuser program", lambda w: partial(quarter_reports.follow_reporting_time, w.newcomer)
    ),
    "quarter_reports.take_back": Write(COORDINATOR, lambda w: partial(quarter_reports.take_back, w.period)),
    "readings.note_reading": Write(COORDINATOR, lambda w: partial(readings.note_reading, w.report("submitted"))),
    "notices.tell_followed": Write(
        "lists superuser program",
        lambda w: partial(
            notices.tell_followed, w.municipality, quarter_reports.Followed(joined=[w.period], left=[w.period])
        ),
    ),
    "notices.tell_proposed": Write(
        f"{OFFICER} {COORDINATOR}",
        lambda w: partial(notices.tell_proposed, w.proposed),
    ),
    "document_reminders.remind_of_documents": Write(PROGRAM, _owed_document),
    "notices.tell_of_document": Write(
        PROGRAM,
        lambda w: partial(notices.tell_of_document, _document(w), Notice.Kind.SCAN, "Нужен скан", due=_TODAY()),
    ),
    "notices.tell_taken_back": Write(
        COORDINATOR, lambda w: partial(notices.tell_taken_back, w.period, [w.owner], [w.municipality])
    ),
    "workflow.reopen": Write(
        COORDINATOR, lambda w: partial(workflow.reopen, w.report("approved"), reason="Ошибка", until=w.in_a_week)
    ),
    "extensions.extend": Write(
        COORDINATOR, lambda w: partial(extensions.extend, w.report(), reason="Болезнь", until=w.in_a_week)
    ),
    "extensions.ask": Write(OFFICER, lambda w: partial(extensions.ask, w.report(), reason="Болезнь")),
    "extensions.decline": Write(COORDINATOR, lambda w: partial(extensions.decline, w.asked, answer="Нет")),
    "extensions.settle, by a move": Write(
        f"{OFFICER} {COORDINATOR}", lambda w: partial(extensions.settle, w.asked, outcome=LAPSED)
    ),
    "extensions.settle": Write(COORDINATOR, lambda w: partial(extensions.settle, w.asked, outcome=GRANTED)),
    "events.create_event": Write(OFFICER, lambda w: partial(events.create_event, w.report(), values=VALUES)),
    "events.create_event, under review": Write(
        COORDINATOR, lambda w: partial(events.create_event, w.report("submitted"), values=VALUES)
    ),
    "events.create_event, on behalf": Write(
        COORDINATOR,
        lambda w: partial(events.create_event, w.report(), values=VALUES, on_behalf=True),
    ),
    # A command, too, writes the rows of a file into drafts.
    "events.create_event, importing": Write(
        f"{OFFICER} {COORDINATOR} {PROGRAM}",
        lambda w: partial(events.create_event, w.report(), values=VALUES, importing=True),
    ),
    "events.save_event": Write(
        OFFICER,
        lambda w: partial(events.save_event, w.event(), values={"name": "Иначе"}, base_version=1),
    ),
    "events.restore_version": Write(OFFICER, _restored),
    "events.delete_event": Write(OFFICER, lambda w: partial(events.delete_event, w.event())),
    "events.undelete_event": Write(OFFICER, lambda w: partial(events.undelete_event, _deleted(w))),
    "events.leave_out": Write(
        COORDINATOR, lambda w: partial(events.leave_out, w.event("submitted"), reason="Не международное")
    ),
    "events.leave_out, of a draft": Write("", lambda w: partial(events.leave_out, w.event(), reason="Повтор")),
    "events.include, of a draft": Write("", lambda w: partial(events.include, _left_out_and_withdrawn(w))),
    "events.set_order, of a draft": Write(
        "", lambda w: partial(events.set_order, r := w.report(), uids=[r.events.get().uid])
    ),
    "events.order_by_date, of a draft": Write("", lambda w: partial(events.order_by_date, w.report())),
    "events.include": Write(COORDINATOR, lambda w: partial(events.include, _left_out(w))),
    "events.set_order": Write(
        COORDINATOR, lambda w: partial(events.set_order, r := w.report("submitted"), uids=[r.events.get().uid])
    ),
    "events.order_by_date": Write(COORDINATOR, lambda w: partial(events.order_by_date, w.report("submitted"))),
    "events.understand_again": Write(PROGRAM, lambda w: partial(events.understand_again, _misread(w))),
    "expected.answer_offers": Write(OFFICER, _offers_answered),
    "expected.take_event": Write(OFFICER, lambda w: partial(expected.take_event, _event_before(w), w.report())),
    "expected.take_back": Write(OFFICER, _taken),
    "expected.mark_checked": Write(OFFICER, lambda w: partial(expected.mark_checked, w.event())),
    "expected.offer_again": Write(OFFICER, _put_aside),
    "twins.judge_twins": Write("owner coordinator", _twins),
    "twins.forget_answer": Write("owner coordinator", _judged_twins),
    "invitations.invite": Write(
        OFFICER, lambda w: partial(invitations.invite, w.report(), asked="Концерт", words="", until=_TODAY())
    ),
    "invitations.revoke": Write(OFFICER, lambda w: partial(invitations.revoke, _invitation(w))),
    "invitations.renew": Write(OFFICER, lambda w: partial(invitations.renew, _invitation(w), until=_TODAY())),
    "invitations.take": Write(OFFICER, lambda w: partial(invitations.take, _answered_invitation(w))),
    "invitations.send_back": Write(
        OFFICER, lambda w: partial(invitations.send_back, _answered_invitation(w), words="Сколько?", until=_TODAY())
    ),
    "machines.make_token": Write(
        READERS_OF_RELEASES, lambda w: partial(machines.make_token, name="Портал", expires_on=w.in_a_week)
    ),
    "machines.revoke_token": Write("owner", lambda w: partial(machines.revoke_token, _token(w))),
    "machines.make_feed": Write(READERS_OF_RELEASES, lambda w: machines.make_feed),
    "machines.end_feed": Write("owner", lambda w: partial(machines.end_feed, machines.make_feed(by=w.owner))),
    "notices.tell_invitation_answered": Write(
        PROGRAM, lambda w: partial(notices.tell_invitation_answered, _invitation(w))
    ),
    "series.create_series": Write(
        OFFICER, lambda w: partial(series.create_series, w.report(), rows=_ROWS, key=uuid.uuid4())
    ),
    "series.change_together": Write(OFFICER, _shared_words),
    "series.take_back": Write(OFFICER, _series_made),
    "house_style.accept_advice": Write(OFFICER, _advice),
    "house_style.undo_advice": Write(OFFICER, _advice_taken),
    "remarks.add_remark": Write(
        COORDINATOR, lambda w: partial(remarks.add_remark, w.report("submitted"), text="Уточните")
    ),
    "remarks.correct_remark": Write(
        COORDINATOR, lambda w: partial(remarks.correct_remark, w.remark, text="Уточните зал")
    ),
    "many_remarks.add_remarks": Write(
        COORDINATOR,
        lambda w: partial(
            many_remarks.add_remarks,
            r := w.report("submitted"),
            proposed=[ProposedRemark(r.events.get(), "name", "Кто это?")],
            version=r.version,
        ),
    ),
    "many_remarks.accept_remarks": Write(
        COORDINATOR,
        lambda w: partial(
            many_remarks.accept_remarks,
            (one := w.remark).submission,
            seen={one.pk: remarks.last_step(one)},
            version=one.submission.version,
        ),
    ),
    "many_remarks.take_back": Write(
        COORDINATOR,
        lambda w: partial(many_remarks.take_back, (one := w.remark).submission, after=0, until=remarks.last_step(one)),
    ),
    "remarks.answer_remark": Write(OFFICER, lambda w: partial(remarks.answer_remark, w.remark, answer="Уточнено")),
    "remarks.reply_to_remark": Write(
        COORDINATOR, lambda w: partial(remarks.reply_to_remark, w.answered, text="Где это?")
    ),
    "remarks.accept_remark": Write(COORDINATOR, lambda w: partial(remarks.accept_remark, w.remark)),
    "remarks.reopen_remark": Write(COORDINATOR, lambda w: partial(remarks.reopen_remark, w.accepted)),
    "remarks.remember_frequent": Write(COORDINATOR, lambda w: partial(remarks.remember_frequent, "Уточните")),
    "remarks.count_use": Write(COORDINATOR, lambda w: partial(remarks.count_use, _own(w).text)),
    "remarks.forget_frequent": Write(COORDINATOR, lambda w: partial(remarks.forget_frequent, _own(w).pk)),
    "periods.open_period": Write(f"{COORDINATOR} {PROGRAM}", lambda w: partial(periods.open_period, 2025, 1)),
    "periods.set_dates": Write(
        COORDINATOR,
        lambda w: partial(periods.set_dates, w.period, deadline=w.period.deadline - datetime.timedelta(days=1)),
    ),
    "days_off.set_day": Write(COORDINATOR, lambda w: partial(days_off.set_day, w.in_a_week, is_off=True)),
    "days_off.forget_day": Write(COORDINATOR, lambda w: _day_entered(w)),
    "periods.close": Write(COORDINATOR, lambda w: partial(periods.close, w.period)),
    "periods.reopen_period": Write(COORDINATOR, lambda w: partial(periods.reopen_period, w.late.period)),
    "conversions.ask_for": Write(READERS_OF_FILES, lambda w: partial(conversions.ask_for, b"PK", "pdf")),
    "conversions.ask_for_release": Write(
        FOLLOWERS, lambda w: partial(conversions.ask_for_release, _document_of(w), "pdf")
    ),
    "conversions.prepare": Write(FOLLOWERS, lambda w: partial(conversions.prepare, _document_of(w))),
    "conversions.try_again": Write(READERS_OF_FILES, lambda w: partial(conversions.try_again, _failed_conversion(w))),
    "packages.prepare_copies": Write(COORDINATOR, lambda w: partial(packages.prepare_copies, _document_of(w))),
    "packages.make_package": Write(COORDINATOR, lambda w: partial(packages.make_package, _released_alone(w), LETTER)),
    "packages.save_covering": Write(COORDINATOR, lambda w: partial(packages.save_covering, "О материалах", "Вот.")),
    "releases.make_release": Write(COORDINATOR, lambda w: partial(releases.make_release, _release(w))),
    "releases.close_and_release": Write(COORDINATOR, lambda w: partial(releases.close_and_release, _release(w))),
    "partners.find_or_propose": Write(
        f"{OFFICER} {COORDINATOR}",
        lambda w: partial(
            partners.find_or_propose,
            "г. Новый",
            factories.make_country().code,
            municipality_id=w.municipality.pk,
        ),
    ),
    "partners.confirm": Write("lists superuser", lambda w: partial(partners.confirm, w.proposed)),
    "partners.follow_change": Write(
        "lists superuser program", lambda w: partial(partners.follow_change, _named_partner(w))
    ),
    "partners.merge": Write("lists superuser", _merge),
    "partners.undo_merge": Write("lists superuser", _undo_merge),
    "officers.replace_officer": Write("lists superuser", _replaced),
    "account_letters.send_account_letters": Write(PROGRAM, _account_letter),
    "trial_letters.send_trial_letter": Write("lists superuser", _with_mail),
    "lists.fill_lists": Write("lists superuser program", _fill),
    "drafts.keep": Write(f"{OFFICER} {COORDINATOR}", _draft),
    "drafts.close": Write(
        f"{OFFICER} {COORDINATOR}",
        lambda w: partial(drafts.close, submission=w.report(), pages={uuid.uuid4(): 1}, uid=uuid.uuid4()),
    ),
    "drafts.discard": Write(
        f"{OFFICER} {COORDINATOR}", lambda w: partial(drafts.discard, submission=w.report(), page=uuid.uuid4())
    ),
    "drafts.bring_back": Write(f"{OFFICER} {COORDINATOR}", _discarded),
    "half_written.begin": Write(
        f"{OFFICER} {COORDINATOR}", lambda w: partial(half_written.begin, w.report(), key="answer-1")
    ),
    "half_written.end": Write(f"{OFFICER} {COORDINATOR}", _begun),
    "drafts.forget_closed": Write(EVERYBODY, lambda w: drafts.forget_closed),
    "notices.tell_handed_in": Write(OFFICER, lambda w: partial(notices.tell_handed_in, w.report())),
    "notices.tell_withdrawn": Write(OFFICER, lambda w: partial(notices.tell_withdrawn, w.told("handed_in"))),
    "notices.tell_returned": Write(
        f"{COORDINATOR} {PROGRAM}", lambda w: partial(notices.tell_returned, w.report(), note="", remarks=[])
    ),
    "notices.tell_replied": Write(
        f"{COORDINATOR} {PROGRAM}", lambda w: partial(notices.tell_replied, w.remark, text="Где?")
    ),
    "notices.tell_approved": Write(
        f"{COORDINATOR} {PROGRAM}", lambda w: partial(notices.tell_approved, w.report("approved"))
    ),
    "notices.tell_unapproved": Write(
        COORDINATOR,
        lambda w: partial(notices.tell_unapproved, r := w.report("approved"), since=r.approved_at),
    ),
    "notices.tell_reopened": Write(
        f"{COORDINATOR} {PROGRAM}",
        lambda w: partial(notices.tell_reopened, w.report(), reason="Ошибка", until=w.in_a_week),
    ),
    "notices.tell_corrected": Write(
        f"{COORDINATOR} {PROGRAM}",
        lambda w: partial(notices.tell_corrected, e := w.event(), reason="Опечатка", before={**VALUES, "name": e.name}),
    ),
    "notices.tell_extended": Write(
        f"{COORDINATOR} {PROGRAM}",
        lambda w: partial(notices.tell_extended, w.report(), reason="Болезнь", until=w.in_a_week),
    ),
    "notices.tell_asked": Write(
        OFFICER, lambda w: partial(notices.tell_asked, w.report(), reason="Болезнь", wanted=None)
    ),
    "notices.tell_declined": Write(
        f"{COORDINATOR} {PROGRAM}", lambda w: partial(notices.tell_declined, w.report(), answer="Нет")
    ),
    "notices.tell_on_behalf": Write(f"{COORDINATOR} {PROGRAM}", lambda w: partial(notices.tell_on_behalf, w.report())),
    "notices.tell_accepted_on_behalf": Write(
        f"{COORDINATOR} {PROGRAM}", lambda w: partial(notices.tell_accepted_on_behalf, w.report())
    ),
    "notices.tell_deadline": Write(
        f"{COORDINATOR} {PROGRAM}",
        lambda w: partial(notices.tell_deadline, w.report(), "отчёт ещё не сдан", due=w.in_a_week),
    ),
    "notices.tell_opened": Write(f"{COORDINATOR} {PROGRAM}", lambda w: partial(notices.tell_opened, w.period)),
    "notices.tell_dates": Write(f"{COORDINATOR} {PROGRAM}", lambda w: partial(notices.tell_dates, w.period)),
    "notices.tell_late": Write(
        PROGRAM, lambda w: partial(notices.tell_late, w.period, ["Смоленск"], [], w.period.deadline)
    ),
    "notices.tell_undelivered": Write(PROGRAM, lambda w: partial(notices.tell_undelivered, _undelivered(w))),
    "notices.tell_unsaved": Write(
        PROGRAM, lambda w: partial(notices.tell_unsaved, w.report(), w.owner, ["Начато"], until=w.in_a_week)
    ),
    "notices.tell_import_ended": Write(PROGRAM, lambda w: partial(notices.tell_import_ended, w.job, until=w.in_a_week)),
    "reminders.add_usual_reminders": Write(f"{COORDINATOR} {PROGRAM}", lambda w: _without_reminders()),
    "reminders.set_reminders": Write(
        COORDINATOR, lambda w: partial(set_reminders, [ReminderRule(deadline="soft", days=-9)])
    ),
    "reminders.remind": Write(PROGRAM, _owed),
    "reminders.remind_by_hand": Write(COORDINATOR, lambda w: partial(reminders.remind_by_hand, [w.report()])),
    "notices.mark_read": Write(EVERYBODY, lambda w: partial(notices.mark_read, w.notice)),
    "notices.mark_all_read": Write(EVERYBODY, lambda w: notices.mark_all_read),
    "letters.choose_letters": Write(
        OFFICER, lambda w: partial(choose_letters, MailChoice(user=w.owner, frequency="none"))
    ),
    "letters.send_again": Write(COORDINATOR, lambda w: partial(letters.send_again, _given_up(w))),
    "letters.write_letters": Write(PROGRAM, _write_letters),
    "letters.send_letters": Write(PROGRAM, _letters),
    "letters.follow_the_clock": Write(PROGRAM, _clock_put_back),
    "register.find_documents": Write(
        f"{KEEPERS} program", lambda w: _signing(lambda: partial(register.find_documents, w.report("approved")))
    ),
    "register.find_if_never": Write(PROGRAM, lambda w: _outdated(register.find_if_never)),
    "register.enter_found": Write(
        KEEPERS, lambda w: partial(register.enter_found, _found(w), values={"kind": "other", "title": "Протокол"})
    ),
    "register.dismiss_found": Write(KEEPERS, lambda w: partial(register.dismiss_found, _found(w))),
    "register.ask_again": Write(KEEPERS, lambda w: partial(register.ask_again, _found(w))),
    "register.set_term": Write(
        TENDERS, lambda w: partial(register.set_term, _document(w), until=datetime.date(2030, 1, 1))
    ),
    "register.end_document": Write(
        KEEPERS, lambda w: partial(register.end_document, _document(w), on=datetime.date(2030, 1, 1))
    ),
    "register.take_out": Write(KEEPERS, lambda w: partial(register.take_out, _document(w))),
    "register.put_back": Write(
        KEEPERS, lambda w: partial(register.put_back, _document(w, taken_out_at=timezone.now()))
    ),
    "scans.attach_scan": Write(
        TENDERS, lambda w: partial(scans.attach_scan, _document(w), data=png(), name="Скан.png")
    ),
    "scans.remove_scan": Write(TENDERS, lambda w: partial(scans.remove_scan, _scan(w))),
    "scans.bring_back_scan": Write(
        TENDERS,
        lambda w: partial(scans.bring_back_scan, _scan(w, ended_at=timezone.now(), ended_by=w.owner)),
    ),
    "archive.rebuild": Write(PROGRAM, lambda w: archive.rebuild),
    "archive.rebuild_if_outdated": Write(PROGRAM, lambda w: _outdated(archive.rebuild_if_outdated)),
    "heartbeats.give_a_sign": Write(PROGRAM, lambda w: partial(heartbeats.give_a_sign, Heartbeat.Name.LETTERS)),
    "retention.carry_out": Write(PROGRAM, _task),
    "jobs.start": Write(OFFICER, lambda w: partial(jobs.start, w.period, w.municipality, data=b"a", name="a")),
    "jobs.start, on behalf": Write(
        COORDINATOR, lambda w: partial(jobs.start, w.period, w.municipality, data=b"a", name="a", on_behalf=True)
    ),
    "jobs.start, consolidated": Write(COORDINATOR, lambda w: partial(jobs.start, w.period, None, data=b"a", name="a")),
    "jobs.start_text": Write(
        OFFICER, lambda w: partial(jobs.start_text, w.period, w.municipality, html="", text="Хор\tМинск")
    ),
    "jobs.keep_choices": Write(OFFICER, lambda w: partial(jobs.keep_choices, w.job, choices=Choices())),
    "jobs.apply": Write(OFFICER, _chosen),
    "jobs.ask_to_cancel": Write(OFFICER, lambda w: partial(jobs.ask_to_cancel, w.job)),
    "jobs.undo": Write(OFFICER, lambda w: partial(jobs.undo, w.applied)),
    "undo.undo_import": Write(OFFICER, lambda w: partial(undo.undo_import, w.applied)),
    "apply.import_rows": Write(PROGRAM, _rows),
}


def _day_entered(w):
    days_off.set_day(w.in_a_week, is_off=True, by=w.coordinator)
    return partial(days_off.forget_day, w.in_a_week)


def _misread(w):
    event = w.event()
    type(event).objects.filter(pk=event.pk).update(place_locality="г. Иной")
    return event


def _without_reminders():
    ReminderRule.objects.all().delete()
    return reminders.add_usual_reminders


def public_functions(module):
    found = inspect.getmembers(module, inspect.isfunction)
    return {name: one for name, one in found if not name.startswith("_") and one.__module__ == module.__name__}


def named(table, module):
    return table.get(module, set())


def writers(module):
    return {key.partition(",")[0].partition(".")[2] for key in WRITES if key.partition(".")[0] == module}


@pytest.fixture(autouse=True)
def nothing_is_read(monkeypatch):
    """Uploaded tables wait where they are handed over; a reminder is due at any hour."""
    monkeypatch.setattr(jobs, "_hand_over", lambda pk: None)
    monkeypatch.setattr(letters, "MORNING", 0)
    monkeypatch.setattr(reminders, "MORNING", 0)


@pytest.mark.parametrize("module", MODULES)
def test_each_public_function_is_known_as_a_writer_or_a_reader(module):
    groups = writers(module), named(READERS, module), named({**QUEUE, **HOLDERS, **FOLLOWING}, module)
    assert set().union(*groups) == public_functions(MODULES[module]).keys()
    assert sum(map(len, groups)) == len(set().union(*groups)), "in one group only"


@pytest.mark.parametrize("module", MODULES)
def test_each_function_that_writes_is_told_who_does_it(module):
    functions = public_functions(MODULES[module])
    silent = []
    for name in writers(module):
        by = inspect.signature(functions[name]).parameters.get("by")
        if by is None or by.default is not inspect.Parameter.empty:
            silent.append(name)
    assert silent == []


@pytest.mark.parametrize("module", MODULES)
def test_readers_write_nothing(module):
    """Neither themselves nor in the helpers of their module that they call."""
    functions = dict(inspect.getmembers(MODULES[module], inspect.isfunction))
    found = []
    for reader in named(READERS, module):
        waiting, seen = [reader], set()
        while waiting:
            name = waiting.pop()
            seen.add(name)
            tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(functions[name]))))
            found += [f"{reader}: {write}" for write in writes_in(tree)]
            called = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & functions.keys()
            waiting += [other for other in called - seen if functions[other].__module__ == MODULES[module].__name__]
    assert found == []


def test_no_other_module_writes():
    """Apart from the models, from documents (those write files), and from the chain of a demo's rows, whose days are
    set by hand (`manage.py load_demo`)."""
    known = {module.__name__ for module in MODULES.values()} | {"reports.queries.chain"}
    known |= {f"reports.files.write.{name}" for name in ("word", "excel", "excel_look", "code_picture")}
    others = re.compile(r"reports\.(?!models\.|management\.)\S+")
    writing = {
        name for name, path in modules().items() if others.fullmatch(name) and any(writes_in(ast.parse(read(path))))
    }
    assert writing - known == set()


def is_write(statement):
    return statement.lstrip().split(None, 1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}


class _TakenBack(Exception):
    """Ends the transaction of one try, so that the next person finds the world as it was."""


def attempt(call, by):
    """Call as this person; whether it was accepted, and the writes that it sent."""
    accepted = True
    with CaptureQueriesContext(connection) as queries:
        try:
            with transaction.atomic():
                try:
                    call(by=by)
                except REFUSALS:
                    accepted = False
                raise _TakenBack
        except _TakenBack:
            pass
    return accepted, [query["sql"] for query in queries if is_write(query["sql"])]


@pytest.mark.parametrize("key", WRITES)
def test_each_write_asks_who_does_it(key):
    world = World()
    call = WRITES[key].ready(world)
    tries = {name: attempt(call, by) for name, by in world.cast.items()}
    assert [name for name, (accepted, _) in tries.items() if accepted] == [
        name for name in world.cast if name in WRITES[key].who.split()
    ]
    assert {name: writes for name, (accepted, writes) in tries.items() if bool(writes) != accepted} == {}


@pytest.mark.parametrize("move", workflow.MOVES)
def test_the_table_of_moves_says_where_each_move_goes(move):
    world = World()
    key = f"workflow.{move.value}"
    call = WRITES[key].ready(world)
    moved = call(by=world.cast[WRITES[key].who])
    assert workflow.MOVES[move].to_state in {None, moved.state}
    assert moved.state_changes.last().from_state in workflow.MOVES[move].from_states


@pytest.mark.parametrize(
    "decide",
    [
        many_moves.approve_many,
        many_moves.unapprove_many,
        many_moves.accept_on_behalf,
        lambda reports, by: many_moves.approve_nil_reports(Submission.objects.none(), by=by),
    ],
)
def test_a_decision_about_many_reports_asks_before_the_first(decide):
    """So that no answer tells a stranger the state of a report."""
    world = World()
    assert decide([], by=world.coordinator) == ([], [])
    with pytest.raises(PermissionDenied):
        decide([], by=world.owner)
