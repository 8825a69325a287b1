"""How single things are worded wherever they are shown."""

import pytest

from reports.models import Period
from reports.pages.look import call_address, not_handed_in, support, write_address


@pytest.mark.parametrize(
    ("number", "owed", "in_an_archive"),
    [
        (1, "ещё не сдал", "ещё не внесён"),
        (2, "ещё не сдали", "ещё не внесены"),
        (5, "ещё не сдали", "ещё не внесено"),
        (21, "ещё не сдал", "ещё не внесён"),
        (22, "ещё не сдали", "ещё не внесены"),
    ],
)
def test_the_words_go_with_their_number(number, owed, in_an_archive):
    assert not_handed_in(Period(is_archive=False), number) == owed
    assert not_handed_in(Period(is_archive=True), number) == in_an_archive


def test_a_clerk_is_given_a_number_to_call_and_not_a_role(settings):
    settings.LISTS_PHONE = "8 (4812) 00-00-16"
    assert support() == "позвоните в поддержку: 8 (4812) 00-00-16"
    settings.LISTS_PHONE = ""
    assert support() == "обратитесь к администратору справочников"


def test_an_address_of_mail_brings_no_further_reader_along():
    """All of these are addresses for Django's validator."""
    for email in ("a?bcc=b%40evil.example&body=c@vyazma.example", "a,b@vyazma.example", '"a\n"@vyazma.example'):
        address = write_address(email)
        assert not {*'?&,\n"'} & {*address} and address.endswith("@vyazma.example"), address
    assert write_address("a@x.example", "b@y.example") == "mailto:a@x.example,b@y.example"


def test_a_telephone_number_is_dialled_by_its_figures_alone():
    assert call_address("8 (4812) 00-01-20, доб. 5;phone-context=evil") == "tel:848120001205"
    assert call_address("нет") == ""
