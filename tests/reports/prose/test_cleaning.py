import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.prose.cleaning import clean_text, even_out, join_lines, one_line, search_key
from tests.answers import for_each

any_text = st.text(alphabet=st.characters(), max_size=80)  # lone surrogates among it
awkward = st.text('аеЕёйxхXХiIVvсcEe\u0301\u0306\u0308\u0323 \u00a0\n\r\x85\u2028\x00\ufffe\ud800«»"—№Ⅳﬁ-', max_size=40)
HOSTILE = [
    "а" * 40_000,
    "а" + "\u0301\u0323" * 20_000,
    "а" + "\u0301" * 20_000 + "\u0323" * 20_000,
    ("а" + "\u0323" * 30 + "\u0301" * 30) * 600,
    " " * 20_000 + "а" + " " * 19_999,
    "\n" * 40_000,
    "а \u00a0" * 13_000,
    "\ufdfa" * 5_000,
]


@for_each(
    ("entered", "stored"),
    [
        ("  а\u00a0б \t", "а\u00a0б"),
        ("и\u0306", "й"),
        ("а\r\nб\rв\u2028г\u2029д\x0bе\x0cж\x85з", "а\nб\nв\nг\nд\nе\nж\nз"),
        ("а\r\x00\nб", "а\nб"),
        ("а\x00б\x08\x1f\ufffe\uffffв", "абв"),
        ("а\ud83dб\udfffв", "абв"),
        ("и\x00\u0306", "й"),
        ("строка\tс табуляцией", "строка\tс табуляцией"),
        ("😀 и «ёлочки»", "😀 и «ёлочки»"),
        ("", ""),
        # Where nothing can be seen, nothing was written.
        (" \u00a0\t\n", ""),
        ("\u200b", ""),
        ("\ufeff", ""),
        ("\u00ad", ""),
        (" \u200b\u00a0\u200d\n\u2060 ", ""),
        ("\u202a\u202c", ""),
        ("\u3164\u2800", ""),
        # Beside something that can be seen they go, too: nobody can see what is wrong with such a text.
        ("Смо\u00adленск", "Смоленск"),
        ("example.org/\u200bпуть", "example.org/путь"),
        ("❤\ufe0f", "❤"),
        ("\ufeffг. Минск,\u200b Республика\u2060 Беларусь\u200d", "г. Минск, Республика Беларусь"),
        ("20\u2060 человек", "20 человек"),
        ("20\u202f\u200bчеловек", "20\u202fчеловек"),
        ("\u202aп. Красный\u202c \u200e\u200f\u2066(онлайн)\u2069", "п. Красный (онлайн)"),
        ("а\u034fб\u061cв\u180eг\u3164д\ufff9е\ufffcж", "абвгдеж"),
        ("\U000e0041тег\U000e007f", "тег"),
        ("тр\u200dи строки\u200b\nи ещ\u200cе", "три строки\nи еще"),
        ("и\u200b\u0306", "й"),
        # Letters of old books: grammars that ask without regard to capitals would take them, and not know their words.
        ("\u1c81. Шил\u1c82\u1c80\u1c82, \u1c83\u1c85\u1c84ол", "д. Шилово, сттол"),
        ("е\u0308лка и \u0415\u0308ж", "ёлка и Ёж"),
        ("а\u2800б", "а б"),
        # Letters of symbol fonts: bullets, and the signs that they are drawn as.
        ("\uf0b7 план", "• план"),
        ("\uf0a7\tплан", "•\tплан"),
        ("\uf0d8 план\n\uf076 акт", "• план\n• акт"),
        ("\uf02d план", "– план"),
        ("\uf0fc сделано", "✓ сделано"),
        ("10\uf0b0", "10°"),
        ("а\uf020б", "а б"),
        # Brackets and figures are the same signs in the symbol font; LibreOffice brings brackets so.
        ("г. Минск \uf028Беларусь\uf029, \uf032\uf035", "г. Минск (Беларусь), 25"),
        ("\ue123 план", "• план"),
        # Latin letters that look like Cyrillic ones are left as they are: what a person wrote is not guessed at.
        ("Cмоленск", "Cмоленск"),
        ("\u0301", "\u0301"),
        ("я", "я"),
        (".", "."),
    ],
)
def test_text_that_enters_is_cleaned(entered, stored):
    assert clean_text(entered) == stored


@given(any_text | awkward)
def test_cleaning_twice_changes_nothing_more(text):
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")


@given(any_text | awkward)
def test_one_line_has_no_break_and_is_stable(text):
    line = one_line(text)
    assert "\n" not in line
    assert one_line(line) == line


@given(any_text | awkward)
def test_a_key_of_a_key_is_itself(text):
    key = search_key(text)
    assert search_key(key) == key


@for_each("text", HOSTILE)
def test_texts_of_40_000_letters_are_cleaned(text):
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert search_key(one_line(text)) == search_key(text)


@given(st.text("а\u0301\u0306\u0308\u0323\u0331\u0344\u1fbeё", min_size=34, max_size=120))
def test_long_runs_of_marks_are_composed_as_the_standard_says(text):
    """The marks are sorted before the library composes them; the result must be its own."""
    assert clean_text(text) == unicodedata.normalize("NFC", text).strip()


def test_layout_breaks_become_one_blank_and_other_blanks_stay():
    assert one_line("30 сентября –\n 1\u00a0октября\r\n2024  года") == "30 сентября – 1\u00a0октября 2024  года"


@for_each(
    ("one", "other"),
    [
        ("Мoгилёв", "МОГИЛЕВ"),  # Latin «o»
        ("«Смоленский  рожок — 2024»", '"смоленский рожок – 2024"'),
        ("ХII конкурс", "XII конкурс"),  # Cyrillic «Х»
        ("Х фестиваль", "X фестиваль"),
        ("ХХ век", "XX век"),
        ("Ⅳ квартал", "IV квартал"),
        ("I\u00a0степени", "I степени"),
        ("г.\u00a0Минск", "г. Минск"),
        ("Ёлка", "ЕЛКА"),
        ("мо\u00adлоко", "молоко"),
        ("Кот-д’Ивуар", "Кот-д'Ивуар"),
    ],
)
def test_writings_of_the_same_words_have_one_key(one, other):
    assert search_key(one) == search_key(other)


@pytest.mark.parametrize(("one", "other"), [("IV", "VI"), ("рот", "pot"), ("№ 4", "№ 5"), ("мир", "мэр")])
def test_different_words_keep_different_keys(one, other):
    assert search_key(one) != search_key(other)


def test_the_first_letters_of_a_word_are_found_in_its_key():
    """A lone «Х» may be a Roman ten, but typed as a beginning it still finds the town."""
    assert search_key("Х") in search_key("Хиславичи")


@for_each(
    ("lines", "joined"),
    [
        (["Открыт фестиваль.", "Вручены дипломы"], "Открыт фестиваль.\nВручены дипломы"),
        (["Встреча в г.", "Минске"], "Встреча в г. Минске"),
        (["Школа им.", "М.И.", "Глинки"], "Школа им. М.И. Глинки"),
        (["Конкурс направлен на:", "- развитие;", "− поддержку"], "Конкурс направлен на:\n- развитие;\n− поддержку"),
        (["Обмен опытом,", "  ", "выставка "], "Обмен опытом, выставка"),
        (["Обмен опытом", "– выставка"], "Обмен опытом\n– выставка"),
        (["Состоялась выставка «Мир».", "Итог"], "Состоялась выставка «Мир».\nИтог"),
        (["Турнир 2013-2014 г.р.", "среди юношей"], "Турнир 2013-2014 г.р. среди юношей"),
        (["Один\nдва", "три"], "Один два три"),
        ([], ""),
    ],
)
def test_hard_wraps_are_joined_and_paragraphs_stay(lines, joined):
    assert join_lines(lines, paragraphs=True) == joined


def test_layout_columns_have_no_paragraphs():
    assert join_lines(["Конкурс.", "- первый;", "второй"], paragraphs=False) == "Конкурс. - первый; второй"


def test_joined_lines_of_the_source_are_its_text_and_21_breaks_stay(source_events):
    """All 21 are in the purpose (docs/design/texts.md, «Joining the hard wraps of a table»)."""
    breaks = dict.fromkeys(("name", "place", "dates", "purpose", "participants"), 0)
    for event in source_events:
        for field, lines in event["lines"].items():
            joined = join_lines(lines, paragraphs=field in ("purpose", "participants"))
            breaks[field] += joined.count("\n")
            assert even_out(joined) == even_out(event[field])
            assert clean_text(joined) == joined
    assert breaks == {"name": 0, "place": 0, "dates": 0, "purpose": 21, "participants": 0}


@pytest.mark.parametrize("paragraphs", [True, False])
def test_a_soft_hyphen_at_the_end_of_a_line_divides_a_word(paragraphs):
    assert join_lines(["меро\u00ad", "приятие и пред\u00ad", "", "ставление"], paragraphs=paragraphs) == (
        "мероприятие и представление"
    )
