"""An uploaded table from its upload to its undoing; each job is worked on at once, in this thread."""

import datetime
import uuid

import pytest
from django.core.management import call_command
from django.utils import timezone

from reports.actions import events, workflow
from reports.actions.events import NotEditable
from reports.files.read.rows import AgreementRow, Doubt, ReadFile, ReadRow, ReadSection, Unreadable, from_json
from reports.imports import apply, jobs, undo
from reports.imports.choices import Choices, ChoicesRefused, default_choices
from reports.imports.compare import compare
from reports.imports.jobs import NotAllowed
from reports.imports.values import letters_of_row
from reports.models import Event, EventRevision, ImportChange, ImportJob, Period
from reports.rules import event_limits
from reports.rules.permissions import THE_PROGRAM
from tests import factories

from .test_compare import exported, printed, unmarked

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
State = ImportJob.State
TEXTS = {
    "place": "г. Минск (Республика Беларусь)",
    "period": "4 ноября 2024 года",
    "purpose": "Встреча",
    "participants": "Жители",
}


def new_row(name="Новое", section="Город Смоленск", **values):
    return ReadRow(**{"where": f"строка {name}", "section": section, "name": name, **TEXTS, **values})


def uploaded(report, by, reads, *rows, sections=(), consolidated=False):
    """The job of an officer (or of the coordinator) who uploaded a file with these rows."""
    reads.read = ReadFile(rows=list(rows), sections=list(sections))
    municipality = None if consolidated else report.municipality
    return jobs.start(report.period, municipality, by=by, data=b"PK\x03\x04", name="Отчёт.docx")


def take(job, by, rows=None, **choices):
    """Apply what is ticked by default, or these rows."""
    shown = default_choices(compare(job, by=by)).to_json()
    given = {**shown, **({} if rows is None else {"rows": rows}), **choices}
    return jobs.apply(job, by, Choices.from_json(given))


def changes(job):
    return [(change.kind, change.before, change.after) for change in job.changes.all()]


def names(report):
    return sorted(report.events.present().values_list("name", flat=True))


# Reading


def test_an_uploaded_file_is_kept_and_read(report, smolensk_officer, reads):
    job = uploaded(report, smolensk_officer, reads, new_row())
    job = jobs.wait(job)
    assert (job.state, job.kind, job.done, job.total) == (State.READY, "docx", 1, 1)
    assert (job.file.name, bytes(job.file.content.data), job.file.by) == ("Отчёт.docx", b"PK\x03\x04", smolensk_officer)
    assert reads.asked == (b"PK\x03\x04", "Отчёт.docx", 2024, 4, None)
    assert [proposal.kind for proposal in compare(job).proposals] == ["new"]


@pytest.mark.parametrize(("name", "kept"), [("", "таблица"), ("\x00\n", "таблица"), ("д" * 300 + ".docx", None)])
def test_any_name_of_a_file_is_kept_as_far_as_it_goes(report, smolensk_officer, reads, name, kept):
    job = jobs.start(report.period, report.municipality, by=smolensk_officer, data=b"x", name=name)
    assert job.file.name == kept or (len(job.file.name) == 255 and job.file.name.endswith(".docx"))


def test_far_more_text_than_a_report_holds_is_refused_for_one_municipality(
    report, smolensk_officer, coordinator, reads, monkeypatch
):
    """A hundred kilobytes unpack to forty megabytes, which would be kept for weeks. A consolidated table is of all."""
    monkeypatch.setattr(event_limits, "MOST_LETTERS", 100)
    job = uploaded(report, smolensk_officer, reads, new_row(purpose="ц" * 900))
    assert (job.state, job.content) == (State.REFUSED, None)
    assert "Оставьте в нём только строки своего отчёта" in job.refusal
    assert uploaded(report, coordinator, reads, new_row(purpose="ц" * 900), consolidated=True).state == State.READY


def test_an_empty_or_too_large_file_is_refused_at_once(report, smolensk_officer, reads, monkeypatch):
    monkeypatch.setattr(jobs, "MAX_BYTES", 3)
    for data, words in ((b"", "пустой"), (b"1234", "30 МБ")):
        with pytest.raises(ValueError, match=words):
            jobs.start(report.period, report.municipality, by=smolensk_officer, data=data, name="a")
    assert not ImportJob.objects.exists()


def test_only_the_own_officer_uploads_an_own_table_and_only_the_coordinator_a_consolidated_one(
    report, smolensk_officer, vyazma_officer, coordinator, list_administrator, stranger, reads
):
    for by in (vyazma_officer, coordinator, list_administrator, stranger):
        with pytest.raises(NotAllowed):
            uploaded(report, by, reads)
    for by in (vyazma_officer, smolensk_officer, list_administrator, stranger):
        with pytest.raises(NotAllowed):
            uploaded(report, by, reads, consolidated=True)
    job = uploaded(report, smolensk_officer, reads, new_row())
    for step in (jobs.ask_to_cancel, jobs.undo, lambda job, by: jobs.apply(job, by, Choices())):
        for by in (vyazma_officer, coordinator):
            with pytest.raises(NotAllowed):
                step(job, by)
    assert uploaded(report, coordinator, reads, consolidated=True).municipality is None


@pytest.mark.parametrize(
    ("html", "text", "kind", "data"),
    [
        ("<p>и</p><TABLE></TABLE>", "а\tб", "html", "<p>и</p><TABLE></TABLE>"),
        ("<p>без таблицы</p>", "а\tб", "tsv", "а\tб"),
        ("", "а\ud800", "tsv", "а?"),
    ],
)
def test_of_what_is_pasted_html_wins_where_it_holds_a_table(report, smolensk_officer, reads, html, text, kind, data):
    job = jobs.start_text(report.period, report.municipality, by=smolensk_officer, html=html, text=text)
    assert reads.asked[0].decode() == data
    assert (jobs.wait(job).kind, reads.asked[4]) == (kind, kind)


def test_pasting_nothing_is_refused(report, smolensk_officer, reads):
    with pytest.raises(ValueError, match="Вставьте таблицу"):
        jobs.start_text(report.period, report.municipality, by=smolensk_officer, html="<p>и</p>", text=" \n")


def test_a_file_that_cannot_be_read_says_why(report, smolensk_officer, reads):
    reads.read = Unreadable("Файл зашифрован. Сохраните его без пароля.")
    job = jobs.start(report.period, report.municipality, by=smolensk_officer, data=b"x", name="a")
    job.refresh_from_db()
    assert (job.state, job.refusal) == (State.REFUSED, "Файл зашифрован. Сохраните его без пароля.")
    assert job.ended_at


def test_a_fault_of_ours_is_written_down_and_told_in_a_plain_sentence(report, smolensk_officer, reads, caplog):
    reads.read = ZeroDivisionError("our fault")
    job = jobs.start(report.period, report.municipality, by=smolensk_officer, data=b"x", name="a")
    job.refresh_from_db()
    assert (job.state, job.refusal) == (State.REFUSED, jobs.BROKEN_READING)
    assert "our fault" in caplog.text


def test_what_no_database_keeps_stops_no_reading(report, smolensk_officer, reads):
    """NUL and lone surrogates in a text that no field has cleaned."""
    reads.read = ReadFile(title="А\x00\ud800Б", rows=[new_row(notes=("\x00",))])
    job = jobs.start(report.period, report.municipality, by=smolensk_officer, data=b"x", name="a")
    job.refresh_from_db()
    assert (job.state, job.content["title"], job.content["rows"][0]["notes"]) == (State.READY, "А?Б", [""])


def test_a_municipality_that_was_added_later_gets_its_report(report, coordinator, reads):
    late = factories.make_municipality("Приозёрный")
    assert not late.submissions.exists()
    job = uploaded(report, coordinator, reads, new_row(section="Приозёрный район"), consolidated=True)
    assert late.submissions.get().period == report.period
    assert compare(job).proposals[0].is_good


# Workers


def waiting_job(report, by, monkeypatch, reads, **fields):
    monkeypatch.setattr(jobs, "in_background", lambda pk: None)
    job = uploaded(report, by, reads, new_row())
    ImportJob.objects.filter(pk=job.pk).update(**fields)
    return job


def ago(seconds):
    return timezone.now() - datetime.timedelta(seconds=seconds)


def state_of(job):
    return ImportJob.objects.get(pk=job.pk).state


def test_progress_is_told_and_a_wish_to_cancel_is_heard(report, smolensk_officer, reads, monkeypatch):
    job = waiting_job(report, smolensk_officer, monkeypatch, reads)
    seen = []

    def tells():
        yield 10, 100
        seen.append(ImportJob.objects.values_list("done", "total", "state").get())
        jobs.ask_to_cancel(job, smolensk_officer)
        yield 20, 100
        pytest.fail("the reader was not stopped")

    reads.tells = tells()
    jobs.work(job.pk)
    assert (seen, state_of(job)) == ([(10, 100, State.READING)], State.CANCELLED)


def test_a_wish_to_cancel_in_the_last_moment_wins(report, smolensk_officer, reads, monkeypatch):
    job = waiting_job(report, smolensk_officer, monkeypatch, reads)
    monkeypatch.setattr(jobs, "as_json", lambda read: jobs.ask_to_cancel(job, smolensk_officer) and {})
    jobs.work(job.pk)
    assert state_of(job) == State.CANCELLED


@pytest.mark.parametrize("state", [State.WAITING, State.READY])
def test_what_nobody_works_on_is_cancelled_at_once(report, smolensk_officer, reads, monkeypatch, state):
    job = waiting_job(report, smolensk_officer, monkeypatch, reads, state=state, content={})
    assert jobs.ask_to_cancel(job, smolensk_officer).state == State.CANCELLED
    jobs.work(job.pk)
    assert (state_of(job), reads.asked) == (State.CANCELLED, None)


def test_a_worker_that_was_thought_dead_writes_nothing_into_what_was_cancelled(
    report, smolensk_officer, reads, monkeypatch
):
    job = waiting_job(report, smolensk_officer, monkeypatch, reads)

    def sleep(read):
        ImportJob.objects.update(beat_at=ago(60))
        jobs.ask_to_cancel(job, smolensk_officer)
        return {}

    monkeypatch.setattr(jobs, "as_json", sleep)
    jobs.work(job.pk)
    assert state_of(job) == State.CANCELLED


@pytest.mark.parametrize(
    ("fields", "is_taken"),
    [
        ({}, True),
        ({"state": State.READING, "beat_at": 14}, False),
        ({"state": State.READING, "beat_at": 16}, True),
        ({"state": State.READING, "beat_at": -14}, False),
        ({"state": State.READING, "beat_at": -3600}, True),  # its sign is of a clock that was ahead
        ({"state": State.CANCELLED}, False),
        ({"state": State.REFUSED, "refusal": "нет"}, False),
    ],
)
def test_a_job_is_taken_when_nobody_works_on_it_or_who_did_is_dead(
    report, smolensk_officer, reads, monkeypatch, fields, is_taken
):
    if "beat_at" in fields:
        fields = {**fields, "beat_at": ago(fields["beat_at"])}
    job = waiting_job(report, smolensk_officer, monkeypatch, reads, **fields)
    jobs.work(job.pk)
    assert (reads.asked is not None) == is_taken
    assert (state_of(job) == State.READY) == is_taken


def test_a_worker_that_was_replaced_writes_nothing_more(report, smolensk_officer, reads, monkeypatch):
    """Its ticket is gone: neither progress nor a result of it reaches the job."""
    job = waiting_job(report, smolensk_officer, monkeypatch, reads)

    def tells():
        ImportJob.objects.filter(pk=job.pk).update(beat_at=ago(1))  # another worker's
        yield 5, 5
        pytest.fail("the reader was not stopped")

    reads.tells = tells()
    jobs.work(job.pk)
    assert list(ImportJob.objects.values_list("state", "done")) == [(State.READING, 0)]


def test_a_worker_that_ends_lays_its_job_back(report, smolensk_officer, reads, monkeypatch):
    job = waiting_job(report, smolensk_officer, monkeypatch, reads)
    reads.tells = [(1, 2)]
    jobs.work(job.pk, go_on=lambda: False)
    assert state_of(job) == State.WAITING
    assert jobs.work_next() is True
    assert state_of(job) == State.READY
    assert jobs.work_next() is False


def test_the_status_question_starts_a_job_whose_worker_is_dead(report, smolensk_officer, reads, monkeypatch, settings):
    job = waiting_job(report, smolensk_officer, monkeypatch, reads, state=State.READING, beat_at=ago(60))
    settings.IMPORT_WORKER = "service"
    monkeypatch.setattr(jobs, "in_background", jobs.work)
    jobs.restart_if_dead(job)
    assert state_of(job) == State.READING
    settings.IMPORT_WORKER = "embedded"
    jobs.restart_if_dead(job)
    assert state_of(job) == State.READY


def test_the_service_leaves_jobs_to_its_worker(report, smolensk_officer, reads, settings):
    settings.IMPORT_WORKER = "service"
    first, second = (uploaded(report, smolensk_officer, reads, new_row()) for _ in range(2))
    assert (state_of(first), state_of(second)) == (State.WAITING, State.WAITING)
    call_command("import_worker", "--once")
    assert (state_of(first), state_of(second)) == (State.READY, State.READY)


def test_waiting_ends_with_the_time_or_with_the_job(report, smolensk_officer, reads, monkeypatch):
    job = waiting_job(report, smolensk_officer, monkeypatch, reads)
    assert jobs.wait(job, seconds=0).state == State.WAITING
    jobs.work(job.pk)
    assert jobs.wait(job, seconds=60).state == State.READY


# Writing


def test_chosen_rows_are_written_and_kept_as_changes(report, smolensk_officer, reads):
    there = [factories.make_event(report, by=smolensk_officer, name=f"Было {number}") for number in range(3)]
    report.refresh_from_db()
    (section,) = exported(report).sections
    rows = [new_row(section=section.title), printed(there[0], place="Онлайн", name="Стало"), printed(there[1])]
    job = uploaded(report, smolensk_officer, reads, *rows, sections=[section])
    job = take(job, smolensk_officer, gone={str(there[2].uid): True})
    assert (job.state, job.choices["left"], job.done) == (State.APPLIED, [], 3)
    assert names(report) == ["Было 1", "Новое", "Стало"]
    assert changes(job) == [("created", None, 1), ("changed", 1, 2), ("deleted", 1, 2)]
    created = Event.objects.get(name="Новое")
    assert (created.created_by, created.revisions.get().cause) == (smolensk_officer, EventRevision.Cause.IMPORTED)
    changed = Event.objects.get(pk=there[0].pk)
    assert (changed.place_text, changed.place_format) == ("Онлайн", "online")
    assert changed.revisions.get(version=2).cause == EventRevision.Cause.IMPORTED


def test_only_ticked_fields_are_written(report, smolensk_officer, reads):
    event = factories.make_event(report, by=smolensk_officer)
    row = printed(event, place="Онлайн", purpose="Другая цель", section="")
    job = uploaded(report, smolensk_officer, reads, row)
    take(job, smolensk_officer, {"0": {"take": "change", "fields": ["purpose", "нет такого", "version"]}})
    event.refresh_from_db()
    assert (event.place_text, event.purpose, event.version) == (factories.EVENT["place_text"], "Другая цель", 2)


def test_numbers_and_documents_go_with_their_text(report, smolensk_officer, reads):
    event = factories.make_event(report, by=smolensk_officer)
    kept = {"kind": "agreement", "title": "Прежний договор", "parties": "", "countries": []}
    event = events.save_event(event, by=smolensk_officer, values={"agreements": [kept]}, base_version=1)
    row = printed(
        event,
        section="",
        participants="Всего 30 человек",
        purpose="Подписано Соглашение о дружбе",
        total=30,
        agreements=(AgreementRow("Соглашение о дружбе", countries=("BY", "QQ")),),
    )
    job = uploaded(report, smolensk_officer, reads, row)
    take(job, smolensk_officer, {"0": {"take": "change", "fields": ["purpose", "participants"]}})
    event.refresh_from_db()
    assert event.total == 30
    assert [agreement.title for agreement in event.agreements.all()] == ["Прежний договор", "Соглашение о дружбе"]


def test_notes_and_guesses_go_into_the_note(report, smolensk_officer, reads):
    guess = Doubt("Склеено из двух строк", "purpose", is_guess=True)
    plain = Doubt("Сроки не поняты", "period")
    row = new_row(notes=("Седьмой столбец: важно",), doubts=(guess, plain))
    job = uploaded(report, smolensk_officer, reads, row)
    take(job, smolensk_officer, {"0": {"take": "add"}})
    assert Event.objects.get().note == "Седьмой столбец: важно\nПри загрузке: Склеено из двух строк"


def test_a_nameless_row_takes_the_persons_name(report, smolensk_officer, reads):
    job = uploaded(report, smolensk_officer, reads, new_row(name=""))
    with pytest.raises(ChoicesRefused) as refusal:
        take(job, smolensk_officer, {"0": {"take": "add", "name": " \n"}})
    assert "Впишите наименование" in refusal.value.problems["0"]
    job = take(job, smolensk_officer, {"0": {"take": "add", "name": " Встреча\nдрузей "}})
    assert (job.state, names(report)) == (State.APPLIED, ["Встреча друзей"])


def test_a_twin_is_changed_or_added_beside(report, smolensk_officer, reads):
    event = factories.make_event(report, by=smolensk_officer)
    row = unmarked(event, purpose="Из файла", section="")
    job = uploaded(report, smolensk_officer, reads, row)
    take(job, smolensk_officer, {"0": {"take": "change", "fields": ["purpose"]}})
    event.refresh_from_db()
    assert (event.purpose, report.events.count()) == ("Из файла", 1)
    job = uploaded(report, smolensk_officer, reads, unmarked(event, purpose="Ещё иначе", section=""))
    take(job, smolensk_officer, {"0": {"take": "add"}})
    assert report.events.count() == 2


def test_a_section_that_was_asked_for_takes_its_rows(report, vyazma, coordinator, reads):
    job = uploaded(report, coordinator, reads, new_row(section="Псков"), consolidated=True)
    with pytest.raises(ChoicesRefused) as refusal:
        take(job, coordinator, {"0": {"take": "add"}})
    assert "чей это раздел" in refusal.value.problems["0"]
    job = take(job, coordinator, {"0": {"take": "add"}}, sections={"0": vyazma.pk})
    assert (job.state, Event.objects.get().submission.municipality) == (State.APPLIED, vyazma)


def test_rows_of_a_report_that_takes_none_are_refused_before_anything_is_written(
    report, vyazma, vyazma_officer, coordinator, reads
):
    factories.make_submission(report.period, vyazma, state="approved", officer=vyazma_officer)
    rows = [new_row(), new_row("Ещё", section="Вяземский район")]
    job = uploaded(report, coordinator, reads, *rows, consolidated=True)
    with pytest.raises(ChoicesRefused) as refusal:
        take(job, coordinator, {"0": {"take": "add"}, "1": {"take": "add"}})
    assert list(refusal.value.problems) == ["1"]
    assert (names(report), state_of(job)) == ([], State.READY)


@pytest.mark.parametrize(
    "choices",
    [
        {
            "rows": {"0": {"take": "change", "fields": "purpose"}, "9": {"take": "add"}, "0x": 5},
            "gone": [],
            "versions": 7,
        },
        {"rows": {"0": "add"}, "versions": {"x": None}, "sections": [1]},
        {"rows": [], "gone": {"not-a-uid": True}, "sections": {"0": {}}},
        {},
    ],
)
def test_rubbish_in_the_choices_writes_nothing(report, smolensk_officer, reads, choices):
    job = uploaded(report, smolensk_officer, reads, new_row())
    assert jobs.apply(job, smolensk_officer, Choices.from_json(choices)).state == State.APPLIED
    assert names(report) == []


def test_a_second_click_writes_nothing_twice(report, smolensk_officer, reads):
    job = uploaded(report, smolensk_officer, reads, new_row())
    assert take(job, smolensk_officer).pk == take(job, smolensk_officer, {"0": {"take": "add"}}).pk
    assert names(report) == ["Новое"]


@pytest.mark.parametrize("state", [State.CANCELLED, State.UNDONE, State.REFUSED])
def test_only_what_was_read_can_be_written(report, smolensk_officer, reads, state):
    job = uploaded(report, smolensk_officer, reads, new_row())
    ImportJob.objects.update(state=state, refusal="нет")
    with pytest.raises(NotAllowed):
        jobs.apply(job, smolensk_officer, Choices())


def test_a_field_that_somebody_changed_since_the_page_is_left_and_told(report, smolensk_officer, reads):
    """The other rows are written all the same."""
    event, other = (factories.make_event(report, by=smolensk_officer, name=name) for name in ("Первое", "Второе"))
    rows = [printed(event, purpose="Из файла", section=""), printed(other, purpose="Из файла", section="")]
    job = uploaded(report, smolensk_officer, reads, *rows)
    shown = default_choices(compare(job))
    events.save_event(event, by=smolensk_officer, values={"purpose": "Цель коллеги"}, base_version=1)
    job = jobs.apply(job, smolensk_officer, shown)
    (left,) = job.choices["left"]
    assert (left["row"], left["name"], "изменил кто-то другой" in left["text"]) == (0, "Первое", True)
    assert sorted(report.events.values_list("purpose", flat=True)) == ["Из файла", "Цель коллеги"]
    assert len(changes(job)) == 1


def test_a_version_shown_that_never_was_is_left_and_told(report, smolensk_officer, reads):
    event = factories.make_event(report, by=smolensk_officer)
    row = printed(event, purpose="Из файла", section="")
    events.understand_again(event, by=THE_PROGRAM)
    job = uploaded(report, smolensk_officer, reads, row)
    Event.objects.update(version=5)  # as if revisions were missing
    job = take(job, smolensk_officer, {"0": {"take": "change", "fields": ["purpose"]}}, versions={str(event.uid): 3})
    assert (job.state, len(job.choices["left"])) == (State.APPLIED, 1)


def test_a_report_that_moved_on_before_the_writing_is_left_and_told(report, smolensk_officer, reads, monkeypatch):
    monkeypatch.setattr(jobs, "in_background", jobs.work)
    factories.make_event(report, by=smolensk_officer)
    job = uploaded(report, smolensk_officer, reads, new_row())
    monkeypatch.setattr(jobs, "in_background", lambda pk: None)
    take(job, smolensk_officer)
    workflow.submit(report, by=smolensk_officer)
    jobs.work(job.pk)
    job.refresh_from_db()
    assert "на проверке" in job.choices["left"][0]["text"]
    assert (job.state, job.changes.count()) == (State.APPLIED, 0)


def test_a_row_that_a_colleague_has_just_entered_is_not_entered_again(report, smolensk_officer, reads, monkeypatch):
    """Two officers upload the same file at once."""
    first, second = (uploaded(report, smolensk_officer, reads, new_row()) for _ in range(2))
    shown = default_choices(compare(second))
    monkeypatch.setattr(jobs, "in_background", lambda pk: None)
    jobs.apply(second, smolensk_officer, shown)
    monkeypatch.setattr(jobs, "in_background", jobs.work)
    take(first, smolensk_officer)
    jobs.work(second.pk)
    second.refresh_from_db()
    assert (names(report), second.choices["left"][0]["text"]) == (["Новое"], "Такое мероприятие уже есть в отчёте.")


def test_a_value_that_its_column_refuses_is_left_and_told(report, smolensk_officer, reads):
    rows = [new_row(total=2, foreign=5), new_row("Другое")]
    job = take(uploaded(report, smolensk_officer, reads, *rows), smolensk_officer)
    assert names(report) == ["Другое"]
    assert "больше, чем всего" in job.choices["left"][0]["text"]


def test_the_plan_lists_the_work_by_report_and_progress_is_told_between(
    report, vyazma, coordinator, reads, monkeypatch
):
    rows = [new_row(), new_row("Второе", section="Вяземский"), new_row("Третье")]
    job = uploaded(report, coordinator, reads, *rows, consolidated=True)
    told = []
    monkeypatch.setattr(jobs._Beat, "__call__", lambda self, done, total: told.append((done, total)))
    take(job, coordinator)
    assert told == [(0, 3), (2, 3), (3, 3)]


def stopping_after(monkeypatch, reports, do):
    """The worker's beat does `do` after so many reports and goes on asking."""
    beat, asked = jobs._Beat.__call__, []

    def ask(self, done, total):
        asked.append(done)
        if len(asked) == reports + 1:
            do()
        return beat(self, done, total)

    monkeypatch.setattr(jobs._Beat, "__call__", ask)


def test_cancelling_while_writing_keeps_what_is_written_to_be_taken_back(
    report, vyazma, coordinator, reads, monkeypatch
):
    rows = [new_row(), new_row("Второе", section="Вяземский")]
    job = uploaded(report, coordinator, reads, *rows, consolidated=True)
    stopping_after(monkeypatch, 1, lambda: jobs.ask_to_cancel(job, coordinator))
    job = take(job, coordinator)
    assert (job.state, Event.objects.count()) == (State.APPLIED, 1)
    assert [(left["row"], left["text"]) for left in job.choices["left"]] == [(1, "Не внесено: загрузку остановили.")]
    assert jobs.undo(job, coordinator).taken_back == 1


def test_cancelling_before_anything_is_written_cancels(report, coordinator, reads, monkeypatch):
    job = uploaded(report, coordinator, reads, new_row(), consolidated=True)
    stopping_after(monkeypatch, 0, lambda: jobs.ask_to_cancel(job, coordinator))
    assert take(job, coordinator).state == State.CANCELLED
    assert not Event.objects.exists()


def test_who_takes_over_half_a_job_writes_nothing_twice(report, vyazma, coordinator, reads, monkeypatch):
    """Of two reports one is written when the worker dies; the next one writes the other, and the changes are one
    import's all the same."""
    there = factories.make_event(report, by=factories._someone(report.municipality))
    rows = [new_row(), printed(there, purpose="Из файла"), new_row("Второе", section="Вяземский")]
    job = uploaded(report, coordinator, reads, *rows, consolidated=True)

    def die():
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        stopping_after(patch, 1, die)
        take(job, coordinator)
    assert (state_of(job), ImportChange.objects.count()) == (State.APPLYING, 2)
    jobs.work(job.pk)
    assert state_of(job) == State.APPLYING  # not dead for long enough
    ImportJob.objects.update(beat_at=ago(16))
    jobs.work(job.pk)
    job.refresh_from_db()
    assert (job.state, job.choices["left"]) == (State.APPLIED, [])
    assert changes(job) == [("created", None, 1), ("changed", 1, 2), ("created", None, 1)]
    assert Event.objects.count() == 3


def test_the_events_of_an_import_have_uids_of_their_job(report, smolensk_officer, reads):
    job = take(uploaded(report, smolensk_officer, reads, new_row()), smolensk_officer)
    assert Event.objects.get().uid == uuid.uuid5(job.uid, "row 0")


def test_a_fault_of_ours_in_one_row_loses_no_other(report, smolensk_officer, reads, monkeypatch, caplog):
    create = apply.create_event

    def breaking(*args, values, **more):
        if values["name"] == "Беда":
            raise ZeroDivisionError
        return create(*args, values=values, **more)

    monkeypatch.setattr(apply, "create_event", breaking)
    job = take(uploaded(report, smolensk_officer, reads, new_row("Беда"), new_row("Другое")), smolensk_officer)
    assert (names(report), job.state) == (["Другое"], State.APPLIED)
    assert "ошибки в программе" in job.choices["left"][0]["text"]
    assert "ZeroDivisionError" in caplog.text


# Who may


@pytest.mark.parametrize(
    ("state", "is_nil", "officer_may", "coordinator_may"),
    [
        ("draft", False, True, True),
        ("returned", False, True, True),
        ("submitted", False, False, True),
        ("submitted", True, False, False),
        ("approved", False, False, False),
    ],
)
def test_who_may_write_the_rows_of_a_table(
    report, smolensk_officer, coordinator, vyazma_officer, stranger, reads, state, is_nil, officer_may, coordinator_may
):
    """Approved: nobody. The coordinator also on the officer's behalf, but ordinary edits there stay forbidden."""
    factories.make_submission(report.period, report.municipality, state=state, is_nil=is_nil, officer=smolensk_officer)
    for by, may in (
        (smolensk_officer, officer_may),
        (coordinator, coordinator_may),
        (vyazma_officer, False),
        (stranger, False),
    ):
        if may:
            events.create_event(report, by=by, values=factories.EVENT, importing=True)
        else:
            with pytest.raises(NotEditable):
                events.create_event(report, by=by, values=factories.EVENT, importing=True)
    if state in {"draft", "returned"}:
        with pytest.raises(NotEditable):
            events.create_event(report, by=coordinator, values=factories.EVENT)


def test_after_the_last_day_only_the_coordinator_brings_rows(report, smolensk_officer, coordinator):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Period.objects.update(deadline=yesterday, hard_deadline=yesterday)
    with pytest.raises(NotEditable, match="Приём отчётов закончен"):
        events.create_event(report, by=smolensk_officer, values=factories.EVENT, importing=True)
    Period.objects.update(closed_at=timezone.now())
    assert events.create_event(report, by=coordinator, values=factories.EVENT, importing=True).pk


# Undo


def test_an_import_that_only_deletes(report, smolensk_officer, reads):
    event = factories.make_event(report, by=smolensk_officer)
    report.refresh_from_db()
    job = uploaded(
        report, smolensk_officer, reads, sections=[ReadSection("", "", report=report.pk, version=report.version)]
    )
    job = take(job, smolensk_officer, gone={str(event.uid): True})
    assert (names(report), job.total) == ([], 1)
    assert (jobs.undo(job, smolensk_officer).taken_back, len(names(report))) == (1, 1)


# A few rows a transaction


def five_rows(report, by, reads):
    return uploaded(report, by, reads, *(new_row(f"Новое {number}") for number in range(5)))


def test_rows_are_written_a_few_a_transaction_and_others_write_between(report, smolensk_officer, reads, two_at_once):
    job = take(five_rows(report, smolensk_officer, reads), smolensk_officer)
    assert (job.state, two_at_once, len(names(report))) == (State.APPLIED, [(2, 0), (4, 0)], 5)


def test_the_limit_of_rows_a_transaction_is_small():
    """On SQLite every other write waits for it."""
    assert apply.ROWS_AT_ONCE <= 5


def test_progress_is_told_after_each_few_rows(report, smolensk_officer, reads, two_at_once, monkeypatch):
    job, told = five_rows(report, smolensk_officer, reads), []
    monkeypatch.setattr(jobs._Beat, "__call__", lambda self, done, total: told.append((done, total)))
    take(job, smolensk_officer)
    assert told == [(0, 5), (2, 5), (4, 5), (5, 5)]


def test_who_takes_over_in_the_middle_of_a_report_writes_nothing_twice(
    report, smolensk_officer, reads, two_at_once, monkeypatch
):
    """Rows of the file that say the same are entered as often as the person ticked them, also by two workers."""
    rows = [new_row("Новое"), new_row("Второе"), new_row("Новое", where="строка 3")]
    job = uploaded(report, smolensk_officer, reads, *rows)

    def die():
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        stopping_after(patch, 1, die)
        take(job, smolensk_officer, rows={str(number): {"take": "add"} for number in range(3)})
    assert len(names(report)) == 2
    ImportJob.objects.update(beat_at=ago(16))
    jobs.work(job.pk)
    job.refresh_from_db()
    assert (job.state, job.choices["left"], names(report)) == (State.APPLIED, [], ["Второе", "Новое", "Новое"])
    assert ImportChange.objects.count() == 3


def between(monkeypatch, do):
    """`do` happens between the first two transactions of a writing or an undoing."""
    done = []

    def once():
        if not done:
            done.append(do())

    monkeypatch.setattr(apply, "let_others_write", once)
    monkeypatch.setattr(undo, "let_others_write", once)


def test_a_report_handed_in_between_keeps_what_is_in_and_the_rest_is_told(
    report, smolensk_officer, reads, two_at_once, monkeypatch
):
    job = five_rows(report, smolensk_officer, reads)
    between(monkeypatch, lambda: workflow.submit(report, by=smolensk_officer))
    job = take(job, smolensk_officer)
    assert (job.state, len(names(report))) == (State.APPLIED, 2)
    assert [left["row"] for left in job.choices["left"]] == [2, 3, 4]
    assert all("на проверке" in left["text"] for left in job.choices["left"])


def test_a_row_that_a_colleague_enters_between_is_not_entered_again(
    report, smolensk_officer, reads, two_at_once, monkeypatch
):
    job = five_rows(report, smolensk_officer, reads)
    values = {"name": "Новое 3", "place_text": TEXTS["place"], "period_text": TEXTS["period"]}
    values |= {key: TEXTS[key] for key in ("purpose", "participants")}
    between(monkeypatch, lambda: events.create_event(report, by=smolensk_officer, values=values))
    job = take(job, smolensk_officer)
    assert [(left["row"], left["text"]) for left in job.choices["left"]] == [(3, apply.THERE_ALREADY)]
    assert names(report).count("Новое 3") == 1


def test_a_worker_whose_job_was_taken_over_between_writes_no_further_row(
    report, smolensk_officer, reads, two_at_once, monkeypatch
):
    job = five_rows(report, smolensk_officer, reads)
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_TELLINGS", 60)
    between(monkeypatch, lambda: ImportJob.objects.update(beat_at=ago(1)))
    job = take(job, smolensk_officer)
    assert (job.state, len(names(report))) == (State.APPLYING, 2)


def test_rows_past_the_room_of_the_report_are_left_and_told(report, smolensk_officer, reads, two_at_once, monkeypatch):
    job = five_rows(report, smolensk_officer, reads)
    monkeypatch.setattr(event_limits, "MOST_EVENTS", 3)
    job = take(job, smolensk_officer, rows={str(number): {"take": "add"} for number in range(5)})
    assert (job.state, len(names(report))) == (State.APPLIED, 3)
    assert [left["row"] for left in job.choices["left"]] == [3, 4]
    assert all("Удалите лишние строки" in left["text"] for left in job.choices["left"])


def test_rows_whose_texts_have_no_room_are_left_and_told(report, smolensk_officer, reads, two_at_once, monkeypatch):
    job = five_rows(report, smolensk_officer, reads)
    rows = from_json(job.content).rows
    monkeypatch.setattr(event_limits, "MOST_LETTERS", sum(map(letters_of_row, rows[:3])))
    job = take(job, smolensk_officer, rows={str(number): {"take": "add"} for number in range(5)})
    assert (job.state, len(names(report))) == (State.APPLIED, 3)
    assert [left["row"] for left in job.choices["left"]] == [3, 4]
    assert all("Сократите этот текст" in left["text"] for left in job.choices["left"])
