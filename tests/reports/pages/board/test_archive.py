"""A quarter of the past is an archive: nobody owes, nobody is late, and what is left is one press."""

import datetime

import pytest
from django.utils import timezone

from reports.actions import events, periods, workflow
from reports.actions.reminders import remind
from reports.models import Notice, State, Submission
from reports.models.period import default_dates, is_of_the_past
from reports.rules.permissions import THE_PROGRAM
from tests.factories import EVENT, make_country

from .looks import page_of, words

pytestmark = pytest.mark.django_db

BOARD = "/periods/2019-1/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def archive(smolensk, vyazma, vyazma_officer):
    return periods.open_period(2019, 1, by=THE_PROGRAM, tells=True)[0]


def entered(archive, municipality, coordinator):
    report = archive.submissions.get(municipality=municipality)
    make_country()
    events.create_event(report, by=coordinator, values=EVENT, on_behalf=True)
    return Submission.objects.get(pk=report.pk)


def test_a_quarter_is_an_archive_when_it_is_opened_long_after_its_last_day(archive, coordinator):
    last = default_dates(2019, 1)["hard_deadline"]
    assert [is_of_the_past(last, last + days * DAY) for days in (0, 14, 15)] == [False, False, True]
    assert archive.is_archive
    later = periods.set_dates(archive, by=coordinator, hard_deadline=timezone.localdate() + 5 * DAY)
    assert not later.is_archive, "officers may hand in again"
    past = periods.set_dates(later, by=coordinator, hard_deadline=last)
    assert not past.is_archive, "a quarter does not become one by its dates"


def test_nobody_owes_in_it_or_is_late_or_is_told(client, client_of, coordinator, archive, smolensk, vyazma_officer):
    workflow.submit(entered(archive, smolensk, coordinator), by=coordinator, on_behalf=True)
    page = page_of(client.get(BOARD))
    shown = words(page.xpath("//main")[0])
    for word in ("опозд", "опазд", "просроч", "не сдал", "Напомнить", "Срок прошёл"):
        assert word not in shown, word
    assert "Архив" in shown
    assert page.xpath("//a[starts-with(@href, 'mailto:')][contains(., 'Напомнить')]") == []
    assert [words(group) for group in page.xpath("//tr[@class='group']")] == [
        "Ждут вашего решения 1",
        "Ещё не внесены 1",
    ]
    assert not Notice.objects.filter(user=vyazma_officer).exists()
    remind(by=THE_PROGRAM)
    assert not Notice.objects.filter(kind=Notice.Kind.DEADLINE).exists()
    assert "архив" in words(page_of(client.get("/periods/")))
    officer = words(page_of(client_of(vyazma_officer).get("/reports/2019-1/")))
    assert "срок прошёл" not in officer.lower()


def test_the_rest_had_no_events_by_one_press_which_is_undone_by_another(
    client, coordinator, archive, smolensk, vyazma, vyazma_officer
):
    filled = entered(archive, smolensk, coordinator)
    page = page_of(client.get(BOARD))
    [form] = page.xpath("//form[contains(@action, 'rest-nil')]")
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert sent["report"] == str(archive.submissions.get(municipality=vyazma).pk), "only the empty one"
    done = page_of(client.post(form.get("action"), sent, follow=True))
    nil = archive.submissions.get(municipality=vyazma)
    assert (nil.state, nil.is_nil, nil.awaits_confirmation) == (State.APPROVED, True, False)
    assert archive.submissions.get(municipality=smolensk).state == State.DRAFT
    assert not Notice.objects.filter(user=vyazma_officer).exists()
    [undo] = done.xpath("//main//form[contains(@action, '/undo/')]/@action")
    client.post(undo)
    nil.refresh_from_db()
    assert (nil.state, nil.is_nil) == (State.DRAFT, False)
    assert client.post(undo, follow=True).status_code == 200, "a second click does no harm"
    assert Submission.objects.get(pk=filled.pk).version == filled.version


def test_outside_an_archive_nobody_is_spoken_for_by_one_press(client, period, vyazma, vyazma_officer):
    report = period.submissions.get(municipality=vyazma)
    assert "rest-nil" not in client.get("/periods/2024-4/").content.decode()
    client.post("/periods/2024-4/rest-nil/", {"report": report.pk, f"version-{report.pk}": report.version})
    report.refresh_from_db()
    assert report.state == State.DRAFT
