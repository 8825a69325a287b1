"""The HTML of a control of the event's form with what belongs under it. Drawn here and not by a template: there are two
dozen of them on a page, and the live answer draws what has changed while a person types."""

import json

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join

from reports.pages.look import icon

_BUTTON = '<button class="linkish" type="submit" name="action" value="{}" {}formnovalidate>{}{}</button>'
_SIGNS = {"ok": "understood", "bad": "error"}


def notes_html(notes):
    """The lines and buttons under a control, [Note, …]."""
    return format_html_join("\n", "{}", [(_note(note),) for note in notes])


def _note(note):
    if note.level == "fix":
        return format_html(_BUTTON, note.fix, format_html('data-canonical="{}" ', note.canonical), "", note.text)
    if note.level == "enter":
        carried = format_html(
            'formaction="#agreements" data-row-values="{}" ', json.dumps(note.data, ensure_ascii=False)
        )
        return format_html(_BUTTON, note.fix, carried, icon("plus"), note.text)
    if note.level == "take":
        return _chip(note)
    if note.level == "style":
        to = format_html('formaction="#id_{}" ', note.fix.removeprefix("fix_"))
        return format_html(_BUTTON, note.fix, to, "", note.text)
    if note.level == "check":
        return format_html(_BUTTON, note.fix, "", icon("understood"), note.text)
    if note.level == "hint":
        return format_html('<p class="hint mb-0">{}</p>', note.text)
    sign = icon(_SIGNS.get(note.level, "warning"))
    return format_html('<p class="msg msg-{}">{}<span>{}</span></p>', note.level, sign, note.text)


def _chip(note):
    came_from = format_html(' title="В тексте: {}"', note.canonical) if note.canonical else ""
    return format_html(
        '<button class="chip chip-take" type="submit" name="action" value="{}" formaction="#id_participants" '
        'formnovalidate data-take="{}"{}>{}<span>{}</span></button>',
        note.fix,
        json.dumps(note.data, ensure_ascii=False),
        came_from,
        icon("plus"),
        note.text,
    )


def field_html(f):
    """A FieldOnPage: label, hint, control, notes, remarks."""
    bound = f.field
    hint = bound.help_text and format_html(
        '<span class="hint" id="{}_helptext">{}</span>\n', bound.auto_id, bound.help_text
    )
    remarks = [(render_to_string("reports/events/remark.html", {"r": remark}),) for remark in f.remarks]
    return format_html(
        '<div class="field{}" data-field="{}">\n<label for="{}">{}</label>\n{}{}\n'
        '<div id="{}_notes" data-notes>{}</div>{}</div>\n',
        f" field-{f.level}" if f.level else "",
        bound.name,
        bound.id_for_label,
        bound.label,
        hint,
        bound,
        bound.auto_id,
        notes_html(f.notes),
        format_html_join("", "{}", remarks),
    )
