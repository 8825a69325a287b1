"""`manage.py verify_history [2024 4]`: whether anybody has edited a history behind the program's back."""

from reports.chain import broken_histories, changed_releases, counted_links
from reports.models import Submission

from ._russian import Refused, RussianCommand, a_number, existing_period


class Command(RussianCommand):
    help = "Проверяет, что истории отчётов никто не правил в обход программы. Без квартала – все."

    def add_arguments(self, parser):
        parser.add_argument("year", type=a_number, metavar="ГОД", nargs="?", help="например 2024")
        parser.add_argument("quarter", type=a_number, metavar="КВАРТАЛ", nargs="?", help="от 1 до 4")

    def handle(self, *, year, quarter, **options):
        submissions = Submission.objects.with_names().order_by("period", "municipality__sort_key", "pk")
        if year is not None:
            if quarter is None:
                raise Refused("назовите и год, и квартал – или ничего, чтобы проверить все.")
            submissions = submissions.filter(period=existing_period(year, quarter))
        lines = [
            f"  – {one.submission.label}, {one.submission.period}"
            f"{f', звено {one.number}' if one.number else ''}: {one.text}"
            for one in broken_histories(submissions)
        ]
        lines += [
            f"  – {release}: файлы выпуска уже не те, что отправлены"
            for release in changed_releases(submissions.order_by().values("period"))
        ]
        if lines:
            raise Refused("\n".join(["история нарушена.", *lines]))
        counted = ", ".join(f"{words} – {number}" for words, number in counted_links())
        self.say(f"История цела. Записей в журнале: {counted}.")
