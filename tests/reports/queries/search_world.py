"""The sixty events of `search_events.py` as reports of their municipalities."""

import datetime

from django.utils import timezone

from municipalities.models import PartnerCity
from reports.actions import archive, archive_tokens
from reports.models import Agreement, Event, Submission
from reports.models.event import Precision
from reports.prose import stems
from reports.prose.words import write_date
from reports.rules.permissions import THE_PROGRAM
from tests import factories

from .search_events import COUNTRIES, EVENTS, PARTNERS


def make_world():
    """Fill the database; returns event's pk → its key in the list. All reports were handed in."""
    for code, name, full_name, synonyms in COUNTRIES:
        country = factories.make_country(code, name, full_name)
        country.synonyms = synonyms
        country.save()
    for name, code, synonyms in PARTNERS:
        factories.make_partner(name, country=factories.make_country(code), synonyms=synonyms)
    partners = dict(PartnerCity.objects.values_list("name", "pk"))
    municipalities = {name: factories.make_municipality(name) for name in sorted({e.municipality for e in EVENTS})}
    period = factories.make_period()
    of = {name: Submission.objects.get(period=period, municipality=one) for name, one in municipalities.items()}
    events = Event.objects.bulk_create(_event(told, of[told.municipality]) for told in EVENTS)
    for event, told in zip(events, EVENTS, strict=True):
        event.partners.set([partners[name] for name in told.partners])
        event.countries.set(told.countries)
        Agreement.objects.bulk_create(Agreement(event=event, title=title) for title in told.documents)
    Submission.objects.update(first_submitted_at=timezone.now())
    archive.rebuild(by=THE_PROGRAM)
    _learn_words()
    return {event.pk: told.key for event, told in zip(events, EVENTS, strict=True)}


def _event(told, report):
    day = datetime.date.fromisoformat(told.day)
    return Event(
        submission=report,
        name=told.name,
        period_text=write_date(day),
        place_text=told.place,
        purpose=told.purpose,
        participants=told.participants,
        start=day,
        end=day,
        precision=Precision.DAY,
    )


def _learn_words():
    """What is learnt after the transaction, which a test never ends."""
    words = [word for told in EVENTS for text in _texts(told) for word in stems.words_of(text)]
    archive_tokens.learn_words({token: part for word in words for token, part in stems.pairs_of(word) if part})


def _texts(told):
    return (told.name, told.place, told.purpose, told.participants, *told.documents, *told.partners)
