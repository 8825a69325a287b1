"""Files that say in their own ways whose the rows are, and tables that are no list of events."""

from .shapes import LayoutCase, TableOf, right, table

HEADER = "№ | Наименование мероприятия | Место проведения | Сроки | Результат | Участники"
EVENT = "1 | Вечер сказок | г. Рудня | 03.03.2025 | Прочитаны сказки | 20 человек"
FAIR = "1 | Ярмарка | г. Вязьма | 04.03.2025 | Продано 90 изделий | 30 человек"
RIGHT_EVENT = "Вечер сказок | г. Рудня | 03.03.2025 | Прочитаны сказки | 20 человек"
RIGHT_FAIR = "Ярмарка | г. Вязьма | 04.03.2025 | Продано 90 изделий | 30 человек"


def events(row: str, **more) -> TableOf:
    """A table of one event under the usual headings."""
    return table(f"{HEADER}\n{row}", **more)


OWNERS = [
    LayoutCase(
        "a_column_of_municipalities",
        [
            table("""
            № | Муниципальное образование | Мероприятие | Дата | Место | Результат | Участники
            1 | Руднянский муниципальный округ | Сбор книг | 10.02.2025 | г. Рудня | Собрано 90 книг | 40 человек
            2 | ^ | Концерт | 11.02.2025 | г. Рудня | Показаны танцы | 60 человек
            3 | Вяземский муниципальный округ | Забег | 12.02.2025 | г. Вязьма | Победил Ильин | 70 человек
            """)
        ],
        [
            right("Сбор книг | г. Рудня | 10.02.2025 | Собрано 90 книг | 40 человек", section="Руднянский"),
            right("Концерт | г. Рудня | 11.02.2025 | Показаны танцы | 60 человек", section="Руднянский"),
            right("Забег | г. Вязьма | 12.02.2025 | Победил Ильин | 70 человек", section="Вяземский"),
        ],
    ),
    LayoutCase(
        "names_of_sheets",
        [events(EVENT, sheet="Руднянский округ"), events(FAIR, sheet="Вяземский МО")],
        [right(RIGHT_EVENT, section="Руднянский"), right(RIGHT_FAIR, section="Вяземский")],
        only=("xlsx",),
    ),
    LayoutCase(
        "sheets_that_name_nobody",
        [events(EVENT, sheet="Отчёт"), events(FAIR, sheet="Продолжение 2")],
        [right(RIGHT_EVENT), right(RIGHT_FAIR)],
        only=("xlsx",),
    ),
    LayoutCase(
        "appendices",
        [
            events(EVENT, above="Приложение 1. Руднянский муниципальный округ"),
            events(FAIR, above="Приложение № 2\nк письму\nВяземский муниципальный округ".split("\n")),
        ],
        [right(RIGHT_EVENT, section="Руднянский"), right(RIGHT_FAIR, section="Вяземский")],
        only=("docx", "html"),
    ),
    LayoutCase(
        "names_as_a_workbook_becomes_a_page",
        [
            events(EVENT, above="Sheet 1: Руднянский округ"),
            events(FAIR, above="Sheet 2: Вяземский округ"),
        ],
        [right(RIGHT_EVENT, section="Руднянский"), right(RIGHT_FAIR, section="Вяземский")],
        only=("docx", "html"),
    ),
    LayoutCase(
        "a_list_of_addressees_before_the_title",
        [
            events(
                EVENT,
                above=(
                    "Кому:",
                    "Ярцевский муниципальный округ",
                    "Сычёвский муниципальный округ",
                    "Отчёт о международных мероприятиях Руднянского муниципального округа",
                    "за I квартал 2025 года",
                ),
            )
        ],
        [right(RIGHT_EVENT)],
        only=("docx", "html"),
    ),
    LayoutCase(
        "two_names_above_one_table",
        [
            events(EVENT, above="Руднянский муниципальный округ"),
            events(FAIR, above=("Вяземский муниципальный округ", "Сычёвский муниципальный округ")),
        ],
        [
            right(RIGHT_EVENT, section="Руднянский"),
            right(RIGHT_FAIR, section="Вяземский муниципальный округ; Сычёвский муниципальный округ"),
        ],
        said="несколько муниципальных",
        only=("docx", "html"),
    ),
    LayoutCase(
        "each_table_with_its_title",
        [
            events(EVENT, above="Информация о мероприятиях Руднянского муниципального округа в I квартале 2025 года"),
            events(FAIR, above="Информация о мероприятиях Вяземского муниципального округа в I квартале 2025 года"),
        ],
        [right(RIGHT_EVENT), right(RIGHT_FAIR, section="Вяземского муниципального округа")],
        only=("docx", "html"),
    ),
]

OTHERS = [
    LayoutCase(
        "figures",
        [
            table("""
            № | Наименование показателя | Ед. изм. | План | Факт
            1 | Проведено мероприятий | ед. | 10 | 12
            2 | Принято делегаций | ед. | 3 | 4
            """)
        ],
        [],
        said="показател",
    ),
    LayoutCase(
        "agreements",
        [
            table("""
            № | Наименование соглашения | Стороны | Дата подписания | Срок действия
            1 | Соглашение о дружбе | Рудня и Лиозно | 12.05.2019 | до 2029 года
            2 | Протокол намерений | Рудня и Шклов | 01.03.2021 | бессрочно
            """)
        ],
        [],
        said="соглашен",
    ),
    LayoutCase(
        "contents",
        [
            table("""
            № | Раздел | Стр.
            1 | Введение | 3
            2 | Международные мероприятия | 5
            3 | Планы | 12
            """)
        ],
        [],
        said="оглавлен",
    ),
    LayoutCase(
        "signatures_below",
        [
            events(EVENT),
            table("""
            Должность | Подпись | Расшифровка подписи | Дата
            Глава округа | | И. И. Иванов | 01.04.2025
            Исполнитель | | П. П. Петров | 01.04.2025
            """),
        ],
        [right(RIGHT_EVENT)],
    ),
    LayoutCase(
        "agreements_of_as_many_columns_below",
        [
            events(EVENT),
            table("""
            № | Документ | Кем подписан | Дата подписания | Действует до | Примечание
            1 | Меморандум | Рудня и Шклов | 01.03.2021 | 2026 год | действует
            """),
        ],
        [right(RIGHT_EVENT)],
        said="соглашен",
    ),
    LayoutCase(
        "people",
        [
            table("""
            № | Фамилия, имя, отчество | Дата рождения | Место работы | Телефон
            1 | Иванов Иван Иванович | 01.02.1980 | школа № 1 | 2-22-33
            2 | Петров Пётр Петрович | 03.04.1985 | школа № 2 | 2-33-44
            """)
        ],
        [],
        said="людей",
    ),
    LayoutCase(
        "money",
        [
            table("""
            № | Наименование мероприятия | Источник финансирования | Сумма, тыс. руб.
            1 | Фестиваль | местный бюджет | 120,5
            2 | Турнир | спонсоры | 40
            """)
        ],
        [],
        said="расход",
    ),
    LayoutCase(
        "plan_of_the_next_quarter",
        [
            events(EVENT),
            table(
                f"""
                {HEADER}
                1 | Летний лагерь | пос. Пржевальское | июнь 2025 года | Отдых | 100 детей
                """,
                above="План мероприятий на II квартал 2025 года",
            ),
        ],
        [
            right(RIGHT_EVENT),
            right("Летний лагерь | пос. Пржевальское | июнь 2025 года | Отдых | 100 детей", doubt="план"),
        ],
    ),
    LayoutCase(
        "programme_of_a_day",
        [
            table("""
            Время | Пункт программы | Ответственный
            10:00 | Встреча гостей | Иванова
            11:00–12:30 | Концерт | Петрова
            13:00 | Обед | Сидорова
            """)
        ],
        [],
        said="программ",
    ),
]
