"""`manage.py doctor`: the state of the installation, line by line. Exit status 1 where something is to be done."""

import platform

import django

from config.doctor import findings

from ._russian import Refused, RussianCommand


class Command(RussianCommand):
    help = "Показывает состояние установки: что в порядке, а где не в порядке – что делать."

    def add_arguments(self, parser):
        parser.add_argument("--quick", action="store_true", help="не проверять истории отчётов: это долго")

    def handle(self, *, quick, **options):
        self.say(f"Django {django.__version__}, Python {platform.python_version()}")
        bad = 0
        for finding in findings(with_histories=not quick):
            bad += not finding.is_good
            self.say(f"[{'ok' if finding.is_good else '!!'}] {finding.words}")
            if finding.hint:
                self.say(f"     {finding.hint}")
        if bad:
            raise Refused(f"Нужно сделать: {bad}.")
