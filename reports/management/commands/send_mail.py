"""`manage.py send_mail`: reminds of deadlines, writes letters of what is told, and sends them. For cron, every few
minutes; safe to run twice at a time."""

from reports.actions.account_letters import send_account_letters
from reports.actions.document_reminders import remind_of_documents
from reports.actions.heartbeats import give_a_sign
from reports.actions.letters import follow_the_clock, send_letters, write_letters
from reports.actions.reminders import remind
from reports.models import Heartbeat
from reports.rules.permissions import THE_PROGRAM

from ._russian import RussianCommand


class Command(RussianCommand):
    help = "Напоминает о сроках и отправляет письма. Запускайте по расписанию, например каждые пять минут."

    def handle(self, **options):
        follow_the_clock(by=THE_PROGRAM)
        reminded = remind(by=THE_PROGRAM) + remind_of_documents(by=THE_PROGRAM)
        written = write_letters(by=THE_PROGRAM)
        # Somebody waits before the sign-in page for the first of these.
        account_sent, account_failed = send_account_letters(by=THE_PROGRAM)
        sent, failed = send_letters(by=THE_PROGRAM)
        give_a_sign(Heartbeat.Name.LETTERS, by=THE_PROGRAM)
        sent, failed = sent + account_sent, failed + account_failed
        self.say(f"Напоминаний: {reminded}. Писем написано: {written}, отправлено: {sent}, не ушло: {failed}.")
        if failed:
            self.warn("Не ушедшие письма будут отправлены ещё раз; причины – в журнале отправки.")
