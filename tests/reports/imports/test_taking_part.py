"""What the texts of a row name as taking part is stored with the event, with its words beside it."""

import json

import pytest
from django.core.management import call_command

from municipalities.lists.fixtures import load_lists
from municipalities.models import Country
from reports.files.read.rows import ReadFile, ReadRow
from reports.imports.choices import values_of_changes
from reports.imports.compare import compare_read
from reports.imports.taking_part import taking_part
from reports.imports.values import Lists, values_of_row
from reports.models import Event
from reports.prose.cleaning import even_out
from reports.rules.event_fields import CELLS
from tests import factories

pytestmark = pytest.mark.django_db
WHO = "Делегация г. Витебска (Республика Беларусь) и коллективы из Сербии"


@pytest.fixture
def vitebsk(smolensk):
    return factories.make_partner("г. Витебск")


def test_countries_and_partners_of_the_texts_go_onto_the_event(smolensk, vitebsk):
    factories.make_country("RS", "Сербия", "Республика Сербия")
    row = factories.make_row(name="Концерт", purpose="Обмен опытом", participants=WHO, place="г. Смоленск")
    values = values_of_row(row, smolensk.pk, Lists())
    assert values["countries"] == ["BY", "RS"]
    assert values["partners"] == [[vitebsk.pk, "г. Витебск"]]
    assert values["note"] == ""


def test_each_find_says_from_which_words_it_came(smolensk, vitebsk):
    row = factories.make_row(name="Концерт", purpose="", participants=WHO, place="г. Орша (Республика Беларусь)")
    lists = Lists()
    sentences = dict(taking_part(row, smolensk.pk, lists).sentences(lists))
    assert list(sentences) == ["participants"]
    finds = [text for _, text in taking_part(row, smolensk.pk, lists).sentences(lists)]
    assert finds == [
        f"Страна: {Country.objects.get(pk='BY').full_name} – по словам «Делегация г. Витебска»",
        "Партнёр: г. Витебск – по словам «Делегация г. Витебска»",
    ]


def test_what_the_file_says_in_fields_of_its_own_is_not_asked_of_the_texts(smolensk, vitebsk):
    row = factories.make_row(participants=WHO, countries=("BY",), partners=("г. Витебск",))
    found = taking_part(row, smolensk.pk, Lists())
    assert (found.countries, found.partners) == ([], [])


def test_a_russian_partner_counts_where_the_municipality_works_with_it(smolensk):
    country = factories.make_country("RU", "Россия", "Российская Федерация")
    partner = factories.make_partner("г. Калуга", country=country)
    row = factories.make_row(name="Концерт", purpose="", participants="Делегация г. Калуги")
    assert taking_part(row, smolensk.pk, Lists()).partners == []
    factories.Partnership.objects.create(municipality=smolensk, partner=partner, kind="twin")
    assert [one.name for one, _ in taking_part(row, smolensk.pk, Lists()).partners] == ["г. Калуга"]


def test_a_country_that_the_list_lacks_is_left_out(smolensk):
    row = factories.make_row(name="Концерт", purpose="", participants="Гости из Японии", place="г. Смоленск")
    assert taking_part(row, smolensk.pk, Lists()).countries == []


def test_the_source_brings_belarus_to_all_47_rows_that_name_it(shared):
    load_lists()
    call_command("import_report", str(shared / "source" / "rows.json"), "2024", "4", "--apply", verbosity=0)
    rows = json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))["events"]
    named = {
        even_out(row["name"])
        for row in rows
        if "Беларус" in "".join(row[key] for key in ("name", "place", "purpose", "participants"))
    }
    found = Event.objects.filter(countries="BY")
    assert found.count() == 47
    assert {even_out(event.name) for event in found} == named


def test_a_corrected_row_brings_the_countries_that_its_participants_newly_name(period, smolensk):
    factories.make_country()
    factories.make_country("RS", "Сербия", "Республика Сербия")
    submission = factories.make_submission(period, smolensk)
    event = factories.make_event(
        submission, name="Концерт", participants="Коллективы из Беларуси", countries=["BY"], place_text="г. Смоленск"
    )
    texts = {attribute: getattr(event, name) for name, attribute in CELLS.items()}
    texts["participants"] = "Коллективы из Беларуси и Сербии"
    row = ReadRow(where="строка 1", section="", uid=str(event.uid), version=event.version, **texts)
    (proposal,) = compare_read(ReadFile(rows=[row]), period, municipality=smolensk).proposals
    (follower,) = [change for change in proposal.fields if change.field == "countries"]
    assert (follower.file, follower.follows) == ("Республика Сербия", "participants")
    values = values_of_changes(proposal, ["participants"], Lists())
    assert values["countries"] == ["BY", "RS"]
