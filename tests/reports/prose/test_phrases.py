"""Phrases that stand in a row are offered whole: they end at commas and full stops outside quotes and brackets."""

import time

import pytest

from reports.prose.phrases import beginnings_of, phrases_of

TEXTS = [
    ("Укрепление дружбы, обмен опытом работы", ["Укрепление дружбы", "обмен опытом работы"]),
    ("Прошёл урок в г. Минске. Показан фильм «Мы, дети».", ["Прошёл урок в г. Минске", "Показан фильм «Мы, дети»"]),
    ("Школьники (Смоленск, Вязьма); гости города", ["Школьники (Смоленск, Вязьма)", "гости города"]),
    ("Музей им. М.И. Глинки, коротко", ["Музей им. М.И. Глинки"]),
    ("Дом «Юность, и всё\nВторая строка текста", ["Дом «Юность, и всё", "Вторая строка текста"]),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "phrases"), TEXTS)
def test_a_text_is_parted_into_its_phrases(text, phrases):
    assert phrases_of([text]) == phrases or phrases_of([text]) == [one for one in phrases if len(one) >= 12]


def test_the_most_frequent_come_first_and_each_once():
    assert phrases_of(["Жители города Вязьмы", "Гости города Вязьмы, жители", "Гости города Вязьмы"]) == [
        "Гости города Вязьмы",
        "Жители города Вязьмы",
    ]


def test_of_names_the_words_before_the_title_are_kept():
    assert beginnings_of(["Участие в фестивале «Весна»", "Ярмарка", "Участие в фестивале «Лето»"]) == [
        "Участие в фестивале «"
    ]


@pytest.mark.parametrize("part", ["«", "а, ", "(", ". ", "\n", "я"])
def test_a_hostile_text_costs_little(part):
    began = time.process_time()
    phrases_of([part * 20_000])
    assert time.process_time() - began < 1
