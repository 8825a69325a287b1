"""The register as Word and Excel: the rows of the page, under the same filter."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from docx import Document

from reports.models import Agreement
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def documents(smolensk):
    link = factories.make_partner("г. Витебск", smolensk).partnerships.get()
    for year, title in ((2023, "Соглашение о дружбе"), (2024, "Протокол <встречи> & бесед")):
        Agreement.objects.create(partnership=link, title=title, signed_on=f"{year}-05-01", parties="А;\nБ")
    Agreement.objects.filter(title__startswith="С").update(ended_on="2024-01-01")


def words_of(client, **asked):
    """The cells of the Word list, without its head."""
    document = Document(BytesIO(b"".join(client.get(reverse("agreements_docx"), asked).streaming_content)))
    title = " / ".join(one.text for one in document.paragraphs if one.text)
    return title, [[cell.text for cell in row.cells] for table in document.tables for row in table.rows[1:]]


def test_word_has_the_rows_of_the_page(client_of, coordinator, documents):
    title, rows = words_of(client_of(coordinator))
    assert title.startswith("Договорённости муниципальных образований Смоленской области с иностранными партнёрами")
    protocol, agreement = rows
    assert protocol[:5] == ["1", "Протокол <встречи> & бесед", "А; Б", "Смоленск", "Беларусь"]
    assert agreement[5:] == ["1\u00a0мая 2023\u00a0года", "прекращено 1\u00a0января 2024\u00a0года", "прекращено"]


def test_the_filter_is_that_of_the_page_and_the_title_says_it(client_of, coordinator, documents, smolensk):
    asked = {"year": "2023", "municipality": smolensk.pk, "country": "BY", "scan": "no", "q": "дружба"}
    title, rows = words_of(client_of(coordinator), **{**asked, "q": "дружбе"})
    assert "подписаны в 2023 году, Смоленск, Беларусь, скан нет, «дружбе»" in title
    assert [row[1] for row in rows] == ["Соглашение о дружбе"]
    document = client_of(coordinator).get(reverse("agreements_docx"), {"q": "ъъъ"})
    assert "Таких документов нет." in [one.text for one in Document(BytesIO(document.getvalue())).paragraphs]


def test_excel_has_days_to_sort_by(client_of, coordinator, documents):
    answer = client_of(coordinator).get(reverse("agreements_xlsx"), {"year": "2024"})
    sheet = openpyxl.load_workbook(BytesIO(answer.getvalue())).active
    head, row = sheet.iter_rows(values_only=True)
    told = dict(zip(head, row, strict=True))
    assert (told["Документ"], told["Состояние"], told["Скан"]) == ("Протокол <встречи> & бесед", "действует", "нет")
    assert f"{told['Дата подписания']:%Y-%m-%d}" == "2024-05-01"
