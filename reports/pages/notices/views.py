"""The bell: what one was told, which letters one wants; the coordinator's schedule of reminders and delivery log."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.actions.letters import choose_letters, send_again
from reports.actions.notices import mark_all_read, mark_read
from reports.actions.reminders import set_reminders
from reports.models import Letter, MailChoice, Notice, Submission
from reports.pages.access import require, say
from reports.pages.addresses import crumbs
from reports.queries.left_lying import waits_since
from reports.queries.letter_words import SUBJECT
from reports.rules.permissions import can_manage_periods

from .forms import MailChoiceForm, reminder_formset

ON_A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request):
    """All notices of the person, newest first; a POST changes which letters he gets."""
    choice = MailChoice.objects.filter(user=request.user).first() or MailChoice(user=request.user)
    form = MailChoiceForm(request.POST if request.method == "POST" else None, instance=choice)
    if request.method == "POST" and form.is_valid():
        choose_letters(form.instance, by=request.user)
        say(request, "Запомнили, какие письма вам присылать.")
        return redirect("notices")
    page = Paginator(_visible(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "reports/notices/notices.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}Уведомления",
            "section": "notices",
            "page": page,
            "form": form,
            "has_unread": any(notice.read_at is None and notice.is_current for notice in page),
        },
    )


@require_POST
def read_all(request):
    """Mark all as read."""
    mark_all_read(by=request.user)
    return redirect("notices")


@require_POST
def open_notice(request, pk):
    """Mark one as read and go where it leads."""
    notice = get_object_or_404(_visible(request.user), pk=pk)
    mark_read(notice, by=request.user)
    # Written by the program; asked once more, because an address is where people are sent.
    return redirect(notice.path if url_has_allowed_host_and_scheme(notice.path, None) else "home")


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request):
    """When debtors are reminded, and what has become of the letters, the last first."""
    require(can_manage_periods(request.user))
    formset = reminder_formset(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formset.is_valid() and _saved(formset, request.user):
        say(request, "Расписание напоминаний сохранено.")
        return redirect("mail")
    letters = Letter.objects.select_related("user", "municipality").prefetch_related("tries").order_by("-pk")
    page = Paginator(letters, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "reports/notices/mail.html",
        {
            "title": f"{'Ошибка: ' if request.method == 'POST' else ''}Письма и напоминания",
            "section": "mail",
            "formset": formset,
            "page": page,
            "letters": [(letter, _last_failure(letter)) for letter in page],
            "waits_since": waits_since(),
        },
    )


@require_safe
def letter(request, pk):
    """One letter as it was written, and each attempt to send it."""
    require(can_manage_periods(request.user))
    found = get_object_or_404(Letter.objects.select_related("user", "municipality"), pk=pk)
    return render(
        request,
        "reports/notices/letter.html",
        {
            "title": f"Письмо: {found.subject.removeprefix(SUBJECT)}, {found.reader_name}",
            "section": "mail",
            "crumbs": crumbs((reverse("mail"), "Письма"), here="Письмо"),
            "letter": found,
            "tries": found.tries.order_by("pk"),
        },
    )


@require_POST
def letter_again(request, pk):
    """Try a letter anew that was given up."""
    require(can_manage_periods(request.user))
    found = get_object_or_404(Letter.objects.select_related("user", "municipality"), pk=pk)
    if send_again(found, by=request.user):
        say(request, "Письмо снова ждёт отправки и уйдёт в ближайшие минуты.")
    else:
        messages.warning(request, "Это письмо уже не в состоянии «не доставлено»: посмотрите, что с ним.")
    return redirect("letter", pk)


def _saved(formset, user):
    """Whether the schedule could be written."""
    try:
        set_reminders(formset.save(commit=False), removed=formset.deleted_objects, by=user)
    except IntegrityError:
        formset.non_form_errors().append("Два напоминания поменялись днями. Удалите одно и внесите его заново.")
        return False
    return True


def _last_failure(letter):
    tries = list(letter.tries.all())
    return tries[-1].failure if tries else ""


def _visible(user):
    """Without those of reports that the person does not answer for any more."""
    scope = Submission.objects.visible_to(user).order_by()
    mine = Notice.objects.filter(Q(submission=None) | Q(submission__in=scope), user=user).with_current()
    return mine.select_related("submission")
