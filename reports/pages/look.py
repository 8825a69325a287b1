"""How single things look wherever they are shown: icons, states, dates, counted words, telephone numbers."""

from functools import cache

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html

from reports.models import State
from reports.prose import typography, words


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


STATE_LABELS = {state.value: state.label for state in State}


def support():
    """Whom to ask, for people who do not know who keeps the lists: «позвоните в поддержку: 8 (4812) 00-00-16»."""
    if settings.LISTS_PHONE:
        return f"позвоните в поддержку: {settings.LISTS_PHONE}"
    return "обратитесь к администратору справочников"


def not_handed_in(period, number=1):
    """What the coordinator calls so many reports that were not handed in; in an archive nobody owes one."""
    if period.is_archive:
        return f"ещё не {words.plural(number, 'внесён', 'внесены', 'внесено')}"
    return f"ещё не {words.plural(number, 'сдал', 'сдали', 'сдали')}"


def state(submission, waiting=False):
    """The state of a submission: icon, word and colour in one place.

    With `waiting`, a draft is «ещё не сдал», as the coordinator sees it; the period is loaded.
    """
    if waiting and submission.state == State.DRAFT:
        words = not_handed_in(submission.period)
        return format_html('<span class="state state-waiting">{}{}</span>', icon("waiting"), words)
    return state_word(submission.state)


@cache
def state_word(value):
    """As `state`, of a bare state."""
    return format_html('<span class="state state-{}">{}{}</span>', value, icon(value), STATE_LABELS[value])


def plural(number, forms):
    """`{{ n|plural:"строка,строки,строк" }}` → «5 строк», with a no-break space."""
    one, few, many = forms.split(",")
    return words.counted(number, one, few, many)


def quoted(text):
    """«Фестиваль «Две Руси»: a name in quotation marks, whole; nested ones close once."""
    return typography.quoted(text, longest=len(text))
