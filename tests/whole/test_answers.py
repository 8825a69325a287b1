"""A list of right answers asked in one test asks every one of them and names every wrong one."""

import pytest

from tests.answers import for_each


def test_every_row_is_asked_and_each_wrong_one_is_named():
    asked = []

    @for_each(("number", "square"), [(1, 1), (2, 5), (3, 9), (4, 15)])
    def squares(number, square):
        """Why."""
        asked.append(number)
        assert number**2 == square

    with pytest.raises(AssertionError) as wrong:
        squares()
    assert asked == [1, 2, 3, 4]
    assert (squares.__name__, squares.__doc__) == ("squares", "Why.")
    told = str(wrong.value)
    assert "2 of 4 are wrong" in told
    assert "(2, 5)" in told and "(4, 15)" in told and "(3, 9)" not in told


def test_an_error_that_was_expected_and_did_not_come_is_wrong_too():
    @for_each("text", ["а", pytest.param("б", id="б")])
    def refused(text):
        with pytest.raises(ValueError, match="б"):
            raise ValueError(text)

    with pytest.raises(AssertionError, match="1 of 2 are wrong"):
        refused()


def test_a_list_without_rows_is_refused():
    with pytest.raises(AssertionError, match="asks nothing"):
        for_each("text", [])
