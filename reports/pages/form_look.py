"""How every form of the product is drawn: one field template, our class names on the controls; and where a form may
lead."""

from django.forms import widgets
from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape, escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe

from .look import icon

_CONTROL = (
    widgets.TextInput,
    widgets.EmailInput,
    widgets.Textarea,
    widgets.PasswordInput,
    widgets.NumberInput,
    widgets.DateInput,
)


def is_path_here(address):
    """Whether an address that came with a request leads to a page of this site: a path after one slash.

    Django lets «//» and «//?a=b» through, which name no host; browsers make nothing of them, or another site.
    """
    is_path = address.startswith("/") and not address.replace("\\", "/").startswith("//")
    # Browsers leave out the tab of «/\t/host».
    return is_path and address.isprintable() and url_has_allowed_host_and_scheme(address, None)


class PobratimRenderer(TemplatesSetting):
    """`{{ form.name.as_field_group }}` gives label, hint, control and errors, wired for screen readers."""

    field_template_name = "forms/field.html"

    def render(self, template_name, context, request=None):
        """As Django's, but for fields and controls: it renders two templates for each of them, and more for a
        selection. They cost more than all the rest of a page."""
        if template_name == self.field_template_name:
            return field_group(context["field"])
        draw = _DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def field_group(bound):
    """A BoundField with its label, hint and errors, as HTML."""
    is_group, number = bound.use_fieldset, escape(bound.auto_id)
    if is_group:
        told = f' aria-describedby="{escape(bound.aria_describedby)}"' if bound.aria_describedby else ""
        head = f'<fieldset{told}>\n<legend class="label">{conditional_escape(bound.label)}</legend>'
    else:
        is_asked = bound.field.required or getattr(bound.field, "says_when_needed", False)
        left = "" if is_asked else '\n<span class="muted fw-normal">(можно не заполнять)</span>'
        head = f'<label for="{escape(bound.id_for_label)}">{conditional_escape(bound.label)}{left}</label>'
    hint = ""
    if bound.help_text:
        hint = f'<span class="hint" id="{number}_helptext">{conditional_escape(bound.help_text)}</span>'
    named = f' id="{number}_error"'  # the first of them, for screen readers
    errors = [
        f'\n<p class="msg msg-bad"{"" if place else named}>\n'
        f"{icon('error')}<span>Ошибка: {conditional_escape(error)}</span>\n</p>\n"
        for place, error in enumerate(bound.errors)
    ]
    return mark_safe(
        f'<div class="field{" field-bad" if errors else ""}">\n\n{head}\n\n{hint}\n{bound}\n{"".join(errors)}\n'
        f"{'</fieldset>' if is_group else ''}</div>"
    )


def _select(widget):
    """The words of Django's templates select.html, select_option.html and attrs.html."""
    groups = []
    for name, options, _ in widget["optgroups"]:
        drawn = "\n".join(
            [
                f'  <option value="{escape(option["value"])}"{_attributes(option["attrs"])}>'
                f"{conditional_escape(option['label'])}</option>"
                for option in options
            ]
        )
        groups.append(f'  <optgroup label="{escape(name)}">\n{drawn}\n  </optgroup>' if name else drawn)
    opening = f'<select name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>'
    return mark_safe("\n".join([opening, *groups, "</select>"]))


def _input(widget):
    """The words of Django's template input.html."""
    value = "" if widget["value"] is None else f' value="{escape(widget["value"])}"'
    name = escape(widget["name"])
    return mark_safe(f'<input type="{escape(widget["type"])}" name="{name}"{value}{_attributes(widget["attrs"])}>')


def _textarea(widget):
    """The words of Django's template textarea.html."""
    value = conditional_escape(widget["value"] or "")
    return mark_safe(f'<textarea name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>\n{value}</textarea>')


_DRAWN = {
    widgets.Select.template_name: _select,
    widgets.TextInput.template_name: _input,
    widgets.HiddenInput.template_name: _input,
    widgets.DateInput.template_name: _input,
    widgets.CheckboxInput.template_name: _input,
    widgets.Textarea.template_name: _textarea,
}


def _attributes(attrs):
    """True is a bare name; False leaves the attribute out."""
    return "".join(
        [
            f" {escape(name)}" if value is True else f' {escape(name)}="{conditional_escape(value)}"'
            for name, value in attrs.items()
            if value is not False
        ]
    )


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
