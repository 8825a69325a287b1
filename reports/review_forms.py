"""The forms of the review: every decision and every remark, and what comes along in hidden fields and addresses."""

import datetime

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils import timezone

from config.forms import LookMixin
from municipalities.fields import CleanTextFormField
from reports.forms import VersionForm
from reports.models import Remark
from reports.prose.cleaning import clean_text

LONGEST_TEXT = 5000  # letters of a remark, a note or a reason
LONGEST_LIST = 200_000  # letters of a list of row numbers: about 5 000 rows
WEEK = datetime.timedelta(days=7)
LONGEST_EXTENSION = datetime.timedelta(days=366)


def _text(label, missing, *, help_text="", rows=5):
    """A text of some paragraphs. The limit is a validator and no `maxlength` of the field: a browser would cut
    a pasted text off without a word."""
    too_long = f"Слишком длинный текст. Сократите его до {LONGEST_TEXT:,} знаков.".replace(",", "\u00a0")
    return CleanTextFormField(
        label=label,
        help_text=help_text,
        error_messages={"required": missing},
        validators=[MaxLengthValidator(LONGEST_TEXT, too_long)],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class _TypedForm(LookMixin, forms.Form):
    """A form around one text of some length; `typed()` gives that text back whatever else is wrong."""

    text_field = "reason"

    def typed(self):
        return clean_text(self.data.get(self.text_field, ""))


class ViewForm(forms.Form):
    """Which view of the sheet an address asks for; rubbish shows the changes."""

    view = forms.ChoiceField(choices=[("changes", "С изменениями"), ("clean", "Чистый лист")], required=False)

    @property
    def is_clean_sheet(self):
        return self.is_valid() and self.cleaned_data["view"] == "clean"


class RemarkPlaceForm(forms.Form):
    """To what a remark is put: an event and its field, or nothing for the report as a whole."""

    event = forms.UUIDField(required=False)
    field = forms.ChoiceField(choices=Remark.Field.choices, required=False)


class RemarkForm(_TypedForm):
    text_field = "text"

    field = forms.ChoiceField(
        label="К какому столбцу", choices=[("", "Ко всей строке"), *Remark.Field.choices], required=False
    )
    text = _text("Замечание", "Напишите замечание: что исправить или уточнить.")

    def __init__(self, *args, has_event, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_event:
            del self.fields["field"]


class ReturnForm(_TypedForm, VersionForm):
    """A note, which an open remark may stand in for."""

    text_field = "note"

    note = _text(
        "Что исправить",
        "Напишите, что исправить, или оставьте замечание к строке: без этого отчёт не возвращают.",
        help_text="Ответственный исполнитель увидит этот текст над отчётом.",
    )

    def __init__(self, *args, has_open_remarks, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = not has_open_remarks
        self.fields["note"].widget.is_required = not has_open_remarks


class _UntilForm(_TypedForm):
    """A reason and the last day, included."""

    until = forms.DateField(
        label="До какого дня, включительно",
        error_messages={"required": "Укажите последний день.", "invalid": "Укажите день, например 31.01.2025."},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-date"}),
    )

    def clean_until(self):
        until, today = self.cleaned_data["until"], timezone.localdate()
        if until < today:
            raise forms.ValidationError("Этот день уже прошёл. Укажите сегодняшний или более поздний.")
        if until > today + LONGEST_EXTENSION:
            raise forms.ValidationError("Это больше чем через год. Проверьте год.")
        return until


class ExtendForm(_UntilForm):
    reason = _text("Причина", "Назовите причину продления.", help_text="Её увидит ответственный исполнитель.", rows=3)
    field_order = ["reason", "until"]


class ReopenForm(_UntilForm, VersionForm):
    reason = _text(
        "Причина",
        "Назовите причину: её увидит ответственный исполнитель.",
        help_text="Ответственный исполнитель увидит её над отчётом.",
    )
    field_order = ["reason", "until", "version"]


class LeaveOutForm(_TypedForm, VersionForm):
    reason = _text(
        "Почему не входит",
        "Назовите причину: её увидит ответственный исполнитель.",
        help_text="Ответственный исполнитель увидит причину у своей строки.",
        rows=3,
    )


class RowsReadForm(forms.Form):
    """The rows that the person saw, in the order seen, as uids joined by commas."""

    rows = forms.CharField(max_length=LONGEST_LIST)

    def clean_rows(self):
        uid = forms.UUIDField()
        rows = [str(uid.clean(part)) for part in self.cleaned_data["rows"].split(",")]
        if len(set(rows)) != len(rows):
            raise forms.ValidationError("Одна строка названа дважды.")
        return rows


class OrderForm(LookMixin, forms.Form):
    """One number for each row; `order()` gives the uids as the numbers want them."""

    def __init__(self, *args, uids, **kwargs):
        self.uids = list(uids)
        super().__init__(*args, **kwargs)
        for number in range(1, len(self.uids) + 1):
            self.fields[f"place-{number}"] = self._number_field(number)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control w-place num"

    def _number_field(self, number):
        wrong = f"Напишите число от 1 до {len(self.uids)}."
        return forms.IntegerField(
            label=f"Место строки {number}",
            initial=number,
            error_messages={"required": wrong, "invalid": wrong},
            validators=[MinValueValidator(1, wrong), MaxValueValidator(len(self.uids), wrong)],
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1, "max": len(self.uids)}),
        )

    def order(self):
        """Of rows with the same number, one that moves up goes first and one that moves down last, so that a
        single new number puts the row exactly there; other ties keep the old order."""

        def key(old):
            place = self.cleaned_data[f"place-{old}"]
            return place, (place > old) - (place < old), old

        return [self.uids[old - 1] for old in sorted(range(1, len(self.uids) + 1), key=key)]
