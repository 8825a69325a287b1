"""How much one person, or one report, may bring into the database on one day, and how much may wait at a time.

The limits are far above an honest deadline day (27 municipalities with 60 rows each). They keep one person, or one
script, from filling the disk and the queue for everybody. Whoever writes asks here first. Each answer is a Russian
sentence that says why not and when it is possible again; "" where it is allowed. Two requests at the same moment may
pass a limit together, by one.
"""

from django.db.models import Count, Sum
from django.utils import timezone

from municipalities.models import AccessToken, PartnerCity
from reports.models import (
    DocumentStep,
    EventRevision,
    ExtensionRequest,
    ImportJob,
    Invitation,
    Move,
    Package,
    RemarkChange,
    Scan,
    StateChange,
)
from reports.prose.words import plural

MEGABYTE = 1024 * 1024

UPLOADS = 300  # a person and day, refused ones too
UPLOADED_BYTES = 300 * MEGABYTE  # likewise
WAITING_UPLOADS = 20  # of one person, not read or written yet
OPEN_DRAFTS = 200  # unsaved texts of one person
DRAFT_LETTERS = 5_000_000  # of all of them
PROPOSED_PARTNERS = 300  # a person and day
MOVES_BACK = 30  # a report and day; every move onwards needs one of them before it is possible again
REQUESTS = 10  # for more time, a report and day
SCANS = 100  # a person and day
SCANNED_BYTES = 300 * MEGABYTE  # likewise
INVITATIONS = 100  # links of a report that are made on one day
REMARK_STEPS = 5_000  # remarks, answers, acceptances of a person and day
WRITTEN_EVENTS = 5_000  # a person and day, in forms; each is kept whole in its history
DOCUMENT_STEPS = 1_000  # lines in the histories of signed documents, a person and day
PACKAGES = 20  # of a release, a day
MADE_TOKENS = 50  # a person and day, revoked ones too

TOMORROW = "Снова можно будет завтра, с 00:00 по московскому времени."
BACK = (Move.WITHDRAW, Move.RETURN, Move.UNAPPROVE, Move.REOPEN, Move.EXTEND)


def _midnight():
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _why_no_more(limit, sentence, of_today):
    """The sentence, with the number put in, where so many rows were made today; "" below the limit. One query."""
    number = of_today.count()
    if number < limit:
        return ""
    return sentence.format(number=number, times=plural(number, "раз", "раза", "раз"), tomorrow=TOMORROW)


def why_no_upload(by, size):
    """Why the person may not upload a table of so many bytes now. Two queries."""
    waiting = ImportJob.objects.filter(by=by, state__in=[ImportJob.State.WAITING, ImportJob.State.READING]).count()
    if waiting >= WAITING_UPLOADS:
        return (
            f"Ещё не прочитано {waiting} ваших таблиц. Подождите, пока программа прочитает хотя бы одну, или отмените "
            "лишние, а потом загрузите эту снова."
        )
    today = ImportJob.objects.filter(by=by, at__gte=_midnight()).aggregate(
        number=Count("pk"), size=Sum("file__content__size", default=0)
    )
    if today["number"] >= UPLOADS:
        return f"Сегодня вы загрузили уже {today['number']} таблиц, больше за день нельзя. {TOMORROW}"
    if today["size"] + size > UPLOADED_BYTES:
        left = max(0, (UPLOADED_BYTES - today["size"]) // MEGABYTE)
        return (
            f"За день можно загрузить не больше {UPLOADED_BYTES // MEGABYTE} МБ, сегодня осталось {left} МБ. "
            f"{TOMORROW} Или уберите из файла рисунки."
        )
    return ""


def why_no_draft(others, draft, size):
    """Why an unsaved text of so many letters is not kept. `others`: the person's other open EditDrafts; `draft`: the
    one that it is written over, or None. No query."""
    if draft is None and len(others) >= OPEN_DRAFTS:
        return (
            f"Несохранённых текстов у вас уже {len(others)}, больше не хранится. Сохраните или отбросьте лишние: они "
            "перечислены на страницах отчётов."
        )
    is_more = draft is None or size > draft.size
    if is_more and sum(other.size for other in others) + size > DRAFT_LETTERS:
        return (
            "Ваши несохранённые тексты занимают слишком много места. Сохраните или отбросьте лишние: они перечислены "
            "на страницах отчётов."
        )
    return ""


def why_no_new_partner(by):
    """Why the person may not propose one more partner today. One query."""
    return _why_no_more(
        PROPOSED_PARTNERS,
        "Сегодня вы предложили уже {number} новых партнёров, больше за день нельзя. {tomorrow} Пока выберите партнёра "
        "из справочника или сохраните мероприятие без него.",
        PartnerCity.objects.filter(proposed_by=by, proposed_at__gte=_midnight()),
    )


def why_no_move_back(submission):
    """Why the report may not go back, or get more time, once more today. One query."""
    return _why_no_more(
        MOVES_BACK,
        "Сегодня отчёт возвращали, отзывали или продлевали уже {number} {times}, больше за день нельзя. {tomorrow}",
        StateChange.objects.filter(submission=submission, move__in=BACK, at__gte=_midnight()),
    )


def why_no_request(submission):
    """Why no more time may be asked for once more today. One query."""
    return _why_no_more(
        REQUESTS,
        "Сегодня о новом сроке просили уже {number} {times}. {tomorrow} Если дело срочное, позвоните координатору.",
        ExtensionRequest.objects.filter(submission=submission, at__gte=_midnight()),
    )


def why_no_remark_step(by):
    """Why the person may not write, answer or settle one more remark today. One query."""
    return _why_no_more(
        REMARK_STEPS,
        "Сегодня вы сделали с замечаниями уже {number} действий, больше за день нельзя. {tomorrow}",
        RemarkChange.objects.filter(by=by, at__gte=_midnight()),
    )


def why_no_invitation(submission):
    """Why no one more link to write a row may be made for the report today. One query."""
    return _why_no_more(
        INVITATIONS,
        "Сегодня для этого отчёта сделано уже {number} ссылок, больше за день нельзя. {tomorrow}",
        Invitation.objects.filter(submission=submission, at__gte=_midnight()),
    )


def why_no_scan(by, size):
    """Why the person may not attach one more scan of so many bytes today. One query."""
    today = Scan.objects.filter(by=by, at__gte=_midnight()).aggregate(
        number=Count("pk"), size=Sum("file__content__size", default=0)
    )
    if today["number"] >= SCANS:
        return f"Сегодня вы прикрепили уже {today['number']} сканов, больше за день нельзя. {TOMORROW}"
    if today["size"] + size > SCANNED_BYTES:
        left = max(0, (SCANNED_BYTES - today["size"]) // MEGABYTE)
        return f"За день можно прикрепить не больше {SCANNED_BYTES // MEGABYTE} МБ, осталось {left} МБ. {TOMORROW}"
    return ""


def why_no_written_event(by):
    """Why the person may not write one more event today. One query. What imports and an order by hand write is bounded
    by themselves."""
    causes = (EventRevision.Cause.IMPORTED, EventRevision.Cause.ORDERED)
    return _why_no_more(
        WRITTEN_EVENTS,
        "Сегодня вы сохранили мероприятия уже {number} {times}, больше за день нельзя. {tomorrow}",
        EventRevision.objects.filter(by=by, at__gte=_midnight()).exclude(cause__in=causes),
    )


def why_no_document_step(by):
    """Why the person may not change one more signed document today. One query."""
    return _why_no_more(
        DOCUMENT_STEPS,
        "Сегодня вы изменили документы уже {number} {times}, больше за день нельзя. {tomorrow}",
        DocumentStep.objects.filter(by=by, at__gte=_midnight()),
    )


def why_no_package(release):
    """Why no one more package of the release may be made today. One query."""
    return _why_no_more(
        PACKAGES,
        "Сегодня для этого выпуска собрано уже {number} пакетов: скачайте любой из них. {tomorrow}",
        Package.objects.filter(release=release, at__gte=_midnight()),
    )


def why_no_token(by):
    """Why the person may not make one more token today. One query."""
    return _why_no_more(
        MADE_TOKENS,
        "Сегодня вы создали уже {number} ключей, больше за день нельзя. {tomorrow}",
        AccessToken.objects.filter(user=by, made_at__gte=_midnight()),
    )
