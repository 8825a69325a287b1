"""The coordinator's queue: which report waits next, several approved at once, and the undo of approving."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from municipalities.models.compiled import compiled
from reports.actions.many_moves import approve_many, unapprove_many
from reports.actions.workflow import approvals_of
from reports.models import Event, Move, Reading, Remark, State, StateChange, Submission
from reports.pages.access import fetch_period
from reports.pages.addresses import crumbs, review_address, way_to_board, way_to_quarter
from reports.pages.board import board as boards
from reports.pages.board.forms import ApproveManyForm
from reports.pages.look import day
from reports.pages.unsaved import ask_first
from reports.prose.words import NBSP, counted, plural
from reports.rules.findings import check_report, for_checking

REPORTS = ("отчёт", "отчёта", "отчётов")
LONGEST_NUMBER = 18  # digits; longer ones the database cannot hold


# Who is next


def neighbours(submission):
    """(before, after): the reports beside this one among those that wait in its quarter; None at the ends."""
    line = _line(submission.period, submission)
    place = line.index(submission)
    return line[place - 1] if place else None, line[place + 1] if place + 1 < len(line) else None


def next_after(submission):
    """The report that waits after this one, from the end of the list on to its beginning; None when nobody waits."""
    line = _line(submission.period, submission)
    place = line.index(submission)
    return next(iter(line[place + 1 :] + line[:place]), None)


def first_waiting(period):
    """The first report that waits for a decision in this quarter, or None."""
    return next(iter(_line(period)), None)


def _line(period, submission=None):
    """The reports that wait for a decision (and `submission`, in any state by now), as the board lists them."""
    return _waiting(period=period.pk, submission=submission.pk if submission else 0)


@compiled(period=None, submission=None)
def _waiting(period, submission):
    waiting = Submission.objects.in_period(period).filter(Q(state=State.SUBMITTED) | Q(pk=submission))
    return waiting.with_names().with_counts().in_report_order()


def say_decided(request, text, following, *, undo=""):
    """Tell what was decided, and lead on: `following` is the next report that waits, or None. `undo`: an address."""
    if following is None:
        words = f"{text} Больше никто не ждёт решения."
    else:
        words = format_html(
            '{}<span class="next-one"><a class="btn btn-primary" href="{}" data-key="next-report">'
            "Следующий: {}, {}</a></span>",
            text,
            review_address(following),
            following.label,
            size_of(following),
        )
    messages.success(request, words, extra_tags=undo)


def size_of(submission):
    """«12 строк», «нет мероприятий»; needs with_counts."""
    return "нет мероприятий" if submission.is_nil else counted(submission.row_count, *boards.ROWS)


def undo_of(period, submissions):
    """The address that takes back the approvals of these submissions."""
    changes = "-".join(str(change.pk) for change in approvals_of(submissions))
    return reverse("unapprove", args=[period.year, period.quarter, changes])


# Several at once


@dataclass(frozen=True, slots=True)
class Candidate:
    """A report that could be approved: what the person should know before."""

    submission: Submission
    size: str
    rows: int
    questions: int
    remarks: str
    handed_in: str
    is_opened: bool

    @property
    def is_clean(self):
        """Somebody has seen it as it is now, and nothing speaks against it, as far as the program knows."""
        return self.is_opened and not self.questions and not self.remarks


@require_http_methods(["GET", "HEAD", "POST"])
def approve_several(request, year, quarter):
    """List the reports that wait, and approve those that are ticked, each in the version that the list showed."""
    period = fetch_period(request, year, quarter)
    if request.method == "POST":
        return _approve(request, period)
    candidates = _candidates(period)
    clean = [candidate for candidate in candidates if candidate.is_clean]
    return render(
        request,
        "reports/review/approve_several.html",
        {
            "title": f"Принять несколько отчётов, {period}",
            "section": "board",
            "crumbs": crumbs(*way_to_quarter(period), here="Принять несколько отчётов"),
            "candidates": candidates,
            "ticked": _sum_of(len(clean), sum(candidate.rows for candidate in clean)),
            "back": way_to_board(period),
        },
    )


def _candidates(period):
    waiting = _line(period)
    events, remarks = defaultdict(list), defaultdict(Counter)
    for event in for_checking(Event.objects.filter(submission__in=waiting)):
        events[event.submission_id].append(event)
    unsettled = Remark.objects.unsettled().filter(submission__in=waiting).order_by()
    for submission, state in unsettled.values_list("submission", "state"):
        remarks[submission][state] += 1
    opened = set(Reading.objects.of_now().filter(submission__in=waiting).values_list("submission", flat=True))
    return [
        Candidate(
            submission=submission,
            size=size_of(submission),
            rows=submission.row_count,
            questions=len(check_report(events[submission.pk], period)),
            remarks=_remarks_words(remarks[submission.pk]),
            handed_in=day(submission.submitted_at),
            # «Нет мероприятий» is read in the list itself.
            is_opened=submission.is_nil or submission.pk in opened,
        )
        for submission in waiting
    ]


def _remarks_words(count):
    """«2 открыты, 1 с ответом»; empty when all are settled."""
    opened, answered = count[Remark.State.OPEN], count[Remark.State.ANSWERED]
    words = [f"{counted(opened, 'открыто', 'открыты', 'открыто')}"] if opened else []
    return ", ".join([*words, f"{answered}{NBSP}с{NBSP}ответом"] if answered else words)


def _approve(request, period):
    submissions = list(Submission.objects.in_period(period).with_names().with_counts().in_report_order())
    form = ApproveManyForm(request.POST, submissions=submissions)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, errors[0])
        return redirect("approve_several", period.year, period.quarter)
    chosen, back = [submission for submission, *_ in form.seen()], request.get_full_path()
    if question := ask_first(request, chosen, decision="Всё равно принять", back=back):
        return question
    approved, skipped = approve_many(form.seen(), by=request.user)
    if approved:
        what = _sum_of(len(approved), sum(submission.row_count for submission in approved))
        verb = plural(len(approved), "Принят", "Приняты", "Принято")
        text = f"{verb} {what}: {boards.listed([submission.label for submission in approved])}."
        say_decided(request, text, first_waiting(period), undo=undo_of(period, approved))
    say_skipped(request, skipped, "не принят")
    return redirect(way_to_board(period))


def say_skipped(request, skipped, what):
    """Tell of each report that stayed as it was, and why. `skipped`: as from many_moves.approve_many."""
    for submission, why in skipped:
        link = format_html('<a href="{}">{}</a>', review_address(submission), submission.label)
        messages.warning(request, format_html("{}: {}. {}", link, what, why))


@require_POST
def unapprove(request, year, quarter, approvals):
    """The undo of approving: of one report, or of all that went in one click."""
    period = fetch_period(request, year, quarter)
    taken_back, skipped = unapprove_many(fetch_approvals(period, approvals), by=request.user)
    if taken_back:
        names = boards.listed([submission.label for submission in taken_back])
        messages.success(request, f"Принятие отменено. Снова на проверке: {names}.")
    say_skipped(request, skipped, "принятие не отменено")
    if len(taken_back) == 1 and not skipped:
        return redirect("review", taken_back[0].pk)
    return redirect(way_to_board(period))


def fetch_approvals(period, written):
    """The approvals that an address names, «12-13-14», with their submissions. Raises Http404."""
    numbers = written.split("-")
    if not all(number.isdecimal() and len(number) <= LONGEST_NUMBER for number in numbers):
        raise Http404
    changes = list(StateChange.objects.filter(pk__in=numbers, move=Move.APPROVE, submission__period=period))
    if len(changes) != len(numbers):
        raise Http404
    named = Submission.objects.with_names().select_related("period").in_bulk([one.submission_id for one in changes])
    for change in changes:
        change.submission = named[change.submission_id]
    return changes


def _sum_of(reports, rows):
    """«7 отчётов, 43 строки»; «2 отчёта» when there is not a single row in them."""
    words = counted(reports, *REPORTS)
    return f"{words}, {counted(rows, *boards.ROWS)}" if rows else words
