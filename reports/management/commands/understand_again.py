"""`manage.py understand_again [--apply]`: after the grammar has improved, understand periods and places anew.

Touches no text, and nothing that a person pinned by hand. A trial run unless --apply is given; the trial is the
real run rolled back.
"""

from django.db import transaction

from reports.actions.events import understand_again
from reports.models import Event
from reports.models.event import Precision
from reports.prose.words import plural
from reports.rules.permissions import THE_PROGRAM

from ._russian import RussianCommand


class Command(RussianCommand):
    help = "Понимает сроки и места всех мероприятий заново. Без --apply – только показывает, что изменится."

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="записать, а не только показать")

    def handle(self, *, apply, **options):
        changed = 0
        with transaction.atomic():
            for pk in list(Event.objects.order_by("submission", "pk").values_list("pk", flat=True)):
                before = _get(pk)
                if understand_again(before, by=THE_PROGRAM):
                    changed += 1
                    self._tell(before, _get(pk))
            if not apply:
                transaction.set_rollback(True)
        verb = "Понято иначе" if apply else "Будет понято иначе"
        self.say(f"{verb}: {changed} {plural(changed, 'мероприятие', 'мероприятия', 'мероприятий')}.")
        if changed and not apply:
            self.say("Это пробный запуск: ничего не записано. Чтобы записать, добавьте --apply.")

    def _tell(self, before, after):
        self.say(f"{after.submission}: {after.name}")
        for text, reading in ((after.period_text, _period), (after.place_text, _place)):
            if reading(before) != reading(after):
                self.say(f"  «{text}»: {reading(before)} → {reading(after)}")


def _get(pk):
    return Event.objects.select_related("submission__municipality", "submission__period").get(pk=pk)


def _period(event):
    if event.start is None:
        return Precision.NONE.label
    days = f"{event.start:%d.%m.%Y}"
    if event.end != event.start:
        days += f"–{event.end:%d.%m.%Y}"
    return f"{days} ({event.get_precision_display()})"


def _place(event):
    parts = [event.get_place_format_display(), event.place_country_id, event.place_locality]
    return ", ".join(filter(None, parts))
