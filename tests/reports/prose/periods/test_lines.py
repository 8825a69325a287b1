import pytest

from reports.prose.periods.lines import in_one_line, without_marks_of_a_list
from tests.answers import for_each


@for_each(
    ("text", "line"),
    [
        ("05.03.2025\n12.03.2025", "05.03.2025, 12.03.2025"),
        ("05.03.2025;\n12.03.2025", "05.03.2025; 12.03.2025"),
        ("5 марта 2025 года\n12 марта 2025 года", "5 марта 2025 года, 12 марта 2025 года"),
        ("15–25\nноября\n2024 года", "15–25 ноября 2024 года"),
        ("15 ноября\n2024 года", "15 ноября 2024 года"),
        ("30 октября –\n1 ноября\n2024 года", "30 октября – 1 ноября 2024 года"),
        ("с 05.03.2025\nпо 07.03.2025", "с 05.03.2025 по 07.03.2025"),
        ("октябрь –\nноябрь\n2024 года", "октябрь – ноябрь 2024 года"),
        ("1) 05.03.2025\n2) 12.03.2025", "1) 05.03.2025, 2) 12.03.2025"),
        ("", ""),
    ],
)
def test_a_line_break_parts_whole_dates_only(text, line):
    assert in_one_line(text) == line


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("1) 5 марта; 2) 7 марта", "5 марта; 7 марта"),
        ("1) 5 марта; 3) 7 марта", "1) 5 марта; 3) 7 марта"),
        ("- 5 марта; - 7 марта", "5 марта; 7 марта"),
        ("5 марта", "5 марта"),
    ],
)
def test_marks_of_a_list_go_where_they_count_from_one(line, left):
    assert without_marks_of_a_list(line) == left


def test_long_texts_are_read_in_time():
    for piece in ("1) ", "5\n", "- ", "05.03.2025\n"):
        assert in_one_line(piece * 10_000)
        without_marks_of_a_list(piece * 10_000)
