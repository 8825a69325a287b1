"""The page on which a released row is corrected."""

import pytest
from django.urls import reverse

from reports.actions import workflow
from reports.actions.releases import make_release
from reports.models import Release, Submission
from tests import factories


@pytest.fixture
def released(period, smolensk, smolensk_officer, coordinator):
    report = factories.make_submission(
        period, smolensk, state="approved", officer=smolensk_officer, coordinator=coordinator
    )
    make_release(period, by=coordinator)
    return report


@pytest.fixture
def reviewing(client_of, coordinator):
    return client_of(coordinator)


def page_of(response):
    return response.content.decode().replace("\u00a0", " ")


def sending(report, **values):
    event = report.events.get()
    texts = {key: getattr(event, key) for key in factories.EVENT}
    how = {"reason": "Опечатка", "version": report.version, "name": "Иначе", **values}
    return reverse("event_correct", args=[event.uid]), {**texts, **how}


def test_old_and_new_words_stand_side_by_side_and_the_seen_addendum_is_issued(reviewing, released):
    releases = reverse("releases", args=[2024, 4])
    address, values = sending(released)
    for page in (releases, reverse("review", args=[released.pk])):
        assert f'href="{address}"' in page_of(reviewing.get(page))
    seen = reviewing.post(address, {**values, "action": "show"})
    html = page_of(seen)
    assert "<del>" in html and "<ins>" in html and "(взамен строки 1)" in html
    assert Release.objects.count() == 1, "nothing has been issued yet"
    code = seen.context["addendum"].code
    done = reviewing.post(address, {**values, "action": "issue", "code": code}, follow=True)
    assert done.redirect_chain == [(releases, 302)]
    assert code in page_of(done)


def test_nothing_is_issued_unseen(reviewing, released):
    """Without the code of what was shown, or with another one, the page shows the addendum."""
    address, values = sending(released)
    assert "Таким выйдет дополнение № 1" in page_of(reviewing.post(address, {**values, "action": "issue"}))
    moved = reviewing.post(address, {**values, "action": "issue", "code": "XXXX"})
    assert moved.status_code == 409 and "посмотрите его ещё раз" in page_of(moved)
    assert Release.objects.count() == 1


def test_what_was_typed_stays_on_every_refusal(reviewing, released, coordinator):
    address, values = sending(released, name="Совсем иначе")
    for wrong, status in (({"reason": ""}, 200), ({"participants": ""}, 200), ({"version": 99}, 409)):
        refused = reviewing.post(address, {**values, **wrong})
        assert refused.status_code == status and "Совсем иначе" in page_of(refused)
        assert 'role="alert"' in page_of(refused)
    workflow.reopen(released, by=coordinator, reason="Ошибка", until=released.period.hard_deadline)
    refused = reviewing.post(address, values)
    assert refused.status_code == 409 and "Совсем иначе" in page_of(refused)
    assert address not in page_of(reviewing.get(reverse("releases", args=[2024, 4])))


def test_words_can_be_kept_for_a_later_addendum(reviewing, released):
    address, values = sending(released)
    assert "следующее дополнение" in page_of(reviewing.post(address, {**values, "action": "later"}, follow=True))
    assert Submission.objects.get(pk=released.pk).version == released.version + 1
    assert Release.objects.count() == 1
