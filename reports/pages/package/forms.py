"""What the coordinator says of a covering letter, and its template."""

from django import forms
from django.core.validators import MaxLengthValidator

from municipalities.fields import CleanTextFormField
from reports.actions.packages import LetterFields
from reports.pages.form_look import LookMixin
from reports.pages.forms import DayField, long_text
from reports.prose.covering import why_wrong

LONGEST_SHORT = 1000  # letters of an addressee, a post
MOST_COPIES = 99


def _lines(label, missing, *, help_text="", rows=3, required=True):
    return CleanTextFormField(
        label=label,
        help_text=help_text,
        required=required,
        error_messages={"required": missing},
        validators=[MaxLengthValidator(LONGEST_SHORT, f"Слишком длинно. Сократите до {LONGEST_SHORT} знаков.")],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PackageForm(LookMixin, forms.Form):
    """The fields of the covering letter of one package."""

    addressee = _lines(
        "Кому",
        "Напишите, кому письмо.",
        help_text="Должность, организация, инициалы и фамилия в дательном падеже, как в правом верхнем углу письма.",
        rows=4,
    )
    number = forms.CharField(
        label="Исходящий номер",
        required=False,
        max_length=60,
        help_text="Если номер ставит канцелярия, оставьте пустым: в письме останется место.",
        error_messages={"max_length": "Слишком длинный номер."},
        widget=forms.TextInput(attrs={"class": "w-date"}),
    )
    day = DayField("Дата письма")
    copies = forms.IntegerField(
        label="Экземпляров",
        min_value=1,
        max_value=MOST_COPIES,
        initial=1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"Напишите число от 1 до {MOST_COPIES}."
        ),
        widget=forms.NumberInput(attrs={"class": "w-date"}),
    )
    signer_post = _lines("Должность того, кто подписывает", "Напишите должность.", rows=2)
    signer_name = forms.CharField(
        label="Кто подписывает",
        max_length=120,
        help_text="Инициалы и фамилия, например Е.В. Орлова.",
        error_messages={"required": "Напишите, кто подписывает.", "max_length": "Слишком длинное имя."},
    )
    performer = _lines(
        "Исполнитель", "", help_text="Имя и телефон внизу письма. Можно не писать.", rows=2, required=False
    )

    @property
    def fields_of_letter(self):
        """The LetterFields of a valid form."""
        return LetterFields(**self.cleaned_data)


class CoveringForm(LookMixin, forms.Form):
    """The template. Names in braces are replaced when a package is made."""

    heading = forms.CharField(
        label="Заголовок письма",
        max_length=300,
        error_messages={"required": "Напишите заголовок.", "max_length": "Слишком длинный заголовок."},
    )
    text = long_text("Текст письма", "Напишите текст письма.", rows=12)

    def clean_heading(self):
        return self._checked("heading")

    def clean_text(self):
        return self._checked("text")

    def _checked(self, name):
        template = self.cleaned_data[name]
        if wrong := why_wrong(template):
            raise forms.ValidationError([forms.ValidationError(words) for words in wrong])
        return template
