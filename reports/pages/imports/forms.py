"""What the pages of an import are sent: the file or the pasted table, the filter of the preview, and the choices.

The choices are read against the comparison that was made of the file just now; unknown ones are ignored.
"""

import re
from dataclasses import replace

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from reports.files.read import formats, process
from reports.files.read.limits import MAKE_SMALLER, MAX_BYTES
from reports.files.read.rows import Unreadable
from reports.imports.choices import ADD, CHANGE, SKIP, RowChoice
from reports.imports.comparison import CHANGED, NEW
from reports.imports.values import MAX_LETTERS
from reports.pages.form_look import LookMixin
from reports.pages.forms import LAST_VERSION
from reports.prose.cleaning import one_line

CHOOSE = "Выберите файл: документ (.docx, .odt, .rtf), книгу (.xlsx, .ods) или таблицу .csv."


class FileForm(LookMixin, forms.Form):
    """A document or a workbook. `data` and `name` hold the file after `is_valid`."""

    file = forms.FileField(
        label="Файл с таблицей",
        allow_empty_file=True,  # said below, in words of ours
        error_messages={
            "required": CHOOSE,
            "missing": CHOOSE,
            "invalid": "Файл не дошёл. Выберите его ещё раз.",
        },
        widget=forms.FileInput({"class": "file-input"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        endings = formats.ENDINGS + (formats.MORE_ENDINGS if settings.CONVERTER else ())
        self.fields["file"].widget.attrs["accept"] = ",".join(endings)

    @property
    def formats(self):
        """What is read, for the line beside the field."""
        more = ", старые .doc и .xls, .pdf с текстом" if settings.CONVERTER else ""
        return f".docx, .odt, .rtf, .xlsx, .ods, .csv{more} или архив .zip с одним из них, до 30 МБ"

    def clean_file(self):
        """Say at once what the bytes show at a first look: too large, not a document, an old format."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            size = filesizeformat(file.size)
            raise forms.ValidationError(f"Файл слишком большой: {size}, помещается 30 МБ. {MAKE_SMALLER}")
        self.name = one_line(file.name)[-255:] or "таблица"
        self.bytes = file.read(MAX_BYTES + 1)
        try:
            process.look_into(self.bytes, self.name, converts=bool(settings.CONVERTER))
        except Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file


class PastedField(forms.CharField):
    """A text as it came, with its tabs and empty cells; whoever reads it cleans it."""

    def __init__(self, **kwargs):
        super().__init__(required=False, strip=False, **kwargs)

    def to_python(self, value):
        return super().to_python(value).replace("\0", "")


class PasteForm(LookMixin, forms.Form):
    """A table from the clipboard: its text, and the HTML that a script took where there was one."""

    text = PastedField(
        label="Таблица, скопированная из Word, Excel или со страницы",
        widget=forms.Textarea({"rows": 6, "spellcheck": "false", "class": "paste-area", "wrap": "off"}),
    )
    # Nothing of it is ever shown as HTML.
    html = PastedField(widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        if not any(data.get(name, "").strip() for name in ("text", "html")):
            self.add_error("text", "Сначала вставьте таблицу: выделите её в документе, скопируйте и вставьте сюда.")
        return data


class PreviewFilter(forms.Form):
    """Which rows of the file the preview shows. Invalid values mean all rows and the first page."""

    SHOWN = {
        "": "Все",
        "doubtful": "Сомнительные",
        "new": "Новые",
        "changed": "Изменённые",
        "twin": "Похожие",
        "apart": "Показаны отдельно",
    }

    show = forms.ChoiceField(choices=list(SHOWN.items()), required=False)
    page = forms.IntegerField(min_value=1, max_value=LAST_VERSION, required=False)

    @classmethod
    def of_button(cls, value):
        """The filter that a button «show.page» of the preview asks for."""
        show, _, page = value.partition(".")
        return cls({"show": show, "page": page})

    @property
    def chosen(self):
        self.is_valid()
        return self.cleaned_data.get("show") or ""

    @property
    def page_number(self):
        self.is_valid()
        return self.cleaned_data.get("page") or 1


# The choices. A row that they do not name is not taken.


def posted_choices(data, comparison, choices):
    """The Choices so far, with those of the page that was sent. `data`: a QueryDict; invalid values in it are
    ignored."""
    proposals = {str(proposal.number): proposal for proposal in comparison.decidable}
    sent = [proposals[number] for number in data.getlist("row") if number in proposals]
    gone = {str(one.event.uid) for one in comparison.gone}
    ticked = set(data.getlist("gone"))
    versions = {uid: _version(data.get(f"version-{uid}")) for uid in comparison.versions}
    return replace(
        choices,
        rows=choices.rows | {proposal.number: _posted_row(data, proposal) for proposal in sent},
        gone=choices.gone | {uid: uid in ticked for uid in data.getlist("gone-row") if uid in gone},
        versions=choices.versions | {uid: version for uid, version in versions.items() if version},
    )


def _posted_row(data, proposal):
    number = proposal.number
    sent = data.getlist(f"field-{number}")
    fields = tuple(change.field for change in proposal.own_fields if change.field in sent)
    take = data.get(f"take-{number}", "")
    if proposal.kind == CHANGED:
        take = CHANGE
    if (take == CHANGE and (proposal.kind == NEW or not fields)) or take not in (ADD, CHANGE):
        take = SKIP
    name = one_line(data.get(f"name-{number}", ""))[: MAX_LETTERS["name"]]
    return RowChoice(take, fields, name)


def _version(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else None


class SectionsForm(forms.Form):
    """Whose rows are under sections that the program does not know: «section-<index>» is a municipality's pk."""

    NAME = re.compile(r"section-(\d{1,6})")

    def __init__(self, data, *, municipalities):
        """`municipalities`: [(pk, label), …] to choose from."""
        super().__init__(data)
        for name in data:
            if self.NAME.fullmatch(name):
                self.fields[name] = forms.TypedChoiceField(
                    choices=[("", ""), *municipalities], coerce=int, required=False
                )

    def chosen(self):
        """As Choices.sections; what was left open or not understood is left out."""
        self.is_valid()
        return {int(self.NAME.fullmatch(name)[1]): pk for name, pk in self.cleaned_data.items() if pk}
