"""Countries and partners that the texts of a row name as taking part, each with the words that it came from. Where the
file has them in fields of their own, the texts are not asked."""

from dataclasses import dataclass, field

from reports.prose.participation import PARTICIPANTS, Named, countries_taking_part, partners_taking_part
from reports.prose.places.countries import COUNTRIES
from reports.prose.typography import quoted
from reports.rules.event_fields import CELLS

# The fields of an event under which the finds of a text are shown.
_CELL_OF = {attribute: name for name, attribute in CELLS.items()}
LONGEST_WORDS = 120
OFFICIAL_NAMES = {code: official for code, _, official, _ in COUNTRIES}


@dataclass(frozen=True, slots=True)
class TakingPart:
    """What the texts of one row name: `countries` of the list, `partners` with the words of each."""

    countries: list[Named] = field(default_factory=list)
    partners: list = field(default_factory=list)  # (PartnerCity, Named)

    def sentences(self, lists):
        """(cell, sentence) for each find: what was understood, and from which words."""
        for one in self.countries:
            yield _CELL_OF[one.field], f"Страна: {lists.country_names[one.code]} – по словам {_words(one)}"
        for partner, one in self.partners:
            yield _CELL_OF[one.field], f"Партнёр: {partner.name} – по словам {_words(one)}"


def _words(named):
    return quoted(named.words, LONGEST_WORDS)


def taking_part(row, municipality_id, lists):
    """The TakingPart of a read row, by the lists. A country that the list lacks is left out; a partner whose name the
    list has twice too, unless the municipality works with one of them. The lists remember it: a preview asks twice."""
    texts = {attribute: getattr(row, attribute) for attribute in CELLS.values()}
    key = (municipality_id, row.countries, row.partners, *texts.values())
    if key not in lists.taking_part:
        lists.taking_part[key] = _found(row, texts, municipality_id, lists)
    return lists.taking_part[key]


def new_countries(row, change):
    """The countries that the participants of a changed row name and the old text did not, as Named."""
    if row.countries:
        return []
    before = {named.code for named in countries_taking_part({PARTICIPANTS: change.base or change.now})}
    return [named for named in countries_taking_part({PARTICIPANTS: change.file}) if named.code not in before]


def _found(row, texts, municipality_id, lists):
    countries, partners = [], []
    if not row.countries:
        countries = [named for named in countries_taking_part(texts) if named.code in lists.countries]
    if not row.partners:
        found = partners_taking_part(texts, lists.partner_names(municipality_id))
        pairs = ((lists.partner(named.name, municipality_id), named) for named in found)
        partners = [(partner, named) for partner, named in pairs if partner]
    return TakingPart(countries, partners)
