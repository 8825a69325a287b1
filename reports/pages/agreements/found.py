"""«Найдено в тексте»: documents that approved rows name and nobody has entered. Each is answered by hand."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from reports.actions import register
from reports.actions.register import RegisterRefused
from reports.models import FoundDocument
from reports.pages.access import require, say, say_with_undo
from reports.pages.addresses import crumbs, review_address
from reports.prose.typography import quoted
from reports.queries.found_documents import dismissed_documents, taken_out_documents, waiting_documents
from reports.rules.permissions import can_keep_register

from .forms import FoundForm

ON_A_PAGE = 20
VALUES = ("kind", "title", "parties", "signed_on", "signed_text")


@dataclass(frozen=True, slots=True)
class Offer:
    """One find as the page shows it. `before`, `named`, `behind`: its sentence; `address`: of the row, for who may go
    there."""

    found: FoundDocument
    report: str
    address: str
    form: FoundForm


@require_safe
def found(request):
    """What waits, the latest quarters first."""
    require(can_keep_register(request.user))
    return _page(request)


def _page(request, answered=None):
    """`answered`: the form that came back with an error, by its prefix."""
    page = Paginator(waiting_documents(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "reports/agreements/found.html",
        {
            "title": f"{'Ошибка: ' if answered else ''}Найдено в тексте",
            "section": "agreements",
            "crumbs": crumbs((reverse("agreements"), "Договорённости"), here="Найдено в тексте"),
            "offers": [_offer(request.user, one, answered) for one in page.object_list],
            "failed": answered,
            "page": page,
            "dismissed": dismissed_documents()[:ON_A_PAGE],
            "taken_out": taken_out_documents()[:ON_A_PAGE],
        },
    )


def _offer(user, one, answered):
    report, prefix = one.event.submission, f"found{one.pk}"
    form = answered if answered and answered.prefix == prefix else None
    return Offer(
        found=one,
        report=f"{report.municipality}, {report.period}",
        address=review_address(report, one.event) if user.is_coordinator else "",
        form=form or FoundForm(prefix=prefix, initial={name: getattr(one, name) for name in VALUES}),
    )


@require_POST
def answer(request, pk, act):
    """Enter it, dismiss it, or take the answer back."""
    require(can_keep_register(request.user))
    if act not in ACTS:
        raise Http404
    one = get_object_or_404(FoundDocument, pk=pk)
    try:
        return ACTS[act](request, one)
    except RegisterRefused as refusal:
        say(request, str(refusal))
        return redirect("agreements_found")


def _enter(request, one):
    form = FoundForm(request.POST, prefix=f"found{one.pk}")
    if form.is_valid():
        try:
            document = register.enter_found(one, by=request.user, values=form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = f"Внесён в реестр: {quoted(document.title)}."
            say_with_undo(request, said, reverse("agreements_found_answer", args=[one.pk, "again"]))
            return redirect("agreements_found")
    return _page(request, form)


def _dismiss(request, one):
    register.dismiss_found(one, by=request.user)
    undo = reverse("agreements_found_answer", args=[one.pk, "again"])
    say_with_undo(request, f"Больше не предлагается: {quoted(one.title)}.", undo)
    return redirect("agreements_found")


def _again(request, one):
    register.ask_again(one, by=request.user)
    say(request, f"Снова ждёт ответа: {quoted(one.title)}.")
    return redirect("agreements_found")


ACTS = {"enter": _enter, "dismiss": _dismiss, "again": _again}
