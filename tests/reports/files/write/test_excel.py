"""The official table as an Excel workbook: the same cells as in Word, data to filter, and texts that stay texts."""

import datetime
import json
import os
import random
import subprocess
import tracemalloc
import uuid
import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook

from reports.files.data_sheet import DATA_COLUMNS, DataColumn, Kind
from reports.files.table import Facts, PrintedRow, Table, TableSection, title
from reports.files.write import excel, excel_look, word
from tests.documents import S, even, read_official_sheet, read_report, read_workbook

from .test_word import HOSTILE, TEXTS, allowed

CREATED = datetime.datetime(2025, 1, 10, 9, 30, tzinfo=datetime.UTC)
FACTS = Facts(
    municipality="город Смоленск",
    state="принят",
    start=datetime.date(2024, 9, 30),
    end=datetime.date(2024, 10, 1),
    precision="по дням",
    place_format="очно",
    country="Беларусь",
    locality="г. Минск",
    total=120,
    foreign=0,
    countries=("Беларусь", "Китай"),
    partners=("г. Витебск",),
    agreements=("Соглашение (30.09.2024)", "План"),
)
EVENT = PrintedRow(
    "Неделя кухни",
    "г. Минск (Республика Беларусь)",
    "30 сентября – 1 октября 2024 года",
    "Первый итог.\nВторой итог.",
    "Гости",
    uuid.UUID("1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"),
    3,
    FACTS,
)
BARE = PrintedRow("Форум", "г. Смоленск", "ноябрь 2024 года", "Обмен опытом", "Гости")


def table(*sections, **options):
    sections = sections or (
        TableSection("Город Смоленск", [EVENT, BARE]),
        TableSection("Вяземский район", iter([BARE])),
    )
    return Table(**{"title": title(2024, 4), "author": "Область", "created": CREATED, **options, "sections": sections})


def written(drawn, draw=excel.write):
    stream = BytesIO()
    draw(drawn, stream)
    return stream.getvalue()


def read(*sections, **options):
    return read_workbook(written(table(*sections, **options)))


def official(*sections):
    return read(*sections).sheets["Сводный отчёт"]


def data(*sections):
    return read(*sections).sheets["Данные"]


def source_table(shared):
    source = json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))

    def rows(name):
        keys = ("name", "place", "dates", "purpose", "participants")
        return [PrintedRow(*(event[key] for key in keys)) for event in source["events"] if event["section"] == name]

    return table(*(TableSection(section["title"], rows(section["title"])) for section in source["sections"]))


# --- The official sheet ------------------------------------------------------------------------------


def cells(read_table):
    heading, headings, sections = read_table
    flat = [heading, *headings]
    for name, rows in sections:
        flat += [name, *(str(cell) for row in rows for cell in row)]
    return flat


def test_official_sheet_has_the_cells_of_the_word_table(shared):
    """The 53 rows of the source, drawn by both, read by readers that share no code with them."""
    drawn = source_table(shared)
    in_word = read_report(written(drawn, word.write))
    in_excel = read_official_sheet(read_workbook(written(drawn)).sheets["Сводный отчёт"])
    left, right = cells((in_word.title, in_word.headings, in_word.sections)), cells(in_excel)
    equal = sum(one == other for one, other in zip(left, right, strict=True))
    print(f"cells of the Excel sheet equal to the Word table: {equal} of {len(left)}")
    assert (equal, len(left)) == (329, 329)


def test_numbers_run_through_all_sections_and_are_numbers():
    _, _, sections = read_official_sheet(official())
    assert [[row.number for row in rows] for _, rows in sections] == [[1, 2], [3]]


def test_write_returns_the_number_of_events():
    assert excel.write(table(), BytesIO()) == 3
    assert excel.write(table(TableSection("Город", [])), BytesIO()) == 0


def test_title_and_section_rows_are_merged_over_all_columns():
    sheet = official()
    assert sheet.merged == ["A1:F1", "A3:F3", "A6:F6"]
    assert (sheet.rows[1], sheet.rows[3]) == ({"A": title(2024, 4)}, {"A": "Город Смоленск"})


def test_texts_wrap_and_number_place_and_period_are_centred():
    book = load_workbook(BytesIO(written(table())))
    looks = [cell.alignment for cell in book["Сводный отчёт"][4][:6]]
    assert [look.horizontal for look in looks] == ["center", "left", "center", "center", "left", "left"]
    assert all(look.wrap_text and look.vertical == "top" for look in looks)


def test_a_row_is_as_high_as_its_longest_cell():
    """Not every program makes rows of wrapped text higher by itself."""
    long = PrintedRow("Форум", "г. Смоленск", "май 2024 года", "Обмен опытом. " * 40, "Гости")
    heights = [float(row.get("ht")) for row in official(TableSection("Город", [BARE, long])).root.iter(S + "row")]
    assert heights[3] < 40
    assert 15 * 15 < heights[4] < 24 * 16


def test_a_text_higher_than_a_row_may_be_shows_whole_in_merged_rows():
    """Excel makes no row higher than 409 points and hides the rest; the text stays in one cell."""
    high = PrintedRow("Форум", "г. Смоленск", "май 2024 года", "Обмен опытом. " * 200, "Гости")
    sheet = official(TableSection("Город", [high, BARE]))
    heights = [float(row.get("ht")) for row in sheet.root.iter(S + "row")]
    assert max(heights) <= 409
    ((_, rows),) = read_official_sheet(sheet)[2]
    assert (rows[0].purpose, rows[1].number) == (high.purpose, 2)
    spans = [ref for ref in sheet.merged if ref.startswith("E")]
    assert len(spans) == 1
    assert sum(heights[3:-1]) > 2800 / 79 * 2 * 15  # the height of its lines


# --- The sheet of data -------------------------------------------------------------------------------


def test_data_sheet_has_every_understood_field_in_its_own_type():
    sheet = data()
    letters = sheet.columns()
    assert list(letters) == [column.heading for column in DATA_COLUMNS]
    first = {heading: sheet.rows[2].get(letter) for heading, letter in letters.items()}
    assert first == {
        "№": 1,
        "Муниципальное образование": "город Смоленск",
        "Наименование мероприятия": "Неделя кухни",
        "Место проведения": "г. Минск (Республика Беларусь)",
        "Формат": "очно",
        "Страна проведения": "Беларусь",
        "Населённый пункт": "г. Минск",
        "Сроки проведения": "30 сентября – 1 октября 2024 года",
        "Первый день": datetime.date(2024, 9, 30),
        "Последний день": datetime.date(2024, 10, 1),
        "Точность сроков": "по дням",
        "Цель, содержание и результат": "Первый итог.\nВторой итог.",
        "Участники": "Гости",
        "Всего, человек": 120,
        "Из них иностранных": 0,
        "Страны участников": "Беларусь; Китай",
        "Партнёры": "г. Витебск",
        "Подписанные документы": "Соглашение (30.09.2024)\nПлан",
        "Документов": 2,
        "Раздел сводного отчёта": "Город Смоленск",
        "Состояние отчёта": "принят",
        "Постоянный номер": "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed",
    }


def test_data_sheet_has_one_row_an_event_with_the_numbers_of_the_official_table():
    rows = data().rows
    assert [(row["A"], row["T"]) for number, row in rows.items() if number > 1] == [
        (1, "Город Смоленск"),
        (2, "Город Смоленск"),
        (3, "Вяземский район"),
    ]


@pytest.mark.parametrize("events", [0, 1, 12])
def test_the_filter_holds_every_row(events):
    book = read(TableSection("Город", [BARE] * events))
    assert book.sheets["Данные"].root.find(S + "autoFilter").get("ref") == f"A1:V{events + 1}"
    assert book.names()["_xlnm._FilterDatabase", 1] == f"'Данные'!$A$1:$V${events + 1}"


def test_a_day_that_excel_has_not_is_written_in_words():
    old = PrintedRow("А", "", "", "", "", facts=Facts(start=datetime.date(1812, 9, 7), end=datetime.date(1900, 3, 1)))
    row = data(TableSection("Город", [old])).rows[2]
    assert (row["I"], row["J"]) == ("07.09.1812", datetime.date(1900, 3, 1))


# --- Texts -------------------------------------------------------------------------------------------

PREFIXES = ["=1+1", "+7 4812", "-5", "@SUM(A1)", '=HYPERLINK("http://x","y")', "#N/A", "'=1", "=", "_x0041_", "TRUE"]


def test_text_never_becomes_a_formula_even_when_edited_in_excel():
    """It is an inline string; what looks like a formula has the quote prefix, so that Enter leaves it a text."""
    rows = [PrintedRow(*[text] * 5) for text in PREFIXES]
    book = read(TableSection("=1+1", rows))
    _, _, ((heading, found),) = read_official_sheet(book.sheets["Сводный отчёт"])
    assert heading == "=1+1"
    assert [row.name for row in found] == PREFIXES
    assert [sheet.formulas for sheet in book.sheets.values()] == [[], []]
    assert [place for place in book.sheets["Данные"].prefixed if place.startswith("C")] == [
        f"C{number}" for number, text in enumerate(PREFIXES, 2) if text.lstrip("'")[0] in "=+-@"
    ]


HOW_MANY = 500 if os.environ.get("POBRATIM_STRESS") else 100


def any_texts(count, seed=2024):
    """Texts of every unpleasant kind, always the same ones; a tenth of them 40 000 letters long."""
    chance = random.Random(seed)
    letters = "абвгде 😀<&>\"'\t\n\r\x00\x01\x0b\x1f\x7f\ufffe\ud800_x000D_=+-@«»\u00a0\u2028é"
    for number in range(count):
        start = chance.choice([*PREFIXES, *HOSTILE, ""])
        length = 40_000 if number % 10 == 0 else chance.randint(0, 200)
        yield (start + "".join(chance.choices(letters, k=length)))[: max(length, len(start))]


@pytest.mark.stress
def test_texts_come_back_from_word_and_excel_but_for_forbidden_characters():
    """In every field; what is left out are control signs and lone surrogates, white space is evened out."""
    texts = list(any_texts(HOW_MANY))
    rows = [PrintedRow(*texts[number : number + 5]) for number in range(0, HOW_MANY, 5)]
    drawn = table(TableSection("Город", rows))
    in_word = read_report(written(drawn, word.write)).rows
    book = read_workbook(written(drawn))
    ((_, in_excel),) = read_official_sheet(book.sheets["Сводный отчёт"])[2]
    differences = formulas = 0
    for number, row in enumerate(rows):
        for field in TEXTS:
            expected = even(allowed(getattr(row, field)))
            differences += even(getattr(in_word[number], field)) != expected
            differences += even(getattr(in_excel[number], field)) != expected
        differences += in_word[number].number != in_excel[number].number
    formulas = sum(len(sheet.formulas) for sheet in book.sheets.values())
    print(f"{HOW_MANY} texts through DOCX and XLSX: {differences} differences, {formulas} formula cells")
    assert (differences, formulas, len(in_excel)) == (0, 0, HOW_MANY // 5)


def test_a_text_too_long_for_excel_goes_on_in_the_next_row():
    """Nothing is lost on the official sheet; the sheet of data keeps one row an event and says where the rest is."""
    row = PrintedRow("Форум", "г. Смоленск", "май 2024 года", "слово " * 12_000, "Гости")
    book = read(TableSection("Город", [row, BARE]))
    numbers = [cells["A"] for place, cells in book.sheets["Сводный отчёт"].rows.items() if place > 3 and "A" in cells]
    assert numbers == [1, "…", "…", 2]
    ((_, (first, second)),) = read_official_sheet(book.sheets["Сводный отчёт"])[2]
    assert (first.purpose, second.number) == (row.purpose, 2)
    shown = book.sheets["Данные"].rows[2]["L"]
    assert shown.endswith("… (полностью – на листе «Сводный отчёт», № 1)")
    assert row.purpose.startswith(shown.partition("…")[0])
    assert 32_600 < len(shown) <= 32_767
    assert len(book.sheets["Данные"].rows) == 3


# --- Lists -------------------------------------------------------------------------------------------

COLUMNS = (
    DataColumn("Кто", 20, Kind.TEXT, lambda item: item[0]),
    DataColumn("Сколько", 10, Kind.NUMBER, lambda item: item[1]),
)


def test_a_list_is_a_sheet_with_a_filter_and_its_title_on_paper():
    stream = BytesIO()
    rows = [("=Первый", 1), ("Второй", None)]
    count = excel.write_list("Список", COLUMNS, rows, stream, title="Итоги & сроки", author="Область", created=CREATED)
    book = read_workbook(stream.getvalue())
    sheet = book.sheets["Список"]
    assert (count, list(sheet.rows.values())) == (
        2,
        [{"A": "Кто", "B": "Сколько"}, {"A": "=Первый", "B": 1}, {"A": "Второй"}],
    )
    assert (sheet.formulas, sheet.root.find(S + "autoFilter").get("ref")) == ([], "A1:B3")
    assert "&LИтоги && сроки" in sheet.root.find(f"{S}headerFooter/{S}oddHeader").text


# --- Bytes, memory, other programs -------------------------------------------------------------------


def test_the_same_data_give_the_same_bytes():
    first = written(table())
    excel_look.consolidated_skeleton.cache_clear()
    assert written(table()) == first
    assert written(table(created=CREATED + datetime.timedelta(seconds=1))) != first


def test_zip_entries_tell_nothing_of_hour_or_machine():
    with zipfile.ZipFile(BytesIO(written(table()))) as package:
        entries = package.infolist()
    assert entries[0].filename == "[Content_Types].xml"
    assert {(entry.date_time, entry.create_system, entry.external_attr) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), 0, 0o600 << 16)
    }


def test_properties_are_title_region_and_the_time_of_the_data():
    parts = read(author="Область <&>").parts
    properties = parts["docProps/core.xml"].decode()
    assert properties.count("2025-01-10T09:30:00Z") == 2
    assert "<dc:creator>Область &lt;&amp;&gt;</dc:creator>" in properties
    assert not any(b"openpyxl" in part for part in parts.values())


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        written(table(created=datetime.datetime(2025, 1, 10)))  # noqa: DTZ001 - the case in question


def test_an_exception_of_the_rows_goes_through():
    def rows():
        yield EVENT
        raise LookupError("the database is away")

    with pytest.raises(LookupError, match="away"):
        written(table(TableSection("Город", rows())))


def test_memory_does_not_grow_with_the_events(tmp_path, monkeypatch):
    """Rows are written where they are drawn; those of the second sheet wait on the disk."""
    monkeypatch.setattr(excel, "KEPT_IN_MEMORY", 50_000)

    def peak(events):
        rows = (
            PrintedRow(f"Форум {index}", "г. Минск", "май 2024 года", "Итог " * 60, "Гости") for index in range(events)
        )
        with (tmp_path / f"{events}.xlsx").open("wb") as stream:
            tracemalloc.start()
            assert excel.write(table(TableSection("Город", rows)), stream) == events
            highest = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return highest

    peak(1)  # the skeleton and what else is made once
    assert peak(3_000) < peak(300) + 200_000


def test_libreoffice_prints_every_row_and_repeats_the_headings(needs_program, shared, tmp_path):
    office, reader = needs_program("localc"), needs_program("pdftotext")
    path = tmp_path / "report.xlsx"
    path.write_bytes(written(source_table(shared)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    pdf = path.with_suffix(".pdf")
    text = subprocess.run([reader, "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=120)
    pages = [page for page in text.stdout.decode().split("\f") if "Цель, содержание и результат" in page]
    own = [page for page in pages if "Состояние" not in page]
    found = {line.split(".")[0].strip() for page in own for line in page.splitlines()}
    assert {str(number) for number in range(1, 54)} <= found
    assert len(own) > 10
    assert all("п/п" in page for page in own)
