"""«Первые шаги»: what the administrator of lists, or whoever sets the server up, does before the first quarter."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from municipalities.lists.fixtures import ListsRefused
from reports.actions.conversions import is_possible
from reports.actions.lists import fill_lists
from reports.actions.trial_letters import TrialRefused, send_trial_letter
from reports.pages.access import require, say
from reports.pages.addresses import crumbs
from reports.queries.first_steps import beginnings
from reports.rules.permissions import can_keep_lists

from .first_steps_list import server_troubles, steps_of

SHOWN = 10  # reasons of a refusal


@require_safe
def first_steps(request):
    """Each step, done or with what to do. Nothing is written."""
    require(can_keep_lists(request.user))
    steps = steps_of(request.user, beginnings())
    done = sum(step.is_done for step in steps)
    return render(
        request,
        "reports/first_steps/first_steps.html",
        {
            "title": "Первые шаги",
            "section": "first_steps",
            "crumbs": crumbs((reverse("admin:index"), "Справочники"), here="Первые шаги"),
            "steps": steps,
            "done": done,
            "is_ready": done == len(steps),
            "troubles": server_troubles(),
            "has_converter": is_possible(),
        },
    )


@require_POST
def fill(request):
    """Load the lists that come with the program; what is there stays."""
    require(can_keep_lists(request.user))
    try:
        loaded = fill_lists(by=request.user)
    except ListsRefused as refusal:
        reasons = refusal.reasons[:SHOWN]
        messages.error(request, f"Списки не загружены, ничего не изменено. {' '.join(reasons)}")
        return redirect("first_steps")
    added = ", ".join(f"{one.title.lower()} – {one.added}" for one in loaded if one.added)
    kept = sum(len(one.differing) + len(one.gone) for one in loaded)
    told = f"Загружено: {added}." if added else "Все списки из поставки уже загружены, ничего не изменено."
    say(request, told + (f" Строк, которые у вас исправлены или удалены, – {kept}: они оставлены." if kept else ""))
    return redirect("first_steps")


@require_POST
def trial_letter(request):
    """Put a trial letter to the person's own address into the outbox."""
    require(can_keep_lists(request.user))
    try:
        letter = send_trial_letter(by=request.user)
    except TrialRefused as refusal:
        messages.error(request, str(refusal))
    else:
        say(request, f"Пробное письмо на {letter.address} ждёт отправки. Обновите страницу через несколько минут.")
    return redirect("first_steps")
