"""Whose the rows are that are being read."""

from reports.files.marks import ReportMark
from reports.files.read.rows import ReadSection
from reports.files.read.sections import Sections


def test_a_section_keeps_its_number_and_its_first_mark():
    sections = Sections()
    sections.begin("Вязьма", "строка 2")
    sections.begin("Рудня", "строка 5")
    sections.begin("Вязьма", "строка 9", ReportMark(31, 4))
    assert sections.number == 1
    assert sections.found == [ReadSection("Вязьма", "строка 2", 31, 4), ReadSection("Рудня", "строка 5")]


def test_what_a_sheet_or_a_column_named_ends_with_its_table():
    sections = Sections()
    sections.begin_table("Вязьма", "лист «Вязьма»")
    sections.begin_table("", "лист «Лист2»")
    assert sections.title == ""
    sections.take_owner("Рудня", "строка 2")
    sections.begin_table("", "")
    assert (sections.title, sections.number) == ("", 0)
    sections.begin("Вязьма", "строка 2")
    sections.begin_table("", "")
    assert sections.title == "Вязьма"


def test_an_empty_cell_of_the_column_means_the_row_above_and_is_a_guess():
    sections = Sections()
    assert not sections.take_owner("", "строка 1")
    assert not sections.take_owner("Рудня", "строка 2")
    sections.groups["month"] = "Март"
    assert sections.take_owner("", "строка 3")
    assert (sections.title, sections.groups) == ("Рудня", {"month": "Март"})
