"""No page speaks English, or in the sentences of Django and its libraries. The pages of the table of routes are asked
where it is (tests/whole/test_routes.py); here are the sign-in, the lists, and what shows partners and documents."""

import ast
import gettext
import re
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from municipalities.models import Partnership
from reports.models import Agreement
from tests import factories
from tests.clients import hurried
from tests.whole.test_routes import CAST, ROUTES, SIGN_IN_ROUTES
from tests.whole.test_routes import cast as cast
from tests.whole.test_routes import world as world

from .sentences import strange_words

# What looks different with a partner and a document of the municipality.
OF_PARTNERS = "home figures agreements agreements_found agreement partners partner country archive event_add".split()


def pages_of_roles(world):
    """(address, who) of the pages of the sign-in, and of those that show partners, for everybody who gets them."""
    routes = {name: (ROUTES[name].get, ROUTES[name].args) for name in OF_PARTNERS}
    routes |= {name: (methods["GET"], "") for name, methods in SIGN_IN_ROUTES.items()}
    for name, (statuses, args) in routes.items():
        kwargs = {"uidb64": "MQ", "token": "wrong"} if name == "password_reset_confirm" else None
        for person, status in zip(CAST, statuses, strict=False):
            if status in {200, 403, 409}:
                yield reverse(name, kwargs=getattr(world, args)() if args else kwargs), person


def list_pages(rows):
    """(address, None or what is sent) of every page of the lists, with what they say of mistakes and of deeds."""
    yield reverse("admin:index"), None
    for row in rows:
        page = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        yield reverse(f"{page}_changelist"), None
        yield reverse(f"{page}_changelist") + "?q=zzz", None
        yield reverse(f"{page}_changelist"), {"action": "", "_selected_action": []}
        yield reverse(f"{page}_change", args=["0"]), None
        model_admin = admin.site._registry[type(row)]
        pages = ["change", "history"] + ["delete"] * (model_admin.__class__.__name__ == "ProposedPartnerAdmin")
        for one in pages:
            yield reverse(f"{page}_{one}", args=[row.pk]), None
        yield reverse(f"{page}_change", args=[row.pk]), {"email": "нет", "since": "x", "signed_on": "x"}
        if row._meta.model_name != "municipalityname":
            yield reverse(f"{page}_add"), None
            yield reverse(f"{page}_add"), {}
        if row._meta.model_name != "user":
            for one in ("import", "export"):
                yield reverse(f"{page}_{one}"), None
            yield reverse(f"{page}_import"), {}


@pytest.mark.django_db
@pytest.mark.one_database
def test_no_page_of_the_sign_in_and_the_lists_speaks_english_or_djangos_russian(world, cast, client_of):
    wrong = []
    clients = {person: client_of(user) for person, user in cast.items()}
    partner = factories.make_partner("г. Витебск", cast["owner"].officer_of.get().municipality)
    document = Agreement.objects.create(partnership=Partnership.objects.get(), title="Соглашение")
    municipality = cast["owner"].officer_of.get().municipality
    rows = [cast["lists"], cast["owner"], municipality, municipality.names.get(), partner.country, partner, document]
    rows += [partner.partnerships.get(), cast["owner"].officer_of.get()]
    asked = [(address, person, None) for address, person in pages_of_roles(world)]
    asked += [(address, "lists", data) for address, data in list_pages(rows)]
    with hurried():
        for address, person, data in asked:
            client = clients[person]
            response = client.get(address, follow=True) if data is None else client.post(address, data, follow=True)
            if response["Content-Type"].startswith("text/html"):
                wrong += [f"{address} ({person}): {said}" for said in strange_words(response.content.decode())]
    assert len(asked) > 150
    assert wrong == [], "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize(
    ("html", "is_strange"),
    [
        ("<p>0 договорённости</p>", True),
        ("<p>Добро пожаловать, Тихонов А. Б..</p>", True),
        ('<input value="Save">', True),
        ("<td>None</td>", True),
        ("<p>Сохранено: Хиславичский.</p>", False),
        ("<p>Файл Excel (XLSX) или CSV</p>", False),
        ("<textarea>Change</textarea>", False),
    ],
)
def test_a_strange_word_is_known(html, is_strange):
    assert bool(list(strange_words(html))) is is_strange


def test_the_compiled_catalogue_says_what_the_readable_one_says():
    """Django reads the compiled file. It is made by hand after a change, so it could be forgotten."""
    [folder] = settings.LOCALE_PATHS
    folder = folder / "ru" / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        compiled = {key[0] if isinstance(key, tuple) else key for key in gettext.GNUTranslations(file)._catalog}
    with (folder / "django.mo").open("rb") as file:
        said = set(gettext.GNUTranslations(file)._catalog.values())
    source = (folder / "django.po").read_text()
    entries = dict(re.findall(r'^msgid (".+")\n(?:msgid_plural .+\n)?msgstr(?:\[0\])? (".+")$', source, re.M))
    entries = {ast.literal_eval(key): ast.literal_eval(value) for key, value in entries.items()}
    assert compiled - {""} == set(entries)
    assert set(entries.values()) <= said


def test_each_sentence_of_the_catalogue_is_one_of_django():
    """A sentence that Django no longer has would translate nothing, without a word."""
    [folder] = settings.LOCALE_PATHS
    ours = set(re.findall(r'^msgid (".+")$', (folder / "ru" / "LC_MESSAGES" / "django.po").read_text(), re.M))
    known = set()
    for catalogue in Path(django.__file__).parent.glob("**/locale/en/LC_MESSAGES/django.po"):
        joined = re.sub(r'"\n"', "", catalogue.read_text())
        known |= set(re.findall(r'^msgid (".+")$', joined, re.M))
    assert {key.replace('"', "") for key in ours} - {key.replace('"', "") for key in known} == set()
