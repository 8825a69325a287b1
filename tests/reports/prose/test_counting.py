import pytest

from reports.prose.counting import numbers_with_nouns


def counted(text):
    return [edit.new for edit in numbers_with_nouns(text)]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("проведено 2 экскурсий", "экскурсии"),
        ("Всего проведено 5 концертов, 3 выставок", "выставки"),
        ("2 экскурсий для детей", "экскурсии"),
        ("получили 3 диплом", "диплома"),
    ],
)
def test_a_form_that_is_wrong_in_this_sentence_is_found(text, form):
    assert counted(text) == [form]


@pytest.mark.parametrize(
    "text",
    ["жители 4 районов", "удостоены 2 медалей", "после 2 концертов", "встретили 2 участников", "директор 5 школы"],
)
def test_a_genitive_that_the_sentence_needs_is_left(text):
    assert counted(text) == []
