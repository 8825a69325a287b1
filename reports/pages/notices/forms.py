"""What the browser sends about notices: one's choice of letters, and the coordinator's schedule of reminders."""

from django import forms

from reports.models import MailChoice, ReminderRule
from reports.pages.form_look import LookMixin


class MailChoiceForm(LookMixin, forms.ModelForm):
    class Meta:
        model = MailChoice
        fields = ["frequency", "reminders"]
        widgets = {"frequency": forms.RadioSelect}
        labels = {"frequency": "Какие письма присылать", "reminders": "Напоминать о сроках сдачи и о документах"}


class ReminderForm(LookMixin, forms.ModelForm):
    """One line of the schedule. `when` is the number of days as people say it; the sign is a choice of its own."""

    SIDES = [("before", "до"), ("after", "после")]

    number = forms.IntegerField(
        label="Дней",
        min_value=0,
        max_value=60,
        error_messages={
            "required": "Напишите число дней.",
            "invalid": "Напишите число дней цифрами.",
            "min_value": "Напишите число от 0 до 60.",
            "max_value": "Не больше 60 дней.",
        },
    )
    # With an initial: a browser sends «до» of the empty line too, which must still count as empty.
    side = forms.ChoiceField(label="До или после", choices=SIDES, initial="before")

    class Meta:
        model = ReminderRule
        fields = ["deadline", "is_on"]
        labels = {"deadline": "Чего", "is_on": "Включено"}
        error_messages = {"deadline": {"required": "Выберите, от какого дня считать."}}

    field_order = ["number", "side", "deadline", "is_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deadline"].choices = [("", "Не выбрано"), *ReminderRule.Deadline.choices]
        if self.instance.pk:
            self.initial.setdefault("number", abs(self.instance.days))
            self.initial.setdefault("side", "before" if self.instance.days < 0 else "after")

    def clean(self):
        values = super().clean()
        number, side = values.get("number"), values.get("side")
        if number is not None and side:
            self.instance.days = -number if side == "before" else number
        return values


class ScheduleFormSet(forms.BaseModelFormSet):
    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            is_empty = form.instance.pk is None and not form.has_changed()
            if is_empty or form.errors or self._should_delete_form(form):
                continue
            rule = (form.cleaned_data.get("deadline"), form.instance.days)
            if rule in seen:
                form.add_error("number", "Такое напоминание уже есть.")
            seen.add(rule)


def reminder_formset(data=None):
    """The whole schedule with one empty line more."""
    formset = forms.modelformset_factory(
        ReminderRule,
        form=ReminderForm,
        formset=ScheduleFormSet,
        extra=1,
        max_num=20,
        validate_max=True,
        can_delete=True,
    )
    return formset(data, queryset=ReminderRule.objects.all(), prefix="rule")
