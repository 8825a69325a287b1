"""Words that are wider than their column: what is drawn of them fits, and says the same."""

import random
import string

from reports.files.table import COLUMNS
from reports.files.write.fitting import BREAK, HYPHEN, NARROWEST, SLACK, Run, _width, fitted, safe_letters, wide_words
from tests.answers import for_each

NARROW = 29.0  # millimetres
LETTERS = string.ascii_letters + string.digits + "абвгдежзийклмнопрстуфхцчшщъыьэюя" * 3
LETTERS += "ЖЩЮ«»\"'()[]-–—.,:;/?&=@_%№\u00a0 "

# What stands in it, a column's width, and the lines as a person would end them.
WORDS = [
    ("Обмен опытом", 39, [Run("Обмен опытом")]),
    ("«Достопримечательности»,", 47, [Run("«Достопримечательности»,", 93)]),
    ("г.\u00a0Санкт-Петербург", 37, [Run("г.\u00a0Санкт-Петербург")]),
    ("г.\u00a0Великий\u00a0Новгород", 37, [Run(f"г.\u00a0Великий\u00a0{BREAK}Новгород")]),
    ("28\u00a0сентября\u00a02026\u00a0года", NARROW, [Run(f"28\u00a0сентября\u00a0{BREAK}2026\u00a0года")]),
    ("otdel@smolensk.example.ru", 39, [Run(f"otdel@{BREAK}smolensk.{BREAK}example.{BREAK}ru")]),
]


@for_each(("text", "width", "runs"), WORDS)
def test_lines_end_where_a_person_would_end_them(text, width, runs):
    assert fitted(text, width) == runs


def lines_of(run):
    """The pieces of a run that no program breaks, each with the hyphen that may be shown behind it."""
    text = run.text.replace(BREAK, " ").replace(HYPHEN, "- ")
    for hyphen in "-–—":
        text = text.replace(hyphen, f"{hyphen} ")
    return text.split(" ")


def test_everything_fits_and_no_letter_is_added_or_lost():
    """Of 2000 hostile texts, in each of the columns."""
    chance = random.Random(30)
    for number in range(2000):
        text = "".join(chance.choices(LETTERS, k=chance.randint(1, 80)))
        width = COLUMNS[number % len(COLUMNS)].text_mm
        runs = fitted(text, width)
        same = "".join(run.text for run in runs).replace(BREAK, "").replace(HYPHEN, "")
        assert same == text
        for run in runs:
            assert NARROWEST <= run.scale <= 100
            for line in lines_of(run):
                assert _width(line) * run.scale / 100 <= width * SLACK + 3, (text, line)


def test_each_wide_word_is_found_and_no_other():
    chance = random.Random(31)
    for number in range(2000):
        text = "".join(chance.choices("иЩ \n\u00a0", weights=(60, 5, 5, 1, 1), k=chance.randint(0, 90)))
        width = COLUMNS[number % len(COLUMNS)].text_mm
        is_there = any(_width(word) > width * SLACK for word in text.replace("\n", " ").split(" "))
        assert wide_words(width)(text) is is_there


def test_words_of_so_many_letters_need_no_measuring():
    for column in COLUMNS:
        letters = safe_letters(column.text_mm)
        assert fitted("Н" * letters, column.text_mm) == [Run("Н" * letters)]
