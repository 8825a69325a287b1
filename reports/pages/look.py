"""How single things look wherever they are shown: icons, states, dates, counted words, telephone numbers."""

import uuid
from functools import cache
from html import escape
from urllib.parse import quote

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

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


def write_address(email, *others):
    """The address that begins a letter to these people. Each is written as one address: «?bcc=» is allowed before the
    «@», and would bring along readers that nobody has named."""
    return f"mailto:{','.join(quote(email, safe='@') for email in (email, *others))}"


def twin_items(context, pairs, is_coordinator=False):
    """The list of what may be told twice, of queries.twins.Pairs; `is_coordinator`: may read both rows. Drawn here: a
    report that was told twice has fifty, and a template takes longer for them than for the rest of the page."""
    return mark_safe("".join([_twin_item(context["csrf_token"], pair, is_coordinator) for pair in pairs]))


def _twin_item(token, pair, is_coordinator):
    event, other = pair.event, pair.other
    if pair.is_within:
        beside = f"и строка этого же отчёта: {escape(other.name)}"
    else:
        beside = f"и строка отчёта: {escape(other.submission.label)}, {other.submission.period}"
        beside += f": {escape(other.name)}" if is_coordinator else ""
    answer = ""
    if pair.answer:
        answer = f'<span class="tag">{icon("understood")}{pair.answer.get_answer_display()}</span>\n'
    head, between, tail = _judging()
    return (
        f'<li class="pt-2 pb-2">\n<p class="mb-1">{escape(event.name)}</p>\n'
        f'<p class="muted small mb-2">\n{beside}\n</p>\n'
        f'<form class="btn-row" method="post" action="{head}{event.uid}{between}{other.uid}{tail}">\n'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">\n{answer}'
        '<button class="btn btn-quiet" type="submit" name="answer" value="joint">Совместное</button>\n'
        '<button class="btn btn-quiet" type="submit" name="answer" value="both">Оставить обе</button>\n'
        '<button class="btn btn-quiet" type="submit" name="answer" value="different">Разные</button>\n</form>\n</li>\n'
    )


@cache
def _judging():
    """What stands around the two numbers in the address of `twins_judge`."""
    one, other = uuid.UUID(int=1), uuid.UUID(int=2)
    head, _, rest = reverse("twins_judge", args=[one, other]).partition(str(one))
    return head, *rest.split(str(other))


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
