"""How single things look wherever they are shown: icons, dates, telephone numbers."""

from functools import cache

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html

from reports.prose import words


@cache
def icon(name):
    """A picture of the sprite, always beside a word that says the same. Made once: a page has hundreds."""
    sprite = static("img/icons.svg")
    return format_html(
        '<svg class="ico" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', sprite, name
    )


def day(value):
    """A date as people say it in a sentence: «14 января», with the year where it is not this one."""
    if value is None:
        return ""
    if hasattr(value, "hour"):
        value = timezone.localtime(value).date()
    return words.write_date(value, with_year=value.year != timezone.localdate().year)


def clock(value):
    """«16:40»."""
    return f"{timezone.localtime(value):%H:%M}"


def moment(value):
    """«14 января, 16:40»."""
    return f"{day(value)}, {clock(value)}"


def call_address(phone):
    """The address that dials a number as people write it; empty where there is no digit."""
    digits = "".join(sign for sign in phone if sign.isdecimal() or sign == "+")
    return f"tel:{digits}" if digits else ""
