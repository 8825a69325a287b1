"""The forms of the review: every decision and every remark, and what comes along in hidden fields and addresses."""

import datetime

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator

from municipalities.fields import CleanTextFormField
from reports.models import FrequentRemark, Remark
from reports.pages.form_look import LookMixin
from reports.pages.forms import LONGEST_TEXT, TOO_LONG, LastDayField, VersionForm, key_of, long_text
from reports.prose.cleaning import clean_text
from reports.prose.quotes import place_of

LAST_KEY = 2**63 - 1  # what the database can hold
MOST_PLACES = 1000  # of the same words in one text
LONGEST_LIST = 200_000  # letters of a list of row numbers: about 5 000 rows
WEEK = datetime.timedelta(days=7)


class _TypedForm(LookMixin, forms.Form):
    """A form around one text of some length; `typed()` returns that text despite other errors."""

    text_field = "reason"

    def typed(self):
        return clean_text(self.data.get(self.text_field, ""))


class ViewForm(forms.Form):
    """Which view of the report an address asks for. An invalid value shows the usual one: at a second review what
    changed, otherwise the whole sheet with changes."""

    view = forms.ChoiceField(
        choices=[("changed", "Что изменилось"), ("changes", "Весь отчёт"), ("clean", "Чистый лист")], required=False
    )

    @property
    def chosen(self):
        return self.cleaned_data["view"] if self.is_valid() else ""


class RemarkPlaceForm(forms.Form):
    """To what a remark is put: an event, its field and words of it, or nothing for the report as a whole."""

    event = forms.UUIDField(required=False)
    field = forms.ChoiceField(choices=Remark.Field.choices, required=False)
    quote = CleanTextFormField(required=False, max_length=LONGEST_TEXT)
    number = forms.IntegerField(required=False, min_value=1, max_value=MOST_PLACES)


class RemarkForm(_TypedForm):
    """A remark: its column, words of that column, the text, and the person's frequent remarks."""

    text_field = "text"

    field = forms.ChoiceField(
        label="К какому столбцу", choices=[("", "Ко всей строке"), *Remark.Field.choices], required=False
    )
    quote = CleanTextFormField(
        label="К словам",
        help_text="Если замечание к нескольким словам столбца, вставьте их сюда. На листе они будут выделены.",
        required=False,
        validators=[MaxLengthValidator(LONGEST_TEXT, TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    quote_number = forms.IntegerField(required=False, min_value=1, max_value=MOST_PLACES, widget=forms.HiddenInput)
    text = long_text("Замечание", "Напишите замечание: что исправить или уточнить.")
    frequent = forms.ChoiceField(
        label="Часто пишу",
        help_text="Можно выбрать готовое замечание. Если написать и своё, войдут оба.",
        required=False,
        widget=forms.Select(attrs={"data-frequent": True}),
    )
    remember = forms.BooleanField(label="Запомнить для следующих раз", required=False)

    def __init__(self, *args, event, frequent, **kwargs):
        """`frequent`: the person's frequent remarks, as texts."""
        super().__init__(*args, **kwargs)
        self.event = event
        if event is None:
            for name in ("field", "quote", "quote_number"):
                del self.fields[name]
        if frequent:
            self.fields["frequent"].choices = [("", "Не выбрано"), *((text, text) for text in frequent)]
        else:
            del self.fields["frequent"]

    @property
    def place_fields(self):
        return [self[name] for name in ("field", "quote") if name in self.fields]

    def clean(self):
        values = super().clean()
        self._clean_text(values)
        if self.event is not None:
            self._clean_quote(values)
        return values

    def _clean_text(self, values):
        parts = [values.get("text"), values.pop("frequent", "")]
        text = "\n".join(dict.fromkeys(part for part in parts if part))
        if text and self.has_error("text", "required"):
            del self.errors["text"]  # a frequent one may replace it
        if values.get("remember") and len(text) > FrequentRemark.LONGEST:
            self.add_error("remember", f"Запомнить можно замечание не длиннее {FrequentRemark.LONGEST} знаков.")
        values["text"] = text

    def _clean_quote(self, values):
        quote, column = values.get("quote"), values.get("field")
        values["quote_number"] = values.get("quote_number") or 1
        if quote and not column and "field" not in self.errors:
            self.add_error("field", "Назовите столбец, в котором стоят эти слова.")
        elif quote and column and place_of(getattr(self.event, column), quote) is None:
            name = Remark.Field(column).label
            self.add_error(
                "quote", f"В столбце «{name}» таких слов нет. Вставьте их целиком, как в отчёте, или оставьте пустым."
            )


class CorrectRemarkForm(_TypedForm):
    """New words for one's own remark."""

    text_field = "text"

    text = long_text("Замечание", "Напишите замечание: что исправить или уточнить.")


class UsualRemarksForm(VersionForm):
    """Which of the proposed remarks to put on the report: of a whole kind, or of single rows of it."""

    kind = forms.MultipleChoiceField(required=False)
    row = forms.MultipleChoiceField(required=False)

    def __init__(self, *args, usual, **kwargs):
        """`usual`: the UsualRemarks that can be chosen from."""
        super().__init__(*args, **kwargs)
        self.kinds = {kind.key: kind.proposed for kind in usual}
        self.rows = {f"{key}:{one.event.uid}": one for key, several in self.kinds.items() for one in several}
        self.fields["kind"].choices = [(key, key) for key in self.kinds]
        self.fields["row"].choices = [(key, key) for key in self.rows]

    def chosen(self):
        """The ProposedRemarks of a valid form, each once."""
        of_kinds = [one for key in self.cleaned_data["kind"] for one in self.kinds[key]]
        of_rows = [self.rows[key] for key in self.cleaned_data["row"]]
        return list({(one.event.pk, one.field, one.text): one for one in [*of_kinds, *of_rows]}.values())


class FixedForm(VersionForm):
    """The remarks to settle, and the last step about each that the page showed, as «remark:step»; invalid pairs are
    ignored."""

    remark = forms.Field(required=False, widget=forms.SelectMultiple)

    def clean_remark(self):
        pairs = [str(pair).partition(":") for pair in self.cleaned_data["remark"] or []]
        found = {key_of(remark): key_of(step) for remark, _, step in pairs}
        return {remark: step for remark, step in found.items() if remark is not None and step is not None}


class SeenForm(forms.Form):
    """The last step of the exchange about a remark that the page showed; an undo carries none."""

    seen = forms.IntegerField(required=False, min_value=1, max_value=LAST_KEY)


class ReplyForm(_TypedForm):
    text_field = "text"

    text = long_text(
        "Ваш ответ",
        "Напишите, что ещё уточнить.",
        help_text="Замечание снова станет открытым, ответственный исполнитель получит уведомление.",
        rows=3,
    )


class ApproveForm(VersionForm):
    """`despite`: the keys of the open remarks that the coordinator has seen; invalid keys are ignored."""

    despite = forms.Field(required=False, widget=forms.SelectMultiple)

    def clean_despite(self):
        return set(map(key_of, self.cleaned_data["despite"] or [])) - {None}


class ReturnForm(_TypedForm, VersionForm):
    """A note, which an open remark may replace."""

    text_field = "note"

    note = long_text(
        "Что исправить",
        "Напишите, что исправить, или оставьте замечание к строке: без этого отчёт не возвращают.",
        help_text="Ответственный исполнитель увидит этот текст над отчётом.",
    )

    def __init__(self, *args, has_open_remarks, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = not has_open_remarks
        self.fields["note"].widget.is_required = not has_open_remarks


class ExtendForm(_TypedForm):
    reason = long_text(
        "Причина", "Назовите причину продления.", help_text="Её увидит ответственный исполнитель.", rows=3
    )
    until = LastDayField("До какого дня, включительно")


class DeclineForm(_TypedForm):
    text_field = "answer"

    answer = long_text(
        "Почему не продлён", "Напишите, почему срок не продлён: исполнитель прочитает ваш ответ.", rows=3
    )


class ReopenForm(_TypedForm, VersionForm):
    reason = long_text(
        "Причина",
        "Назовите причину: её увидит ответственный исполнитель.",
        help_text="Ответственный исполнитель увидит её над отчётом.",
    )
    until = LastDayField("До какого дня, включительно")


class LeaveOutForm(_TypedForm, VersionForm):
    reason = long_text(
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
        """Of rows with the same number, one that moves up goes first and one that moves down last. So a single new
        number puts the row exactly there. Other ties keep the old order."""

        def key(old):
            place = self.cleaned_data[f"place-{old}"]
            return place, (place > old) - (place < old), old

        return [self.uids[old - 1] for old in sorted(range(1, len(self.uids) + 1), key=key)]
