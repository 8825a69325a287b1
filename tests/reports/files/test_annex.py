"""Values of an annex as words."""

import datetime

from reports.files.annex import as_text


def test_a_value_is_shown_as_in_official_papers():
    values = (None, "", "Соглашение", 0, 12, datetime.date(2024, 10, 5))
    assert [as_text(value) for value in values] == ["", "", "Соглашение", "0", "12", "05.10.2024"]
