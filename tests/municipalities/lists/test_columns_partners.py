"""Partners that went through Excel: a corrected row is still that row, and a country is named as people name it."""

import pytest
from django.urls import reverse

from municipalities.lists import columns
from municipalities.models import PartnerCity, Partnership
from tests import factories

from .test_columns import bad_rows, lists, load, preview, table

__all__ = ["lists"]

pytestmark = pytest.mark.django_db

HEAD = ["Имя", "Страна", "Область, регион", "Вид", "Другие написания", "Подтверждён"]


def row(name, country="BY", region="", synonyms=""):
    return [name, country, region, "город", synonyms, "да"]


@pytest.fixture
def belarus():
    country = factories.make_country("BY", "Беларусь")
    for name, region in [("г. Витебск", ""), ("г. Орша", "Витебская область"), ("г. Пинск", "Брестская область")]:
        PartnerCity.objects.create(name=name, country=country, region=region)
    return country


@pytest.mark.parametrize("words", ["BY", "by", "Беларусь", "республика беларусь", "БЕЛАРУСЬ"])
def test_a_country_is_named_by_name_or_code(lists, belarus, words):
    load(lists, "partnercity", table(HEAD, row("г. Минск", words)))
    assert PartnerCity.objects.get(name="г. Минск").country == belarus
    page = preview(lists, "partnercity", table(HEAD, row("г. Витебск", words)))
    assert page.context["confirm"] is None and page.context["report"]["bad"] == []


def test_an_unknown_country_is_refused_with_the_way_on(lists, belarus):
    assert "Беларусь или BY" in str(bad_rows(lists, "partnercity", table(HEAD, row("г. Рига", "Латвия"))))


@pytest.mark.parametrize(
    ("changed", "name", "region"),
    [
        (row("г. Витебск", region="Витебская область"), "г. Витебск", "Витебская область"),
        (row("г. Орша", region="Минская область"), "г. Орша", "Минская область"),
        (
            row("г. Оршa (Оршанский район)", region="Витебская область"),
            "г. Оршa (Оршанский район)",
            "Витебская область",
        ),
        (row("Витепск"), "Витепск", ""),
    ],
)
def test_a_changed_name_or_region_finds_its_old_row(lists, belarus, changed, name, region):
    before = set(PartnerCity.objects.values_list("pk", flat=True))
    page = preview(lists, "partnercity", table(HEAD, changed))
    assert "исправленная строка" in page.content.decode()
    load(lists, "partnercity", table(HEAD, changed))
    assert set(PartnerCity.objects.values_list("pk", flat=True)) == before
    found = PartnerCity.objects.get(name=name)
    assert found.region == region
    is_renamed = name not in ("г. Витебск", "г. Орша")
    assert bool(found.synonyms) is is_renamed


def test_another_name_and_a_row_that_the_file_still_has_make_a_new_row(lists, belarus):
    load(lists, "partnercity", table(HEAD, row("г. Гомель", region="Витебская область")))
    both = table(HEAD, row("г. Витебск"), row("г. Витебск", region="Витебская область"))
    load(lists, "partnercity", both)
    assert PartnerCity.objects.filter(name="г. Витебск").count() == 2
    assert PartnerCity.objects.count() == 5


def test_in_a_file_of_the_whole_list_the_missing_row_is_the_renamed_one(lists, belarus):
    PartnerCity.objects.create(name="г. Гродно", country=belarus, region="Гродненская область")
    rows = [row(one.name, region=one.region) for one in PartnerCity.objects.exclude(name="г. Пинск")]
    pinsk = PartnerCity.objects.get(name="г. Пинск")
    load(lists, "partnercity", table(HEAD, *rows, row("Полесский край", region="Брестская область")))
    pinsk.refresh_from_db()
    assert (pinsk.name, PartnerCity.objects.count()) == ("Полесский край", 4)


def test_a_partnership_names_the_country_of_its_partner_by_name_and_dates_as_excel_does(lists, smolensk):
    link = factories.make_partner("г. Витебск", smolensk).partnerships.get()
    Partnership.objects.update(as_of="2025-12")
    resource = columns.PartnershipResource
    head = resource.headings()
    cells = dict(zip(head, resource().export(resource().get_queryset()).dict[0].values(), strict=True))
    cells |= {"Страна партнёра": "Беларусь", "Сведения на": "дек.25"}
    page = preview(lists, "partnership", table(head, cells.values()))
    assert page.context["report"]["bad"] == [] and page.context["confirm"] is None
    cells["Сведения на"] = "позавчера"
    told = str(bad_rows(lists, "partnership", table(head, cells.values())))
    assert "Сведения на: «позавчера» – не дата" in told
    shown = lists.get(reverse("admin:municipalities_partnership_change", args=[link.pk])).content.decode()
    assert 'value="декабрь 2025"' in shown
