"""What the texts around a table say."""

import pytest

from reports.files.read.flow import name_of_sheet, own_municipality, read_flow
from tests.answers import for_each

TITLE = "Отчёт о международных мероприятиях"
VYAZMA, RUDNYA = "Вяземский муниципальный округ", "Руднянский муниципальный округ"


def flow(*texts, title=""):
    return read_flow([(text, "перед таблицей") for text in texts], title=title)


@for_each(
    "texts",
    [
        [VYAZMA],
        [f"Приложение 2. {VYAZMA}"],
        [f"Sheet 2: {VYAZMA}"],
        ["УТВЕРЖДАЮ", "Глава округа", VYAZMA],
        [VYAZMA, TITLE],
        [VYAZMA, "за I квартал 2025 года"],
    ],
)
def test_a_name_directly_before_the_table_is_its_owner(texts):
    assert [VYAZMA in name for name, _ in flow(*texts).owners] == [True]


@pytest.mark.parametrize(
    "texts",
    [
        [VYAZMA, "ул. Ленина, д. 1"],
        ["Рассылка:", VYAZMA, RUDNYA, "Отчёт о мероприятиях Ельнинского района"],
    ],
)
def test_a_name_that_stands_for_something_else_is_loose(texts):
    found = flow(*texts)
    assert found.owners == []
    assert VYAZMA in [text for text, _ in found.loose]


def test_several_names_are_all_told():
    assert [name for name, _ in flow(VYAZMA, RUDNYA).owners] == [VYAZMA, RUDNYA]


def test_a_title_goes_on_and_a_further_one_may_name_the_owner():
    assert flow(TITLE, "в I квартале 2025 года").title == f"{TITLE} в I квартале 2025 года"
    found = flow("Отчёт о мероприятиях Вяземского района", title=TITLE)
    assert (found.title, found.owners[0][0]) == (TITLE, "Вяземского района")


def test_a_plan_is_told():
    assert flow("План мероприятий на II квартал").is_plan
    assert not flow(TITLE).is_plan


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Отчёт Вяземского муниципального округа за I квартал", "Вяземского муниципального округа"),
        ("Информация муниципального образования «Вяземский район»", "муниципального образования «Вяземский район»"),
        ("Отчёт города Смоленска", "города Смоленска"),
        ("Отчёт органов местного самоуправления муниципальных образований Смоленской области", ""),
        ("Отчёт Вяземского района и Руднянского района", ""),
    ],
)
def test_a_title_names_one_municipality_or_none(text, name):
    assert own_municipality(text) == name


@for_each(
    ("sheet", "name"),
    [
        ("лист «Вяземский округ»", "Вяземский округ"),
        ("лист «Вяземский»", "Вяземский"),
        ("лист «2. Руднянский МО»", "2. Руднянский МО"),
        ("лист «Десногорск»", "Десногорск"),
        ("лист «Лист1»", ""),
        ("лист «Отчёт за квартал»", ""),
        ("лист «Культура»", ""),
    ],
)
def test_a_sheet_may_be_named_after_its_municipality(sheet, name):
    assert name_of_sheet(sheet) == name


def test_a_month_or_a_country_above_a_table_holds_for_all_its_rows():
    assert flow("Январь 2025 года").groups == {"month": "Январь 2025 года"}
    assert flow("Республика Беларусь").groups == {"country": "Республика Беларусь"}
    assert flow("Направляем сведения о культуре").groups == {}
