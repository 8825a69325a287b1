"""What the browser sends about releases."""

from django import forms

from reports.pages.events.form_fields import text_field
from reports.pages.form_look import LookMixin
from reports.pages.forms import VersionForm, long_text
from reports.prose.cleaning import clean_text
from reports.rules.event_fields import PRINTED, PRINTED_FIELDS

USUAL_REASON = "Исправлена опечатка."
LINES_OF_A_LINE = 2  # of the control of a text of one line: beside the old words it is narrow


def _text(field):
    """The control of a printed text, an EventField."""
    control = text_field(field)
    control.widget = forms.Textarea(attrs={"rows": field.rows or LINES_OF_A_LINE})
    control.required = bool(field.required_text) or field.name == "name"
    control.error_messages["required"] = "Здесь не может быть пусто."
    control.help_text = ""
    return control


_TextsForm = type("_TextsForm", (forms.Form,), {field.name: _text(field) for field in PRINTED_FIELDS})


class CorrectionForm(LookMixin, VersionForm, _TextsForm):
    """The printed texts of a released row. `action`: show the addendum, issue it, or keep the words for later. `code`:
    of the addendum that the page showed."""

    reason = long_text(
        "Причина",
        "Назовите причину.",
        help_text="Её увидит ответственный исполнитель, она останется в истории.",
        rows=2,
    )
    action = forms.ChoiceField(choices=[(name, name) for name in ("show", "issue", "later")], required=False)
    code = forms.CharField(required=False, max_length=60)

    def __init__(self, data=None, *, event):
        """`event` with its submission."""
        texts = {key: getattr(event, key) for key in PRINTED}
        first = {**texts, "reason": USUAL_REASON, "version": event.submission.version}
        super().__init__(data, initial=first)

    @property
    def texts(self):
        """The texts of a valid form, as values of the event."""
        return {key: self.cleaned_data[key] for key in PRINTED}

    @property
    def is_for_later(self):
        return self.cleaned_data["action"] == "later"

    def typed(self):
        """What was changed, for the page of a refusal."""
        changed = [key for key in PRINTED if clean_text(self.data.get(key, "")) != self.initial[key]]
        return "\n".join(clean_text(self.data.get(key, "")) for key in changed)
