"""What waits for the administrator of lists: everything that somebody else would stumble over."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone

from municipalities.models import AccountLetter, Municipality, Officer, PartnerCity, User
from municipalities.models.account_letters import LINK_MADE, LINK_SENT
from reports.models import Letter, LetterTry
from reports.prose.likeness import ALIKE, likeness
from reports.rules.register_states import DocumentState, in_state, with_term

from .agreements import NAMED
from .found_documents import waiting_documents
from .signed_documents import signed_documents

TOLD_FOR = datetime.timedelta(days=30)  # a letter that has not arrived is old news after that
MOST_TWINS = 3


@dataclass(frozen=True)
class Attention:
    """`proposed`: pairs (partner, its likely twins); `without_officer`: municipalities; `ending_officers`: links whose
    last day is near; `links_run_out`: people without a password whose link no longer works; `undelivered`: letters with
    `failure`; `account_letters`: those about a sign-in that were tried in vain; `ending`: agreements; `found`:
    documents that approved texts name and nobody has entered."""

    proposed: list
    without_officer: list
    ending_officers: list
    links_run_out: list
    undelivered: list
    account_letters: list
    ending: list
    found: list


def attention(today=None):
    """The facts of today. Ten queries."""
    today = today or timezone.localdate()
    answered = Officer.objects.current(today).values("municipality")
    return Attention(
        proposed=_proposed(),
        without_officer=list(Municipality.objects.reporting(today, today).exclude(pk__in=answered)),
        ending_officers=list(
            Officer.objects.current(today)
            .filter(until__lte=today + TOLD_FOR)
            .select_related("user", "municipality")
            .order_by("until", "pk")
        ),
        links_run_out=_links_run_out(),
        undelivered=_undelivered(today),
        account_letters=list(AccountLetter.objects.filter(attempts__gte=3).select_related("user")),
        ending=list(
            with_term(signed_documents())
            .filter(in_state(DocumentState.LAPSING, today), ended_on=None)
            .select_related(*NAMED)
            .order_by("term", "pk")
        ),
        found=list(waiting_documents()),
    )


def _proposed():
    proposed = list(
        PartnerCity.objects.filter(is_confirmed=False)
        .select_related("country", "proposed_by", "proposed_for")
        .order_by("proposed_at", "pk")
    )
    countries = {partner.country_id for partner in proposed}
    known = list(PartnerCity.objects.filter(is_confirmed=True, country__in=countries).select_related("country"))
    return [(partner, likely_twins(partner, known)) for partner in proposed]


def likely_twins(partner, known):
    """Those of the known partners of its country whose name, or another writing, is almost the same, the likeliest
    first."""
    rated = []
    for other in known:
        if other.country_id == partner.country_id and other.pk != partner.pk:
            keys = {other.sort_key, *(PartnerCity.bare_key_of(name) for name in other.synonyms.splitlines())}
            rated.append((max(likeness(partner.sort_key, key) for key in keys), other))
    rated = sorted((pair for pair in rated if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1].sort_key))
    return [other for _, other in rated[:MOST_TWINS]]


def _links_run_out():
    """People who never had a password and whose last link is too old. What was made is in their histories."""
    made = (
        LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User))
        .filter(Q(change_message__startswith=LINK_MADE) | Q(change_message__startswith=LINK_SENT))
        .values("object_id")
        .annotate(last=Max("action_time"))
    )
    last = {entry["object_id"]: entry["last"] for entry in made}
    before = timezone.now() - datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    waiting = User.objects.filter(
        is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX, is_superuser=False
    ).order_by("full_name", "pk")
    return [user for user in waiting if (at := last.get(str(user.pk))) and at < before]


def _undelivered(today):
    failure = LetterTry.objects.filter(letter=OuterRef("pk")).order_by("-pk").values("failure")[:1]
    return list(
        Letter.objects.filter(state=Letter.State.GIVEN_UP, made_at__date__gte=today - TOLD_FOR)
        .annotate(failure=Subquery(failure))
        .select_related("user", "municipality")
        .order_by("-pk")[:50]
    )
