"""The form of an event with its agreements. It speaks the *values* of reports/actions/events.py and knows no request.

A form that is only rearranged («Ещё один документ») or previewed is bound like any other, so all that was typed is
kept; `is_quiet` leaves the errors for the moment of saving.
"""

import datetime
import uuid as uuid_module

from django import forms
from django.utils.functional import cached_property

from municipalities.fields import CleanLineFormField
from reports.models.event import Event, PlaceFormat, Precision, Source
from reports.pages.form_look import LookMixin
from reports.pages.forms import LAST_VERSION, DayField, VersionForm
from reports.prose.cleaning import clean_text
from reports.prose.documents.write import signed_sentence
from reports.prose.places.understand import understand_place
from reports.prose.typography import quoted
from reports.queries.partners import find, not_offered
from reports.queries.reference_lists import reference_lists, stamp_of
from reports.rules.event_fields import (
    CONTROLS,
    EMPTY,
    EVENT_FIELDS,
    LABELS,
    LINES,
    NUMBERS,
    PINS,
    PURPOSE,
    TEXTS,
    VALUES,
    Kind,
)
from reports.rules.event_limits import LONGEST_TEXT, foreign_over_total

from .agreement_forms import LONGEST_SIGNED, AgreementFormSet, append_note, initial_agreement
from .country_fields import CountriesField, CountryField
from .form_fields import NumberField, QuietMixin, inexact_note, text_field
from .limits import cut, without_excess
from .partner_fields import (
    TOO_MANY_PARTNERS,
    USUAL_COUNTRY,
    WHOLE,
    NewPartnersField,
    NewPartnersWidget,
    own_sentence,
    typed_partners,
)

LONGEST_LOCALITY = Event._meta.get_field("place_locality").max_length
APPENDED_TOO_LONG = (
    "Цель вместе с дописанными документами слишком длинная: {} знаков, помещается "
    f"{LONGEST_TEXT}. Снимите у документов «Дописать в текст цели» или сократите текст"
)


# The controls of the lines and texts.
_TEXTS = {field.name: text_field(field) for field in EVENT_FIELDS if field.kind in {Kind.LINE, Kind.TEXT}}
_TextsForm = type("_TextsForm", (forms.Form,), _TEXTS)


class EventForm(LookMixin, QuietMixin, _TextsForm):
    """Only the name is needed to save. Any other missing value is a finding, so that a half-known event can be kept."""

    # A page names mistakes in this order. The new partners are one field of two controls.
    field_order = ["uid", "version", *(n for key, names in CONTROLS.items() for n in (*names, f"new_{key}"))]
    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=LAST_VERSION)
    pin_start = DayField("Первый день", required=False)
    pin_end = DayField("Последний день", required=False)
    pin_precision = forms.ChoiceField(
        label="Указаны",
        required=False,
        choices=[choice for choice in Precision.choices if choice[0] != Precision.NONE],
    )
    unpin_period = forms.BooleanField(label="Определять сроки по тексту", required=False)
    pin_format = forms.ChoiceField(
        label="Формат",
        required=False,
        choices=[("", "по тексту"), *(choice for choice in PlaceFormat.choices if choice[0] != PlaceFormat.UNKNOWN)],
    )
    pin_country = CountryField(label="Страна")
    pin_locality = CleanLineFormField(label="Населённый пункт", required=False, max_length=LONGEST_LOCALITY)
    unpin_place = forms.BooleanField(label="Определять место по тексту", required=False)
    confirm_pins = forms.BooleanField(label="Подтвердить указанное вручную для нового текста", required=False)
    total = NumberField(label=LABELS["total"])
    total_foreign = NumberField(label=LABELS["total_foreign"])
    partners = forms.Field(label=LABELS["partners"], required=False, widget=forms.SelectMultiple)
    new_partners = NewPartnersField(
        label="Другой партнёр",
        required=False,
        widget=NewPartnersWidget({"class": "form-control"}),
    )
    countries = CountriesField(label=LABELS["countries"])

    def __init__(
        self,
        data=None,
        *,
        submission,
        event=None,
        values=None,
        version=None,
        uid=None,
        is_quiet=False,
        lists=None,
        is_light=False,
    ):
        """`event`: the one being edited; `values`: what an unbound form shows (of an event or a copy); `uid`: the
        number under which a new event will be saved, where the page has one already; `lists`: the ReferenceLists,
        where they are at hand; `is_light`: no list is shown, so what was not chosen is not looked for."""
        self.submission, self.event, self.is_quiet, self.is_light = submission, event, is_quiet, is_light
        self.lists = lists or reference_lists(stamp_of(submission))
        self.own_partners = self.lists.own_partners(submission.municipality_id)
        data, self.too_many = without_excess(data)
        self.first_values = {**EMPTY, **(values or {})}
        initial = initial_of(self.first_values)
        initial["uid"] = event.uid if event else uid or uuid_module.uuid4()
        initial["version"] = version
        super().__init__(data, initial=initial)
        self.agreements = AgreementFormSet(
            data,
            initial=initial["agreements"],
            prefix="agreements",
            form_kwargs={"period": submission.period, "is_quiet": is_quiet},
        )
        self.agreements.is_cut = "agreements" in self.too_many
        self._load_lists()
        self._wire()

    # What is typed

    def is_valid(self):
        return all([super().is_valid(), self.agreements.is_valid()])

    def clean(self):
        data = super().clean()
        self._ask_for_name()
        total, foreign = data.get("total"), data.get("total_foreign")
        if total is not None and foreign is not None and foreign > total:
            self.add_error("total_foreign", own_sentence(foreign_over_total(foreign, total)))
        self._check_pins(data)
        self._check_appended(data)
        if "new_partners" in self.too_many and "new_partners" not in self.errors:
            self.add_error("new_partners", own_sentence(TOO_MANY_PARTNERS))
        if self.event and not data.get("version"):
            self.add_error(None, "Непонятно, какой текст вы правили: откройте строку заново и перенесите свои слова")
        return data

    def values(self):
        """What was typed, by the keys of editing.VALUES; of a form with errors, as far as it can be read."""
        return dict(self._values)

    # A page asks for them many times, and to look for thirty documents in a long text takes a second.
    @cached_property
    def _values(self):
        if not self.is_bound:
            return self.first_values
        self.is_valid()  # reads everything
        data = self.cleaned_data
        values = {key: data.get(key, clean_text(self.data.get(key, ""))) for key in (*TEXTS, *LINES)}
        values |= {key: data.get(key) for key in NUMBERS}
        values["period_pin"] = self._period_pin(data)
        values["place_pin"] = self._place_pin(data)
        chosen = set(data.get("partners") or [])
        values["partners"] = sorted([p.pk, p.name] for p in self.all_partners if str(p.pk) in chosen)
        if typed := self._typed_partners():
            values["new_partners"] = typed
        values["countries"] = sorted(self.countries_read[0])
        values["agreements"] = [
            form.row | {"append": form.row["append"] and not form.is_named(cut(values[PURPOSE]))}
            for form in self.agreements.forms
            if not (form.is_gone or form.is_blank)
        ]
        return values

    def values_to_show(self):
        """The values within the limits of the form, for what is computed of them: a text that is refused for its length
        is shown by its beginning."""
        values = self.values()
        values |= {key: cut(values[key], self.fields[key].max_length) for key in (*TEXTS, *LINES)}
        if self.is_bound and self.is_appended_too_long:
            values["agreements"] = [row | {"append": False} for row in values["agreements"]]
        return values

    def is_cut(self, key):
        """Whether this text is too long to be shown whole."""
        return key in (*TEXTS, *LINES) and len(self.values()[key]) > self.fields[key].max_length

    def add_errors_of(self, error):
        """Take over a ValidationError of the columns; what has no control of its own is shown on top."""
        for name, messages in error.message_dict.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)

    # What the page shows

    def summary(self):
        """All errors as (id of the control or "", sentence), in the order of the page."""
        found = [("", text) for text in self.non_field_errors()]
        for field in self:
            for error in field.errors.as_data():
                label = "" if error.code == WHOLE else f"{field.label}: "
                found += [(field.id_for_label or field.auto_id, f"{label}{text}") for text in error.messages]
        found += [("agreements", text) for text in self.agreements.non_form_errors()]
        for number, form in enumerate(self.agreements.forms, start=1):
            if not form.is_gone:
                for field in form:
                    label = f"Документ {number}, {field.label.lower()}"
                    found += [(field.id_for_label, f"{label}: {text}") for text in field.errors]
        return found

    def append_notes(self):
        """For each agreement of the page what ticking «Дописать в текст цели» would add, or why nothing."""
        purpose = cut(self.values()[PURPOSE])
        return [append_note(form, purpose) for form in self.agreements.forms]

    def appended_sentences(self):
        """The sentences that saving would append to the purpose."""
        return [
            signed_sentence(row["kind"], row["title"], row["parties"])
            for row in self.values_to_show()["agreements"]
            if row.get("append")
        ]

    def partner_boxes(self):
        """[(value, label, is chosen, country, is proposed), …] of the partners that the municipality is likely to name:
        its own, those that were proposed, and the chosen ones. Any other one is typed."""
        chosen = self._chosen_partners()
        return [
            (
                str(partner.pk),
                f"{partner.name}, {partner.country.full_name}",
                str(partner.pk) in chosen,
                partner.country_id,
                not partner.is_confirmed,
            )
            for partner in self.all_partners
            if partner.pk in self.own_partners or not partner.is_confirmed or str(partner.pk) in chosen
        ]

    def country_boxes(self):
        """[(code, name, is chosen, note), …] of the chosen countries and of those of the partners with a box."""
        chosen, partners = set(self.countries_read[0]), self._chosen_partners()
        by_partners = {p.country_id for p in self.all_partners if str(p.pk) in partners}
        shown = chosen | by_partners | {p.country_id for p in self.all_partners if p.pk in self.own_partners}
        return [
            (country.code, country.full_name, country.code in chosen, "по партнёрам" * (country.code in by_partners))
            for country in self.lists.countries
            if country.code in shown
        ]

    @cached_property
    def countries_read(self):
        """(codes, what was not understood, questions) of the ticked and typed countries."""
        return self.fields["countries"].read(self["countries"].value())

    def inexact_note(self, name):
        """What is kept of the number that was typed as an inexact one, «около 40»."""
        return inexact_note(self[name].value())

    def new_partner_notes(self):
        """Whether each partner typed is in the list already: [(is known, sentence), …]."""
        return [self._new_partner_note(name, code) for name, code in self._typed_partners()]

    # How it is put together

    @cached_property
    def all_partners(self):
        """The partners that the report may name. One query at most."""
        asked = self._sent_partners() if self.is_light else None
        left_out = not_offered(self.lists.partners, self.submission.municipality_id, asked)
        return [partner for partner in self.lists.partners if partner.pk not in left_out]

    def _sent_partners(self):
        return {int(pk) for pk in self["partners"].value() or [] if str(pk).isdecimal() and len(str(pk)) < 19}

    def _load_lists(self):
        for name in ("pin_country", "countries"):
            self.fields[name].set_lists(self.lists)
        self.fields["new_partners"].widget.lists = self.lists

    def _wire(self):
        """Names of what describes a control, for screen readers; both are on the page even when empty."""
        for name in NUMBERS:
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
            self.fields[name].widget.attrs["class"] += " w-num num"
        if not self.is_light:
            self.fields["new_partners"].widget.likely = self._likely_country()
        for field in self:
            # The browser would cut a pasted text without a word; the server says what is too long.
            field.field.widget.attrs.pop("maxlength", None)
            field.field.widget.attrs.pop("cols", None)  # the style sheet gives the width
            if not field.is_hidden:
                hint = [f"{field.auto_id}_helptext"] if field.help_text else []
                field.field.widget.attrs["aria-describedby"] = " ".join([*hint, f"{field.auto_id}_notes"])

    @cached_property
    def merged(self):
        """A page that was open while partners were merged still sends the old number: old → kept, as texts."""
        return {str(pk): str(kept.pk) for kept in self.all_partners for pk in kept.merged_ids}

    def clean_partners(self):
        chosen = {self.merged.get(pk, pk) for pk in map(str, self.cleaned_data["partners"])}
        if chosen - {str(partner.pk) for partner in self.all_partners}:
            raise forms.ValidationError("Такого партнёра в списке уже нет")
        return sorted(chosen)

    def _chosen_partners(self):
        """Keys of the chosen partners, as texts."""
        return {self.merged.get(str(pk), str(pk)) for pk in self["partners"].value() or []}

    def _typed_partners(self):
        """The new partners as they can be read, right or wrong."""
        if self.is_bound and "new_partners" in getattr(self, "cleaned_data", {}):
            return self.cleaned_data["new_partners"]
        return typed_partners(self["new_partners"].value())

    def _new_partner_note(self, name, code):
        known = find(name, [p for p in self.all_partners if p.country_id == code], self.own_partners)
        if known and known.is_confirmed:
            return True, f"Есть в списке: {quoted(known.name)}. При сохранении запишем его"
        return False, f"{quoted(name)} запишем сразу с пометкой «предложен», имя потом проверят"

    def _likely_country(self):
        """Where a partner who is typed now may come from: the country of the place, if it is abroad."""
        written = cut(self["place_text"].value() or "", self.fields["place_text"].max_length)
        understood = understand_place(written, lambda: self.lists.places).country
        known = self.lists.country_names.keys() - {"RU"}
        return next((code for code in (understood, USUAL_COUNTRY) if code in known), "")

    def _ask_for_name(self):
        if not self.cleaned_data.get("name") and "name" not in self.errors:
            self.add_error("name", own_sentence("Напишите наименование мероприятия"))

    def _check_appended(self, data):
        """The purpose would be stored longer than the form takes it the next time."""
        purpose, self.is_appended_too_long = data.get(PURPOSE), False
        self.agreements.is_valid()  # reads the rows
        forms = [
            form for form in self.agreements.forms if not form.is_gone and not form.is_blank and form.row["append"]
        ]
        longest = sum(len(form.row["title"]) + len(form.row["parties"]) + LONGEST_SIGNED for form in forms)
        if purpose is None or len(purpose) + longest <= LONGEST_TEXT:
            return
        added = [
            signed_sentence(form.row["kind"], form.row["title"], form.row["parties"])
            for form in forms
            if not form.is_named(purpose)
        ]
        length = len(purpose) + sum(len(sentence) + 1 for sentence in added)
        if added and length > LONGEST_TEXT:
            self.is_appended_too_long = True
            self.add_error(PURPOSE, own_sentence(APPENDED_TOO_LONG.format(length)))

    def _check_pins(self, data):
        start, end = data.get("pin_start"), data.get("pin_end")
        if data.get("unpin_period"):
            pass
        elif end and not start and "pin_start" not in self.errors:
            self.add_error("pin_start", "Укажите и первый день")
        elif start and end and end < start:
            self.add_error("pin_end", "Последний день не может быть раньше первого")
        extra = data.get("pin_country") or data.get("pin_locality")
        if extra and not data.get("pin_format") and not data.get("unpin_place"):
            self.add_error("pin_format", "Выберите формат: без него страна и населённый пункт не запомнятся")

    def _period_pin(self, data):
        start, end = data.get("pin_start"), data.get("pin_end") or data.get("pin_start")
        if not start or data.get("unpin_period") or end < start:
            return None
        return [start.isoformat(), end.isoformat(), data.get("pin_precision") or Precision.DAY.value]

    def _place_pin(self, data):
        if not data.get("pin_format") or data.get("unpin_place"):
            return None
        form, country, locality = data["pin_format"], data.get("pin_country") or "", data.get("pin_locality") or ""
        is_new = self.event is None or self.event.place_source == Source.TEXT
        if is_new and not (country or locality) and form != PlaceFormat.ONLINE:
            # Who corrects the format alone does not take back where it was.
            understood = understand_place(data.get("place_text", ""), lambda: self.lists.places)
            country = understood.country if understood.country in self.lists.country_names else ""
            locality = (understood.locality or "")[:LONGEST_LOCALITY]
        return [form, country, locality]


def initial_of(values):
    """The values under the names of the form's controls."""
    initial = {key: value for key, value in values.items() if key in EventForm.base_fields}
    initial["partners"] = [str(pk) for pk, _ in values["partners"]]
    for key, names in PINS.items():
        initial |= dict(zip(names, values[key] or [None] * 3, strict=True))
    for name in PINS["period_pin"][:2]:
        initial[name] = initial[name] and datetime.date.fromisoformat(initial[name])
    initial["agreements"] = [initial_agreement(row) for row in values["agreements"]]
    return initial


class ChoiceForm(VersionForm):
    """Whose text stays, for each key that two people have changed: «theirs» or «mine»."""

    def __init__(self, data):
        super().__init__(data)
        self.keys = [key for key in VALUES if key in data.getlist("conflict")]
        for key in self.keys:
            self.fields[f"choice_{key}"] = forms.ChoiceField(choices=[("theirs", ""), ("mine", "")])

    @property
    def theirs(self):
        """The keys for which the other person's text stays."""
        return [key for key in self.keys if self.cleaned_data[f"choice_{key}"] == "theirs"]
