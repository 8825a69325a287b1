"""The guide: one page of help for each role. Nothing in it is secret, so everybody signed in may read all of it."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reports.pages.addresses import crumbs

OFFICER, COORDINATOR, OBSERVER, LISTS = "officer", "coordinator", "observer", "lists"
PAGES = {
    OFFICER: ("help/officer.html", "Как заполнить и сдать отчёт"),
    COORDINATOR: ("help/coordinator.html", "Как собрать и проверить отчёты"),
    OBSERVER: ("help/observer.html", "Как следить за отчётами"),
    LISTS: ("help/lists.html", "Как вести справочники"),
}


@require_safe
def help_for_role(request):
    """Lead to the page of the person's own role; without a role, to the officers' page."""
    return redirect("help_page", _role_of(request.user))


@require_safe
def help_page(request, role):
    """One page of the guide, with links to the others. Raises Http404."""
    if role not in PAGES:
        raise Http404
    template, title = PAGES[role]
    return render(
        request,
        template,
        {
            "title": title,
            "section": "help",
            "crumbs": crumbs((reverse("home"), "Главная"), here="Помощь"),
            "pages": [
                ("" if key == role else reverse("help_page", args=[key]), words) for key, (_, words) in PAGES.items()
            ],
        },
    )


def _role_of(user):
    if user.is_coordinator:
        return COORDINATOR
    if user.is_observer and not user.municipality_ids:
        return OBSERVER
    return LISTS if user.is_staff and not user.municipality_ids else OFFICER
