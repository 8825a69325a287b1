"""A busy quarter: whatever the program itself does, its seals hold."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from municipalities.models import MunicipalityName
from reports.actions import event_values, releases, workflow
from reports.imports import jobs
from reports.imports.choices import default_choices
from reports.imports.compare import compare
from reports.models import EventRevision, StoredContent, Submission
from reports.prose.places.understand import understand_place
from reports.queries.control_line import control_line, not_continued
from tests import factories

from .test_sealed_rows import found

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def test_a_busy_quarter_verifies_clean_after_every_step(
    period, vyazma, vyazma_officer, coordinator, monkeypatch, capsys
):
    """Imports and their undoing, a new reading of texts, a rename, the daily cleaning, and a clock that goes back."""
    report = Submission.objects.get(period=period, municipality=vyazma)
    now, shift = timezone.now, [datetime.timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: now() + shift[0])

    def take_in(name):
        job = factories.make_import(period, vyazma, by=vyazma_officer, rows=[factories.make_row(name)])
        job = jobs.apply(job, vyazma_officer, default_choices(compare(job, by=vyazma_officer)))
        assert job.state == "applied"
        return job

    def again():
        return Submission.objects.get(pk=report.pk)

    def undo():
        assert jobs.undo(take_in("Отменённое"), vyazma_officer).taken_back == 1

    def understand():
        with monkeypatch.context() as newer:
            newer.setattr(
                event_values, "understand_place", lambda *_: understand_place("г. Минск (Республика Беларусь)")
            )
            call_command("understand_again", "--apply")
        assert EventRevision.objects.filter(cause="understood").exists()

    def rename():
        MunicipalityName.objects.create(
            municipality=vyazma, label="Вяземский округ", heading="Вяземский округ", valid_from=period.ends_on
        )

    def clean_up():
        refused = factories.make_import(period, vyazma, by=vyazma_officer, state="refused", refusal="Не таблица.")
        refused.ended_at = timezone.now() - datetime.timedelta(days=40)
        refused.save()
        call_command("clean_up")
        assert StoredContent.objects.exclude(dropped_at=None).exists()

    def correct_name():
        name = vyazma.names.order_by("valid_from").last()
        name.heading = "муниципальный округ «Вяземский»"
        name.save()

    def clock_back():
        shift[0] = datetime.timedelta(hours=-1)
        workflow.return_for_changes(again(), by=coordinator, note="Уточните")
        shift[0] = datetime.timedelta(hours=-2)
        workflow.submit(again(), by=vyazma_officer)

    def approve():
        workflow.approve(again(), by=coordinator, version=again().version)

    def reopen():
        workflow.reopen(again(), by=coordinator, reason="Ошибка", until=timezone.localdate())

    steps = {
        "import": lambda: take_in("Приехал хор"),
        "undo": undo,
        "own": lambda: factories.make_event(report, by=vyazma_officer, place_text="г. Брест (Республика Беларусь)"),
        "understand": understand,
        "rename": rename,
        "clean up": clean_up,
        "hand in": lambda: workflow.submit(again(), by=vyazma_officer),
        "clock back": clock_back,
        "approve": approve,
        "release": lambda: releases.close_and_release(period, by=coordinator),
        "correct a name": correct_name,
        "reopen": reopen,
        "import again": lambda: take_in("Приехал театр"),
        "hand in again": lambda: workflow.submit(again(), by=vyazma_officer),
        "approve again": approve,
        "addendum": lambda: releases.make_release(period, by=coordinator),
        "clean up again": lambda: call_command("clean_up"),
    }
    for name, step in steps.items():
        line = control_line()
        step()
        assert (name, found(), not_continued(line)) == (name, [], [])
    call_command("verify_history")
    assert "История цела" in capsys.readouterr().out
