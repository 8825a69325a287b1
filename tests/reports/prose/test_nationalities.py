from reports.prose.nationalities import people_of
from tests.answers import for_each


@for_each(
    ("text", "codes"),
    [
        ("Белорусская делегация и китайские студенты", ["BY", "CN"]),
        ("сербские народные коллективы", ["RS"]),
        ("8 белорусов и 12 россиян", ["BY", "RU"]),
        ("Неделя белорусских завтраков", []),
        ("преподаватели китайского языка", []),
        ("российско-белорусский фестиваль", []),
    ],
)
def test_people_of_a_country_are_told_from_its_things(text, codes):
    assert [mention.code for mention in people_of(text)] == codes
