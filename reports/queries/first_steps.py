"""How far an office has come on its first day: lists, people, mail, the first quarter."""

from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone

from municipalities.models import Country, Municipality, Officer, PartnerCity, User
from reports.models import Letter, LetterTry, Period, Submission


@dataclass(frozen=True)
class Beginnings:
    """`municipalities`: how many report today, of those `listed`; `nameless`: which of them have no name today;
    `without_officer`: those that nobody answers for today; `without_signer`: how many have nobody who signs;
    `without_password`: how many people cannot sign in yet; `trial`: the last trial letter, and `failure`, why it has
    not left; `period`: the latest with reports."""

    countries: int
    partners: int
    municipalities: int
    listed: int
    nameless: list
    without_officer: list
    without_signer: int
    coordinators: list
    without_password: int
    trial: Letter | None
    failure: str
    period: Period | None


def needed_lists():
    """The lists without which nobody can report, as querysets."""
    return Municipality.objects.all(), Country.objects.all()


def beginnings():
    """The facts of today. Some ten queries."""
    today = timezone.localdate()
    municipalities = list(Municipality.objects.reporting(today, today).named_on(today))
    answered = set(Officer.objects.current().values_list("municipality", flat=True))
    people = User.objects.filter(is_active=True)
    trial = Letter.objects.filter(is_trial=True).order_by("-pk").first()
    last_try = LetterTry.objects.filter(letter=trial).order_by("-pk").first() if trial else None
    return Beginnings(
        countries=Country.objects.count(),
        partners=PartnerCity.objects.count(),
        municipalities=len(municipalities),
        listed=Municipality.objects.count(),
        nameless=[one for one in municipalities if not one.label],
        without_officer=[one for one in municipalities if one.pk not in answered],
        without_signer=sum(not one.signer_name for one in municipalities),
        coordinators=list(people.filter(is_coordinator=True).order_by("full_name", "pk")),
        without_password=people.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).count(),
        trial=trial,
        failure=last_try.failure if last_try else "",
        period=Period.objects.filter(pk__in=Submission.objects.order_by().values("period")).first(),
    )
