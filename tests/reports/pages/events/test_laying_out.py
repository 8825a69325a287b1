"""A pasted row is read by the functions of the import and given back by the form's controls; nothing is written."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.models import Event, ImportJob, Submission
from reports.pages.events.laying_out import as_table
from tests import factories

pytestmark = pytest.mark.django_db

CELLS = [
    "1.",
    "Фестиваль «Две реки»",
    "г. Витебск (Республика Беларусь)",
    "28–29 сентября 2024 года",
    "Знакомство. Подписано Соглашение о дружбе между городом Смоленском и городом Витебском",
    "Делегация г. Витебска (Республика Беларусь). Всего 40 человек, из них 12 иностранных",
]


@pytest.fixture
def submission(period, smolensk, smolensk_officer):
    factories.make_partner("г. Витебск", smolensk)
    return Submission.objects.with_names().select_related("period").get(period=period, municipality=smolensk)


@pytest.fixture
def ask(client_of, smolensk_officer, submission):
    client = client_of(smolensk_officer)
    return lambda **sent: client.post(reverse("event_lay_out", args=[submission.pk]), sent).json()


def as_text(*rows):
    return "\n".join("\t".join(cells) for cells in rows)


def as_html(cells):
    return "<table><tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in cells) + "</tr></table>"


@pytest.mark.parametrize("is_html", [True, False])
def test_a_row_is_laid_out_with_the_words_that_it_came_from(ask, is_html):
    found = ask(html=as_html(CELLS) if is_html else "", text=as_text(CELLS))
    assert (found["rows"], found["question"]) == (1, "Похоже на строку таблицы: разложить по полям?")
    values = {field["name"]: field["value"] for field in found["fields"]}
    names = ("name", "place_text", "period_text", "purpose", "participants", "total", "total_foreign")
    assert [values[name].replace("\u00a0", " ") for name in names] == [*CELLS[1:], "40", "12"]
    assert [country["code"] for country in found["countries"]] == ["BY"]
    assert [partner["name"] for partner in found["partners"]] == ["г. Витебск, Республика Беларусь"]
    assert [document["title"] for document in found["documents"]] == ["Соглашение о дружбе"]
    assert any("по словам" in words and "Витебска" in words for words in found["words"])
    assert not Event.objects.exists() and not ImportJob.objects.exists()


def test_several_rows_are_for_the_import_and_none_is_said(ask):
    several = ask(text=as_text(CELLS, ["2.", "Ярмарка", *CELLS[2:]]), html="")
    assert several["rows"] == 2 and several["address"].endswith("/import/") and "строк: 2" in several["question"]
    assert ask(text="Просто слова", html="")["rows"] == 0
    assert ask()["rows"] == 0


def test_a_file_of_one_row_is_laid_out_and_rubbish_is_refused_with_a_sentence(ask):
    file = SimpleUploadedFile("строка.csv", as_text(CELLS).replace("\t", ";").encode())
    assert ask(file=file)["rows"] == 1
    refused = ask(file=SimpleUploadedFile("a.docx", b"\x00\x01rubbish"))
    assert refused["rows"] == 0 and refused["question"]


LETTER = """Добрый день! Направляем сведения:
Наименование мероприятия: Фестиваль «Две реки»
Место проведения: г. Витебск (Республика Беларусь)
Сроки проведения: 28–29 сентября 2024 года
Цель, содержание и результат: Знакомство городов.
Показаны ремёсла.
Участники: Всего 40 человек, из них 12 иностранных
"""


def test_a_letter_that_names_its_facts_line_by_line_is_laid_out(ask):
    found = ask(text=LETTER)
    values = {field["name"]: field["value"].replace("\u00a0", " ") for field in found["fields"]}
    assert (values["name"], values["place_text"]) == ("Фестиваль «Две реки»", CELLS[2])
    assert values["purpose"].split() == "Знакомство городов. Показаны ремёсла.".split()
    assert (values["total"], values["total_foreign"]) == ("40", "12")


def test_other_prose_stays_as_it_is():
    for text in ("Встреча: разговор о планах", "Адрес: https://example.org\nИ всё", "", "а\tб"):
        assert as_table(text) == text


NOTE = (
    "12 октября в Витебске прошёл международный фестиваль «Две реки». Цель – знакомство городов. Подписано Соглашение о"
    " дружбе между городом Смоленском и городом Витебском. В нём приняли участие 40 человек, из них 12 из Беларуси."
)


def test_a_press_note_is_laid_out_with_the_words_of_each_field(ask):
    found = ask(text=NOTE)
    values = {field["name"]: field["value"].replace("\u00a0", " ") for field in found["fields"]}
    assert (found["rows"], found["is_note"]) == (1, True)
    assert values["name"] == "Международный фестиваль «Две реки»"
    assert (values["place_text"], values["period_text"]) == ("г. Витебск (Республика Беларусь)", "12 октября 2024 года")
    assert values["participants"].startswith("В нём приняли участие") and values["total"] == "40"
    words = {field["name"]: field["words"] for field in found["fields"]}
    assert (words["period_text"], words["place_text"]) == ("12 октября", "в Витебске")
    assert [document["title"] for document in found["documents"]] == ["Соглашение о дружбе"]
    assert [country["code"] for country in found["countries"]] == ["BY"]
    assert not Event.objects.exists()


def test_a_file_with_a_press_note_is_laid_out_and_a_guess_says_so(ask):
    text = "\n".join(
        ("Дружба городов", "В ноябре в Смоленске встречали гостей из Витебска.", "Гости увидели город. " * 5)
    )
    found = ask(file=SimpleUploadedFile("заметка.txt", text.encode()))
    assert [field["name"] for field in found["fields"] if field["is_guess"]] == ["name"]


def test_the_text_of_one_field_is_not_asked_about(ask):
    assert ask(text="Знакомство жителей с традициями соседей. " * 10)["rows"] == 0
