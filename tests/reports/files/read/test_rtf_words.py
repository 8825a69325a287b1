"""The words of an RTF file, and the letters of code pages."""

import pytest

from reports.files.read.rtf_words import (
    BRACE,
    BYTE,
    CONTROL,
    LETTERS,
    RUN,
    SIGN,
    SYMBOL,
    decoded,
    joined,
    letters_of,
    numbers_of,
    page_of,
    words,
)  # fmt: skip

KNOWN = {b"par", b"uc"}


def test_a_file_is_cut_into_its_words():
    assert list(words(rb"{\uc1\nosuch ab\par" + b"\n" + rb"\'c0\~}", KNOWN)) == [
        (BRACE, b"{", None),
        (CONTROL, b"uc", 1),
        (LETTERS, b"ab", None),
        (CONTROL, b"par", None),
        (BYTE, b"\xc0", None),
        (SIGN, b"~", None),
        (BRACE, b"}", None),
    ]


def test_an_unknown_word_behind_a_star_is_told_since_its_group_is_skipped():
    assert list(words(rb"\*\nosuch5 a", KNOWN)) == [(SIGN, b"*", None), (CONTROL, b"nosuch", 5), (LETTERS, b"a", None)]


def test_counted_bytes_are_skipped():
    assert list(words(rb"\bin3 }}}a", KNOWN)) == [(LETTERS, b"a", None)]
    assert list(words(rb"\bin99999 a", KNOWN)) == []


def test_letters_by_their_numbers_come_together():
    [(kind, run, _)] = words(rb"\u1040?\u1073\'e1\u-3913 ?", KNOWN)
    assert (kind, letters_of(run)) == (RUN, "Аб\uf0b7")
    assert [word[:2] for word in numbers_of(rb"\u1040?\u1073\'e1")] == [
        (CONTROL, b"u"),
        (LETTERS, b"?"),
        (CONTROL, b"u"),
        (BYTE, b"\xe1"),
    ]


@pytest.mark.parametrize(
    ("data", "page", "answer"),
    [(b"\xc0", "cp1251", "А"), (b"\x80", "cp866", "А"), (b"\xb7", SYMBOL, "\uf0b7"), (b"\x98", "cp1251", "\ufffd")],
)
def test_bytes_are_letters_of_their_code_page(data, page, answer):
    assert decoded(data, page) == answer


def test_code_pages_are_known_by_number():
    assert [page_of(number) for number in (1251, 866, 65001, 12, None)] == ["cp1251", "cp866", "utf-8", "", ""]


def test_two_halves_of_a_letter_are_one():
    assert joined("а\ud83d\ude00") == "а\U0001f600"
    assert joined("\ud83d") == "\ufffd"
