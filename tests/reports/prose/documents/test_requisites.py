import pytest

from reports.prose.documents.requisites import NUMBER_OF_DOCUMENT, REQUISITES, day_among


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (" от 20.02.2025 № 5 между А и Б", " от 20.02.2025"),
        (" № 17 от 5 марта 2025 года о дружбе", " от 5 марта 2025 года"),
        (" № 5 о дружбе", ""),
    ],
)
def test_day_and_number_stand_before_the_topic(text, day):
    found = REQUISITES.match(text)
    assert found and day_among(found) == day


def test_the_number_of_an_addition_belongs_to_its_title():
    assert REQUISITES.match(" № 2 к Соглашению о дружбе") is None


def test_a_number_at_the_end_is_the_documents_unless_a_school_has_it():
    assert NUMBER_OF_DOCUMENT.sub("", "Договор о дружбе школ № 12").strip() == "Договор о дружбе школ"
    assert NUMBER_OF_DOCUMENT.sub("", "Договор со школой № 12") == "Договор со школой № 12"
