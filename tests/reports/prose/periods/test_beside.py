import pytest

from reports.prose.periods.beside import put_beside


@pytest.mark.parametrize(
    "text",
    ["2 марта (масленица)", "9 мая, день победы", "12 июня-день россии", "8 июля (день семьи, любви и верности)"],
)
def test_a_feast_behind_a_date_goes(text):
    assert put_beside(text).text.strip() in ("2 марта", "9 мая", "12 июня", "8 июля")


@pytest.mark.parametrize(
    "text", ["масленица", "5 марта (день переноса)", "5 марта (перенесено)", "5 марта (дни уточняются)"]
)
def test_what_is_no_feast_or_stands_alone_stays(text):
    assert put_beside(text).text == text


def test_the_number_of_lessons_goes_and_is_remembered():
    assert put_beside("март 2025 года (5 занятий)") == ("март 2025 года  ", "", True, False)


def test_how_often_goes_and_is_remembered():
    assert put_beside("март 2025 (по субботам)")[:2] == ("март 2025", "по субботам")
    assert put_beside("по субботам в августе")[:2] == ("в августе", "по субботам")
    assert put_beside("каждую субботу марта")[:2] == ("в течение марта", "каждую субботу")
    assert put_beside("по субботам")[:2] == ("по субботам", "")
