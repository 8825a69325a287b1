"""An uploaded table on its way into a report: the upload, the progress, the preview, the result, and the undo.

The page of an import shows what its state asks for, so that one address serves from the file to its undoing.
"""

import io
import logging
from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.files.read.rows import folded
from reports.imports import jobs
from reports.imports.choices import Choices, ChoicesRefused, marked_anew, whole_choices, without_names
from reports.imports.compare import compare
from reports.models import ImportJob, Submission
from reports.pages.access import (
    fetch_import,
    fetch_period,
    fetch_submission,
    refused,
    require,
    say,
    say_with_undo,
)
from reports.pages.addresses import (
    at_board,
    at_review,
    board_address,
    crumbs,
    for_municipality,
    is_on_behalf,
    quarter_address,
    review_address,
    way_to_quarter,
)
from reports.pages.downloads import name_of_upload
from reports.prose.typography import quoted
from reports.prose.words import counted, plural
from reports.queries.left_lying import is_left_lying
from reports.rules.permissions import can_enter_on_behalf, can_import, is_officer_of
from reports.rules.refusals import no_upload_reason, why_not

from .beginnings import beginning
from .forms import FileForm, PasteForm, PreviewFilter, SectionsForm, posted_choices
from .preview import gather_preview
from .result import done_words, gather_result, undone_words

SHOWN_EARLIER = 20
LOOSE_SHOWN = 200  # texts of a file outside its rows
LEFT_NAMED = 10  # rows that an undo left, each in a message of its own
State = ImportJob.State

logger = logging.getLogger(__name__)


# The upload


@require_http_methods(["GET", "HEAD", "POST"])
def report_import(request, pk):
    """The officer uploads a table for the own report, or the coordinator, by choice, on the municipality's behalf."""
    submission = fetch_submission(request, pk)
    on_behalf = is_on_behalf(request)
    require(on_behalf or is_officer_of(request.user, submission))
    if on_behalf and (refusal := why_not(can_enter_on_behalf, request.user, submission)):
        return refused(request, submission, [refusal.sentence], back=review_address(submission))
    if not on_behalf and not can_import(request.user, submission):
        return refused(request, submission, [no_upload_reason(submission)], back=quarter_address(submission))
    return _door(request, submission.period, submission, on_behalf=on_behalf)


@require_http_methods(["GET", "HEAD", "POST"])
def period_import(request, year, quarter):
    """The coordinator uploads a consolidated table, also of a past year."""
    return _door(request, fetch_period(request, year, quarter), None)


def _door(request, period, submission, *, on_behalf=False):
    """The page with both ways to upload: a file or pasted rows."""
    file_form, paste_form = FileForm(), PasteForm()
    if request.method == "POST":
        municipality = submission and submission.municipality
        if "text" in request.POST:
            form = paste_form = PasteForm(request.POST)
        else:
            form = file_form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                job = _start(form, period, municipality, by=request.user, on_behalf=on_behalf)
            except ValueError as refusal:
                form.add_error(None, str(refusal))
            else:
                jobs.wait(job)
                return redirect("import", job.uid)
    earlier = ImportJob.objects.visible_to(request.user)
    earlier = earlier.filter(period=period, municipality=submission and submission.municipality_id)
    earlier = earlier.without_content().select_related("by", "file__content").defer("file__content__data")
    errors = file_form.errors or paste_form.errors
    heading = "Загрузить из Word или Excel" if submission else "Загрузить сводную таблицу"
    heading = "Загрузить за муниципалитет" if on_behalf else heading
    return render(
        request,
        "reports/imports/door.html",
        {
            "title": f"{'Ошибка: ' if errors else ''}{heading}, {submission.label if submission else period}",
            "heading": heading,
            "section": "report" if submission and not on_behalf else "board",
            "crumbs": crumbs(*_way_to_door(period, submission, on_behalf), here=heading),
            "on_behalf": on_behalf,
            "period": period,
            "submission": submission,
            "file_form": file_form,
            "paste_form": paste_form,
            "earlier": list(earlier[:SHOWN_EARLIER]),
        },
    )


def _start(form, period, municipality, **who):
    if isinstance(form, PasteForm):
        pasted = form.cleaned_data
        return jobs.start_text(period, municipality, html=pasted["html"], text=pasted["text"], **who)
    return jobs.start(period, municipality, data=form.bytes, name=form.name, **who)


# One import


@require_http_methods(["GET", "HEAD", "POST"])
def one_import(request, uid):
    """What the state asks for. A POST is that of the preview: it keeps the choices, or carries them out."""
    job = fetch_import(request, uid)
    if request.method == "POST":
        return _choose(request, job)
    jobs.restart_if_dead(job)
    if job.is_running:
        if is_left_lying(job):
            logger.warning("Import %s: nobody works on it; does `manage.py import_worker` run?", job.uid)
        return _progress_page(request, job)
    if job.state == State.READY:
        return _preview_page(request, job, PreviewFilter(request.GET))
    if job.state in {State.APPLIED, State.UNDONE}:
        return _result_page(request, job)
    return _page(request, job, "reports/imports/ended.html", "Таблица не загружена")


def _choose(request, job):
    if job.state != State.READY:
        return redirect("import", job.uid)
    comparison = compare(job, by=request.user)
    choices = posted_choices(request.POST, comparison, Choices.from_json(job.choices))
    asked = PreviewFilter.of_button(request.POST.get("here", ""))
    action = request.POST.get("action", "")
    if action == "apply":
        return _apply(request, job, comparison, choices, asked)
    if action in {"good", "all", "none"}:
        choices = marked_anew(comparison, choices, how=action)
    jobs.keep_choices(job, request.user, choices)
    if "go" in request.POST:
        asked = PreviewFilter.of_button(request.POST["go"])
    return redirect(_preview_address(job, asked))


def _apply(request, job, comparison, choices, asked):
    whole = whole_choices(comparison, choices)
    errors = without_names(whole, comparison)
    if errors:
        jobs.keep_choices(job, request.user, choices)
        return _preview_page(request, job, asked, comparison=comparison, choices=choices, errors=errors)
    if not whole.takes_anything:
        jobs.keep_choices(job, request.user, choices)
        messages.warning(request, "Ничего не внесено: ни одна строка не отмечена или их сейчас нельзя внести.")
        return redirect(_preview_address(job, asked))
    try:
        job = jobs.wait(jobs.apply(job, request.user, whole))
    except ChoicesRefused as refusal:
        # The reports have changed since: the page that comes says what each row is now.
        jobs.keep_choices(job, request.user, choices)
        for sentence in dict.fromkeys(refusal.problems.values()):
            messages.error(request, sentence)
        return redirect(_preview_address(job, asked))
    if job.state == State.APPLIED:
        say_with_undo(request, f"{done_words(job)} Можно отменить.", _address("import_undo", job))
    return redirect("import", job.uid)


def _preview_page(request, job, asked, *, comparison=None, choices=None, errors=None):
    comparison = comparison or compare(job, by=request.user)
    choices = choices or Choices.from_json(job.choices)
    preview = gather_preview(comparison, choices, asked=asked, errors=errors)
    heading = "Что внести из таблицы"
    return _page(
        request,
        job,
        "reports/imports/preview.html",
        f"Ошибка: {heading}" if errors else heading,
        heading=heading,
        preview=preview,
        errors=list(errors.items()) if errors else [],
        problems=_sentences(comparison.problems),
        loose=[replace(loose, text=beginning(loose.text)) for loose in comparison.loose[:LOOSE_SHOWN]],
        loose_more=max(0, len(comparison.loose) - LOOSE_SHOWN),
        municipalities=_municipalities(job) if preview.asked else [],
    )


def _sentences(problems):
    """Errors first, each kind of problem once with all its places."""
    problems = sorted(problems, key=lambda problem: not problem.is_error)
    return folded(problems)


def _municipalities(job):
    """[(pk, label), …] of those whose a section may be."""
    reports = Submission.objects.filter(period=job.period).with_names().in_report_order()
    if job.municipality_id:
        reports = reports.filter(municipality=job.municipality_id)
    return [(report.municipality_id, report.label) for report in reports]


def _progress_page(request, job):
    title = "Строки вносятся" if job.state == State.APPLYING else "Таблица читается"
    words = {"progress": progress_words(job), "left_lying": left_lying_words(job)}
    return _page(request, job, "reports/imports/progress.html", title, **words)


def _result_page(request, job):
    title = "Загрузка отменена" if job.state == State.UNDONE else "Таблица загружена"
    return _page(
        request,
        job,
        "reports/imports/result.html",
        title,
        result=gather_result(job, on_behalf=_is_on_behalf_of(request.user, _submission_of(job))),
    )


def _page(request, job, template, title, *, heading="", **context):
    submission = _submission_of(job)
    on_behalf = _is_on_behalf_of(request.user, submission)
    door = _door_address(job, submission, on_behalf)
    words = submission.label if submission else str(job.period)
    return render(
        request,
        template,
        {
            "title": f"{title}, {words}",
            "heading": heading or title,
            "section": "report" if submission and not on_behalf else "board",
            "crumbs": crumbs(
                *_way_to_door(job.period, submission, on_behalf),
                (door, "Загрузка таблиц"),
                here=job.file.name,
            ),
            "job": job,
            "submission": submission,
            "digest": job.file.content.sha256[:12],
            "door": door,
            "back": reverse("on_behalf", args=[submission.pk]) if on_behalf else _back_address(job, submission),
            **context,
        },
    )


@require_safe
def status(request, uid):
    """How far it is, for the script of the progress page."""
    job = fetch_import(request, uid)
    jobs.restart_if_dead(job)
    return JsonResponse(
        {
            "is_running": job.is_running,
            "done": job.done,
            "total": job.total,
            "words": progress_words(job),
            "left_lying": left_lying_words(job),
        }
    )


def progress_words(job):
    """«Прочитано 120 строк из 530»."""
    if job.state == State.WAITING:
        return "Таблица принята и ждёт очереди."
    if not job.done:
        return "Готовимся вносить строки…" if job.state == State.APPLYING else "Открываем таблицу…"
    verb = "Внесено" if job.state == State.APPLYING else "Прочитано"
    rows = f"{job.done}\u00a0{plural(job.done, 'строка', 'строки', 'строк')}"
    return f"{verb} {rows} из\u00a0{job.total}." if job.total >= job.done else f"{verb} {rows}."


def left_lying_words(job):
    """What has become of the table while no worker runs, and what to do; "" while one does."""
    if not is_left_lying(job):
        return ""
    what, then = "Чтение ещё не началось", "Файл сохранён и прочитается сам"
    if job.state == State.APPLYING:
        what, then = "Внесение ещё не началось", "Файл и ваши отметки сохранены, строки внесутся сами"
    if job.beat_at:
        what = what.replace("ещё не началось", "остановилось")
    phone = f": {settings.LISTS_PHONE}" if settings.LISTS_PHONE else ""
    return (
        f"{what}: программа, которая читает таблицы, сейчас не работает. {then}, как только её запустят. Сообщите об "
        f"этом администратору{phone}. Ждать на этой странице не нужно, а если передумали, загрузку можно отменить."
    )


@require_POST
def cancel(request, uid):
    """Stop the reading, or leave what was read."""
    job = fetch_import(request, uid)
    jobs.ask_to_cancel(job, request.user)
    job = jobs.wait(job)
    if job.state == State.CANCELLED:
        say(request, "Загрузка отменена: в отчёт ничего не внесено. Файл остался в списке ниже.")
        submission = _submission_of(job)
        return redirect(_door_address(job, submission, _is_on_behalf_of(request.user, submission)))
    return redirect("import", job.uid)


@require_POST
def undo(request, uid):
    """Take a whole import back."""
    job = fetch_import(request, uid)
    if job.state != State.APPLIED:
        return redirect("import", job.uid)
    undone = jobs.undo(job, request.user)
    words = undone_words(job)
    if undone.rest:
        words = f"{words} Осталось отменить: {counted(undone.rest, 'строка', 'строки', 'строк')}."
        say_with_undo(request, f"{words} Чтобы продолжить, нажмите «Отменить» ещё раз.", _address("import_undo", job))
    elif words:
        say(request, f"Загрузка отменена. {words}")
    for event, sentence in undone.left[:LEFT_NAMED]:
        messages.warning(request, f"{quoted(Truncator(event.name).chars(200))}: {sentence}")
    if (more := len(undone.left) - LEFT_NAMED) > 0:
        still = counted(more, "строка", "строки", "строк")
        messages.warning(request, f"Осталось ещё {still}, они видны в таблице ниже.")
    return redirect("import", job.uid)


@require_POST
def sections(request, uid):
    """Whose rows are under the sections that the program does not know; the other choices of the page are kept."""
    job = fetch_import(request, uid)
    if job.state != State.READY:
        return redirect("import", job.uid)
    choices = posted_choices(request.POST, compare(job, by=request.user), Choices.from_json(job.choices))
    sent = SectionsForm(request.POST, municipalities=_municipalities(job)).chosen()
    jobs.keep_choices(job, request.user, replace(choices, sections=choices.sections | sent))
    if not sent:
        messages.warning(request, "Выберите муниципальное образование хотя бы для одного раздела.")
    return redirect(_preview_address(job, PreviewFilter.of_button(request.POST.get("here", ""))))


@require_safe
def file(request, uid):
    """The uploaded file as it came."""
    job = fetch_import(request, uid)
    if job.file.content.dropped_at:
        messages.warning(request, "Файл удалён: у отменённых и непрочитанных загрузок он хранится 30\u00a0дней.")
        return redirect("import", job.uid)
    response = FileResponse(
        io.BytesIO(job.file.content.data),
        as_attachment=True,
        filename=name_of_upload(job.file.name),
        # The browser shall save it and never show it.
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


# Where things are


def _submission_of(job):
    """The officer's report that the import is for, with names; None for a consolidated table."""
    if job.is_consolidated:
        return None
    scope = Submission.objects.with_names().select_related("period", "municipality")
    return scope.get(period=job.period_id, municipality=job.municipality_id)


def _is_on_behalf_of(user, submission):
    """Whoever sees the import of a report and does not answer for it, is the coordinator who has uploaded it."""
    return submission is not None and not is_officer_of(user, submission)


def _way_to_door(period, submission, on_behalf):
    """The crumbs down to where tables are uploaded."""
    if not on_behalf:
        return way_to_quarter(period, submission)
    return [at_board(period), at_review(submission), (reverse("on_behalf", args=[submission.pk]), "За муниципалитет")]


def _door_address(job, submission, on_behalf=False):
    if submission is None:
        return reverse("period_import", args=[job.period.year, job.period.quarter])
    address = reverse("report_import", args=[submission.pk])
    return for_municipality(address) if on_behalf else address


def _back_address(job, submission):
    return quarter_address(submission) if submission else board_address(job.period)


def _address(name, job):
    return reverse(name, args=[job.uid])


def _preview_address(job, asked):
    query = [
        f"{name}={value}"
        for name, value in (("show", asked.chosen), ("page", asked.page_number))
        if value not in ("", 1)
    ]
    return f"{_address('import', job)}{'?' if query else ''}{'&'.join(query)}#rows"
