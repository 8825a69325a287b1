"""A section's title is known, or it is asked for; it is never guessed."""

import pytest

from municipalities.models import MunicipalityName
from reports.imports.sections import SectionFinder, gather_sections
from tests import factories
from tests.shipped import shipped_municipalities

from .section_titles import CITY, DISTRICT, NOBODY

MUNICIPALITIES = shipped_municipalities()
NAMES = ("short_name", "label_before", "label_now", "heading_before", "heading_now")
FINDER = SectionFinder(
    [
        (line["short_name"], [line[name] for name in NAMES], [line["oktmo"], line["oktmo_before"]])
        for line in MUNICIPALITIES
    ],
    region=("Смоленская область", "Смоленской области"),
)


def titles_of(line):
    """Every way of writing this municipality."""
    name = line["short_name"]
    if name.endswith("ий"):
        forms = {"ий": name, "ИЙ": name.upper(), "ого": f"{name[:-2]}ого", "ом": f"{name[:-2]}ом"}
        titles = [way.format(**forms) for way in DISTRICT]
    else:
        forms = {"а": f"{name}а", "А": name.upper(), "у": f"{name}у", "е": f"{name}е"}
        titles = [way.format(name, **forms) for way in CITY]
    codes = [line["oktmo"], line["oktmo_before"], f"ОКТМО {line['oktmo']} {line['label_now']}"]
    return [*titles, *codes, *(line[name] for name in NAMES)]


@pytest.mark.parametrize("line", MUNICIPALITIES, ids=lambda line: line["short_name"])
def test_every_writing_of_a_municipality_is_known(line):
    titles = titles_of(line)
    assert len(titles) >= 25
    wrong = {title: FINDER.find_all(title) for title in titles if FINDER.find(title) != line["short_name"]}
    assert wrong == {}


@pytest.mark.parametrize("title", NOBODY)
def test_what_names_nobody_or_two_is_asked_for(title):
    assert FINDER.find(title) is None


def test_latin_letters_that_look_alike_and_yo_make_no_difference():
    assert FINDER.find("Bяземский paйoн") == "Вяземский"
    assert FINDER.find("Тёмкинский район") == FINDER.find("Темкинский район") == "Темкинский"
    assert FINDER.find("Холм – Жирковский р-н") == "Холм-Жирковский"


def test_names_that_two_share_mean_neither():
    finder = SectionFinder([(1, ["Приозёрный район"], []), (2, ["Приозёрный муниципальный район"], [])])
    assert finder.find_all("Приозёрный район") == {1, 2}
    assert finder.find("Приозёрный район") is None


@pytest.mark.django_db
def test_names_are_gathered_with_one_query(django_assert_num_queries, smolensk, vyazma):
    """Old and new names, and those of a municipality that has none but its short name."""
    MunicipalityName.objects.create(
        municipality=vyazma, label="Вяземский округ", heading="МО «Вяземский округ»", valid_from="2025-01-01"
    )
    bare = factories.make_municipality("Приозёрный")
    bare.names.all().delete()
    with django_assert_num_queries(1):
        finder = gather_sections()
    found = [finder.find(title) for title in ("г. Смоленск", "Вяземского района", "Вяземский округ", "Приозёрный")]
    assert found == [smolensk.pk, vyazma.pk, vyazma.pk, bare.pk]
