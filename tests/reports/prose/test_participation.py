"""Countries and partners that take part, by lists written beforehand; in the official report, and at what cost."""

import csv
from pathlib import Path

from reports.prose import participation
from reports.prose.participation import Partner, countries_taking_part, partners_taking_part
from tests.answers import for_each

from . import second_countries, third_lists
from .right_countries import COUNTRIES, PARTNER_LIST, PARTNERS

ROOT = Path(__file__).resolve().parents[3]
LISTED = [Partner(*row) for row in PARTNER_LIST]


@for_each(("field", "text", "codes"), COUNTRIES + second_countries.COUNTRIES + third_lists.COUNTRIES)
def test_a_country_counts_where_somebody_of_it_takes_part(field, text, codes):
    found = countries_taking_part({field: text})
    assert sorted(named.code for named in found) == sorted(codes.split())
    assert all(named.field == field and named.words for named in found)


@for_each(("field", "text", "names"), PARTNERS + second_countries.PARTNERS)
def test_a_partner_counts_where_it_takes_part(field, text, names):
    found = partners_taking_part({field: text}, LISTED)
    assert sorted(named.name for named in found) == sorted(names)


def test_a_name_that_two_partners_share_names_neither():
    listed = [Partner("г. Славгород", "BY"), Partner("г. Славгород", "RU")]
    assert partners_taking_part({"participants": "Делегация г. Славгорода"}, listed) == []


def test_a_country_that_is_known_is_asked_about_no_more(monkeypatch):
    """A text that repeats itself costs as much as its first words."""
    asked = []
    real = participation.governor_of
    monkeypatch.setattr(
        participation, "governor_of", lambda *args, **kwargs: asked.append(args) or real(*args, **kwargs)
    )
    texts = {
        "participants": "Россия и Китай " * 500,
        "purpose": "Россия и Китай " * 500,
        "name": "Дети г. Витебска " * 50,
    }
    assert [named.code for named in countries_taking_part(texts)] == ["CN", "BY"]
    assert len(partners_taking_part(texts, [Partner("г. Витебск", "BY")])) == 1
    assert len(asked) < 10


def test_the_words_are_those_before_the_name():
    (named,) = countries_taking_part({"participants": "Жители города. Коллективы из Республики Беларусь и России"})
    assert named.words == "Коллективы из Республики Беларусь"


def test_the_source_names_belarus_in_47_rows_and_no_other_country_wrongly(source_events):
    found = {event["number"]: [named.code for named in countries_taking_part(event)] for event in source_events}
    assert sum("BY" in codes for codes in found.values()) == 47
    others = {number: set(codes) - {"BY"} for number, codes in found.items() if set(codes) - {"BY"}}
    assert others == {
        2: {"CN"},
        8: {"PE"},
        16: {"KG", "MN", "MD", "RS", "TJ", "TM", "TR", "UZ"},
        32: {"SG"},
        46: {"CN"},
    }


def test_the_source_names_these_partners_of_the_list(source_events):
    with (ROOT / "fixtures" / "partners.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = [
            Partner(row["Имя"].replace("\u00a0", " "), row["Страна"]) for row in csv.DictReader(file, delimiter=";")
        ]
    found = {event["number"]: {named.name for named in partners_taking_part(event, listed)} for event in source_events}
    district = {"Московский район г. Минска"}
    assert {number: names for number, names in found.items() if names} == {
        2: {"ООО «Нарухито международного культурного сообщества»", "г. Могилёв", "г. Орша (Оршанский район)"}
        | district,
        3: district,
        7: district,
        10: {"г. Могилёв"},
        17: {"г. Витебск", "г. Орша (Оршанский район)"},
        20: district,
        25: {"г. Орша (Оршанский район)"},
        51: {"Кричевский район", "Дрибинский район", "Славгородский район", "Мстиславский район"},
    }
