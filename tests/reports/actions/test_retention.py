"""What nobody needs any more goes after its time, announced, and nothing else goes; histories stay whole."""

import datetime
import uuid
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from municipalities.models import AccountLetter, GuessCount, ListUpload
from reports.actions import drafts, events, invitations, releases
from reports.imports import jobs
from reports.imports.choices import Choices
from reports.models import (
    EditDraft,
    Event,
    ImportJob,
    Invitation,
    Letter,
    LetterTry,
    Notice,
    Release,
    StoredContent,
    StoredFile,
)
from reports.queries.sealed_rows import broken_seals
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

DAY = datetime.timedelta(days=1)


def clean_up(*arguments):
    out = StringIO()
    call_command("clean_up", *arguments, stdout=out)
    return out.getvalue()


def ago(days):
    return timezone.now() - days * DAY


def make_ended(period, municipality, by, state, days, **fields):
    refusal = "Это не таблица." if state == "refused" else ""
    job = factories.make_import(period, municipality, by=by, state=state, refusal=refusal, **fields)
    ImportJob.objects.filter(pk=job.pk).update(ended_at=ago(days))
    return job


def content_of(job):
    return StoredContent.objects.get(files__import_job=job)


def make_draft(by, submission, days, text="Мой текст"):
    page = uuid.uuid4()
    sending = drafts.Sending(uid=uuid.uuid4(), page=page, number=1, fields=[["name", text]], age=days * DAY)
    kept = drafts.keep(by, submission, sending)
    return kept.draft


# Uploaded tables


@pytest.mark.parametrize("state", ["refused", "cancelled", "undone"])
def test_bytes_of_an_unwanted_table_go_after_thirty_days_and_the_row_stays(period, smolensk, smolensk_officer, state):
    old = make_ended(period, smolensk, smolensk_officer, state, 31, data=b"old")
    new = make_ended(period, smolensk, smolensk_officer, state, 29, data=b"new")
    clean_up()
    gone = content_of(old)
    assert (bytes(gone.data), gone.size, gone.dropped_at is None) == (b"", 3, False)
    assert bytes(content_of(new).data) == b"new"
    job = ImportJob.objects.get(pk=old.pk)
    assert (job.by, job.state, job.file.name, job.refusal) == (smolensk_officer, state, "Таблица.docx", old.refusal)
    assert list(broken_seals()) == []


@pytest.mark.parametrize("state", ["waiting", "reading", "ready", "applying", "applied"])
def test_bytes_of_a_table_that_is_under_way_or_taken_in_stay(period, smolensk, smolensk_officer, state):
    job = factories.make_import(period, smolensk, by=smolensk_officer, state=state, data=b"wanted")
    ImportJob.objects.filter(pk=job.pk).update(at=ago(80), ended_at=ago(80))
    clean_up()
    assert bytes(content_of(job).data) == b"wanted"


def test_equal_bytes_stay_while_one_table_needs_them(period, smolensk, smolensk_officer):
    make_ended(period, smolensk, smolensk_officer, "refused", 31, data=b"same")
    wanted = factories.make_import(period, smolensk, by=smolensk_officer, data=b"same")
    clean_up()
    assert bytes(content_of(wanted).data) == b"same"


def test_dropped_bytes_that_are_uploaded_again_are_kept_again(period, smolensk, smolensk_officer):
    make_ended(period, smolensk, smolensk_officer, "refused", 31, data=b"same")
    clean_up()
    again = factories.make_import(period, smolensk, by=smolensk_officer, data=b"same")
    content = content_of(again)
    assert (bytes(content.data), content.dropped_at) == (b"same", None)
    assert list(broken_seals()) == []


def test_bytes_dropped_past_the_program_show(period, smolensk, smolensk_officer):
    job = factories.make_import(period, smolensk, by=smolensk_officer, data=b"wanted")
    with connection.cursor() as cursor:
        now = StoredContent._meta.get_field("dropped_at").get_db_prep_value(timezone.now(), connection)
        cursor.execute("UPDATE reports_storedcontent SET data = %s, dropped_at = %s", [b"", now])
    assert [sentence for sentence in broken_seals() if "изменена мимо программы" in sentence]
    assert job.pk


def test_the_pages_of_a_dropped_file_say_so(period, smolensk, smolensk_officer, client_of):
    job = make_ended(period, smolensk, smolensk_officer, "refused", 31)
    clean_up()
    client = client_of(smolensk_officer)
    answer = client.get(reverse("import_file", args=[job.uid]), follow=True)
    assert answer.redirect_chain == [(reverse("import", args=[job.uid]), 302)]
    page = answer.content.decode()
    assert "Файл удалён" in page
    assert reverse("import_file", args=[job.uid]) not in page
    submission = job.period.submissions.get(municipality=smolensk)
    door = client.get(reverse("report_import", args=[submission.pk])).content.decode()
    assert "Файл удалён" in door
    assert reverse("import_file", args=[job.uid]) not in door


def test_an_applied_table_can_be_undone_after_a_clean_up(period, smolensk, smolensk_officer):
    job = factories.make_import(period, smolensk, by=smolensk_officer, rows=[factories.make_row()])
    choices = {"rows": {"0": {"take": True}}}
    job = jobs.apply(job, smolensk_officer, Choices.from_json(choices))
    ImportJob.objects.filter(pk=job.pk).update(at=ago(400), ended_at=ago(400))
    clean_up()
    undone = jobs.undo(ImportJob.objects.get(pk=job.pk), smolensk_officer)
    assert undone.left == []
    assert undone.taken_back == ImportJob.objects.get(pk=job.pk).changes.count()


def test_a_table_nobody_decides_on_is_cancelled_and_told_before_its_file_goes(period, smolensk, smolensk_officer):
    job = factories.make_import(period, smolensk, by=smolensk_officer, data=b"mine")
    ImportJob.objects.filter(pk=job.pk).update(at=ago(91))
    clean_up()
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert bytes(content_of(job).data) == b"mine"
    notice = Notice.objects.get(user=smolensk_officer)
    assert "Файл можно скачать до" in notice.text
    assert notice.path == reverse("import", args=[job.uid])


def test_files_of_a_release_and_its_verification_outlive_every_clean_up(period, smolensk, vyazma, coordinator):
    for municipality in (smolensk, vyazma):
        factories.make_submission(period, municipality, state="approved", coordinator=coordinator)
    releases.close_and_release(period, by=coordinator)
    StoredFile.objects.update(at=ago(4000))
    clean_up()
    release = Release.objects.get()
    assert all(len(file.content.data) == file.content.size > 0 for file in (release.document, release.workbook))
    call_command("verify_history", stdout=StringIO())


def test_files_and_bytes_that_belong_to_nothing_go(smolensk_officer):
    file = StoredFile.keep(b"lost", name="a", content_type="b", by=smolensk_officer)
    StoredFile.keep(b"just now", name="a", content_type="b", by=smolensk_officer)
    StoredFile.objects.filter(pk=file.pk).update(at=ago(2))
    clean_up()
    assert [bytes(content.data) for content in StoredContent.objects.all()] == [b"just now"]
    assert list(broken_seals()) == []


# Unsaved texts


def test_an_abandoned_text_goes_a_week_after_its_author_was_told(period, smolensk, smolensk_officer):
    submission = period.submissions.get(municipality=smolensk)
    draft = make_draft(smolensk_officer, submission, 95, "Праздник двух берегов")
    make_draft(smolensk_officer, submission, 95, "Второй текст")
    clean_up()
    clean_up()
    assert EditDraft.objects.count() == 2
    notice = Notice.objects.get(user=smolensk_officer)  # one, for both
    assert "Праздник двух берегов" in notice.text
    assert "Второй текст" in notice.text
    EditDraft.objects.update(warned_at=ago(8))
    clean_up()
    assert not EditDraft.objects.filter(pk=draft.pk).exists()


def test_a_text_that_is_gone_on_with_is_not_abandoned(period, smolensk, smolensk_officer):
    submission = period.submissions.get(municipality=smolensk)
    draft = make_draft(smolensk_officer, submission, 95)
    EditDraft.objects.update(warned_at=ago(8))
    fields = [["name", "Мой текст, дальше"]]
    drafts.keep(smolensk_officer, submission, drafts.Sending(uid=draft.uid, page=draft.page, number=2, fields=fields))
    clean_up()
    draft.refresh_from_db()
    assert (draft.name, draft.warned_at) == ("Мой текст, дальше", None)


def test_a_young_text_stays_unmentioned(period, smolensk, smolensk_officer):
    make_draft(smolensk_officer, period.submissions.get(municipality=smolensk), 82)
    clean_up()
    assert EditDraft.objects.count() == 1
    assert not Notice.objects.exists()


def test_discarded_texts_go_by_the_day_of_discarding(period, smolensk, smolensk_officer):
    report = factories.make_submission(period, smolensk)
    for number, days in ((1, 29), (2, 31)):
        EditDraft.objects.create(
            by=smolensk_officer,
            submission=report,
            uid=uuid.UUID(int=number),
            page=uuid.UUID(int=number),
            number=1,
            fields=[["name", "Брошенное"]],
            saved_at=ago(60),
            is_closed=True,
            discarded_at=ago(days),
        )
    clean_up()
    assert [str(draft) for draft in EditDraft.objects.all()] == ["Брошенное"]


def test_closed_texts_go_when_no_computer_brings_them_any_more(period, smolensk, smolensk_officer):
    submission = period.submissions.get(municipality=smolensk)
    for page in (1, 2):
        drafts.close(smolensk_officer, submission, pages={uuid.UUID(int=page): 1}, uid=uuid.uuid4())
    EditDraft.objects.filter(page=uuid.UUID(int=1)).update(saved_at=ago(31))
    clean_up()
    assert [draft.page.int for draft in EditDraft.objects.all()] == [2]


# Notices, letters, what passes


def test_read_notices_and_their_letters_go_after_a_year_and_unread_ones_stay(smolensk_officer):
    letter = Letter.objects.create(user=smolensk_officer, address="a@example.org", subject="a", body="b")
    LetterTry.objects.create(letter=letter)
    Letter.objects.update(state="sent", sent_at=ago(400), made_at=ago(400))
    for text in ("прочитано", "не прочитано"):
        factories.make_notices([smolensk_officer], Notice.Kind.APPROVED, text)
    Notice.objects.update(at=ago(400), is_mailed=True)
    Notice.objects.filter(text="прочитано").update(read_at=ago(399), letter=letter)
    clean_up()
    assert [notice.text for notice in Notice.objects.all()] == ["не прочитано"]
    assert not Letter.objects.exists()
    assert not LetterTry.objects.exists()


def test_a_letter_that_waits_or_carries_an_unread_notice_stays(smolensk_officer):
    waits = Letter.objects.create(user=smolensk_officer, address="a@example.org", subject="a", body="b")
    carries = Letter.objects.create(user=smolensk_officer, address="a@example.org", subject="a", body="b")
    Letter.objects.update(made_at=ago(400))
    Letter.objects.filter(pk=carries.pk).update(state="sent", sent_at=ago(400))
    factories.make_notices([smolensk_officer], Notice.Kind.APPROVED, "не прочитано")
    Notice.objects.update(letter=carries, is_mailed=True)
    clean_up()
    assert set(Letter.objects.all()) == {waits, carries}


def test_what_has_passed_goes_and_what_lasts_stays(smolensk_officer):
    for key, left in (("over", -1), ("lasts", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + left * DAY)
        GuessCount.objects.create(key=key, number=1, last_at=timezone.now() + min(left, 0) * DAY)
        upload = ListUpload.objects.create(by=smolensk_officer, model="a", name=key, data=b"x")
        ListUpload.objects.filter(pk=upload.pk).update(at=timezone.now() + (left * 2) * DAY)
        AccountLetter.objects.create(user=smolensk_officer, text=key, made_at=ago(0 if left > 0 else 31))
    clean_up()
    assert [session.session_key for session in Session.objects.all()] == ["lasts"]
    assert [count.key for count in GuessCount.objects.all()] == ["lasts"]
    assert [upload.name for upload in ListUpload.objects.all()] == ["lasts"]
    assert [letter.text for letter in AccountLetter.objects.all()] == ["lasts"]


def test_a_link_for_who_held_an_event_goes_a_year_after_its_last_day(period, smolensk, smolensk_officer):
    report, today = factories.make_submission(period, smolensk, events=0), timezone.localdate()
    for asked, days in (("goes", 366), ("stays", 364)):
        link = invitations.invite(report, by=smolensk_officer, asked=asked, words="", until=today)
        Invitation.objects.filter(pk=link.pk).update(until=today - days * DAY)
    clean_up()
    assert Invitation.objects.get().asked == "stays"


def test_a_trial_says_what_would_go_and_changes_nothing(period, smolensk, smolensk_officer):
    job = make_ended(period, smolensk, smolensk_officer, "cancelled", 31, data=b"kept")
    make_draft(smolensk_officer, period.submissions.get(municipality=smolensk), 95)
    told = clean_up("--dry-run")
    assert "Содержимое файлов ненужных загрузок удалено: 1." in told
    assert "О скором удалении несохранённых текстов предупреждено: 1." in told
    assert "пробный запуск" in told
    assert bytes(content_of(job).data) == b"kept"
    assert not Notice.objects.exists()


def test_events_and_their_histories_are_never_touched(period, smolensk, smolensk_officer):
    event = factories.make_event(period.submissions.get(municipality=smolensk), by=smolensk_officer)
    events.delete_event(event, by=smolensk_officer, base_version=event.version)
    Event.objects.update(deleted_at=ago(4000))
    clean_up()
    assert event.revisions.count() == 2
