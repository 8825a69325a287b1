"""One document of the register: what is known of it, where it comes from, its term, its scans and its history."""

import io
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reports.actions import register, scans
from reports.actions.register import RegisterRefused
from reports.models import Agreement
from reports.pages.access import require, say, say_with_undo
from reports.pages.addresses import crumbs, report_address, review_address
from reports.pages.downloads import safe_name
from reports.prose.typography import quoted
from reports.queries.agreements import countries_of, row_of, visible_documents, with_names
from reports.queries.archive import rows_of
from reports.rules.permissions import (
    can_keep_register,
    can_read_agreements,
    can_read_scan,
    can_tend_document,
    is_officer_of,
)

from .forms import EndForm, ScanForm, TermForm
from .views import LOOKS


def fetch_document(request, pk):
    """The document with all that its row names, if the person sees it. Raises PermissionDenied, Http404."""
    require(can_read_agreements(request.user))
    return get_object_or_404(with_names(visible_documents(request.user), request.user), pk=pk)


def fetch_tended(request, pk):
    """As `fetch_document`, for who may attach its scan and set its term."""
    found = fetch_document(request, pk)
    require(can_tend_document(request.user, found))
    return found


@require_safe
def document(request, pk):
    return _page(request, fetch_document(request, pk))


def _page(request, found, **forms):
    """The page; `forms`: those that came back with an error, by name."""
    row = row_of(found, timezone.localdate())
    colour, icon = LOOKS[row.state]
    kept = list(found.scans.select_related("file", "by")) if can_read_scan(request.user, found) else []
    term = {"until": found.until, "is_open_ended": found.is_open_ended}
    return render(
        request,
        "reports/agreements/document.html",
        {
            "title": f"{'Ошибка: ' if forms else ''}{found.title}",
            "section": "agreements",
            "crumbs": crumbs((reverse("agreements"), "Договорённости"), here="Документ"),
            "row": row,
            "colour": colour,
            "icon": icon,
            "countries": countries_of(found),
            "partner": found.partnership.partner if found.partnership else None,
            "sources": _sources(request.user, found),
            "scan": next((scan for scan in kept if not scan.ended_at), None),
            "earlier": [scan for scan in reversed(kept) if scan.ended_at],
            "can_read_scan": can_read_scan(request.user, found),
            "can_tend": can_tend_document(request.user, found),
            "can_keep": can_keep_register(request.user),
            "is_found": bool(found.found_in_id and not found.event_id),
            "steps": found.steps.select_related("by"),
            "failed": next(iter(forms.values()), None),
            "term": forms.get("term") or TermForm(initial=term),
            "end": forms.get("end") or EndForm(initial={"on": found.ended_on}),
            "file": forms.get("file") or ScanForm(),
        },
    )


def _sources(user, found):
    """(words, address) of the row and of the partnership that it belongs to. Who may not go to the report is led to the
    released row, if there is one; the row is not named then: its words of today may be no release's."""
    sources = []
    if found.row:
        report = found.row.submission
        address = review_address(report, found.row) if user.is_coordinator else ""
        if is_officer_of(user, report):
            address = report_address(report, f"row-{found.row.uid}")
        named = f" «{found.row.name}»" if address else ""
        if not address and rows_of(user).filter(event=found.row).exists():
            address = reverse("archive_row", args=[found.row.uid])
        sources.append((f"Мероприятие{named}, {report.period}", address))
    if found.partnership:
        address = reverse("admin:municipalities_partnership_change", args=[found.partnership_id])
        sources.append((f"Партнёрство: {found.partnership}", address if user.is_staff else ""))
    return sources


# Writing


@require_POST
def term(request, pk):
    """Until when it holds."""
    found = fetch_tended(request, pk)
    form = TermForm(request.POST)
    if not _done(form, lambda: register.set_term(found, by=request.user, **form.cleaned_data)):
        return _page(request, found, term=form)
    say(request, "Срок записан.")
    return redirect("agreement", pk)


@require_POST
def end(request, pk):
    """That it was ended before its term, or was not."""
    found = fetch_document(request, pk)
    require(can_keep_register(request.user))
    form = EndForm(request.POST)
    if not _done(form, lambda: register.end_document(found, by=request.user, **form.cleaned_data)):
        return _page(request, found, end=form)
    say(request, "Записано: документ прекращён." if form.cleaned_data["on"] else "Отметка о прекращении снята.")
    return redirect("agreement", pk)


@require_POST
def attach(request, pk):
    """A scan, in the place of the one before."""
    found = fetch_tended(request, pk)
    form = ScanForm(request.POST, request.FILES)
    if not _done(form, lambda: scans.attach_scan(found, by=request.user, data=form.bytes, name=form.name), "file"):
        return _page(request, found, file=form)
    say(request, "Скан прикреплён.")
    return redirect("agreement", pk)


def _done(form, act, field=None):
    """Whether the form was right and the act was done; else the form says why not. `field`: where a refusal stands."""
    if not form.is_valid():
        return False
    try:
        act()
    except RegisterRefused as refusal:
        form.add_error(field, str(refusal))
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()


@require_safe
def scan(request, pk, number):
    """The bytes of a scan, an earlier one too, to be saved and never shown."""
    found = fetch_document(request, pk)
    require(can_read_scan(request.user, found))
    kept = get_object_or_404(found.scans.select_related("file__content"), pk=number)
    name = f"{safe_name(f'{found.title}, {found.municipality}')}{PurePath(kept.file.name).suffix}"
    response = FileResponse(
        io.BytesIO(bytes(kept.file.content.data)),
        as_attachment=True,
        filename=name,
        content_type=kept.file.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def remove(request, pk, number):
    """Take the scan off; it stays among the earlier ones."""
    found = fetch_tended(request, pk)
    kept = get_object_or_404(found.scans, pk=number)
    try:
        scans.remove_scan(kept, by=request.user)
    except RegisterRefused as refusal:
        say(request, str(refusal))
        return redirect("agreement", pk)
    say_with_undo(request, "Скан убран.", reverse("agreement_scan_back", args=[pk, number]))
    return redirect("agreement", pk)


@require_POST
def bring_back(request, pk, number):
    """Make an earlier scan the one in use."""
    found = fetch_tended(request, pk)
    kept, said = get_object_or_404(found.scans, pk=number), "Скан возвращён."
    try:
        scans.bring_back_scan(kept, by=request.user)
    except RegisterRefused as refusal:
        said = str(refusal)
    say(request, said)
    return redirect("agreement", pk)


@require_POST
def take_out(request, pk):
    """Out of the register, with a way back."""
    found = fetch_document(request, pk)
    require(can_keep_register(request.user))
    try:
        register.take_out(found, by=request.user)
    except RegisterRefused as refusal:
        say(request, str(refusal))
        return redirect("agreement", pk)
    say_with_undo(request, f"Убран из реестра: {quoted(found.title)}.", reverse("agreement_put_back", args=[pk]))
    return redirect("agreements")


@require_POST
def put_back(request, pk):
    """Back into the register."""
    require(can_keep_register(request.user))
    found = get_object_or_404(Agreement.objects.filter(found_in__isnull=False), pk=pk)
    said = "Документ снова в реестре."
    try:
        register.put_back(found, by=request.user)
    except RegisterRefused as refusal:
        said = str(refusal)
    say(request, said)
    return redirect("agreement", pk)
