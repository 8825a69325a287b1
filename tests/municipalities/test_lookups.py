"""A list answers no question about a column that it does not show as a filter."""

import pytest
from django.contrib import admin
from django.urls import reverse

from municipalities.lists.admin import ListAdmin
from municipalities.models import Country, PartnerCity, User

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
ADMINS = sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label)
ENDINGS = ("__startswith", "__gte", "__regex", "__isnull")


def paths_to_password(model, depth=3, prefix=""):
    """Every chain of relations, at most `depth` long, that ends at the stored password."""
    if model is User:
        yield f"{prefix}password"
    if depth:
        for field in model._meta.get_fields():
            if field.is_relation and field.related_model:
                name = field.name  # of a way back: its query name
                yield from paths_to_password(field.related_model, depth - 1, f"{prefix}{name}__")


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def test_every_registered_list_knows_its_filters_only():
    assert [model for model, model_admin in ADMINS if not isinstance(model_admin, ListAdmin)] == []


@pytest.mark.parametrize(("model", "model_admin"), ADMINS, ids=[model.__name__ for model, _ in ADMINS])
def test_no_column_and_no_way_to_a_password_can_be_asked(rf, list_administrator, model, model_admin):
    request = rf.get("/")
    request.user = list_administrator
    columns = [field.name for field in model._meta.get_fields() if field.concrete]
    asked = [f"{name}{ending}" for name in [*columns, *paths_to_password(model)] for ending in ENDINGS]
    assert len(asked) > len(ENDINGS)
    assert [lookup for lookup in asked if model_admin.lookup_allowed(lookup, "x", request)] == []


@pytest.mark.parametrize("lookup", ["password__startswith", "password", "password__gte", "officer_of__user__password"])
def test_the_answer_does_not_depend_on_the_password(client_of, list_administrator, coordinator, lookup):
    client = client_of(list_administrator)
    answers = {client.get(list_of(User), {lookup: value}).headers["Location"] for value in ("", "m", "zzzz")}
    assert answers == {f"{list_of(User)}?e=1"}


def test_a_list_is_not_ordered_or_opened_by_a_hidden_column(client_of, list_administrator, coordinator):
    client = client_of(list_administrator)
    assert client.get(list_of(User), {"_to_field": "password"}).status_code == 400
    assert client.get(list_of(User), {"o": "password"}).status_code == 200
    assert client.get(list_of(User), {"user__password__startswith": "m"}).status_code == 302


@pytest.mark.parametrize(("model", "model_admin"), ADMINS, ids=[model.__name__ for model, _ in ADMINS])
def test_every_link_of_the_filters_still_answers(client_of, list_administrator, partner_city, model, model_admin):
    client = client_of(list_administrator)
    shown = client.get(list_of(model)).context["cl"]
    links = [choice["query_string"] for spec in shown.filter_specs for choice in spec.choices(shown)]
    assert {client.get(list_of(model) + link).status_code for link in links} <= {200}


def test_an_address_that_makes_no_sense_leads_to_the_whole_list_and_says_so(client_of, list_administrator):
    answer = client_of(list_administrator).get(list_of(User), {"password__gte": "m"}, follow=True)
    assert answer.redirect_chain == [(f"{list_of(User)}?e=1", 302), (list_of(User), 302)]
    assert "показан весь" in answer.content.decode()


@pytest.fixture
def partner_city(smolensk_officer, smolensk):
    """Rows to filter: filters with one choice are left out by Django."""
    for code, name in (("XA", "Беларусь"), ("XB", "Китай")):
        country = Country.objects.create(code=code, name=name, full_name=f"Республика {name}")
        PartnerCity.objects.create(name=f"Город {name}", country=country)
