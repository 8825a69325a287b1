"""What people are told of, and the letters that carry it.

A move writes its notices in its own transaction, so that they are stored exactly when the move is. Letters leave
afterwards, by `manage.py send_mail`. The bell on the page is the truth, a letter its echo.
"""

from django.urls import reverse
from django.utils import timezone

from municipalities.models import User
from reports.models import Letter, Notice, State, Submission
from reports.prose.typography import quoted
from reports.prose.words import write_date
from reports.queries.addressees import addressees
from reports.queries.days_off import working_days
from reports.queries.letter_words import whose
from reports.rules.event_fields import PRINTED
from reports.rules.permissions import (
    can_keep_lists,
    can_manage_periods,
    can_propose_partner,
    is_anybody,
    is_coordinator,
    is_officer_of,
    person_of,
    require_program,
    require_right,
)
from reports.rules.reminding import dates_words, late_words, opened_words

Kind = Notice.Kind
LONGEST_WORDS = 300  # letters of a text that a notice quotes


# Telling. Who may do a thing may tell of it: asked here again, because a notice is a write as any other.


def _tell(users, kind, text, *, path, card=None, urgent=False, **about):
    """Put a notice behind the bell of each of these users, and one for the letter to the municipality `card`, if there
    is one. `about`: further fields. Call it in the transaction of what it tells."""
    readers = [{"user": user} for user in users] + ([{"municipality": card}] if card else [])
    Notice.objects.bulk_create(
        Notice(**reader, kind=kind, text=text, path=path, is_urgent=urgent, **about) for reader in readers
    )


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


def tell_opened(period, *, by):
    """To everybody who answers for a report: the quarter takes reports. Letters wait for a working morning."""
    require_right(can_manage_periods, by, program=True)
    _tell_everybody(period, Kind.OPENED, opened_words, by=by)


def tell_dates(period, *, by):
    """To everybody whose report is not accepted: the dates of the quarter are others now. What was told of earlier
    dates and has neither been read nor left is taken back."""
    require_right(can_manage_periods, by, program=True)
    told = Notice.objects.filter(submission__period=period, kind=Kind.DATES, read_at=None)
    told.exclude(letter__state=Letter.State.SENT).delete()
    _tell_everybody(period, Kind.DATES, dates_words, by=by)


def _tell_everybody(period, kind, words_of, *, by):
    """One notice of each report of the quarter that the kind concerns, for each of its readers."""
    reports = Submission.objects.in_period(period).exclude(state=State.APPROVED).with_names()
    reports = list(reports.select_related("period", "municipality").in_report_order())
    readers, working = addressees([report.municipality for report in reports]), working_days()
    for report in reports:
        to = readers[report.municipality_id]
        users = [user for user in to.officers if user != person_of(by)]
        _tell(
            users,
            kind,
            f"{whose(report)}: {words_of(report, working)}",
            path=reverse("report", args=[report.pk]),
            card=to.municipality if to.card_address else None,
            submission=report,
            by=person_of(by),
            due=period.hard_deadline,
        )


def tell_late(period, owed, returned, due, *, by):
    """To the coordinators: a deadline of the quarter has passed, and these municipalities (names) have not handed in or
    have not put right what was returned."""
    require_program(by)
    words = late_words(owed, returned, due, is_last=due == period.hard_deadline)
    path = reverse("board", args=[period.year, period.quarter])
    _tell(coordinators(), Kind.DEADLINE, f"{period}: {words}", path=path, period=period, due=due)


def tell_replied(remark, *, by, text):
    """To the officers: the coordinator asks on about a remark that they have answered. Not urgent: the report may
    still be under review; when it comes back, the remark is listed once more."""
    whose = _whose(Submission.objects.select_related("period").with_names().get(pk=remark.submission_id))
    words = f"{whose}: координатор ответил по замечанию ({_about(remark)}): {text}"
    _tell_officers(remark.submission, Kind.REMARK, words, by=by, remark=remark)


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
    users = User.objects.filter(pk__in=told.exclude(user=None).values("user"))
    card = submission.municipality if told.filter(user=None).exists() else None
    _tell(users, Kind.UNAPPROVED, text, path=path, card=card, submission=submission, by=by)


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
    _tell_officers(submission, Kind.EXTENDED, text, by=by, urgent=True, due=until)


def tell_invitation_answered(invitation, *, by):
    """To who answers for the report: the row that was asked for has been written. The program tells it, for it does not
    know whoever holds the link."""
    require_program(by)
    report = Submission.objects.with_names().select_related("period", "municipality")
    submission = report.get(pk=invitation.submission_id)
    text = f"{_whose(submission)}: {invitation.signature} – прислали строку {quoted(invitation.asked)}."
    path = reverse("invitations", args=[submission.pk])
    to = addressees([submission.municipality])[submission.municipality_id]
    _tell(to.officers, Kind.WRITTEN, text, path=path, submission=submission)


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


def _tell_officers(submission, kind, text, *, by, **about):
    """To who answers for the report today, without the one who did it; where none of them has an address, a letter goes
    to the municipality's own."""
    require_right(is_coordinator, by, program=True)
    to = addressees([submission.municipality])[submission.municipality_id]
    _tell(
        [user for user in to.officers if user != person_of(by)],
        kind,
        text,
        path=reverse("report", args=[submission.pk]),
        card=to.municipality if to.card_address else None,
        submission=submission,
        by=person_of(by),
        **about,
    )


def tell_deadline(submission, words, *, due, by):
    """To the officers: a deadline of this report is near or has passed; or the coordinator reminds of it."""
    _tell_officers(submission, Kind.DEADLINE, f"{_whose(submission)}: {words}", by=by, urgent=True, due=due)


def tell_followed(municipality, followed, *, by):
    """To the coordinators: a municipality was added to open quarters, or reports in them no more. `followed`: as from
    quarter_reports."""
    require_right(can_keep_lists, by, program=True)
    lines = []
    if followed.joined:
        lines.append(f"добавлено в {_quarters(followed.joined)}, отчёт ещё не сдан")
    if followed.left:
        lines.append(f"больше не отчитывается, пустой отчёт убран: {_quarters(followed.left)}")
    text = f"Муниципальное образование {municipality.short_name}: {'; '.join(lines)}."
    by = person_of(by)
    _tell(coordinators(but=by), Kind.QUARTER, text, path=reverse("periods"), by=by)


def tell_taken_back(period, users, cards, *, by):
    """To those who know that the quarter was opened, `cards`: municipalities at their own address: it was a mistake.
    Urgent, for some may be gathering what to report."""
    require_right(is_coordinator, by)
    text = f"{period} открыли по ошибке, открытие отменено: отчёт за него сейчас не нужен."
    how = {"path": reverse("home"), "urgent": True, "by": by}
    _tell(users, Kind.QUARTER, text, **how)
    for card in cards:
        _tell([], Kind.QUARTER, text, card=card, **how)


def tell_of_document(document, kind, words, *, due, by):
    """To who answers for the municipality of a signed document: its scan is owed, or its term ends. Not urgent."""
    require_program(by)
    municipality = document.municipality
    to = addressees([municipality])[municipality.pk]
    path = reverse("agreement", args=[document.pk])
    card = municipality if to.card_address else None
    _tell(to.officers, kind, words, path=path, card=card, document=document, due=due)


def tell_proposed(partner, *, by):
    """To the administrators of the lists: an officer named a partner that the list did not have."""
    require_right(can_propose_partner, by, partner.proposed_for_id)
    text = f"Предложен партнёр {quoted(partner.name)} ({partner.country}): подтвердите или объедините с имеющимся."
    users = User.objects.filter(is_list_administrator=True, is_active=True).order_by("pk")
    path = reverse("admin:municipalities_partnercity_change", args=[partner.pk])
    _tell(_without(users, by), Kind.PROPOSED, text, path=path, partner=partner, by=by)


def _quarters(periods):
    return ", ".join(map(str, periods))


def tell_undelivered(letter, *, by):
    """To the coordinators: the program has given up sending this letter."""
    require_program(by)
    text = (
        f"Письмо не доставлено: {letter.reader_name}, {letter.address}. Позвоните и проверьте адрес"
        f"{'; уведомление на сайте человек увидит' if letter.user else ''}."
    )
    _tell(coordinators(), Kind.UNDELIVERED, text, path=reverse("letter", args=[letter.pk]))


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
    _tell(coordinators(but=by), kind, text, path=path, submission=submission, urgent=urgent, by=person_of(by))


def _whose(submission):
    """«Вяземский район, IV квартал 2024 года»: the name valid at the quarter's end."""
    if getattr(submission, "label", None) is None:
        submission.label = Submission.objects.with_names().get(pk=submission.pk).label
    return whose(submission)


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
