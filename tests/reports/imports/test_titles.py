"""A file that says of itself that it is another quarter's, or another municipality's, is asked about."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from reports.files.read.rows import ReadFile
from reports.files.table import title as official_title
from reports.imports.titles import check_title, municipality_named, quarter_named
from tests import factories

from .test_sections import FINDER, MUNICIPALITIES

NAMED = [
    ("Отчет о мероприятиях, проведенных в IV квартале 2024 года", (2024, 4)),
    ("Отчёт за 4-й квартал 2024 г.", (2024, 4)),
    ("Отчёт за ІІІ кв. 2023", (2023, 3)),
    ("Информация о мероприятиях во втором квартале", (None, 2)),
    ("Сведения за четвертый квартал 2024 года", (2024, 4)),
    ("Отчёт за 2023 год", (2023, None)),
    ("Отчёт за 2023–2024 годы", (None, None)),
    ("Отчёт за I–II кварталы 2024 года", (2024, None)),
    ("Отчёт за I-II квартал 2024 года", (2024, None)),
    ("Отчёт за III и IV квартал 2024 года", (2024, None)),
    ("Отчёт о международных мероприятиях", (None, None)),
    ("", (None, None)),
]


@pytest.mark.parametrize(("title", "named"), NAMED)
def test_the_quarter_of_a_title_is_read_as_people_write_it(title, named):
    assert quarter_named(title) == named


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_our_own_title_names_its_quarter(quarter):
    assert quarter_named(official_title(2024, quarter)) == (2024, quarter)


def checked(title, own="Вяземский"):
    period = SimpleNamespace(year=2024, quarter=4)
    report = SimpleNamespace(municipality_id=own, label=f"{own} район")
    return [problem.text for problem in check_title(title, period, report, FINDER)]


@pytest.mark.parametrize("line", MUNICIPALITIES, ids=lambda line: line["short_name"])
def test_a_title_that_names_a_municipality_is_that_ones_alone(line):
    """With both the names of today and of before, in the middle of a title."""
    for label in (line["label_before"], line["label_now"]):
        title = f"Отчет о мероприятиях, проведенных: {label} Смоленской области, IV квартал 2024 года"
        assert checked(title, own=line["short_name"]) == []
        [problem] = checked(title, own="Никакой")
        assert "другое муниципальное образование" in problem


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Отчёт администрации Руднянского района Смоленской области", "Руднянский"),
        ("Отчёт о мероприятиях муниципальных образований Смоленской области", None),
        ("Отчёт Руднянского района и Вяземского района", None),
        ("", None),
    ],
)
def test_a_title_names_one_municipality_or_none(title, named):
    assert municipality_named(title, FINDER) == named


def test_the_words_that_name_the_other_are_quoted():
    [problem] = checked("Отчёт администрации Руднянского района Смоленской области")
    assert "(«Руднянского района»), а загружается он в отчёт «Вяземский район»" in problem


@pytest.mark.parametrize(
    "title",
    [
        official_title(2024, 4),
        "Отчёт о встрече Вяземского района с Руднянским районом",
        "Отчёт муниципального образования",
        "Перечень мероприятий в городе Минске",
    ],
)
def test_a_title_that_names_nobody_or_the_own_municipality_too_is_right(title):
    assert checked(title) == []


# On the pages and in the command


@pytest.mark.django_db
def test_the_officer_reads_of_both_before_anything_is_taken(smolensk, vyazma, smolensk_officer, client_of):
    period = factories.make_period()
    factories.make_submission(period, smolensk)
    read = ReadFile(title="Отчёт Вяземского района за 3 квартал 2024 года", rows=[factories.make_row()])
    job = factories.make_import(period, smolensk, by=smolensk_officer, read=read)
    page = client_of(smolensk_officer).get(reverse("import", args=[job.uid])).content.decode()
    assert "В заголовке файла назван III квартал 2024 года, а загружается он как отчёт за IV квартал 2024 года" in page
    assert "названо другое муниципальное образование («Вяземского района»)" in page


@pytest.mark.django_db
def test_the_coordinator_reads_of_the_quarter_and_sections_say_whose_the_rows_are(coordinator, smolensk, client_of):
    period = factories.make_period()
    read = ReadFile(title="Отчёт города Смоленска за IV квартал 2023 года", rows=[factories.make_row()])
    job = factories.make_import(period, None, by=coordinator, read=read)
    page = client_of(coordinator).get(reverse("import", args=[job.uid])).content.decode()
    assert "назван IV квартал 2023 года" in page and "другое муниципальное" not in page
