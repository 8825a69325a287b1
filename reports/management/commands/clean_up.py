"""`manage.py clean_up [--dry-run]`: removes what nobody needs any more. For a timer, once a day; safe while people
work and twice at a time."""

from django.utils import timezone

from reports.actions.retention import TASKS, carry_out
from reports.rules.permissions import THE_PROGRAM

from ._russian import RussianCommand


class Command(RussianCommand):
    help = (
        "Удаляет то, что больше не нужно: файлы отменённых загрузок, заброшенные тексты, старые письма, сеансы. "
        "Отчёты, их истории и выпуски не трогает. Запускайте раз в день."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="только показать, сколько чего будет удалено")

    def handle(self, *, dry_run, **options):
        now = timezone.now()
        for task in TASKS:
            number = carry_out(task, now, by=THE_PROGRAM, is_trial=dry_run)
            self.say(f"{task.words}: {number}.")
        if dry_run:
            self.say("Это пробный запуск: ничего не изменено. Чтобы удалить, запустите без --dry-run.")
