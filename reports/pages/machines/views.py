"""The addresses below /api/v1/. Their form stands in openapi.json and stays."""

import functools
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from municipalities.models import Country, Municipality
from reports.models import Period

from .answers import READS, as_json, for_machines, kept_while, refusal, streamed_json
from .rows import SEPARATORS, as_csv, facts_of, released, released_periods, rows_of

DESCRIPTION = Path(__file__).with_name("openapi.json")


@csrf_exempt
@login_not_required
def description(request):
    """The description itself. It tells nothing of anybody, so that programs can be set up before there is a token."""
    if request.method not in READS:
        return refusal("read_only", Allow=", ".join(READS))
    words = DESCRIPTION.read_bytes()
    return kept_while(request, words.decode(), lambda: HttpResponse(words, content_type="application/json"))


@for_machines
def quarters(request):
    """All released quarters."""
    periods = list(released_periods())
    facts, changed_at = facts_of(periods)
    return kept_while(
        request,
        facts,
        lambda: as_json({"quarters": [released(period).as_data() for period in periods]}),
        changed_at=changed_at,
    )


def of_quarter(view):
    """The view of a released quarter, or the same refusal for one that there is not and one that is not released."""

    @functools.wraps(view)
    def answer(request, year, quarter):
        try:
            period = released_periods().get(year=year, quarter=quarter)
        except (Period.DoesNotExist, OverflowError):
            return refusal("not_found")
        return view(request, [period])

    return answer


@for_machines
@of_quarter
def quarter(request, periods):
    """One released quarter."""
    facts, changed_at = facts_of(periods)
    return kept_while(request, facts, lambda: as_json(released(periods[0]).as_data()), changed_at=changed_at)


@for_machines
@of_quarter
def quarter_json(request, periods):
    """The rows of one released quarter."""
    return _json(request, periods)


@for_machines
@of_quarter
def quarter_csv(request, periods):
    """The same rows as a table."""
    return _csv(request, periods)


@for_machines
def all_json(request):
    """The rows of all released quarters."""
    return _json(request, list(released_periods()))


@for_machines
def all_csv(request):
    """The same rows as a table."""
    return _csv(request, list(released_periods()))


def _json(request, periods):
    facts, changed_at = facts_of(periods)

    def make():
        head = {"quarters": [released(period).as_data() for period in periods]}
        return streamed_json(head, "rows", _rows(periods))

    return kept_while(request, facts, make, changed_at=changed_at)


def _csv(request, periods):
    separator = request.GET.get("separator", "semicolon")
    if separator not in SEPARATORS:
        return refusal("not_understood")
    facts, changed_at = facts_of(periods)

    def make():
        return StreamingHttpResponse(as_csv(_rows(periods), separator), content_type="text/csv; charset=utf-8")

    return kept_while(request, [separator, facts], make, changed_at=changed_at)


def _rows(periods):
    """The rows of the quarters, one quarter in memory at a time."""
    return (row for period in periods for row in rows_of(released(period)))


@for_machines
def municipalities(request):
    """Who reports and has reported, without telephones and addresses."""
    named = Municipality.objects.named_on(timezone.localdate())
    rows = [
        {
            "oktmo": one.oktmo,
            "short_name": one.short_name,
            "name": one.label or one.short_name,
            "is_capital": one.is_capital,
            "reports_from": one.reports_from,
            "reports_until": one.reports_until,
        }
        for one in named
    ]
    return kept_while(request, rows, lambda: as_json({"municipalities": rows}))


@for_machines
def countries(request):
    """The countries whose codes stand in the rows."""
    rows = list(Country.objects.values("code", "name", "full_name"))
    return kept_while(request, rows, lambda: as_json({"countries": rows}))


@for_machines
def unknown(request, rest=""):
    """Any other address below: refused as data too."""
    return refusal("not_found")
