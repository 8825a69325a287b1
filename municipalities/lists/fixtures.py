"""Fills the reference lists from the files beside the code. What is there already is left as it is, so that
loading again changes nothing and never undoes what a list administrator has corrected."""

import csv
import datetime
from collections import Counter

from django.conf import settings
from django.db import transaction

from municipalities.models import (
    FIRST_NAMES_FROM,
    Country,
    Municipality,
    MunicipalityName,
    PartnerCity,
    Partnership,
)
from reports.prose.cleaning import search_key
from reports.prose.places.countries import COUNTRIES

FIXTURES = settings.BASE_DIR / "fixtures"
CARD = ("short_name", "oktmo_before", "admin_centre", "signer_post", "signer_name", "phone", "email")
LINK = ("kind", "status", "status_note", "signed_text", "as_of", "source", "confidence", "note")


@transaction.atomic
def load_lists():
    """Add what is missing of countries, municipalities with their dated names, partners and partnerships.

    Returns a Counter: model class → rows added.
    """
    added = Counter()
    _load_countries(added)
    _load_municipalities(added)
    _load_partners(added)
    return added


def _load_countries(added):
    known = set(Country.objects.values_list("code", flat=True))
    for code, name, full_name, synonyms in COUNTRIES:
        if code not in known:
            Country.objects.create(code=code, name=name, full_name=full_name, synonyms="\n".join(synonyms))
            added[Country] += 1


def _load_municipalities(added):
    for line in _lines("municipalities.csv"):
        card = {key: line[key] for key in CARD} | {"is_capital": line["is_capital"] == "1"}
        municipality, is_new = Municipality.objects.get_or_create(oktmo=line["code"], defaults=card)
        if is_new:
            added[Municipality] += 1
            added[MunicipalityName] += len(
                MunicipalityName.objects.bulk_create(
                    MunicipalityName(municipality=municipality, **name) for name in _names(line)
                )
            )


def _names(line):
    """The legal names of one municipality: the one before, and the present one if it is another."""
    yield {"heading": line["heading_before"], "label": line["label_before"], "valid_from": FIRST_NAMES_FROM}
    if line["now_valid_from"]:
        since = datetime.date.fromisoformat(line["now_valid_from"])
        yield {"heading": line["heading_now"], "label": line["label_now"], "valid_from": since}


def _load_partners(added):
    municipalities = {municipality.short_name: municipality for municipality in Municipality.objects.all()}
    for line in _lines("partners.csv"):
        if line["municipality"] not in municipalities:
            continue  # renamed by a list administrator, who then keeps its partners too
        key = search_key(line["partner_name"])
        if PartnerCity.objects.filter(country=line["country"], synonym_keys__contains=f"\n{key}\n").exists():
            continue  # merged into another one by a list administrator
        partner, is_new = PartnerCity.objects.get_or_create(
            search_key=key,
            country_id=line["country"],
            region=line["region"],
            defaults={"name": line["partner_name"], "kind": line["partner_kind"]},
        )
        added[PartnerCity] += is_new
        _, is_new = Partnership.objects.get_or_create(
            municipality=municipalities[line["municipality"]],
            partner=partner,
            defaults={key: line[key] for key in LINK} | {"signed_on": line["signed_on"] or None},
        )
        added[Partnership] += is_new


def _lines(name):
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
