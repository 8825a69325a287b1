"""What the register is sent: its filter by the address; terms, ends, scans and answers about what was found."""

from django import forms

from municipalities.fields import CleanLineFormField, CleanTextFormField
from reports.files.read.scan import ENDINGS, MAX_SCAN, TOO_LARGE
from reports.pages.form_look import LookMixin
from reports.pages.forms import DayField, FilterForm
from reports.prose.documents.write import KINDS
from reports.queries.agreements import Choices
from reports.rules.register_filter import LONGEST_WORDS, RegisterFilter
from reports.rules.register_states import DocumentState

ANY = [("", "Все")]
LONGEST_PARTIES = 5000


class RegisterForm(FilterForm):
    """The filter as fields. The choices are those that occur, and the one that is asked for."""

    q = forms.CharField(
        label="Слова",
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.TextInput({"type": "search", "data-key": "search"}),
    )
    state = forms.ChoiceField(
        choices=[("", ""), *((one.value, one.full_words) for one in DocumentState)], required=False
    )
    year = forms.ChoiceField(label="Год подписания", required=False)
    municipality = forms.ChoiceField(label="Муниципальное образование", required=False)
    country = forms.ChoiceField(label="Страна", required=False)
    partner = forms.ChoiceField(label="Партнёр", required=False)
    scan = forms.ChoiceField(label="Скан", choices=[*ANY, ("yes", "есть"), ("no", "нет")], required=False)

    def __init__(self, data, choices: Choices):
        super().__init__(data)
        self.years = choices.years
        self.fields["state"].widget = forms.HiddenInput()
        offered = {"year": choices.years, "municipality": choices.municipalities, "country": choices.countries}
        for name, pairs in (offered | {"partner": choices.partners}).items():
            self.fields[name].choices = ANY + [(str(key), words) for key, words in pairs]

    def words_of(self, name: str) -> str:
        """What was chosen in that field, as the page calls it; empty where nothing was."""
        key = self.understood(name)
        return dict(self.fields[name].choices).get(key, "") if key else ""

    @property
    def chosen(self) -> RegisterFilter:
        """The filter of what was understood; bounds of days come by links alone and are kept."""
        self.is_valid()
        bounds = {name: self.data.get(name, "") for name in ("signed_from", "signed_to", "lapsed_from", "lapsed_to")}
        return RegisterFilter.read({**{name: self.understood(name) for name in self.fields}, **bounds})


class TermForm(LookMixin, forms.Form):
    """Until when the document holds."""

    until = DayField("Действует до", "Последний день, включительно. Пусто – срок не указан.", required=False)
    is_open_ended = forms.BooleanField(label="Бессрочно", required=False)


class EndForm(LookMixin, forms.Form):
    """The day on which it was ended before its term; without one it was not."""

    on = DayField("Прекращён", "Если документ расторгнут. Пусто – отметка снимается.", required=False)
    reason = CleanTextFormField(
        label="Основание",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )


class ScanForm(LookMixin, forms.Form):
    """A file that may be a scan; whether it is one, the action says. `data` and `name` after `is_valid`."""

    file = forms.FileField(
        label="Скан подписанного документа",
        help_text="PDF, JPEG или PNG, до 10 МБ",
        allow_empty_file=True,  # said by the reader
        error_messages=dict.fromkeys(("required", "missing"), "Выберите файл: PDF, JPEG или PNG.")
        | {"invalid": "Файл не дошёл. Выберите его ещё раз."},
        widget=forms.FileInput({"class": "file-input", "accept": ",".join(ENDINGS)}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_SCAN:
            raise forms.ValidationError(TOO_LARGE)
        self.name, self.bytes = file.name, file.read(MAX_SCAN + 1)
        return file


class FoundForm(LookMixin, forms.Form):
    """The words of a document as the register will keep them."""

    kind = forms.ChoiceField(label="Вид", choices=list(KINDS.items()))
    title = CleanLineFormField(
        label="Название", max_length=500, error_messages={"required": "Напишите название документа."}
    )
    parties = CleanTextFormField(
        label="Стороны",
        required=False,
        max_length=LONGEST_PARTIES,
        help_text="Каждая с новой строки",
        widget=forms.Textarea({"rows": 3}),
    )
    signed_on = DayField("Дата подписания", "Если известен день", required=False)
    signed_text = CleanLineFormField(label="Дата подписания словами", required=False, max_length=200)
