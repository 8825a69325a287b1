"""`manage.py open_period 2024 4 [--from D --to D --deadline D --hard-deadline D] [--letters]`: open a quarter."""

from django.core.exceptions import ValidationError

from reports.actions.periods import DATE_LABELS, NobodyReports, open_period
from reports.models import Period
from reports.prose.words import write_date
from reports.queries.days_off import working_days
from reports.rules.permissions import THE_PROGRAM

from ._russian import Refused, RussianCommand, a_day, add_quarter, check_quarter


class Command(RussianCommand):
    help = "Открывает квартал: у каждого муниципального образования появляется черновик отчёта."

    def add_arguments(self, parser):
        add_quarter(parser)
        for option, name, help_text in (
            ("--from", "window_from", "первый день, с которого собирают мероприятия"),
            ("--to", "window_to", "последний день, по который собирают мероприятия"),
            ("--deadline", "deadline", "срок сдачи"),
            ("--hard-deadline", "hard_deadline", "последний день приёма"),
        ):
            parser.add_argument(option, dest=name, type=a_day, metavar="ГГГГ-ММ-ДД", help=help_text)

        parser.add_argument("--letters", action="store_true", help="разослать исполнителям письма об открытии")

    def handle(self, *, year, quarter, letters=False, **options):
        check_quarter(year, quarter)
        dates = {name: options[name] for name in DATE_LABELS if options[name]}
        _refuse_other_dates(Period.objects.in_use().filter(year=year, quarter=quarter).first(), dates)
        try:
            period, was_new = open_period(year, quarter, by=THE_PROGRAM, tells=letters, **dates)
        except NobodyReports as refusal:
            raise Refused(f"{' '.join(refusal.messages)} Загрузите справочники: manage.py load_lists") from None
        except ValidationError as refusal:
            raise Refused(" ".join(refusal.messages)) from None
        self.say(f"{period} {'открыт' if was_new else 'уже открыт'}.")
        for name, label in DATE_LABELS.items():
            self.say(f"  {label} {write_date(getattr(period, name))}")
        self._warn_of_days_off(period)
        self.say(f"  отчётов: {period.submissions.count()}")

    def _warn_of_days_off(self, period):
        """Offer the next working day; the dates stay as they are."""
        days = working_days()
        for name in ("deadline", "hard_deadline"):
            date = getattr(period, name)
            if days.is_off(date):
                self.warn(
                    f"{write_date(date)} – {days.name(date)}. Ближайший рабочий день: "
                    f"{write_date(days.next_working(date))}. Перенести можно на странице «Сроки»."
                )


def _refuse_other_dates(period, dates):
    """Opening again keeps the dates of the period; somebody who asks for others should know."""
    if period is None:
        return
    others = [
        f"{DATE_LABELS[name]} {write_date(getattr(period, name))}"
        for name, day in dates.items()
        if getattr(period, name) != day
    ]
    if others:
        raise Refused(
            f"{period} уже открыт, и сроки у него другие: {'; '.join(others)}. "
            "Изменить их может координатор на странице квартала."
        )
