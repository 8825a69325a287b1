import pytest

from reports.prose.edits import protected
from tests.answers import for_each


@for_each(
    "name",
    ["a.b-c@mail.ru", "https://orsha.by/a,b?c=1", "www.vitebsk.by/news", "отчёт.docx", "#ДеньПобеды", "Яндекс.Музыка"],
)
def test_addresses_files_and_names_with_a_dot_are_protected(name):
    text = f"Смотрите {name} и далее"
    assert [text[start:end] for start, end in protected(text)] == [name]


@pytest.mark.parametrize("text", ["Встреча.Подписан план", "2.5 и 10:30", "т.д. и т.п.", "А.С.Пушкин"])
def test_sentences_are_not(text):
    assert protected(text) == []
