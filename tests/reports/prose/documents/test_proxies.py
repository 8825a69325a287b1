import pytest

from reports.prose.documents.nouns import flatten
from reports.prose.documents.proxies import without_proxies


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("между школой в лице директора А.А. Новикова и МБУ «Х»", "между школой и МБУ §§§"),
        ("школой, именуемой «Школа», и МБУ", "школой , и МБУ"),
        ("лицом в лицо", "лицом в лицо"),
    ],
)
def test_who_signs_for_a_party_is_hidden_letter_for_letter(text, left):
    flat = without_proxies(flatten(text))
    assert len(flat) == len(text)
    assert " ".join(flat.split()) == left
