"""Pages of partners and countries. What a person sees of them: reports/queries/partner_cards.py."""

import io
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from municipalities.models import Country, PartnerCity, Partnership
from reports.actions import conversions
from reports.files.write import card as cards
from reports.files.write.word import CONTENT_TYPE
from reports.pages.access import require
from reports.pages.addresses import crumbs
from reports.pages.copies import as_file, copy_of, reads_copies, why_absent
from reports.pages.downloads import safe_name
from reports.prose.cleaning import search_key
from reports.queries.partner_cards import (
    Number,
    card_of_country,
    card_of_partner,
    kept_partner,
    numbers_of,
    numbers_of_countries,
    partners_seen,
)
from reports.rules.permissions import can_keep_lists, can_read_released

from .forms import PartnersFilter
from .visit_card import subtitle_of, visit_card

ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """A partner in the list."""

    partner: PartnerCity
    number: Number
    municipalities: str


@require_safe
def partners(request):
    """The list, with a line to search by words, and the countries with their numbers."""
    require(can_read_released(request.user))
    form = PartnersFilter(request.GET)
    words = form.understood("q")
    page = Paginator(_found(request.user, words), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "reports/partners/partners.html",
        {
            "title": "Партнёры и страны",
            "section": "partners",
            "form": form,
            "words": words,
            "page": page,
            "rows": _listed(request.user, page.object_list),
            "countries": numbers_of_countries(request.user),
            "newer": _page_address(words, page.previous_page_number()) if page.has_previous() else "",
            "older": _page_address(words, page.next_page_number()) if page.has_next() else "",
        },
    )


def _found(user, words):
    """The partners in whose name, other writings or country every word stands."""
    found = partners_seen(user).order_by("sort_key", "pk")
    for word in search_key(words).split():
        named = Q(search_key__contains=word) | Q(synonym_keys__contains=word)
        found = found.filter(named | Q(country__search_key__contains=word))
    return found


def _listed(user, some):
    some = list(some)
    numbers, ties = numbers_of(user, some), {}
    links = Partnership.objects.filter(partner__in=some).select_related("municipality")
    for link in links.order_by("municipality__sort_key", "pk"):
        ties.setdefault(link.partner_id, []).append(str(link.municipality))
    return [Listed(one, numbers[one.pk], ", ".join(ties.get(one.pk, []))) for one in some]


def _page_address(words, number):
    query = {"q": words} if words else {}
    return reverse("partners", query={**query, "page": number}) if query or number > 1 else reverse("partners")


@require_safe
def partner(request, pk):
    """One partner. The address of one that was merged leads to the one that was kept."""
    found = _partner(request, pk)
    if found.pk != pk:
        return redirect("partner", found.pk)
    return _page(request, found, card_of_partner(request.user, found), _addresses("partner", found.pk))


@require_safe
def country(request, code):
    """One country."""
    found = _country(request, code)
    return _page(request, found, card_of_country(request.user, found), _addresses("country", found.pk))


def _page(request, subject, card, addresses):
    is_country = isinstance(subject, Country)
    name = subject.full_name if is_country else subject.name
    return render(
        request,
        "reports/partners/card.html",
        {
            "title": name,
            "section": "partners",
            "crumbs": crumbs((reverse("partners"), "Партнёры и страны"), here=name),
            "name": name,
            "subtitle": subtitle_of(subject),
            "is_country": is_country,
            "subject": subject,
            "card": card,
            "has_contacts": any(contacts for _, contacts in card.contacts),
            "most": max((one.number.count for one in card.years), default=0),
            "can_keep": can_keep_lists(request.user),
            "why_absent": why_absent(),
            **addresses,
        },
    )


def _addresses(route, key):
    return {kind: reverse(f"{route}_{kind}", args=[key]) for kind in ("docx", "pdf", "odt")}


@require_safe
def partner_docx(request, pk):
    """«Папка визита» of a partner."""
    found = _partner(request, pk)
    return _file(found, card_of_partner(request.user, found))


@reads_copies
def partner_copy(request, pk, kind):
    """The same as PDF or ODT."""
    found = _partner(request, pk)
    return _copy(request, found, card_of_partner(request.user, found), kind, reverse("partner", args=[found.pk]))


@require_safe
def country_docx(request, code):
    """«Папка визита» of a country."""
    found = _country(request, code)
    return _file(found, card_of_country(request.user, found))


@reads_copies
def country_copy(request, code, kind):
    """The same as PDF or ODT."""
    found = _country(request, code)
    return _copy(request, found, card_of_country(request.user, found), kind, reverse("country", args=[found.pk]))


def _file(subject, card):
    return as_file(_drawn(card), f"{_file_name(subject)}.docx", CONTENT_TYPE)


def _copy(request, subject, card, kind, page):
    return copy_of(
        request,
        kind,
        lambda: conversions.ask_for(_drawn(card), kind, by=request.user),
        name=_file_name(subject),
        word_address=request.path.rpartition(".")[0] + ".docx",
        crumbs=crumbs((reverse("partners"), "Партнёры и страны"), (page, str(subject)), here=kind.upper()),
    )


def _drawn(card):
    stream = io.BytesIO()
    cards.write(visit_card(card), stream)
    return stream.getvalue()


def _file_name(subject):
    return safe_name(f"Папка визита, {subject}")


def _partner(request, pk):
    """The partner of this number, or the one that was kept of a merge. Raises Http404, also where the person may not
    know that there is one."""
    require(can_read_released(request.user))
    found = partners_seen(request.user).filter(pk=pk).first() or kept_partner(request.user, pk)
    if found is None:
        raise Http404
    return found


def _country(request, code):
    require(can_read_released(request.user))
    return get_object_or_404(Country, pk=code)
