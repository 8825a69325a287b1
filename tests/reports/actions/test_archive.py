"""The archive says what events and releases say, after every kind of write."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from municipalities.models import PartnerCity
from reports.actions import archive, corrections, events, partners, releases, workflow
from reports.models import ArchiveBuild, ArchiveRow, Event, Submission
from reports.queries.archive import rows_for, texts_of
from reports.rules.archive_filter import ArchiveFilter
from reports.rules.permissions import THE_PROGRAM
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def rows():
    """Everything that the archive holds, without its own keys."""
    found = ArchiveRow.objects.select_related("event").order_by("event", "edition")
    texts = texts_of(list(found))
    names = [field.attname for field in ArchiveRow._meta.concrete_fields if field.attname != "id"]
    return [
        (
            {name: getattr(row, name) for name in names},
            sorted(row.countries.values_list("pk", flat=True)),
            sorted(row.partners.values_list("pk", flat=True)),
            list(row.documents.values_list("kind", "title", "signed_on")),
            texts[row.pk],
        )
        for row in found
    ]


def check_against_a_new_one():
    kept = rows()
    archive.rebuild(by=THE_PROGRAM)
    assert rows() == kept
    return kept


def test_an_event_stands_in_it_as_it_is_until_it_is_deleted(period, smolensk, smolensk_officer):
    """Countries of the participants, the place, the partners and the documents count together, without Russia."""
    report = Submission.objects.get(period=period, municipality=smolensk)
    china, russia = factories.make_country("CN", "Китай", "КНР"), factories.make_country("RU", "Россия", "Россия")
    serbia = factories.make_country("RS", "Сербия", "Республика Сербия")
    partner = factories.make_partner("г. Ухань", country=china)
    document = {"kind": "memorandum", "title": "Меморандум", "signed_on": "2024-11-05", "countries": ["RS", "RU"]}
    event = factories.make_event(
        report, countries=["RU"], partners=[[partner.pk, partner.name]], agreements=[document], total=40
    )
    [(row, countries, named, documents, texts)] = check_against_a_new_one()
    assert countries == ["BY", "CN", "RS"]
    assert named == [partner.pk]
    assert documents == [("memorandum", "Меморандум", datetime.date(2024, 11, 5))]
    assert (row["start"], row["newest"], row["total"]) == (datetime.date(2024, 11, 4), datetime.date(2024, 11, 4), 40)
    assert texts["name"] == event.name
    assert russia.pk not in countries
    assert serbia.pk in countries

    event = events.save_event(
        event,
        by=smolensk_officer,
        values={"agreements": [], "partners": [], "period_text": "уточняется"},
        base_version=1,
    )
    [(row, countries, named, documents, _)] = check_against_a_new_one()
    assert (row["version"], row["start"], row["newest"]) == (2, None, period.ends_on)
    assert (countries, named, documents) == (["BY"], [], [])

    events.delete_event(event, by=smolensk_officer)
    assert rows() == []
    events.undelete_event(event, by=smolensk_officer)
    assert len(check_against_a_new_one()) == 1


def test_a_release_keeps_its_words_while_the_row_goes_on(period, smolensk, smolensk_officer, coordinator):
    report = factories.make_submission(period, smolensk, state="approved", officer=smolensk_officer, events=2)
    release = releases.close_and_release(period, by=coordinator)[1]
    kept = check_against_a_new_one()
    assert [(row["edition"], row["number"]) for row, *_ in kept] == [
        ("now", None),
        ("released", 1),
        ("now", None),
        ("released", 2),
    ]
    first, second = report.events.order_by("pk")
    told = {"by": coordinator, "values": {"name": "Иное имя"}, "reason": "Опечатка"}
    corrections.correct_row(first, **told, version=Submission.objects.get(pk=report.pk).version)
    stands, printed, *_ = check_against_a_new_one()
    assert (stands[4]["name"], printed[4]["name"]) == ("Иное имя", f"{factories.EVENT['name']} 1")
    addendum = releases.make_release(period, by=coordinator)
    _, printed, _, other = check_against_a_new_one()
    assert (printed[0]["release_id"], printed[0]["number"], printed[4]["name"]) == (addendum.pk, 1, "Иное имя")
    assert (other[0]["release_id"], other[0]["number"]) == (release.pk, 2)

    report = workflow.reopen(
        Submission.objects.get(pk=report.pk), by=coordinator, reason="Проверьте", until=timezone.localdate()
    )
    events.delete_event(second, by=smolensk_officer)
    report = workflow.submit(Submission.objects.get(pk=report.pk), by=smolensk_officer)
    workflow.approve(report, by=coordinator, version=report.version)
    releases.make_release(period, by=coordinator)
    assert [row["edition"] for row, *_ in check_against_a_new_one()] == ["now", "released"]


def test_rows_follow_a_merge_of_partners_and_its_undoing(period, smolensk, coordinator, list_administrator):
    report = factories.make_submission(period, smolensk, state="approved")
    kept, gone = factories.make_partner("г. Полоцк"), factories.make_partner("г. Полацк")
    event = report.events.get()
    Event.objects.filter(pk=event.pk).update(version=event.version)
    event.partners.set([gone])
    archive.rebuild(by=THE_PROGRAM)
    releases.close_and_release(period, by=coordinator)

    partners.merge(kept, gone, by=list_administrator)
    assert check_against_a_new_one()[0][2] == [kept.pk]
    partners.undo_merge(kept.merges.get(), by=list_administrator)
    assert check_against_a_new_one()[0][2] == [PartnerCity.objects.get(name="г. Полацк").pk]


def test_rows_follow_the_list_of_partners(period, smolensk, smolensk_officer, client_of, list_administrator):
    """A partner that was proposed in the wrong country, or under a wrong name, and is put right in the list."""
    china = factories.make_country("CN", "Китай", "КНР")
    factories.make_country()
    partner = factories.make_partner("г. Ухонь", country=china)
    report = Submission.objects.get(period=period, municipality=smolensk)
    factories.make_event(report, place_text="г. Смоленск", partners=[[partner.pk, partner.name]])
    assert check_against_a_new_one()[0][1] == ["CN"]
    form = {"name": "г. Орша", "kind": "city", "region": "", "country": "BY", "synonyms": ""}
    address = reverse("admin:municipalities_partnercity_change", args=[partner.pk])
    assert client_of(list_administrator).post(address, form).status_code == 302
    assert check_against_a_new_one()[0][1] == ["BY"]
    found = ArchiveFilter(words="Орша")
    assert rows_for(smolensk_officer, found).count() == 1


def test_migrate_makes_the_archive_where_it_lacks(period, smolensk):
    """A database of before the archive has it after `migrate`; one that has it is left alone."""
    factories.make_event(Submission.objects.get(period=period, municipality=smolensk))
    archive.rebuild(by=THE_PROGRAM)
    made = rows()
    ArchiveRow.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert rows() == []
    ArchiveBuild.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert rows() == made
