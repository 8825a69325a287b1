"""A link for the password by mail: for who has forgotten it, and as an invitation from the administrator."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config import signin
from municipalities import letters
from municipalities.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ASK = "/accounts/forgotten-password/"
DONE = "/accounts/forgotten-password/done/"
NEW = {"new_password1": "лодка-весло-9", "new_password2": "лодка-весло-9"}


@pytest.fixture
def person(db):
    return make_user("petrova", "Петрова «Анна» О'Нил", email="Petrova@vyazma.example")


def link_in(letter):
    [path] = re.findall(r"http://testserver(/accounts/first-password/\S+)", letter.body)
    return path


def set_password(path):
    """What the person does with the letter."""
    client = Client()
    page = client.get(path, follow=True)
    return client.post(page.request["PATH_INFO"], NEW)


def test_the_sign_in_leads_here(client):
    text = client.get("/accounts/login/").content.decode()
    assert f'href="{ASK}">Забыли пароль?' in text


@pytest.mark.parametrize("who", ["petrova", "PETROVA", " petrova ", "petrova@vyazma.example", "PETROVA@VYAZMA.EXAMPLE"])
def test_the_letter_brings_a_link_for_one_new_password(client, person, who):
    assert client.post(ASK, {"who": who})["Location"] == DONE
    [letter] = mail.outbox
    assert letter.to == ["Petrova@vyazma.example"]
    assert letter.subject == "Побратим: новый пароль"
    assert "Здравствуйте, Петрова «Анна» О'Нил!" in letter.body
    assert "Ваше имя для входа: petrova" in letter.body
    assert set_password(link_in(letter))["Location"] == "/accounts/first-password/done/"
    assert Client().login(username="petrova", password="лодка-весло-9")
    assert "Ссылка не подошла" in Client().get(link_in(letter), follow=True).content.decode()


def test_the_letter_says_until_when(client, person):
    client.post(ASK, {"who": "petrova"})
    [said] = re.findall(r"действует до (\d+)\D+(\d{4})\u00a0года, (\d\d):(\d\d) и только один раз", mail.outbox[0].body)
    until = timezone.localtime(timezone.now() + timedelta(days=3))
    assert said[:2] == (str(until.day), str(until.year))


def test_the_answer_is_the_same_for_everybody(client, person, stranger, settings):
    """Known or not, with an address or without, switched off, asked twice: same status, same words, same place."""
    settings.LISTS_PHONE = "8 (4812) 00-00-16"
    make_user("gone", email="gone@vyazma.example", is_active=False)
    names = ["petrova", "petrova", "stranger", "gone", "gone@vyazma.example", "nobody", "nobody@example.org", "я" * 200]
    answers = set()
    for name in names:
        response = client.post(ASK, {"who": name})
        page = client.get(response["Location"])
        answers.add((response.status_code, response["Location"], response.content, page.content))
    assert len(answers) == 1
    assert "8 (4812) 00-00-16" in page.content.decode()
    assert [letter.to for letter in mail.outbox] == [["Petrova@vyazma.example"]]


def test_nothing_is_looked_up_before_the_answer(rf, person, django_assert_num_queries):
    """So the time of the answer tells nothing; the letter leaves when the server closes the response."""
    with django_assert_num_queries(0):
        response = signin.forgotten_password(rf.post(ASK, {"who": "petrova"}))
    assert (response.status_code, mail.outbox) == (302, [])
    response.close()
    assert len(mail.outbox) == 1


def test_one_letter_in_five_minutes(client, person):
    """By name and by address together; others are not held up."""
    make_user("sidorova", email="sidorova@vyazma.example")
    for who in ("petrova", "petrova", "petrova@vyazma.example", "sidorova"):
        client.post(ASK, {"who": who})
    assert [letter.to[0] for letter in mail.outbox] == ["Petrova@vyazma.example", "sidorova@vyazma.example"]
    User.objects.filter(pk=person.pk).update(reset_mailed_at=timezone.now() - timedelta(minutes=4, seconds=50))
    client.post(ASK, {"who": "petrova"})
    assert len(mail.outbox) == 2
    User.objects.filter(pk=person.pk).update(reset_mailed_at=timezone.now() - timedelta(minutes=5, seconds=1))
    client.post(ASK, {"who": "petrova"})
    assert len(mail.outbox) == 3


def test_who_was_invited_and_lost_the_letter_gets_another(client, person):
    person.set_unusable_password()
    person.save()
    client.post(ASK, {"who": "petrova"})
    set_password(link_in(mail.outbox[0]))
    assert Client().login(username="petrova", password="лодка-весло-9")


def test_two_people_at_one_address_get_a_letter_each(client, person):
    make_user("second", "Вторая Вера Викторовна", email="petrova@vyazma.example")
    client.post(ASK, {"who": "petrova@vyazma.example"})
    assert [re.search(r"имя для входа: (\w+)", letter.body)[1] for letter in mail.outbox] == ["petrova", "second"]


def test_the_letter_goes_to_the_stored_address_only(client, person):
    """Letters that look alike to a database are not the typed person's."""
    for who in (
        "petrova@vyazma.example,mine@example.org",
        "petrova\n",
        "petrova@vyazma.example\nBcc: mine@example.org",
    ):
        client.post(ASK, {"who": who})
    assert {address for letter in mail.outbox for address in letter.recipients()} <= {"Petrova@vyazma.example"}


@pytest.mark.parametrize(
    ("who", "words"),
    [("", "Напишите имя"), ("   ", "Напишите имя"), ("\x00", "Напишите имя"), ("я" * 255, "не более 254")],
)
def test_rubbish_is_a_mistake_beside_the_field(client, person, who, words):
    page = client.post(ASK, {"who": who})
    assert page.status_code == 200
    assert "<title>Ошибка: Новый пароль по почте" in page.content.decode()
    assert words in page.content.decode()


@pytest.mark.parametrize(
    "error", [smtplib.SMTPServerDisconnected("x"), ConnectionRefusedError(), ValueError("address")]
)
def test_a_mail_server_that_fails_is_no_failure_of_the_page(client, person, monkeypatch, caplog, error):
    monkeypatch.setattr(letters, "send_mail", raising(error))
    assert client.post(ASK, {"who": "petrova"})["Location"] == DONE
    assert "has not left" in caplog.text


def raising(error):
    def send(*args, **kwargs):
        raise error

    return send


def test_a_new_mail_address_ends_links_sent_to_the_old_one(client, person):
    client.post(ASK, {"who": "petrova"})
    User.objects.filter(pk=person.pk).update(email="other@vyazma.example")
    assert not Client().get(link_in(mail.outbox[0]), follow=True).context["validlink"]


# The invitation of the list administrator


@pytest.fixture
def lists(client_of, list_administrator):
    return client_of(list_administrator)


@pytest.fixture
def invited(person):
    person.set_unusable_password()
    person.save()
    return person


def page_of(user):
    return reverse("admin:municipalities_user_first_password", args=[user.pk])


def test_an_invitation_is_sent_recorded_and_works_once(lists, invited):
    assert "Отправить приглашение письмом" in lists.get(page_of(invited)).content.decode()
    assert mail.outbox == []  # a GET sends nothing
    page = lists.post(page_of(invited), {"send": "1"}, follow=True)
    text = page.content.decode()
    assert "Письмо отправлено на адрес Petrova@vyazma.example. Ссылка в нём – до" in text
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["Petrova@vyazma.example"], "Приглашение в «Побратим»")
    assert link_in(letter) not in text  # who sends the letter does not need to see it
    assert re.search(r"до \d+\u00a0\w+ \d{4}\u00a0года, \d\d:\d\d", letter.body)
    [entry] = LogEntry.objects.all()
    assert entry.change_message == "Ссылка для пароля отправляется на адрес Petrova@vyazma.example."
    assert set_password(link_in(letter)).status_code == 302
    assert not Client().get(link_in(letter), follow=True).context["validlink"]


def test_who_has_a_password_gets_another_letter(lists, person):
    assert "Отправить ссылку письмом" in lists.get(page_of(person)).content.decode()
    lists.post(page_of(person), {"send": "1"})
    assert mail.outbox[0].subject == "Побратим: новый пароль"


def test_the_page_says_until_when_the_link_works(lists, invited):
    text = lists.post(page_of(invited)).content.decode()
    assert re.search(r"действует до \d+\u00a0\w+ \d{4}\u00a0года, \d\d:\d\d и только один раз", text)
    assert mail.outbox == []


def test_without_an_address_nothing_is_sent_and_it_is_said(lists, stranger):
    assert 'name="send"' not in lists.get(page_of(stranger)).content.decode()
    page = lists.post(page_of(stranger), {"send": "1"}, follow=True)
    assert "Почта не указана: Чужой Сергей Львович" in page.content.decode()
    assert (mail.outbox, LogEntry.objects.count()) == ([], 0)


def test_a_letter_that_does_not_leave_is_said_and_recorded(lists, invited, monkeypatch):
    monkeypatch.setattr(letters, "send_mail", raising(ConnectionRefusedError()))
    page = lists.post(page_of(invited), {"send": "1"}, follow=True)
    assert page.redirect_chain == [(page_of(invited), 302)]
    assert "Письмо на адрес Petrova@vyazma.example не ушло." in page.content.decode()
    messages = list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))
    assert messages[1:] == ["Письмо со ссылкой не ушло."]


def test_nobody_invites_himself_a_superuser_or_who_is_switched_off(lists, list_administrator, invited):
    User.objects.update(email="mine@example.org")
    root = make_user("root", is_superuser=True, email="root@example.org")
    User.objects.filter(pk=invited.pk).update(is_active=False)
    statuses = [lists.post(page_of(user), {"send": "1"}).status_code for user in (list_administrator, root, invited)]
    assert statuses == [403, 404, 200]
    assert (mail.outbox, LogEntry.objects.count()) == ([], 0)
