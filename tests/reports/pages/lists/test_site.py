"""The admin: who may enter, what a list administrator can do there, and what he cannot by any POST."""

import datetime
import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from municipalities.models import Contact, Country, Officer, PartnerCity, User
from tests import factories
from tests.conftest import MANY

LISTS = ["user", "municipality", "country", "partnercity", "partnership", "officer", "contact"]
KEPT = ["user", "municipality", "country"]  # never deleted
RIGHTS = ("is_active", "is_coordinator", "is_list_administrator", "is_superuser", "password")


def address(model, page="changelist", *args):
    return reverse(f"admin:municipalities_{model}_{page}", args=args)


def pages_of(row):
    return [("changelist", []), ("add", []), ("change", [row.pk]), ("history", [row.pk])]


def rights_of(user):
    return User.objects.filter(pk=user.pk).values_list(*RIGHTS).get()


def fields_of(user, **changes):
    """What the user's form posts: a ticked box sends «on», others nothing."""
    data = {name: getattr(user, name) for name in ("full_name", "username", "post", "phone", "email")}
    ticks = {name: "on" for name in RIGHTS[:3] if getattr(user, name)}
    return {name: value for name, value in (data | ticks | changes).items() if value is not None}


@pytest.fixture
def lists(client_of, list_administrator):
    return client_of(list_administrator)


@pytest.fixture
def superuser(db):
    return factories.make_user("root", "Главный Пётр Ильич", is_superuser=True)


@pytest.fixture
def rows(smolensk_officer, vyazma_officer, smolensk):
    """One row of every list."""
    partner = factories.make_partner("г. Витебск", smolensk)
    return {
        "user": smolensk_officer,
        "municipality": smolensk,
        "country": partner.country,
        "partnercity": partner,
        "partnership": partner.partnerships.get(),
        "officer": vyazma_officer.officer_of.get(),
        "contact": Contact.objects.create(partner=partner, name="Новикова И. П.", phone="+375 212 00-00-01"),
    }


# Who may enter


def test_only_the_lists_are_here():
    """Reports are written elsewhere; there are no groups and no single permissions."""
    lists = "User Municipality MunicipalityName Country PartnerCity Partnership Officer Contact".split()
    assert {model._meta.label for model in admin.site._registry} == {
        "reports.Agreement",
        *(f"municipalities.{name}" for name in lists),
    }


@pytest.mark.parametrize("who", ["smolensk_officer", "coordinator", "stranger"])
def test_others_are_refused_everywhere(request, client_of, rows, who):
    client = client_of(request.getfixturevalue(who))
    for model in LISTS:
        for page, args in pages_of(rows[model]):
            for method in (client.get, client.post):
                assert method(address(model, page, *args)).status_code == 403, (model, page)
    assert client.post(address("user", "first_password", rows["user"].pk)).status_code == 403
    assert client.get(reverse("admin:index")).status_code == 403


@pytest.mark.parametrize("model", LISTS)
def test_a_list_administrator_opens_every_page(lists, rows, model):
    for page, args in pages_of(rows[model]):
        response = lists.get(address(model, page, *args))
        assert response.status_code == 200, (model, page)
        assert '<nav class="lists-nav' in response.content.decode()


def test_the_pages_speak_russian(lists, rows):
    """Between tags there is no English word of Django or of a forgotten column."""
    for model in LISTS:
        for page, args in pages_of(rows[model]):
            text = lists.get(address(model, page, *args)).content.decode()
            text = re.sub(r"<script.*?</script>|<style.*?</style>", "", text, flags=re.DOTALL)
            words = " ".join(re.findall(r">([^<]+)<", text))
            assert not re.search(r"\b(Add|Change|Save|Delete|Select|Search|Filter|Home|Label|Name|Role)\b", words)


def test_the_titles_are_in_the_right_case(lists, rows):
    """«Ответственный исполнитель: новая запись», not «Добавить ответственный исполнитель»."""
    for model in LISTS:
        for page in ("changelist", "add"):
            text = lists.get(address(model, page)).content.decode()
            assert not re.search(r"(Добавить|Выберите) (пользователь|муниц|стран|парт|ответ)", text)
    assert lists.get(address("officer", "add")).context["title"] == "Ответственный исполнитель: новая запись"
    assert lists.get(address("officer")).context["title"] == "Ответственные исполнители"


def test_there_is_one_page_for_the_own_password(lists):
    assert lists.get("/admin/password_change/")["Location"] == "/accounts/password/"
    assert lists.get("/admin/password_change/done/")["Location"] == "/accounts/password/done/"


# What a list administrator cannot do


@pytest.mark.parametrize("field", RIGHTS[1:4])
@pytest.mark.parametrize("forged", ["on", "True", "1"])
def test_nobody_raises_himself(lists, list_administrator, field, forged):
    before = rights_of(list_administrator)
    lists.post(address("user", "change", list_administrator.pk), fields_of(list_administrator, **{field: forged}))
    assert rights_of(list_administrator) == before


def test_nobody_lowers_or_switches_off_himself(lists, list_administrator):
    """Else the last one who could repair it would be gone by a slip."""
    before = rights_of(list_administrator)
    data = fields_of(list_administrator, is_active=None, is_list_administrator=None, phone="8 (4812) 00-00-99")
    response = lists.post(address("user", "change", list_administrator.pk), data)
    assert response.status_code == 302
    assert rights_of(list_administrator) == before
    list_administrator.refresh_from_db()
    assert list_administrator.phone == "8 (4812) 00-00-99"


FORGED = {
    "is_superuser": "on",
    "is_staff": "on",
    "groups": "1",
    "user_permissions": ["1", "2"],
    "password": "md5$a$b",
    "password1": "стол-7-стол",
    "password2": "стол-7-стол",
    "usable_password": "true",
    "id": "1",
    "last_login": "2024-01-01",
}


def test_forged_fields_of_another_user_give_nothing(lists, stranger):
    before = rights_of(stranger)
    assert lists.post(address("user", "change", stranger.pk), fields_of(stranger) | FORGED).status_code == 302
    assert rights_of(stranger) == before
    assert not User.objects.get(pk=stranger.pk).is_staff


def test_forged_fields_of_a_new_user_give_nothing(lists):
    data = {"full_name": "Новиков Пётр Ильич", "username": "novikov", "is_active": "on"} | FORGED
    lists.post(address("user", "add"), data)
    user = User.objects.get(username="novikov")
    assert not user.is_superuser
    assert not user.is_staff
    assert not user.has_usable_password()


def test_a_superuser_is_out_of_reach(lists, superuser):
    """The list, his number and a search do not show him, and there is no link for his password."""
    before = rights_of(superuser)
    assert found(lists, "user", "root") == []
    assert superuser not in lists.get(address("user")).context["cl"].result_list
    for page in ("change", "history"):
        assert lists.get(address("user", page, superuser.pk)).status_code in {302, 404}
    data = fields_of(superuser, is_active=None, username="mine")
    assert lists.post(address("user", "change", superuser.pk), data).status_code == 302
    assert lists.post(address("user", "first_password", superuser.pk)).status_code == 404
    assert rights_of(superuser) == before
    assert not LogEntry.objects.exists()


def test_a_superuser_cannot_be_made_an_officer(lists, superuser, smolensk):
    lists.post(address("officer", "add"), {"user": superuser.pk, "municipality": smolensk.pk, "since": "01.01.2024"})
    assert not Officer.objects.exists()


def test_nobody_sets_a_password_in_the_admin(lists, stranger, list_administrator):
    for user in (stranger, list_administrator):
        before = rights_of(user)
        for method in (lists.get, lists.post):
            response = method(f"/admin/municipalities/user/{user.pk}/password/", FORGED, follow=True)
            assert 'type="password"' not in response.content.decode()
        assert rights_of(user) == before


def test_nobody_makes_himself_an_officer(lists, list_administrator, smolensk):
    """To answer for a municipality is a right like a role."""
    data = {"user": list_administrator.pk, "municipality": smolensk.pk, "since": "01.01.2024"}
    assert lists.post(address("officer", "add"), data).status_code == 200
    assert not Officer.objects.exists()


def test_nobody_takes_over_or_prolongs_the_own_link(lists, list_administrator, rows, vyazma):
    other = rows["officer"]
    data = {"user": list_administrator.pk, "municipality": other.municipality_id, "since": "01.01.2020"}
    lists.post(address("officer", "change", other.pk), data)
    assert Officer.objects.get(pk=other.pk).user_id == other.user_id
    own = factories.make_officer(list_administrator, vyazma, until=datetime.date(2021, 1, 1))
    for page in ("change", "delete"):
        assert lists.post(address("officer", page, own.pk), data | {"post": "yes"}).status_code == 403
    own.refresh_from_db()
    assert own.until == datetime.date(2021, 1, 1)


def test_nobody_makes_a_link_for_himself(lists, list_administrator):
    """He would set a password without knowing the present one, at a colleague's unlocked computer."""
    assert lists.post(address("user", "first_password", list_administrator.pk)).status_code == 403
    assert "first-password" not in lists.get(address("user", "change", list_administrator.pk)).content.decode()


@pytest.mark.parametrize("who", ["list_administrator", "superuser"])
@pytest.mark.parametrize("model", KEPT)
def test_people_and_places_are_not_deleted(request, client_of, rows, model, who):
    """Not one by one and not with the list's action."""
    client = client_of(request.getfixturevalue(who))
    row = rows[model]
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    page = client.get(address(model))
    assert "delete_selected" not in page.content.decode()
    client.post(address(model), {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"})
    assert type(row).objects.filter(pk=row.pk).exists()


# What a list administrator can do


def test_a_new_user_gets_a_link_and_no_password(lists):
    """Add → the page of the link → the link → the own password → signed in."""
    page = lists.post(
        address("user", "add"),
        {"full_name": "  Новикова   Анна\u0438\u0306  ", "username": "Novikova", "is_active": "on"},
        follow=True,
    )
    user = User.objects.get(username="novikova")
    assert user.full_name == "Новикова   Аннай"
    assert not user.has_usable_password()
    assert page.redirect_chain == [(address("user", "first_password", user.pk), 302)]
    assert "http://127.0.0.1:8000/accounts/first-password/" not in page.content.decode()  # a GET makes none

    page = lists.post(address("user", "first_password", user.pk))
    [link] = re.findall(r">\s*http://127.0.0.1:8000(/accounts/first-password/[\w-]+/[\w-]+/)<", page.content.decode())
    history = lists.get(address("user", "history", user.pk)).content.decode()
    assert "Создана ссылка для первого пароля." in history
    assert link not in history

    person = Client()
    form = person.get(link, follow=True).request["PATH_INFO"]
    person.post(form, {"new_password1": "лодка-весло-9", "new_password2": "лодка-весло-9"})
    assert person.login(username="novikova", password="лодка-весло-9")
    assert not person.get(link, follow=True).context["validlink"]


def test_the_link_is_on_the_page_of_the_user(lists, stranger):
    link = address("user", "first_password", stranger.pk)
    assert link in lists.get(address("user", "change", stranger.pk)).content.decode()


def test_who_is_switched_off_gets_no_link(lists, stranger):
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    link = address("user", "first_password", stranger.pk)
    assert link not in lists.get(address("user", "change", stranger.pk)).content.decode()
    page = lists.post(link).content.decode()
    assert "Этот пользователь отключён" in page
    assert "/accounts/first-password/" not in page


def test_a_role_given_or_taken_is_written_down(lists, stranger):
    """In words, in the history of the person, with the name of who did it."""
    change = address("user", "change", stranger.pk)
    lists.post(change, fields_of(stranger, is_coordinator="on", is_confirmed="on"))
    lists.post(change, fields_of(stranger, is_coordinator=None, is_active=None))
    messages = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert "Выдана роль «региональный координатор»." in messages[0]
    assert "Снята роль «региональный координатор»." in messages[1]
    assert "Пользователь отключён." in messages[1]
    history = lists.get(address("user", "history", stranger.pk)).content.decode()
    assert "Выдана роль «региональный координатор»." in history
    assert "Зимин Павел Олегович" in history


def test_to_give_a_role_takes_a_second_look_and_to_take_or_leave_it_none(lists, stranger, list_administrator):
    change = address("user", "change", stranger.pk)
    page = lists.post(change, fields_of(stranger, is_coordinator="on")).content.decode()
    assert "Вы выдаёте роль «региональный координатор»" in page
    assert not User.objects.get(pk=stranger.pk).is_coordinator
    assert lists.post(change, fields_of(stranger, is_coordinator="on", is_confirmed="on")).status_code == 302
    stranger.refresh_from_db()
    assert lists.post(change, fields_of(stranger, post="консультант")).status_code == 302
    assert User.objects.get(pk=stranger.pk).is_coordinator
    assert lists.post(change, fields_of(stranger, is_coordinator=None)).status_code == 302
    assert not User.objects.get(pk=stranger.pk).is_coordinator
    assert "is_confirmed" in lists.get(change).content.decode()
    assert "is_confirmed" not in lists.get(address("user", "change", list_administrator.pk)).content.decode()


def test_a_new_user_with_a_role_is_written_down_too(lists):
    data = {"full_name": "А", "username": "a", "is_active": "on", "is_list_administrator": "on"}
    assert "Вы выдаёте роль «администратор справочников»" in lists.post(address("user", "add"), data).content.decode()
    assert not User.objects.filter(username="a").exists()
    data["is_confirmed"] = "on"
    lists.post(address("user", "add"), data)
    assert LogEntry.objects.get().get_change_message() == "Добавлено. Выдана роль «администратор справочников»."


def test_a_change_without_roles_says_only_what_changed(lists, stranger):
    lists.post(address("user", "change", stranger.pk), fields_of(stranger, post="консультант"))
    assert "роль" not in LogEntry.objects.get().get_change_message()


def test_a_taken_sign_in_name_is_refused_in_any_capitals(lists, stranger):
    page = lists.post(address("user", "add"), {"full_name": "А", "username": "STRANGER"})
    assert "Пользователь с таким именем для входа уже есть." in page.content.decode()


def test_officers_and_unimportant_rows_can_be_deleted(lists, rows):
    for model in ("contact", "officer", "partnership", "partnercity"):
        assert lists.post(address(model, "delete", rows[model].pk), {"post": "yes"}).status_code == 302
        assert not type(rows[model]).objects.filter(pk=rows[model].pk).exists()


def test_a_partner_that_something_refers_to_stays(lists, rows, period, smolensk):
    """A kind page names the obstacle: a partnership, or events, whose partners would change unseen."""
    partner = rows["partnercity"]
    page = lists.post(address("partnercity", "delete", partner.pk), {"post": "yes"})
    assert (page.status_code, PartnerCity.objects.filter(pk=partner.pk).exists()) == (200, True)
    partner.partnerships.all().delete()
    event = factories.make_event(factories.make_submission(period, smolensk), partners=[[partner.pk, partner.name]])
    assert event.partners.get() == partner
    page = lists.post(address("partnercity", "delete", partner.pk), {"post": "yes"})
    assert "назван в 1\u00a0мероприятии" in page.content.decode()
    lists.post(address("partnercity"), {"action": "delete_selected", "_selected_action": partner.pk, "post": "yes"})
    assert PartnerCity.objects.filter(pk=partner.pk).exists()


def municipality_form(smolensk, **changes):
    name = smolensk.names.get()
    return {
        "short_name": smolensk.short_name,
        "oktmo": smolensk.oktmo,
        "is_capital": "on",
        "names-TOTAL_FORMS": "2",
        "names-INITIAL_FORMS": "1",
        "names-MIN_NUM_FORMS": "1",
        "names-MAX_NUM_FORMS": "1000",
        "names-0-id": name.pk,
        "names-0-municipality": smolensk.pk,
        "names-0-heading": name.heading,
        "names-0-label": name.label,
        "names-0-valid_from": "01.01.2006",
        "names-1-municipality": smolensk.pk,
        "names-1-heading": "",
        "names-1-label": "",
        "names-1-valid_from": "",
    } | changes


def test_a_new_name_is_added_beside_the_old_one(lists, smolensk):
    new = {"names-1-heading": "городской округ", "names-1-label": "округ", "names-1-valid_from": "01.01.2025"}
    form = municipality_form(smolensk, **new)
    assert lists.post(address("municipality", "change", smolensk.pk), form).status_code == 302
    assert [name.label for name in smolensk.names.all()] == ["город Смоленск", "округ"]


@pytest.mark.parametrize(
    "changes",
    [
        {"names-0-DELETE": "on"},
        {"names-1-heading": "А", "names-1-label": "Б", "names-1-valid_from": "01.01.2006"},
        {"oktmo": "12"},
        {"short_name": "\x00"},
        {"short_name": "Вяземский"},
    ],
    ids=["no name left", "two names from one day", "wrong code", "nothing but NUL", "taken"],
)
def test_nonsense_about_a_municipality_is_refused(lists, smolensk, vyazma, changes):
    page = lists.post(address("municipality", "change", smolensk.pk), municipality_form(smolensk, **changes))
    assert page.status_code == 200
    assert "errornote" in page.content.decode()
    assert list(smolensk.names.values_list("label", flat=True)) == ["город Смоленск"]


def test_a_second_capital_is_refused(lists, smolensk, vyazma):
    form = municipality_form(vyazma)
    page = lists.post(address("municipality", "change", vyazma.pk), form)
    assert "Областной центр уже указан" in page.content.decode()


def test_the_same_partner_in_another_writing_is_refused(lists, rows):
    for name in ("г. Витебск", "Г.  ВИТЕБСК", "г. Bитебск"):
        page = lists.post(address("partnercity", "add"), {"name": name, "kind": "city", "country": "BY"})
        assert "Такой партнёр в этой стране уже есть." in page.content.decode(), name
    assert PartnerCity.objects.count() == 1


def test_letters_that_grow_in_the_key_are_no_failure(lists, rows):
    """«ﷺ» becomes eighteen letters in the key."""
    response = lists.post(address("partnercity", "add"), {"name": "ﷺ" * 250, "kind": "city", "country": "BY"})
    assert response.status_code == 302


def test_the_code_of_a_country_stays(lists, rows):
    """It is the row's key: another one would make a second country."""
    data = {"code": "XX", "name": "Беларусь", "full_name": "Республика Беларусь"}
    lists.post(address("country", "change", "BY"), data)
    assert list(Country.objects.values_list("code", flat=True)) == ["BY"]


# Finding and ordering


def found(client, model, words):
    page = client.get(address(model), {"q": words})
    assert page.status_code == 200
    return [str(row) for row in page.context["cl"].result_list]


@pytest.mark.parametrize("words", ["вязЁмский", "ВЯЗЕМ", "Bяземский", "вязeмcкий", "  яземск ", "66"])
def test_a_municipality_is_found_however_it_is_typed(lists, vyazma, words):
    assert found(lists, "municipality", words) == ["Вяземский"]


@pytest.mark.parametrize("words", ["хиславичи", "%", "_", "\x00", "' OR 1=1", '"', "я" * 5000])
def test_a_search_in_vain_gives_an_empty_list(lists, vyazma, words):
    page = lists.get(address("municipality"), {"q": words})
    assert page.status_code == 200
    if "\x00" not in words and words != '"':
        assert list(page.context["cl"].result_list) == []


@pytest.mark.parametrize("words", ["ковалЕва", "Ковалёва марина", "KOVALEVA", "ковaлeвa", "00-33", "kovaleva@x"])
def test_a_person_is_found_by_any_of_her_data(lists, words):
    factories.make_user("kovaleva", "Ковалёва Марина Сергеевна", phone="8 (4812) 00-33", email="kovaleva@x.example")
    assert found(lists, "user", words) == ["Ковалёва Марина Сергеевна"]


@pytest.mark.parametrize("words", ["белова", "смоленск", "белова смол"])
def test_an_officer_is_found_by_person_and_place(lists, smolensk_officer, vyazma_officer, words):
    assert found(lists, "officer", words) == ["Белова Татьяна Ивановна, Смоленск"]


def test_an_officer_is_chosen_by_name_among_the_others(lists, superuser, stranger, smolensk_officer):
    """Without oneself and without superusers."""
    form = lists.get(address("officer", "add")).context["adminform"].form
    names = [label for _, label in form.fields["user"].choices]
    assert names[1:] == ["Белова Татьяна Ивановна", "Чужой Сергей Львович"]


def test_the_capital_stands_first_and_the_rest_by_name(lists, smolensk):
    for name in ("Ярцевский", "ёлкинский", "Ельнинский", "Вяземский", "Хиславичский"):
        factories.make_municipality(name)
    rows = [str(row) for row in lists.get(address("municipality")).context["cl"].result_list]
    assert rows == ["Смоленск", "Вяземский", "ёлкинский", "Ельнинский", "Хиславичский", "Ярцевский"]


@pytest.mark.parametrize("model", LISTS)
def test_rubbish_in_the_address_is_no_failure(lists, rows, model):
    for query in ("o=99.-x", "p=x", "p=99999999999999999999", "zzz=1", "is_active__exact=x", "all=", "e=1", "%00=%00"):
        assert lists.get(f"{address(model)}?{query}", follow=True).status_code == 200, query
    for number in ("0", "x", "99999999999999999999", "%00", "1_5F"):
        assert lists.get(f"/admin/municipalities/{model}/{number}/change/", follow=True).status_code == 200, number


@pytest.mark.parametrize("model", LISTS)
def test_the_number_of_queries_does_not_grow(lists, rows, model, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as few:
        lists.get(address(model))
    for number in range(MANY - 1):
        municipality = factories.make_municipality(f"Район {number}")
        factories.make_officer(factories.make_user(f"user{number}"), municipality)
        country = factories.make_country(f"{chr(65 + number // 25)}{chr(65 + number % 25)}", f"Страна {number}")
        partner = factories.make_partner(f"г. Город {number}", municipality, country)
        Contact.objects.create(partner=partner, name="Новикова И. П.", phone="1")
    with django_assert_max_num_queries(len(few)) as many:
        page = lists.get(address(model))
    assert len(page.context["cl"].result_list) >= MANY
    assert len(many) == len(few)
