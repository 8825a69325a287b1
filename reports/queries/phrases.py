"""What the form of an event offers to finish while a person types: places and phrases of the municipality's rows."""

from municipalities.models import PartnerCity
from reports.models import Event
from reports.prose.cleaning import even_out
from reports.prose.phrases import beginnings_of, phrases_of
from reports.prose.places.declined import GENITIVE, in_case

MOST_ROWS = 200
FIELDS = ("name", "place_text", "purpose", "participants")
OWN_REGION = "Смоленская область"
_RUSSIA = ("Российской Федерации", "Смоленской области")


def phrases_for(user, submission):
    """Name of a field → what may be finished in it, the likeliest first; `proper`: names for every prose, which keep
    their capitals; `brackets`: what stands in brackets behind a place. Two queries: the municipality's newest rows that
    the person sees, and its partners."""
    seen = Event.objects.visible_to(user).filter(submission__municipality=submission.municipality_id, deleted_at=None)
    rows = list(seen.order_by("-pk").values_list(*FIELDS)[:MOST_ROWS])
    partners = list(
        PartnerCity.objects.filter(is_confirmed=True, partnerships__municipality=submission.municipality_id)
        .select_related("country")
        .distinct()
    )
    names, places = ([even_out(row[at]) for row in rows] for at in (0, 1))
    purposes, participants = ([row[at] for row in rows] for at in (2, 3))
    return {
        "name": beginnings_of(names),
        "place_text": _places(submission, places, partners),
        "purpose": phrases_of(purposes),
        "participants": phrases_of(participants),
        "brackets": [*dict.fromkeys(p.country.full_name for p in partners if p.country_id != "RU"), OWN_REGION],
        "proper": [*_states(partners), in_case(submission.heading, GENITIVE)],
    }


def _states(partners):
    """Official names of countries as they stand behind a noun: «Республики Беларусь»."""
    foreign = dict.fromkeys(partner.country.full_name for partner in partners if partner.country_id != "RU")
    return [*(in_case(name, GENITIVE) for name in foreign), *_RUSSIA]


def _places(submission, places, partners):
    """The municipality's own centre first, then where its events were, then its partners with their countries."""
    own = [submission.municipality.admin_centre] if submission.municipality.admin_centre else []
    abroad = [
        f"{partner.name} ({partner.country.full_name})"
        for partner in partners
        if partner.country_id != "RU" and "(" not in partner.name
    ]
    return list(dict.fromkeys([*map(even_out, own), *filter(None, places), *map(even_out, abroad)]))
