"""Texts kept before they are saved."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from reports.actions import drafts
from reports.models import EditDraft
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

PAGE, OTHER_PAGE = uuid.UUID(int=1), uuid.UUID(int=2)
MINE = "Мой новый текст цели, который жалко потерять."


@pytest.fixture
def report(period, smolensk):
    return factories.make_submission(period, smolensk)


@pytest.fixture
def event(report, smolensk_officer):
    return factories.make_event(report, by=smolensk_officer)


def text_of(draft):
    return dict(draft.fields)["purpose"]


def keep(by, report, event, text=MINE, *, page=PAGE, number=1, **more):
    arguments = {"uid": event.uid, "event": event.pk, "base_version": event.version, **more}
    return drafts.keep(by, report, drafts.Sending(page=page, number=number, fields=[["purpose", text]], **arguments))


def test_the_same_sending_twice_or_an_earlier_one_later_changes_nothing(report, event, smolensk_officer):
    for number, text in ((2, MINE), (2, "Дважды"), (1, "Опоздало")):
        kept = keep(smolensk_officer, report, event, text, number=number)
        assert (kept.draft.number, kept.others) == (2, [])
    assert text_of(EditDraft.objects.get()) == MINE


def test_each_window_keeps_its_own_text_and_is_told_of_the_other(report, event, smolensk_officer):
    keep(smolensk_officer, report, event, MINE)
    kept = keep(smolensk_officer, report, event, "Другое", page=OTHER_PAGE)
    assert [text_of(draft) for draft in kept.others] == [MINE]
    assert EditDraft.objects.count() == 2


def test_who_goes_on_with_a_text_takes_it_over_as_far_as_it_was_read(report, event, smolensk_officer):
    keep(smolensk_officer, report, event, MINE, number=3)
    kept = keep(smolensk_officer, report, event, "Дальше", page=OTHER_PAGE, continues={PAGE: 3})
    assert (text_of(EditDraft.objects.get()), kept.others) == ("Дальше", [])
    with pytest.raises(drafts.DraftClosed) as closed:
        keep(smolensk_officer, report, event, "Старое окно", number=4)
    assert closed.value.is_newer


def test_a_text_that_was_not_read_to_its_end_is_not_taken_over(report, event, smolensk_officer):
    keep(smolensk_officer, report, event, MINE, number=3)
    kept = keep(smolensk_officer, report, event, "Дальше", page=OTHER_PAGE, continues={PAGE: 2})
    assert [text_of(draft) for draft in kept.others] == [MINE]


@pytest.mark.parametrize(("number", "is_newer"), [(5, False), (6, True)])
def test_a_closed_text_does_not_come_back_and_later_words_are_known_as_newer(
    report, event, smolensk_officer, number, is_newer
):
    drafts.close(smolensk_officer, report, pages={PAGE: 5}, uid=event.uid)
    with pytest.raises(drafts.DraftClosed) as closed:
        keep(smolensk_officer, report, event, number=number)
    assert closed.value.is_newer is is_newer
    assert EditDraft.objects.get().fields == []


def test_closing_leaves_what_was_sent_since(report, event, smolensk_officer):
    keep(smolensk_officer, report, event, number=6)
    drafts.close(smolensk_officer, report, pages={PAGE: 5}, uid=event.uid)
    assert [text_of(draft) for draft in drafts.undecided(smolensk_officer, report, event)] == [MINE]


def test_so_many_windows_of_one_event_are_kept(report, event, smolensk_officer):
    for number in range(drafts.MOST_OF_ONE_EVENT):
        keep(smolensk_officer, report, event, page=uuid.UUID(int=10 + number))
    with pytest.raises(drafts.TooManyDrafts):
        keep(smolensk_officer, report, event, page=uuid.UUID(int=99))


def test_texts_of_an_event_and_of_those_only_begun_are_told_apart(report, event, smolensk_officer):
    keep(smolensk_officer, report, event)
    new = {"uid": uuid.UUID(int=7), "page": OTHER_PAGE, "number": 1}
    drafts.keep(smolensk_officer, report, drafts.Sending(fields=[["purpose", "Новое"]], **new))
    assert [text_of(draft) for draft in drafts.undecided(smolensk_officer, report, event)] == [MINE]
    assert [text_of(draft) for draft in drafts.undecided(smolensk_officer, report)] == ["Новое"]


def test_a_text_is_its_authors_alone(report, event, smolensk_officer, vyazma_officer, coordinator):
    keep(smolensk_officer, report, event)
    assert list(drafts.undecided(coordinator, report, event)) == []
    with pytest.raises(PermissionDenied):
        keep(vyazma_officer, report, event, page=OTHER_PAGE)


def test_a_discarded_text_comes_back_as_it_was(report, event, smolensk_officer, coordinator):
    """With its time, and without the warning of its deletion; a second press changes nothing."""
    draft = keep(smolensk_officer, report, event, number=3).draft
    EditDraft.objects.update(warned_at=timezone.now())
    assert drafts.discard(smolensk_officer, report, page=PAGE)
    assert not EditDraft.objects.open().exists()
    with pytest.raises(drafts.DraftClosed):
        keep(smolensk_officer, report, event, "Опоздало", number=3)
    with pytest.raises(drafts.NothingToBringBack):
        drafts.bring_back(coordinator, report, page=PAGE)
    for _ in range(2):
        assert text_of(drafts.bring_back(smolensk_officer, report, page=PAGE)) == MINE
    (back,) = drafts.undecided(smolensk_officer, report, event)
    assert (back.saved_at, back.number, back.warned_at) == (draft.saved_at, 3, None)


def test_what_was_saved_or_is_too_long_ago_does_not_come_back(report, event, smolensk_officer):
    keep(smolensk_officer, report, event)
    drafts.discard(smolensk_officer, report, page=PAGE)
    EditDraft.objects.update(discarded_at=timezone.now() - drafts.OLDEST - datetime.timedelta(minutes=1))
    with pytest.raises(drafts.NothingToBringBack):
        drafts.bring_back(smolensk_officer, report, page=PAGE)
    EditDraft.objects.update(discarded_at=timezone.now())
    drafts.close(smolensk_officer, report, pages={PAGE: 9}, uid=event.uid)
    assert not drafts.discard(smolensk_officer, report, page=PAGE)
    with pytest.raises(drafts.NothingToBringBack):
        drafts.bring_back(smolensk_officer, report, page=PAGE)
    assert EditDraft.objects.get().fields == []


def test_a_text_comes_back_only_where_there_is_room_and_waits_until_then(report, event, smolensk_officer, monkeypatch):
    keep(smolensk_officer, report, event)
    drafts.discard(smolensk_officer, report, page=PAGE)
    keep(smolensk_officer, report, event, "Другое", page=OTHER_PAGE)
    with monkeypatch.context() as less:
        less.setattr(drafts, "MOST_OF_ONE_EVENT", 1)
        with pytest.raises(drafts.TooManyDrafts):
            drafts.bring_back(smolensk_officer, report, page=PAGE)
    with monkeypatch.context() as less:
        less.setattr(drafts, "why_no_draft", lambda others, draft, size: "Нет места.")
        with pytest.raises(drafts.DraftsFull):
            drafts.bring_back(smolensk_officer, report, page=PAGE)
    assert text_of(drafts.bring_back(smolensk_officer, report, page=PAGE)) == MINE


@pytest.mark.parametrize(("limit", "most"), [("OPEN_DRAFTS", 2), ("DRAFT_LETTERS", 2 * len(MINE))])
def test_discarded_texts_take_no_more_room_than_open_ones(report, event, smolensk_officer, monkeypatch, limit, most):
    monkeypatch.setattr(drafts, limit, most)
    pages = [uuid.UUID(int=10 + number) for number in range(3)]
    for page in pages:
        keep(smolensk_officer, report, event, page=page)
        drafts.discard(smolensk_officer, report, page=page)
    with pytest.raises(drafts.NothingToBringBack):
        drafts.bring_back(smolensk_officer, report, page=pages[0])
    assert text_of(drafts.bring_back(smolensk_officer, report, page=pages[1])) == MINE


def test_what_was_discarded_long_ago_is_forgotten(report, event, smolensk_officer):
    """It counts when it was discarded, not when it was written."""
    long_ago = timezone.now() - drafts.OLDEST - datetime.timedelta(minutes=1)
    keep(smolensk_officer, report, event)
    EditDraft.objects.update(saved_at=long_ago)
    drafts.discard(smolensk_officer, report, page=PAGE)
    drafts.forget_closed(smolensk_officer)
    EditDraft.objects.get()
    EditDraft.objects.update(discarded_at=long_ago)
    drafts.forget_closed(smolensk_officer)
    assert not EditDraft.objects.exists()


def test_what_was_closed_long_ago_is_forgotten(report, event, smolensk_officer):
    drafts.close(smolensk_officer, report, pages={PAGE: 1, OTHER_PAGE: 1}, uid=event.uid)
    long_ago = timezone.now() - drafts.OLDEST - datetime.timedelta(minutes=1)
    EditDraft.objects.filter(page=PAGE).update(saved_at=long_ago)
    drafts.forget_closed(smolensk_officer)
    assert EditDraft.objects.get().page == OTHER_PAGE


def test_of_two_requests_at_once_the_later_stays(report, event, smolensk_officer, monkeypatch):
    """Between reading and writing another sending of the page comes: it is read again, and nothing is lost."""
    keep, write = drafts.keep, drafts._write
    arguments = {"uid": event.uid, "page": PAGE, "event": event.pk, "base_version": 1}

    def late(*args):
        monkeypatch.setattr(drafts, "_write", write)
        keep(smolensk_officer, report, drafts.Sending(number=7, fields=[["purpose", MINE]], **arguments))
        return write(*args)

    keep(smolensk_officer, report, drafts.Sending(number=1, fields=[["purpose", "Первое"]], **arguments))
    monkeypatch.setattr(drafts, "_write", late)
    kept = keep(smolensk_officer, report, drafts.Sending(number=5, fields=[["purpose", "Пятое"]], **arguments))
    assert kept.draft.number == 7
    assert text_of(EditDraft.objects.get()) == MINE
