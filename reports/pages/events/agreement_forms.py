"""The signed documents of an event: one form for each, and the set of them."""

import datetime
import re

from django import forms
from django.utils.functional import cached_property

from municipalities.fields import CleanLineFormField, CleanTextFormField
from reports.pages.form_look import LookMixin
from reports.prose.documents.write import KINDS, names_agreement, signed_sentence
from reports.prose.periods.understand import understand_period
from reports.prose.words import write_date
from reports.rules.event_limits import AGREEMENT_LIMITS, LONGEST_TEXT, MOST_AGREEMENTS

from .form_fields import QuietMixin

LONGEST_SIGNED = 100  # letters that the sentence of a document has beside its title and parties
NOT_WHOLE = "Список документов пришёл не целиком: откройте строку заново и перенесите свои слова"

DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]


class AgreementForm(LookMixin, QuietMixin, forms.Form):
    """One signed document. The date is text, understood where it is one day and kept in words otherwise."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1)
    valid_until = forms.DateField(required=False, widget=forms.HiddenInput, input_formats=DATE_FORMATS)
    # Of a document that was entered from the text; the page has no control for them.
    countries = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)
    kind = forms.ChoiceField(label="Вид", required=False, choices=list(KINDS.items()), initial="agreement")
    signed = CleanLineFormField(label="Дата подписания", required=False, max_length=AGREEMENT_LIMITS["signed_text"][1])
    title = CleanLineFormField(label="Название", required=False, max_length=AGREEMENT_LIMITS["title"][1])
    parties = CleanTextFormField(
        label="Стороны",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="Каждая с новой строки, в именительном падеже",
        widget=forms.Textarea({"rows": 3}),
    )
    append = forms.BooleanField(label="Дописать в текст цели", required=False, initial=True)

    def __init__(self, *args, period=None, is_quiet=False, **kwargs):
        self.period = period
        self.is_quiet = is_quiet
        self._asked = None
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)  # as in EventForm

    def clean(self):
        data = super().clean()
        if not self.is_blank and not data.get("title") and "title" not in self.errors:
            self.add_error("title", "Напишите название документа")
        signed_on, until = self._signed_on(), data.get("valid_until")
        if signed_on and until and until < signed_on:
            self.add_error("signed", f"Документ действует до {write_date(until)}, а подписан позже")
        return data

    @property
    def is_blank(self):
        """Nothing was typed: the row is left out."""
        return not any(self.cleaned_data.get(key) for key in ("title", "parties", "signed"))

    @property
    def is_gone(self):
        """The person has taken the row away; saving drops it."""
        return self.is_bound and self.data.get(self.add_prefix("DELETE"), "") not in ("", "0", "false", "False")

    @cached_property
    def row(self):
        """The agreement as a row of the values; `append` as it was ticked."""
        if not self.is_bound:
            return self.initial
        data = self.cleaned_data
        signed_on, until = self._signed_on(), data.get("valid_until")
        row = {
            "id": data.get("id"),
            "kind": data.get("kind") or "other",
            "title": data.get("title") or "",
            "parties": data.get("parties") or "",
            "signed_on": signed_on and signed_on.isoformat(),
            "signed_text": "" if signed_on else data.get("signed") or "",
            "valid_until": until and until.isoformat(),
            "append": bool(data.get("append")),
        }
        countries = sorted(set(re.findall(r"\b[A-Z]{2}\b", data.get("countries") or "")))
        if countries and not row["id"]:
            row["countries"] = countries
        return row

    def is_named(self, purpose):
        """Whether the purpose names the document already. The answer to the last question is kept."""
        if self._asked != purpose:
            self._asked = purpose
            self._is_named = names_agreement(purpose, kind=self.row["kind"], title=self.row["title"])
        return self._is_named

    def _signed_on(self):
        written = self.cleaned_data.get("signed") or ""
        understood = understand_period(written, year=self.period.year, quarter=self.period.quarter)
        return understood.start if understood.start and understood.start == understood.end else None


class BaseAgreementFormSet(forms.BaseFormSet):
    deletion_widget = forms.HiddenInput
    default_error_messages = {
        "missing_management_form": NOT_WHOLE,
        "too_many_forms": f"Не больше {MOST_AGREEMENTS} документов: остальные назовите в тексте цели",
    }
    is_cut = False  # more were sent than the page has rows for

    def clean(self):
        if self.is_cut:
            raise forms.ValidationError(self.error_messages["too_many_forms"], code="too_many_forms")
        if self.total_form_count() < 0:
            raise forms.ValidationError(NOT_WHOLE)

    def get_form_kwargs(self, index):
        # A row with nothing typed is recognised by AgreementForm itself, also after a default was unticked.
        return {**super().get_form_kwargs(index), "empty_permitted": False, "use_required_attribute": False}


AgreementFormSet = forms.formset_factory(
    AgreementForm,
    formset=BaseAgreementFormSet,
    extra=0,
    can_delete=True,
    max_num=MOST_AGREEMENTS,
    absolute_max=MOST_AGREEMENTS,
    validate_max=True,
)


def initial_agreement(row):
    """One agreement of the values under the names of the form's controls."""
    day = row.get("signed_on") and datetime.date.fromisoformat(row["signed_on"])
    return {
        **{key: row.get(key) for key in ("id", "kind", "title", "parties", "valid_until")},
        "signed": row.get("signed_text") or (day and write_date(day)) or "",
        "append": row.get("append", False),
        "countries": " ".join(row.get("countries") or ()) if not row.get("id") else "",
    }


def append_note(form, purpose):
    """What ticking «Дописать в текст цели» would add to the purpose, or why nothing."""
    if not form.row.get("title"):
        return ""
    if form.is_named(purpose):
        return "Уже назван в тексте цели"
    return f"«{signed_sentence(form.row['kind'], form.row['title'], form.row['parties'])}»"
