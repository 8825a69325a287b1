import pytest

from reports.prose.places.kinds import KIND_BY_WRITING, is_russian_unless_said, kind_at, kinds_in, only_there


@pytest.mark.parametrize(
    ("text", "house"),
    [("п.г.т. Красный", "пгт"), ("гп. Шумилино", "г.п."), ("а/г Расна", "аг."), ("дер. Х", "д."), ("Г. МИНСК", "г.")],
)
def test_a_kind_has_one_writing_in_the_house(text, house):
    written = kind_at(text, 0)[0].strip().lower()
    assert KIND_BY_WRITING[written][0] == house


def test_initials_of_a_person_are_no_kind():
    assert [match[0] for match in kinds_in("школа им. Г.П. Смирнова, ул. С. Есенина")] == []
    assert [match[0].strip() for match in kinds_in("школа с. Понизовье")] == ["с."]


def test_kinds_say_the_country_that_alone_has_them():
    assert (only_there("аг."), only_there("г.п."), only_there("ст-ца"), only_there("д.")) == (
        ("BY",), ("BY",), ("RU",), (),
    )  # fmt: skip
    assert is_russian_unless_said("д.") and not is_russian_unless_said("г.")
