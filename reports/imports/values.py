"""What a row of a file becomes as the values that `editing` writes."""

from collections import defaultdict
from dataclasses import asdict

from municipalities.models import Country, PartnerCity, Partnership
from reports.prose.cleaning import search_key
from reports.prose.participation import PartnerNames
from reports.prose.typography import quoted
from reports.queries.partners import partners_to_find
from reports.rules.event_fields import CELLS, PRINTED_FIELDS, SHORT_LABELS, Kind
from reports.rules.event_limits import letters_of, limit_of, over_limits

from .taking_part import taking_part

MAX_LETTERS = {field.name: limit_of(field.name) for field in PRINTED_FIELDS if field.kind == Kind.LINE}


class Lists:
    """The reference lists that rows name: countries by code, partners by name. Three queries in all."""

    def __init__(self):
        self.country_names = dict(Country.objects.values_list("code", "full_name"))
        self.countries = set(self.country_names)
        self._all_partners = list(PartnerCity.objects.all())
        self._places = {
            writing: partner.country_id
            for partner in self._all_partners
            if partner.is_confirmed
            for writing in (partner.name, *partner.synonyms.splitlines())
        }
        self._partners = defaultdict(list)
        for partner in self._all_partners:
            for key in partner.keys:
                self._partners[key].append(partner)
        self._links = set(Partnership.objects.values_list("municipality", "partner"))
        self._names = {}
        self.taking_part = {}  # what was found in the texts of a row

    def places(self):
        """Names of the confirmed partners → the codes of their countries."""
        return self._places

    def partner(self, name, municipality_id):
        """The partner of that name, or None unless exactly one is found. Among namesakes it is the one that the
        municipality works with."""
        found = self._partners.get(search_key(name), [])
        if len(found) > 1:
            found = [partner for partner in found if (municipality_id, partner.pk) in self._links]
        return found[0] if len(found) == 1 else None

    def partner_names(self, municipality_id):
        """The confirmed partners as texts name them: foreign ones, and of Russia those that the municipality works
        with."""
        if municipality_id not in self._names:
            known = [
                partner
                for partner in self._all_partners
                if partner.is_confirmed and (partner.country_id != "RU" or (municipality_id, partner.pk) in self._links)
            ]
            self._names[municipality_id] = PartnerNames(partners_to_find(known))
        return self._names[municipality_id]


def values_of_row(row, municipality_id, lists, *, name="", cut=True):
    """The values of a new event. `name`: what the person gave to a row without one.

    What the lists do not know goes into the note, and so does, whole, what is `cut` to fit into its column.
    """
    named = taking_part(row, municipality_id, lists)
    partners = {partner: lists.partner(partner, municipality_id) for partner in row.partners}
    unknown = [f"Партнёра нет в справочнике: {partner}" for partner, found in partners.items() if found is None]
    texts = {field: getattr(row, attribute) for field, attribute in CELLS.items()}
    texts["name"] = texts["name"] or name
    fitting, whole = _fitting(texts) if cut else (texts, [])
    return {
        **fitting,
        "total": row.total,
        "total_foreign": row.foreign,
        "partners": [
            [partner.pk, partner.name]
            for partner in [*filter(None, partners.values()), *(partner for partner, _ in named.partners)]
        ],
        "countries": [
            *(code for code in row.countries if code in lists.countries),
            *(country.code for country in named.countries),
        ],
        "agreements": [agreement_values(agreement, lists) for agreement in row.agreements],
        "note": "\n".join([*note_lines(row), *unknown, *whole]),
    }


def too_much(row):
    """Why the row cannot become an event: what of it is over the limits of an event; a Russian sentence, or "".
    A line that is too long for its column is no reason, because it goes into the note whole."""
    found = over_limits(_measured(row))
    sentences = [f"{SHORT_LABELS[field]}: {text[:1].lower()}{text[1:]}." for field, text in found.items()]
    return " ".join([*sentences, SHORTEN]) if sentences else ""


def letters_of_row(row):
    """How many letters the row brings into its report."""
    return letters_of(_measured(row))


def _measured(row):
    """The values of a new event as far as they can be told without the lists."""
    fitting, whole = _fitting({field: getattr(row, attribute) for field, attribute in CELLS.items()})
    return {
        **fitting,
        "note": "\n".join([*note_lines(row), *whole]),
        "total": row.total,
        "total_foreign": row.foreign,
        "agreements": [asdict(agreement) for agreement in row.agreements],
    }


SHORTEN = "Сократите строку в файле и загрузите его ещё раз."


def _fitting(texts):
    """(texts cut where their column is too short, the whole of those that were cut as lines for the note)."""
    too_long = [field for field, letters in MAX_LETTERS.items() if len(texts[field]) > letters]
    cut = {field: texts[field][: MAX_LETTERS[field]] for field in too_long}
    return {**texts, **cut}, [f"{SHORT_LABELS[field]}, полностью: {texts[field]}" for field in too_long]


def note_lines(row):
    """The texts of the row that fit no field, and the guesses about its texts."""
    return [*row.notes, *guess_lines(doubt for doubt in row.doubts if doubt.is_guess)]


def guess_lines(doubts):
    """The doubts as lines of an event's note."""
    return [f"При загрузке: {doubt.text}" for doubt in doubts]


def agreement_values(agreement, lists):
    """An AgreementRow as editing takes it; countries that the list lacks are left out."""
    return {**asdict(agreement), "countries": [code for code in agreement.countries if code in lists.countries]}


def named_outside_lists(row, municipality_id, lists):
    """Sentences about the countries and partners of the row that are not in the lists."""
    codes = dict.fromkeys([*row.countries, *(code for agreement in row.agreements for code in agreement.countries)])
    for code in codes:
        if code not in lists.countries:
            yield f"Страны с кодом {quoted(code)} нет в справочнике (нужны две латинские буквы, например BY)"
    for name in row.partners:
        if lists.partner(name, municipality_id) is None:
            yield f"Партнёра {quoted(name)} нет в справочнике или таких несколько"


def new_agreements(row, titles, before):
    """The documents of the row that neither the event has (keys of `titles`) nor its old text names (its key)."""
    keys = [(search_key(agreement.title), agreement) for agreement in row.agreements]
    return [agreement for key, agreement in keys if key not in titles and key not in before]
