"""What a row of a file becomes as the values of an event."""

import pytest

from reports.files.read.rows import Doubt, ReadRow
from reports.imports.values import SHORTEN, Lists, named_outside_lists, too_much, values_of_row
from reports.rules.event_fields import CELLS
from reports.rules.event_limits import LONGEST_TEXT
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_long_text_goes_whole_into_the_note(smolensk):
    """A column that is too short loses nothing."""
    said = {"partners": ("Кто-то",), "notes": ("Седьмой столбец",)}
    row = ReadRow("Имя", "м" * 2001, "", "", "", where="строка 1", section="", **said)
    values = values_of_row(row, smolensk.pk, Lists())
    assert len(values["place_text"]) == 2000
    assert values["note"].split("\n") == [
        "Седьмой столбец",
        "Партнёра нет в справочнике: Кто-то",
        f"Место, полностью: {'м' * 2001}",
    ]


def test_the_texts_of_a_row_go_into_the_fields_of_an_event(smolensk):
    row = factories.make_row(total=20, foreign=5)
    values = values_of_row(row, smolensk.pk, Lists())
    assert {field: values[field] for field in CELLS} == {field: getattr(row, key) for field, key in CELLS.items()}
    assert (values["total"], values["total_foreign"], values["note"]) == (20, 5, "")


def test_a_nameless_row_takes_the_name_that_a_person_gave_and_no_other_does(smolensk):
    named = [factories.make_row(name=name) for name in ("", "Форум")]
    assert [values_of_row(row, smolensk.pk, Lists(), name="Встреча")["name"] for row in named] == ["Встреча", "Форум"]


def test_what_the_lists_know_is_linked_and_the_rest_is_noted(smolensk):
    partner = factories.make_partner("г. Орша")
    row = factories.make_row(partners=("г. Орша", "Нигде"), countries=("BY", "ZZ"))
    values = values_of_row(row, smolensk.pk, Lists())
    assert (values["partners"], values["countries"]) == ([[partner.pk, partner.name]], ["BY"])
    assert values["note"] == "Партнёра нет в справочнике: Нигде"
    assert len(list(named_outside_lists(row, smolensk.pk, Lists()))) == 2


def test_guesses_go_into_the_note_and_other_doubts_do_not(smolensk):
    row = factories.make_row(doubts=(Doubt("Место угадано", is_guess=True), Doubt("Две строки с одним номером")))
    assert values_of_row(row, smolensk.pk, Lists())["note"] == "При загрузке: Место угадано"


def test_too_much_for_an_event_is_told_and_a_long_line_is_not():
    assert too_much(factories.make_row(name="я" * 3000)) == ""
    found = too_much(factories.make_row(purpose="я" * (LONGEST_TEXT + 1)))
    assert found.startswith("Цель, содержание и результат: слишком длинно") and found.endswith(SHORTEN)


def test_the_lists_are_read_in_three_queries_whatever_they_are_asked(smolensk, django_assert_num_queries):
    factories.make_partner("г. Орша", municipality=smolensk)
    with django_assert_num_queries(3):
        lists = Lists()
        assert [lists.partner(name, smolensk.pk) is None for name in ("г. Орша", "Нигде")] == [False, True]
