"""What the register does with documents, and that no report, version or seal changes by it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from reports.actions import events, register, workflow
from reports.actions.register import RegisterRefused
from reports.models import Agreement, ArchiveBuild, Event, FoundDocument, Submission
from reports.queries.agreements import visible_documents
from reports.queries.chain import broken_histories
from reports.queries.event_content import content_of
from reports.queries.sealed_rows import broken_seals
from reports.rules.permissions import THE_PROGRAM
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

SIGNS = "Прошла встреча. Подписано Соглашение о дружбе между городом Смоленском и городом Минском. Был концерт."
VALUES = {"kind": "agreement", "title": "Соглашение о дружбе", "parties": "город Смоленск\nгород Минск"}


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture
def report(period, smolensk, smolensk_officer, coordinator):
    """Approved; its one row names a document that nobody has entered."""
    draft = factories.make_submission(period, smolensk)
    factories.make_event(draft, by=smolensk_officer, purpose=SIGNS)
    return factories.move_to(draft, "approved", officer=smolensk_officer, coordinator=coordinator)


def nothing_is_broken():
    assert [*broken_histories(Submission.objects.order_by("pk")), *broken_seals()] == []


def reopened(report, coordinator):
    tomorrow = timezone.localdate() + datetime.timedelta(days=2)
    return workflow.reopen(Submission.objects.get(pk=report.pk), by=coordinator, reason="Ошибка", until=tomorrow)


def test_an_approval_finds_what_the_text_names_and_nobody_has_entered(report):
    found = FoundDocument.objects.get()
    assert (found.kind, found.title, found.state) == ("agreement", "Соглашение о дружбе", "waiting")
    assert found.words == "Подписано Соглашение о дружбе между городом Смоленском и городом Минском."
    assert not Agreement.objects.exists()


def test_what_is_entered_is_not_found(period, smolensk, smolensk_officer, coordinator):
    draft = factories.make_submission(period, smolensk)
    factories.make_event(draft, by=smolensk_officer, purpose=SIGNS, agreements=[VALUES])
    factories.move_to(draft, "approved", officer=smolensk_officer, coordinator=coordinator)
    assert not FoundDocument.objects.exists()


def test_what_is_left_out_of_the_table_is_not_asked_about(report, coordinator):
    Event.objects.update(is_included=False, exclusion_reason="Не международное")
    register.find_documents(report, by=coordinator)
    assert not FoundDocument.objects.exists()


def test_a_confirmed_document_is_the_registers_and_changes_no_report(report, coordinator, smolensk_officer):
    event = Event.objects.get()
    before, version = content_of(event), report.version
    document = register.enter_found(FoundDocument.objects.get(), by=coordinator, values=VALUES)
    register.set_term(document, by=smolensk_officer, until=day("2030-01-01"))
    assert (document.found_in, document.event) == (event, None)
    assert list(visible_documents(smolensk_officer)) == [document]
    assert content_of(Event.objects.get()) == before
    assert Submission.objects.get(pk=report.pk).version == version
    assert [str(step) for step in document.steps.all()] == [
        "Действует до: 1\u00a0января 2030\u00a0года (было: срок не указан).",
        "Внесён в реестр: назван в тексте мероприятия.",
    ]
    nothing_is_broken()


def test_an_answer_is_remembered_by_the_next_approval(report, coordinator, smolensk_officer):
    register.dismiss_found(FoundDocument.objects.get(), by=coordinator)
    reopened(report, coordinator)
    workflow.submit(Submission.objects.get(pk=report.pk), by=smolensk_officer)
    workflow.approve(Submission.objects.get(pk=report.pk), by=coordinator, version=None)
    assert FoundDocument.objects.get().state == "dismissed"


def test_a_find_whose_words_are_gone_is_asked_no_more(report, coordinator, smolensk_officer):
    reopened(report, coordinator)
    event = Event.objects.get()
    events.save_event(event, by=smolensk_officer, values={"purpose": "Прошла встреча"}, base_version=event.version)
    workflow.submit(Submission.objects.get(pk=report.pk), by=smolensk_officer)
    workflow.approve(Submission.objects.get(pk=report.pk), by=coordinator, version=None)
    assert not FoundDocument.objects.exists()


def test_a_report_that_is_open_again_takes_no_answer(report, coordinator):
    reopened(report, coordinator)
    with pytest.raises(RegisterRefused, match="снова открыт"):
        register.enter_found(FoundDocument.objects.get(), by=coordinator, values=VALUES)


def test_the_officer_who_enters_a_confirmed_document_takes_over_that_one(report, coordinator, smolensk_officer):
    document = register.enter_found(FoundDocument.objects.get(), by=coordinator, values=VALUES)
    register.set_term(document, by=coordinator, is_open_ended=True)
    reopened(report, coordinator)
    event = Event.objects.get()
    events.save_event(event, by=smolensk_officer, values={"agreements": [VALUES]}, base_version=event.version)
    own = Agreement.objects.get()
    assert (own.pk, own.event, own.is_open_ended) == (document.pk, event, True)
    with pytest.raises(RegisterRefused, match="уже внёс"):
        register.ask_again(FoundDocument.objects.get(), by=coordinator)
    nothing_is_broken()


def test_an_answer_can_be_taken_back(report, coordinator):
    found = FoundDocument.objects.get()
    register.enter_found(found, by=coordinator, values=VALUES)
    with pytest.raises(RegisterRefused, match="уже внесён"):
        register.enter_found(found, by=coordinator, values=VALUES)
    register.ask_again(found, by=coordinator)
    found.refresh_from_db()
    assert (found.state, found.document, found.by) == ("waiting", None, None)
    assert not Agreement.objects.exists()
    nothing_is_broken()


def test_a_document_is_taken_out_and_put_back(report, coordinator):
    document = register.enter_found(FoundDocument.objects.get(), by=coordinator, values=VALUES)
    register.take_out(document, by=coordinator)
    assert not visible_documents(coordinator).exists() and FoundDocument.objects.get().state == "dismissed"
    register.put_back(document, by=coordinator)
    assert visible_documents(coordinator).get() == document and FoundDocument.objects.get().state == "entered"


def test_a_document_of_an_event_is_not_taken_out(period, smolensk, smolensk_officer, coordinator):
    event = factories.make_event(factories.make_submission(period, smolensk), by=smolensk_officer, agreements=[VALUES])
    with pytest.raises(RegisterRefused, match="вместе с мероприятием"):
        register.take_out(event.agreements.get(), by=coordinator)


def test_the_term_of_an_events_document_stands_beside_its_version(period, smolensk, smolensk_officer, coordinator):
    draft = factories.make_submission(period, smolensk)
    event = factories.make_event(draft, by=smolensk_officer, agreements=[{**VALUES, "valid_until": "2025-01-01"}])
    factories.move_to(draft, "approved", officer=smolensk_officer, coordinator=coordinator)
    document = event.agreements.get()
    before = content_of(event)
    document = register.set_term(document, by=smolensk_officer, until=day("2030-01-01"))
    assert (document.until, document.valid_until) == (day("2030-01-01"), day("2025-01-01"))
    assert register.set_term(document, by=coordinator, is_open_ended=True).until is None
    assert register.set_term(document, by=coordinator).until == day("2025-01-01")
    assert content_of(Event.objects.get()) == before
    nothing_is_broken()


def test_the_term_of_a_partnerships_document_is_the_one_of_the_list(smolensk, coordinator):
    link = factories.make_partner(municipality=smolensk).partnerships.get()
    document = Agreement.objects.create(partnership=link, title="О дружбе", signed_on=day("2020-01-01"))
    assert register.set_term(document, by=coordinator, until=day("2030-01-01")).valid_until == day("2030-01-01")
    for call in (
        lambda: register.set_term(document, by=coordinator, until=day("2019-12-31")),
        lambda: register.end_document(document, by=coordinator, on=day("2019-12-31")),
    ):
        with pytest.raises(ValidationError, match="раньше"):
            call()
    assert register.end_document(document, by=coordinator, on=day("2024-01-01"), reason="Письмо").ended_on
    assert register.end_document(document, by=coordinator, on=None).ended_on is None
    assert [str(step) for step in document.steps.all()][:2] == [
        "Отметка о прекращении снята.",
        "Прекращён 1\u00a0января 2024\u00a0года. Письмо",
    ]
    nothing_is_broken()


def test_what_is_gone_is_said(smolensk, coordinator):
    link = factories.make_partner(municipality=smolensk).partnerships.get()
    document = Agreement.objects.create(partnership=link, title="О дружбе")
    Agreement.objects.all().delete()
    with pytest.raises(RegisterRefused, match="больше нет"):
        register.set_term(document, by=coordinator)


def test_reports_that_were_approved_before_are_read_once(report):
    FoundDocument.objects.all().delete()
    ArchiveBuild.objects.filter(way=register.WAY).delete()
    assert register.find_if_never(by=THE_PROGRAM) and FoundDocument.objects.count() == 1
    assert not register.find_if_never(by=THE_PROGRAM)
