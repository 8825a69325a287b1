"""What more than one page may be sent. Each page's own forms are in its folder."""

import datetime

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from municipalities.fields import CleanTextFormField
from reports.models import HalfWritten

from .form_look import LookMixin, is_path_here

LAST_VERSION = 2**31 - 1  # what the column holds
LONGEST_TEXT = 5000  # letters of a remark, an answer or a reason
TOO_LONG = f"Слишком длинный текст. Сократите его до {LONGEST_TEXT:,} знаков.".replace(",", "\u00a0")
LONGEST_EXTENSION = datetime.timedelta(days=366)
LONGEST_KEY = 18  # digits
OUT_OF_DATE = "Страница устарела. Посмотрите, как сейчас, и повторите."


class VersionForm(forms.Form):
    """The version of the report or the event that the person had in view; every move carries it."""

    version = forms.IntegerField(
        label="Версия",
        min_value=1,
        max_value=LAST_VERSION,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), OUT_OF_DATE),
    )


class KeptForm(forms.Form):
    """The form (its data-keep) in which a text was begun (`is_there`), or is no more."""

    key = forms.CharField(max_length=HalfWritten.LONGEST_KEY)
    is_there = forms.BooleanField(required=False)


class LocalAddressField(forms.Field):
    """Where to go on, travelling unseen. An address of another site is ignored. It is never an error, for it must not
    stop what the person wanted."""

    def __init__(self):
        super().__init__(required=False, widget=forms.HiddenInput)

    def clean(self, value):
        address = value or ""
        return address if is_path_here(address) else ""


def key_of(typed):
    """The key of a row that a hidden control carries; None for an invalid value, and for what the database cannot
    hold."""
    typed = str(typed or "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_KEY else None


def long_text(label, missing, *, help_text="", rows=5):
    """A field for a text of some paragraphs; `missing` is the error without one. The limit is a validator and no
    `maxlength` of the control: a browser would cut a pasted text off without a word."""
    return CleanTextFormField(
        label=label,
        help_text=help_text,
        error_messages={"required": missing},
        validators=[MaxLengthValidator(LONGEST_TEXT, TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class DayField(forms.DateField):
    """A day, with the browser's own calendar; typed by hand, «20.01.2025» is understood too."""

    def __init__(self, label, help_text="", *, required=True, is_named=False):
        """`is_named`: people act by this day, so the page says its weekday (static/js/days.js)."""
        names = {"data-names-day": True} if is_named else {}
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-date", **names}),
            error_messages={"required": "Укажите день.", "invalid": "Такого дня нет. Напишите, например, 20.01.2025."},
        )


class LastDayField(DayField):
    """The last day, included, until which more time is asked for or given: today or later, within a year."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, is_named=True, **kwargs)

    def validate(self, value):
        super().validate(value)
        today = timezone.localdate()
        if value is not None and value < today:
            raise forms.ValidationError("Этот день уже прошёл. Укажите сегодняшний или более поздний.")
        if value is not None and value > today + LONGEST_EXTENSION:
            raise forms.ValidationError("Это больше чем через год. Проверьте год.")


class FilterForm(LookMixin, forms.Form):
    """What of a list is asked for, by the address. An invalid value is ignored and said so, never an error."""

    @property
    def ignored(self):
        """What was not understood, as a sentence; empty when everything was."""
        return "" if self.is_valid() else "Часть условий отбора не понята и не учтена."

    def understood(self, name):
        """What was asked for in that field; empty for an invalid value."""
        self.is_valid()
        return self.cleaned_data.get(name, "")


class HistoryFilter(FilterForm):
    """Which entries of a report's history are shown."""

    SHOWN = {
        "": "Все записи",
        "events": "Мероприятия",
        "states": "Состояния и сроки",
        "remarks": "Замечания",
        "imports": "Загрузки",
    }

    what = forms.ChoiceField(choices=list(SHOWN.items()), required=False, widget=forms.HiddenInput)
    who = forms.ChoiceField(label="Кто", required=False)

    def __init__(self, data, *, people):
        """`people`: (key, name) of those who occur in the history."""
        super().__init__(data)
        self.fields["who"].choices = [("", "Все"), *people]

    @property
    def chosen(self):
        return self.understood("what")

    @property
    def person(self):
        return self.understood("who")
