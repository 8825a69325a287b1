"""«Год»: what the quarters of a year come to, for whoever follows them."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reports.models import Submission
from reports.pages.access import require
from reports.pages.addresses import at_periods, crumbs
from reports.pages.board.forms import ScopeForm
from reports.pages.copies import why_absent
from reports.pages.sheet import printed
from reports.prose.summary.pieces import plain
from reports.prose.summary.year import paragraphs
from reports.queries import year as queries
from reports.queries.consolidated import STATES
from reports.queries.year_annexes import changes_of, documents_of_year
from reports.queries.year_before import by_quarter, comparison_of
from reports.queries.year_table import joint_of, notes_of, rows_between, title_of
from reports.rules.permissions import can_follow_quarters

from . import look

ROWS_ON_A_PAGE = 200


@require_safe
def latest(request):
    """The last year of which there are quarters; a kind page where there are none at all."""
    require(can_follow_quarters(request.user))
    known = queries.years()
    return redirect("year", known[0]) if known else no_year(request, None)


@require_safe
def year(request, year):
    """The facts, the table by quarter, the documents, what changed since the year before."""
    found = fetch_year(request, year)
    if found is None:
        return no_year(request, year)
    facts = queries.facts_of(found)
    told = paragraphs(facts)
    comparison = comparison_of(found)
    return render(
        request,
        "reports/year/year.html",
        {
            **page(request, found),
            "title": f"{year} год",
            "crumbs": crumbs(at_periods(), here=f"{year} год"),
            "paragraphs": [look.paragraph(found, pieces) for pieces in told],
            "plain": "\n".join(map(plain, told)),
            "has_events": bool(facts.events),
            "table": look.quarter_table(found, by_quarter(found)),
            "documents": documents_of_year(found),
            "comparison": comparison,
            "changes": [look.listed(words, changes) for words, changes, _ in changes_of(comparison)]
            if comparison
            else [],
            "repeated": look.repeated(comparison.repeated) if comparison else None,
            "joint": joint_of(found),
        },
    )


@require_safe
def year_table(request, year):
    """The official table of the year as it prints, so many rows a page; their numbers run on."""
    found = fetch_year(request, year)
    if found is None:
        return no_year(request, year)
    pages = Paginator(found.rows(), ROWS_ON_A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    sections = rows_between(found, shown.start_index() - 1 if pages.count else 0, shown.end_index())
    number = shown.start_index()
    drawn = []
    for section in sections:
        rows = list(section.rows)
        drawn.append((section.heading, [printed(row, number + place) for place, row in enumerate(rows)]))
        number += len(rows)
    return render(
        request,
        "reports/year/table.html",
        {
            **page(request, found),
            "title": f"Таблица за {year} год",
            "crumbs": crumbs(at_periods(), at_year(found), here="Таблица"),
            "title_lines": title_of(found).split("\n"),
            "sections": drawn,
            "pages": pages,
            "shown": shown,
            "before": _page_address(found, shown.previous_page_number()) if shown.has_previous() else "",
            "after": _page_address(found, shown.next_page_number()) if shown.has_next() else "",
        },
    )


def _page_address(found, number):
    address = address_of("year_table", found)
    return f"{address}{'&' if '?' in address else '?'}page={number}"


# What the pages and the files of a year share


def fetch_year(request, number):
    """The Year that the address asks for, or None without quarters. Raises PermissionDenied."""
    require(can_follow_quarters(request.user))
    scope = ScopeForm(request.GET).chosen
    return queries.year_of(request.user, number, scope) if 1900 < number < 2200 else None


def no_year(request, number):
    """The kind page of a year without quarters."""
    words = "Кварталов ещё нет" if number is None else f"За {number} год кварталов нет"
    return render(
        request,
        "reports/year/none.html",
        {
            "title": words,
            "section": "periods",
            "crumbs": crumbs(at_periods(), here="Год"),
            "years": queries.years(),
        },
        status=404,
    )


def at_year(found):
    """Its crumb."""
    return address_of("year", found), f"{found.year} год"


def address_of(name, found):
    """An address of the year, under the same choice of reports."""
    return reverse(name, args=[found.year]) + query_of(found)


def query_of(found):
    """The end of an address that chooses the reports; only the coordinator has a choice."""
    return f"?scope={found.scope}" if found.user.is_coordinator else ""


def page(request, found):
    """What every page of a year shows."""
    choices = []
    if found.user.is_coordinator:
        reports = Submission.objects.filter(period__year=found.year, period__taken_back_at=None)
        for value, label in ScopeForm.LABELS.items():
            number = reports.filter(state__in=STATES[value]).count()
            choices.append((value, label, number, value == found.scope))
    return {
        "section": "periods",
        "year": found,
        "years": queries.years(),
        "query": query_of(found),
        "choices": choices,
        "notes": notes_of(found),
        "why_absent": why_absent(),
        "files": {name: address_of(f"year_{name}", found) for name in ("docx", "xlsx", "pdf", "odt", "table")},
    }
