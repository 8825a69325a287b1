"""`manage.py verify_history [2024 4] [--since LINE]`: whether anybody has edited what is kept behind the program's
back."""

from reports.actions.heartbeats import give_a_sign
from reports.models import Heartbeat, Submission
from reports.queries.chain import broken_histories, changed_releases, counted_links
from reports.queries.control_line import NotALine, control_line, not_continued
from reports.queries.sealed_rows import broken_seals, counted_seals
from reports.rules.permissions import THE_PROGRAM

from ._russian import Refused, RussianCommand, a_number, existing_period

NOT_COVERED = (
    "Не проверяются: черновики, письма, уведомления, кто открывал отчёт, ход загрузок, частые замечания, пароли и "
    "телефоны. Возврат всей базы к прежней копии, снятые до выпуска последние действия отчёта и правку журнала "
    "справочников показывает только --since."
)


class Command(RussianCommand):
    help = (
        "Проверяет, что истории отчётов, выпуски, кварталы и справочники никто не правил в обход программы. "
        "Без квартала – истории всех отчётов."
    )

    def add_arguments(self, parser):
        parser.add_argument("year", type=a_number, metavar="ГОД", nargs="?", help="например 2024")
        parser.add_argument("quarter", type=a_number, metavar="КВАРТАЛ", nargs="?", help="от 1 до 4")
        parser.add_argument("--since", metavar="СТРОКА", help="контрольная строка прежней проверки, в кавычках")

    def handle(self, *, year, quarter, since, **options):
        submissions = Submission.objects.with_names().order_by("period", "municipality__sort_key", "pk")
        if year is not None:
            if quarter is None:
                raise Refused("назовите и год, и квартал – или ничего, чтобы проверить все.")
            submissions = submissions.filter(period=existing_period(year, quarter))
        lines = [f"  – {sentence}" for sentence in _broken(submissions, since)]
        if lines:
            raise Refused("\n".join(["история нарушена.", *lines]))
        if year is None:
            give_a_sign(Heartbeat.Name.HISTORIES, by=THE_PROGRAM)
        self.say(f"История цела. Записей в журнале: {_counted(counted_links())}.")
        self.say(f"Печати на месте: {_counted(counted_seals())}.")
        if since:
            self.say("База продолжает контрольную строку.")
        self.say(NOT_COVERED)
        self.say(f"Контрольная строка (сохраните её не на этом сервере): {control_line()}")


def _broken(submissions, since):
    for one in broken_histories(submissions):
        number = f", звено {one.number}" if one.number else ""
        yield f"{one.submission.label}, {one.submission.period}{number}: {one.text}"
    for release in changed_releases(submissions.order_by().values("period")):
        yield f"{release}: файлы выпуска уже не те, что отправлены"
    yield from broken_seals()
    if since:
        try:
            yield from not_continued(since)
        except NotALine as refusal:
            raise Refused(str(refusal)) from None


def _counted(pairs):
    return ", ".join(f"{words} – {number}" for words, number in pairs)
