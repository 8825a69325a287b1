"""The lists of countries and partners as pages offer and read them, kept in the process until they change."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db import connection

from municipalities.models import Country, PartnerCity, Partnership
from municipalities.models.list_changes import list_stamp
from reports.prose.participation import PartnerNames
from reports.prose.places.naming import CountryNames
from reports.prose.proofreading import proofread
from reports.queries.partners import partners_to_find


@dataclass(frozen=True)
class ReferenceLists:
    """Whoever gets it only reads it: other requests have the same objects. `countries` and `partners` (with their
    countries) are in the order of the lists; `own`: keys of partners by the municipality's key."""

    countries: tuple
    partners: tuple
    own: dict

    @cached_property
    def country_names(self):
        """Short name by code."""
        return {country.code: country.name for country in self.countries}

    @cached_property
    def reader(self):
        """The CountryNames that understand a country as people type it."""
        names = [
            (country.code, (country.name, country.full_name, *country.synonyms.splitlines()))
            for country in self.countries
        ]
        return CountryNames(names)

    def partner_names(self, municipality_id):
        """The confirmed partners as texts name them: foreign ones, and of Russia those that the municipality works
        with. As `Lists.partner_names` of the import."""
        own = self.own_partners(municipality_id)
        if municipality_id not in self._names:
            known = [p for p in self.partners if p.is_confirmed and (p.country_id != "RU" or p.pk in own)]
            self._names[municipality_id] = PartnerNames(partners_to_find(known))
        return self._names[municipality_id]

    @cached_property
    def _names(self):
        return {}

    @cached_property
    def places(self):
        """As `partner_places()`: names of the confirmed partners → the codes of their countries."""
        return {partner.name: partner.country_id for partner in self.partners if partner.is_confirmed}

    @cached_property
    def foreign_towns(self):
        """Names of the confirmed partners abroad → the codes of their countries."""
        return {name: code for name, code in self.places.items() if code != "RU"}

    @cached_property
    def proofread_place(self):
        """A function that gives `proofread` of a place. A page reads those of a whole report, and most of them were the
        same at the last one; what is remembered goes with these lists."""
        return lru_cache(maxsize=2_000)(lambda text: proofread(text, "place_text", towns=self.foreign_towns))

    def own_partners(self, municipality_id):
        """Keys of the partners that the municipality has a partnership with."""
        return self.own.get(municipality_id, frozenset())


_kept = (None, None)


def reference_lists(stamp=None):
    """The ReferenceLists of now. `stamp`: `list_stamp()`, where a query has brought it along; else one query more.
    Three queries after a change, none otherwise."""
    global _kept
    key = (connection.settings_dict["NAME"], *(stamp or list_stamp()))
    kept_for, lists = _kept
    if kept_for != key:
        # The stamp was read first: what changes meanwhile has another one and is read by the next request.
        lists = _read()
        _kept = (key, lists)
    return lists


def stamp_of(row):
    """The stamp that the query of this row has brought along (`stamp_columns`); None where it has not."""
    return (row.list_mark, row.list_number) if hasattr(row, "list_mark") else None


def _read():
    own = {}
    for municipality, partner in Partnership.objects.order_by().values_list("municipality", "partner"):
        own.setdefault(municipality, set()).add(partner)
    return ReferenceLists(
        countries=tuple(Country.objects.all()),
        partners=tuple(PartnerCity.objects.select_related("country")),
        own={municipality: frozenset(partners) for municipality, partners in own.items()},
    )
