"""The coordinator writes for a municipality: only as a deliberate step, marked, told, confirmed or taken back."""

import datetime
import re
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from reports.actions import events, extensions, periods, workflow
from reports.models import ImportChange, Notice, Submission
from reports.models.submission import ON_BEHALF_NOTE
from reports.pages.events.data import data_of
from reports.queries import event_content
from reports.rules.event_fields import EMPTY
from tests import factories

pytestmark = pytest.mark.django_db

STATES = ("draft", "submitted", "returned", "approved")
FOR = "?for=municipality"


@pytest.fixture
def desk(coordinator, client_of):
    return client_of(coordinator)


def fresh(submission):
    return Submission.objects.get(pk=submission.pk)


def in_state(state, smolensk, officer, coordinator, *, is_closed=False):
    period = factories.make_period()
    made = factories.make_submission(period, smolensk, state=state, officer=officer, coordinator=coordinator)
    if is_closed:
        periods.close(period, by=coordinator)
    return made


def posts(submission):
    """Every write of the officer's pages, valid: {name: (address, data)}."""
    event = submission.events.present().first()
    typed = dict(data_of({**EMPTY, **event_content.values_of(event), "name": "Другое имя"}))
    new = dict(data_of({**EMPTY, **factories.EVENT, "name": "Ещё одно"}))
    return {
        "event": (reverse("event", args=[event.uid]), {**typed, "version": event.version}),
        "event_add": (reverse("event_add", args=[submission.pk]), {**new, "uid": str(uuid.uuid4())}),
        "event_delete": (reverse("event_delete", args=[event.uid]), {"version": event.version}),
        "submit": (reverse("submit", args=[submission.pk]), {"version": submission.version, "confirm": "on"}),
    }


@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize("state", ["draft", "returned"])
@pytest.mark.parametrize("name", ["event", "event_add", "event_delete", "submit"])
def test_an_officers_report_is_written_with_the_mark_and_never_without(
    name, state, is_closed, smolensk, smolensk_officer, coordinator, desk
):
    """Also in a closed quarter; a bare POST of the coordinator changes nothing."""
    submission = in_state(state, smolensk, smolensk_officer, coordinator, is_closed=is_closed)
    address, data = posts(submission)[name]
    before = fresh(submission)
    assert desk.post(address, data).status_code == (403 if name == "submit" else 409)
    assert (fresh(submission).version, fresh(submission).state) == (before.version, state)
    response = desk.post(address + FOR, data)
    assert response.status_code == 302, response.content.decode()
    after = fresh(submission)
    if name == "submit":
        assert (after.state, after.awaits_confirmation) == ("submitted", True)
        change = after.state_changes.last()
        assert (change.on_behalf, change.by, change.note) == (True, coordinator, ON_BEHALF_NOTE)
    else:
        assert after.version == before.version + 1
        assert after.state == state and response.url == reverse("on_behalf", args=[submission.pk])


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_the_mark_opens_nothing_else(state, smolensk, smolensk_officer, coordinator, desk, client_of):
    """Only before the hand-in (submitted: as without the mark), only to the coordinator, only before the deadline."""
    submission = in_state(state, smolensk, smolensk_officer, coordinator)
    for name, (address, data) in posts(submission).items():
        expected = 302 if state == "submitted" and name != "submit" else 409
        with transaction.atomic():
            assert desk.post(address + FOR, data).status_code == expected, name
            transaction.set_rollback(True)
    assert desk.get(reverse("on_behalf", args=[submission.pk])).status_code == 409


def test_an_officer_gains_nothing_by_the_mark(smolensk, smolensk_officer, vyazma_officer, coordinator, client_of):
    submission = in_state("draft", smolensk, smolensk_officer, coordinator, is_closed=True)
    for address, data in posts(submission).values():
        assert client_of(smolensk_officer).post(address + FOR, data).status_code == 409
        assert client_of(vyazma_officer).post(address + FOR, data).status_code == 404
    assert fresh(submission).version == submission.version


def test_what_is_entered_on_behalf_is_marked_as_the_coordinators(smolensk, smolensk_officer, coordinator):
    submission = in_state("draft", smolensk, smolensk_officer, coordinator)
    event = events.create_event(submission, by=coordinator, values=factories.EVENT, on_behalf=True)
    events.save_event(event, by=coordinator, values={"name": "Другое"}, base_version=1, on_behalf=True)
    assert [r.cause for r in event.revisions.order_by("version")] == ["coordinator", "coordinator"]
    with pytest.raises(events.NotEditable):
        events.save_event(event, by=coordinator, values={"name": "Без шага"}, base_version=2)
    with pytest.raises(events.NotEditable):
        events.create_event(submission, by=smolensk_officer, values=factories.EVENT, on_behalf=True)


def test_the_officer_is_told_and_confirms_once(smolensk, smolensk_officer, coordinator, client_of):
    submission = in_state("draft", smolensk, smolensk_officer, coordinator)
    submission = workflow.submit(submission, by=coordinator, on_behalf=True)
    assert list(Notice.objects.filter(user=smolensk_officer).values_list("kind", flat=True)) == ["on_behalf"]
    client = client_of(smolensk_officer)
    address = reverse("confirm", args=[submission.pk])
    for page in (reverse("report", args=[submission.pk]), reverse("officer_quarter", args=[2024, 4])):
        assert address in client.get(page).content.decode()
    assert client_of(coordinator).post(address, {"version": submission.version}).status_code == 403
    assert client.post(address, {"version": "x"}).status_code == 409
    assert client.post(address, {"version": submission.version}).status_code == 302
    after = fresh(submission)
    assert (after.state, after.awaits_confirmation, after.state_changes.last().move) == ("submitted", False, "confirm")
    assert client.post(address, {"version": submission.version}).status_code == 409
    assert address not in client.get(reverse("report", args=[submission.pk])).content.decode()


def test_what_was_handed_in_on_behalf_can_be_taken_back_and_returned(smolensk, smolensk_officer, coordinator):
    submission = in_state("draft", smolensk, smolensk_officer, coordinator)
    handed_in = workflow.submit(submission, by=coordinator, on_behalf=True)
    withdrawn = workflow.withdraw(handed_in, by=smolensk_officer)
    assert (withdrawn.state, withdrawn.awaits_confirmation) == ("draft", False)
    again = workflow.submit(withdrawn, by=coordinator, on_behalf=True)
    returned = workflow.return_for_changes(again, by=coordinator, note="Уточните")
    assert not returned.awaits_confirmation
    assert not workflow.submit(returned, by=smolensk_officer).awaits_confirmation
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=factories.make_submission(factories.make_period(2023, 1), smolensk).pk).update(
            awaits_confirmation=True
        )


def test_nil_on_behalf_in_a_closed_quarter(smolensk, smolensk_officer, coordinator, desk):
    submission = factories.make_submission(factories.make_period(is_open=False), smolensk)
    page = desk.get(reverse("on_behalf", args=[submission.pk])).content.decode()
    address = reverse("declare_nil", args=[submission.pk])
    assert address + FOR in page
    assert desk.get(address).status_code == desk.post(address, {"version": 1}).status_code == 403
    assert "Вы вносите за" in desk.get(address + FOR).content.decode()
    assert desk.post(address + FOR, {"version": submission.version}).status_code == 302
    after = fresh(submission)
    assert (after.state, after.is_nil, after.awaits_confirmation, after.days_late) == ("submitted", True, True, 20)
    assert "внесено координатором" in desk.get(reverse("review", args=[submission.pk])).content.decode()


@pytest.mark.parametrize("route", ["submit", "event_add"])
def test_every_page_of_the_step_says_for_whom(route, smolensk, smolensk_officer, coordinator, desk):
    submission = in_state("draft", smolensk, smolensk_officer, coordinator)
    page = desk.get(reverse(route, args=[submission.pk]) + FOR).content.decode()
    assert "Вы вносите за" in page
    event = reverse("event", args=[submission.events.get().uid])
    shown = desk.get(event + FOR).content.decode()
    assert "Вы вносите за" in shown and f'action="{event}{FOR}"' in shown


# The archive


def bring(submission, coordinator, name="Праздник книги", **values):
    """An event of a consolidated table, as an import leaves it."""
    job = factories.make_import(submission.period, None, by=coordinator, state="applied")
    event = events.create_event(
        submission, by=coordinator, values={**factories.EVENT, "name": name, **values}, importing=True
    )
    ImportChange.objects.create(job=job, event=event, kind="created", after=event.version)
    return event


def read(*submissions):
    """What the page of the archive sends: each report in the version that it showed."""
    versions = {f"version-{submission.pk}": fresh(submission).version for submission in submissions}
    return {"report": [submission.pk for submission in submissions], **versions}


def test_of_the_archive_nothing_is_accepted_that_was_not_on_the_page(smolensk, vyazma, coordinator, desk):
    """Words written and reports uploaded after the page was made wait for the next view."""
    period = factories.make_period(is_open=False)
    shown, later = (factories.make_submission(period, place) for place in (smolensk, vyazma))
    event = bring(shown, coordinator)
    address = reverse("accept_imported", args=[2024, 4])
    page = desk.get(address).content.decode()
    sent = dict(re.findall(r'name="(report|version-\d+)" value="(\d+)"', page))
    assert sent == {name: str(value[0] if name == "report" else value) for name, value in read(shown).items()}
    bring(later, coordinator)
    events.save_event(event, by=coordinator, values={"purpose": "Иное"}, base_version=1, on_behalf=True)
    answer = desk.post(address, sent, follow=True).content.decode()
    assert "текст отчёта изменился" in answer
    assert [fresh(s).state for s in (shown, later)] == ["draft", "draft"]
    assert "Не отмечен ни один отчёт" in desk.post(address, follow=True).content.decode()


def test_what_was_brought_into_a_past_quarter_is_accepted_in_one_step(
    smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator, desk
):
    """With what cannot be accepted left alone, and said why; twice is no more than once."""
    period = factories.make_period(is_open=False)
    rudnya, ugra = (factories.make_municipality(name) for name in ("Руднянский", "Угранский"))
    whole, lacking, waiting, untouched = (
        factories.make_submission(period, place) for place in (smolensk, vyazma, rudnya, ugra)
    )
    bring(whole, coordinator)
    bring(lacking, coordinator, participants="")
    bring(waiting, coordinator)
    extensions.extend(
        waiting, by=coordinator, reason="Болезнь", until=timezone.localdate() + datetime.timedelta(days=2)
    )
    address = reverse("accept_imported", args=[2024, 4])
    page = desk.get(address).content.decode()
    assert "2\u00a0отчёта" in page and "Исполнитель ещё может сдать отчёт сам" in page

    sent = read(whole, lacking, waiting)
    answer = desk.post(address, sent, follow=True).content.decode()
    assert "Принят 1\u00a0отчёт: город Смоленск." in answer
    assert "не написано, кто участвовал" in answer and "Исполнитель ещё может сдать отчёт сам" in answer
    assert [fresh(s).state for s in (whole, lacking, waiting, untouched)] == ["approved", "draft", "draft", "draft"]
    assert fresh(whole).awaits_confirmation
    assert [c.on_behalf for c in whole.state_changes.all()] == [True, False]
    desk.post(address, sent)
    assert whole.state_changes.count() == 2


def test_the_archive_tells_each_officer_once_and_not_at_all_when_it_is_taken_back(
    smolensk, smolensk_officer, coordinator, desk
):
    """One notice for handing in and approving; it goes with the approval, as that of any approval does."""
    submission = factories.make_submission(factories.make_period(is_open=False), smolensk)
    bring(submission, coordinator)
    desk.post(reverse("accept_imported", args=[2024, 4]), read(submission))
    [notice] = Notice.objects.all()
    assert (notice.user, notice.kind, notice.is_urgent) == (smolensk_officer, "approved", False)
    assert "Прочитайте и подтвердите" in notice.text
    workflow.unapprove(workflow.approvals_of([submission])[0], by=coordinator)
    assert not Notice.objects.exists()


def test_what_was_taken_back_is_not_accepted(smolensk, coordinator, desk):
    submission = factories.make_submission(factories.make_period(is_open=False), smolensk)
    bring(submission, coordinator)
    ImportChange.objects.update(is_undone=True)
    desk.post(reverse("accept_imported", args=[2024, 4]), read(submission))
    assert fresh(submission).state == "draft"


def test_the_page_of_the_archive_asks_a_constant_number_of_queries(coordinator, desk, django_assert_max_num_queries):
    period = factories.make_period(is_open=False)
    for number in range(6):
        place = factories.make_municipality(f"Район {number}")
        bring(factories.make_submission(period, place), coordinator)
    with django_assert_max_num_queries(6):
        desk.get(reverse("accept_imported", args=[2024, 4]))


def test_an_earlier_version_is_restored_for_a_municipality_with_the_mark_and_never_without(
    smolensk, smolensk_officer, coordinator, desk
):
    """The history keeps the mark on its links, so the way there and back leads nowhere else."""
    submission = in_state("draft", smolensk, smolensk_officer, coordinator)
    event = factories.make_event(submission, by=smolensk_officer, name="Прежнее имя")
    event = events.save_event(event, by=smolensk_officer, values={"name": "Новое имя"}, base_version=1)
    address = reverse("event_restore", args=[event.uid, 1])
    past = reverse("event_history", args=[event.uid])
    assert past + FOR in desk.get(reverse("event", args=[event.uid]) + FOR).content.decode()
    assert address not in desk.get(past).content.decode()
    assert address + FOR in desk.get(past + FOR).content.decode()
    assert desk.post(address, {"version": event.version}).status_code == 409
    assert desk.post(address + FOR, {"version": event.version}).url == reverse("event", args=[event.uid]) + FOR
    event.refresh_from_db()
    assert (event.name, event.revisions.get(version=3).by) == ("Прежнее имя", coordinator)
