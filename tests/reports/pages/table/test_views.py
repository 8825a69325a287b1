"""The table that is typed in: each cell saved as it is left, with versions, merging and findings as the form."""

import os
import random
import uuid

import pytest
from django.urls import reverse

from reports.actions import events, workflow
from reports.models import Event
from reports.rules.event_fields import PRINTED
from tests import factories

pytestmark = pytest.mark.django_db

FULL = bool(os.environ.get("POBRATIM_STRESS"))


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk, events=0, officer=smolensk_officer)


@pytest.fixture
def event(report, smolensk_officer):
    return factories.make_event(report, by=smolensk_officer)


@pytest.fixture
def typing(client, smolensk_officer):
    """Function (event, version, cells) → status and JSON of saving them."""
    client.force_login(smolensk_officer)

    def save(event, version, **cells):
        answer = client.post(reverse("event_cells", args=[event.uid]), {"version": version, **cells})
        return answer.status_code, answer.json()

    return save


def test_the_page_has_every_cell_of_every_row(client, smolensk_officer, event):
    client.force_login(smolensk_officer)
    body = client.get(reverse("report_table", args=[event.submission_id])).content.decode()
    assert all(text in body for text in factories.EVENT.values())
    assert reverse("event_cells", args=[event.uid]) in body


def test_a_cell_is_saved_and_the_answer_tells_the_row_as_it_is(typing, event):
    status, row = typing(event, 1, place_text="где-то")
    event.refresh_from_db()
    assert (status, event.place_text, row["version"]) == (200, "где-то", 2)
    assert row["cells"]["name"] == event.name
    assert any("место не понято" in words for words in row["asked"])


def test_other_cells_that_somebody_has_changed_meanwhile_stay(typing, event, smolensk_officer):
    events.save_event(event, by=smolensk_officer, values={"purpose": "Другая цель"}, base_version=1)
    status, row = typing(event, 1, participants="40 человек")
    assert (status, row["cells"]["purpose"], row["cells"]["participants"]) == (200, "Другая цель", "40 человек")


def test_the_same_cell_changed_by_two_is_asked_about_and_nothing_is_saved(typing, event, smolensk_officer):
    events.save_event(event, by=smolensk_officer, values={"purpose": "Их цель"}, base_version=1)
    status, answer = typing(event, 1, purpose="Моя цель")
    assert (status, answer["conflicts"], answer["version"]) == (409, {"purpose": "Их цель"}, 2)
    assert Event.objects.get().purpose == "Их цель"
    assert typing(event, 2, purpose="Моя цель")[0] == 200


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"name": ""}, "напишите наименование"),
        ({"name": "а" * 5000}, "не более 4000"),
        ({"purpose": "а" * 60_000}, "знаков"),
    ],
)
def test_what_cannot_stand_in_a_cell_is_refused_with_words(typing, event, cells, words):
    status, answer = typing(event, 1, **cells)
    assert status == 400
    assert words.lower() in answer["error"].lower()
    assert Event.objects.get().version == 1


@pytest.mark.parametrize("version", ["", "x", "99", "-1"])
def test_a_version_that_is_none_is_refused(typing, event, version):
    status, answer = typing(event, version, purpose="Моя")
    assert (status, "откройте таблицу заново" in answer["error"]) == (400, True)


def test_a_row_that_was_deleted_says_so(typing, event, smolensk_officer):
    events.delete_event(event, by=smolensk_officer)
    status, answer = typing(event, 1, purpose="Моя")
    assert (status, "удалили" in answer["error"]) == (409, True)


def test_a_report_that_was_handed_in_takes_no_cell(typing, event, smolensk_officer):
    workflow.submit(event.submission, by=smolensk_officer)
    status, answer = typing(event, 1, purpose="Моя")
    assert (status, bool(answer["error"])) == (409, True)


def test_a_new_row_is_made_once_of_the_cells_that_were_typed(client, smolensk_officer, report):
    client.force_login(smolensk_officer)
    address, uid = reverse("table_row_add", args=[report.pk]), str(uuid.uuid4())
    row = client.post(address, {"uid": uid, "name": "Новая строка", "purpose": "Дружба"}).json()
    again = client.post(address, {"uid": uid, "name": "Новая строка", "purpose": "Дружба"})
    assert (row["uid"], again.status_code) == (uid, 200)
    assert report.events.get().purpose == "Дружба"


def test_without_a_name_there_is_no_row(client, smolensk_officer, report):
    client.force_login(smolensk_officer)
    answer = client.post(reverse("table_row_add", args=[report.pk]), {"uid": str(uuid.uuid4()), "purpose": "Дружба"})
    assert (answer.status_code, "наименование" in answer.json()["error"]) == (400, True)
    assert not report.events.exists()


@pytest.mark.parametrize("share", range(4))
def test_overlapping_edits_never_overwrite_each_other_silently(share, typing, event, smolensk_officer):
    """Two windows, each with the version that it has read; each text is new. Nothing that was saved goes unless the one
    who writes over it has read it."""
    dice = random.Random(f"cells {share}")
    read = {"form": {}, "table": {}}
    for window in read:
        read[window] = {"version": 1, **{name: getattr(event, name) for name in PRINTED}}
    for number in range(50 if FULL else 8):
        window, field = dice.choice(["form", "table"]), dice.choice(list(PRINTED))
        before = Event.objects.get()
        text = f"Текст {share} {number}"
        is_same = getattr(before, field) == read[window][field]
        if window == "table":
            status, _ = typing(before, read[window]["version"], **{field: text})
            is_saved = status == 200
        else:
            is_saved = _saved_by_form(before, smolensk_officer, field, text, read[window]["version"])
        after = Event.objects.get()
        assert is_saved == is_same
        assert getattr(after, field) == (text if is_saved else getattr(before, field))
        if is_saved or dice.random() < 0.5:
            read[window] = {"version": after.version, **{name: getattr(after, name) for name in PRINTED}}


def _saved_by_form(event, by, field, text, version):
    try:
        events.save_event(event, by=by, values={field: text}, base_version=version)
    except events.StaleEdit:
        return False
    return True
