"""Two names of partners that are likely one town."""

from reports.prose.likeness import LONGEST, are_alike, likeness
from tests.answers import for_each


@for_each(
    ("one", "other", "is_so"),
    [
        ("вицебск", "витебск", True),
        ("могилев", "могилёв", True),
        ("орша", "орша (оршанский район)", True),
        ("минск", "брест", False),
        ("минск", "пинск", True),  # a question to a person, not an answer
        ("рига", "ригас", True),
        ("яя", "яя (кемеровская область)", False),  # too short to be the beginning of a name
    ],
)
def test_names_that_are_written_in_two_ways_are_alike(one, other, is_so):
    assert are_alike(one, other) is are_alike(other, one) is is_so


def test_the_same_name_is_as_alike_as_can_be_and_long_ones_are_compared_by_their_beginning():
    assert likeness("витебск", "витебск") == 1.0
    assert likeness("а" * LONGEST + "б" * 5000, "а" * LONGEST + "в" * 5000) == 1.0
