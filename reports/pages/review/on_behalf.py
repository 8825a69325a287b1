"""The coordinator's deliberate step: to write for a municipality, and to take an archive in as it was sent."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from reports.actions import many_moves
from reports.models import ImportChange, Submission
from reports.pages.access import fetch_period, fetch_submission, refused, require, say
from reports.pages.addresses import (
    at_board,
    at_review,
    crumbs,
    event_address,
    for_municipality,
    review_address,
    way_to_board,
)
from reports.pages.board import board as boards
from reports.pages.board.forms import ApproveManyForm
from reports.pages.events.drafts import discarded_of, offers_of
from reports.pages.unsaved import ask_first
from reports.prose.words import counted, plural
from reports.rules.permissions import can_accept_on_behalf, can_enter_on_behalf, is_coordinator
from reports.rules.refusals import why_not

from .queue import REPORTS, say_skipped


@require_safe
def on_behalf(request, pk):
    """What it means, and the ways to do it: each leads to the officer's own form, marked."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    review = review_address(submission)
    if refusal := why_not(can_enter_on_behalf, request.user, submission):
        return refused(request, submission, [refusal.sentence], back=review)
    events = submission.events.present().in_report_order()
    return render(
        request,
        "reports/review/on_behalf.html",
        {
            "title": f"Внести за муниципалитет, {submission.label}",
            "section": "board",
            "crumbs": crumbs(at_board(submission.period), at_review(submission), here="Внести за муниципалитет"),
            "submission": submission,
            "rows": [(event, for_municipality(event_address("event", event.uid))) for event in events],
            "add": for_municipality(reverse("event_add", args=[pk])),
            "submit": for_municipality(reverse("submit", args=[pk])),
            "upload": for_municipality(reverse("report_import", args=[pk])),
            "nil": for_municipality(reverse("declare_nil", args=[pk])),
            "drafts": offers_of(request, [submission]),
            "discarded": discarded_of(request, submission),
            "back": review,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def accept_imported(request, year, quarter):
    """Hand in and approve what consolidated tables brought into a quarter that is over. Before: the list and its count,
    each report in the version that the list showed. After: those that were refused, with the reason."""
    period = fetch_period(request, year, quarter)
    brought = Submission.objects.filter(period=period, pk__in=_changes(period).values("event__submission"))
    reports = brought.select_related("period").with_names().with_counts().in_report_order()
    if request.method == "POST":
        form = ApproveManyForm(request.POST, submissions=list(reports))
        if not form.is_valid():
            for errors in form.errors.values():
                messages.error(request, errors[0])
            return redirect("accept_imported", year, quarter)
        seen = [(submission, version) for submission, version, _ in form.seen()]
        chosen, here = [submission for submission, _ in seen], request.get_full_path()
        if question := ask_first(request, chosen, decision="Всё равно принять", back=here):
            return question
        accepted, skipped = many_moves.accept_on_behalf(seen, by=request.user)
        if accepted:
            verb, reports = plural(len(accepted), "Принят", "Приняты", "Принято"), counted(len(accepted), *REPORTS)
            say(request, f"{verb} {reports}: {boards.listed([submission.label for submission in accepted])}.")
        say_skipped(request, skipped, "не принят")
        return redirect(way_to_board(period))
    listed = [(submission, why_not(can_accept_on_behalf, request.user, submission)) for submission in reports]
    return render(
        request,
        "reports/review/accept_imported.html",
        {
            "title": f"Принять загруженное, {period}",
            "section": "board",
            "crumbs": crumbs(at_board(period), here="Принять загруженное"),
            "period": period,
            "ready": [submission for submission, why in listed if not why],
            "stay": [(submission, why.sentence) for submission, why in listed if why],
        },
    )


def _changes(period):
    """What consolidated tables brought into the quarter and is still there."""
    return ImportChange.objects.filter(job__period=period, job__municipality=None, is_undone=False)
