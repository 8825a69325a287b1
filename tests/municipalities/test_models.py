"""Users, municipalities and their names by date, officers by date, partners."""

import datetime
import random

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from municipalities.models import Country, Municipality, MunicipalityName, Officer, PartnerCity, Partnership, User
from tests.factories import PASSWORD, make_country, make_municipality, make_officer, make_partner, make_user

DAY = datetime.date(2024, 12, 31)
NEXT_DAY = datetime.date(2025, 1, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def refused(save):
    """True if the database refuses; the test's transaction stays usable."""
    try:
        with transaction.atomic():
            save()
    except IntegrityError:
        return True
    return False


# Users


@pytest.mark.parametrize(
    ("full_name", "polite"),
    [
        ("Белова Татьяна Ивановна", "Татьяна Ивановна"),
        ("Козлов Пётр Ильич", "Пётр Ильич"),
        ("Гусева Анна Ильинична", "Анна Ильинична"),
        ("Алиев Рашид оглы", "Алиев Рашид оглы"),
        ("Ли Анна", "Ли Анна"),
    ],
)
def test_a_letter_begins_with_name_and_patronymic(full_name, polite):
    assert User(username="a", full_name=full_name).polite_name == polite


@pytest.mark.parametrize("typed", ["smolensk", "Smolensk", "SMOLENSK"])
def test_a_sign_in_name_has_no_case(typed):
    user = make_user(typed)
    assert user.username == "smolensk"
    assert authenticate(username="SmolensK", password=PASSWORD) == user
    assert refused(lambda: make_user("sMOLENSK"))


@pytest.mark.parametrize("name", ["смоленск", "a b", "a\n", "", "a" * 61, "a/b", "a@b"])
def test_a_sign_in_name_is_short_and_latin(name):
    with pytest.raises(ValidationError) as refusal:
        User(username=name, full_name="А", password="x").full_clean()
    assert set(refusal.value.message_dict) == {"username"}


@pytest.mark.parametrize(
    ("full_name", "short_name"),
    [
        ("Ковалёва Марина Сергеевна", "Ковалёва\u00a0М.\u00a0С."),
        ("Ким Чен", "Ким Чен"),
        ("Салтыков-Щедрин Михаил Евграфович", "Салтыков-Щедрин\u00a0М.\u00a0Е."),
        ("Мамедов Али Гасан оглы", "Мамедов Али Гасан оглы"),
        ("", "anna"),
    ],
)
def test_the_short_name(full_name, short_name):
    """Surname and initials, held together; what is not three words is not guessed at."""
    assert User(username="anna", full_name=full_name).short_name == short_name


def test_a_user_is_not_deleted(stranger):
    """The history of reports names people."""
    with pytest.raises(ProtectedError):
        stranger.delete()
    assert User.objects.filter(pk=stranger.pk).exists()


ACTIONS = ("view", "add", "change")
ADMIN_RIGHTS = [f"municipalities.{action}_{model}" for action in ACTIONS for model in ("user", "officer")]


@pytest.mark.parametrize(
    ("flags", "allowed"),
    [
        ({}, set()),
        ({"is_coordinator": True}, set()),
        ({"is_list_administrator": True, "is_active": False}, set()),
        (
            {"is_list_administrator": True},
            {*ADMIN_RIGHTS, "municipalities.delete_officer", "municipalities.delete_partnership"},
        ),
        ({"is_superuser": True, "is_active": False}, set()),
    ],
)
def test_rights_in_the_admin(flags, allowed):
    """Only for list administrators, only for their lists; what reports name for ever is not deleted."""
    user = User(username="a", **flags)
    asked = {
        *ADMIN_RIGHTS,
        "municipalities.delete_officer",
        "municipalities.delete_partnership",
        "municipalities.delete_user",
        "municipalities.delete_municipality",
        "municipalities.delete_country",
        "reports.view_event",
        "reports.change_submission",
        "auth.change_group",
        "admin.view_logentry",
        "rubbish",
        "",
    }
    assert {right for right in asked if user.has_perm(right)} == allowed
    assert user.has_module_perms("municipalities") is bool(allowed)
    assert user.has_module_perms("reports") is bool(allowed)  # for the agreements of partnerships
    assert not user.has_module_perms("auth")
    assert user.is_staff is bool(allowed)


# Municipalities and their names


def test_the_name_depends_on_the_day(vyazma):
    """A name holds until the next one begins; before the first the municipality has no name."""
    MunicipalityName.objects.create(municipality=vyazma, label="Вяземский округ", heading="округ", valid_from=NEXT_DAY)

    def label_on(day):
        return Municipality.objects.named_on(day).get(pk=vyazma.pk).label

    assert label_on(datetime.date(2005, 12, 31)) is None
    assert label_on(datetime.date(2006, 1, 1)) == "Вяземский район"
    assert label_on(DAY) == "Вяземский район"
    assert label_on(NEXT_DAY) == "Вяземский округ"
    assert Municipality.objects.named_on(NEXT_DAY).get(pk=vyazma.pk).heading == "округ"


def test_one_name_begins_on_a_day(vyazma, smolensk):
    first = vyazma.names.get()

    def name_of(municipality):
        MunicipalityName.objects.create(municipality=municipality, label="б", heading="б", valid_from=first.valid_from)

    assert refused(lambda: name_of(vyazma))


def test_there_is_one_capital(smolensk, vyazma):
    vyazma.is_capital = True
    assert refused(vyazma.save)


def test_a_municipality_with_officers_is_not_deleted(smolensk_officer, smolensk):
    with pytest.raises(ProtectedError):
        smolensk.delete()


@pytest.mark.parametrize("code", ["6640101", "664010100", "6640101x", "66401010\n", ""])
def test_the_code_has_eight_or_eleven_digits(code):
    with pytest.raises(ValidationError) as refusal:
        Municipality(short_name="А", oktmo=code).full_clean(exclude=["search_key", "sort_key"])
    assert set(refusal.value.message_dict) == {"oktmo"}


# Officers


@pytest.mark.parametrize(
    ("since", "until", "answers"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (NEXT_DAY, None, False),
        (datetime.date(2020, 1, 1), DAY, True),
        (datetime.date(2020, 1, 1), datetime.date(2024, 12, 30), False),
    ],
)
def test_an_officer_answers_from_day_to_day_both_included(vyazma, stranger, since, until, answers):
    link = make_officer(stranger, vyazma, since, until)
    assert (link in Officer.objects.current(DAY)) is answers
    assert (link in vyazma.current_officers(DAY)) is answers


def test_who_is_switched_off_answers_for_nothing(vyazma_officer, vyazma):
    User.objects.filter(pk=vyazma_officer.pk).update(is_active=False)
    assert not Officer.objects.current().exists()
    assert not User.objects.get(pk=vyazma_officer.pk).municipality_ids


def test_a_person_may_have_several_and_a_municipality_several_people(smolensk, vyazma, smolensk_officer, stranger):
    make_officer(smolensk_officer, vyazma)
    make_officer(stranger, vyazma)
    assert smolensk_officer.municipality_ids == {smolensk.pk, vyazma.pk}
    assert {link.user for link in vyazma.current_officers()} == {smolensk_officer, stranger}


def test_the_last_day_is_not_before_the_first(vyazma, stranger):
    assert refused(lambda: make_officer(stranger, vyazma, since=NEXT_DAY, until=DAY))
    with pytest.raises(ValidationError, match="Последний день не может быть раньше первого"):
        Officer(user=stranger, municipality=vyazma, since=NEXT_DAY, until=DAY).full_clean()


def test_the_same_link_begins_once_a_day(vyazma, stranger):
    make_officer(stranger, vyazma, since=DAY)
    assert refused(lambda: make_officer(stranger, vyazma, since=DAY))
    make_officer(stranger, vyazma, since=NEXT_DAY)


# Countries and partners


@pytest.mark.parametrize("code", ["by", "BLR", "B", "РБ", "B1", "BY\n"])
def test_a_country_code_is_two_capital_latin_letters(code):
    with pytest.raises(ValidationError) as refusal:
        Country(code=code, name="А", full_name="А").full_clean(exclude=["search_key", "sort_key"])
    assert set(refusal.value.message_dict) == {"code"}


@pytest.mark.parametrize("same", ["г. Витебск", "г.  ВИТЕБСК", "г. витебск", "г. Bитебск"])
def test_a_partner_stands_once_in_its_country(same):
    """However it is written; the same name elsewhere is another partner."""
    make_partner("г. Витебск")
    assert refused(lambda: make_partner(same))
    make_partner(same, region="Гродненская область")
    make_partner(same, country=make_country("KZ", "Казахстан", "Республика Казахстан"))
    assert PartnerCity.objects.count() == 3


def test_a_municipality_has_one_partnership_with_a_partner(vyazma):
    partner = make_partner(municipality=vyazma)
    link = {"municipality": vyazma, "partner": partner, "kind": Partnership.Kind.PARTNER}
    assert refused(lambda: Partnership.objects.create(**link))
    with pytest.raises(ProtectedError):
        partner.delete()


# Texts that enter


DIRTY = "  г. Рудня\x00\x0b \ud800и\u0306  \r\n №\u00a01 "


@pytest.mark.parametrize(
    ("field", "clean"),
    [("status_note", "г. Рудня й №\u00a01"), ("note", "г. Рудня\n й  \n №\u00a01")],
)
@pytest.mark.parametrize("way", ["save", "create", "update", "bulk_create", "bulk_update"])
def test_texts_are_cleaned_whatever_the_way_in(vyazma, field, clean, way):
    """One line or several; also past save()."""
    partner = make_partner()
    link = Partnership(municipality=vyazma, partner=partner, kind="twin")
    if way in {"save", "bulk_create"}:
        setattr(link, field, DIRTY)
    if way == "create":
        Partnership.objects.create(municipality=vyazma, partner=partner, kind="twin", **{field: DIRTY})
    elif way == "bulk_create":
        Partnership.objects.bulk_create([link])
    else:
        link.save()
    if way == "update":
        Partnership.objects.update(**{field: DIRTY})
    if way == "bulk_update":
        setattr(link, field, DIRTY)
        Partnership.objects.bulk_update([link], [field])
    assert getattr(Partnership.objects.get(), field) == clean


@pytest.mark.parametrize("model", [Municipality, Country, PartnerCity])
def test_keys_stay_within_their_columns(model):
    """«ﷺ» becomes eighteen letters in a key."""
    name = "ﷺ" * 120
    if model is Municipality:
        row = make_municipality(name, label="А", heading="А")
    elif model is Country:
        row = Country.objects.create(code="XX", name=name, full_name=name, synonyms=name * 20)
    else:
        row = make_partner("ﷺ" * 250)
    row.refresh_from_db()
    assert len(row.sort_key) <= 300
    assert len(row.search_key) <= 1000


# Order


IN_ORDER = """Смоленск ак-Мечеть Академический акимовский Алексинский Вяземский Ёлкинский ёлочный Ельнинский
Щучий Ярцевский"""


def test_the_capital_comes_first_and_the_rest_by_letters():
    """Capitals do not count, ё sorts with е, a hyphen before letters: the same on every database and locale."""
    names = IN_ORDER.split()
    shuffled = random.Random(7).sample(names, len(names))
    for name in shuffled:
        make_municipality(name, is_capital=name == "Смоленск")
    assert [str(municipality) for municipality in Municipality.objects.all()] == names


def test_the_kind_of_a_town_does_not_count_in_the_order():
    for name in ("г. Полоцк", "Браславский район", "г.о. Химки", "г. Ветка"):
        make_partner(name)
    assert [str(partner) for partner in PartnerCity.objects.all()] == [
        "Браславский район",
        "г. Ветка",
        "г. Полоцк",
        "г.о. Химки",
    ]
