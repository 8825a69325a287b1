"""No file of a list takes a worker for long or makes a page too heavy to open: as many rows as are taken, texts as long
as are read.

The budget is generous: each of these requests costs a third of it, and ten times that when three thousand rows were
taken.
"""

import time

import pytest

from municipalities.lists.files import MAX_ROWS
from municipalities.models import Country
from tests import factories
from tests.conftest import STRESS

from .test_columns import bad_rows, confirm, preview, refusal, table

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

BUDGET = 4  # seconds of the processor
PAGE = 1_000_000  # bytes
LONG = "й" * 100_000
PARTNERS = ["Имя", "Страна", "Область, регион", "Вид", "Другие написания"]


@pytest.fixture
def lists(client_of, list_administrator):
    factories.make_country()
    client = client_of(list_administrator)
    preview(client, "country", table(["Код"]))  # what a process reads once is no part of a request
    return client


def within_budget(ask):
    began = time.process_time()
    answer = ask()
    spent = time.process_time() - began
    assert spent <= BUDGET, f"{spent:.1f} s"
    assert answer.status_code == 200
    assert len(answer.content) <= PAGE
    return answer


def partners(words, rows=MAX_ROWS):
    return table(PARTNERS, *([f"г. Новый {n}", "BY", f"Область {n}", "город", words] for n in range(rows)))


def municipalities(words):
    first = "Первое наименование: "
    return table(
        ["ОКТМО", "Краткое имя", "Телефон", f"{first}заголовок раздела", f"{first}на страницах", f"{first}действует с"],
        *(
            [f"{67000000 + n}", f"Район {n}", words, f"Заголовок {n}", f"Имя {n}", "01.01.2020"]
            for n in range(MAX_ROWS)
        ),
    )


@pytest.mark.stress
@pytest.mark.parametrize(
    ("model", "file"), [("partnercity", partners), ("municipality", municipalities)][: None if STRESS else 1]
)
def test_the_longest_file_of_a_list_is_shown_and_loaded_within_the_budget(lists, model, file):
    page = within_budget(lambda: preview(lists, model, file("Слова")))
    assert f"Показаны первые 100; ещё {MAX_ROWS - 100} будут загружены" in page.content.decode()
    loaded = within_budget(lambda: confirm(lists, model, page))
    assert f"новых строк – {MAX_ROWS}" in loaded.content.decode()
    within_budget(lambda: preview(lists, model, file("Другие слова")))


def test_a_file_that_is_longer_is_refused_with_the_way_on(lists):
    assert f"больше {MAX_ROWS} строк" in refusal(lists, "partnercity", partners("", MAX_ROWS + 1))


def test_the_preview_shows_of_long_texts_where_they_differ(lists):
    data = {"Код": "BY", "Краткое имя": "Беларусь", "Имя в документах": "Республика Беларусь"}
    Country.objects.filter(pk="BY").update(synonyms=f"{LONG}до{LONG}")
    page = within_budget(
        lambda: preview(lists, "country", table([*data, "Другие написания"], [*data.values(), LONG + "после"]))
    )
    [(_, _, _, [(_, before, after)])] = page.context["report"]["changes"]
    assert before == f"…{'й' * 40}до{'й' * 258}…"
    assert after == f"…{'й' * 40}после"


def test_bad_rows_are_named_with_both_ends_of_what_they_hold(lists):
    rows = [[f"г. {n}", LONG[: 3000 + n], "", LONG[:9000], ""] for n in range(MAX_ROWS)]
    page = within_budget(lambda: preview(lists, "partnercity", table(PARTNERS, *rows)))
    assert f"Строк с ошибками – {MAX_ROWS} из {MAX_ROWS}" in page.content.decode()
    reasons = bad_rows(lists, "partnercity", table(PARTNERS, *rows[:1]))[2]
    assert "Страны «ййй" in reasons and "нет в списке." in reasons
    assert "Напишите одно из: город, район" in reasons
