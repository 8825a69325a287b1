"""What the coordinator does with one report: reads it, remarks, decides, leaves rows out, sets their order.

Every view fetches through the scope first (somebody else's report is not found), then asks for the role
(403); the wrong state is a kind page (409).
"""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.actions import events as event_actions
from reports.actions import extensions, remarks, workflow
from reports.models import Remark, State
from reports.pages.access import (
    fetch_event,
    fetch_remark,
    fetch_submission,
    refused,
    require,
    require_present,
    say,
    say_with_undo,
)
from reports.pages.differences import changes_since_version
from reports.pages.sheet import printed, row_of
from reports.prose.typography import quoted
from reports.queries.consolidated import printed_heading
from reports.rules.permissions import (
    can_decide,
    can_enter_on_behalf,
    can_leave_out,
    can_remark,
    can_reopen,
    is_coordinator,
)
from reports.rules.second_review import last_return

from .forms import (
    WEEK,
    ApproveForm,
    DeclineForm,
    ExtendForm,
    LeaveOutForm,
    OrderForm,
    RemarkForm,
    RemarkPlaceForm,
    ReopenForm,
    ReplyForm,
    ReturnForm,
    RowsReadForm,
    SeenForm,
    ViewForm,
)
from .proof import contacts, gather_proof, handed_in_words, margin_remark
from .queue import neighbours, next_after, say_decided, size_of, undo_of
from .second import gather_second_review

ONLY_SUBMITTED = "строки исключают и переставляют, пока отчёт на проверке"
ONLY_REVIEWED = "замечания бывают у отчёта на проверке и на доработке"
NO_ANSWER = "Ответа на замечание сейчас нет: его изменили или замечание уже снято. Посмотрите, что в нём теперь."
FREQUENT_SHOWN = 20
NO_VERSION = "Непонятно, какой текст вы читали. Откройте отчёт, прочитайте его и повторите."
ROW_MOVED = "Строку только что изменил кто-то другой, поэтому она осталась в отчёте. Прочитайте её и решите ещё раз."
ORDER_MOVED = "Пока вы меняли порядок, строки изменились. Это новый список: посмотрите его и повторите."


# Reading


@require_safe
def review(request, pk):
    """The report to decide about: at a second review what changed since the return, with a link to the whole sheet
    with remarks, findings and changes in its margin; the decision under it."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    before, after = neighbours(submission)
    history = list(submission.state_changes.select_related("by"))
    returned = last_return(history)
    view = ViewForm(request.GET).chosen
    is_second = returned is not None and submission.state == State.SUBMITTED
    if not view or (view == "changed" and not is_second):
        view = "changed" if is_second else "changes"
    rights = {"can_remark": can_remark(request.user, submission), "can_edit": can_leave_out(request.user, submission)}
    back = view if is_second and view != "changed" else ""
    if view == "changed":
        read = gather_second_review(submission, returned, **rights)
    else:
        read = gather_proof(submission, returned, with_changes=view != "clean", view=back, **rights)
    return render(
        request,
        "reports/review/second.html" if view == "changed" else "reports/review/review.html",
        {
            "title": f"{capfirst(submission.label)}, {submission.period}: проверка отчёта",
            "section": "board",
            "crumbs": _crumbs(submission),
            "submission": submission,
            "heading": printed_heading(submission.heading),
            "handed_in": handed_in_words(submission),
            "contacts": contacts(submission),
            "history": history,
            "returned": returned,
            "proof": read,
            "views": _views(view, is_second=is_second, is_compared=submission.returned_at is not None),
            "back_to": f"?view={back}" if back else "",
            "before": before,
            "after": after,
            "after_size": size_of(after) if after else "",
            "can_decide": can_decide(request.user, submission),
            "can_reopen": can_reopen(request.user, submission),
            "can_enter": can_enter_on_behalf(request.user, submission),
            **rights,
            "asked": _asked(submission),
        },
    )


def _views(view, *, is_second, is_compared):
    """The views to choose from, as (name, words, whether it is this one); none at a first review."""
    names = {"changed": "Что изменилось", "changes": "Весь отчёт" if is_second else "С изменениями"}
    names["clean"] = "Чистый лист"
    if not is_second:
        del names["changed"]
    return [(name, words, name == view) for name, words in names.items()] if is_compared else []


# Deciding


@require_POST
def approve(request, pk):
    """Approve the version that was read; a text that has moved since is shown instead. Open remarks are shown once
    before."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _refuse(request, submission, NO_VERSION, status=400)
    version, seen = form.cleaned_data["version"], form.cleaned_data["despite"]
    try:
        workflow.approve(submission, by=request.user, version=version, seen_remarks=seen)
    except workflow.RemarksOpen:
        return _still_open(request, submission)
    except workflow.TextMoved:
        return _moved(request, fetch_submission(request, pk), version)
    except workflow.MoveRefused as refusal:
        return _refuse(request, submission, *refusal.reasons)
    text = f"Отчёт принят: {submission.label}."
    say_decided(request, text, next_after(submission), undo=undo_of(submission.period, [submission]))
    return _to_board(submission)


def _still_open(request, submission):
    """The open remarks, with a button to approve all the same."""
    heading = "Принять с открытыми замечаниями?"
    return render(
        request,
        "reports/review/still_open.html",
        {
            "title": f"{heading} {submission.label}",
            "heading": heading,
            "section": "board",
            "crumbs": _crumbs(submission, "Открытые замечания"),
            "submission": submission,
            "open_remarks": list(submission.remarks.open().select_related("event")),
            "back": _back(submission),
        },
        status=409,
    )


def _moved(request, submission, version):
    """The words that came after the version that was read, with a button for the new version."""
    changes = changes_since_version(submission, version)
    return render(
        request,
        "reports/review/moved.html",
        {
            "title": "Текст изменился, пока вы читали",
            "section": "board",
            "crumbs": _crumbs(submission, "Новый текст"),
            "submission": submission,
            "changes": changes,
            "back": _back(submission),
        },
        status=409,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def return_for_changes(request, pk):
    """Send the report back with a note, or with the open remarks alone."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    open_remarks = list(submission.remarks.open().select_related("event"))
    initial = {"version": submission.version}
    form = ReturnForm(_posted(request), initial=initial, has_open_remarks=bool(open_remarks))
    status = 200
    if not can_decide(request.user, submission):
        return _refuse(request, submission, _wrong_state(submission, "вернуть можно отчёт на проверке"), form=form)
    if "version" in form.errors:
        return _refuse(request, submission, NO_VERSION, form=form, status=400)
    if form.is_valid():
        try:
            workflow.return_for_changes(submission, by=request.user, **form.cleaned_data)
        except workflow.TextMoved as error:
            form = _with_version(form, error.submission.version, has_open_remarks=bool(open_remarks))
            status = 409
        except workflow.MoveRefused as refusal:
            return _refuse(request, submission, *refusal.reasons, form=form)
        else:
            text = f"Отчёт возвращён на доработку: {submission.label}."
            say_decided(request, text, next_after(submission))
            return _to_board(submission)
    return _form_page(
        request,
        submission,
        "reports/review/return_for_changes.html",
        "Вернуть на доработку",
        form,
        status=status,
        open_remarks=open_remarks,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request, pk):
    """Open an approved report again for its officer, for a reason and until a day."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    initial = {"until": timezone.localdate() + WEEK, "version": submission.version}
    form = ReopenForm(_posted(request), initial=initial)
    if not can_reopen(request.user, submission):
        return _refuse(request, submission, _wrong_state(submission, "снова открывают принятый отчёт"), form=form)
    if "version" in form.errors:
        return _refuse(request, submission, NO_VERSION, form=form, status=400)
    if form.is_valid():
        try:
            workflow.reopen(submission, by=request.user, **form.cleaned_data)
        except workflow.MoveRefused as refusal:
            return _refuse(request, submission, *refusal.reasons, form=form)
        say(request, "Отчёт снова открыт: ответственный исполнитель может его изменить.")
        return redirect(_back(submission))
    return _form_page(request, submission, "reports/review/reopen.html", "Открыть отчёт снова", form)


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request, pk):
    """Give one municipality more time, for a reason and until a day."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    asked = _asked(submission)
    wanted = asked.wanted if asked and asked.is_wish_to_come else _a_week_more(submission)
    form = ExtendForm(_posted(request), initial={"until": wanted, "reason": asked.reason if asked else ""})
    if submission.state == State.APPROVED:
        return _refuse(request, submission, "Отчёт уже принят. Чтобы его изменить, откройте его снова.", form=form)
    if form.is_valid():
        try:
            workflow.extend(submission, by=request.user, **form.cleaned_data)
        except workflow.MoveRefused as refusal:
            return _refuse(request, submission, *refusal.reasons, form=form)
        say(request, "Срок продлён.")
        return redirect(_back(submission))
    return _form_page(request, submission, "reports/review/extend.html", "Продлить срок", form, asked=asked)


@require_http_methods(["GET", "HEAD", "POST"])
def decline_extension(request, pk):
    """Answer a request for more time with «нет» and why."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    form, asked = DeclineForm(_posted(request)), _asked(submission)
    if asked is None:
        return _refuse(request, submission, "Просьбы продлить срок нет: на неё уже ответили.", form=form)
    if form.is_valid():
        try:
            extensions.decline(submission, by=request.user, **form.cleaned_data)
        except extensions.RequestRefused as refusal:
            return _refuse(request, submission, *refusal.args, form=form)
        say(request, f"Ответ отправлен: {submission.label}. Срок не продлён.")
        return redirect(_back(submission))
    return _form_page(request, submission, "reports/review/decline.html", "Не продлевать срок", form, asked=asked)


def _asked(submission):
    """The request for more time that waits for an answer, or None."""
    return submission.extension_requests.open().select_related("by").first()


def _a_week_more(submission):
    """A week after today or after the day that holds now, whichever is later."""
    return max(timezone.localdate(), submission.due, submission.period.hard_deadline) + WEEK


# Remarks


@require_http_methods(["GET", "HEAD", "POST"])
def add_remark(request, pk):
    """Put a remark on the report, on an event of it (?event=uid) or on one of the event's columns."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    place = RemarkPlaceForm(request.GET)
    if not place.is_valid():
        raise Http404
    uid, view = place.cleaned_data["event"], _view_of(request)
    event = get_object_or_404(submission.events.present(), uid=uid) if uid else None
    asked = place.cleaned_data
    initial = {"field": asked["field"], "quote": asked["quote"], "quote_number": asked["number"] or 1}
    frequent = list(request.user.frequent_remarks.values_list("text", flat=True)[:FREQUENT_SHOWN])
    form = RemarkForm(_posted(request), initial=initial, event=event, frequent=frequent)
    if not can_remark(request.user, submission):
        return _refuse(request, submission, _wrong_state(submission, ONLY_REVIEWED), form=form)
    if form.is_valid():
        values = form.cleaned_data
        is_remembered = values.pop("remember")
        try:
            remarks.add_remark(submission, by=request.user, event=event, **values)
        except remarks.RemarkRefused as refusal:
            return _refuse(request, submission, str(refusal), form=form)
        remarks.count_use(values["text"], by=request.user)
        if is_remembered:
            remarks.remember_frequent(values["text"], by=request.user)
        say(request, "Замечание добавлено.")
        return redirect(_back(submission, event, view))
    heading = "Замечание к строке" if event else "Замечание к отчёту в целом"
    return _form_page(request, submission, "reports/review/add_remark.html", heading, form, event=event)


@require_http_methods(["GET", "HEAD", "POST"])
def reply_remark(request, pk):
    """The coordinator's answer to an answer: the remark is open again."""
    remark = fetch_remark(request, pk)
    submission = remark.submission
    require(is_coordinator(request.user))
    form = ReplyForm(_posted(request))
    if not can_remark(request.user, submission):
        return _refuse(request, submission, _wrong_state(submission, ONLY_REVIEWED), form=form)
    if remark.state != Remark.State.ANSWERED:
        return _refuse(request, submission, NO_ANSWER, form=form)
    if form.is_valid():
        try:
            remarks.reply_to_remark(remark, by=request.user, text=form.cleaned_data["text"])
        except remarks.RemarkRefused as refusal:
            return _refuse(request, submission, str(refusal), form=form)
        say(request, "Ответ отправлен, замечание снова открыто.")
        return redirect(_back(submission, remark.event, _view_of(request)))
    text = getattr(remark.event, remark.field) if remark.field else ""
    note = margin_remark(remark, submission, text=text)
    heading = "Ответить по замечанию"
    return _form_page(request, submission, "reports/review/reply.html", heading, form, event=remark.event, note=note)


@require_POST
def accept_remark(request, pk):
    """The coordinator is content with the answer or the new text; one that came meanwhile is shown instead."""
    form = SeenForm(request.POST)
    seen = {"seen": form.cleaned_data["seen"] if form.is_valid() else 0}
    return _change_remark(request, pk, remarks.accept_remark, "Замечание снято.", undo="remark_reopen", **seen)


@require_POST
def reopen_remark(request, pk):
    """The undo of accepting."""
    return _change_remark(request, pk, remarks.reopen_remark, "Снятие замечания отменено.", undo="remark_accept")


def _change_remark(request, pk, change, done, *, undo, **bound):
    remark = fetch_remark(request, pk)
    submission, view = remark.submission, _view_of(request)
    require(is_coordinator(request.user))
    if not can_remark(request.user, submission):
        return _refuse(request, submission, _wrong_state(submission, ONLY_REVIEWED))
    try:
        change(remark, by=request.user, **bound)
    except remarks.RemarkRefused as refusal:
        return _refuse(request, submission, str(refusal))
    say_with_undo(request, done, reverse(undo, args=[pk]) + (f"?view={view}" if view else ""))
    return redirect(_back(submission, remark.event, view))


@require_safe
def frequent_remarks(request):
    """The person's own list of frequent remarks."""
    require(is_coordinator(request.user))
    return render(
        request,
        "reports/review/frequent.html",
        {
            "title": "Частые замечания",
            "section": "board",
            "crumbs": [(reverse("home"), "Отчёты"), ("", "Частые замечания")],
            "frequent": list(request.user.frequent_remarks.all()),
        },
    )


@require_POST
def forget_frequent(request, pk):
    """Take one off the person's own list."""
    require(is_coordinator(request.user))
    if not remarks.forget_frequent(pk, by=request.user):
        raise Http404
    say(request, "Убрано из списка.")
    return redirect("frequent_remarks")


# Rows: in the table or not, and in which order


@require_http_methods(["GET", "HEAD", "POST"])
def leave_out(request, uid):
    """Keep the event in the report but out of the official table, for a reason that the officer sees."""
    event = fetch_event(request, uid)
    submission = event.submission
    require(is_coordinator(request.user))
    require_present(event)
    initial = {"reason": event.exclusion_reason, "version": event.version}
    form = LeaveOutForm(_posted(request), initial=initial)
    status = 200
    if not can_leave_out(request.user, submission):
        return _refuse(request, submission, _wrong_state(submission, ONLY_SUBMITTED), form=form)
    if "version" in form.errors:
        return _refuse(request, submission, NO_VERSION, form=form, status=400)
    if form.is_valid() and form.cleaned_data["version"] != event.version:
        form = _with_version(form, event.version)
        status = 409
    elif form.is_valid():
        try:
            event_actions.leave_out(
                event, by=request.user, reason=form.cleaned_data["reason"], base_version=form.cleaned_data["version"]
            )
        except (event_actions.NotEditable, event_actions.StaleEdit) as refusal:
            words = str(refusal) if isinstance(refusal, event_actions.NotEditable) else ROW_MOVED
            return _refuse(request, submission, words, form=form)
        undo = reverse("event_include", args=[event.uid])
        say_with_undo(request, f"Не войдёт в сводный отчёт: {quoted(event.name)}.", undo)
        return redirect(_back(submission, event))
    heading = "Не включать в сводный отчёт"
    return _form_page(request, submission, "reports/review/leave_out.html", heading, form, status=status, event=event)


@require_POST
def include(request, uid):
    """Put the event back into the official table."""
    event = fetch_event(request, uid)
    require(is_coordinator(request.user))
    require_present(event)
    if not can_leave_out(request.user, event.submission):
        return _refuse(request, event.submission, _wrong_state(event.submission, ONLY_SUBMITTED))
    try:
        event_actions.include(event, by=request.user)
    except event_actions.NotEditable as refusal:
        return _refuse(request, event.submission, str(refusal))
    say(request, f"Снова входит в сводный отчёт: {quoted(event.name)}.")
    return redirect(_back(event.submission, event))


@require_http_methods(["GET", "HEAD", "POST"])
def order(request, pk):
    """Set the order of the rows by hand: every row has a number, saving sorts by them."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    if not can_leave_out(request.user, submission):
        return _refuse(request, submission, _wrong_state(submission, ONLY_SUBMITTED))
    events = list(submission.events.present().in_report_order())
    uids = [str(event.uid) for event in events]
    if request.method != "POST":
        return _order_page(request, submission, events, OrderForm(uids=uids))
    read = RowsReadForm(request.POST)
    if not read.is_valid() or read.cleaned_data["rows"] != uids:
        return _order_page(request, submission, events, OrderForm(uids=uids), moved=ORDER_MOVED)
    form = OrderForm(request.POST, uids=uids)
    if not form.is_valid():
        return _order_page(request, submission, events, form)
    try:
        event_actions.set_order(submission, by=request.user, uids=form.order())
    except event_actions.NotEditable as refusal:
        return _refuse(request, submission, str(refusal))
    except ValueError:
        events = list(submission.events.present().in_report_order())
        form = OrderForm(uids=[str(event.uid) for event in events])
        return _order_page(request, submission, events, form, moved=ORDER_MOVED)
    say(request, "Порядок строк сохранён.")
    return redirect(_back(submission))


def _order_page(request, submission, events, form, *, moved=""):
    fields = [form[f"place-{number}"] for number in range(1, len(events) + 1)]
    return render(
        request,
        "reports/review/order.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}Порядок строк, {submission.label}",
            "section": "board",
            "crumbs": _crumbs(submission, "Порядок строк"),
            "submission": submission,
            "form": form,
            "rows": list(zip(events, fields, strict=True)),
            "read": ",".join(form.uids),
            "moved": moved,
            "back": _back(submission),
        },
        status=409 if moved else 200,
    )


@require_POST
def order_by_date(request, pk):
    """Go back to the order of dates."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    try:
        event_actions.order_by_date(submission, by=request.user)
    except event_actions.NotEditable as refusal:
        return _refuse(request, submission, str(refusal))
    say(request, "Строки снова стоят по датам.")
    return redirect(_back(submission))


# What the pages share


def _posted(request):
    """What a form is bound to: what was sent, be it nothing at all; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def _form_page(
    request, submission, template, heading, form, *, status=200, event=None, open_remarks=(), note=None, asked=None
):
    """A page of one form; the template is named after its view."""
    return render(
        request,
        template,
        {
            "title": f"{'Ошибка: ' if form.errors else ''}{heading}, {submission.label}",
            "section": "board",
            "crumbs": _crumbs(submission, heading),
            "submission": submission,
            "heading": heading,
            "form": form,
            "event": event,
            "row": printed(row_of(event), None, event) if event else None,
            "open_remarks": open_remarks,
            "margin": note,
            "asked": asked,
            "moved": status == 409,
            "back": _back(submission, event, _view_of(request)),
        },
        status=status,
    )


def _crumbs(submission, here=None):
    period = submission.period
    crumbs = [
        (reverse("home"), "Отчёты"),
        (reverse("board", args=[period.year, period.quarter]), str(period)),
    ]
    if here is None:
        return [*crumbs, ("", submission.label)]
    return [*crumbs, (_back(submission), submission.label), ("", here)]


def _view_of(request):
    """The view of the review from which the person came, where it is not the usual one."""
    return ViewForm(request.GET).chosen


def _back(submission, event=None, view=""):
    address = reverse("review", args=[submission.pk]) + (f"?view={view}" if view else "")
    return f"{address}#row-{event.pk}" if event else address


def _to_board(submission):
    return redirect("board", submission.period.year, submission.period.quarter)


def _with_version(form, version, **kwargs):
    """The same form with what was typed, bound to the present version."""
    data = form.data.copy()
    data["version"] = version
    return type(form)(data, **kwargs)


def _refuse(request, submission, *reasons, form=None, status=409):
    """The kind page, with the text that the person wrote, so that a refusal loses none."""
    typed = form.typed() if form else ""
    if typed:
        reasons = [*reasons, f"Вы написали: «{typed}»"]
    return refused(request, submission, reasons, back=_back(submission), status=status)


def _wrong_state(submission, rule):
    return (
        f"Отчёт сейчас в состоянии «{submission.get_state_display()}», а {rule}. "
        "Возможно, его только что изменил кто-то другой."
    )
