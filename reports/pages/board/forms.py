"""What the coordinator's browser sends: filters, quarters and their dates, the nil reports that were seen."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from municipalities.fields import CleanLineFormField
from reports.models import Period, State
from reports.models.period import default_dates
from reports.pages.days import NamesDays
from reports.pages.form_look import LookMixin
from reports.pages.forms import LAST_VERSION, OUT_OF_DATE, DayField, FilterForm, long_text
from reports.prose.cleaning import search_key
from reports.prose.words import ROMAN
from reports.queries.consolidated import APPROVED, HANDED_IN

DATES = ("window_from", "window_to", "deadline", "hard_deadline")
# The model's rules on dates, and the field in which each is put right.
FIELD_OF_RULE = {"period_window_in_order": "window_to", "period_deadlines_in_order": "hard_deadline"}


class BoardFilter(FilterForm):
    """Which reports the board shows."""

    SHOWN = {
        "": ("Все", lambda row: True),
        "waiting": ("Ждут решения", lambda row: row.submission.state == State.SUBMITTED),
        "owed": ("Ещё не сдали", lambda row: row.submission.state == State.DRAFT),
        "returned": ("На доработке", lambda row: row.submission.state == State.RETURNED),
        "approved": ("Приняты", lambda row: row.submission.state == State.APPROVED),
        "nil": ("Нет мероприятий", lambda row: row.submission.is_nil),
        "late": ("С опозданием", lambda row: row.was_late),
    }

    WITHOUT_TAB = {"nil"}  # asked for by its number above

    show = forms.ChoiceField(
        choices=[(key, label) for key, (label, _) in SHOWN.items()], required=False, widget=forms.HiddenInput
    )
    q = forms.CharField(
        label="Муниципалитет или исполнитель",
        max_length=200,
        required=False,
        widget=forms.TextInput({"type": "search", "data-key": "search"}),
    )

    def filter(self, rows):
        """The rows that are asked for; `rows` as from `board.rows_of`."""
        return self.shown(self.found(rows), self.chosen)

    def found(self, rows):
        """The rows in which every word of the search occurs."""
        words = search_key(self.words).split()
        return [row for row in rows if all(word in row.search_key for word in words)]

    def shown(self, rows, show):
        """The rows of one tab."""
        _, belongs = self.SHOWN[show]
        return [row for row in rows if belongs(row)]

    @property
    def chosen(self):
        return self.understood("show")

    @property
    def words(self):
        return self.understood("q")


class ScopeForm(forms.Form):
    """Which reports the consolidated table takes; anything else in the address means the approved ones."""

    LABELS = {APPROVED: "Принятые", HANDED_IN: "Все сданные"}

    scope = forms.ChoiceField(choices=list(LABELS.items()), required=False)

    @property
    def chosen(self):
        self.is_valid()
        return self.cleaned_data.get("scope") or APPROVED


class NilReportsForm(forms.Form):
    """The nil reports that the coordinator saw waiting. Only reports of this quarter can be named."""

    submission = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": "Не отмечен ни один отчёт.",
            "invalid_choice": "Список отчётов на странице устарел. Посмотрите, как сейчас, и нажмите ещё раз.",
        },
    )

    def __init__(self, data, *, submissions):
        super().__init__(data)
        self.submissions = submissions
        # As choices and not as a query with what was sent: a number too large for the database is no report.
        self.fields["submission"].choices = [(pk, pk) for pk in submissions.values_list("pk", flat=True)]

    def seen(self):
        """The submissions that were named (a queryset); after is_valid."""
        return self.submissions.filter(pk__in=self.cleaned_data["submission"])


class RemindForm(LookMixin, forms.Form):
    """Whom the coordinator reminds, and with which words of his own."""

    report = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Не отмечен ни один отчёт.", "invalid_choice": OUT_OF_DATE}
    )
    note = long_text("Добавить от себя", "", rows=3, help_text="Эти слова будут в письме после напоминания.")

    def __init__(self, data, *, submissions):
        super().__init__(data)
        self.submissions = submissions
        self.fields["note"].required = False
        self.fields["report"].choices = [(pk, pk) for pk in submissions.values_list("pk", flat=True)]

    def ticked(self):
        """The submissions that were ticked; after is_valid."""
        return list(self.submissions.filter(pk__in=self.cleaned_data["report"]))


class ApproveManyForm(forms.Form):
    """Which of the quarter's reports are ticked, in which version each was shown, and which the person approves despite
    their remarks."""

    report = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Не отмечен ни один отчёт.", "invalid_choice": OUT_OF_DATE}
    )
    despite = forms.TypedMultipleChoiceField(coerce=int, required=False, error_messages={"invalid_choice": OUT_OF_DATE})

    def __init__(self, data, *, submissions):
        super().__init__(data)
        self.submissions = submissions
        choices = [(submission.pk, submission.pk) for submission in submissions]
        self.fields["report"].choices = self.fields["despite"].choices = choices
        for pk, _ in choices:
            self.fields[_version_of(pk)] = forms.IntegerField(
                required=False,
                min_value=1,
                max_value=LAST_VERSION,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), OUT_OF_DATE),
            )

    def clean(self):
        cleaned = super().clean()
        if any(cleaned.get(_version_of(pk)) is None for pk in cleaned.get("report", [])):
            raise ValidationError(OUT_OF_DATE)
        return cleaned

    def seen(self):
        """What was ticked, in the order of the list: (submission, version shown, its remarks do not matter)."""
        ticked, despite = self.cleaned_data["report"], self.cleaned_data["despite"]
        return [
            (submission, self.cleaned_data[_version_of(submission.pk)], submission.pk in despite)
            for submission in self.submissions
            if submission.pk in ticked
        ]


def _version_of(pk):
    return f"version-{pk}"


class PeriodDatesForm(NamesDays, LookMixin, forms.Form):
    """The collecting window and the deadlines of a quarter."""

    DAYS_TO_NAME = ("deadline", "hard_deadline")

    window_from = DayField("Мероприятия с", "Более ранние вызовут вопрос, но не отказ.")
    window_to = DayField("Мероприятия по", "Не раньше первого дня. Обычно последний день квартала.")
    deadline = DayField("Срок сдачи", "Включительно. Кто сдаст позже, получит отметку об опоздании.", is_named=True)
    hard_deadline = DayField(
        "Последний день приёма", "Не раньше срока сдачи. Позже сдать можно, только если продлить срок.", is_named=True
    )

    def clean(self):
        cleaned = super().clean()
        self.check_dates({field: cleaned.get(field) for field in DATES})
        return cleaned

    def check_dates(self, dates):
        """Ask the model's constraints; their sentences are shown beside the field in which it is put right."""
        for rule in Period._meta.constraints:
            field = FIELD_OF_RULE.get(rule.name)
            if field is None or None in dates.values():
                continue
            try:
                rule.validate(Period, Period(**dates))
            except ValidationError as error:
                self.add_error(field, error)


class ChangeDatesForm(PeriodDatesForm):
    """The dates of a quarter that is open, with those that the page showed."""

    # Day by day, in the order of DATES; invalid values are ignored.
    read = forms.Field(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, period):
        """An unbound form with the period's dates."""
        return cls(initial={**{name: getattr(period, name) for name in DATES}, "read": dates_in_words(period)})

    def clean_read(self):
        try:
            days = [datetime.date.fromisoformat(day) for day in str(self.cleaned_data["read"] or "").split()]
        except ValueError:
            return None
        return dict(zip(DATES, days, strict=True)) if len(days) == len(DATES) else None


class YearForm(forms.Form):
    """Which year of the list of days off is shown; anything else in the address means this year."""

    year = forms.IntegerField(min_value=2000, max_value=2100, required=False)

    @property
    def chosen(self):
        self.is_valid()
        return self.cleaned_data.get("year") or timezone.localdate().year


class DayOffForm(LookMixin, forms.Form):
    """One day of the list of days off."""

    day = DayField("День", is_named=True)
    is_off = forms.ChoiceField(
        label="Какой это день",
        choices=[("yes", "выходной"), ("no", "рабочий")],
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите, выходной это или рабочий день.", "invalid_choice": OUT_OF_DATE},
    )
    note = CleanLineFormField(
        label="Почему",
        max_length=200,
        required=False,
        help_text="Например: перенос с 2 января. Эти слова увидят там, где выбирают срок.",
        error_messages={"max_length": "Слишком длинно. Сократите до 200 знаков."},
    )

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not 2000 <= day.year <= 2100:
            raise ValidationError("Укажите год от 2000 до 2100.")
        return day

    @property
    def year_typed(self):
        """The year of a day that was typed into a form with errors; None without one."""
        day = self.cleaned_data.get("day") if self.is_bound and hasattr(self, "cleaned_data") else None
        return day and day.year


class DayBackForm(forms.Form):
    """The day of which nothing shall be entered any more."""

    day = forms.DateField(input_formats=["%Y-%m-%d"])


def dates_in_words(period):
    """The period's dates as the page carries them."""
    return " ".join(getattr(period, name).isoformat() for name in DATES)


class OpenPeriodForm(PeriodDatesForm):
    """Which quarter to open. Dates that were left as they were follow the quarter."""

    year = forms.IntegerField(
        label="Год",
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput({"class": "w-num", "inputmode": "numeric"}),
        error_messages={
            "required": "Укажите год.",
            "invalid": "Напишите год четырьмя цифрами, например 2025.",
            "min_value": "Укажите год от 2000 до 2100.",
            "max_value": "Укажите год от 2000 до 2100.",
        },
    )
    quarter = forms.TypedChoiceField(
        label="Квартал",
        coerce=int,
        choices=[(number, ROMAN[number - 1]) for number in (1, 2, 3, 4)],
        error_messages={"required": "Выберите квартал.", "invalid_choice": "Выберите квартал из списка."},
    )
    # The quarter whose usual dates the page showed.
    dates_of = forms.RegexField(r"^20\d\d-[1-4]\Z|^2100-[1-4]\Z", required=False, widget=forms.HiddenInput)

    field_order = ["year", "quarter", *DATES, "dates_of"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in DATES:
            self.fields[name].required = False

    @classmethod
    def suggesting(cls, year, quarter):
        """An unbound form with a quarter and its usual dates."""
        dates_of = f"{year}-{quarter}"
        return cls(initial={"year": year, "quarter": quarter, "dates_of": dates_of, **default_dates(year, quarter)})

    def clean(self):
        cleaned = forms.Form.clean(self)
        if "year" in cleaned and "quarter" in cleaned:
            cleaned.update(self._dates(cleaned))
            self.check_dates({field: cleaned.get(field) for field in DATES})
        return cleaned

    def _dates(self, cleaned):
        """The four days: those that were changed by hand, for the others the usual ones of the quarter.

        A day that could not be read stays out, so that its own error is the only one.
        """
        shown = default_dates(*map(int, cleaned["dates_of"].split("-"))) if cleaned.get("dates_of") else {}
        usual = default_dates(cleaned["year"], cleaned["quarter"])
        return {
            name: usual[name] if cleaned[name] in (None, shown.get(name)) else cleaned[name]
            for name in DATES
            if name in cleaned
        }
