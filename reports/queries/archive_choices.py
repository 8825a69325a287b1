"""What may be chosen in the filter of the archive, and how a choice is called. Partners and countries are offered where
the person's own rows name them: that somebody else's report names one, nobody learns from a list."""

from collections.abc import Iterable

from django.db.models import OuterRef, Q, Subquery

from municipalities.models import Country, Municipality, PartnerCity, User
from reports.models import Period
from reports.prose.words import quarter_name
from reports.rules.archive_filter import ArchiveFilter

from .archive import rows_of


def choices_for(user: User) -> dict[str, list[tuple]]:
    """Question of the filter → [(value, words)], of what the database knows: years, quarters, municipalities,
    countries, partners (four queries)."""
    quarters = list(Period.objects.in_use().order_by("-year", "-quarter").values_list("year", "quarter"))
    return {
        "years": [(year, f"{year} год") for year in dict.fromkeys(year for year, _ in quarters)],
        "quarters": [(f"{year}-{quarter}", quarter_name(year, quarter)) for year, quarter in quarters],
        "municipalities": list(Municipality.objects.values_list("pk", "short_name")),
        "countries": list(_seen(user, Country, "countries").values_list("pk", "name")),
        "partners": list(_seen(user, PartnerCity, "partners").values_list("pk", "name")),
    }


def without_unknown(user: User, chosen: ArchiveFilter) -> tuple[ArchiveFilter, list[str]]:
    """The filter without municipalities, countries and partners that are not there, and the names of these questions. A
    partner that was merged since is the one that it was merged into; one that was only proposed is known to those whose
    rows name it."""
    changes, unknown = {"partners": _today(chosen.partners)}, []
    known = {
        "municipalities": Municipality.objects.all(),
        "countries": Country.objects.all(),
        "partners": PartnerCity.objects.filter(Q(is_confirmed=True) | Q(pk__in=_seen(user, PartnerCity, "partners"))),
    }
    for name, there in known.items():
        asked = changes.get(name, getattr(chosen, name))
        found = set(there.filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
        changes[name] = tuple(value for value in asked if value in found)
        unknown += [name] * (len(found) < len(asked))
    return chosen.replace(**changes), unknown


def names_of(chosen: ArchiveFilter) -> dict[str, dict]:
    """Question → value → how it is called, of what is chosen; after `without_unknown` (a query each)."""
    models = {"municipalities": (Municipality, "short_name"), "countries": (Country, "name")}
    models["partners"] = (PartnerCity, "name")
    asked = {name: getattr(chosen, name) for name in models}
    return {
        name: dict(model.objects.filter(pk__in=asked[name]).values_list("pk", column)) if asked[name] else {}
        for name, (model, column) in models.items()
    }


def _seen(user, model, path):
    """Those that a row of the person names. One look for each: a join would go through all rows."""
    one_row = rows_of(user).filter(**{path: OuterRef("pk")}).order_by().values("pk")[:1]
    return model.objects.alias(one_row=Subquery(one_row)).filter(one_row__isnull=False)


def _today(partners: Iterable[int]) -> tuple[int, ...]:
    """The keys of these partners as they are now."""
    there = set(PartnerCity.objects.filter(pk__in=partners).values_list("pk", flat=True)) if partners else set()
    gone = set(partners) - there
    merged = PartnerCity.objects.exclude(merged_ids=[]).values_list("pk", "merged_ids") if gone else ()
    kept = {before: pk for pk, befores in merged for before in befores}
    return tuple(dict.fromkeys(kept.get(pk, pk) for pk in partners))
