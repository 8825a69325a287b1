"""A whole quarter on a frozen clock: exactly the letters of the list, written by hand before the code."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command

from municipalities.models import Municipality
from reports.actions import extensions, periods, remarks, workflow
from reports.models import Letter, Submission
from reports.queries.days_off import working_days
from tests import factories

from .post import OUTBOX
from .quarter_letters import LETTERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbox")]
FIRST, LAST = datetime.date(2026, 12, 24), datetime.date(2027, 2, 15)
NO_SERVER = "tests.reports.actions.test_letters.NoServer"


class Quarter:
    """27 municipalities and one coordinator; `do` plays what people do on a day, as the list tells it."""

    def __init__(self, clock, settings):
        self.clock, self.settings = clock, settings
        self.coordinator = factories.make_user("c", email="c@example.ru", is_coordinator=True)
        self.officers = {}
        for number in range(1, 28):
            card = {"email": f"m{number}@example.ru"} if number in (25, 26) else {}
            municipality = factories.make_municipality(f"Район{number:02}", **card)
            if number < 26:
                email = f"o{number:02}@example.ru" if number < 25 else ""
                self.officers[number] = factories.make_user(f"o{number:02}", email=email)
                factories.make_officer(self.officers[number], municipality)
        self.period = None

    def report(self, number):
        return Submission.objects.select_related("period").get(municipality__short_name=f"Район{number:02}")

    def hand_in(self, *numbers, move=workflow.submit):
        for number in numbers:
            report = self.report(number)
            if move == workflow.submit and not report.events.exists():
                factories.make_event(report, by=self.officers[number])
            move(self.report(number), by=self.officers[number])

    def approve(self, *numbers):
        for number in numbers:
            report = self.report(number)
            workflow.approve(report, by=self.coordinator, version=report.version)

    def give_back(self, number):
        remarks.add_remark(self.report(number), by=self.coordinator, text="Кто подписал?")
        workflow.return_for_changes(self.report(number), by=self.coordinator)

    def before_nine(self, today):
        if today == datetime.date(2027, 1, 27):
            self.clock(today, 8, 30)
            self.hand_in(7)
            self.settings.EMAIL_BACKEND = OUTBOX

    def at_three(self, today):
        by = {"by": self.coordinator}
        match (today.month, today.day):
            case (12, 25):
                self.period, _ = periods.open_period(2026, 4, tells=True, **by)
            case (1, 12):
                self.hand_in(*range(1, 11), 22)
            case (1, 13):
                self.give_back(22)
                self.approve(*range(1, 6))
            case (1, 14):
                self.hand_in(*range(11, 16), move=workflow.declare_nil)
            case (1, 18):
                extensions.extend(self.report(20), reason="Болезнь", until=datetime.date(2027, 2, 10), **by)
                extensions.ask(self.report(21), by=self.officers[21], reason="Отпуск")
            case (1, 19):
                self.hand_in(16, 17, 18)
                extensions.decline(self.report(21), answer="Квартал сводим", **by)
            case (1, 20):
                self.hand_in(19)
            case (1, 21):
                self.approve(*range(11, 16))
            case (1, 22):
                self.hand_in(19, move=workflow.withdraw)
            case (1, 25):
                self.hand_in(21)
            case (1, 26):
                self.settings.EMAIL_BACKEND = NO_SERVER
                self.give_back(7)
            case (1, 27):
                periods.set_dates(self.period, hard_deadline=datetime.date(2027, 2, 1), **by)


def kind_of(subject):
    """What the letter is, as the list names it: the subject before the dash."""
    return subject.removeprefix("Побратим: ").partition(" – ")[0]


def play(quarter):
    """Day → kind → whom it reached, sorted."""
    found, today = {}, FIRST
    while today <= LAST:
        quarter.before_nine(today)
        for hour, deeds in ((9, None), (16, quarter.at_three)):
            if deeds:
                quarter.clock(today, 15)
                deeds(today)
            quarter.clock(today, hour)
            call_command("send_mail")
        for letter in mail.outbox:
            kinds = found.setdefault(today, {})
            kinds.setdefault(kind_of(letter.subject), []).append(letter.to[0].partition("@")[0])
        mail.outbox.clear()
        today += datetime.timedelta(days=1)
    return {day: {kind: sorted(people) for kind, people in kinds.items()} for day, kinds in found.items()}


@pytest.mark.one_database
def test_the_letters_of_a_quarter_are_exactly_those_of_the_list(clock, settings):
    """Nobody who owes is forgotten, nobody is told what is over, and no letter leaves on a day off."""
    found = play(Quarter(clock, settings))
    expected = {day: {kind: sorted(people) for kind, people in kinds.items()} for day, kinds in LETTERS.items()}
    print(f"{sum(len(people) for kinds in found.values() for people in kinds.values())} letters on {len(found)} days")
    assert found == expected
    working = working_days()
    assert [day for day in found if working.is_off(day)] == []
    assert Letter.objects.filter(state=Letter.State.DROPPED).get().user.username == "o07"
    assert Municipality.objects.get(short_name="Район27").letters.count() == 0
