"""How every form of the product is drawn: one field template, our class names on the controls."""

from django.forms import widgets
from django.forms.renderers import TemplatesSetting

_CONTROL = (
    widgets.TextInput,
    widgets.EmailInput,
    widgets.Textarea,
    widgets.PasswordInput,
    widgets.NumberInput,
    widgets.DateInput,
)


class PobratimRenderer(TemplatesSetting):
    """`{{ form.name.as_field_group }}` gives label, hint, control and errors, wired for screen readers."""

    field_template_name = "forms/field.html"


class LookMixin:
    """For our forms: gives the controls the class names of the style sheet and marks invalid ones.

    A mixin of forms and not a change of widgets, so that the admin's forms keep their own look.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            if isinstance(field.widget, widgets.Select) and not isinstance(field.widget, widgets.RadioSelect):
                _add_class(field.widget, "form-select")
            elif isinstance(field.widget, _CONTROL):
                _add_class(field.widget, "form-control")

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                _add_class(self.fields[name].widget, "is-invalid")


def _add_class(widget, name):
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}".strip()
