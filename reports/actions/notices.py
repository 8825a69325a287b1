"""What people are told of, and the letters that carry it.

A move writes its notices in its own transaction, so that they are stored exactly when the move is. Letters leave
afterwards, by `manage.py send_mail`. The bell on the page is the truth, a letter its echo.
"""

from django.urls import reverse
from django.utils import timezone

from municipalities.models import Officer, User
from reports.models import Notice, Submission
from reports.prose.typography import quoted
from reports.prose.words import write_date
from reports.rules.event_fields import PRINTED
from reports.rules.permissions import (
    is_anybody,
    is_coordinator,
    is_officer_of,
    person_of,
    require_program,
    require_right,
)

Kind = Notice.Kind
LONGEST_WORDS = 300  # letters of a text that a notice quotes


# Telling. Who may do a thing may tell of it: asked here again, because a notice is a write as any other.


def _tell(users, kind, text, *, path, submission=None, urgent=False):
    """Put a notice behind the bell of each of these users. Call it in the transaction of what it tells."""
    Notice.objects.bulk_create(
        Notice(user=user, kind=kind, text=text, path=path, submission=submission, is_urgent=urgent) for user in users
    )


def officers_of(submission, *, but=None):
    """Who answers for the report today, without the one who did it."""
    links = Officer.objects.current().filter(municipality=submission.municipality_id)
    return _without(User.objects.filter(pk__in=links.values("user")).order_by("pk"), but)


def coordinators(*, but=None):
    return _without(User.objects.filter(is_coordinator=True, is_active=True).order_by("pk"), but)


def _without(users, but):
    return users.exclude(pk=but.pk) if but else users


def tell_handed_in(submission, *, by):
    """To the coordinators: a report came in, or came back. Not urgent: the board shows it."""
    what = "мероприятий не было" if submission.is_nil else "отчёт сдан"
    if submission.returned_at:
        what = f"{what} после доработки"
    _tell_coordinators(submission, Kind.HANDED_IN, f"{_whose(submission)}: {what}.", by=by)


def tell_withdrawn(submission, *, by):
    """Whoever has not read of the hand-in and got no letter need not know of it. The board shows the present state."""
    require_right(is_officer_of, by, submission)
    Notice.objects.filter(submission=submission, kind=Kind.HANDED_IN, read_at=None, letter=None).delete()


def tell_returned(submission, *, by, note, remarks):
    """To the officers: what to put right, remark by remark, and until when. `remarks`: the open ones, with their
    events."""
    lines = [f"{_whose(submission)}: отчёт возвращён на доработку. {_until_when(submission)}"]
    if note:
        lines.append(note)
    lines += [f"– {_about(remark)}: {remark.text}" for remark in remarks]
    _tell_officers(submission, Kind.RETURNED, "\n".join(lines), by=by, urgent=True)


def _until_when(submission):
    """What the officer of a returned report can do, and until which day."""
    if not submission.is_open_for_officers:
        return "Приём отчётов закончен: чтобы исправить отчёт, попросите координатора продлить срок."
    is_ahead = timezone.localdate() <= submission.due
    return f"Исправьте и сдайте снова до {write_date(submission.due if is_ahead else submission.period.hard_deadline)}."


def tell_replied(remark, *, by, text):
    """To the officers: the coordinator asks on about a remark that they have answered. Not urgent: the report may
    still be under review; when it comes back, the remark is listed once more."""
    whose = _whose(Submission.objects.select_related("period").with_names().get(pk=remark.submission_id))
    words = f"{whose}: координатор ответил по замечанию ({_about(remark)}): {text}"
    _tell_officers(remark.submission, Kind.REMARK, words, by=by)


def tell_approved(submission, *, by):
    _tell_officers(submission, Kind.APPROVED, f"{_whose(submission)}: отчёт принят.", by=by)


def tell_unapproved(submission, *, by, since):
    """An approval of that moment was taken back. Whoever has not read of it and got no letter need not know. The others
    learn that the report is under review again."""
    require_right(is_coordinator, by)
    told = Notice.objects.filter(submission=submission, kind=Kind.APPROVED, at__gte=since)
    told.filter(read_at=None, letter=None).delete()
    text = f"{_whose(submission)}: отчёт снова на проверке, принятие отменено."
    path = reverse("report", args=[submission.pk])
    _tell(User.objects.filter(pk__in=told.values("user")), Kind.UNAPPROVED, text, path=path, submission=submission)


def tell_reopened(submission, *, by, reason, until):
    text = f"{_whose(submission)}: отчёт открыт снова до {write_date(until)}. Причина: {reason}"
    _tell_officers(submission, Kind.REOPENED, text, by=by, urgent=True)


def tell_corrected(event, *, by, reason, before):
    """To the officers: the coordinator has corrected words of a row that had gone out. Not urgent: there is nothing to
    do. `before`: the event's content until then."""
    changed = [
        f"– {words}: было {quoted(before[key], LONGEST_WORDS)}, стало {quoted(getattr(event, key), LONGEST_WORDS)}"
        for key, words in PRINTED.items()
        if before[key] != getattr(event, key)
    ]
    whose = _whose(event.submission)
    head = f"{whose}: координатор исправил строку {quoted(before['name'])} после выпуска. Причина: {reason}"
    _tell_officers(event.submission, Kind.CORRECTED, "\n".join([head, *changed]), by=by)


def tell_extended(submission, *, by, reason, until):
    text = f"{_whose(submission)}: срок продлён до {write_date(until)}. Причина: {reason}"
    _tell_officers(submission, Kind.EXTENDED, text, by=by, urgent=True)


def tell_asked(submission, *, by, reason, wanted):
    """To the coordinators: an officer asks for more time. Urgent: the officer may be locked out."""
    until = f" до {write_date(wanted)}" if wanted else ""
    text = f"{_whose(submission)}: просят продлить срок{until}. Причина: {reason}"
    _tell_coordinators(submission, Kind.ASKED, text, by=by, urgent=True)


def tell_declined(submission, *, by, answer):
    text = f"{_whose(submission)}: срок не продлён. Координатор пишет: {answer}"
    _tell_officers(submission, Kind.DECLINED, text, by=by, urgent=True)


def tell_on_behalf(submission, *, by):
    """To the officers: the coordinator handed the report in for them. Not urgent: nothing is lost by a day."""
    what = "сообщил, что мероприятий не было" if submission.is_nil else "внёс и сдал отчёт"
    text = (
        f"{_whose(submission)}: координатор {what} за вас. Прочитайте и подтвердите, а если что-то не так, отзовите "
        "отчёт или позвоните координатору."
    )
    _tell_officers(submission, Kind.ON_BEHALF, text, by=by)


def tell_accepted_on_behalf(submission, *, by):
    """To the officers: a table of a past quarter was taken in and accepted for them. One notice for both moves, and of
    the kind that goes when the approval is taken back."""
    text = (
        f"{_whose(submission)}: координатор внёс отчёт за вас из сводной таблицы и принял его. Прочитайте и "
        "подтвердите, а если что-то не так, позвоните координатору."
    )
    _tell_officers(submission, Kind.APPROVED, text, by=by)


def _tell_officers(submission, kind, text, *, by, urgent=False):
    require_right(is_coordinator, by, program=True)
    path = reverse("report", args=[submission.pk])
    _tell(officers_of(submission, but=person_of(by)), kind, text, path=path, submission=submission, urgent=urgent)


def tell_deadline(submission, words, *, by):
    """To the officers: a deadline of this report is near or has passed."""
    require_program(by)
    path = reverse("report", args=[submission.pk])
    text = f"{_whose(submission)}: {words}"
    _tell(officers_of(submission), Kind.DEADLINE, text, path=path, submission=submission, urgent=True)


def tell_undelivered(letter, *, by):
    """To the coordinators: the program has given up sending this letter."""
    require_program(by)
    text = (
        f"Письмо не доставлено: {letter.user.full_name}, {letter.address}. Позвоните и проверьте адрес; "
        "уведомление на сайте человек увидит."
    )
    _tell(coordinators(), Kind.UNDELIVERED, text, path=reverse("home"))


def tell_unsaved(submission, person, names, *, until, by):
    """To whoever has written them: these unsaved texts (names of events) of a report will be deleted."""
    require_program(by)
    shown = "; ".join(quoted(name) for name in names[:5]) + (" и другие" if len(names) > 5 else "")
    text = (
        f"{_whose(submission)}: несохранённые тексты давно никто не открывал, {write_date(until)} они будут удалены. "
        f"Это {shown}. Откройте отчёт, продолжите и сохраните нужное."
    )
    path = reverse("review" if person.is_coordinator else "report", args=[submission.pk])
    _tell([person], Kind.UNSAVED, text, path=path, submission=submission)


def tell_import_ended(job, *, until, by):
    """To whoever has uploaded it: a table about which nobody has decided is cancelled; its file can still be had."""
    require_program(by)
    text = (
        f"Загрузка {quoted(job.file.name)} отменена: по ней давно ничего не решили, в отчёт она не внесена. Файл можно "
        f"скачать до {write_date(until)}."
    )
    report = Submission.objects.filter(period=job.period_id, municipality=job.municipality_id).first()
    _tell([job.by], Kind.UNSAVED, text, path=reverse("import", args=[job.uid]), submission=report)


def _tell_coordinators(submission, kind, text, *, by, urgent=False):
    require_right(is_officer_of, by, submission)
    path = reverse("review", args=[submission.pk])
    _tell(coordinators(but=by), kind, text, path=path, submission=submission, urgent=urgent)


def _whose(submission):
    """«Вяземский район, IV квартал 2024 года»: the name valid at the quarter's end."""
    label = getattr(submission, "label", None)
    if label is None:
        label = Submission.objects.with_names().get(pk=submission.pk).label
    return f"{label[:1].upper()}{label[1:]}, {submission.period}"


def _about(remark):
    if remark.event is None:
        return "ко всему отчёту"
    field = f", {remark.get_field_display()}" if remark.field else ""
    words = f", к словам {quoted(remark.quote)}" if remark.quote else ""
    return f"{quoted(remark.event.name)}{field}{words}"


# Reading


def mark_read(notice, *, by):
    """The person has read this notice of his own; another's stays as it is."""
    require_right(is_anybody, by)
    Notice.objects.unread().filter(pk=notice.pk, user=by).update(read_at=timezone.now())


def mark_all_read(*, by):
    """The person has read all of his own notices."""
    require_right(is_anybody, by)
    Notice.objects.unread().filter(user=by).update(read_at=timezone.now())
