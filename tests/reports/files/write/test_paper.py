"""What LibreOffice prints of the three documents, whatever number of rows they have: no page without words, no word cut
in a cell, no single line of a row left on one side of a page's end."""

import html
import os
import random
import re
import subprocess
from datetime import UTC, datetime
from io import BytesIO

import pytest

from reports.files.table import COLUMNS, NUMBER_COLUMN, PrintedRow, Table, TableSection, addendum_title, title
from reports.files.write import word

CREATED = datetime(2026, 9, 30, tzinfo=UTC)
COUNTS = range(61) if os.environ.get("POBRATIM_STRESS") else (14, 37)
WORDS = (
    "Обсуждены вопросы торговли и культуры. Подписано соглашение о сотрудничестве городов-побратимов. Итоги подведены."
)
LONG = [
    "Осмотр достопримечательностей и взаимообогащающих сельскохозяйственных выставок",
    "от\u00a0имени\u00a0Администрации\u00a0муниципального\u00a0образования\u00a0«Вяземский\u00a0район»",
]
PT = 72 / 25.4
EDGES = [20 * PT]
for _column in (NUMBER_COLUMN, *COLUMNS):
    EDGES.append(EDGES[-1] + _column.width_mm * PT)


def rows(count):
    """Rows of one to twenty lines, so that their ends fall anywhere on a page."""
    chance = random.Random(count)
    for number in range(count):
        purpose = " ".join(WORDS.split(" ")[: chance.randint(1, 13)] * chance.randint(1, 5))
        participants = "\n".join(["Глава города", "руководители предприятий и учреждений"] * chance.randint(1, 6))
        name = LONG[number % 2] if number % 7 == 3 else "Форум приграничных регионов"
        yield PrintedRow(name, "г. Минск (Республика Беларусь)", "28–29 сентября 2026 года", purpose, participants)


def documents(count):
    """(name, table): the consolidated table, a municipality's own, an addendum."""
    section = TableSection("Муниципальное образование «Вяземский район» Смоленской области", list(rows(count)))
    sections = [section] if count else []
    common = {"author": "Смоленская область", "created": CREATED}
    yield "consolidated", Table(title(2026, 3), sections, project="проект, на 29.11.2026, вошли 16 из 27", **common)
    yield (
        "own",
        Table(title(2026, 3), [section], signature=("Глава", "И. И. Иванов"), empty_note="Не было", **common),
    )
    after = ("Исключена строка 14: «Форум».",) if count % 2 or not count else ()
    yield "addendum", Table(addendum_title(1, 2026, 3), sections, code="7K3M-AAAA-BBBB", after=after, **common)


@pytest.fixture(scope="module")
def printed(needs_program, tmp_path_factory):
    """{name: [the words of a page, each (left, top, text)]} of all documents, made in one go."""
    office, reader = needs_program("soffice"), needs_program("pdftotext")
    folder = tmp_path_factory.mktemp("paper")
    paths = []
    for count in COUNTS:
        for name, table in documents(count):
            stream = BytesIO()
            word.write(table, stream)
            paths.append(folder / f"{name}-{count}.docx")
            paths[-1].write_bytes(stream.getvalue())
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for start in range(0, len(paths), 60):
        some = map(str, paths[start : start + 60])
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *some]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
    return {path.stem: _words(reader, path.with_suffix(".pdf")) for path in paths}


def _words(reader, pdf):
    said = subprocess.run(
        [reader, "-bbox", str(pdf), "-"], check=True, capture_output=True, timeout=120
    ).stdout.decode()
    found = r'<word xMin="([\d.]+)" yMin="([\d.]+)" [^>]*>(.*?)</word>'
    return [
        [(float(left), float(top), html.unescape(text)) for left, top, text in re.findall(found, page)]
        for page in said.split("<page ")[1:]
    ]


def body(page):
    """The words below the heading of the table, or of the whole sheet without margins where there is none."""
    top, bottom = 20 * PT - 2, (210 - 15) * PT
    inside = [one for one in page if top <= one[1] <= bottom]
    ends = [one[1] for one in inside if one[2] in ("документах)", "сведения)")]
    return [one for one in inside if one[1] > max(ends) + 5] if ends else inside


def column_of(one):
    return max(number for number, edge in enumerate(EDGES[:-1]) if one[0] + 1 >= edge)


def lines(words):
    """The most lines that one column has of these words."""
    tops = {}
    for one in words:
        tops.setdefault(column_of(one), set()).add(round(one[1] / 6))
    return max(map(len, tops.values()), default=0)


def test_no_page_is_without_words(printed):
    empty = [
        (name, number)
        for name, pages in printed.items()
        for number, page in enumerate(pages)
        if number and not body(page)
    ]
    assert empty == []


def test_no_word_is_cut_in_its_cell(printed):
    """Each word on paper is one of the document's, or a part of one that ends with its hyphen."""
    texts = [*WORDS.split(), *" ".join(LONG).split(), *"городов- побратимов. 28–29 28– 29".split()]
    known = {*texts, *(text for row in rows(40) for text in f"{row.place} {row.period} {row.participants}".split())}
    known |= set("Форум приграничных регионов Не было Глава И. Иванов Исключена строка 14: «Форум».".split())
    known |= set("Муниципальное образование «Вяземский район» Смоленской области".split())
    first = {name: set(table.title.split()) for name, table in documents(1)}
    for name, pages in printed.items():
        for number, page in enumerate(pages):
            allowed = known | (first[name.partition("-")[0]] if number == 0 else set())
            cut = [
                text
                for *_, text in body(page)
                if text not in allowed and not re.fullmatch(r"\d+\.|_+|[А-Яа-я«]+-", text)
            ]
            assert cut == [], (name, number)


def test_no_row_leaves_a_single_line_on_one_side_of_a_pages_end(printed):
    for name, pages in printed.items():
        for number, (before, after) in enumerate(zip(map(body, pages), map(body, pages[1:]), strict=False), start=2):
            numbers = [one[1] for one in after if column_of(one) == 0 and re.fullmatch(r"\d+\.", one[2])]
            rest = [one for one in after if one[1] < min(numbers, default=1e9) - 3]
            if not rest or rest[0][2] in ("Глава", "Исключена", "Муниципальное"):
                continue
            start = max((one[1] for one in before if column_of(one) == 0 and re.fullmatch(r"\d+\.", one[2])), default=0)
            assert lines([one for one in before if one[1] >= start - 3]) > 1, (name, number)
            assert lines(rest) > 1, (name, number)


def test_every_page_but_the_first_says_which_it_is_of_how_many(printed):
    for name, pages in printed.items():
        for number, page in enumerate(pages, start=1):
            said = " ".join(text for _, _, text in page)
            assert (f"страница {number} из {len(pages)}" in said) is (number > 1), name
            assert ("проект, на 29.11.2026, вошли 16 из 27" in said) is name.startswith("consolidated"), name
