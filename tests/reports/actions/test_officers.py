"""Replacing an officer in one step: by the domain function and by the administrator's page."""

import datetime
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.lists.links import OKTMO
from municipalities.models import AccountLetter, Municipality, Officer, User
from reports.actions.account_letters import send_account_letters
from reports.actions.officers import replace_officer
from reports.models import Event
from reports.prose.words import write_date
from reports.rules.permissions import THE_PROGRAM
from tests import factories
from tests.whole.test_routes import FORMSET

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
NEWCOMER = {
    "full_name": "Новикова Анна Сергеевна",
    "username": "Novikova",
    "post": "ведущий специалист",
    "phone": "8 (48131) 0-00-07",
    "email": "novikova@vyazma.example",
}


def links():
    return list(Officer.objects.order_by("pk").values_list("user__username", "since", "until"))


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def newcomer(db):
    return factories.make_user("newcomer", "Новиков Пётр Ильич")


@pytest.fixture
def lists(client_of, list_administrator):
    return client_of(list_administrator)


@pytest.fixture
def page(vyazma_officer):
    """Address of the page on which the officer of Вязьма is replaced."""
    return reverse("admin:municipalities_officer_replace", args=[vyazma_officer.officer_of.get().pk])


@pytest.mark.parametrize("ahead", [0, 1, 40])
def test_the_old_one_answers_until_the_day_before_and_the_new_one_from_the_day(
    vyazma, vyazma_officer, newcomer, list_administrator, today, ahead
):
    day = today + ahead * DAY
    link = replace_officer(vyazma, old=vyazma_officer, new=newcomer, since=day, by=list_administrator)
    assert link == Officer.objects.get(user=newcomer)
    assert links() == [("vyazma", datetime.date(2020, 1, 1), day - DAY), ("newcomer", day, None)]
    assert [each.user for each in vyazma.current_officers(day - DAY)] == [vyazma_officer]
    assert [each.user for each in vyazma.current_officers(day)] == [newcomer]


def test_the_new_officer_continues_the_same_draft_and_the_old_one_finds_nothing(
    period, vyazma, vyazma_officer, newcomer, list_administrator, client_of, today, monkeypatch
):
    """Until the day as before; from the day the draft, its words and its history are the new officer's."""
    report = factories.make_submission(period, vyazma)
    event = factories.make_event(report, name="Начато прежним исполнителем")
    day = today + 2 * DAY
    replace_officer(vyazma, old=vyazma_officer, new=newcomer, since=day, by=list_administrator)
    addresses = [reverse("report", args=[report.pk]), reverse("event", args=[event.uid])]

    def statuses(user):
        return [client_of(user).get(address).status_code for address in addresses]

    assert (statuses(vyazma_officer), statuses(newcomer)) == ([200, 200], [404, 404])
    monkeypatch.setattr(timezone, "localdate", lambda *args: day)
    assert (statuses(vyazma_officer), statuses(newcomer)) == ([404, 404], [200, 200])

    texts = {name: getattr(event, name) for name in ("period_text", "place_text", "purpose", "participants")}
    data = {**FORMSET, **texts, "name": "Закончено новым", "version": event.version}
    assert client_of(vyazma_officer).post(addresses[1], data).status_code == 404
    assert client_of(newcomer).post(addresses[1], data).status_code == 302
    event = Event.objects.get(pk=event.pk)
    assert (event.name, event.submission_id) == ("Закончено новым", report.pk)
    assert [revision.by for revision in event.revisions.order_by("version")] == [vyazma_officer, newcomer]


def test_other_municipalities_and_other_officers_keep_their_links(
    smolensk, vyazma, vyazma_officer, smolensk_officer, newcomer, list_administrator, today
):
    factories.make_officer(vyazma_officer, smolensk)
    factories.make_officer(smolensk_officer, vyazma)
    replace_officer(vyazma, old=vyazma_officer, new=newcomer, since=today, by=list_administrator)
    ended = [link for link in Officer.objects.all() if link.until]
    assert [(link.user, link.municipality) for link in ended] == [(vyazma_officer, vyazma)]


def test_who_was_officer_before_may_come_back(vyazma, vyazma_officer, newcomer, list_administrator, today):
    factories.make_officer(newcomer, vyazma, datetime.date(2018, 1, 1), datetime.date(2019, 12, 31))
    replace_officer(vyazma, old=vyazma_officer, new=newcomer, since=today, by=list_administrator)
    assert Officer.objects.filter(user=newcomer).count() == 2


def test_who_is_switched_off_can_be_replaced(vyazma, vyazma_officer, newcomer, list_administrator, today):
    """The usual order in a hurry: somebody leaves, is switched off, and only then a new one is named."""
    vyazma_officer.is_active = False
    vyazma_officer.save()
    replace_officer(vyazma, old=vyazma_officer, new=newcomer, since=today, by=list_administrator)
    assert [link.user for link in vyazma.current_officers()] == [newcomer]


REFUSALS = {
    "a past day": ("newcomer", -1, "since", "Этот день уже прошёл"),
    "oneself": ("list_administrator", 0, "new", "Себя исполнителем не назначают"),
    "the same person": ("vyazma_officer", 0, "new", "уже отвечает за это муниципальное образование с 1"),
    "overlapping": ("later", 0, "new", "уже отвечает за это муниципальное образование с "),
    "switched off": ("inactive", 0, "new", "Пользователь отключён"),
    "a superuser": ("root", 0, "new", "нельзя назначить"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_contradicts_is_refused_and_changes_nothing(
    request, vyazma, vyazma_officer, newcomer, list_administrator, today, case
):
    who, ahead, key, words = REFUSALS[case]
    if who == "later":
        new = newcomer
        factories.make_officer(new, vyazma, since=today + 90 * DAY)
    elif who == "inactive":
        new = factories.make_user("inactive", is_active=False)
    elif who == "root":
        new = factories.make_user("root", is_superuser=True)
    else:
        new = request.getfixturevalue(who)
    before = links()
    with pytest.raises(ValidationError, match=words) as refusal:
        replace_officer(vyazma, old=vyazma_officer, new=new, since=today + ahead * DAY, by=list_administrator)
    assert list(refusal.value.message_dict) == [key]
    assert links() == before


def test_one_does_not_replace_oneself(vyazma, vyazma_officer, newcomer, today):
    vyazma_officer.is_list_administrator = True
    with pytest.raises(ValidationError, match="Себя не заменяют"):
        replace_officer(vyazma, old=vyazma_officer, new=newcomer, since=today, by=vyazma_officer)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [(0, None, "отвечает только с"), (5, None, "отвечает только с"), (-9, -1, "и так не отвечает")],
)
def test_a_link_that_has_not_begun_or_is_over_is_not_replaced(
    vyazma, stranger, newcomer, list_administrator, today, since, until, words
):
    """The day before would lie before the link's first day."""
    factories.make_officer(stranger, vyazma, today + since * DAY, until and today + until * DAY)
    with pytest.raises(ValidationError, match=words):
        replace_officer(vyazma, old=stranger, new=newcomer, since=today, by=list_administrator)


# The page


def test_the_page_is_on_the_officers_page(lists, vyazma_officer, page):
    link = vyazma_officer.officer_of.get()
    assert page in lists.get(reverse("admin:municipalities_officer_change", args=[link.pk])).content.decode()
    text = " ".join(lists.get(page).content.decode().split())
    assert "Сомова Лидия Андреевна" in text
    assert "Черновики, отчёты и их история останутся на месте" in text


def test_a_user_of_the_list_takes_over(lists, vyazma, newcomer, page, today):
    response = lists.post(page, {"new": newcomer.pk, "since": today.isoformat()}, follow=True)
    assert "Новиков Пётр Ильич отвечает за муниципальное образование Вяземский с" in response.content.decode()
    assert [link.user for link in vyazma.current_officers()] == [newcomer]
    assert mail.outbox == []
    entries = list(LogEntry.objects.order_by("pk").values_list("action_flag", "change_message"))
    assert [flag for flag, _ in entries] == [2, 1]
    assert "Исполнителя заменяет Новиков Пётр Ильич, первый день – " in entries[0][1]
    assert entries[1][1] == "Назначен вместо: Сомова Лидия Андреевна."


def test_a_new_person_is_made_takes_over_and_is_invited(lists, vyazma, page, today):
    """One step: the user, the link, the letter; and the letter's link leads to the first password."""
    response = lists.post(page, {**NEWCOMER, "since": today.isoformat()})
    assert response["Location"] == reverse("admin:municipalities_officer_changelist")
    user = User.objects.get(username="novikova")
    assert (user.full_name, user.post, user.has_usable_password()) == (NEWCOMER["full_name"], NEWCOMER["post"], False)
    assert [link.user for link in vyazma.current_officers()] == [user]
    assert send_account_letters(by=THE_PROGRAM) == (2, 0)  # the officer of before is told, too
    [letter] = [letter for letter in mail.outbox if letter.to == [NEWCOMER["email"]]]
    assert letter.subject == "Приглашение в «Побратим»"
    [address] = re.findall(r"http://127.0.0.1:8000(/\S+)", letter.body)
    assert Client().get(address, follow=True).context["validlink"]
    history = [entry.change_message for entry in LogEntry.objects.filter(object_id=user.pk, content_type__model="user")]
    assert sorted(history) == [
        "Добавлен: назначается исполнителем вместо: Сомова Лидия Андреевна.",
        "Ссылка для пароля отправляется на адрес novikova@vyazma.example.",
    ]


def test_a_new_person_without_mail_gets_a_link_by_hand(lists, page, today):
    response = lists.post(page, {**NEWCOMER, "email": "", "since": today.isoformat()}, follow=True)
    user = User.objects.get(username="novikova")
    assert response.redirect_chain == [(reverse("admin:municipalities_user_first_password", args=[user.pk]), 302)]
    assert "Почта не указана: Новикова Анна Сергеевна" in response.content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"full_name": ""}, "Обязательное поле"),
        ({"username": "Новикова"}, "Только латинские буквы"),
        ({"username": "VYAZMA"}, "Пользователь с таким именем для входа уже есть."),
        ({"email": "почта"}, "электронной почты"),
        ({"since": ""}, "Выберите день."),
        ({"since": "\x00"}, "Напишите день так"),
        ({"since": "99999-01-01"}, "Напишите день так"),
        ({"since": "2020-01-01"}, "Этот день уже прошёл"),
        ({"new": "vyazma"}, "Этого человека выбрать нельзя"),
        ({"new": "9" * 30}, "Этого человека выбрать нельзя"),
        ({"new": "stranger"}, "не то и другое сразу"),
        (dict.fromkeys(NEWCOMER, ""), "Выберите человека из списка или укажите нового ниже."),
    ],
)
def test_a_mistake_is_named_keeps_what_was_typed_and_makes_nobody(lists, page, today, stranger, changes, words):
    if changes.get("new") in ("vyazma", "stranger"):
        changes = {"new": User.objects.get(username=changes["new"]).pk}
    before = links()
    response = lists.post(page, {**NEWCOMER, "since": today.isoformat(), **changes})
    text = response.content.decode()
    assert response.status_code == 200
    assert words in text
    assert "<title>Ошибка: Замена исполнителя" in text
    for name, value in NEWCOMER.items():
        assert changes.get(name, value) in text
    assert links() == before
    assert not User.objects.filter(full_name=NEWCOMER["full_name"]).exists()
    assert not LogEntry.objects.exists()
    assert mail.outbox == []


FORGED = {
    "is_superuser": "on",
    "is_coordinator": "on",
    "is_list_administrator": "on",
    "is_staff": "on",
    "password": "md5$a$b",
    "id": "1",
    "pk": "1",
    "old": "1",
    "by": "1",
    "user": "1",
}


def test_a_list_administrator_gains_nothing_here(lists, list_administrator, vyazma, smolensk, page, today):
    """No forged form changes himself or a superuser, gives a new person a role or makes an own link."""
    root = factories.make_user("root", is_superuser=True)
    rights = ("is_active", "is_coordinator", "is_list_administrator", "is_superuser")
    before = list(User.objects.order_by("pk").values_list(*rights, "password"))
    for user in (list_administrator, root):
        assert lists.post(page, {"new": user.pk, "since": today.isoformat(), **FORGED}).status_code == 200
    own = factories.make_officer(list_administrator, smolensk, until=today)
    lists.force_login(list_administrator)  # other rights have ended the session
    own_page = reverse("admin:municipalities_officer_replace", args=[own.pk])
    for method in (lists.get, lists.post):
        assert method(own_page, {**NEWCOMER, "since": today.isoformat()}).status_code == 403
    assert not Officer.objects.filter(user__in=[list_administrator, root]).exclude(pk=own.pk).exists()
    assert lists.post(page, {**NEWCOMER, "since": today.isoformat(), **FORGED}).status_code == 302
    assert list(User.objects.order_by("pk").values_list(*rights, "password"))[: len(before)] == before
    made = User.objects.get(username="novikova")
    assert [getattr(made, right) for right in rights] == [True, False, False, False]
    assert not made.has_usable_password()


@pytest.mark.parametrize("who", ["smolensk_officer", "vyazma_officer", "coordinator", "stranger"])
def test_others_replace_nobody(request, client_of, page, today, who):
    client = client_of(request.getfixturevalue(who))
    before = links()
    assert client.get(page).status_code == 403
    assert client.post(page, {**NEWCOMER, "since": today.isoformat()}).status_code == 403
    assert links() == before


@pytest.mark.parametrize("number", ["0", "999999", "x", "9" * 30, "%00"])
def test_a_link_that_does_not_exist_is_not_found(lists, number):
    assert lists.get(f"/admin/municipalities/officer/{number}/replace/").status_code == 404


# What officers are told


def told():
    """Addresses and texts of the letters that wait, in order."""
    return list(AccountLetter.objects.exclude(text="").values_list("address", "text"))


@pytest.fixture
def with_mail(vyazma_officer, newcomer):
    User.objects.filter(pk=vyazma_officer.pk).update(email="old@vyazma.example")
    User.objects.filter(pk=newcomer.pk).update(email="new@vyazma.example")
    vyazma_officer.refresh_from_db()
    newcomer.refresh_from_db()


def test_both_are_told_of_a_replacement(with_mail, vyazma, vyazma_officer, newcomer, list_administrator, today):
    replace_officer(vyazma, old=vyazma_officer, new=newcomer, since=today + DAY, by=list_administrator)
    old, new = told()
    assert (old[0], new[0]) == ("old@vyazma.example", "new@vyazma.example")
    assert f" по {write_date(today, with_year=True)}." in old[1]
    assert f", с {write_date(today + DAY, with_year=True)}." in new[1]


def test_a_new_person_is_told_by_the_invitation_alone(
    with_mail, vyazma, vyazma_officer, newcomer, list_administrator, today
):
    newcomer.set_unusable_password()
    newcomer.save()
    replace_officer(vyazma, old=vyazma_officer, new=newcomer, since=today, by=list_administrator)
    assert [address for address, _ in told()] == ["old@vyazma.example"]


def test_a_link_written_by_hand_is_told_to_whoever_gets_or_loses_it(lists, with_mail, vyazma, vyazma_officer, newcomer):
    link = vyazma_officer.officer_of.get()
    address = reverse("admin:municipalities_officer_change", args=[link.pk])
    data = {"user": newcomer.pk, "municipality": vyazma.pk, "since": "01.01.2020", "until": ""}
    assert lists.post(address, data).status_code == 302
    assert [(to, text.split(":")[0]) for to, text in told()] == [
        ("old@vyazma.example", "Вы больше не ответственный исполнитель"),
        ("new@vyazma.example", "Ответственный исполнитель"),
    ]
    AccountLetter.objects.all().delete()
    assert lists.post(address, data).status_code == 302
    assert told() == [], "nothing has changed"
    lists.post(reverse("admin:municipalities_officer_delete", args=[link.pk]), {"post": "yes"})
    assert [to for to, _ in told()] == ["new@vyazma.example"]
    AccountLetter.objects.all().delete()
    assert lists.post(reverse("admin:municipalities_officer_add"), data).status_code == 302
    assert [to for to, _ in told()] == ["new@vyazma.example"]


def test_a_brought_file_tells_of_its_links_once_it_is_confirmed(lists, with_mail, vyazma, newcomer):
    csv = f"Имя для входа;{OKTMO};С;По\r\nnewcomer;{vyazma.oktmo};01.01.2025;\r\n"
    upload = SimpleUploadedFile("officers.csv", csv.encode())
    page = lists.post(reverse("admin:municipalities_officer_import"), {"import_file": upload})
    assert told() == []
    lists.post(reverse("admin:municipalities_officer_process_import"), page.context["confirm"].initial)
    [(to, text)] = told()
    assert (to, str(Municipality.objects.get(pk=vyazma.pk)) in text) == ("new@vyazma.example", True)
