"""What the program makes of the two lists of kinds: `unseen_places.py` and `second_places.py`."""

from reports.prose.places.understand import describe_place, understand_place
from tests.answers import for_each
from tests.reports.prose.right_answers import nbsp

from . import second_places, unseen_places

ROWS = [(*row, kind) for each in (unseen_places, second_places) for kind, rows in each.ROWS.items() for row in rows]


@for_each(("text", "format", "country", "locality", "asked", "kind"), ROWS)
def test_places_of_the_lists_are_understood_or_asked_about(text, format, country, locality, asked, kind):
    found = understand_place(nbsp(text))
    if asked is None:
        answer = (format, country, locality and nbsp(locality), None)
        assert (found.format, found.country, found.locality, found.problem) == answer
    elif format == "unknown":
        assert found.problem
    else:
        assert (found.format, found.locality) == (format, nbsp(locality) if locality else None)
        assert asked in found.problem
    assert describe_place(found)


@for_each(("text", "canonical"), unseen_places.HOUSE_FORMS)
def test_the_house_form_is_as_the_list_has_it(text, canonical):
    assert understand_place(text).canonical == nbsp(canonical)


def test_the_lists_are_long_and_without_doubles():
    texts = [text for text, *_ in ROWS]
    assert len(texts) == len(set(texts)) >= 600


def test_the_house_form_means_the_same():
    for text, *_, asked, _ in ROWS:
        found = understand_place(nbsp(text))
        if asked is None and found.canonical:
            again = understand_place(found.canonical)
            assert (again.format, again.country, again.locality, again.problem) == (
                found.format, found.country, found.locality, None,
            ), text  # fmt: skip


@for_each(
    "text",
    [
        "Районный дом культуры", "д. Высокое", "аг. Ленино", "Кричевский район", "г. Смоленск / онлайн",
        "г. Смоленск, часть участников по ВКС", "г. Смоленск (заочно)",
    ],
)  # fmt: skip
def test_what_rests_on_more_than_the_text_is_said_in_a_note(text):
    """So the proposal to write it in the house form is never ticked beforehand."""
    assert understand_place(text).note
