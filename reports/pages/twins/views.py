"""The answer to «похоже, это одно мероприятие», from the officer's check and from the coordinator's review."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from reports.actions import twins as actions
from reports.models import Twin
from reports.pages.access import fetch_event, require, say, say_with_undo
from reports.pages.addresses import review_address
from reports.queries.twins import find_pair
from reports.rules.permissions import can_judge_twins


@require_POST
def judge(request, uid, other):
    """Keep what is said of two rows; the message offers the way back."""
    event, pair = _fetch_pair(request, uid, other)
    answer = request.POST.get("answer")
    if answer not in Twin.Answer.values:
        say(request, "Выберите один из ответов: ничего не изменено.")
        return redirect(_home(request, event))
    kept = actions.judge_twins(event, pair, by=request.user, answer=answer)
    undo = reverse("twins_forget", args=[uid, other])
    say_with_undo(request, f"Записано: {kept.get_answer_display()}. Это увидят в обоих отчётах.", undo)
    return redirect(_home(request, event))


@require_POST
def forget(request, uid, other):
    """Take the answer back: the pair is asked about again."""
    event, pair = _fetch_pair(request, uid, other)
    actions.forget_answer(event, pair, by=request.user)
    say(request, "Ответ убран.")
    return redirect(_home(request, event))


def _fetch_pair(request, uid, other):
    """The row in the person's scope, and the one that is alike. Raises Http404 where there is no such pair: whatever
    number is asked for, nothing is told of other rows. Raises PermissionDenied."""
    event = fetch_event(request, uid)
    pair = find_pair(event.submission, event, other, request.user)
    if pair is None:
        raise Http404
    twin = pair.other if pair.event == event else pair.event
    require(can_judge_twins(request.user, event.submission, twin.submission))
    return event, twin


def _home(request, event):
    if request.user.is_coordinator:
        return review_address(event.submission) + "#twins"
    return reverse("submit", args=[event.submission_id]) + "#twins"
