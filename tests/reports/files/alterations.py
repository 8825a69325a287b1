"""Released documents that somebody has altered, each with what is to be said of it. Seeded: the same every time.

Word files are altered in their XML, as an editor would; of a workbook the official sheet's XML too. What is right is
known from what was done, never from the program.
"""

import random
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

from lxml import etree

from reports.files.table import COLUMNS, PrintedRow, Table, TableSection, title
from reports.files.write import excel, word
from tests.documents import W

CODE = "7K3M-Q2XA-9RTD"
ROWS = 24
LETTERS = "абвгдежзиклмнопрстуфхцчшщэюя"
PLACES = ("г. Минск (Республика Беларусь)", "г. Смоленск", "г. Витебск (Республика Беларусь)", "г. Вязьма")


def released(seed):
    """A table of three sections; places and periods repeat, one row stands twice."""
    chance = random.Random(seed)

    def words(number):
        return " ".join("".join(chance.choices(LETTERS, k=chance.randint(2, 9))) for _ in range(number))

    rows = [
        PrintedRow(
            words(5).capitalize(),
            chance.choice(PLACES),
            f"{chance.randint(1, 28)} {chance.choice(['октября', 'ноября'])} 2024 года",
            f"{words(40)}.\n{words(12)}.",
            f"{chance.randint(5, 90)} человек, {words(6)}",
        )
        for _ in range(ROWS)
    ]
    rows[5] = replace(rows[2])
    cuts = (0, 7, 15, ROWS)
    names = ("Город Смоленск", "Вяземский район", "Рославльский район")
    sections = [TableSection(name, rows[cuts[n] : cuts[n + 1]]) for n, name in enumerate(names)]
    created = datetime(2024, 12, 31, tzinfo=UTC)
    return Table(title(2024, 4), sections, "Смоленская область", created, code=CODE, after=("Исключена строка 3.",))


def drawn(table, write):
    stream = BytesIO()
    write(table, stream)
    return stream.getvalue()


def as_word(table):
    return drawn(table, word.write)


def as_book(table):
    return drawn(table, excel.write)


def with_part(data, name, change):
    """The package with one part changed by `change(bytes)`."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(stream, "w") as made:
        for part in package.namelist():
            blob = package.read(part)
            made.writestr(part, change(blob) if part == name else blob)
    return stream.getvalue()


def in_word(data, alter):
    """The document with its numbered rows (w:tr elements, from 1 by index + 1) altered by `alter(rows)`."""

    def change(blob):
        root = etree.fromstring(blob)
        alter([row for row in root.iter(f"{W}tr") if len(row.findall(f"{W}tc")) == 6][1:])
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    return with_part(data, "word/document.xml", change)


def other_letter(text, chance):
    """The text with one letter another; and at which place."""
    at = chance.choice([place for place, letter in enumerate(text) if letter.isalpha()])
    new = chance.choice([letter for letter in LETTERS if letter != text[at].lower()])
    return text[:at] + new + text[at + 1 :]


# Each alteration of a Word file: (chance, rows) → (kind, the names of rows of which one must be named, column or "").


def one_letter(chance, rows):
    number, column = chance.randrange(ROWS), chance.randrange(5)
    texts = [
        text for text in rows[number].findall(f"{W}tc")[1 + column].iter(f"{W}t") if any(map(str.isalpha, text.text))
    ]
    one = chance.choice(texts)
    one.text = other_letter(one.text, chance)
    return "changed", {f"строка {number + 1}"}, COLUMNS[column].short


def emptied(chance, rows):
    number, column = chance.randrange(ROWS), chance.randrange(5)
    for text in rows[number].findall(f"{W}tc")[1 + column].iter(f"{W}t"):
        text.text = ""
    return "changed", {f"строка {number + 1}"}, COLUMNS[column].short


def removed(chance, rows):
    number = chance.randrange(ROWS)
    rows[number].getparent().remove(rows[number])
    return "missing", {f"строка {number + 1}"}, ""


def repeated(chance, rows):
    number, behind = chance.randrange(ROWS), chance.randrange(ROWS)
    rows[behind].addnext(etree.fromstring(etree.tostring(rows[number])))
    same = {3, 6} if number + 1 in (3, 6) else {number + 1}
    return "repeated", {f"строка {one}" for one in same}, ""


def added(chance, rows):
    number, behind = chance.randrange(ROWS), chance.randrange(ROWS)
    copy = etree.fromstring(etree.tostring(rows[number]))
    for text in copy.iter(f"{W}t"):
        text.text = text.text[::-1] + "щ"
    rows[behind].addnext(copy)
    return "added", {f"после: строка {behind + 1}"}, ""


def swapped(chance, rows):
    first, second = sorted(chance.sample([n for n in range(ROWS) if n not in (2, 5)], 2))
    one, other = rows[first], rows[second]
    mark = etree.Element("mark")
    one.addprevious(mark)
    other.addprevious(one)
    mark.addprevious(other)
    mark.getparent().remove(mark)
    return "swapped", {f"строка {first + 1} и строка {second + 1}"}, ""


def moved(chance, rows):
    first, behind = chance.sample([n for n in range(ROWS) if n not in (2, 5)], 2)
    while abs(first - behind) < 4:
        first, behind = chance.sample([n for n in range(ROWS) if n not in (2, 5)], 2)
    rows[behind].addnext(rows[first])
    return "moved", {f"строка {first + 1}"}, ""


IN_WORD = (one_letter, emptied, removed, repeated, added, swapped, moved)


# Of a workbook, whose table is drawn anew, as by somebody who types it over.


def with_rows(table, change):
    """The table with the list of all its rows changed by `change(rows)`, in sections as before as far as they reach."""
    rows = [row for section in table.sections for row in section.rows]
    sizes = [len(section.rows) for section in table.sections]
    sections = [[] for _ in sizes]
    for place, row in enumerate(rows):
        sections[0 if place < sizes[0] else 1 if place < sizes[0] + sizes[1] else 2].append((place, row))
    altered = change(sections)
    return replace(
        table,
        sections=[
            replace(section, rows=[row for _, row in some])
            for section, some in zip(table.sections, altered, strict=True)
        ],
    )


def in_book(chance, table):
    """(altered workbook, kind, names of rows of which one must be named, column)."""
    way = chance.choice(["letter", "removed", "repeated", "swapped"])
    number = chance.randrange(ROWS)
    said = {f"строка {one}" for one in ((3, 6) if way == "repeated" and number + 1 in (3, 6) else (number + 1,))}
    column = chance.choice(COLUMNS)
    second = chance.choice([n for n in range(ROWS) if n not in (2, 5, number)])

    def change(sections):
        flat = dict(pair for section in sections for pair in section)
        made = []
        for section in sections:
            some = []
            for place, row in section:
                if way == "letter" and place == number:
                    row = replace(row, **{column.field: other_letter(getattr(row, column.field), chance)})
                if way == "swapped" and place in (number, second):
                    row = flat[second if place == number else number]
                if way != "removed" or place != number:
                    some.append((place, row))
                if way == "repeated" and place == number:
                    some.append((place, row))
            made.append(some)
        return made

    if way == "swapped" and number in (2, 5):
        number = 8
        second = 11
    data = as_book(with_rows(table, change))
    if way == "letter":
        return data, "changed", said, column.short
    if way == "swapped":
        first, last = sorted((number, second))
        return data, "swapped", {f"строка {first + 1} и строка {last + 1}"}, ""
    return data, {"removed": "missing", "repeated": "repeated"}[way], said, ""
