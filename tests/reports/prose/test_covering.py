"""The covering letter's sentences: the answers are in `covering_answers`, written before them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.prose import covering
from reports.prose.covering import DEFAULT_HEADING, DEFAULT_TEXT, PLACEHOLDERS, absent, filled, why_wrong
from tests.answers import for_each

from . import covering_answers as answers


def bare(text):
    return text.replace("\u00a0", " ")


@for_each(("facts", "said"), answers.THE_REST)
def test_of_those_without_rows_the_silent_are_named_apart(facts, said):
    held, nil, silent, waiting, left_out = facts
    assert bare(covering.about_the_rest(held, nil, silent=silent, waiting=waiting, left_out=left_out)) == said


@pytest.mark.parametrize(("facts", "said"), answers.THE_REPORT)
def test_rows_and_municipalities_have_their_number_forms(facts, said):
    assert bare(covering.about_the_report(*facts)) == said


@pytest.mark.parametrize(("facts", "said"), answers.THE_ADDENDUM)
def test_an_addendum_says_what_it_holds(facts, said):
    assert bare(covering.about_the_addendum(*facts)) == said


@pytest.mark.parametrize(("number", "said"), answers.THE_DOCUMENTS)
def test_signed_documents_have_their_number_forms(number, said):
    assert bare(covering.about_documents(number)) == said


@pytest.mark.parametrize(("facts", "said"), answers.ATTACHMENTS)
def test_an_attachment_says_its_sheets_and_copies(facts, said):
    assert bare(covering.attachment(*facts)) == said


@pytest.mark.parametrize(("text", "said"), answers.UNKNOWN)
def test_what_nobody_can_fill_in_gets_a_sentence(text, said):
    assert why_wrong(text) == said


def test_the_text_that_comes_with_the_program_is_right_and_says_everything():
    for text in (DEFAULT_HEADING, DEFAULT_TEXT):
        assert why_wrong(text) == []
    assert absent(DEFAULT_TEXT) == []
    values = {name: f"«{name}»" for name in PLACEHOLDERS}
    assert "{" not in filled(DEFAULT_TEXT, values) + filled(DEFAULT_HEADING, values)


def test_a_paragraph_that_becomes_empty_is_left_out():
    values = dict.fromkeys(PLACEHOLDERS, "")
    assert filled("Одно.\n{остальные}\n\nДва {сведения}.", values) == "Одно.\nДва."


def test_what_a_letter_should_say_and_does_not_is_named():
    assert absent("Направляю {документ}.") == [
        "В тексте нет {остальные}: о муниципалитетах без мероприятий письмо не скажет."
    ]
    assert len(absent("Здравствуйте!")) == 2


@given(st.text(alphabet="{}документ xyz\n", max_size=60))
def test_any_text_either_is_filled_in_or_gets_a_sentence(text):
    if not why_wrong(text):
        made = filled(text, dict.fromkeys(PLACEHOLDERS, "слово"))
        assert "{" not in made and "}" not in made


@pytest.mark.parametrize("value", ["{квартал}", "{", "}", "\\1 \\g<0>", "%s"])
def test_words_of_a_value_are_never_taken_for_a_placeholder(value):
    assert filled("{документ}", dict.fromkeys(PLACEHOLDERS, value)) == value
