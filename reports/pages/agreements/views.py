"""«Договорённости»: the register of every signed document that the person sees, under a filter."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.pages.access import require
from reports.prose.words import write_date
from reports.queries.agreements import (
    DocumentRow,
    documents_for,
    known_partner,
    matching,
    register_choices,
    row_of,
)
from reports.queries.found_documents import waiting_documents
from reports.rules.permissions import can_keep_register, can_read_agreements
from reports.rules.register_filter import RegisterFilter
from reports.rules.register_states import DocumentState, in_state

from .forms import RegisterForm

ON_A_PAGE = 100
LOOKS = {
    DocumentState.IN_FORCE: ("ok", "approved"),
    DocumentState.LAPSING: ("wait", "late"),
    DocumentState.LAPSED: ("bad", "warning"),
    DocumentState.TERMINATED: ("", "nil"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the list with its look: colour and icon of the state."""

    row: DocumentRow
    colour: str
    icon: str


@require_safe
def agreements(request):
    """The list, with its filter, counts by state and years of signing."""
    require(can_read_agreements(request.user))
    form, chosen = asked(request)
    today = timezone.localdate()
    page = Paginator(documents_for(request.user, chosen, today), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "reports/agreements/agreements.html",
        {
            "title": "Договорённости",
            "section": "agreements",
            "form": form,
            "chosen": chosen,
            "bounds": bounds_words(chosen),
            "is_filtered": bool(chosen.query()),
            "tabs": _tabs(request.user, chosen, today),
            "years": [(year, _address(RegisterFilter(year=year)), year == chosen.year) for year, _ in form.years],
            "page": page,
            "rows": [Shown(row, *LOOKS[row.state]) for row in (row_of(one, today) for one in page.object_list)],
            "newer": _address(chosen, page.previous_page_number()) if page.has_previous() else "",
            "older": _address(chosen, page.next_page_number()) if page.has_next() else "",
            "found": waiting_documents().count() if can_keep_register(request.user) else 0,
            "query": chosen.query(),
        },
    )


def asked(request):
    """(the form, the filter) of the address. A partner that was merged is the one that was kept."""
    data = request.GET.copy()
    if kept := known_partner(RegisterFilter.read(data).partner):
        data["partner"] = str(kept)
    form = RegisterForm(data, register_choices(request.user))
    return form, form.chosen


def _tabs(user, chosen, today):
    """(words, number, address, whether it is this one) of every state, under the rest of the filter."""
    whole = chosen.replace(state=None)
    numbers = matching(user, whole, today).aggregate(
        all=Count("pk"), **{state.value: Count("pk", filter=in_state(state, today)) for state in DocumentState}
    )
    states = [(state.full_words.capitalize(), numbers[state.value], state) for state in DocumentState]
    return [
        (words, number, _address(whole.replace(state=state)), state == chosen.state)
        for words, number, state in [("Все", numbers["all"], None), *states]
    ]


def _address(chosen, page=1):
    query = "&".join(filter(None, [chosen.query(), f"page={page}" if page > 1 else ""]))
    return reverse("agreements") + (f"?{query}" if query else "")


def bounds_words(chosen):
    """What a link asks for beyond the fields, as a sentence; empty where it asks for nothing."""
    told = [
        _between(words, first, last)
        for words, first, last in (
            ("подписаны", chosen.signed_from, chosen.signed_to),
            ("закончились", chosen.lapsed_from, chosen.lapsed_to),
        )
    ]
    return ", ".join(filter(None, told))


def _between(words, first, last):
    since = f" с {write_date(first)}" if first else ""
    until = f" по {write_date(last)}" if last else ""
    return f"{words}{since}{until}" if since or until else ""
