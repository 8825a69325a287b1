"""«Папка визита»: read back by another program, upright, quiet about what is not there."""

import datetime
import io

import docx
import pytest
from docx.enum.section import WD_ORIENT
from openxml_audit import OpenXmlValidator

from reports.files.write.card import CardList, VisitCard, write

MADE = datetime.datetime(2026, 11, 30, tzinfo=datetime.UTC)


def a_card(**fields):
    lists = (
        CardList("Кто работает", (("Кто", 3), ("Мероприятий", 1)), (("Вяземский <район> & Ко", "3"),), "И ещё 2."),
        CardList("Контакты", (("Кто", 1),), ()),
    )
    facts = (("Мероприятия", "3 мероприятия"),)
    given = {"title": "г. Витебск", "subtitle": "город", "facts": facts, "lists": lists, "foot": "Составлено сегодня."}
    return VisitCard(**{**given, "author": "Смоленская область", "created": MADE, **fields})


def written(card):
    stream = io.BytesIO()
    write(card, stream)
    return stream.getvalue()


def test_the_words_come_back_in_their_order():
    document = docx.Document(io.BytesIO(written(a_card())))
    lines = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert lines == [
        "г. Витебск",
        "город",
        "Мероприятия: 3 мероприятия",
        "Кто работает",
        "И ещё 2.",
        "Составлено сегодня.",
    ]
    [table] = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Кто", "Мероприятий"],
        ["Вяземский <район> & Ко", "3"],
    ]


def test_the_page_stands_upright_and_the_table_fits():
    document = docx.Document(io.BytesIO(written(a_card())))
    section = document.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.2)
    assert section.orientation == WD_ORIENT.PORTRAIT
    room = section.page_width - section.left_margin - section.right_margin
    assert sum(column.width for column in document.tables[0].columns) <= room


def test_the_same_day_gives_the_same_bytes():
    assert written(a_card()) == written(a_card())


def test_the_file_is_one_that_word_opens(tmp_path):
    path = tmp_path / "card.docx"
    long = CardList("Длинное", (("А", 1), ("Б", 9)), (("Ц" * 300, "слово " * 300 + "\x00\x0b\nвторая"),))
    path.write_bytes(written(a_card(lists=(long,))))
    assert not OpenXmlValidator().validate(str(path)).errors


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError):
        written(a_card(created=MADE.replace(tzinfo=None)))
