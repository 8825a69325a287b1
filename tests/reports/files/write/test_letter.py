"""The covering letter as a Word document: what stands where, and what it must survive."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from reports.files.write.letter import NO_NUMBER, Letter, write
from tests.documents import W

LETTER = Letter(
    number="1/2",
    day="15 января 2025 года",
    addressee="Министру\nИ.И. Иванову",
    heading="О направлении",
    text="Направляю отчёт.\nВторой абзац.",
    attachments=("Отчёт на 2 л.", "Перечень"),
    signer_post="Начальник\nотдела",
    signer_name="Е.В. Орлова",
    performer="Орлова\n12-34",
    author="Смоленская область",
    created=datetime(2024, 12, 31, tzinfo=UTC),
)


def drawn(letter):
    stream = io.BytesIO()
    write(letter, stream)
    return stream.getvalue()


def document_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))


def lines_of(data):
    lines = document_of(data).iter(f"{W}p")
    return [line for line in ("|".join(text.text or "" for text in one.iter(f"{W}t")) for one in lines) if line]


def test_everything_stands_in_its_order():
    assert lines_of(drawn(LETTER)) == [
        "15 января 2025 года № 1/2",
        "Министру",
        "И.И. Иванову",
        "О направлении",
        "Направляю отчёт.",
        "Второй абзац.",
        "Приложение:|1.|Отчёт на 2 л.",
        "2.|Перечень",
        "Начальник",
        "отдела|Е.В. Орлова",
        "Орлова",
        "12-34",
    ]


def test_one_attachment_has_no_number_and_a_letter_without_a_number_has_room_for_it():
    lines = lines_of(drawn(replace(LETTER, attachments=("Отчёт",), number="", performer="")))
    assert "Приложение:|Отчёт" in lines and lines[0].endswith(f"№ {NO_NUMBER}") and lines[-1] == "отдела|Е.В. Орлова"


def test_the_page_stands_upright_and_word_finds_it_whole(tmp_path):
    data = drawn(LETTER)
    size = document_of(data).find(f".//{W}pgSz")
    assert int(size.get(f"{W}w")) < int(size.get(f"{W}h")) and size.get(f"{W}orient") is None
    path = tmp_path / "letter.docx"
    path.write_bytes(data)
    assert OpenXmlValidator().validate(str(path)).errors == []


def test_the_same_letter_is_the_same_bytes():
    assert drawn(LETTER) == drawn(replace(LETTER))


@pytest.mark.parametrize("hostile", ["<w:p>&\x00\x0b", "@BODY@", "я" * 5000, "\ufffe\ud7ff"])
def test_any_words_stay_words(hostile):
    data = drawn(replace(LETTER, heading=hostile, text=hostile, addressee=hostile, signer_name=hostile))
    assert document_of(data).tag == f"{W}document"
