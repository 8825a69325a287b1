import pytest

from reports.prose.places.house_form import OFFICIAL, written


@pytest.mark.parametrize(
    ("outside", "inside", "code", "as_written", "phrase", "line"),
    [
        (["г. Минск"], [], "BY", "РБ", None, "г. Минск (Республика Беларусь)"),
        (["г. Пекин"], [], "CN", "Китай", "в формате ВКС", "г. Пекин, Китай (в формате ВКС)"),
        (["г. Пекин"], [], "CN", "КНР", "в формате ВКС", "г. Пекин, Китайская Народная Республика (в формате ВКС)"),
        ([], [], "", "", "в формате ВКС", "В формате ВКС"),
        ([], [], "BY", "Беларусь", None, "Беларусь"),
    ],
)
def test_country_and_format_share_one_bracket(outside, inside, code, as_written, phrase, line):
    assert written(outside, inside, code, as_written, phrase) == line


def test_every_country_has_an_official_name():
    assert OFFICIAL["BY"] == "Республика Беларусь"
    assert all(OFFICIAL.values())
