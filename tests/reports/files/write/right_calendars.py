"""How lines of a calendar are written, by hand after RFC 5545: texts and their escapes (3.3.11), long lines and their
folds (3.1), days and their ends (3.6.1)."""

import datetime

# A text as a person types it, and as it stands behind «SUMMARY:».
ESCAPED = [
    ("Фестиваль", "Фестиваль"),
    ("Хор, оркестр; танцы", "Хор\\, оркестр\\; танцы"),
    ("Первая строка\nвторая", "Первая строка\\nвторая"),
    ("Первая\r\nвторая", "Первая\\nвторая"),
    ("C:\\nowhere", "C:\\\\nowhere"),
    ("BEGIN:VEVENT", "BEGIN:VEVENT"),
    ("a\x00b\x0bc\td", "abc d"),
    ("«Дожинки-2024»: «день второй»", "«Дожинки-2024»: «день второй»"),
]

# A whole line, and its pieces as they are sent: none longer than 75 octets without its CR LF, no letter cut in two.
FOLDED = [
    ("X:" + "a" * 73, ["X:" + "a" * 73]),
    ("X:" + "a" * 74, ["X:" + "a" * 73, " a"]),
    ("X:" + "a" * 147, ["X:" + "a" * 73, " " + "a" * 74]),
    ("X:" + "a" * 148, ["X:" + "a" * 73, " " + "a" * 74, " a"]),
    # A Russian letter is two octets: 2 + 36 × 2 = 74, one octet stays free.
    ("X:" + "я" * 36, ["X:" + "я" * 36]),
    ("X:" + "я" * 37, ["X:" + "я" * 36, " я"]),
    ("X:" + "я" * 73, ["X:" + "я" * 36, " " + "я" * 37]),
    ("X:" + "я" * 74, ["X:" + "я" * 36, " " + "я" * 37, " я"]),
    # An emoji is four octets: 2 + 18 × 4 = 74.
    ("X:" + "🙂" * 19, ["X:" + "🙂" * 18, " 🙂"]),
]

# First and last day of an event, and DTSTART and DTEND; the end is the day after.
DAYS = [
    (datetime.date(2024, 11, 4), datetime.date(2024, 11, 4), "20241104", "20241105"),
    (datetime.date(2024, 9, 28), datetime.date(2024, 9, 30), "20240928", "20241001"),
    (datetime.date(2024, 2, 28), datetime.date(2024, 2, 28), "20240228", "20240229"),
    (datetime.date(2024, 12, 31), datetime.date(2024, 12, 31), "20241231", "20250101"),
    (datetime.date(987, 1, 1), datetime.date(987, 1, 1), "09870101", "09870102"),
]
