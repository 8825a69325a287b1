"""Two municipalities, the people and all that a call needs, for the tests of rights."""

import datetime
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from reports.actions import extensions, many_moves, periods, remarks, workflow
from reports.models import ImportChange, Notice, Submission
from reports.rules.permissions import THE_PROGRAM
from tests import factories


class World:
    """Two municipalities, the people, and all that a call needs, made by the domain functions."""

    def __init__(self):
        self.municipality, self.others = (
            factories.make_municipality("Смоленск"),
            factories.make_municipality("Вяземский"),
        )
        self.owner, self.other = factories.make_user("owner"), factories.make_user("other")
        factories.make_officer(self.owner, self.municipality)
        factories.make_officer(self.other, self.others)
        self.coordinator = factories.make_user("coordinator", is_coordinator=True)
        self.observer = factories.make_user("observer", is_observer=True)
        self.lists = factories.make_user("lists", is_list_administrator=True)
        self.period = factories.make_period()
        # Every right there is, and an access that was ended.
        roles = {"is_coordinator": True, "is_observer": True, "is_list_administrator": True, "is_superuser": True}
        ended = factories.make_user("ended", is_active=False, **roles)
        ended.municipality_ids = {self.municipality.pk}
        self.cast = {
            "owner": self.owner,
            "other": self.other,
            "coordinator": self.coordinator,
            "observer": self.observer,
            "lists": self.lists,
            "superuser": factories.make_superuser("root"),
            "ended": ended,
            "visitor": AnonymousUser(),
            "nobody": None,
            "program": THE_PROGRAM,
        }

    def report(self, state="draft", **how):
        submission = factories.make_submission(
            self.period, self.municipality, state=state, officer=self.owner, coordinator=self.coordinator, **how
        )
        return Submission.objects.with_names().select_related("period").get(pk=submission.pk)

    def event(self, state="draft"):
        return self.report(state).events.get()

    @property
    def handed_in_for(self):
        """A report that the coordinator has handed in for the municipality."""
        return workflow.submit(self.report(), by=self.coordinator, on_behalf=True)

    @property
    def archived(self):
        """An empty report of an archive."""
        period, _ = periods.open_period(2019, 1, by=THE_PROGRAM)
        report = Submission.objects.get(period=period, municipality=self.municipality)
        return Submission.objects.with_names().select_related("period").get(pk=report.pk)

    @property
    def approval_of_nil(self):
        report = self.archived
        many_moves.accept_rest_as_nil([(report, report.version)], by=self.coordinator)
        return workflow.approvals_of([report])[0]

    @property
    def newcomer(self):
        """A municipality that the open quarter does not know yet."""
        return factories.make_municipality("Новый")

    @property
    def approval(self):
        return workflow.approvals_of([self.report("approved")])[0]

    @property
    def late(self):
        """A report whose officer can no longer hand it in."""
        report = self.report()
        periods.close(self.period, by=self.coordinator)
        return Submission.objects.with_names().get(pk=report.pk)

    @property
    def remark(self):
        return factories.make_remark(self.report("submitted"), by=self.coordinator)

    @property
    def answered(self):
        return remarks.answer_remark(self.remark, by=self.owner, answer="Уточнено")

    @property
    def accepted(self):
        return remarks.accept_remark(self.remark, by=self.coordinator)

    @property
    def asked(self):
        report = self.report()
        extensions.ask(report, by=self.owner, reason="Болезнь")
        return report

    @property
    def notice(self):
        factories.make_notices([self.owner], Notice.Kind.APPROVED, "Принят")
        return Notice.objects.get(user=self.owner)

    def told(self, kind):
        """A report of which somebody was told."""
        report = self.report()
        factories.make_notices([self.owner], kind, "Сказано", submission=report)
        return report

    @property
    def job(self):
        return factories.make_import(self.period, self.municipality, by=self.owner, rows=[factories.make_row()])

    @property
    def applied(self):
        event = self.event()
        job = factories.make_import(self.period, self.municipality, by=self.owner, state="applied")
        ImportChange.objects.create(job=job, event=event, kind=ImportChange.Kind.CREATED, after=event.version)
        return job

    @cached_property
    def in_a_week(self):
        return timezone.localdate() + datetime.timedelta(days=7)

    @property
    def proposed(self):
        return factories.make_partner(
            "г. Орша",
            is_confirmed=False,
            proposed_by=self.owner,
            proposed_for=self.municipality,
            proposed_at=timezone.now(),
        )
