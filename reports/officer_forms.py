"""The small forms of the officer's pages."""

import datetime

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from config.forms import LookMixin
from municipalities.fields import CleanTextFormField
from reports.forms import VersionForm
from reports.prose.words import counted

LONGEST_TEXT = 5000  # letters of a reason or an answer


def _text(missing, **kwargs):
    """A short text of some paragraphs. The limit is a validator and no `maxlength`: a browser would cut a pasted
    text off without a word."""
    too_long = f"Слишком длинный текст. Сократите его до {LONGEST_TEXT:,} знаков.".replace(",", "\u00a0")
    return CleanTextFormField(
        error_messages={"required": missing},
        validators=[MaxLengthValidator(LONGEST_TEXT, too_long)],
        widget=forms.Textarea(attrs={"rows": 2}),
        **kwargs,
    )


class HandInForm(LookMixin, VersionForm):
    """What is asked before a report is handed in: a reason for each event outside the collecting window, and
    that the warnings were read."""

    def __init__(self, *args, outside, has_warnings, remarks, **kwargs):
        """`outside`: the events that still need a reason, in report order; `remarks`: how many have no answer."""
        self.outside = {f"reason_{event.uid}": event for event in outside}
        super().__init__(*args, **kwargs)
        for name, event in self.outside.items():
            self.fields[name] = _text(
                "Поясните одной фразой, почему мероприятие входит в этот отчёт.",
                label=event.name,
                help_text=f"Сроки: {event.period_text}. Почему мероприятие входит в этот отчёт? Хватит одной фразы.",
            )
            self.fields[name].widget.attrs["class"] = "form-control"
        if has_warnings or remarks:
            self.fields["confirm"] = _confirmation(has_warnings, remarks)

    @property
    def reasons(self):
        """[(event, its reason), …] of a valid form."""
        return [(event, self.cleaned_data[name]) for name, event in self.outside.items()]

    @property
    def reason_fields(self):
        return [self[name] for name in self.outside]


def _confirmation(has_warnings, remarks):
    """The tick that says that the warnings and the open remarks were read; neither stops the hand-in."""
    left = f"без ответа {counted(remarks, 'замечание', 'замечания', 'замечаний')}"
    if not remarks:
        label = "Я проверил(а) предупреждения, отчёт можно сдавать"
    elif has_warnings:
        label = f"Я проверил(а) предупреждения и знаю, что {left}: отчёт можно сдавать"
    else:
        label = f"Я знаю, что {left}: отчёт можно сдавать"
    what = "предупреждения и замечания" if has_warnings and remarks else "замечания" if remarks else "предупреждения"
    return forms.BooleanField(label=label, error_messages={"required": f"Проверьте {what} и поставьте отметку."})


class AnswerForm(LookMixin, forms.Form):
    """The officer's answer to a remark. `next` is where to go on; an address of another site counts as none."""

    answer = _text("Напишите ответ: что исправлено или почему оставлено как было.", label="Ваш ответ")
    # A plain field: whatever is in it must not stop the answer.
    next = forms.Field(required=False, widget=forms.HiddenInput)

    def clean_next(self):
        address = self.cleaned_data["next"] or ""
        return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, None) else ""


class AskExtensionForm(LookMixin, forms.Form):
    """Why more time is needed, and until which day, if that is known."""

    reason = _text("Напишите, почему нужен новый срок: хватит одной фразы.", label="Почему нужен новый срок")
    wanted = forms.DateField(
        label="До какого дня, если знаете",
        required=False,
        error_messages={"invalid": "Укажите день, например 31.01.2025, или оставьте пустым."},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-date"}),
    )

    def clean_wanted(self):
        wanted, today = self.cleaned_data["wanted"], timezone.localdate()
        if wanted is not None and wanted < today:
            raise forms.ValidationError("Этот день уже прошёл. Укажите сегодняшний или более поздний.")
        if wanted is not None and wanted > today + datetime.timedelta(days=366):
            raise forms.ValidationError("Это больше чем через год. Проверьте год.")
        return wanted


class AdviceForm(forms.Form):
    """Which corrections of the house style to make: some by their keys, or all that nobody need think about."""

    # A plain field: a key that is no advice any more (the text has changed) is passed over, it stops nothing.
    take = forms.Field(required=False, widget=forms.SelectMultiple)
    unseen = forms.BooleanField(required=False)
    all = forms.BooleanField(required=False)

    def __init__(self, *args, seen, doubtful, unseen, **kwargs):
        """Keys of the advice: `seen`, what a person can judge one by one; `doubtful` among them, what must be ticked
        by hand; `unseen`, the others."""
        super().__init__(*args, **kwargs)
        self.keys = set(seen), set(doubtful), set(unseen)

    def clean(self):
        values = super().clean()
        seen, doubtful, unseen = self.keys
        if values.get("all"):
            self.chosen = (seen - doubtful) | unseen
        else:
            self.chosen = seen.intersection(values.get("take") or ()) | (unseen if values.get("unseen") else set())
        if not self.chosen:
            raise forms.ValidationError("Отметьте хотя бы одно исправление или примите все.")
        return values
