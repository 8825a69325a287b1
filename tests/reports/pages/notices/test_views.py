"""The bell and its pages."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from municipalities.models import User
from reports.actions import workflow
from reports.actions.letters import send_letters, write_letters
from reports.models import Letter, MailChoice, Notice, ReminderRule
from reports.rules.permissions import THE_PROGRAM
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def returned(smolensk, smolensk_officer, coordinator):
    report = factories.make_submission(factories.make_period(), smolensk, events=1, officer=smolensk_officer)
    report = workflow.submit(report, by=smolensk_officer)
    return workflow.return_for_changes(report, by=coordinator, note="Назовите подписавших")


@pytest.fixture
def officer(client_of, smolensk_officer):
    return client_of(smolensk_officer)


def test_the_bell_counts_what_is_new_and_opening_one_marks_it_read(officer, returned, smolensk_officer):
    page = officer.get(reverse("notices"))
    assert page.wsgi_request.user.unread_notices == 1
    assert "Назовите подписавших" in page.content.decode()
    notice = Notice.objects.get(user=smolensk_officer)
    answer = officer.post(reverse("notice_open", args=[notice.pk]))
    assert answer.url == reverse("report", args=[returned.pk])
    assert not officer.get(reverse("notices")).wsgi_request.user.unread_notices


def test_the_bell_forgets_what_is_settled_and_the_page_says_so(officer, returned, smolensk_officer):
    workflow.submit(returned, by=smolensk_officer)
    page = officer.get(reverse("notices"))
    assert not page.wsgi_request.user.unread_notices
    assert "уже решено" in page.content.decode() and "Отметить все" not in page.content.decode()
    assert Notice.objects.get(user=smolensk_officer).read_at is None


def test_the_coordinators_bell_forgets_what_a_colleague_has_decided(client_of, returned, smolensk_officer, coordinator):
    colleague = factories.make_user("colleague", is_coordinator=True)
    report = workflow.submit(returned, by=smolensk_officer)
    desk = client_of(coordinator)
    # Of the two hand-ins only the second waits for a decision.
    assert desk.get(reverse("notices")).wsgi_request.user.unread_notices == 1
    workflow.approve(report, by=colleague, version=report.version)
    assert not desk.get(reverse("notices")).wsgi_request.user.unread_notices


def test_reading_the_page_alone_marks_nothing(officer, returned, smolensk_officer):
    officer.get(reverse("notices"))
    assert Notice.objects.unread().filter(user=smolensk_officer).exists()


def test_all_are_marked_at_once_and_only_ones_own(officer, returned, coordinator):
    officer.post(reverse("notices_read"))
    assert list(Notice.objects.unread().values_list("user", flat=True)) == [coordinator.pk]


def test_who_no_longer_answers_for_the_report_no_longer_reads_of_it(officer, returned, smolensk_officer):
    words = "Назовите подписавших"
    assert words in officer.get(reverse("notices")).content.decode()
    smolensk_officer.officer_of.update(until=timezone.localdate() - datetime.timedelta(days=1))
    assert words not in officer.get(reverse("notices")).content.decode()


def test_the_choice_of_letters_is_kept(officer, smolensk_officer):
    officer.post(reverse("notices"), {"frequency": "none"})
    choice = MailChoice.objects.get(user=smolensk_officer)
    assert (choice.frequency, choice.reminders) == ("none", False)


def test_a_wrong_choice_says_so(officer, smolensk_officer):
    assert "Ошибка" in officer.post(reverse("notices"), {"frequency": "x"}).content.decode()
    assert not MailChoice.objects.exists()


@pytest.mark.parametrize("page", ["", "0", "-1", "9999", "x", "\x00", "9" * 400])
def test_a_page_that_is_none_shows_the_nearest(officer, returned, page):
    assert officer.get(reverse("notices"), {"page": page}).status_code == 200


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_asks_the_same_queries_whatever_their_number(
    officer, returned, smolensk_officer, count, django_assert_num_queries
):
    for _ in range(count):
        Notice.objects.create(user=smolensk_officer, kind="approved", text="Принят", path="/", submission=returned)
    with django_assert_num_queries(5):
        officer.get(reverse("notices"))


def lines():
    """The schedule as the page would send it."""
    rules = list(ReminderRule.objects.all())
    data = {"rule-TOTAL_FORMS": len(rules) + 1, "rule-INITIAL_FORMS": len(rules)}
    for n, rule in enumerate(rules):
        data |= {
            f"rule-{n}-id": rule.pk,
            f"rule-{n}-number": abs(rule.days),
            f"rule-{n}-side": "before" if rule.days < 0 else "after",
            f"rule-{n}-deadline": rule.deadline,
            f"rule-{n}-is_on": "on",
        }
    data |= {
        f"rule-{len(rules)}-number": "",
        f"rule-{len(rules)}-side": "before",
        f"rule-{len(rules)}-deadline": "soft",
    }
    return data


def test_the_schedule_as_the_browser_sends_it_is_saved(client_of, coordinator, returned):
    """The empty line stays empty: its lists and its tick are sent along with any value."""
    page = html.fromstring(client_of(coordinator).get(reverse("mail")).content.decode())
    (form,) = [form for form in page.forms if "rule-TOTAL_FORMS" in form.fields]
    data = dict(form.form_values()) | {"rule-0-number": "7"}
    first, count = ReminderRule.objects.all()[0], ReminderRule.objects.count()
    assert client_of(coordinator).post(reverse("mail"), data).status_code == 302
    first.refresh_from_db()
    assert (abs(first.days), ReminderRule.objects.count()) == (7, count)


def days():
    return sorted(ReminderRule.objects.values_list("deadline", "days"))


def test_the_coordinator_changes_adds_and_removes_reminders(client_of, coordinator, returned):
    data = lines()
    first = ReminderRule.objects.all()[0]
    data |= {"rule-0-number": "7", "rule-1-DELETE": "on", "rule-4-number": "3", "rule-4-deadline": "hard"}
    second = ReminderRule.objects.all()[1]
    assert client_of(coordinator).post(reverse("mail"), data).status_code == 302
    first.refresh_from_db()
    assert first.days == -7
    assert not ReminderRule.objects.filter(pk=second.pk).exists()
    assert ("hard", -3) in days()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rule-0-number": "61"}, "Не больше 60 дней"),
        ({"rule-0-number": "x"}, "цифрами"),
        ({"rule-4-number": "1", "rule-4-side": "after"}, "уже есть"),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused_in_words(client_of, coordinator, returned, change, words):
    before = days()
    assert words in client_of(coordinator).post(reverse("mail"), lines() | change).content.decode()
    assert days() == before


def test_a_tampered_schedule_is_no_server_error(client_of, coordinator, returned):
    answer = client_of(coordinator).post(reverse("mail"), {"rule-TOTAL_FORMS": "x"})
    assert answer.status_code == 200


# The delivery log


@pytest.fixture
def letter(returned, smolensk_officer):
    User.objects.filter(pk=smolensk_officer.pk).update(email="belova@example.ru")
    write_letters(by=THE_PROGRAM)
    return Letter.objects.get(user=smolensk_officer)


def test_the_log_says_what_has_become_of_a_letter_and_when_it_is_tried_again(
    client_of, coordinator, letter, monkeypatch
):
    def fail(message):
        raise ConnectionRefusedError("no server")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    send_letters(by=THE_PROGRAM)
    page = client_of(coordinator).get(reverse("mail")).content.decode()
    assert "не ушло, попыток: 1" in page and "Следующая" in page and "no server" in page
    assert "Письма не уходят" not in page


def test_the_coordinator_is_told_that_the_command_does_not_run(client_of, coordinator, letter):
    hours_ago = timezone.now() - datetime.timedelta(hours=3)
    Letter.objects.filter(pk=letter.pk).update(next_try_at=hours_ago)
    assert "Письма не уходят" in client_of(coordinator).get(reverse("mail")).content.decode()


@pytest.mark.parametrize("count", [1, 90])
def test_the_log_goes_back_to_the_first_letter_with_constant_queries(
    client_of, coordinator, letter, count, django_assert_num_queries
):
    for _ in range(count):
        Letter.objects.create(user=coordinator, address="a@example.ru", subject="Позднее", body="")
    desk = client_of(coordinator)
    with django_assert_num_queries(10):
        page = desk.get(reverse("mail"), {"page": "99"})
    assert "belova@example.ru" in page.content.decode()


def test_the_text_of_a_letter_can_be_opened_with_each_attempt(client_of, coordinator, letter, monkeypatch):
    def fail(message):
        raise ConnectionRefusedError("no server")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", fail)
        send_letters(by=THE_PROGRAM)
    page = client_of(coordinator).get(reverse("letter", args=[letter.pk])).content.decode()
    assert letter.body[:40] in html.fromstring(page).text_content() and "no server" in page
    assert reverse("letter", args=[letter.pk]) in client_of(coordinator).get(reverse("mail")).content.decode()


def test_a_letter_that_was_given_up_is_sent_again_to_the_address_of_now(
    client_of, coordinator, letter, smolensk_officer
):
    desk = client_of(coordinator)
    again = reverse("letter_again", args=[letter.pk])
    assert "уже не в состоянии" in desk.post(again, follow=True).content.decode(), "it still is being tried"
    Letter.objects.filter(pk=letter.pk).update(state=Letter.State.GIVEN_UP, attempts=6)
    assert "Отправить ещё раз" in desk.get(reverse("letter", args=[letter.pk])).content.decode()
    desk.post(again)
    User.objects.filter(pk=smolensk_officer.pk).update(email="right@example.ru")
    send_letters(by=THE_PROGRAM)
    letter.refresh_from_db()
    assert (letter.attempts, letter.address) == (1, "right@example.ru")
