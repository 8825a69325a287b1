"""The small forms of the officer's pages."""

from django import forms
from django.utils import timezone

from reports.pages.form_look import LookMixin
from reports.pages.forms import LastDayField, LocalAddressField, VersionForm, key_of, long_text
from reports.pages.look import day
from reports.prose.words import counted

FIXED = "Исправлено."  # what the one press answers


class _HandInForm(LookMixin, VersionForm):
    """What every hand-in asks: in a quarter that is not over yet a tick that it brings nothing more."""

    def __init__(self, *args, period, **kwargs):
        super().__init__(*args, **kwargs)
        if not period.is_over:
            self.fields["early"] = _early(period)

    @property
    def ticks(self):
        """The boxes that must be ticked."""
        return [field for field in self if field.widget_type == "checkbox"]


class HandInForm(_HandInForm):
    """What is asked before a report is handed in: a reason for each event outside the collecting window, and
    that the warnings were read."""

    def __init__(self, *args, outside, has_warnings, remarks, **kwargs):
        """`outside`: the events that still need a reason, in report order; `remarks`: how many have no answer."""
        self.outside = {f"reason_{event.uid}": event for event in outside}
        super().__init__(*args, **kwargs)
        for name, event in self.outside.items():
            self.fields[name] = long_text(
                event.name,
                "Поясните одной фразой, почему мероприятие входит в этот отчёт.",
                help_text=f"Сроки: {event.period_text}. Почему мероприятие входит в этот отчёт? Хватит одной фразы.",
                rows=2,
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


class NilForm(_HandInForm):
    """«Нет мероприятий»."""


def _early(period):
    left = counted((period.ends_on - timezone.localdate()).days + 1, "день", "дня", "дней")
    last = day(period.ends_on)
    required = f"Квартал ещё идёт. Если мероприятий больше не будет, поставьте отметку; иначе сдайте после {last}."
    return forms.BooleanField(
        label=f"Квартал ещё идёт: до его конца, {last}, {left}. Других мероприятий в нём не будет",
        error_messages={"required": required},
    )


def _confirmation(has_warnings, remarks):
    """The tick that says that the warnings and the open remarks were read; neither stops the hand-in."""
    left = f"без ответа {counted(remarks, 'замечание', 'замечания', 'замечаний')}"
    if not remarks:
        label = "Предупреждения проверены"
    elif has_warnings:
        label = f"Предупреждения проверены; {left}, сдаю так"
    else:
        label = f"{left[:1].upper()}{left[1:]}: сдаю так"
    what = "предупреждения и замечания" if has_warnings and remarks else "замечания" if remarks else "предупреждения"
    return forms.BooleanField(label=label, error_messages={"required": f"Проверьте {what} и поставьте отметку."})


class AnswerForm(LookMixin, forms.Form):
    """The officer's answer to a remark. `next` is where to go on."""

    answer = long_text("Ваш ответ", "Напишите ответ: что исправлено или почему оставлено как было.", rows=2)
    fixed = forms.BooleanField(required=False, widget=forms.HiddenInput)  # the button that needs no words
    next = LocalAddressField()
    # The step with another officer's answer that this one replaces; an invalid value replaces nothing.
    over = forms.Field(required=False, widget=forms.HiddenInput)

    def clean_over(self):
        return key_of(self.cleaned_data["over"])

    def clean(self):
        values = super().clean()
        if values.get("fixed") and self.has_error("answer", "required"):
            del self.errors["answer"]
            values["answer"] = FIXED
        return values


class AskExtensionForm(LookMixin, forms.Form):
    """Why more time is needed, and until which day, if that is known."""

    reason = long_text("Почему нужен новый срок", "Напишите, почему нужен новый срок: хватит одной фразы.", rows=2)
    wanted = LastDayField("До какого дня, если знаете", required=False)


class AdviceForm(forms.Form):
    """Which corrections of the house style to make: the seen ones by their keys, the unseen ones all together."""

    # A plain field: a key that is no advice any more (the text has changed) is passed over, it stops nothing.
    take = forms.Field(required=False, widget=forms.SelectMultiple)
    unseen = forms.BooleanField(required=False)

    def __init__(self, *args, seen, unseen, **kwargs):
        """Keys of the advice: `seen`, what a person can judge one by one; `unseen`, the others."""
        super().__init__(*args, **kwargs)
        self.keys = set(seen), set(unseen)

    def clean(self):
        values = super().clean()
        seen, unseen = self.keys
        self.chosen = seen.intersection(values.get("take") or ()) | (unseen if values.get("unseen") else set())
        if not self.chosen:
            raise forms.ValidationError("Отметьте хотя бы одно исправление.")
        return values
