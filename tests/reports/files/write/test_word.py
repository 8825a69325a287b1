"""The official table as a Word document: the layout to print, point by point, and what it must survive."""

import json
import random
import re
import subprocess
import tracemalloc
import unicodedata
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from reports.files.table import PrintedRow, Table, TableSection, title
from reports.files.write import make_base, word
from tests.documents import W, count_equal_cells, even, read_report, text_of

CREATED = datetime(2025, 1, 10, 9, 30, tzinfo=UTC)
TITLE = title(2024, 4)
PROJECT = "проект, на 29.11.2026, вошли 16 из 27"

SHORT = PrintedRow(
    "Неделя кухни", "г. Минск (Республика Беларусь)", "30 сентября – 1 октября 2024 года", "Обмен", "Гости"
)
LONG = PrintedRow("Форум", "г. Смоленск", "22 ноября 2024 года", "Обсуждены вопросы торговли. " * 40, "Гости")
SPLIT = PrintedRow("Встреча", "г. Вязьма", "май 2024 года", "Первый итог.\nВторой итог.", "Гости\nи хозяева")


def table(*sections, **options):
    """A table of these sections; without any, two with an event each."""
    sections = sections or (TableSection("Город Смоленск", [SHORT, LONG]), TableSection("Вяземский район", [SPLIT]))
    values = {"title": TITLE, "author": "Смоленская область", "created": CREATED, **options}
    return Table(sections=sections, **values)


def written(drawn):
    """The bytes of a drawn table."""
    stream = BytesIO()
    word.write(drawn, stream)
    return stream.getvalue()


def read(*sections, **options):
    """A table written, then read by the independent reader, which has found nothing wrong with it."""
    report = read_report(written(table(*sections, **options)))
    assert report.problems == []
    return report


def cells_of(row):
    return row.findall(W + "tc")


def paragraphs_of(element):
    return element.findall(W + "p")


def source_table(source, **options):
    def rows(name):
        keys = ("name", "place", "dates", "purpose", "participants")
        return (PrintedRow(*(event[key] for key in keys)) for event in source["events"] if event["section"] == name)

    sections = (TableSection(section["title"], rows(section["title"])) for section in source["sections"])
    return Table(TITLE, sections, "Смоленская область", CREATED, **options)


@pytest.fixture
def source(shared):
    return json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))


# --- What it says ----------------------------------------------------------------------------------


def test_the_sources_53_rows_come_back_in_329_of_329_cells(source):
    report = read_report(written(source_table(source)))
    equal, total = count_equal_cells(report, source)
    print(f"export of the source's rows: {equal} of {total} cells")
    assert (equal, total) == (329, 329)
    assert report.problems == []


def test_the_count_of_equal_cells_sees_one_changed_letter(source):
    source["events"][30]["place"] += "!"
    report = read_report(written(source_table(source)))
    source["events"][30]["place"] = source["events"][30]["place"][:-1]
    assert count_equal_cells(report, source) == (328, 329)


def test_write_returns_the_number_of_events():
    assert word.write(table(), BytesIO()) == 3
    assert word.write(table(TableSection("Город Смоленск", [])), BytesIO()) == 0


def test_numbers_run_through_all_sections_in_one_list():
    report = read(*(TableSection(f"Район {index}", iter([SHORT, SPLIT])) for index in range(4)))
    assert [row.number for row in report.rows] == list(range(1, 9))
    lists = {item.get(W + "val") for item in report.package.table.iter(W + "numId")}
    assert len(lists) == 1


def test_number_list_is_decimal_without_indent_or_tab():
    root = read().package.xml("word/numbering.xml")
    (level,) = root.iter(W + "lvl")
    values = {child.tag.removeprefix(W): child.get(W + "val") for child in level}
    assert (values["numFmt"], values["lvlText"], values["suff"], values["start"]) == (
        "decimal",
        "%1.",
        "nothing",
        "1",
    )
    indent = level.find(f"{W}pPr/{W}ind")
    assert {indent.get(W + "left"), indent.get(W + "firstLine")} == {"0"}
    assert level.find(f"{W}pPr/{W}tabs") is None


def test_lines_of_a_cell_are_paragraphs():
    row = read().rows[0]
    assert row.place == "г. Минск\n(Республика Беларусь)"
    assert row.period == "30 сентября –\n1 октября\n2024 года"
    assert read().rows[2].purpose == "Первый итог.\nВторой итог."


def test_blanks_of_the_stored_text_are_kept():
    text = " два  пробела, г.\u00a0Минск "
    row = read(TableSection("Город", [PrintedRow(text, "", "", text, "")])).rows[0]
    assert (row.name, row.purpose) == (text, text)


def test_tabs_inside_a_line_are_blanks_and_newlines_begin_a_paragraph():
    """In a name, which is stored on one line, only an addendum's word about the row begins one."""
    row = read(TableSection("Го\tрод", [PrintedRow("а\tб\nв\rг", "к\nл", "", "д\tе\nж", "")])).rows[0]
    assert (row.name, row.place, row.purpose) == ("а б\nв г", "к л", "д е\nж")


def test_a_table_without_sections_is_a_title_and_a_header_row():
    report = read_report(written(Table(TITLE, (), "Область", CREATED)))
    assert (report.title, len(report.package.table_rows), report.problems) == (TITLE, 1, [])


def test_a_section_without_rows_says_so_only_when_asked_to():
    empty = TableSection("Город Смоленск", iter([]))
    assert read(empty).notes == []
    report = read(TableSection("Город Смоленск", iter([])), empty_note="Мероприятий не было")
    assert (report.sections, report.notes) == ([("Город Смоленск", [])], ["Мероприятий не было"])
    assert read(empty_note="Мероприятий не было").notes == []


# --- The layout to print, row by row of its table --------------------------------------------------


def test_page_is_a4_landscape_with_margins_20_10_20_15():
    properties = read().package.body.find(W + "sectPr")
    size, margins = properties.find(W + "pgSz"), properties.find(W + "pgMar")
    assert (size.get(W + "w"), size.get(W + "h"), size.get(W + "orient")) == ("16838", "11906", "landscape")
    mm = {side: round(int(margins.get(W + side)) * 25.4 / 1440) for side in ("left", "right", "top", "bottom")}
    assert mm == {"left": 20, "right": 10, "top": 20, "bottom": 15}


def test_page_number_is_a_complex_field_centred_in_the_header_but_not_on_page_1():
    package = read().package
    assert package.body.find(f"{W}sectPr/{W}titlePg") is not None
    (paragraph,) = paragraphs_of(package.header_root("default"))
    assert package.alignment(paragraph) == "center"
    assert text_of(paragraph) == "страница 2 из 2"
    marks = [mark.get(W + "fldCharType") for mark in paragraph.iter(W + "fldChar")]
    assert marks == ["begin", "separate", "end"] * 2
    assert [node.text.strip() for node in paragraph.iter(W + "instrText")] == ["PAGE", "NUMPAGES"]
    assert [text_of(item) for item in paragraphs_of(package.header_root("first"))] == [""]
    assert b"fldSimple" not in b"".join(package.parts.values())


def test_title_is_14_pt_bold_centred_kept_with_next_and_one_empty_paragraph_follows():
    package = read().package
    first, second, empty, following = list(package.body)[:4]
    assert [text_of(first), text_of(second), text_of(empty)] == [*TITLE.split("\n"), ""]
    assert following.tag == W + "tbl"
    for line in (first, second):
        assert package.run_property(line, "sz").get(W + "val") == "28"
        assert package.run_property(line, "b") is not None
        assert package.alignment(line) == "center"
        assert package.paragraph_property(line, "keepNext") is not None


def test_table_text_is_times_new_roman_12_single_without_space_around():
    package = read().package
    for paragraph in package.table.iter(W + "p"):
        fonts, spacing = package.run_property(paragraph, "rFonts"), package.paragraph_property(paragraph, "spacing")
        assert {fonts.get(W + kind) for kind in ("ascii", "hAnsi", "cs")} == {"Times New Roman"}
        assert package.run_property(paragraph, "sz").get(W + "val") == "24"
        assert [spacing.get(W + key) for key in ("before", "after", "line")] == ["0", "0", "240"]


def test_number_place_and_period_are_centred_the_rest_left_all_at_the_top():
    package = read().package
    events = [row for row in package.table_rows[1:] if len(cells_of(row)) == 6]
    assert len(events) == 3
    for row in events:
        alignments = [{package.alignment(item) for item in paragraphs_of(cell)} for cell in cells_of(row)]
        assert alignments == [{"center"}, {"left"}, {"center"}, {"center"}, {"left"}, {"left"}]
        assert row.find(f".//{W}vAlign") is None
        assert all(package.run_property(item, "b") is None for item in row.iter(W + "p"))


def test_header_row_is_bold_centred_both_ways_repeated_and_never_cut():
    package = read().package
    header, *others = package.table_rows
    assert [child.tag for child in header.find(W + "trPr")] == [W + "cantSplit", W + "tblHeader"]
    for cell in cells_of(header):
        assert cell.find(f"{W}tcPr/{W}vAlign").get(W + "val") == "center"
        for paragraph in paragraphs_of(cell):
            assert package.alignment(paragraph) == "center"
            assert package.run_property(paragraph, "b") is not None
    assert [len(paragraphs_of(cell)) for cell in cells_of(header)] == [2, 1, 2, 3, 2, 2]
    assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)


def test_section_row_is_one_bold_centred_cell_kept_with_the_next_row():
    package = read().package
    rows = [row for row in package.table_rows if len(cells_of(row)) == 1]
    assert len(rows) == 2
    for row in rows:
        (cell,) = cells_of(row)
        (paragraph,) = paragraphs_of(cell)
        assert cell.find(f"{W}tcPr/{W}gridSpan").get(W + "val") == "6"
        assert cell.find(f"{W}tcPr/{W}tcW").get(W + "w") == "15137"
        assert paragraph.find(f"{W}pPr/{W}keepNext") is not None
        assert row.find(f"{W}trPr/{W}cantSplit") is not None
        assert package.alignment(paragraph) == "center"
        assert package.run_property(paragraph, "b") is not None


def test_columns_are_11_42_40_32_79_63_mm_fixed_in_grid_and_every_cell():
    package = read().package
    grid = [int(column.get(W + "w")) for column in package.table.find(W + "tblGrid")]
    assert [round(width * 25.4 / 1440) for width in grid] == [11, 42, 40, 32, 79, 63]
    assert sum(grid) == 16838 - 1134 - 567
    assert package.table.find(f"{W}tblPr/{W}tblLayout").get(W + "type") == "fixed"
    for row in package.table_rows:
        if len(cells_of(row)) == 6:
            assert [int(cell.find(f"{W}tcPr/{W}tcW").get(W + "w")) for cell in cells_of(row)] == grid


def test_cell_margins_are_1_5_mm_at_the_sides_and_half_a_mm_above_and_below():
    margins = read().package.table.find(f"{W}tblPr/{W}tblCellMar")
    mm = {side.tag.removeprefix(W): round(int(side.get(W + "w")) * 25.4 / 1440, 1) for side in margins}
    assert mm == {"left": 1.5, "right": 1.5, "top": 0.5, "bottom": 0.5}


def test_borders_are_single_half_a_point_on_all_sides():
    borders = read().package.table.find(f"{W}tblPr/{W}tblBorders")
    kinds = {side.tag.removeprefix(W): (side.get(W + "val"), side.get(W + "sz")) for side in borders}
    assert kinds == dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), ("single", "4"))


@pytest.mark.parametrize(("letters", "whole"), [(33 * 24, True), (33 * 24 + 1, False)])
def test_event_rows_of_up_to_24_lines_are_never_cut_longer_ones_may_be(letters, whole):
    row = PrintedRow("Форум", "г. Смоленск", "май 2024 года", "я" * letters, "Гости")
    last = read(TableSection("Город", [row])).package.table_rows[-1]
    assert (last.find(f"{W}trPr/{W}cantSplit") is not None) is whole


def test_every_paragraph_of_a_cell_counts_for_its_lines():
    """Twenty-five short paragraphs are twenty-five lines."""
    row = PrintedRow("Форум", "г. Смоленск", "май 2024 года", "\n".join("абвгдежзиклмнопрстуфхцчшщ"), "Гости")
    last = read(TableSection("Город", [row])).package.table_rows[-1]
    assert last.find(f"{W}trPr/{W}cantSplit") is None


def test_language_is_russian_and_compatibility_mode_15():
    package = read().package
    (language,) = package.xml("word/styles.xml").findall(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert language.get(W + "val") == "ru-RU"
    modes = {
        setting.get(W + "name"): setting.get(W + "val")
        for setting in package.xml("word/settings.xml").iter(W + "compatSetting")
    }
    assert modes["compatibilityMode"] == "15"


def test_empty_paragraphs_stand_after_the_title_and_after_the_table_only():
    package = read().package
    outside = [item for item in package.body if item.tag == W + "p"]
    assert [text_of(item) == "" for item in outside] == [False, False, True, True]
    for row in package.table_rows:
        for cell in cells_of(row):
            for paragraph in paragraphs_of(cell):
                numbered = paragraph.find(f"{W}pPr/{W}numPr") is not None
                assert (text_of(paragraph) == "") is numbered


def test_one_empty_paragraph_of_one_point_follows_the_table():
    """Word wants one. With the height of a line it would fall onto a page of its own at the foot of a page."""
    report = read()
    assert report.after == [""]
    last = paragraphs_of(report.package.body)[-1]
    spacing = report.package.paragraph_property(last, "spacing")
    assert [spacing.get(W + key) for key in ("before", "after", "line", "lineRule")] == ["0", "0", "20", "exact"]
    assert report.package.run_property(last, "sz").get(W + "val") == "2"


def test_paragraphs_leave_no_single_line_where_a_program_looks_after_that():
    """Word does in a cell; LibreOffice in whole rows only."""
    (found,) = read().package.xml("word/styles.xml").findall(f"{W}docDefaults/{W}pPrDefault/{W}pPr/{W}widowControl")
    assert found.get(W + "val") is None


def test_numbers_of_four_digits_are_drawn_narrower():
    package = read(TableSection("Город", [SHORT] * 1000)).package
    styles = [row.find(f"{W}tc/{W}p/{W}pPr/{W}pStyle").get(W + "val") for row in package.table_rows[2:]]
    assert styles == ["TableNumber"] * 999 + ["TableLong"]


# --- Words that are wider than their column --------------------------------------------------------


def drawn(text):
    """The row of an event with this name and purpose, and the paragraphs of both."""
    report = read(TableSection("Город", [PrintedRow(text, "", "", text, "")]))
    cells = cells_of(report.package.table_rows[-1])
    return report.rows[0], paragraphs_of(cells[1]) + paragraphs_of(cells[4])


def test_a_word_that_fits_is_one_run_and_the_same_as_ever():
    _, paragraphs = drawn("Обмен опытом г.\u00a0Смоленска")
    assert [len(paragraph.findall(W + "r")) for paragraph in paragraphs] == [1, 1]


def test_a_word_a_little_too_wide_is_drawn_narrower_where_it_is_too_wide():
    row, (name, purpose) = drawn("Осмотр достопримечательностей города")
    assert row.name == row.purpose == "Осмотр достопримечательностей города"
    assert [text.text for text in name.iter(W + "t")] == ["Осмотр ", "достопримечательностей", " города"]
    scales = [int(scale.get(W + "val")) for scale in name.iter(W + "w")]
    assert len(scales) == 1 and 78 <= scales[0] < 90
    assert list(purpose.iter(W + "w")) == []


def test_a_chain_of_no_break_spaces_is_let_go_where_it_does_not_fit():
    chain = "\u00a0".join("от имени Главы города Смоленска Иванова И. И.".split())
    row, (name, purpose) = drawn(chain)
    assert row.name == row.purpose == chain
    lines = ["от\u00a0имени\u00a0Главы\u00a0", "города\u00a0Смоленска\u00a0", "Иванова\u00a0И.\u00a0И."]
    assert [text.text for text in name.iter(W + "t")] == lines
    assert len(list(purpose.iter(W + "sym"))) == 1


def test_an_address_may_end_a_line_after_its_signs_and_no_letter_is_added():
    address = "https://www.smolensk.example.ru/events/2026/forum_of_regions?id=12345"
    row, paragraphs = drawn(address)
    assert row.name == row.purpose == address
    for paragraph in paragraphs:
        assert {node.get(W + "char") for node in paragraph.iter(W + "sym")} == {"200B"}
        assert list(paragraph.iter(W + "softHyphen")) == []


def test_a_very_long_word_has_hyphens_at_its_syllables():
    row, (name, _) = drawn("человеконенавистнического")
    assert row.name == "человеконенавистнического"
    pieces = [text.text for text in name.iter(W + "t")]
    assert len(pieces) == len(list(name.iter(W + "softHyphen"))) + 1 > 3
    assert all(len(piece) > 1 for piece in pieces)


# --- Drafts, signatures, properties ----------------------------------------------------------------


def test_a_project_says_so_on_every_page_the_first_included():
    package = read(project=PROJECT).package
    default, first = package.header_root("default"), package.header_root("first")
    assert PROJECT in [text_of(item) for item in paragraphs_of(first)]
    assert PROJECT in [text_of(item) for item in paragraphs_of(default)]
    assert [node.text.strip() for node in default.iter(W + "instrText")] == ["PAGE", "NUMPAGES"]


def test_only_a_project_says_that_it_is_one():
    (_, mark) = paragraphs_of(read(project="другой <день>").package.header_root("default"))
    assert text_of(mark) == "другой <день>"
    parts = read().package.parts
    assert not any(
        "день" in parts[name].decode() or "проект" in parts[name].decode() for name in parts if "head" in name
    )
    assert "проект" not in parts["word/document.xml"].decode()


def test_the_signature_stands_after_the_tables_empty_paragraph_at_tab_stops():
    report = read(signature=("Глава муниципального образования", "И. И. Иванов"))
    empty, line = report.after
    post, place, name = line.split("\t")
    assert (empty, post, name) == ("", "Глава муниципального образования", "И. И. Иванов")
    assert set(place) == {"_"}
    paragraph = paragraphs_of(report.package.body)[-1]
    assert report.package.paragraph_property(paragraph, "spacing").get(W + "before") == "276"
    stops = report.package.paragraph_property(paragraph, "tabs")
    assert [stop.get(W + "val") for stop in stops] == ["left", "right"]
    assert stops[-1].get(W + "pos") == "15137"


def test_the_last_row_goes_along_with_a_signature_that_begins_a_page():
    section = TableSection("Город Смоленск", [SHORT, SPLIT, SHORT])
    *others, last = read(section, signature=("Глава", "И. И. Иванов")).package.table_rows[2:]
    assert all(one.find(f"{W}pPr/{W}keepNext") is not None for one in last.iter(W + "p"))
    assert all(row.find(f".//{W}keepNext") is None for row in others)
    unsigned = read(section).package.table_rows[-1]
    assert unsigned.find(f".//{W}keepNext") is None
    cut = read(TableSection("Город", [SPLIT, LONG]), signature=("Глава", "И. И. Иванов")).package.table_rows[-1]
    assert cut.find(f".//{W}keepNext") is None


def test_a_long_post_wraps_before_the_line_and_the_signature_is_kept_together():
    post = "Первый заместитель Главы муниципального образования «Вяземский муниципальный округ» Смоленской области"
    report = read(signature=(post, "И. И. Иванов"))
    empty, upper, last = report.after
    assert (empty, f"{upper} {last.split(chr(9))[0]}") == ("", post)
    rooms = [report.package.paragraph_property(one, "spacing") for one in paragraphs_of(report.package.body)[-2:]]
    assert [room.get(W + "before") for room in rooms] == ["276", "0"]
    for paragraph in paragraphs_of(report.package.body)[-3:]:
        assert report.package.paragraph_property(paragraph, "keepNext") is not None


def test_properties_are_title_region_and_the_time_of_the_data():
    moscow = timezone(timedelta(hours=3))
    package = read(created=datetime(2025, 1, 10, 1, 30, tzinfo=moscow), author="Смоленская <&> область").package
    values = {item.tag.rpartition("}")[2]: item.text for item in package.xml("docProps/core.xml")}
    assert values == {
        "title": even(TITLE),
        "creator": "Смоленская <&> область",
        "lastModifiedBy": "Смоленская <&> область",
        "created": "2025-01-09T22:30:00Z",
        "modified": "2025-01-09T22:30:00Z",
        "language": "ru-RU",
    }


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        written(table(created=datetime(2025, 1, 10)))  # noqa: DTZ001 - the case in question


def test_nothing_of_a_template_is_left_over():
    parts = read(project=PROJECT, signature=("Глава", "И. И. Иванов")).package.parts
    everything = b"".join(parts.values())
    assert set(parts) == set(make_base.PARTS)
    for rest in (b"python-docx", b"Macintosh", b"en-US", b"stylesWithEffects", b"customXml", b"w:rsid", b"_GoBack"):
        assert rest not in everything


# --- Bytes, memory, validity -----------------------------------------------------------------------


def test_the_same_data_give_the_same_bytes():
    options = {"project": PROJECT, "signature": ("Глава", "И. И. Иванов")}
    word._skeleton.cache_clear()
    first = written(table(**options))
    assert written(table(**options)) == first
    word._skeleton.cache_clear()
    assert written(table(**options)) == first


def test_zip_entries_tell_nothing_of_hour_or_machine():
    with zipfile.ZipFile(BytesIO(written(table()))) as package:
        entries = package.infolist()
    assert entries[0].filename == "[Content_Types].xml"
    assert {(entry.date_time, entry.create_system, entry.external_attr) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), 0, 0o600 << 16)
    }


def test_other_data_give_other_bytes():
    assert written(table()) != written(table(created=CREATED + timedelta(seconds=1)))


def test_memory_does_not_grow_with_the_events(tmp_path):
    """Sections and rows are taken one by one, and written where they are drawn."""

    def peak(events):
        rows = (
            PrintedRow(f"Форум {index}", "г. Минск", "май 2024 года", "Итог " * 60, "Гости") for index in range(events)
        )
        with (tmp_path / f"{events}.docx").open("wb") as stream:
            tracemalloc.start()
            assert word.write(table(TableSection("Город", rows)), stream) == events
            highest = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return highest

    peak(1)  # the skeleton and what else is made once
    assert peak(3_000) < peak(30) + 200_000


def test_an_exception_of_the_rows_goes_through():
    def rows():
        yield SHORT
        raise LookupError("the database is away")

    with pytest.raises(LookupError, match="away"):
        written(table(TableSection("Город", rows())))


HOSTILE = [
    "=1+1",
    "\x00\x01\x0b\x0c\x1f\x7f\ufffe\uffff",
    "a\ud800b\udfff",
    "<w:p/>&amp;]]><!--",
    "_x000D_ \r\n \t \u2028\u0085",
    "й" + "е\u0301" * 20,
    "слово" * 8_000,
    "😀 𐍈 \u202e \ufeff",
    "",
]
HOSTILE_TABLE = {
    "sections": (TableSection("\x00Район <\ud800>", [PrintedRow(text, text, text, text, text) for text in HOSTILE]),),
    "title": "Отчет\x02 <b>\nза & год\ufffe",
    "author": "\ud900область\x08",
    "signature": ("Глава\x0c <", "\udfffИ & И"),
}


def _tables():
    yield "two sections", lambda source: table()
    yield "source", source_table
    yield (
        "source, draft and signature",
        lambda source: source_table(source, project=PROJECT, signature=("Глава", "И. И. Иванов")),
    )
    yield "no sections", lambda source: Table(TITLE, (), "Область", CREATED)
    yield (
        "nil report",
        lambda source: table(
            TableSection("Город", []), empty_note="Мероприятий не было", signature=("Глава", "И. И. Иванов")
        ),
    )
    # The auditor takes a minute over the forty thousand breaks of the longest word.
    short = [PrintedRow(*[text[:2_000]] * 5) for text in HOSTILE]
    hostile = {**HOSTILE_TABLE, "sections": (TableSection("\x00Район <\ud800>", short),)}
    yield "hostile", lambda source: Table(created=CREATED, project=PROJECT, **hostile)


@pytest.mark.parametrize("make", [make for _, make in _tables()], ids=[name for name, _ in _tables()])
def test_an_auditor_of_open_xml_finds_nothing(make, source, tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(written(make(source)))
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []
    assert read_report(path).problems == []


# --- Hostile texts ---------------------------------------------------------------------------------


def allowed(text):
    """`text` without what XML 1.0 forbids, by the wording of its section 2.2."""
    return "".join(
        letter
        for letter in text
        if letter in "\t\n\r"
        or (ord(letter) >= 32 and unicodedata.category(letter) != "Cs" and letter not in "\ufffe\uffff")
    )


ANY_TEXT = st.text(st.characters(), max_size=60) | st.sampled_from(HOSTILE)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.builds(PrintedRow, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT), max_size=3), ANY_TEXT)
@example([PrintedRow(text, text, text, text, text) for text in HOSTILE], "Район")
def test_any_text_comes_back_but_for_forbidden_characters(rows, heading):
    report = read(TableSection(heading, rows))
    ((found, events),) = report.sections
    assert even(found) == even(allowed(heading))
    expected = [[even(allowed(getattr(row, key))) for key in TEXTS] for row in rows]
    assert [[even(text) for text in event[1:]] for event in events] == expected


TEXTS = ("name", "place", "period", "purpose", "participants")


# --- On paper: LibreOffice makes the PDF -----------------------------------------------------------


@pytest.fixture(scope="module")
def pages_of(needs_program, tmp_path_factory):
    """Function: bytes of a document → the text of each of its pages, as LibreOffice prints them."""
    office, reader = needs_program("soffice"), needs_program("pdftotext")
    folder = tmp_path_factory.mktemp("office")

    def convert(content):
        path = folder / "report.docx"
        path.write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        pdf = path.with_suffix(".pdf")
        text = subprocess.run([reader, "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=120)
        pdf.unlink()
        return text.stdout.decode().split("\f")[:-1]

    return convert


def lines_of(page):
    return [even(line) for line in page.splitlines() if line.strip()]


def many_sections(count, seed=20244):
    """Sections of one to three events of one to fourteen lines: their rows meet a page's foot anywhere."""
    chance = random.Random(seed)
    for index in range(count):
        rows = [
            PrintedRow("Форум", "г. Минск", "май 2024 года", "Обмен опытом. " * chance.randint(1, 30), "Гости")
            for _ in range(chance.randint(1, 3))
        ]
        yield TableSection(f"Муниципальное образование «Район {index}»", rows)


def test_pages_repeat_the_header_row_and_never_end_in_a_section_row(pages_of):
    pages = pages_of(written(table(*many_sections(160))))
    assert len(pages) > 60
    lone = [number for number, page in enumerate(pages, 1) if lines_of(page)[-1].startswith("Муниципальное")]
    print(f"section rows alone at a page's foot: {len(lone)} of {len(pages)} pages")
    bare = [number for number, page in enumerate(pages, 1) if not re.search(r"п/п.*мероприятия", page)]
    assert (lone, bare) == ([], [])
    headings = [line for page in pages for line in lines_of(page) if line.startswith("Муниципальное")]
    assert len(headings) == 160


def test_pages_are_numbered_from_the_second_on(pages_of):
    first, *others = pages_of(written(table(*many_sections(12))))
    assert lines_of(first)[0].startswith("Отчет")
    assert others
    assert [lines_of(page)[0] for page in others] == [
        f"страница {number} из {len(others) + 1}" for number in range(2, len(others) + 2)
    ]


def test_a_project_and_its_signature_on_paper(pages_of, source):
    pages = pages_of(written(source_table(source, project=PROJECT, signature=("Глава", "И. И. Иванов"))))
    assert all(PROJECT in lines_of(page)[:2] for page in pages)
    assert re.fullmatch(r"Глава _+ И\. И\. Иванов", lines_of(pages[-1])[-1])
    numbers = [int(found) for page in pages for found in re.findall(r"^ *(\d+)\. ", page, re.MULTILINE)]
    assert numbers == list(range(1, 54))
