"""The lists of countries and partners are read once and again after every change of them."""

import pytest
from django.db import transaction

from municipalities.models import Country, ListChange, PartnerCity, Partnership
from municipalities.models.list_changes import KEPT, list_stamp, note_list_change
from reports.queries.reference_lists import reference_lists
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def names():
    lists = reference_lists()
    return [c.name for c in lists.countries], [p.name for p in lists.partners]


def test_they_are_read_once(django_assert_num_queries):
    factories.make_partner("г. Витебск")
    reference_lists()
    with django_assert_num_queries(1):
        assert names() == (["Беларусь"], ["г. Витебск"])
    stamp = list_stamp()
    with django_assert_num_queries(0):
        reference_lists(stamp)


def test_every_kind_of_change_is_seen(smolensk):
    partner = factories.make_partner("г. Витебск")
    assert names()[1] == ["г. Витебск"]
    partner.name = "г. Полоцк"
    partner.save()
    assert names()[1] == ["г. Полоцк"]
    PartnerCity.objects.filter(pk=partner.pk).update(name="г. Орша")
    assert names()[1] == ["г. Орша"]
    Country.objects.bulk_create([Country(code="CN", name="Китай", full_name="Китай", sort_key="китай")])
    assert names()[0] == ["Беларусь", "Китай"]
    Country.objects.filter(code="CN").delete()
    assert names()[0] == ["Беларусь"]
    link = Partnership.objects.create(municipality=smolensk, partner=partner)
    assert reference_lists().own_partners(smolensk.pk) == {partner.pk}
    link.delete()
    assert reference_lists().own_partners(smolensk.pk) == set()
    partner.delete()
    assert names()[1] == []


def test_what_was_taken_back_is_not_kept():
    factories.make_partner("г. Витебск")
    with transaction.atomic():
        factories.make_partner("г. Орша")
        assert len(names()[1]) == 2
        transaction.set_rollback(True)
    assert names()[1] == ["г. Витебск"]
    factories.make_partner("г. Лида")
    assert names()[1] == ["г. Витебск", "г. Лида"]


def test_old_changes_are_forgotten():
    for _ in range(2 * KEPT + 5):
        note_list_change()
    assert ListChange.objects.count() <= 2 * KEPT
