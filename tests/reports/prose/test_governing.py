from reports.prose.governing import governor_of
from tests.answers import for_each


@for_each(
    ("before", "word"),
    [
        ("Встреча с делегацией города ", "делегацией"),
        ("Гости из ", "Гости"),
        ("Рассказ о городе ", "Рассказ"),
        ("ГУО «Гимназия № 1 г. ", "Гимназия"),
        ("Участие в конкурсе «", ""),
        ("Визит делегации Смоленска в г. ", "Визит"),
        ("", ""),
    ],
)
def test_the_governing_word_is_the_nearest_noun_that_is_no_part_of_the_name(before, word):
    assert governor_of(f"{before}Минска", len(before)).word == word


def test_a_subject_is_told_by_its_preposition():
    text = "Фильм о Минске"
    assert governor_of(text, text.index("Минске")).is_subject
