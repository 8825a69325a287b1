"""How a quarter stands today: who waits for the coordinator, and for whom the coordinator waits."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from reports.models import ExtensionRequest, Reminder, State, Submission
from reports.rules.reminding import standing_words


@dataclass(frozen=True)
class Standing:
    """Names of the municipalities, by what their reports are waiting for, in the order of the table."""

    period: object
    waiting: list[str]
    owed: list[str]
    returned: list[str]
    asking: list[str]

    @property
    def words(self):
        """«ждут решения 5, не сдали 3, просят срок 1»; empty when nothing is left to do."""
        return standing_words(len(self.waiting), len(self.owed), len(self.returned), len(self.asking))

    @property
    def lines(self):
        """«Ждут решения 2: Смоленск, Вяземский район»: a line for each that there is."""
        named = [
            ("Ждут решения", self.waiting),
            ("Не сдали", self.owed),
            ("Просят срок", self.asking),
            ("На доработке", self.returned),
        ]
        return [f"{words} {len(names)}: {', '.join(names)}" for words, names in named if names]


def standing_of(period):
    """The Standing of a quarter (one query)."""
    asks = ExtensionRequest.objects.open().filter(submission=OuterRef("pk"))
    reports = Submission.objects.in_period(period).annotate(asks_more_time=Exists(asks)).with_names()
    rows = list(reports.in_report_order().values_list("label", "state", "asks_more_time"))

    def in_state(wanted):
        return [label for label, state, _ in rows if state == wanted]

    return Standing(
        period=period,
        waiting=in_state(State.SUBMITTED),
        owed=in_state(State.DRAFT),
        returned=in_state(State.RETURNED),
        asking=[label for label, _, asks in rows if asks],
    )


def last_reminders(submissions):
    """Key of a submission → its last Reminder, with who sent it (one query)."""
    sent = Reminder.objects.filter(submission__in=[one.pk for one in submissions]).select_related("by").order_by("pk")
    return {reminder.submission_id: reminder for reminder in sent}
