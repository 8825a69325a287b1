"""A link for the password by mail: for who has forgotten it, and as an invitation from the administrator."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.accounts import forgotten, signin
from municipalities.models import AccountLetter, User
from reports.actions.account_letters import send_account_letters
from reports.rules.permissions import THE_PROGRAM
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ASK = "/accounts/forgotten-password/"
DONE = "/accounts/forgotten-password/done/"
NEW = {"new_password1": "лодка-весло-9", "new_password2": "лодка-весло-9"}


@pytest.fixture
def person(db):
    return make_user("petrova", "Петрова «Анна» О'Нил", email="Petrova@vyazma.example")


def delivered():
    """What has left once the command of the letters has run."""
    send_account_letters(by=THE_PROGRAM)
    return mail.outbox


def link_in(letter):
    [path] = re.findall(r"http://127.0.0.1:8000(/accounts/first-password/\S+)", letter.body)
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
    [letter] = delivered()
    assert letter.to == ["Petrova@vyazma.example"]
    assert letter.subject == "Побратим: новый пароль"
    assert "Здравствуйте, Петрова «Анна» О'Нил!" in letter.body
    assert "Ваше имя для входа: petrova" in letter.body
    assert set_password(link_in(letter))["Location"] == "/"
    assert Client().login(username="petrova", password="лодка-весло-9")
    assert "Ссылка не подошла" in Client().get(link_in(letter), follow=True).content.decode()


def test_the_letter_says_until_when(client, person):
    client.post(ASK, {"who": "petrova"})
    [said] = re.findall(r"действует до (\d+)\D+(\d{4})\u00a0года, (\d\d):(\d\d) и только один раз", delivered()[0].body)
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
    assert [letter.to for letter in delivered()] == [["Petrova@vyazma.example"]]


def test_nobody_is_looked_up_before_the_answer(rf, person, django_assert_num_queries):
    """So the time of the answer tells nothing; the letter is asked for when the server closes the response,
    and nothing is sent there. The one query counts what the address has asked for."""
    with django_assert_num_queries(1) as asked:
        response = signin.forgotten_password(rf.post(ASK, {"who": "petrova"}))
    assert "municipalities_guesscount" in asked[0]["sql"]
    assert (response.status_code, AccountLetter.objects.count()) == (302, 0)
    response.work()  # what close() does, which would take the test's connection with it
    assert (AccountLetter.objects.count(), mail.outbox) == (1, [])


def test_one_letter_in_five_minutes(client, person):
    """By name and by address together; others are not held up."""
    make_user("sidorova", email="sidorova@vyazma.example")
    for who in ("petrova", "petrova", "petrova@vyazma.example", "sidorova"):
        client.post(ASK, {"who": who})
    assert [letter.to[0] for letter in delivered()] == ["Petrova@vyazma.example", "sidorova@vyazma.example"]
    User.objects.filter(pk=person.pk).update(reset_mailed_at=timezone.now() - timedelta(minutes=4, seconds=50))
    client.post(ASK, {"who": "petrova"})
    assert len(delivered()) == 2
    User.objects.filter(pk=person.pk).update(reset_mailed_at=timezone.now() - timedelta(minutes=5, seconds=1))
    client.post(ASK, {"who": "petrova"})
    assert len(delivered()) == 3


def test_who_was_invited_and_lost_the_letter_gets_another(client, person):
    person.set_unusable_password()
    person.save()
    client.post(ASK, {"who": "petrova"})
    set_password(link_in(delivered()[0]))
    assert Client().login(username="petrova", password="лодка-весло-9")


def test_a_person_gets_a_few_letters_an_hour(client, person):
    for _ in range(8):
        User.objects.update(reset_mailed_at=timezone.now() - timedelta(minutes=6))
        client.post(ASK, {"who": "petrova"})
        delivered()
    assert len(mail.outbox) == forgotten.LETTERS_A_PERSON


def test_one_address_wishes_for_so_many_accounts_and_is_answered_as_ever(client, person, monkeypatch):
    """Others at another address still get their letter."""
    monkeypatch.setattr(forgotten, "WISHES_AN_ADDRESS", 3)
    answers = {client.post(ASK, {"who": who})["Location"] for who in ("a", "b", "nobody@example.org", "petrova")}
    assert (answers, delivered()) == ({DONE}, [])
    client.post(ASK, {"who": "petrova"}, REMOTE_ADDR="10.0.0.7")
    assert len(delivered()) == 1


def test_two_people_at_one_address_get_a_letter_each(client, person):
    make_user("second", "Вторая Вера Викторовна", email="petrova@vyazma.example")
    client.post(ASK, {"who": "petrova@vyazma.example"})
    assert [re.search(r"имя для входа: (\w+)", letter.body)[1] for letter in delivered()] == ["petrova", "second"]


def test_the_letter_goes_to_the_stored_address_only(client, person):
    """Letters that look alike to a database are not the typed person's."""
    for who in (
        "petrova@vyazma.example,mine@example.org",
        "petrova\n",
        "petrova@vyazma.example\nBcc: mine@example.org",
    ):
        client.post(ASK, {"who": who})
    assert {address for letter in delivered() for address in letter.recipients()} <= {"Petrova@vyazma.example"}


@pytest.mark.parametrize(
    ("who", "words"),
    [("", "Напишите имя"), ("   ", "Напишите имя"), ("\x00", "Напишите имя"), ("я" * 255, "не более 254")],
)
def test_rubbish_is_a_mistake_beside_the_field(client, person, who, words):
    page = client.post(ASK, {"who": who})
    assert page.status_code == 200
    assert "<title>Ошибка: Новый пароль по почте" in page.content.decode()
    assert words in page.content.decode()


def test_a_new_mail_address_ends_links_sent_to_the_old_one(client, person):
    client.post(ASK, {"who": "petrova"})
    [letter] = delivered()
    User.objects.filter(pk=person.pk).update(email="other@vyazma.example")
    assert not Client().get(link_in(letter), follow=True).context["validlink"]


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
    assert delivered() == []  # a GET sends nothing
    page = lists.post(page_of(invited), {"send": "1"}, follow=True)
    text = page.content.decode()
    assert "Письмо уйдёт на адрес Petrova@vyazma.example в течение нескольких минут." in text
    [letter] = delivered()
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
    assert delivered()[0].subject == "Побратим: новый пароль"


def test_the_page_says_until_when_the_link_works(lists, invited):
    text = lists.post(page_of(invited)).content.decode()
    assert re.search(r"действует до \d+\u00a0\w+ \d{4}\u00a0года, \d\d:\d\d и только один раз", text)
    assert "и только один раз" not in "".join(letter.body for letter in delivered())  # no link, but word of it


def test_without_an_address_nothing_is_sent_and_it_is_said(lists, stranger):
    assert 'name="send"' not in lists.get(page_of(stranger)).content.decode()
    page = lists.post(page_of(stranger), {"send": "1"}, follow=True)
    assert "Почта не указана: Чужой Сергей Львович" in page.content.decode()
    assert (delivered(), LogEntry.objects.count()) == ([], 0)


def test_nobody_invites_himself_a_superuser_or_who_is_switched_off(lists, list_administrator, invited):
    User.objects.update(email="mine@example.org")
    root = make_user("root", is_superuser=True, email="root@example.org")
    User.objects.filter(pk=invited.pk).update(is_active=False)
    statuses = [lists.post(page_of(user), {"send": "1"}).status_code for user in (list_administrator, root, invited)]
    assert statuses == [403, 404, 200]
    assert (delivered(), LogEntry.objects.count()) == ([], 0)


# What a request leaves behind, and what people are told


def test_no_link_lies_in_the_database_and_one_letter_waits_for_each(client, person):
    for _ in range(25):
        User.objects.update(reset_mailed_at=timezone.now() - timedelta(minutes=6))
        client.post(ASK, {"who": "petrova"})
    assert [(letter.user, letter.text) for letter in AccountLetter.objects.all()] == [(person, "")]
    assert len(delivered()) == 1
    assert not AccountLetter.objects.exists()


def test_the_link_names_the_site_and_not_the_host_of_the_request(client, person, settings):
    settings.SITE_URL = "https://pobratim.example"
    settings.ALLOWED_HOSTS = ["elsewhere.example"]
    client.post(ASK, {"who": "petrova"}, headers={"Host": "elsewhere.example:8888"})
    assert "https://pobratim.example/accounts/first-password/" in delivered()[0].body
    assert "elsewhere" not in delivered()[0].body


def test_the_command_sends_them(client, person):
    client.post(ASK, {"who": "petrova"})
    call_command("send_mail")
    assert [letter.to for letter in mail.outbox] == [["Petrova@vyazma.example"]]


def test_a_link_of_somebody_switched_off_shows_no_form_and_sets_nothing(client, person):
    client.post(ASK, {"who": "petrova"})
    path = link_in(delivered()[0])
    form = client.get(path, follow=True).request["PATH_INFO"]
    User.objects.update(is_active=False)
    before = User.objects.get(pk=person.pk).password
    assert "Ссылка не подошла" in Client().get(path, follow=True).content.decode()
    assert "Ссылка не подошла" in client.post(form, NEW).content.decode()
    assert User.objects.get(pk=person.pk).password == before


def test_a_letter_for_somebody_switched_off_meanwhile_does_not_leave(client, person):
    client.post(ASK, {"who": "petrova"})
    User.objects.update(is_active=False)
    assert (delivered(), AccountLetter.objects.count()) == ([], 0)


def changed_by_admin(lists, user, **changes):
    fields = {"full_name": user.full_name, "username": user.username, "email": user.email, "is_active": "on"}
    data = {name: value for name, value in {**fields, **changes}.items() if value}
    return lists.post(reverse("admin:municipalities_user_change", args=[user.pk]), data)


def test_another_address_and_a_role_are_told_to_the_address_of_before(lists, person):
    assert (
        changed_by_admin(lists, person, email="mine@example.org", is_coordinator="on", is_confirmed="on").status_code
        == 302
    )
    [letter] = delivered()
    assert letter.to == ["Petrova@vyazma.example"]
    assert "Почта: была Petrova@vyazma.example, теперь mine@example.org." in letter.body
    assert "Выдана роль «региональный координатор»." in letter.body


def test_what_gives_no_right_is_not_told(lists, person):
    assert changed_by_admin(lists, person, post="Специалист").status_code == 302
    assert delivered() == []


def test_the_own_new_address_is_told_to_the_old_one(client, person):
    person.set_password("лодка-весло-9")
    person.save()
    client.force_login(person)
    data = {"full_name": person.full_name, "email": "new@vyazma.example", "current_password": "лодка-весло-9"}
    assert client.post("/accounts/profile/", data).status_code == 302
    assert [letter.to for letter in delivered()] == [["Petrova@vyazma.example"]]


def test_a_link_that_was_shown_is_told(lists, person):
    lists.post(page_of(person))
    [letter] = delivered()
    assert "создал ссылку" in letter.body


def test_a_link_of_a_coordinator_with_mail_is_never_shown(lists, person):
    User.objects.filter(pk=person.pk).update(is_coordinator=True)
    assert "Создать ссылку" not in lists.get(page_of(person)).content.decode()
    page = lists.post(page_of(person), follow=True).content.decode()
    assert "отправляют только письмом" in page
    assert "first-password/M" not in page
