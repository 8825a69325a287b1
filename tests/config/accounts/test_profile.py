"""The own profile: everybody's, about contacts and never about rights."""

import pytest
from django.urls import reverse

from municipalities.models import User
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
PROFILE = "/accounts/profile/"
FIELDS = ("full_name", "post", "phone", "email")
RIGHTS = ("username", "is_active", "is_coordinator", "is_list_administrator", "is_superuser", "password", "created_at")
CAST = ["smolensk_officer", "vyazma_officer", "coordinator", "list_administrator", "stranger"]
NEW = {"full_name": "Белова Т. И.", "post": "начальник отдела", "phone": "8 (4812) 00-00-77"}


def row_of(user, *columns):
    return User.objects.filter(pk=user.pk).values_list(*columns).get()


def form_of(user, **changes):
    return {name: getattr(user, name) for name in FIELDS} | changes


@pytest.mark.parametrize("who", CAST)
def test_everybody_changes_the_own_profile_and_no_right(request, client_of, who):
    """Forged fields give nothing; other people stay as they are."""
    user = request.getfixturevalue(who)
    other = factories.make_user("other", "Другая Ольга Петровна")
    before, others = row_of(user, *RIGHTS), row_of(other, *RIGHTS, *FIELDS)
    forged = {
        "username": "root",
        "password": "md5$a$b",
        "is_active": "",
        "is_coordinator": "on",
        "is_list_administrator": "on",
        "is_superuser": "on",
        "is_staff": "on",
        "id": other.pk,
        "pk": other.pk,
        "user": other.pk,
        "municipality": "1",
        "created_at": "2001-01-01",
    }
    response = client_of(user).post(PROFILE, form_of(user, **NEW) | forged, follow=True)
    assert response.redirect_chain == [(PROFILE, 302)]
    assert "Профиль сохранён." in response.content.decode()
    assert row_of(user, *FIELDS) == (*NEW.values(), user.email)
    assert row_of(user, *RIGHTS) == before
    assert row_of(other, *RIGHTS, *FIELDS) == others
    assert not user.officer_of.exclude(municipality__in=user.municipality_ids).exists()


@pytest.mark.parametrize("who", CAST)
def test_the_name_in_the_head_leads_here(request, client_of, who):
    text = client_of(request.getfixturevalue(who)).get(PROFILE).content.decode()
    assert f'class="who-me" href="{PROFILE}" aria-current="page"' in text
    assert reverse("password_change") in text


ROLES = {
    "smolensk_officer": ["ответственный исполнитель"],
    "coordinator": ["региональный координатор"],
    "list_administrator": ["администратор справочников"],
    "stranger": [],
}


@pytest.mark.parametrize("who", ROLES)
def test_the_roles_are_shown(request, client_of, who):
    page = client_of(request.getfixturevalue(who)).get(PROFILE)
    assert page.context["roles"] == ROLES[who]
    if not ROLES[who]:
        assert "пока нет" in page.content.decode()


def test_two_roles_are_both_named(client_of, coordinator, smolensk):
    factories.make_officer(coordinator, smolensk)
    page = client_of(coordinator).get(PROFILE)
    assert "региональный координатор, ответственный исполнитель" in page.content.decode()


def test_officers_see_for_what_they_answer_today(client_of, smolensk_officer, vyazma):
    factories.make_officer(smolensk_officer, vyazma, until=factories.timezone.localdate().replace(year=2021))
    text = client_of(smolensk_officer).get(PROFILE).content.decode()
    assert "Смоленск, с 1\u00a0января 2020\u00a0года" in text
    assert "Вяземский, с" not in text


def test_another_mail_address_takes_the_password(client_of, stranger):
    """Letters with new passwords go there: who finds an unlocked computer must not lead them to himself."""
    client = client_of(stranger)
    for password in ("", "не тот", "\x00", "я" * 5000):
        page = client.post(PROFILE, form_of(stranger, **NEW, email="mine@example.org", current_password=password))
        assert page.status_code == 200
        assert "current_password" in page.context["form"].errors
        assert "mine@example.org" in page.content.decode()
        assert row_of(stranger, *FIELDS) == tuple(getattr(stranger, name) for name in FIELDS)
    data = form_of(stranger, **NEW, email="mine@example.org", current_password=PASSWORD)
    assert client.post(PROFILE, data)["Location"] == PROFILE
    assert row_of(stranger, "email") == ("mine@example.org",)


def test_a_list_administrator_has_no_way_round_that_in_the_admin(client_of, list_administrator):
    address = reverse("admin:municipalities_user_change", args=[list_administrator.pk])
    data = {"full_name": "Зимин П. О.", "username": "lists", "email": "mine@example.org"}
    assert client_of(list_administrator).post(address, data).status_code == 302
    assert row_of(list_administrator, "full_name", "email") == ("Зимин П. О.", "")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"full_name": ""}, "Напишите фамилию, имя и отчество."),
        ({"full_name": "\x00"}, "Напишите фамилию, имя и отчество."),
        ({"full_name": "Я" * 201}, "не более 200"),
        ({"email": "где-то там"}, "электронной почты"),
        ({"phone": "8" * 61}, "не более 60"),
    ],
)
def test_a_mistake_keeps_what_was_typed_and_changes_nothing(client_of, smolensk_officer, changes, words):
    """The head goes on naming the person as stored."""
    data = form_of(smolensk_officer, **NEW) | changes
    page = client_of(smolensk_officer).post(PROFILE, data)
    text = page.content.decode()
    assert page.status_code == 200
    assert "<title>Ошибка: Профиль" in text
    assert "Профиль не сохранён" in text
    assert words in text
    assert data["post"] in text
    assert "<b>Белова\u00a0Т.\u00a0И.</b>" in text
    assert row_of(smolensk_officer, *FIELDS) == tuple(getattr(smolensk_officer, name) for name in FIELDS)


def test_text_is_cleaned_as_everywhere(client_of, stranger):
    client_of(stranger).post(PROFILE, form_of(stranger, post="  гла\u0000вный\r\nспециалист\u0438\u0306 "))
    assert row_of(stranger, "post") == ("главный специалистй",)


def test_only_what_was_changed_is_written(client_of, coordinator, monkeypatch):
    """A role that is taken away while the form is open does not come back with it."""
    client = client_of(coordinator)  # signing in is written, too
    written = []
    save = User.save
    monkeypatch.setattr(User, "save", lambda self, **kwargs: written.append(kwargs) or save(self, **kwargs))
    client.post(PROFILE, form_of(coordinator, phone="1"))
    assert written == [{"update_fields": ["phone"]}]
    page = client.post(PROFILE, form_of(coordinator, phone="1"), follow=True)
    assert "В профиле ничего не изменилось." in page.content.decode()
    assert len(written) == 1


def test_what_was_typed_survives_the_end_of_the_session(client, stranger):
    """An empty field for the password hides nothing; a filled one is not kept."""
    page = client.post(PROFILE, form_of(stranger, **NEW, current_password=""))
    assert ("post", "начальник отдела") in page.context["kept"].fields
    page = client.post(PROFILE, form_of(stranger, **NEW, current_password=PASSWORD))
    assert page.context["kept"] is None


def test_the_profile_costs_few_queries(client_of, smolensk_officer, django_assert_max_num_queries):
    client = client_of(smolensk_officer)
    with django_assert_max_num_queries(6):
        client.get(PROFILE)
