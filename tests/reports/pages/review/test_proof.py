"""A text as the coordinator checks it."""

import pytest

from reports.pages.review.proof import mark_quotes


@pytest.mark.parametrize(
    "html, quote, number, marked",
    [
        ("Встреча в Минске", "в Минске", 1, 'Встреча <mark class="in-text">в Минске</mark>'),
        ("А &lt;Б&gt; и &amp;", "<Б> и", 1, 'А <mark class="in-text">&lt;Б&gt; и</mark> &amp;'),
        ("Горки <br>(РБ)", "Горки (РБ)", 1, '<mark class="in-text">Горки </mark><br><mark class="in-text">(РБ)</mark>'),
        ("<p>Да</p><p>Да</p>", "Да", 2, '<p>Да</p><p><mark class="in-text">Да</mark></p>'),
        ("<del>Да</del> <ins>Да</ins> нет", "Да", 1, '<del>Да</del> <ins><mark class="in-text">Да</mark></ins> нет'),
        ("<ins><span class=\"visually-hidden\">добавлено: </span>Да</ins>", "добавлено", 1, None),
        ("Нет", "Да", 1, None),
    ],
)  # fmt: skip
def test_quoted_words_are_marked_as_a_reader_sees_them(html, quote, number, marked):
    assert mark_quotes(html, [(quote, number)]) == (marked or html)


def test_quotes_may_overlap():
    assert mark_quotes("раз два три", [("раз два", 1), ("два три", 1)]) == '<mark class="in-text">раз два три</mark>'
