"""What tests of seals and of forgeries share, and the clock."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from municipalities.models import Contact, Partnership
from reports.actions import days_off, events, extensions, packages, partners, periods, releases, remarks, workflow
from reports.models import Agreement, DocumentStep, Event, ReleaseCopy, Scan, StoredFile, Submission
from tests import factories
from tests.replayed import replayed

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def life(smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator):
    """The report of Смоленск after a whole quarter."""
    return whole_quarter(smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator)


@replayed
def whole_quarter(smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator):
    """The report of Смоленск after remarks, a return, an extension, a merge, a release, a reopening and an addendum."""
    period = factories.make_period()
    kept = factories.make_partner(municipality=smolensk)
    gone = factories.make_partner("г. Витебскк", municipality=smolensk, is_confirmed=True)
    report = Submission.objects.get(period=period, municipality=smolensk)
    agreement = {"kind": "agreement", "title": "О дружбе", "parties": "", "countries": ["BY"]}
    values = {"partners": [[gone.pk, gone.name]], "countries": ["BY"], "agreements": [agreement]}
    event = factories.make_event(report, by=smolensk_officer, total=20, total_foreign=5, **values)
    other = factories.make_event(report, by=smolensk_officer, name="Второе")
    extensions.ask(report, by=smolensk_officer, reason="Болезнь")
    extensions.extend(report, by=coordinator, reason="Болезнь", until=timezone.localdate() + datetime.timedelta(days=3))
    report = workflow.submit(Submission.objects.get(pk=report.pk), by=smolensk_officer)
    events.set_order(report, by=coordinator, uids=[other.uid, event.uid])
    remark = remarks.add_remark(report, by=coordinator, text="Уточните", event=event, field="name")
    report = workflow.return_for_changes(Submission.objects.get(pk=report.pk), by=coordinator)
    remarks.answer_remark(remark, by=smolensk_officer, answer="Уточнено")
    report = workflow.submit(report, by=smolensk_officer)
    remarks.accept_remark(remark, by=coordinator)
    Contact.objects.create(partner=gone, name="Новикова И. П.", phone="+375 212 00-00-01", municipality=None)
    partners.merge(kept, gone, by=factories.make_user("lists", is_list_administrator=True))
    document = Agreement.objects.create(partnership=Partnership.objects.get(partner=kept), title="О побратимстве")
    DocumentStep.objects.create(document=document, words="Срок не указан", by=coordinator)
    paper = StoredFile.keep(b"%PDF-1.4", name="Скан.pdf", content_type="application/pdf", by=coordinator)
    Scan.objects.create(document=document, file=paper, by=coordinator)
    workflow.approve(report, by=coordinator, version=report.version)
    factories.make_submission(period, vyazma, state="approved", is_nil=True, officer=vyazma_officer)
    periods.set_dates(period, by=coordinator, window_from=period.window_from - datetime.timedelta(days=1))
    days_off.set_day(datetime.date(2027, 2, 22), is_off=True, note="перенос", by=coordinator)
    _, release = releases.close_and_release(period, by=coordinator)
    copied = {"file": release.document, "digest": release.digest, "by": coordinator}
    ReleaseCopy.objects.create(release=release, kind="pdf", **copied)
    packages.save_covering("О материалах", "Направляю {документ}.", by=coordinator)
    letter = packages.LetterFields("1", timezone.localdate(), "Министру", "Начальник отдела", "Е.В. Орлова")
    packages.make_package(release, letter, by=coordinator)
    periods.reopen_period(period, by=coordinator)
    day = timezone.localdate() + datetime.timedelta(days=5)
    report = workflow.reopen(Submission.objects.get(pk=report.pk), by=coordinator, reason="Ошибка", until=day)
    event = Event.objects.get(pk=event.pk)
    events.save_event(event, by=smolensk_officer, values={"purpose": "Иное"}, base_version=event.version)
    report = workflow.submit(Submission.objects.get(pk=report.pk), by=smolensk_officer)
    workflow.approve(report, by=coordinator, version=report.version)
    releases.make_release(period, by=coordinator)
    return Submission.objects.get(pk=report.pk)


@pytest.fixture
def clock(monkeypatch):
    """Function day, hour → the whole program sees this time."""

    def set_to(day, hour=9, minute=0):
        moment = datetime.datetime.combine(day, datetime.time(hour, minute), MOSCOW).astimezone(datetime.UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to
