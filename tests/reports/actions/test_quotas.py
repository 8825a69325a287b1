"""One person, or one report, takes only so much of the day, of the queue and of the disk; nothing typed is lost."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from municipalities.models import PartnerCity
from reports.actions import drafts, events, extensions, machines, partners, quotas, remarks, scans, workflow
from reports.imports import jobs
from reports.models import Agreement, EditDraft, EventRevision, ImportJob, Remark, State, Submission
from tests import factories
from tests.scans import pdf
from tests.whole.test_routes import FORMSET

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

DAY = datetime.timedelta(days=1)


@pytest.fixture
def report(period, smolensk):
    return Submission.objects.get(period=period, municipality=smolensk)


@pytest.fixture
def left_lying(monkeypatch):
    """No worker runs: what is uploaded waits."""
    monkeypatch.setattr(jobs, "in_background", lambda pk: None)


def upload(report, by, data=b"what is no table"):
    return jobs.start(report.period, report.municipality, by=by, data=data, name="Таблица.docx")


def keep(by, report, text="Мой текст"):
    sending = drafts.Sending(uid=uuid.uuid4(), page=uuid.uuid4(), number=1, fields=[["name", text]])
    return drafts.keep(by, report, sending).draft


# Uploaded tables


def test_so_many_tables_a_day_are_taken_refused_ones_too(report, smolensk_officer, vyazma_officer, monkeypatch):
    monkeypatch.setattr(quotas, "UPLOADS", 3)
    for _ in range(3):
        assert upload(report, smolensk_officer).state == "refused"
    with pytest.raises(ValueError, match=r"уже 3 таблиц.*завтра, с 00:00"):
        upload(report, smolensk_officer)
    assert ImportJob.objects.count() == 3
    assert quotas.why_no_upload(vyazma_officer, 1) == ""
    ImportJob.objects.update(at=timezone.now() - DAY)
    assert upload(report, smolensk_officer)


def test_so_many_bytes_a_day_are_taken_equal_ones_counted_again(report, smolensk_officer, monkeypatch):
    monkeypatch.setattr(quotas, "UPLOADED_BYTES", 2 * quotas.MEGABYTE)
    data = b"x" * quotas.MEGABYTE
    upload(report, smolensk_officer, data)
    upload(report, smolensk_officer, data)
    with pytest.raises(ValueError, match="не больше 2 МБ, сегодня осталось 0 МБ"):
        upload(report, smolensk_officer, b"y")


def test_so_many_tables_of_one_person_wait(report, smolensk_officer, coordinator, monkeypatch, left_lying):
    monkeypatch.setattr(quotas, "WAITING_UPLOADS", 2)
    first, _ = upload(report, smolensk_officer), upload(report, smolensk_officer)
    with pytest.raises(ValueError, match="Ещё не прочитано 2"):
        upload(report, smolensk_officer)
    assert jobs.start(report.period, None, by=coordinator, data=b"a", name="a")
    jobs.ask_to_cancel(first, smolensk_officer)
    assert upload(report, smolensk_officer)


def test_a_pasted_table_that_is_too_much_stays_in_the_form(report, smolensk_officer, client_of, monkeypatch):
    monkeypatch.setattr(quotas, "UPLOADS", 0)
    client, address = client_of(smolensk_officer), reverse("report_import", args=[report.pk])
    page = client.post(address, {"text": "Наименование\tМесто", "html": ""}).content.decode()
    assert "больше за день нельзя" in page
    assert "Наименование\tМесто" in page
    blank = client.get(reverse("form_docx", args=[report.pk])).getvalue()
    page = client.post(address, {"file": SimpleUploadedFile("a.docx", blank)}).content.decode()
    assert "больше за день нельзя" in page
    assert not ImportJob.objects.exists()


def test_people_take_turns_in_the_queue(report, smolensk_officer, coordinator, left_lying, monkeypatch):
    many = [upload(report, smolensk_officer, b"a%d" % number) for number in range(4)]
    few = [jobs.start(report.period, None, by=coordinator, data=b"b%d" % number, name="b") for number in range(2)]
    order = []
    while (pk := jobs.next_in_turn()) is not None:
        order.append(pk)
        jobs.work(pk)
    assert order == [job.pk for job in (many[0], few[0], many[1], few[1], many[2], many[3])]


def test_who_has_a_table_in_hands_comes_after_who_has_none(report, smolensk_officer, coordinator, left_lying):
    first, _ = upload(report, smolensk_officer), upload(report, smolensk_officer, b"b")
    old = jobs.start(report.period, None, by=coordinator, data=b"c", name="c")
    jobs.work(old.pk)
    ImportJob.objects.filter(pk=first.pk).update(state="reading", beat_at=timezone.now())
    other = jobs.start(report.period, None, by=coordinator, data=b"d", name="d")
    assert jobs.next_in_turn() == other.pk


# Unsaved texts


def test_so_many_unsaved_texts_are_kept_and_the_open_one_may_still_be_written(report, smolensk_officer, monkeypatch):
    monkeypatch.setattr(quotas, "OPEN_DRAFTS", 2)
    first, _ = keep(smolensk_officer, report), keep(smolensk_officer, report)
    with pytest.raises(drafts.DraftsFull, match=r"уже 2.*отбросьте лишние"):
        keep(smolensk_officer, report)
    own = {"uid": first.uid, "page": first.page}
    drafts.keep(smolensk_officer, report, drafts.Sending(**own, number=2, fields=[["name", "Дальше"]]))
    drafts.close(smolensk_officer, report, pages={first.page: 2}, uid=first.uid)
    assert keep(smolensk_officer, report)


def test_unsaved_texts_have_so_much_room_together(report, smolensk_officer, coordinator, monkeypatch):
    monkeypatch.setattr(quotas, "DRAFT_LETTERS", 100)
    first = keep(smolensk_officer, report, "а" * 60)
    with pytest.raises(drafts.DraftsFull):
        keep(smolensk_officer, report, "а" * 50)
    own = {"uid": first.uid, "page": first.page}
    with pytest.raises(drafts.DraftsFull):
        drafts.keep(smolensk_officer, report, drafts.Sending(**own, number=2, fields=[["name", "а" * 101]]))
    drafts.keep(smolensk_officer, report, drafts.Sending(**own, number=3, fields=[["name", "а" * 40]]))
    assert keep(smolensk_officer, report, "а" * 60)
    assert keep(coordinator, report, "а" * 60)


def test_the_script_is_told_that_the_room_is_full(report, smolensk_officer, client_of, monkeypatch):
    monkeypatch.setattr(quotas, "OPEN_DRAFTS", 0)
    sent = {"uid": uuid.uuid4(), "draft_page": uuid.uuid4(), "draft_number": 1, "draft_by": smolensk_officer.pk}
    address = reverse("event_draft", args=[report.pk])
    answer = client_of(smolensk_officer).post(address, sent | {"name": "Мой текст"})
    assert answer.status_code == 409
    assert "Этот текст остаётся в окне" in answer.json()["error"]
    assert not EditDraft.objects.exists()


# Partners, moves, requests, remarks


def test_so_many_partners_a_day_are_proposed_and_known_ones_are_found(smolensk, smolensk_officer, monkeypatch):
    factories.make_country()
    monkeypatch.setattr(quotas, "PROPOSED_PARTNERS", 2)

    def name(text):
        return partners.find_or_propose(text, "BY", by=smolensk_officer, municipality_id=smolensk.pk)

    known, _ = name("Орша"), name("Полоцк")
    with pytest.raises(ValidationError, match=r"уже 2 новых.*завтра"):
        name("Браслав")
    assert name("Орша") == known
    PartnerCity.objects.update(proposed_at=timezone.now() - DAY)
    assert name("Браслав")


def test_handing_in_and_withdrawing_in_turns_ends_with_the_report_handed_in(
    report, smolensk_officer, coordinator, monkeypatch
):
    monkeypatch.setattr(quotas, "MOVES_BACK", 2)
    for _ in range(2):
        workflow.withdraw(workflow.declare_nil(report, by=smolensk_officer), by=smolensk_officer)
    handed_in = workflow.declare_nil(report, by=smolensk_officer)
    with pytest.raises(workflow.MoveRefused, match=r"уже 2 раза.*завтра"):
        workflow.withdraw(handed_in, by=smolensk_officer)
    with pytest.raises(workflow.MoveRefused, match="уже 2 раза"):
        workflow.return_for_changes(handed_in, by=coordinator, note="Уточните")
    until = timezone.localdate() + 5 * DAY
    with pytest.raises(extensions.RequestRefused, match="уже 2 раза"):
        extensions.extend(handed_in, by=coordinator, reason="Болезнь", until=until)
    approved = workflow.approve(handed_in, by=coordinator, version=handed_in.version)
    with pytest.raises(workflow.MoveRefused, match="уже 2 раза"):
        workflow.unapprove(workflow.approvals_of([approved])[0], by=coordinator)
    with pytest.raises(workflow.MoveRefused, match="уже 2 раза"):
        workflow.reopen(approved, by=coordinator, reason="Ошибка", until=until)
    assert Submission.objects.get(pk=report.pk).state == State.APPROVED


def test_so_many_requests_for_time_a_day_are_taken(report, smolensk_officer, coordinator, monkeypatch):
    monkeypatch.setattr(quotas, "REQUESTS", 2)
    for _ in range(2):
        extensions.ask(report, by=smolensk_officer, reason="Болезнь")
        extensions.decline(report, by=coordinator, answer="Нет")
    with pytest.raises(extensions.RequestRefused, match=r"уже 2 раз.*завтра"):
        extensions.ask(report, by=smolensk_officer, reason="Болезнь")


def test_so_many_steps_about_remarks_a_day_are_taken(report, smolensk_officer, coordinator, monkeypatch):
    handed_in = workflow.declare_nil(report, by=smolensk_officer)
    monkeypatch.setattr(quotas, "REMARK_STEPS", 1)
    remark = remarks.add_remark(handed_in, by=coordinator, text="Первое")
    with pytest.raises(remarks.RemarkRefused, match="завтра"):
        remarks.add_remark(handed_in, by=coordinator, text="Второе")
    with pytest.raises(remarks.RemarkRefused, match="завтра"):
        remarks.accept_remark(remark, by=coordinator)
    assert [(remark.text, remark.state) for remark in Remark.objects.all()] == [("Первое", "open")]


def test_the_limits_leave_room_for_an_honest_deadline_day():
    """27 municipalities with 60 rows, all entered, remarked on, answered and accepted by one person."""
    assert quotas.UPLOADS >= 2 * 110
    assert quotas.OPEN_DRAFTS >= 110
    assert quotas.REMARK_STEPS >= 27 * 60 * 3
    assert quotas.MOVES_BACK >= 10


# What is kept for good


def test_so_many_events_are_written_on_one_day_and_the_words_stay(report, smolensk_officer, client_of, monkeypatch):
    event = factories.make_event(report, by=smolensk_officer)
    monkeypatch.setattr(quotas, "WRITTEN_EVENTS", 2)
    saved = events.save_event(event, by=smolensk_officer, values={"note": "Второй раз"}, base_version=1)
    with pytest.raises(events.ReportFull, match="уже 2 раза, больше за день нельзя"):
        events.save_event(saved, by=smolensk_officer, values={"note": "Третий"}, base_version=saved.version)
    form = {**FORMSET, **factories.EVENT, "name": "Новая встреча", "uid": str(uuid.uuid4())}
    page = client_of(smolensk_officer).post(reverse("event_add", args=[report.pk]), form)
    assert page.status_code == 200
    assert "больше за день нельзя" in page.text and "Новая встреча" in page.text
    assert report.events.count() == 1
    EventRevision._base_manager.all()._raw_delete("default")  # as tomorrow
    assert events.save_event(saved, by=smolensk_officer, values={"note": "Завтра"}, base_version=saved.version)


def test_so_many_changes_of_documents_are_made_on_one_day(smolensk, smolensk_officer, client_of, monkeypatch):
    link = factories.make_partner(municipality=smolensk).partnerships.get()
    document = Agreement.objects.create(partnership=link, title="О дружбе")
    first = scans.attach_scan(document, by=smolensk_officer, data=pdf(), name="Скан.pdf")
    monkeypatch.setattr(quotas, "DOCUMENT_STEPS", 1)
    address = reverse("agreement_scan_remove", args=[document.pk, first.pk])
    page = client_of(smolensk_officer).post(address, follow=True)
    assert "больше за день нельзя" in page.text
    assert document.scans.filter(ended_at=None).exists()


def test_so_many_tokens_are_made_on_one_day_revoked_ones_too(smolensk_officer, monkeypatch):
    monkeypatch.setattr(quotas, "MADE_TOKENS", 1)
    day = timezone.localdate() + DAY
    token, _ = machines.make_token(by=smolensk_officer, name="Таблица", expires_on=day)
    machines.revoke_token(token, by=smolensk_officer)
    with pytest.raises(machines.AccessRefused, match="уже 1 ключей, больше за день нельзя"):
        machines.make_token(by=smolensk_officer, name="Ещё одна", expires_on=day)
