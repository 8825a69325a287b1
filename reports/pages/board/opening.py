"""«Открыть и разослать»: the letters that a new quarter brings are shown before it is opened."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from municipalities.models import Municipality
from reports.actions import periods as quarters
from reports.models import Period, Submission
from reports.pages.access import require, say_with_undo
from reports.pages.addresses import at_periods, crumbs
from reports.pages.days import off_sentences
from reports.pages.look import day
from reports.prose.words import WEEKDAYS, quarter_name
from reports.queries.addressees import Addressees, addressees
from reports.queries.days_off import working_days
from reports.rules.permissions import can_keep_lists, can_manage_periods
from reports.rules.reminding import MORNING, opened_words

from . import board as boards
from .forms import DATES, OpenPeriodForm

OF_THE_PAST = "Его приём уже закончен: загрузите сводную таблицу или внесите отчёты за муниципалитеты."
ARCHIVE = (
    "Это архив: никто не опаздывает. Загрузите сводную таблицу, а остальным одним нажатием отметьте, что мероприятий "
    "не было."
)
ASKED = ("year", "quarter", *DATES)


def is_shown_first(asked):
    """Whether the letters are shown before the quarter is opened: it is new, and reports can still be handed in."""
    is_there = Period.objects.in_use().filter(year=asked["year"], quarter=asked["quarter"]).exists()
    return not is_there and not boards.has_passed(asked["hard_deadline"]) and Municipality.objects.exists()


def opening_address(asked):
    """The page that shows the letters of the quarter that the form asks for (cleaned data)."""
    return f"{reverse('period_opening')}?{urlencode({name: asked[name] for name in ASKED})}"


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request):
    """Who gets a letter, where to, and whom none reaches; a POST opens the quarter, with the letters or without."""
    require(can_manage_periods(request.user))
    form = OpenPeriodForm(request.POST if request.method == "POST" else request.GET)
    is_sent = request.method == "POST"
    period = open_quarter(request, form, tells="quiet" not in request.POST) if form.is_valid() and is_sent else None
    if period:
        return redirect("board", period.year, period.quarter)
    if not {"year", "quarter"} <= form.cleaned_data.keys() or (form.errors and not is_sent):
        return redirect("periods")
    year, quarter = form.cleaned_data["year"], form.cleaned_data["quarter"]
    if Period.objects.in_use().filter(year=year, quarter=quarter).exists():
        return redirect("board", year, quarter)
    if not is_sent:
        form = OpenPeriodForm(
            {name: form.cleaned_data[name] for name in ASKED}
        )  # the usual dates, where none was named
        form.is_valid()
    return render(request, "reports/board/opening.html", _page(form, year, quarter))


def _page(form, year, quarter):
    rows, days = rows_to_tell(year, quarter), working_days()
    asked = form.cleaned_data
    name = quarter_name(year, quarter)
    known = all(asked.get(date) for date in DATES)
    labelled = [("Срок сдачи", asked["deadline"]), ("Последний день приёма", asked["hard_deadline"])] if known else []
    return {
        "title": f"{'Ошибка: ' if form.errors else ''}Открыть и разослать, {name}",
        "section": "periods",
        "crumbs": crumbs(at_periods(), here="Открыть и разослать"),
        "name": name,
        "begins": _begins_later(year, quarter),
        "form": form,
        "rows": rows,
        "reached": sum(row.to.is_reached for row in rows),
        "unreached": [row for row in rows if not row.to.is_reached],
        "days_off": off_sentences(labelled, days),
        "sample": _sample(rows[0].label, year, quarter, asked, days) if known and rows else "",
        "leaving": leaving_sentence(days),
    }


def _begins_later(year, quarter):
    """The first day of a quarter that has not begun; it is most often a slip of the year. None for the others."""
    first_day = datetime.date(year, 3 * quarter - 2, 1)
    return first_day if first_day > timezone.localdate() else None


@dataclass(frozen=True)
class RowToTell:
    """A municipality, as it is called in the quarter, and whom what is told of it reaches."""

    label: str
    to: Addressees

    @property
    def people(self):
        return ", ".join(user.short_name for user in self.to.officers)

    @property
    def where(self):
        return ", ".join(self.to.addresses)

    @property
    def phones(self):
        """Whom to call where no letter comes."""
        return ", ".join(filter(None, [*(user.phone for user in self.to.officers), self.to.municipality.phone]))


def rows_to_tell(year, quarter):
    """A RowToTell for each municipality that is asked in the quarter, in the order of the table."""
    last_day = quarters.month_end(year, 3 * quarter)
    first_day = datetime.date(year, 3 * quarter - 2, 1)
    asked = Municipality.objects.reporting(first_day, last_day)
    municipalities = list(asked.named_on(last_day).order_by("sort_key", "pk"))
    readers = addressees(municipalities)
    return [RowToTell(one.label or one.short_name, readers[one.pk]) for one in municipalities]


def _sample(label, year, quarter, asked, days):
    """The text of the letter about this municipality."""
    period = Period(year=year, quarter=quarter, **{name: asked[name] for name in DATES})
    return f"{label[:1].upper()}{label[1:]}, {period}: {opened_words(Submission(period=period), days)}"


def leaving_sentence(days=None):
    """When letters to everybody leave; `days`: the WorkingDays of now, if they are at hand."""
    local, days = timezone.localtime(timezone.now()), days or working_days()
    today = local.date()
    if days.is_off(today):
        morning = days.next_working(today)
        return f"Сегодня выходной: письма уйдут утром {day(morning)}, {WEEKDAYS[morning.weekday()]}."
    if local.hour < MORNING:
        return "Письма уйдут сегодня утром, после восьми."
    return "Письма уйдут в ближайшие минуты."


def open_quarter(request, form, *, tells=False):
    """Open the quarter that the form asks for, and say so; one that is there already is only shown. `tells`: everybody
    gets a letter. None, and the form says why, where nobody could report."""
    asked = form.cleaned_data
    year, quarter = asked["year"], asked["quarter"]
    dates = {name: asked[name] for name in DATES}
    had = Submission.objects.filter(period__year=year, period__quarter=quarter).count()
    try:
        period, was_new = quarters.open_period(year, quarter, by=request.user, tells=tells, **dates)
    except IntegrityError:  # two clicks at once: the other one has opened it
        period, was_new = quarters.open_period(year, quarter, by=request.user)
    except quarters.NobodyReports as refusal:
        form.add_error(None, f"{' '.join(refusal.messages)} {_who_fills_lists(request.user)}")
        return None
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None
    if was_new:
        letters = f" {leaving_sentence()}" if tells else ""
        words = f"Открыт {period}: {dates_sentence(dates)}. {_way_on(period)}{letters}"
        say_with_undo(request, words, reverse("period_take_back", args=[year, quarter]))
    else:
        more = period.submissions.count() - had
        added = f" Добавлено отчётов: {more}." if more else ""
        messages.warning(request, f"{period} уже был открыт раньше, его сроки не изменены.{added} Вот как он идёт.")
    return period


def _way_on(period):
    if period.is_archive:
        return ARCHIVE
    return OF_THE_PAST if boards.has_passed(period.hard_deadline) else "Исполнители уже видят свои отчёты."


def _who_fills_lists(user):
    if can_keep_lists(user):
        return "Загрузите справочники на странице «Первые шаги»."
    phone = f" по телефону {settings.LISTS_PHONE}" if settings.LISTS_PHONE else ""
    return f"Попросите администратора справочников{phone} загрузить их, потом откройте квартал снова."


def dates_sentence(dates):
    """«мероприятия с …, срок сдачи …, последний день приёма …»."""
    return (
        f"мероприятия с {day(dates['window_from'])} по {day(dates['window_to'])}, "
        f"срок сдачи {day(dates['deadline'])}, последний день приёма {day(dates['hard_deadline'])}"
    )
