"""What the texts of the form name and its other controls lack: countries, partners, numbers of people.

Each is offered as a button that takes it, with the words that it came from. The functions are those of the import;
nothing is taken by itself.
"""

from functools import lru_cache

from reports.prose.participants import participants_total
from reports.prose.participation import FIELDS, countries_taking_part, partners_taking_part
from reports.rules.event_fields import CELLS, PARTICIPANTS

from .note import Note

# Each text is read for itself and kept a while: whoever types changes one of them at a time.
_kept = lru_cache(maxsize=64)
_total_of = _kept(participants_total)
OFFERED = "Названы в тексте. Нажмите, чтобы внести; Alt + Enter вносит первое:"


def suggested(values, lists, partners, municipality_id):
    """[Note, …] of what the values (as the form shows them) name; `partners`: those that the report may name."""
    texts = {CELLS[name]: values[name] for name in CELLS}
    found = [
        *_partners(texts, values, lists.partner_names(municipality_id), partners),
        *_countries(texts, values, lists),
        *_numbers(values),
    ]
    return [Note("hint", OFFERED), *found] if found else []


@_kept
def _countries_of(field, text):
    return countries_taking_part({field: text})


@_kept
def _partners_of(field, text, names):
    return partners_taking_part({field: text}, names)


def _each_once(find, texts, *more):
    """What the texts name, the surest first, as the functions of prose find it in all of them together."""
    found = {}
    for field in FIELDS:
        for one in find(field, texts[field], *more):
            found.setdefault((one.name, one.code), one)
    return list(found.values())


def _countries(texts, values, lists):
    chosen = set(values["countries"])
    full_names = {country.code: country.full_name for country in lists.countries}
    return [
        Note("take", name, f"take_country_{one.code}", one.words, {"code": one.code, "name": name})
        for one in _each_once(_countries_of, texts)
        if (name := full_names.get(one.code)) and one.code not in chosen
    ]


def _partners(texts, values, names, partners):
    chosen = {pk for pk, _ in values["partners"]}
    by_name = {(partner.name, partner.country_id): partner for partner in partners if partner.is_confirmed}
    notes = []
    for one in _each_once(_partners_of, texts, names):
        partner = by_name.get((one.name, one.code))
        if partner and partner.pk not in chosen:
            country = partner.country
            carried = {"partner": partner.pk, "name": f"{partner.name}, {country.full_name}"}
            carried |= {"code": country.code, "country_name": country.full_name}
            notes.append(Note("take", f"{partner.name} – партнёр", f"take_partner_{partner.pk}", one.words, carried))
    return notes


def _numbers(values):
    said = _total_of(values[PARTICIPANTS])
    if said.total is None or (said.total, said.foreign) == (values["total"], values["total_foreign"]):
        return []
    if said.foreign is None:
        if said.total == values["total"]:
            return []
        return [Note("take", f"Всего {said.total}", f"take_total_{said.total}", "", {"total": said.total})]
    carried = {"total": said.total, "foreign": said.foreign}
    return [Note("take", f"{said.total} / {said.foreign}", f"take_total_{said.total}_{said.foreign}", "", carried)]
