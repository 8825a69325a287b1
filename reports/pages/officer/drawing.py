"""The HTML of what a report is asked. Drawn here and not by a template: fifty questions took a tenth of the page."""

from html import escape

from django.utils.safestring import mark_safe

from reports.pages.look import icon


def question_list(context, questions, here=""):
    """case.Questions, each a link to where it can be settled. `here`: where an answer comes back to."""
    rows = [_question(one, here, context.get("csrf_token", "")) for one in questions]
    return mark_safe(f'<ul class="findings">{"".join(rows)}</ul>\n')


def _question(one, here, token):
    text, answer = escape(one.text), ""
    if one.answer:
        answer = (
            f'<form class="one-press no-print" method="post" action="{escape(one.answer)}">\n'
            f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">\n'
            f'<input type="hidden" name="next" value="{escape(here)}">\n'
            f'<button class="linkish" type="submit" name="fixed" value="on">\n{escape(one.press)}'
            f'<span class="visually-hidden">: {text}</span></button>\n</form>\n'
        )
    return (
        f'\n<li class="is-{one.level}">{icon(one.level)}<span>{escape(one.start)}:\n'
        f'<a href="{escape(one.href)}">{text}</a>\n{answer}</span></li>\n'
    )
