"""What the pages of a review have in common: the frame, the way back, the refusals."""

from django.shortcuts import redirect, render

from reports.pages.access import refused
from reports.pages.addresses import at_board, at_review, at_start, crumbs, review_address, way_to_board
from reports.pages.sheet import printed, row_of

from .forms import ViewForm


def posted_data(request):
    """What a form is bound to: what was sent, be it nothing at all; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def form_page(
    request, submission, template, heading, form, *, status=200, event=None, open_remarks=(), note=None, asked=None
):
    """A page of one form; the template is named after its view."""
    return render(
        request,
        template,
        {
            "title": f"{'Ошибка: ' if form.errors else ''}{heading}, {submission.label}",
            "section": "board",
            "crumbs": crumbs_of_review(submission, heading),
            "submission": submission,
            "heading": heading,
            "form": form,
            "event": event,
            "row": printed(row_of(event), None, event) if event else None,
            "open_remarks": open_remarks,
            "margin": note,
            "asked": asked,
            "moved": status == 409,
            "back": review_address(submission, event, view_of(request)),
        },
        status=status,
    )


def crumbs_of_review(submission, here=None):
    """The crumbs of the review, or of the page `here` under it."""
    way = [at_start(), at_board(submission.period)]
    if here is None:
        return crumbs(*way, here=submission.label)
    return crumbs(*way, at_review(submission), here=here)


def view_of(request):
    """The view of the review from which the person came, where it is not the usual one."""
    return ViewForm(request.GET).chosen


def to_board(submission):
    return redirect(way_to_board(submission.period))


def with_version(form, version, **kwargs):
    """The same form with what was typed, bound to the present version."""
    data = form.data.copy()
    data["version"] = version
    return type(form)(data, **kwargs)


def refuse(request, submission, *reasons, form=None, status=409):
    """The kind page, with the text that the person wrote, so that a refusal loses none."""
    typed = form.typed() if form else ""
    if typed:
        reasons = [*reasons, f"Вы написали: «{typed}»"]
    return refused(request, submission, reasons, back=review_address(submission), status=status)
