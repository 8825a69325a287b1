"""Partners that officers propose: found or proposed on saving, confirmed, merged; and who gets to see them."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.utils import timezone

from municipalities.lists.fixtures import load_lists
from municipalities.models import PartnerCity, Partnership
from reports.actions import events, partners
from reports.imports.values import Lists
from reports.models import Agreement, Event, Notice, Submission
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def submission(period, smolensk, smolensk_officer):
    return Submission.objects.get(period=period, municipality=smolensk)


def save_with(submission, *typed, **values):
    return factories.make_event(submission, new_partners=[list(pair) for pair in typed], **values)


def names(event):
    return sorted(event.partners.values_list("name", flat=True))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# Proposing


def test_a_partner_that_is_not_in_the_list_is_proposed_with_the_event(submission, smolensk_officer):
    event = save_with(submission, ("г. Гродно", "BY"))
    partner = event.partners.get()
    assert (partner.name, partner.country_id, partner.is_confirmed) == ("г. Гродно", "BY", False)
    assert (partner.proposed_by, partner.proposed_for) == (smolensk_officer, submission.municipality)
    assert partner.proposed_at <= timezone.now()
    content = event.revisions.get().content
    assert content["partners"] == [[partner.pk, "г. Гродно"]]
    assert "new_partners" not in content


def test_administrators_of_lists_hear_of_a_proposal_until_it_is_decided(submission, list_administrator):
    told = Notice.objects.filter(user=list_administrator, kind=Notice.Kind.PROPOSED)
    partner = save_with(submission, ("г. Гродно", "BY")).partners.get()
    save_with(submission, ("г. Гродно", "BY"), name="Второе")
    assert "«г. Гродно» (Республика Беларусь)" in told.get().text
    assert Client().get(told.get().path).status_code == 302  # an address that exists; it asks to sign in
    assert told.current().exists()
    partners.confirm(partner, by=list_administrator)
    assert not told.current().exists()


def test_a_merged_proposal_is_settled_too(submission, list_administrator):
    told = Notice.objects.filter(user=list_administrator, kind=Notice.Kind.PROPOSED)
    partner = save_with(submission, ("г. Гродна", "BY")).partners.get()
    partners.merge(factories.make_partner("г. Гродно"), partner, by=list_administrator)
    assert told.exists()
    assert not told.current().exists()


@pytest.mark.parametrize("typed", ["г. Витебск", "Г.  ВИТЕБСК", "Витебск", "Vitebsk", "г. Bитебск"])
def test_a_partner_of_the_list_is_linked_however_it_is_written(submission, typed):
    known = factories.make_partner("г. Витебск", synonyms="Vitebsk\nг. Витебскъ")
    assert list(save_with(submission, (typed, "BY")).partners.all()) == [known]
    assert PartnerCity.objects.count() == 1


def test_the_same_name_in_another_country_is_another_partner(submission):
    factories.make_partner("г. Витебск")
    factories.make_country("PL", "Польша", "Республика Польша")
    assert save_with(submission, ("г. Витебск", "PL")).partners.get().country_id == "PL"


def test_among_namesakes_the_municipalitys_own_is_meant_and_otherwise_none(submission, smolensk):
    for region in ("Брестская область", "Гомельская область"):
        factories.make_partner("Советский район", region=region)
    own = factories.make_partner("Советский район", smolensk, region="Минская область")
    assert save_with(submission, ("Советский район", "BY")).partners.get() == own
    own.partnerships.all().delete()
    assert save_with(submission, ("Советский район", "BY")).partners.get().is_confirmed is False


def test_two_municipalities_propose_one_partner(submission, period, vyazma):
    first = save_with(submission, ("г. Гродно", "BY")).partners.get()
    other = Submission.objects.get(period=period, municipality=vyazma)
    assert save_with(other, ("г. ГРОДНО", "BY")).partners.get() == first


def test_typed_partners_join_those_of_the_event(submission, smolensk_officer):
    event = save_with(submission, ("г. Гродно", "BY"))
    event = events.save_event(
        event, by=smolensk_officer, values={"new_partners": [["г. Лида", "BY"], ["г. Гродно", "BY"]]}, base_version=1
    )
    assert names(event) == ["г. Гродно", "г. Лида"]


def test_a_refused_save_proposes_nothing_and_keeps_what_was_typed(submission, smolensk_officer):
    event = factories.make_event(submission)
    events.save_event(event, by=smolensk_officer, values={"purpose": "Одна"}, base_version=1)
    values = {"purpose": "Другая", "new_partners": [["г. Гродно", "BY"]]}
    with pytest.raises(events.StaleEdit) as stale:
        events.save_event(event, by=smolensk_officer, values=values, base_version=1)
    assert stale.value.values["new_partners"] == [["г. Гродно", "BY"]]
    assert not PartnerCity.objects.exists()


@pytest.mark.parametrize("typed", [("г. Гродно", "ZZ"), ("а" * 251, "BY")])
def test_what_the_columns_do_not_take_is_refused_by_its_field(submission, typed):
    with pytest.raises(events.ValidationError) as refusal, transaction.atomic():
        save_with(submission, typed)
    assert list(refusal.value.message_dict) == ["new_partners"]
    assert not Event.objects.exists()


def test_half_a_proposal_is_refused_by_the_database(smolensk):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_partner(is_confirmed=False, proposed_for=smolensk)


# Offering


def test_confirming_twice_is_one_line_of_the_history(submission, list_administrator):
    partner = save_with(submission, ("г. Гродно", "BY")).partners.get()
    assert [partners.confirm(partner, by=list_administrator) for _ in range(2)] == [True, False]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr, entry.change_message) == (list_administrator, "г. Гродно", "Подтверждён.")
    assert fresh(partner).proposed_by is not None


# Merging


@pytest.fixture
def kept(smolensk):
    return factories.make_partner("г. Витебск", smolensk, synonyms="Витебск-город")


@pytest.fixture
def gone(submission):
    partner = save_with(submission, ("Вицебск", "BY")).partners.get()
    partner.synonyms = "Віцебск\nг. ВИТЕБСК"
    partner.save()
    return partner


def test_merging_moves_every_event_and_changes_no_version(submission, smolensk_officer, kept, gone, list_administrator):
    """Deleted events too; an event with both names the kept one once; texts and versions stay as approved."""
    both = factories.make_event(submission, partners=[[kept.pk, kept.name], [gone.pk, gone.name]])
    deleted = events.delete_event(
        factories.make_event(submission, partners=[[gone.pk, gone.name]]), by=smolensk_officer
    )
    versions = [fresh(submission).version, *Event.objects.order_by("pk").values_list("version", flat=True)]
    partners.merge(kept, gone, by=list_administrator)
    assert all(list(event.partners.all()) == [kept] for event in Event.objects.all())
    assert {both.pk, deleted.pk} <= {event.pk for event in kept.events.all()}
    assert versions == [fresh(submission).version, *Event.objects.order_by("pk").values_list("version", flat=True)]
    assert not PartnerCity.objects.filter(pk=gone.pk).exists()


def test_merging_reaches_approved_reports_too(period, vyazma, coordinator, kept, gone, list_administrator):
    report = factories.make_submission(period, vyazma, state="draft", events=0)
    factories.make_event(report, partners=[[gone.pk, gone.name]])
    report = factories.move_to(
        Submission.objects.get(pk=report.pk), "approved", officer=factories._someone(vyazma), coordinator=coordinator
    )
    partners.merge(kept, gone, by=list_administrator)
    assert (fresh(report).state, fresh(report).version) == ("approved", report.version)
    assert report.events.get().partners.get() == kept


def test_the_old_writings_find_the_kept_partner(submission, smolensk, kept, gone, list_administrator):
    partners.merge(kept, gone, by=list_administrator)
    assert fresh(kept).synonyms.splitlines() == ["Витебск-город", "Вицебск", "Віцебск"]
    assert save_with(submission, ("вицебск", "BY")).partners.get() == kept
    assert Lists().partner("Вицебск", smolensk.pk) == kept


def test_partnerships_move_and_of_two_with_one_municipality_the_kept_ones_stays(
    smolensk, vyazma, kept, gone, list_administrator
):
    twin = Partnership.objects.get(municipality=smolensk, partner=kept)
    doubled = Partnership.objects.create(
        municipality=smolensk, partner=gone, kind=Partnership.Kind.JOINT, note="Со слов музея"
    )
    moving = Partnership.objects.create(municipality=vyazma, partner=gone, kind=Partnership.Kind.JOINT)
    signed = Agreement.objects.create(partnership=doubled, title="Договор")
    links = partners.links_between(kept, gone)
    assert (links.events, links.moving, links.ending) == (1, [moving], [(doubled, twin)])
    partners.merge(kept, gone, by=list_administrator)
    assert set(kept.partnerships.all()) == {twin, moving}
    assert fresh(signed).partnership == twin
    assert "Со слов музея" in LogEntry.objects.get(object_id=kept.pk).change_message


def test_both_histories_tell_of_the_merge(kept, gone, list_administrator):
    old = gone.pk
    partners.merge(kept, gone, by=list_administrator)
    told = {int(e.object_id): e.change_message for e in LogEntry.objects.filter(user=list_administrator)}
    assert "Вицебск" in told[kept.pk] and "г. Витебск" in told[old]


def test_only_two_partners_are_merged_and_a_confirmed_one_stays(submission, kept, gone, list_administrator):
    elsewhere = PartnerCity(pk=gone.pk + 1000, name="Нет такого")
    for one, other in [(kept, kept), (gone, kept), (kept, elsewhere)]:
        with pytest.raises(partners.MergeRefused):
            partners.merge(one, other, by=list_administrator)
    assert PartnerCity.objects.count() == 2


def test_an_old_version_comes_back_with_the_kept_partner(submission, smolensk_officer, kept, gone, list_administrator):
    event = gone.events.get()
    event = events.save_event(event, by=smolensk_officer, values={"partners": []}, base_version=1)
    third = factories.make_partner("г. Полоцк")
    partners.merge(kept, gone, by=list_administrator)
    partners.merge(third, kept, by=list_administrator)
    event = events.restore_version(event, by=smolensk_officer, version=1, base_version=2)
    assert list(event.partners.all()) == [third]


def test_a_merge_is_nobodys_change_of_an_event(submission, smolensk_officer, kept, gone, list_administrator):
    """Who had the event open before the merge saves partners of his own without a conflict about them."""
    event = gone.events.get()
    other = factories.make_partner("г. Полоцк")
    partners.merge(kept, gone, by=list_administrator)
    events.save_event(event, by=smolensk_officer, values={"purpose": "Коллега"}, base_version=1)
    values = {"partners": [[gone.pk, gone.name], [other.pk, other.name]]}
    event = events.save_event(event, by=smolensk_officer, values=values, base_version=1)
    assert (names(event), event.purpose) == (["г. Витебск", "г. Полоцк"], "Коллега")


def test_everything_that_refers_to_a_partner_is_known_to_the_merge():
    """A new relation fails this test until `merge` moves it."""
    referring = {
        (relation.related_model, relation.field.name)
        for model in (PartnerCity, Partnership)
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and relation.is_relation
    }
    assert {(model.__name__, name) for model, name in referring} == {
        ("Event", "partners"),
        ("EventPartner", "partner"),
        ("Partnership", "partner"),
        ("Contact", "partner"),
        ("Agreement", "partnership"),
        ("PartnerMerge", "kept"),
        ("ArchiveRow", "partners"),
        ("ArchiveRow_partners", "partnercity"),  # derived: read anew
        ("Notice", "partner"),  # let go: what it told is settled by the merge
    }


def test_a_partner_that_an_event_names_cannot_be_deleted_on_any_way(gone):
    for delete in (gone.delete, PartnerCity.objects.filter(pk=gone.pk).delete):
        with pytest.raises(models.ProtectedError):
            delete()
    assert gone.events.count() == 1


def test_loading_the_lists_brings_no_merged_partner_back(list_administrator):
    load_lists()
    kept, gone = PartnerCity.objects.filter(country="BY").order_by("pk")[:2]
    partners.merge(kept, gone, by=list_administrator)
    count = PartnerCity.objects.count()
    load_lists()
    assert PartnerCity.objects.count() == count
