"""Reference lists as files: out and back without a difference, bad rows named, nothing half-done, no rights gained."""

import csv
import datetime
import io
import re
import zipfile

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from municipalities.lists import columns
from municipalities.lists.files import MAX_BYTES, MAX_ROWS, CsvList, UnreadableFile, XlsxList, read_list
from municipalities.lists.fixtures import load_lists
from municipalities.models import (
    Country,
    ListUpload,
    Municipality,
    MunicipalityName,
    Officer,
    PartnerCity,
    Partnership,
    User,
)
from reports.models import Agreement
from reports.pages.lists.columns import AgreementResource
from reports.queries.sealed_rows import broken_seals
from tests import factories
from tests.conftest import STRESS

# In the order in which one needs the other.
LISTS = {
    "country": columns.CountryResource,
    "municipality": columns.MunicipalityResource,
    "municipalityname": columns.MunicipalityNameResource,
    "partnercity": columns.PartnerResource,
    "partnership": columns.PartnershipResource,
    "agreement": AgreementResource,
    "officer": columns.OfficerResource,
}
FORMULAS = ["=1+1", "+7 (4812) 00-00-20", "-2", "@SUM(A1)", "'=1", "''+1", "'", "＝1", "=cmd|' /C calc'!A0", "_x0041_"]


def address(model, page):
    app = "reports" if model == "agreement" else "municipalities"
    return reverse(f"admin:{app}_{model}_{page}")


def table(*rows):
    """CSV as our export writes it."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def lists(client_of, list_administrator):
    return client_of(list_administrator)


def preview(client, model, data, name="список.csv"):
    return client.post(address(model, "import"), {"import_file": SimpleUploadedFile(name, data)})


def confirm(client, model, page):
    form = page.context["confirm"]
    return client.post(address(model, "process_import"), form.initial, follow=True)


def load(client, model, data, name="список.csv"):
    """Both steps; the file must be good."""
    page = preview(client, model, data, name)
    assert page.context["report"], page.context["form"].errors
    assert page.context["report"]["bad"] == []
    return confirm(client, model, page)


def bad_rows(client, model, data, name="список.csv"):
    """Numbers and reasons of the rows that are refused."""
    page = preview(client, model, data, name)
    assert page.status_code == 200
    assert page.context["confirm"] is None
    assert page.context["report"], page.context["form"].errors
    return {line: " ".join(reasons) for line, reasons in page.context["report"]["bad"]}


def refusal(client, model, data, name="список.csv"):
    """The sentence with which a whole file is refused."""
    page = preview(client, model, data, name)
    assert page.status_code == 200
    assert page.context["report"] is None
    [sentence] = page.context["form"].errors["import_file"]
    return sentence


def export(client, model, kind):
    return client.post(address(model, "export"), {"format": kind})


def cells(data):
    return [list(row) for row in load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)]


def state():
    """Every row of every list, with stored keys, without numbers of the database."""
    found = {}
    for model in (Country, Municipality, MunicipalityName, PartnerCity, Partnership, Agreement, Officer):
        names = [field.name for field in model._meta.fields if field.name not in ("id", "created_at")]
        found[model.__name__] = sorted(map(repr, model.objects.values_list(*names)))
    return found


@pytest.fixture
def full(db):
    """The demo's lists, and in every text column something that a spreadsheet program would run."""
    load_lists()
    for number, text in enumerate(FORMULAS):
        country = Country.objects.create(
            code=f"X{chr(65 + number)}", name=text, full_name=text, synonyms=f'{text}\nещё;одно "имя", и {text}'
        )
        partner = PartnerCity.objects.create(
            name=text, country=country, region=text, synonyms=text, kind="union", is_confirmed=bool(number % 2)
        )
        municipality = Municipality.objects.order_by("pk")[number]
        partnership = Partnership.objects.create(
            municipality=municipality, partner=partner, kind="joint", source=text, note=text, signed_text=text
        )
        Municipality.objects.filter(pk=municipality.pk).update(phone=text, signer_post=text)
        agreement = Agreement.objects.create(
            partnership=partnership,
            title=text,
            parties=text,
            signed_on=datetime.date(2012, 2, 29) if number % 2 else None,
            signed_text=text,
            valid_until=datetime.date(2030, 1, 1),
        )
        agreement.countries.set([country, Country.objects.get(code="BY")])
        user = factories.make_user(f"user-{number}", f"Человек {text}")
        factories.make_officer(user, municipality, until=datetime.date(2031, 1, number + 1))
        factories.make_officer(user, municipality, since=datetime.date(2032, 1, 1))


def empty():
    for model in (Officer, Agreement, Partnership, PartnerCity, MunicipalityName, Municipality, Country):
        model.objects.all().delete()


# Out and back


@pytest.mark.one_database
@pytest.mark.stress
@pytest.mark.parametrize("kind", ["csv", "xlsx"] if STRESS else ["xlsx"])
def test_every_list_comes_back_into_an_empty_database_as_it_went_out(lists, full, kind, capsys):
    """Exported, imported, exported again: equal files. Imported a second time: nothing changes."""
    before = {model: export(lists, model, kind).content for model in LISTS}
    empty()
    changed_again = {}
    for model, data in before.items():
        page = load(lists, model, data, f"список.{kind}")
        assert "Файл загружен: " in page.content.decode(), model
    for model, data in before.items():
        was = state()
        page = preview(lists, model, data, f"список.{kind}")
        assert page.context["confirm"] is None
        assert page.context["report"]["bad"] == []
        assert page.context["report"]["total"] > 0
        _, _, result = run(lists, model, data)
        changed_again[model] = result.totals["new"] + result.totals["update"]
        assert result.totals["skip"] == result.total_rows
        assert state() == was
    after = {model: export(lists, model, kind).content for model in LISTS}
    equal = {model: _content(before[model], kind) == _content(after[model], kind) for model in LISTS}
    with capsys.disabled():
        rows = {model: len(_content(data, kind)) - 1 for model, data in before.items()}
        print(f"\n{kind}: equal after the round {sum(equal.values())} of {len(equal)} lists; rows {rows}")
        print(f"{kind}: rows changed by the same file again: {changed_again}")
    assert set(equal.values()) == {True}, equal
    assert set(changed_again.values()) == {0}


def _content(data, kind):
    return cells(data) if kind == "xlsx" else data.splitlines()


def run(client, model, data):
    """The resource itself, without the pages."""
    resource = LISTS[model]()
    dataset = read_list(data)
    user = User.objects.get(username="lists")
    return resource, dataset, resource.import_data(dataset, dry_run=False, user=user)


def test_import_makes_the_stored_keys(lists):
    """save() is never skipped: what was imported is found and sorted like what was typed."""
    load(lists, "country", table(["Код", "Краткое имя", "Имя в документах"], ["by", "Беларусь", "Республика Беларусь"]))
    country = Country.objects.get()
    assert (country.code, country.sort_key) == ("BY", "беларусь")
    assert "республика беларусь" in country.search_key


def test_texts_are_cleaned_as_in_a_form(lists):
    factories.make_country()
    load(
        lists,
        "partnercity",
        table(["Имя", "Страна", "Область, регион", "Вид"], ["  г.\x07 Минск\n ", "BY", "", "Город"]),
    )
    assert PartnerCity.objects.get().name == "г. Минск"


def test_a_blank_of_another_kind_is_no_change(lists, db):
    """The no-break space of «г. Минск» survives somebody who types the name anew; a paragraph break is no blank."""
    partner = factories.make_partner("г.\u00a0Минск", synonyms="Минск\nг. Минск")
    headings = ["Имя", "Страна", "Область, регион", "Вид", "Другие написания"]
    page = preview(lists, "partnercity", table(headings, ["г. Минск", "BY", "", "город", "Минск\nг. Минск"]))
    assert page.context["report"]["changes"] == []
    load(lists, "partnercity", table(headings, ["г. Минск", "BY", "", "район", "Минск г. Минск"]))
    partner.refresh_from_db()
    assert (partner.name, partner.kind, partner.synonyms) == ("г.\u00a0Минск", "district", "Минск г. Минск")


def test_what_the_file_does_not_name_stays(lists, smolensk):
    """No column: the old value. No row: the row stays."""
    factories.make_municipality("Вяземский")
    smolensk.phone = "8 (4812) 00-00-20"
    smolensk.save()
    load(lists, "municipality", table(["Подписывающий", "ОКТМО"], ["А.А. Новый", smolensk.oktmo]))
    smolensk.refresh_from_db()
    assert (smolensk.signer_name, smolensk.phone) == ("А.А. Новый", "8 (4812) 00-00-20")
    assert Municipality.objects.count() == 2


def test_a_new_municipality_comes_with_its_first_name_or_not_at_all(lists, db):
    """Without a name its section would have no heading."""
    bare = table(["ОКТМО", "Краткое имя"], ["66700000", "Новый"])
    assert set(bad_rows(lists, "municipality", bare)) == {2}
    assert not Municipality.objects.exists()
    headings = [column.column_name for column in columns.MunicipalityResource.fields.values()]
    row = dict.fromkeys(headings, "") | {"ОКТМО": "66700000", "Краткое имя": "Новый"}
    row |= {headings[-3]: "Новый округ", headings[-2]: "округ", headings[-1]: "01.01.2025"}
    load(lists, "municipality", table(row.keys(), row.values()))
    assert MunicipalityName.objects.get().valid_from == datetime.date(2025, 1, 1)


# The preview


def test_the_preview_shows_the_differences_and_changes_nothing(lists, smolensk):
    factories.make_country()
    was = state()
    page = preview(
        lists,
        "country",
        table(["Имя в документах", "Код", "Краткое имя"], ["Бел <b>", "BY", "Беларусь"], ["Япония", "JP", "Япония"]),
    )
    assert state() == was
    assert page.context["report"]["changes"] == [
        (2, False, "Бел <b>", [("Имя в документах", "Республика Беларусь", "Бел <b>")]),
        (3, True, "Япония", [("Код", "", "JP"), ("Краткое имя", "", "Япония"), ("Имя в документах", "", "Япония")]),
    ]
    words = " ".join(page.content.decode().split())
    assert "<del>Республика Беларусь</del> → <ins>Бел &lt;b&gt;</ins>" in words
    assert "новых строк – 1, изменённых – 1, без изменений – 0" in words
    confirm(lists, "country", page)
    assert Country.objects.get(pk="JP").name == "Япония"


def test_every_imported_row_has_its_line_in_the_history(lists, db):
    factories.make_country()
    load(
        lists,
        "country",
        table(["Код", "Краткое имя", "Имя в документах"], ["BY", "Б", "РБ"], ["JP", "Япония", "Япония"]),
    )
    messages = {entry.object_id: entry.get_change_message() for entry in LogEntry.objects.all()}
    assert messages == {"BY": "Изменено из файла «список.csv».", "JP": "Добавлено из файла «список.csv»."}


def test_the_file_waits_in_the_database_and_goes_after_the_import(lists, db):
    data = table(["Код", "Краткое имя", "Имя в документах"], ["BY", "Б", "РБ"])
    page = preview(lists, "country", data)
    page = preview(lists, "country", data)  # a second look replaces the first
    assert ListUpload.objects.count() == 1
    confirm(lists, "country", page)
    assert ListUpload.objects.count() == 0
    again = lists.post(address("country", "process_import"), page.context["confirm"].initial, follow=True)
    assert "Выберите его снова" in again.content.decode()


def test_a_good_file_that_changes_nothing_is_not_kept(lists, db):
    factories.make_country()
    page = preview(lists, "country", export(lists, "country", "csv").content)
    assert "ничего не изменит" in page.content.decode()
    assert ListUpload.objects.count() == 0


def test_old_files_are_thrown_away(lists, stranger):
    ListUpload.objects.create(by=stranger, model="x", name="x", data=b"x")
    ListUpload.objects.update(at=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC))
    preview(lists, "country", table(["Код", "Краткое имя", "Имя в документах"], ["BY", "Б", "РБ"]))
    assert [upload.name for upload in ListUpload.objects.all()] == ["список.csv"]


def test_anothers_file_and_a_file_of_another_list_are_not_confirmed(lists, client_of, db):
    other = client_of(factories.make_user("other", is_list_administrator=True))
    page = preview(lists, "country", table(["Код", "Краткое имя", "Имя в документах"], ["BY", "Б", "РБ"]))
    assert "Выберите его снова" in confirm(other, "country", page).content.decode()
    assert "Выберите его снова" in confirm(lists, "partnercity", page).content.decode()
    assert not Country.objects.exists()


@pytest.mark.parametrize("forged", [{}, {"upload": "x"}, {"upload": "9" * 30, "digest": "\x00"}, {"upload": "-1"}])
def test_rubbish_in_the_second_step_is_no_failure(lists, forged):
    page = lists.post(address("country", "process_import"), forged, follow=True)
    assert "Выберите его снова" in page.content.decode()


def test_a_list_that_changed_meanwhile_is_shown_again(lists, db):
    """What was seen is what happens."""
    country = factories.make_country()
    page = preview(lists, "country", table(["Код", "Краткое имя"], ["BY", "Белоруссия"]))
    Country.objects.filter(pk="BY").update(name="РБ")
    again = confirm(lists, "country", page)
    assert "Посмотрите ещё раз" in again.content.decode()
    country.refresh_from_db()
    assert country.name == "РБ"
    confirm(lists, "country", again)
    country.refresh_from_db()
    assert country.name == "Белоруссия"


def test_a_file_that_became_wrong_meanwhile_changes_nothing(lists, db):
    factories.make_country()
    page = preview(
        lists, "partnercity", table(["Имя", "Страна", "Область, регион", "Вид"], ["г. Минск", "BY", "", "город"])
    )
    Country.objects.all().delete()
    again = confirm(lists, "partnercity", page)
    assert "Страны «BY» нет в списке" in again.content.decode()
    assert not PartnerCity.objects.exists()


# Bad rows


@pytest.fixture
def some(smolensk, vyazma, smolensk_officer):
    """A little of every list."""
    partner = factories.make_partner("г. Витебск", smolensk, region="Витебская область")
    Agreement.objects.create(partnership=partner.partnerships.get(), title="О дружбе")


VITEBSK = ["г. Витебск", "BY", "Витебская область"]
# Each list: its headings; row number → (cells, a piece of the reason). An empty line follows the headings,
# so that the row numbers of the file are greater by one.
BAD = {
    "country": (
        ["Код", "Краткое имя", "Имя в документах", "Лишний"],
        {
            2: (["RU", "Россия", "Российская Федерация", ""], ""),
            3: (["ru", "Россия", "Российская Федерация", ""], "Повторяет строку 3"),
            4: (["RUS", "Россия", "Российская Федерация", ""], "Код: "),
            5: (["", "Россия", "Российская Федерация", ""], "Код: Не заполнено."),
            6: (["JP", "", "Япония", ""], "Краткое имя: Не заполнено."),
            7: (["JQ", "Я" * 121, "Япония", ""], "120"),
            8: (["KZ", "#Н/Д", "Казахстан", ""], "ошибка Excel"),
        },
    ),
    "municipality": (
        ["ОКТМО", "Краткое имя", "Областной центр", "Электронная почта"],
        {
            2: (["66900001", "Смоленск", "да", ""], "Краткое имя: "),
            3: (["12", "Новый", "", ""], "ОКТМО: 8 или 11 цифр."),
            4: (["66900002", "Другой", "может быть", ""], "Напишите «да» или «нет»"),
            5: (["66900003", "Третий", "да", ""], "Областной центр уже указан"),
            6: (["66900004", "Четвёртый", "", "почта"], "Электронная почта: "),
            7: (["6,67E+10", "Пятый", "", ""], "8 или 11 цифр"),
        },
    ),
    "municipalityname": (
        ["ОКТМО", "Муниципальное образование", "Действует с", "Заголовок раздела", "Имя на страницах"],
        {
            2: (["66999999", "", "01.01.2025", "А", "Б"], "с ОКТМО 66999999 нет в списке"),
            3: (["SMOLENSK", "", "31.02.2025", "А", "Б"], "«31.02.2025» – не дата"),
            4: (["SMOLENSK", "", "01.01.25", "А", "Б"], "не дата"),
            5: (["SMOLENSK", "", "01.01.1025", "А", "Б"], "не дата"),
            6: (["SMOLENSK", "", "", "А", "Б"], "Действует с: Не заполнено."),
            7: (["SMOLENSK", "", "01.01.2025", "", "Б"], "Заголовок раздела: Не заполнено."),
            8: (["SMOLENSK", "", "2025-01-01", "А", "Б"], "Повторяет строку 8"),
            9: (["SMOLENSK", "Вяземский", "02.01.2025", "А", "Б"], "а в строке написано «Вяземский»"),
        },
    ),
    "partnercity": (
        ["Имя", "Страна", "Область, регион", "Вид"],
        {
            2: (["г. Минск", "XX", "", "город"], "Страна: Страны «XX» нет в списке"),
            3: (["г. Минск", "", "", "город"], "Страна: Не заполнено"),
            4: (["г. Минск", "BY", "", "село"], "Напишите одно из: город, район, объединение, организация"),
            5: (["г. Витебск", "BY", "Витебская область", "город"], ""),
            6: (["Г.  ВИТЕБСК", "by", "витебская область", "город"], "Повторяет строку 6"),
            7: (["", "BY", "", "город"], "Имя: Не заполнено."),
        },
    ),
    "partnership": (
        ["ОКТМО", "Партнёр", "Страна партнёра", "Регион партнёра", "Вид связи", "Подписано"],
        {
            2: (["SMOLENSK", "г. Витебск", "BY", "", "побратим", ""], "Партнёра «г. Витебск» (BY) нет в списке"),
            3: (["", *VITEBSK, "побратим", ""], "ОКТМО: Не заполнено"),
            4: (["SMOLENSK", *VITEBSK, "", ""], "Вид связи: Не заполнено"),
            5: (["SMOLENSK", *VITEBSK, "побратим", "давно"], "Повторяет строку 5"),
            6: (["VYAZMA", *VITEBSK, "побратим", "давно"], "Подписано: «давно» – не дата"),
        },
    ),
    "agreement": (
        (
            "ОКТМО|Партнёр|Страна партнёра|Регион партнёра|Вид|Название|Дата подписания|Дата подписания (словами)|"
            "Страны|Действует до"
        ).split("|"),
        {
            2: (["VYAZMA", *VITEBSK, "договор", "А", "", "", "", ""], "нет в списке"),
            3: (["SMOLENSK", *VITEBSK, "договор", "А", "", "", "BY, XX", ""], "Страны «XX» нет"),
            4: (["SMOLENSK", *VITEBSK, "договор", "", "", "", "", ""], "Название: Не заполнено."),
            5: (
                ["SMOLENSK", *VITEBSK, "договор", "В", "02.01.2024", "", "", "01.01.2024"],
                "не может кончиться раньше",
            ),
        },
    ),
    "officer": (
        ["Имя для входа", "ОКТМО", "С", "По"],
        {
            2: (["nobody", "SMOLENSK", "01.01.2024", ""], "«nobody» нет в списке"),
            3: (["smolensk", "SMOLENSK", "01.01.2024", "31.12.2023"], "Последний день не может быть раньше"),
            4: (["smolensk", "VYAZMA", "", ""], "С: Не заполнено."),
            5: (["lists", "VYAZMA", "01.01.2024", ""], "Себя ответственным исполнителем не назначают"),
            6: (["", "VYAZMA", "01.01.2024", ""], "Имя для входа: Не заполнено"),
            7: (["root", "VYAZMA", "01.01.2024", ""], "«root» нет в списке"),
        },
    ),
}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("model", BAD)
def test_every_bad_row_is_named_with_its_reason_and_nothing_is_half_done(
    lists, some, smolensk, vyazma, model, kind, capsys
):
    """Good rows, bad rows, an empty row between them, columns backwards."""
    factories.make_user("root", is_superuser=True)
    headings, rows = BAD[model]
    codes = {"SMOLENSK": smolensk.oktmo, "VYAZMA": vyazma.oktmo}
    written = [[codes.get(cell, cell) for cell in row][::-1] for row, _ in rows.values()]
    shifted = [headings[::-1], [""] * len(headings), *written]  # an empty second line
    was = state()
    data = table(*shifted) if kind == "csv" else workbook(*shifted)
    found = bad_rows(lists, model, data, f"список.{kind}")
    expected = {line + 1: reason for line, (_, reason) in rows.items() if reason}
    assert set(found) == set(expected)
    for line, reason in expected.items():
        assert reason in found[line], (line, found[line])
    assert state() == was
    assert not ListUpload.objects.exists()
    with capsys.disabled():
        print(f"\n{model}.{kind}: {len(found)} bad rows of {len(rows)} named, 0 written", end="")


@pytest.mark.parametrize("name", ["Лишний", "is_superuser", "Region"])
def test_an_unknown_column_is_named_and_not_read(lists, db, name):
    data = table(["Код", name, "Краткое имя", "Имя в документах", ""], ["BY", "да", "Б", "РБ", "что-то"])
    page = preview(lists, "country", data)
    assert f"Столбец «{name}» этому списку не знаком: он не прочитан." in page.content.decode()
    assert "Столбец 5 без заголовка не прочитан." in page.content.decode()
    confirm(lists, "country", page)
    assert Country.objects.get().name == "Б"


def test_a_file_without_the_key_is_refused(lists):
    sentence = refusal(lists, "partnership", table(["Партнёр", "Вид связи"], ["г. Минск", "побратим"]))
    assert sentence.startswith("Нет столбцов «ОКТМО», «Страна партнёра», «Регион партнёра»")


def test_a_column_that_stands_twice_is_refused(lists):
    assert "дважды" in refusal(lists, "country", table(["Код", "код", "Краткое имя"], ["BY", "RU", "Б"]))


def test_real_dates_and_numbers_of_a_workbook_are_understood(lists, smolensk):
    Municipality.objects.filter(pk=smolensk.pk).update(oktmo="01701000")
    row = [1701000, datetime.date(2025, 1, 1), "округ", "округ"]
    data = workbook(["ОКТМО", "Действует с", "Заголовок раздела", "Имя на страницах"], row)
    load(lists, "municipalityname", data, "имена.xlsx")
    assert smolensk.names.last().valid_from == datetime.date(2025, 1, 1)


def test_an_agreement_of_an_event_is_not_changed_by_a_file(lists, some, smolensk, period):
    """It is written with its event, which keeps its history."""
    event = factories.make_event(factories.make_submission(period, smolensk))
    Agreement.objects.update(event=event)
    data = export(lists, "agreement", "csv").content
    assert preview(lists, "agreement", data).context["report"]["bad"] == []
    changed = data.decode("utf-8-sig").replace(";;\r\n", ";01.01.2031;\r\n").encode()
    assert "внесён в отчёт" in bad_rows(lists, "agreement", changed)[2]
    agreement = Agreement.objects.get()
    for page in ("change", "delete"):
        answer = lists.post(reverse(f"admin:reports_agreement_{page}", args=[agreement.pk]), {"post": "yes"})
        assert answer.status_code == 403


def test_two_documents_that_a_file_could_not_tell_apart_are_refused(lists, some):
    form = {"partnership": Partnership.objects.get().pk, "kind": "agreement", "title": "о ДРУЖБЕ"}
    page = lists.post(address("agreement", "add"), form)
    assert "с той же датой уже есть" in page.content.decode()
    lists.post(address("agreement", "add"), form | {"signed_on": "01.01.2024"})
    assert Agreement.objects.count() == 2
    assert lists.post(address("agreement", "add"), form | {"partnership": "", "title": "Б"}).status_code == 200


@pytest.mark.parametrize("words", ["дружбЕ", "смоленск витебск"])
def test_an_agreement_is_found_by_title_and_partners(lists, some, words):
    for query, rows in ((words, 1), ("минск", 0)):
        assert len(lists.get(address("agreement", "changelist"), {"q": query}).context["cl"].result_list) == rows


# Files of all kinds

COUNTRY = [["Код", "Краткое имя", "Имя в документах"], ["BY", "Беларусь", "Республика Беларусь"]]


def joined(separator, end="\r\n"):
    return "".join(separator.join(row) + end for row in COUNTRY)


@pytest.mark.parametrize(
    "data",
    [
        joined(";").encode("cp1251"),
        joined(";").encode("utf-8"),
        joined(";").encode("utf-8-sig"),
        joined(",", "\n").encode("utf-8"),
        joined("\t").encode("utf-16"),
        ("sep=;\r\n" + joined(";")).encode("utf-8-sig"),
        ("\r\n;;\r\n" + joined(";") + ";;\r\n").encode("cp1251"),
        workbook(*COUNTRY),
    ],
    ids=["1251", "utf-8", "utf-8 with mark", "commas", "unicode text", "sep", "empty lines", "xlsx"],
)
def test_what_russian_excel_writes_is_read(lists, db, data):
    load(lists, "country", data)
    assert Country.objects.get().full_name == "Республика Беларусь"


def packed(**parts):
    """A workbook with parts added or replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(*COUNTRY))) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return stream.getvalue()


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><x>&j;</x>"
)


def with_shared_strings(strings, sheet=None):
    """As Excel itself saves texts: in a part of their own."""
    with zipfile.ZipFile(io.BytesIO(workbook(*COUNTRY))) as package:
        types = package.read("[Content_Types].xml").decode()
        sheet = sheet or package.read("xl/worksheets/sheet1.xml").decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = types.replace("</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>')
    parts = {"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet, "[Content_Types].xml": types}
    return packed(**parts)


def test_a_workbook_that_excel_itself_saved_is_read(db):
    """Texts are stored apart, and what looks like an escape of Excel is escaped."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = ["Код", "Имя", "BY", "_x005F_x0041_", "а_x000D_\nб"]
    strings = f'<sst xmlns="{main}">' + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"
    rows = "".join(
        f'<row r="{number}">' + "".join(f'<c t="s"><v>{index}</v></c>' for index in row) + "</row>"
        for number, row in ((1, [0, 1]), (2, [2, 3]), (4, [2, 4]))
    )
    sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    dataset = read_list(with_shared_strings(strings, sheet))
    assert dataset.headers == ["Код", "Имя"]
    assert list(dataset) == [("BY", "_x0041_"), ("BY", "а\nб")]
    assert dataset.lines == [2, 4]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "В файле ничего нет"),
        (b"\r\n;;\r\n", "В файле ничего нет"),
        (b"PK\x03\x04rubbish", "не удалось прочитать"),
        (workbook(*COUNTRY)[:3000], "не удалось прочитать"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, "старого вида"),
        (b"%PDF-1.7\x00\x01\x02", "не таблица"),
        (joined(";").encode("cp866"), "Нет столб"),
        (joined(";").encode("utf-16-le"), "не таблица"),
        (joined(";").encode("utf-8")[:-20] + b"\xff", "не таблица"),
        (joined(";").encode() + b'RU;"\xd0\xa0', "Около строки 3"),
        (packed(**{"xl/vbaProject.bin": b"x"}), "с макросами"),
        (packed(**{"[Content_Types].xml": b"<x>vnd.ms-excel.sheet.macroEnabled.main+xml</x>"}), "с макросами"),
        (packed(**{"xl/worksheets/sheet1.xml": BOMB}), "не удалось прочитать"),
        (packed(**{"xl/workbook.xml": BOMB}), "не удалось прочитать"),
        (with_shared_strings(BOMB), "не удалось прочитать"),
        (packed(**{"xl/media/zero.bin": b"\0" * 70_000_000}), "слишком велика"),
        (b"x" * (MAX_BYTES + 1), "больше 10 МБ"),
        (("а;б\r\n" * 100_000).encode(), f"больше {MAX_ROWS} строк"),
        (b"\xd0\x90;" * 3_000_000, "Нет столб"),
    ],
    ids=(
        "empty,blank,no zip,cut,xls,pdf,cp866,utf-16 without mark,broken utf-8,open quote,macros,macro type,"
        "bomb in sheet,bomb in book,bomb in strings,zip bomb,large,100 000 rows,3 000 000 columns"
    ).split(","),
)
def test_a_file_that_cannot_be_taken_is_refused_in_a_sentence(lists, db, data, words):
    assert words in refusal(lists, "country", data)
    assert not Country.objects.exists()


def test_a_workbook_of_100_000_rows_is_refused_soon(lists, db):
    row = '<row><c t="inlineStr"><is><t>Код</t></is></c></row>'
    sheet = zipfile.ZipFile(io.BytesIO(workbook(*COUNTRY))).read("xl/worksheets/sheet1.xml").decode()
    data = packed(**{"xl/worksheets/sheet1.xml": sheet.replace("</sheetData>", row * 100_000 + "</sheetData>")})
    assert f"больше {MAX_ROWS} строк" in refusal(lists, "country", data)


def test_a_workbook_with_one_far_cell_is_refused_soon(lists, db):
    """4 KB that unpack to a million rows of sixteen thousand columns; a far empty corner does no harm."""
    sheet = zipfile.ZipFile(io.BytesIO(workbook(*COUNTRY))).read("xl/worksheets/sheet1.xml").decode()
    sheet = re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', sheet)
    far = '<row r="1048576"><c r="XFD1048576"{}</c></row></sheetData>'
    good = sheet.replace("</sheetData>", far.format(">"))
    assert read_list(packed(**{"xl/worksheets/sheet1.xml": good})).height == 1
    near = far.replace("XFD", "A")
    data = packed(**{"xl/worksheets/sheet1.xml": sheet.replace("</sheetData>", near.format(' t="str"><v>x</v>'))})
    assert "Далеко под списком" in refusal(lists, "country", data)


# Formulas


@pytest.mark.parametrize("kind", [CsvList, XlsxList])
def test_no_cell_of_an_export_is_a_formula_and_texts_come_back(kind):
    resource = columns.CountryResource()
    countries = [Country(code="BY", name=text, full_name=text, synonyms=text) for text in FORMULAS]
    dataset = resource.export(countries, force_native_type=True)
    dataset.title = "Страны"
    data = kind().export_data(dataset)
    assert [row[1] for row in read_list(data)] == FORMULAS
    if kind is XlsxList:
        sheet = load_workbook(io.BytesIO(data)).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
        assert sheet["B2"].quotePrefix
    else:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
        assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r＝")]


def test_a_text_longer_than_a_cell_of_excel_is_not_cut(lists, db):
    """CSV takes it; for XLSX a sentence says so."""
    Country.objects.create(code="BY", name="Б", full_name="РБ", synonyms="я" * 40_000)
    assert "длиннее, чем вмещает ячейка Excel" in export(lists, "country", "xlsx").content.decode()
    data = export(lists, "country", "csv").content
    assert preview(lists, "country", data).context["report"]["bad"] == []
    with pytest.raises(UnreadableFile):
        read_list(table(["Код"], ["я" * 140_000]))


def test_an_export_holds_what_the_list_shows(lists, full):
    """Search and filters hold for the file."""
    page = lists.get(address("partnership", "export") + "?q=смоленск&kind__exact=twin")
    assert 0 < page.context["count"] < Partnership.objects.count()
    assert lists.get(address("country", "export") + "?o=99.-x&zzz=1", follow=True).status_code == 200
    answer = lists.post(address("country", "export") + "?q=беларусь", {"format": "csv"})
    assert [line.split(";")[0] for line in answer.content.decode("utf-8-sig").splitlines()][:2] == ["Код", "BY"]
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_the_number_of_queries_of_an_export_does_not_grow(lists, full, django_assert_max_num_queries):
    for model in LISTS:
        with django_assert_max_num_queries(12):
            assert export(lists, model, "csv").status_code == 200


# Rights


RIGHTS = ["is_superuser", "is_staff", "is_coordinator", "is_list_administrator", "password", "Роль", "полные права"]


def rights():
    return sorted(User.objects.values_list("username", "password", *RIGHTS[:1], *RIGHTS[2:4], "is_active"))


def test_nobody_gains_a_right_by_a_file(lists, list_administrator, some, smolensk, vyazma, capsys):
    """It adds neither users nor roles nor an own link, under any name of columns and forms."""
    factories.make_user("root", is_superuser=True)
    own = factories.make_officer(list_administrator, vyazma, until=datetime.date(2021, 1, 1))
    was, links, tries = rights(), sorted(Officer.objects.values_list()), 0
    for model in LISTS:
        headings = [*LISTS[model].headings(), *RIGHTS, "id", "user_id", "Пользователь"]
        forged = ["1"] * len(headings)
        preview(lists, model, table(headings, forged))
        lists.post(address(model, "process_import"), {"upload": 1, "digest": "x", "is_superuser": "on"})
        tries += 2
    rows = [
        ["lists", smolensk.oktmo, "01.01.2020", ""],  # a new link
        ["LISTS", vyazma.oktmo, "01.01.2020", ""],  # the own link prolonged
        ["root", vyazma.oktmo, "01.01.2020", ""],
        ["new-user", vyazma.oktmo, "01.01.2020", ""],
    ]
    for row in rows:
        data = table(["Имя для входа", "ОКТМО", "С", "По", *RIGHTS], [*row, *["да"] * len(RIGHTS)])
        assert set(bad_rows(lists, "officer", data)) == {2}, row
        upload = ListUpload.objects.create(by=list_administrator, model="municipalities.officer", name="x", data=data)
        lists.post(address("officer", "process_import"), {"upload": upload.pk, "digest": "x"})
        tries += 2
    same = table(["Имя для входа", "ОКТМО", "С", "По"], ["lists", vyazma.oktmo, "01.01.2020", "01.01.2021"])
    assert preview(lists, "officer", same).context["report"]["bad"] == []  # nothing changes: no harm
    for model in ("user", "listupload", "logentry"):
        assert lists.post(f"/admin/municipalities/{model}/import/").status_code in {302, 403, 404}
        tries += 1
    assert rights() == was
    assert sorted(Officer.objects.values_list()) == links
    own.refresh_from_db()
    with capsys.disabled():
        print(f"\nrights gained by {tries} forged imports: 0", end="")


@pytest.mark.parametrize("who", ["smolensk_officer", "coordinator", "stranger"])
def test_others_are_refused(request, client_of, who):
    client = client_of(request.getfixturevalue(who))
    for model in LISTS:
        for page in ("import", "process_import", "export"):
            for method in (client.get, client.post):
                assert method(address(model, page)).status_code == 403, (model, page)


def test_only_agreements_of_partnerships_are_opened_of_the_reports(list_administrator):
    """The right for one model of the application opens no other."""
    assert list_administrator.has_perm("reports.change_agreement")
    assert list_administrator.has_module_perms("reports")
    for model in ("event", "submission", "period", "remark", "release", "storedfile", "eventrevision", "agreements"):
        for action in ("view", "add", "change", "delete"):
            assert not list_administrator.has_perm(f"reports.{action}_{model}")
    for user in (User(is_coordinator=True), User(is_list_administrator=True, is_active=False)):
        assert not user.has_perm("reports.view_agreement")
        assert not user.has_module_perms("reports")


# Pages


@pytest.mark.parametrize("model", LISTS)
def test_the_pages_are_russian_and_hold_nothing_inline(lists, some, model):
    pages = [lists.get(address(model, page)) for page in ("import", "export", "changelist")]
    pages.append(preview(lists, model, table(LISTS[model].headings(), [""] * 20, ["x"])))
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        body = re.sub(r"<script src.*?</script>", "", text)
        assert not re.search(r"\son[a-z]+=|<script(?![^>]*src=)", text.split("<main")[-1])
        words = " ".join(re.findall(r">([^<]+)<", re.sub(r"<(script|style).*?</\1>", "", body, flags=re.S)))
        assert not re.search(r"\b(Import|Export|Submit|Format|File|Row|Errors|Preview|Choose|Add|Resource)\b", words)
    for page in ("import", "export"):
        assert address(model, page) in pages[2].content.decode()
    assert lists.get(address(model, "process_import")).status_code == 405


def test_a_loaded_file_seals_its_rows_and_a_preview_seals_no_forged_one(lists):
    rows = table(["Код", "Краткое имя", "Имя в документах"], ["KZ", "Казахстан", "Республика Казахстан"])
    load(lists, "country", rows)
    assert list(broken_seals()) == []
    QuerySet(Country).filter(pk="KZ").update(full_name="Мимо программы")
    preview(lists, "country", rows)
    assert ["изменена мимо программы" in sentence for sentence in broken_seals()] == [True]
