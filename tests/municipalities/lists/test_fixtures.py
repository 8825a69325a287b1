"""The lists from files: the shipped ones have the form of import and export; loading again undoes no correction."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from municipalities.lists.fixtures import LISTS, PATIENCE, ListsRefused, load_lists
from municipalities.models import (
    Country,
    LoadedRow,
    Municipality,
    MunicipalityName,
    PartnerCity,
    Partnership,
)
from reports.actions.lists import fill_lists
from reports.files.read import process
from tests.shipped import FIXTURES, NAMES

from .test_columns import export, load

pytestmark = pytest.mark.django_db
MODELS = {name: resource._meta.model._meta.model_name for name, (resource, _) in LISTS.items()}
MUNICIPALITIES = (
    "ОКТМО;Краткое имя;Телефон;Первое наименование: заголовок раздела;Первое наименование: на страницах;"
    "Первое наименование: действует с"
)
VYAZMA = "66505000;Вяземский;8 (48131) 1-11-11;Вяземский район;Вяземский район;01.01.2006"
PARTNERS = "Имя;Страна;Область, регион;Вид"
PARTNERSHIPS = "ОКТМО;Муниципальное образование;Партнёр;Страна партнёра;Регион партнёра;Вид связи;Состояние;Уверенность"


@pytest.fixture
def folder(tmp_path):
    """Function of file names and their lines: the folder with these files."""

    def write(files):
        for name, lines in files.items():
            (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def own(folder):
    """A small folder: one of each list."""
    return folder(
        {
            "countries.csv": ["Код;Краткое имя;Имя в документах", "BY;Беларусь;Республика Беларусь"],
            "municipalities.csv": [MUNICIPALITIES, VYAZMA],
            "partners.csv": [PARTNERS, "г. Орша;BY;Витебская область;город"],
            "partnerships.csv": [
                PARTNERSHIPS,
                "66505000;Вяземский;г. Орша;BY;Витебская область;побратим;действует;высокая",
            ],
        }
    )


@pytest.mark.parametrize("is_command", [True, False])
def test_a_command_waits_longer_for_a_file_than_a_page(is_command, own, list_administrator, monkeypatch):
    """While a server is installed it is busy, and a file that is read slowly is no reason to end there."""
    asked, answer = [], process._answer

    def told(data, wishes, seconds, tell=None):
        asked.append(seconds)
        return answer(data, wishes, seconds, tell)

    monkeypatch.setattr(process, "_answer", told)
    if is_command:
        call_command("load_lists", own)
    else:
        fill_lists(own, by=list_administrator)
    assert set(asked) == {PATIENCE if is_command else process.SECONDS_OF_LIST}
    assert PATIENCE > process.SECONDS_OF_LIST


def counts(loaded):
    return [(one.added, one.changed, one.same, len(one.differing), len(one.gone)) for one in loaded]


def everything():
    models = (Country, Municipality, MunicipalityName, PartnerCity, Partnership)
    return {model: sorted(model.objects.values_list(), key=str) for model in models}


def test_each_shipped_file_goes_through_the_import_page_and_comes_back_the_same(client_of, list_administrator):
    """Byte for byte: what the program gives, it takes, and the other way round."""
    client = client_of(list_administrator)
    for name in NAMES:
        data = (FIXTURES / f"{name}.csv").read_bytes()
        load(client, MODELS[name], data)
        assert export(client, MODELS[name], "csv").content == data, name


def test_an_empty_server_gets_all_lists_and_the_second_time_nothing():
    added = [one.added for one in load_lists()]
    assert added == [251, 27, 25, 27, 28]  # the first name comes with its municipality
    before = everything()
    assert not any(one.written for one in load_lists())
    assert everything() == before


def test_names_change_on_the_day_of_the_reform():
    load_lists()
    vyazma = Municipality.objects.get(short_name="Вяземский")
    first, second = vyazma.names.order_by("valid_from")
    assert first.heading == "Муниципальное образование «Вяземский район» Смоленской области"
    assert (second.label, f"{second.valid_from:%d.%m.%Y}") == ("Вяземский муниципальный округ", "01.01.2025")
    assert Municipality.objects.first().short_name == "Смоленск"


def test_what_is_only_known_in_words_stays_words():
    load_lists()
    assert set(Partnership.objects.filter(confidence="low").values_list("kind", flat=True)) == {"joint"}
    assert Partnership.objects.filter(signed_on=None).exclude(signed_text="").exists()


def test_a_correction_by_hand_stays_and_is_told(own):
    load_lists(own)
    Municipality.objects.update(phone="8 (48131) 2-22-22")
    lists = {one.file: one for one in load_lists(own)}
    told = ("Телефон", "8 (48131) 2-22-22", "8 (48131) 1-11-11")
    assert lists["municipalities.csv"].differing == [(2, "Вяземский", [told])]
    assert Municipality.objects.get().phone == "8 (48131) 2-22-22"
    assert [one.changed for one in load_lists(own, overwrite=True)] == [0, 1, 0, 0]
    assert Municipality.objects.get().phone == "8 (48131) 1-11-11"


@pytest.mark.parametrize("overwrite", [False, True])
def test_what_the_file_leaves_empty_stays_as_the_office_has_filled_it_in(own, overwrite):
    """The shipped lists have no signers; loading them again is no reason to lose those of the office."""
    load_lists(own)
    (own / "municipalities.csv").write_text(
        "\n".join([f"{MUNICIPALITIES};Подписывающий", "66505000;Вяземский;;;;;"]), encoding="utf-8"
    )
    Municipality.objects.update(signer_name="С.Д. Ракитин", email="vyazma@example.ru")
    before = everything()
    assert not any(one.differing or one.written for one in load_lists(own, overwrite=overwrite))
    assert everything() == before


@pytest.mark.parametrize(
    ("correct", "gone"),
    [
        (lambda: _rename(PartnerCity.objects.get(), name="г. Орша (Оршанский район)"), {"partners", "partnerships"}),
        (lambda: _rename(PartnerCity.objects.get(), region="Оршанский район"), {"partners", "partnerships"}),
        (lambda: _rename(Municipality.objects.get(), oktmo="66505001"), {"municipalities", "partnerships"}),
        (lambda: _rename(Municipality.objects.get(), short_name="Вязьма"), set()),
        (lambda: Partnership.objects.get().delete(), {"partnerships"}),
        (
            lambda: (Partnership.objects.get().delete(), PartnerCity.objects.get().delete()),
            {"partners", "partnerships"},
        ),
    ],
    ids=["partner renamed", "region", "oktmo", "short name", "partnership deleted", "partner deleted"],
)
@pytest.mark.parametrize("overwrite", [False, True])
def test_what_was_renamed_or_deleted_by_hand_is_not_brought_back(own, correct, gone, overwrite):
    """Not even under its old name beside the new one. A renamed municipality is known by its code."""
    load_lists(own)
    correct()
    before = {model: len(rows) for model, rows in everything().items()}
    loaded = load_lists(own, overwrite=overwrite)
    assert {one.file.removesuffix(".csv") for one in loaded if one.gone} == gone
    assert {model: len(rows) for model, rows in everything().items()} == before


def _rename(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def test_a_partner_that_is_there_under_another_writing_is_not_doubled(own):
    """Its partnership is found, too."""
    load_lists(own)
    LoadedRow.objects.all().delete()  # as where the lists were filled by hand
    _rename(PartnerCity.objects.get(), name="г. Орша (Оршанский район)", synonyms="г. Орша")
    assert counts(load_lists(own)) == [(0, 0, 1, 0, 0), (0, 0, 1, 0, 0), (0, 0, 0, 0, 1), (0, 0, 1, 0, 0)]


def test_a_refusal_names_every_bad_row_and_leaves_nothing(own):
    (own / "municipalities.csv").write_text(
        "\n".join([MUNICIPALITIES, "12;Вяземский;;Вяземский район;Вяземский район;01.01.2006", ";;;;;31.02.2006"]),
        encoding="utf-8",
    )
    (own / "partners.csv").write_text("\n".join([PARTNERS, "г. Псков;XX;;город"]), encoding="utf-8")
    with pytest.raises(ListsRefused) as refused:
        load_lists(own)
    places = [reason.partition(": ")[0] for reason in refused.value.reasons]
    assert places == [
        "municipalities.csv, строка 2",
        *["municipalities.csv, строка 3"] * (len(places) - 3),
        "partners.csv, строка 2",
        "partnerships.csv",
    ]
    assert any("Страны «XX» нет в списке" in reason for reason in refused.value.reasons)
    assert not any(everything().values())
    assert not LoadedRow.objects.exists()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "нет ни одного списка"),
        ({"заметки.txt": ["Страны"]}, "нет ни одного списка"),
        ({"countries.csv": ["Код", "BY"], "Страны 2026-01-31.csv": ["Код", "BY"]}, "два файла"),
        ({"countries.csv": [""]}, "countries.csv: В файле ничего нет"),
        ({"countries.csv": ["Имя", "Беларусь"]}, "countries.csv: Нет столбца «Код»"),
    ],
    ids=["empty", "other files", "twice", "empty file", "no key"],
)
def test_a_folder_that_makes_no_sense_is_refused(folder, files, sentence):
    with pytest.raises(ListsRefused, match=sentence):
        load_lists(folder(files))


def test_no_folder_is_refused(tmp_path):
    with pytest.raises(ListsRefused, match=r"Папки .* нет"):
        load_lists(tmp_path / "нет")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_another_server_has_exported_is_loaded_as_it_was_saved(client_of, list_administrator, tmp_path, own, kind):
    """Under the names that the export gives."""
    load_lists(own)
    client, before = client_of(list_administrator), everything()
    there = tmp_path / "exported"
    there.mkdir()
    for model in MODELS.values():
        answer = client.post(reverse(f"admin:municipalities_{model}_export"), {"format": kind})
        title = LISTS[next(name for name in MODELS if MODELS[name] == model)][0]._meta.model._meta.verbose_name_plural
        (there / f"{title.capitalize()} 2026-11-29.{kind}").write_bytes(answer.content)
    for model in (Partnership, PartnerCity, MunicipalityName, Municipality, Country, LoadedRow):
        model.objects.all().delete()
    load_lists(there)
    assert [len(rows) for rows in everything().values()] == [len(rows) for rows in before.values()]
