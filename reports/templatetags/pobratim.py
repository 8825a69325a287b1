"""The few things that every page prints: icons, states, counted words, dates."""

from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from reports.pages.access import undo_of
from reports.pages.bundles import BUNDLES, EVENT_FORM, EVERYWHERE, SIGNED_IN
from reports.pages.days import special_days
from reports.pages.form_look import field_group
from reports.pages.look import (
    call_address,
    clock,
    day,
    icon,
    moment,
    plural,
    quoted,
    state,
    state_word,
    support,
    twin_items,
    write_address,
)
from reports.pages.officer.drawing import question_list
from reports.pages.review.drawing import remark_note, remark_thread, remark_words
from reports.pages.sheet import official_head, official_width

register = template.Library()
for look in (day, clock, moment, call_address, write_address, plural, quoted, undo_of):
    register.filter(look)

for tag in (field_group, official_head, official_width, remark_thread, remark_words, state, state_word, support):
    register.simple_tag(tag)

for tag in (question_list, remark_note, twin_items):
    register.simple_tag(tag, takes_context=True)


class IconNode(template.Node):
    """`{% icon %}` by itself: the general machinery of tags takes twice as long as the page around it."""

    def __init__(self, name):
        self.name = name

    def render(self, context):
        return icon(self.name.resolve(context))


@register.tag("icon")
def icon_tag(parser, token):
    """`{% icon "plus" %}` or `{% icon variable %}`."""
    _, name = token.split_contents()
    return IconNode(parser.compile_filter(name))


@register.inclusion_tag("includes/special_days.html", name="special_days")
def special_days_tag():
    """`{% special_days %}`: what the script of days needs, once a page. One query."""
    return {"days": special_days()}


@register.filter
def as_read(field):
    """What stands where a field of the lists cannot be changed: «да» or «нет» instead of the picture of a tick."""
    name = field.field["field"]
    value = getattr(field.form.instance, name, None) if isinstance(name, str) else None
    return ("да" if value else "нет") if isinstance(value, bool) else field.contents()


@register.simple_tag
@cache
def styles(*names):
    """`{% styles "sheet" "review" %}`: style sheets out of css/pages, a later one above an earlier."""
    addresses = ((static(f"css/pages/{name}.css"),) for name in names)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', addresses)


@register.simple_tag
def head_styles():
    """`{% head_styles %}`: icon and style sheets of every page."""
    return _drawn_once("includes/head_styles.html")


def _files_of(bundle):
    """The addresses of a bundle: its own where it was collected, else those of its parts."""
    is_collected = bundle in getattr(staticfiles_storage, "hashed_files", ())
    return [static(name) for name in ((bundle,) if is_collected else BUNDLES[bundle])]


@register.simple_tag
@cache
def styles_everywhere():
    """`{% styles_everywhere %}`: the style sheets of every page."""
    addresses = ((address,) for address in _files_of(EVERYWHERE))
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', addresses)


@register.simple_tag
def scripts_signed_in(user):
    """`{% scripts_signed_in user %}`: the scripts of every page of somebody signed in, who reads whose they are."""
    given = (user.pk, reverse("favicon"))
    return format_html_join(
        "\n",
        '<script src="{}" data-user="{}" data-probe="{}" defer></script>',
        [(a, *given) for a in _files_of(SIGNED_IN)],
    )


@register.simple_tag
@cache
def scripts_event_form():
    """`{% scripts_event_form %}`: the scripts of the form of an event."""
    return format_html_join("\n", '<script src="{}" defer></script>', [(address,) for address in _files_of(EVENT_FORM)])


@register.simple_tag(takes_context=True)
def nav_sections(context):
    """`{% nav_sections %}`: the links of the head's navigation, by the person's roles and the page's section."""
    user = context["user"]
    return _drawn_once(
        "includes/nav_sections.html",
        section=context.get("section", ""),
        is_coordinator=user.is_coordinator,
        is_observer=user.is_observer,
        is_staff=user.is_staff,
        has_reports=bool(user.municipality_ids),
    )


@lru_cache(maxsize=300)
def _drawn_once(template, **given):
    """A piece of a page that these few values decide alone. Such pieces took a quarter of a plain page."""
    return mark_safe(render_to_string(template, given))  # a template escapes what it is given


@register.simple_tag
def styles_if_any():
    """The style sheets of every page, for a page that must also be drawn where collectstatic has not run."""
    try:
        return head_styles()
    except ValueError:
        return ""


@register.simple_tag
def icon_if_any(name):
    """As `icon`, for the same pages."""
    try:
        return icon(name)
    except ValueError:
        return ""


@register.simple_tag
def program_version():
    """«1.2», for those who talk with whoever runs the service."""
    return settings.VERSION
