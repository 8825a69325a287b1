"""The HTML of a remark. Drawn here and not by templates: a review has dozens of them, and each took as long as a whole
navigation."""

from html import escape

from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from reports.models import Remark
from reports.pages.addresses import address_with
from reports.pages.look import icon


def remark_note(context, margin, where=""):
    """A margin.MarginRemark beside its row. `where`: the row in words, for the names of the buttons; without it, or
    where the page's reader may not remark (`can_remark`), there are none. `back_to`: the view to come back to."""
    remark, lost = margin.remark, ""
    if remark.event and remark.event.is_deleted:
        lost = f'<p class="muted">К удалённой строке «{escape(remark.event.name)}»</p>\n'
    acts = _acts(context, margin, escape(where)) if where and context.get("can_remark") else ""
    return mark_safe(
        f'<div class="remark" data-key-place="remark">\n<div class="remark-top">\n<b>{_name(remark.by)}</b>\n'
        f'<span class="muted">{escape(margin.day)}</span>\n'
        f'<span class="tag {margin.css}">{icon(margin.sign)}{escape(margin.label)}</span>\n</div>\n'
        f"{lost}{remark_words(margin)}{acts}</div>\n"
    )


def remark_words(margin):
    """What a remark is about, what it says, and what was said and done since."""
    remark, about = margin.remark, ""
    if remark.field:
        quote = f", к словам «{escape(remark.quote)}»" if remark.quote else ""
        about = f'<span\n  class="muted">{escape(capfirst(remark.get_field_display()))}{quote}:</span> '
    gone = f'<p><span class="tag">{icon("nil")}этих слов больше нет</span></p>\n' if margin.is_quote_gone else ""
    thread = remark_thread(margin.thread)
    return mark_safe(f'<p class="as-written">{about}{escape(remark.text)}</p>\n{gone}{thread}')


def remark_thread(thread):
    """What was said and done about a remark since it was written, as from `margin.thread_of`."""
    return mark_safe("".join([_step(*step) for step in thread]))


def _step(change, day, before):
    """One step of the exchange: new words, an answer, or what was done without words."""
    name = _name(change.by)
    if before:
        return f'<p class="muted small as-written">Исправлено {day}, {name}; было: «{escape(before)}»</p>\n'
    if change.text:
        return f'<div class="remark-answer as-written"><b>{name},</b> {day}: {escape(change.text)}</div>\n'
    return f'<p class="muted small">{escape(capfirst(change.get_kind_display()))} {day}, {name}</p>\n'


def _acts(context, margin, where):
    """The buttons: settle or open again, correct one's own, reply."""
    remark, back, links = margin.remark, escape(context.get("back_to", "")), ""
    settled = remark.state == Remark.State.ACCEPTED
    step, does, sign, word = "remark_accept", "Снять замечание", "understood", "Снять"
    if settled:
        step, does, sign, word = "remark_reopen", "Открыть замечание снова", "returned", "Открыть снова"
    seen = "" if settled else f'<input type="hidden" name="seen" value="{margin.seen}">\n'
    if margin.corrected_by == context["user"]:
        links += (
            f'<a class="linkish quiet-add" href="{address_with("remark_correct", remark.pk)}{back}"\n'
            f'  data-remark-correct data-words="{escape(remark.text)}" aria-label="Исправить замечание: {where}">\n'
            "Исправить\n</a>\n"
        )
    if remark.state == Remark.State.ANSWERED:
        links += (
            f'<a class="linkish quiet-add" href="{address_with("remark_reply", remark.pk)}{back}"\n'
            f'  aria-label="Ответить по замечанию: {where}">\n{icon("remark")}Ответить\n</a>\n'
        )
    return (
        f'<div class="btn-row note-acts">\n<form method="post" action="{address_with(step, remark.pk)}{back}">\n'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{context["csrf_token"]}">\n{seen}'
        f'<button class="linkish quiet-add" type="submit"\n  aria-label="{does}: {where}">\n{icon(sign)}{word}\n'
        f"</button>\n</form>\n{links}</div>\n"
    )


def _name(person):
    return escape(person.short_name) if person else ""
