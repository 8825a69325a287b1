"""Where the title of a document ends, and what ended it."""

import pytest

from reports.prose.documents.nouns import HEADS, flatten
from reports.prose.documents.titles import LONGEST_TITLE, title_end
from tests.answers import for_each


def read(text):
    """(title, what ended it, what follows)."""
    flat = flatten(text)
    head = HEADS["nomn"].search(flat)
    found = title_end(flat, head.end(), len(flat), "nomn")
    return text[head.start() : found.at], found.by, text[found.after :].strip()


@for_each(
    ("title", "rest", "ended_by", "follows"),
    [
        ("Соглашение о сотрудничестве", "между Смоленском и Витебском", "between", "Смоленском и Витебском"),
        ("Соглашение о сотрудничестве", "с Администрацией города Орши", "with", "Администрацией города Орши"),
        ("Соглашение о сотрудничестве", "с 15 городами", "many", "с 15 городами"),
        ("Соглашение о сотрудничестве", "с пятью городами", "many", "с пятью городами"),
        ("Договор о дружбе", "от 12 мая 2026 года", "date", "от 12 мая 2026 года"),
        ("Соглашение о дружбе", "подписали главы городов", "verb", "подписали главы городов"),
    ],
)
def test_parties_a_day_or_a_verb_end_a_title(title, rest, ended_by, follows):
    assert read(f"{title} {rest}") == (title, ended_by, follows)


@for_each(
    "rest",
    [
        " – это шаг вперёд",
        " (между Смоленском и Витебском)",
        ", которое продлится пять лет",
        " в присутствии губернатора",
        ", стороны обсудили планы",
        " и подписали главы",
    ],
)
def test_what_speaks_of_something_else_ends_a_title(rest):
    assert read(f"Соглашение о сотрудничестве{rest}")[:2] == ("Соглашение о сотрудничестве", "end")


@pytest.mark.parametrize(
    "title",
    [
        "Соглашение",
        "Соглашение о дружбе на 2026–2028 годы",
        "Соглашение о сотрудничестве в области культуры, спорта и туризма",
        "План-график мероприятий",
        "Меморандум об обмене делегациями",
    ],
)
def test_a_title_goes_on_with_words_of_its_subject(title):
    assert read(f"{title} между Смоленском и Витебском") == (title, "between", "Смоленском и Витебском")


def test_the_day_of_a_document_that_the_title_names_belongs_to_the_title():
    title = "Дополнительное соглашение к договору от 12 мая 2020 года"
    assert read(title) == (title, "end", "")


def test_a_second_document_is_no_part_of_the_first_title():
    assert read("Соглашение о культуре, спорте и дорожная карта")[0] == "Соглашение о культуре, спорте"


def test_a_title_is_read_up_to_its_greatest_length():
    title, ended_by, _ = read("Соглашение о" + " дружбе" * LONGEST_TITLE)
    assert (len(title) <= len("Соглашение") + LONGEST_TITLE, ended_by) == (True, "end")
