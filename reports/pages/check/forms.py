"""What a visitor sends: the code of a printed page, or a file."""

from django import forms
from django.conf import settings

from reports.files.read.limits import MAX_BYTES
from reports.pages.form_look import LookMixin
from reports.prose.cleaning import one_line

LONGEST_CODE = 60  # letters, with dashes and blanks
CHOOSE = "Выберите файл документа."


class CodeForm(LookMixin, forms.Form):
    """The code at the foot of a printed page, as a person types it."""

    code = forms.CharField(
        label="Код проверки",
        max_length=LONGEST_CODE,
        help_text="Двенадцать букв и цифр внизу каждой страницы, например 7K3M-Q2XA-9RTD. Дефисы можно не писать.",
        error_messages={"required": "Напишите код.", "max_length": "Код короче: двенадцать букв и цифр."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class DocumentForm(LookMixin, forms.Form):
    """The document that is to be compared. `data` and `name` hold it after `is_valid`."""

    file = forms.FileField(
        label="Файл документа",
        allow_empty_file=True,  # said by whoever looks into it
        error_messages={"required": CHOOSE, "missing": CHOOSE, "invalid": "Файл не дошёл. Выберите его ещё раз."},
        widget=forms.FileInput({"class": "file-input"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(f".{ending}" for ending in self._endings)

    @property
    def _endings(self):
        return ("docx", "xlsx", "odt", *(["pdf"] if settings.CONVERTER else []))

    @property
    def formats(self):
        """What is read, for the line beside the field."""
        return f"Word (.docx), Excel (.xlsx){', PDF' if settings.CONVERTER else ''} или OpenDocument (.odt), до 30 МБ"

    def clean_file(self):
        file = self.cleaned_data["file"]
        self.name = one_line(file.name)[-255:]
        self.bytes = file.read(MAX_BYTES + 1)  # one more tells that it is too large
        return file
