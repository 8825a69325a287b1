"""Tables that are no list of events, told by their headings."""

from reports.files.read import kinds
from reports.files.read.kinds import is_plan, kind_of_others
from tests.answers import for_each

from .packages import HEADINGS


@for_each(
    ("titles", "kind"),
    [
        (HEADINGS, ""),
        (["№", "Мероприятие", "Дата", "Место", "Сумма, руб.", "Ответственный (ФИО, должность)", "Телефон"], ""),
        (["№", "Наименование мероприятий", "Ед. изм.", "План", "Факт"], kinds.FIGURES),
        (["№", "Название договора", "Подписан", "Кем", "До какого года"], kinds.AGREEMENTS),
        (["Раздел", "Страница"], kinds.CONTENTS),
        (["Должность", "Подпись", "Расшифровка"], kinds.SIGNATURES),
        (["№", "ФИО", "Класс", "Телефон"], kinds.PEOPLE),
        (["Мероприятие", "Стоимость, тыс. руб."], kinds.MONEY),
        (["Время", "Мероприятие", "Ответственный"], kinds.PROGRAMME),
        (["Город-побратим", "Страна", "Контакты"], kinds.PARTNERS),
    ],
)
def test_the_headings_say_what_a_table_is(titles, kind):
    assert kind_of_others(titles) == kind


@for_each(
    ("text", "is_so"),
    [
        ("План мероприятий на II квартал 2025 года", True),
        ("Календарный план на апрель", True),
        ("Планируемые мероприятия", True),
        ("Отчёт о выполнении плана мероприятий", False),
        ("План и факт: выполнение", False),
        ("Сведения о мероприятиях", False),
    ],
)
def test_a_plan_is_told_from_a_report_about_it(text, is_so):
    assert is_plan(text) is is_so
