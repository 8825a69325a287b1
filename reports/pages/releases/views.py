"""What was sent: releases of a quarter, and their files for ever."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from reports.actions import conversions
from reports.actions.releases import NothingToRelease, make_release, may_release, pending
from reports.models import Package, Release
from reports.pages.access import fetch_period, require, say
from reports.pages.addresses import at_board, at_start, crumbs
from reports.pages.copies import copy_of, file_of, reads_copies, why_absent
from reports.rules.permissions import can_follow_quarters, can_manage_periods

from .corrections import released_rows


@require_http_methods(["GET", "HEAD", "POST"])
def releases(request, year, quarter):
    """All releases of a quarter, and what another one would hold; a POST makes it."""
    period = fetch_period(request, year, quarter, can_follow_quarters)
    if request.method == "POST":
        require(can_manage_periods(request.user))
        if not may_release(period):
            messages.warning(request, "Квартал ещё открыт. Сводный отчёт выпускается, когда квартал закрывают.")
            return redirect("releases", year, quarter)
        try:
            release = make_release(period, by=request.user)
            say(request, f"Сохранено: {release.name.lower()}, код проверки {release.code}.")
        except NothingToRelease as refusal:
            messages.warning(request, str(refusal))
        return redirect("releases", year, quarter)
    can_release = can_manage_periods(request.user)
    packages = Prefetch("packages", Package.objects.select_related("by"))
    all_releases = list(period.releases.select_related("by").defer("rows", "anchors").prefetch_related(packages))
    return render(
        request,
        "reports/releases/releases.html",
        {
            "title": f"Выпуски, {period}",
            "section": "board",
            "crumbs": crumbs(at_start(), at_board(period), here="Выпуски"),
            "can_release": can_release,
            "period": period,
            "releases": all_releases,
            "newest": all_releases[-1] if all_releases else None,
            "pending": pending(period) if can_release else None,
            "may_release": may_release(period),
            "why_absent": why_absent(),
            "released": released_rows(period) if can_release else [],
        },
    )


@require_safe
def document(request, pk):
    """The Word file, byte for byte as it was sent."""
    return file_of(_fetch(request, pk).document)


@require_safe
def workbook(request, pk):
    """The workbook, byte for byte as it was sent."""
    return file_of(_fetch(request, pk).workbook)


@reads_copies
def copy(request, pk, kind):
    """The document as PDF or ODT: kept since the release was made, or made once and kept from then on."""
    release = _fetch(request, pk)
    kept = release.copies.select_related("file__content").filter(kind=kind).first()
    if kept:
        return file_of(kept.file)
    period = release.period
    to_all = reverse("releases", args=[period.year, period.quarter]), "Выпуски"
    return copy_of(
        request,
        kind,
        lambda: conversions.ask_for_release(release, kind, by=request.user),
        name=str(release),
        word_address=reverse("release_docx", args=[pk]),
        crumbs=crumbs(at_start(), at_board(period), to_all, here=f"{release.name}, {kind.upper()}"),
    )


def _fetch(request, pk):
    require(can_follow_quarters(request.user))
    return get_object_or_404(Release.objects.select_related("period", "document__content", "workbook__content"), pk=pk)
