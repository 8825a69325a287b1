"""Numbers in sentences."""

from reports.prose.summary.pieces import counted, listed, number, plain, written


def test_thousands_are_parted_from_five_figures_on():
    assert [written(value) for value in (0, 999, 9999, 10_000, 1_234_567)] == [
        "0",
        "999",
        "9999",
        "10\u00a0000",
        "1\u00a0234\u00a0567",
    ]


def test_no_line_parts_a_number_from_its_noun():
    one = counted(2, "дорожная карта", "дорожные карты", "дорожных карт", of=("kind", "roadmap"))
    assert (one.value, one.words, one.of) == (2, "2\u00a0дорожные\u00a0карты", ("kind", "roadmap"))


def test_what_is_listed_ends_with_and():
    a, b, c = (["а (", number(1, ("events",)), ")"], ["б"], ["в"])
    assert plain(listed([a])) == "а (1)"
    assert plain(listed([a, b])) == "а (1) и б"
    assert plain(listed([a, b, c])) == "а (1), б и в"
    assert listed([]) == []
