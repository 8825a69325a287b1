import pytest

from reports.prose.documents.doubts import (
    NO_PARTIES,
    NO_TITLE,
    ONE_PARTY,
    SEVERAL_AT_ONCE,
    UNCERTAIN_PARTIES,
    doubts_about,
)


@pytest.mark.parametrize(
    ("title", "sides", "is_certain", "doubts"),
    [
        ("Договор о дружбе", ["А", "Б"], True, ()),
        ("Договор о дружбе", [], True, (NO_PARTIES,)),
        ("Договор", ["А"], True, (ONE_PARTY, NO_TITLE)),
        ("Договор о дружбе", ["А и Б"], False, (UNCERTAIN_PARTIES,)),
    ],
)
def test_what_is_missing_is_asked(title, sides, is_certain, doubts):
    assert doubts_about(title, sides, is_plural=False, is_certain=is_certain) == doubts


def test_several_documents_at_once_are_one_question():
    assert doubts_about("Договоры", [], is_plural=True, is_certain=True) == (SEVERAL_AT_ONCE,)
