"""What the filter of the archive offers, and to whom."""

import pytest

from municipalities.models import PartnerCity
from reports.actions import partners
from reports.models import Submission
from reports.queries.archive_choices import choices_for, names_of, without_unknown
from reports.rules.archive_filter import ArchiveFilter
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def drafts(period, smolensk, vyazma, smolensk_officer, vyazma_officer):
    """Each municipality names a partner and a country of its own, and nothing has been handed in."""
    factories.make_country("CN", "Китай", "КНР")
    factories.make_country("RS", "Сербия", "Республика Сербия")
    named = {}
    for municipality, code, name in ((smolensk, "CN", "г. Чэнду"), (vyazma, "RS", "г. Ниш")):
        report = Submission.objects.get(period=period, municipality=municipality)
        partner = factories.make_partner(name, country=factories.make_country(code))
        factories.make_event(report, partners=[[partner.pk, name]], countries=[code], place_text="")
        named[municipality.pk] = partner
    return named


def test_partners_and_countries_of_other_peoples_drafts_are_not_offered(
    drafts, smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator
):
    """A list would tell what is in them."""
    for officer, partner, country in ((smolensk_officer, "г. Чэнду", "Китай"), (vyazma_officer, "г. Ниш", "Сербия")):
        offered = choices_for(officer)
        assert [words for _, words in offered["partners"]] == [partner]
        assert [words for _, words in offered["countries"]] == [country]
    assert choices_for(coordinator)["partners"] == []


def test_the_quarters_and_their_years_are_offered_the_latest_first(period, smolensk_officer, smolensk, vyazma):
    factories.make_period(2023, 1)
    offered = choices_for(smolensk_officer)
    assert offered["years"] == [(2024, "2024 год"), (2023, "2023 год")]
    assert offered["quarters"] == [("2024-4", "IV квартал 2024 года"), ("2023-1", "I квартал 2023 года")]
    assert [words for _, words in offered["municipalities"]] == ["Смоленск", "Вяземский"]


def test_a_proposed_partner_is_named_to_nobody_by_its_number(
    drafts, smolensk, vyazma, vyazma_officer, smolensk_officer
):
    partner = drafts[smolensk.pk]
    PartnerCity.objects.filter(pk=partner.pk).update(is_confirmed=False)
    asked = ArchiveFilter(partners=(partner.pk,))
    assert without_unknown(smolensk_officer, asked) == (asked, [])
    assert without_unknown(vyazma_officer, asked) == (ArchiveFilter(), ["partners"])


def test_an_old_link_to_a_merged_partner_asks_for_the_one_that_was_kept(drafts, smolensk, list_administrator):
    kept, gone = drafts[smolensk.pk], factories.make_partner("г. Чанду", country=factories.make_country("CN"))
    old = gone.pk
    partners.merge(kept, gone, by=list_administrator)
    chosen, unknown = without_unknown(list_administrator, ArchiveFilter(partners=(old, kept.pk)))
    assert (chosen.partners, unknown) == ((kept.pk,), [])
    assert names_of(chosen)["partners"] == {kept.pk: "г. Чэнду"}


def test_what_does_not_exist_is_left_out_and_named(smolensk, coordinator):
    """A municipality or a country without rows is asked for all the same: its list is empty, and says so."""
    factories.make_country("CN", "Китай", "КНР")
    asked = ArchiveFilter(municipalities=(smolensk.pk, 999), countries=("CN", "ZZ"), partners=(999,))
    chosen, unknown = without_unknown(coordinator, asked)
    assert unknown == ["municipalities", "countries", "partners"]
    assert chosen == ArchiveFilter(municipalities=(smolensk.pk,), countries=("CN",))
