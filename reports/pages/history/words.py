"""The history of a report in words: every kind of record has its own sentence. Nothing here asks the database, but
for what hangs on the records that are given."""

from dataclasses import dataclass, field

from reports.models import EventRevision, ImportChange, Move, RemarkChange
from reports.pages.events.history import changes_between
from reports.prose.typography import quoted
from reports.prose.words import counted, write_date

Cause = EventRevision.Cause

# What one write did to an event, and a run of them to several.
CAUSES = {
    Cause.CREATED: "Внесено мероприятие",
    Cause.EDITED: "Изменено мероприятие",
    Cause.COORDINATOR: "Координатор изменил мероприятие",
    Cause.IMPORTED: "Мероприятие изменено по файлу",
    Cause.DELETED: "Удалено мероприятие",
    Cause.UNDELETED: "Удаление отменено",
    Cause.RESTORED: "Возвращён прежний текст мероприятия",
    Cause.LEFT_OUT: "Мероприятие исключено из сводного отчёта",
    Cause.INCLUDED: "Мероприятие снова входит в сводный отчёт",
    Cause.ORDERED: "Мероприятие переставлено",
    Cause.UNDERSTOOD: "Сроки и место мероприятия поняты заново",
    Cause.HOUSE_STYLE: "Мероприятие приведено к образцу",
    Cause.CORRECTED: "Мероприятие исправлено после выпуска",
}
FIRST = {
    Cause.COORDINATOR: "Координатор внёс мероприятие за муниципалитет",
    Cause.IMPORTED: "Мероприятие загружено из файла",
}
RUNS = {
    Cause.IMPORTED: "Загружено из файла",
    Cause.ORDERED: "Изменён порядок строк",
    Cause.UNDERSTOOD: "Сроки и место поняты заново",
    Cause.HOUSE_STYLE: "Приведено к образцу",
    Cause.RESTORED: "Возвращён прежний текст",
}
ROWS = ("строка", "строки", "строк")
# In a list under such a run.
IN_A_RUN = {
    Cause.IMPORTED: "изменено",
    Cause.DELETED: "удалено",
    Cause.UNDELETED: "возвращено",
    Cause.RESTORED: "возвращён прежний текст",
}
EVENT_ICONS = {Cause.CREATED: "plus", Cause.DELETED: "bin", Cause.LEFT_OUT: "nil", Cause.IMPORTED: "upload"}

MOVES = {
    Move.SUBMIT: ("submitted", "Отчёт сдан на проверку"),
    Move.DECLARE_NIL: ("nil", "Отчёт сдан: мероприятий не было"),
    Move.WITHDRAW: ("returned", "Отчёт отозван с проверки"),
    Move.RETURN: ("returned", "Отчёт возвращён на доработку"),
    Move.APPROVE: ("approved", "Отчёт принят"),
    Move.UNAPPROVE: ("returned", "Принятие отменено: отчёт снова на проверке"),
    Move.REOPEN: ("returned", "Принятый отчёт открыт снова"),
    Move.EXTEND: ("late", "Срок продлён"),
    Move.CONFIRM: ("understood", "Исполнитель подтвердил отчёт, сданный координатором"),
    Move.CORRECT: ("changed", "Исправлена строка, которая уже вышла в выпуске"),
}

REMARKS = {
    RemarkChange.Kind.ADDED: "Новое замечание",
    RemarkChange.Kind.ANSWERED: "Ответ на замечание",
    RemarkChange.Kind.REPLIED: "Координатор ответил и ждёт исправлений",
    RemarkChange.Kind.ACCEPTED: "Замечание снято",
    RemarkChange.Kind.REOPENED: "Замечание открыто снова",
    RemarkChange.Kind.CORRECTED: "Координатор исправил слова замечания",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A record in words. `what`: the sentence, without the event's name; `note`: what was written to it; `about`: what
    that refers to; `changes`: event_history.Change of each field that has changed."""

    icon: str
    what: str
    note: str = ""
    about: str = ""
    changes: list = field(default_factory=list)


def tell_revision(revision, before, country_names):
    """One write of an event. `before`: the revision before it, None for the first."""
    cause = Cause(revision.cause)
    what = FIRST.get(cause, CAUSES[cause]) if before is None else CAUSES[cause]
    icon = EVENT_ICONS.get(cause, "changed")
    if cause == Cause.LEFT_OUT:
        return Told(icon, what, note=revision.content.get("exclusion_reason", ""))
    if before is None or cause == Cause.INCLUDED:
        return Told("plus" if before is None and cause == Cause.COORDINATOR else icon, what)
    changes = changes_between(before.content, revision.content, country_names)
    is_rewriting = cause in {Cause.EDITED, Cause.COORDINATOR, Cause.RESTORED, Cause.HOUSE_STYLE, Cause.CORRECTED}
    note = "Слова не изменились: подтверждено, как поняты сроки и место." if is_rewriting and not changes else ""
    return Told(icon, what, note=note, changes=changes)


def tell_in_run(revision, before):
    """What one write of a run did, in a word or two; empty where the run's own sentence says it."""
    if before is None:
        return "внесено"
    return IN_A_RUN.get(revision.cause, "")


def tell_run(cause, number):
    """Several writes in one go; `number` of events."""
    return f"{RUNS[cause]}: {counted(number, *ROWS)}"


def tell_import(name, number):
    """An uploaded table; `name` of the file, empty for one that is not the reader's to know."""
    source = f"из файла {quoted(name)}" if name else "из сводной таблицы"
    return f"Загружено {source}: {counted(number, *ROWS)}"


def tell_import_undone(name, number):
    """The taking back of an uploaded table."""
    source = f"из файла {quoted(name)}" if name else "из сводной таблицы"
    return f"Загрузка {source} отменена: {counted(number, *ROWS)}"


def tell_move(change):
    """A StateChange."""
    icon, what = MOVES[Move(change.move)]
    until = f" до {write_date(change.until)}" if change.until else ""
    return Told(icon, f"{what}{until}", note=change.note)


def tell_remark_change(change):
    """A RemarkChange, with its remark."""
    remark, kind = change.remark, RemarkChange.Kind(change.kind)
    what = REMARKS[kind]
    if kind == RemarkChange.Kind.ADDED:
        if remark.field:
            what += f" к столбцу «{remark.get_field_display()}»"
        elif not remark.event_id:
            what += " к отчёту в целом"
        about = f"К словам {quoted(remark.quote)}" if remark.quote else ""
        return Told("remark", what, note=change.text, about=about)
    icon = "understood" if kind == RemarkChange.Kind.ACCEPTED else "remark"
    return Told(icon, what, note=change.text, about=f"Замечание: {quoted(remark.text, 200)}")


def tell_request(request):
    """An ExtensionRequest as it was made."""
    wanted = f" до {write_date(request.wanted)}" if request.wanted else ""
    return Told("late", f"Исполнитель просит продлить срок{wanted}", note=request.reason)


def tell_declined(request):
    """An ExtensionRequest that was answered with «нет»."""
    return Told("late", "Координатор не продлил срок", note=request.answer, about=f"Просьба: {quoted(request.reason)}")


def tell_release(release):
    """A Release of the report's quarter."""
    return Told("sheet", f"Вышел документ за квартал: {release.name}", note=f"Код проверки {release.code}")


# How each kind of change of an import is undone.
UNDONE_BY = {
    ImportChange.Kind.CREATED: Cause.DELETED,
    ImportChange.Kind.CHANGED: Cause.RESTORED,
    ImportChange.Kind.DELETED: Cause.UNDELETED,
}
