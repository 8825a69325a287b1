"""What several rows say in the same words."""

import pytest

from reports.queries.series import patterns_of, shared_texts
from tests import factories

pytestmark = pytest.mark.django_db

AIM = "Поддержка молодых музыкантов. Развитие детского творчества."


@pytest.fixture
def report(period, smolensk):
    return factories.make_submission(period, smolensk, events=0)


def rows(report, *purposes):
    place = iter(("г. Минск (Беларусь)", "г. Брест (Беларусь)", "г. Гродно (Беларусь)"))
    return [
        factories.make_event(report, name=f"Конкурс {n}", purpose=purpose, participants=f"{n}", place_text=next(place))
        for n, purpose in enumerate(purposes)
    ]


def found(events, field="purpose"):
    return [(one.text, list(one.events)) for one in shared_texts(events) if one.field == field]


def test_sentences_that_stand_side_by_side_in_the_same_rows_are_one_text(report):
    events = rows(report, f"{AIM} Получен 1 диплом", f"{AIM} Получены 2 диплома")
    assert found(events) == [(AIM, events)]


def test_a_text_that_is_shared_by_more_rows_comes_first(report):
    events = rows(report, f"{AIM} Было весело детям.", f"{AIM} Было весело детям.", AIM)
    assert found(events) == [(AIM, events), ("Было весело детям.", events[:2])]


def test_what_one_row_alone_says_is_not_offered(report):
    events = rows(report, "Первое предложение о дружбе", "Второе предложение о дружбе")
    assert found(events) == []


def test_words_that_meet_by_chance_are_not_offered(report):
    events = rows(report, "Дружба.", "Дружба.")
    assert found(events) == []


def test_the_same_period_is_shared(report):
    events = rows(report, "Раз", "Два")
    assert found(events, "period_text") == [("4 ноября 2024 года", events)]


def test_names_that_differ_by_their_title_are_one_pattern(report, smolensk):
    past = factories.make_submission(factories.make_period(2024, 3), smolensk, events=0)
    for title in ("Vivaldi", "Кленовый лист"):
        factories.make_event(past, name=f"Участие в конкурсе «{title}»")
    newest = factories.make_event(report, name="Участие в конкурсе «Синий иней»")
    factories.make_event(report, name="Фестиваль «Две реки»")
    factories.make_event(report, name="Приём делегации")
    assert [(one.name, one.event, one.count) for one in patterns_of(report)] == [("Участие в конкурсе «…»", newest, 3)]
