"""The answers about the official report of Q4 2024, read by the program; skipped without it."""

import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from municipalities.lists.fixtures import load_lists
from reports.models import Submission
from reports.queries.archive import rows_for
from reports.rules.archive_filter import ArchiveFilter

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_the_answers_equal_a_count_by_hand(shared, coordinator, client_of):
    """By hand: 47 of 53 events with Belarus; documents were signed in rows 2, 7, 12 and 18."""
    load_lists()
    call_command("import_report", str(shared / "source" / "rows.json"), "2024", "4", "--apply", verbosity=0)
    now = timezone.now()
    Submission.objects.update(state="submitted", first_submitted_at=now, submitted_at=now, submitted_by=coordinator)
    page = client_of(coordinator).get(f"{reverse('figures')}?quarter=2024-4").content.decode()
    said = " ".join(re.sub(r"<[^>]*>", "", page).replace("\u00a0", " ").split())
    assert "состоялось 53 международных мероприятия, из них 47 – с участием Республики Беларусь" in said
    assert "Документы подписаны на 4 мероприятиях из 53" in said
    signed = rows_for(coordinator, ArchiveFilter(quarters=("2024-4",), documents=("any",))).select_related("event")
    told = json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))["events"]
    by_hand = {" ".join(event["name"].split()) for event in told if event["number"] in (2, 7, 12, 18)}
    assert {row.event.name for row in signed} == by_hand
    assert rows_for(coordinator, ArchiveFilter(quarters=("2024-4",), countries=("BY",))).count() == 47
