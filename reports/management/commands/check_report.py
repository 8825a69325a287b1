"""`manage.py check_report 2024 4 [--json]`: what a careful reader would ask, by event."""

import json
from itertools import groupby

from reports.models import Event, Submission
from reports.rules.findings import check_report, for_checking

from ._russian import RussianCommand, add_quarter, existing_period


class Command(RussianCommand):
    help = "Показывает вопросы проверки ко всем отчётам квартала, по мероприятиям."

    def add_arguments(self, parser):
        add_quarter(parser)
        parser.add_argument("--json", action="store_true", help="одним объектом JSON")

    def handle(self, *, year, quarter, json, **options):
        period = existing_period(year, quarter)
        checked = list(_checked(period))
        self.say(_as_json(period, checked)) if json else self._tell(period, checked)

    def _tell(self, period, checked):
        asked = [(name, event, findings) for name, event, findings in checked if findings]
        self.say(f"{period}: мероприятий {len(checked)}, с вопросами {len(asked)}.")
        for name, reports in groupby(asked, key=lambda entry: entry[0]):
            self.say(f"\n{name}")
            for _, event, findings in reports:
                self.say(f"  {event.name}")
                for finding in findings:
                    self.say(f"    {finding.label}: {finding.text}")


def _checked(period):
    """(municipality's name, event, its findings) for every event of the quarter, in report order. Three queries a
    report that has events."""
    for submission in Submission.objects.in_period(period).with_names().in_report_order():
        events = for_checking(Event.objects.filter(submission=submission))
        findings = check_report(events, period)
        for event in events:
            yield submission.label, event, [finding for finding in findings if finding.event is event]


def _as_json(period, checked):
    found = [finding for _, _, findings in checked for finding in findings]
    return json.dumps(
        {
            "year": period.year,
            "quarter": period.quarter,
            "errors": sum(finding.is_error for finding in found),
            "warnings": sum(not finding.is_error for finding in found),
            "events": [
                {
                    "uid": str(event.uid),
                    "municipality": name,
                    "name": event.name,
                    "findings": [
                        {"level": one.level, "rule": one.rule, "field": one.field, "text": one.text} for one in findings
                    ],
                }
                for name, event, findings in checked
            ],
        },
        ensure_ascii=False,
    )
