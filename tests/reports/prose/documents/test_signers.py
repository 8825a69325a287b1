from reports.prose.documents.nouns import flatten
from reports.prose.documents.signers import signers_behind, signers_of
from tests.answers import for_each


def named(text, sides):
    return [text[start:end] for start, end, _ in sides]


@for_each(
    ("clause", "sides"),
    [
        ("Администрация Ярцевского округа ", ["Администрация Ярцевского округа"]),
        ("В ходе визита Администрация города ", ["Администрация города"]),
        ("Вяземский округ и Горецкий район ", ["Вяземский округ", "Горецкий район"]),
        ("Глава округа ", []),
        ("Делегация района ", []),
        ("Директора школ ", []),
        ("Иван Петров ", []),
    ],
)
def test_organisations_sign_and_people_do_not(clause, sides):
    assert named(clause, signers_of(flatten(clause), 0, len(clause), is_one=True)) == sides


def test_one_organisation_alone_is_no_pair():
    text = "Администрация города "
    assert signers_of(text, 0, len(text), is_one=False) == []


def test_who_stands_behind_the_object_signs_too():
    text = "Администрация города и Оршанский райисполком"
    assert named(text, signers_behind(text, 0, len(text))) == ["Администрация города", "Оршанский райисполком"]
    assert signers_behind("Глава округа и директор", 0, 23) == []
