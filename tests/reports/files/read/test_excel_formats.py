"""What Excel shows of a number."""

from reports.files.read.excel_formats import BUILT_IN, shown
from tests.answers import for_each

SERIAL = "45600"  # 4 November 2024


@for_each(
    ("value", "code", "text"),
    [
        (SERIAL, BUILT_IN[14], "04.11.2024"),
        (SERIAL, "dd/mm/yy;@", "04.11.2024"),
        (SERIAL, "yyyy\\-mm\\-dd", "04.11.2024"),
        (SERIAL, '[$-FC19]dd mmmm yyyy "г.";@', "4 ноября 2024 г."),
        (SERIAL, BUILT_IN[16], "4 ноября"),
        (SERIAL, "dd.mm", "04.11"),
        (SERIAL, BUILT_IN[17], "ноябрь 2024"),
        (SERIAL, '[$-419]mmmm yyyy "г."', "ноябрь 2024 г."),
        (SERIAL, "mmmm", "ноябрь"),
        (SERIAL, "yyyy", "2024"),
        (f"{SERIAL}.5", BUILT_IN[22], "04.11.2024 12:00"),
        ("0.75", BUILT_IN[20], "18:00"),
        ("1.5", "[h]:mm", "36:00"),
        ("3.9999999999999", "hh:mm:ss", "00:00"),
        ("1", BUILT_IN[14], "01.01.1900"),
        ("61", BUILT_IN[14], "01.03.1900"),
        ("-5", BUILT_IN[14], "-5"),
        ("99999999", BUILT_IN[14], "99999999"),
        ("25", "General", "25"),
        ("25.0", "General", "25"),
        ("0.1", "General", "0,1"),
        ("0.30000000000000004", "General", "0,3"),
        ("1E+25", "General", "1e+25"),
        ("nan", "General", "nan"),
        ("12345678901234567890", "0", "12345678901234567890"),
        ("0.25", "0%", "25%"),
        ("25", '0" чел."', "25 чел."),
        ("7", '"№ "0', "№ 7"),
        ("7", "000", "007"),
        ("7", '0"."', "7."),
        ("1200", "#,##0.00\\ [$₽-419]", "1200 ₽"),
        ("5", '0;"минус "0', "5"),
        ("не число", "0", "не число"),
        ("5", '"', "5"),
        ("5", "[", "5"),
    ],
)
def test_numbers_are_shown_as_their_format_says(value, code, text):
    assert shown(value, code) == text


def test_days_of_a_macintosh_are_counted_from_1904():
    assert shown(str(int(SERIAL) - 1462), "dd.mm.yyyy", from_1904=True) == "04.11.2024"
