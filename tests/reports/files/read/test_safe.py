"""What a file is, and what is refused before anything is parsed."""

import struct
import warnings
import zipfile
from io import BytesIO

import pytest

from reports.files.read import safe
from reports.files.read.rows import Unreadable
from tests.answers import for_each

from .packages import (
    DECLARATION,
    SHEET_TABLE,
    WORD_TABLE,
    book_parts,
    relations,
    word_file,
    word_parts,
    zipped,
)


def refusal(data):
    with pytest.raises(Unreadable) as refused:
        safe.open_package(data)
    return str(refused.value)


def _with_bytes_changed(data, offset, form, value):
    """The last entry of the directory says something else, `offset` bytes from its beginning."""
    changed = bytearray(data)
    struct.pack_into(form, changed, data.rindex(b"PK\x01\x02") + offset, value)
    return bytes(changed)


def test_a_package_with_a_password_is_refused():
    assert "снимите пароль" in refusal(_with_bytes_changed(word_file(WORD_TABLE), 8, "<H", 1))


def test_parts_packed_in_unusual_ways_are_refused():
    """Their unpacking cannot be bounded."""
    assert "повреждён" in refusal(zipped(word_parts(WORD_TABLE), kind=zipfile.ZIP_BZIP2))


@pytest.mark.parametrize("name", ["/word/a.xml", "../a.xml", "word/../../a.xml", "C:/a.xml", "word\\..\\a.xml"])
def test_names_that_lead_outside_are_refused(name):
    assert "повреждён" in refusal(zipped(word_parts(WORD_TABLE) | {name: "<a/>"}))


def test_two_parts_of_one_name_are_refused():
    """Each reader would take another one of them."""
    stream = BytesIO(word_file(WORD_TABLE))
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(stream, "a") as package:
        package.writestr("Word/Document.xml", "<a/>")
    assert "повреждён" in refusal(stream.getvalue())


def test_a_damaged_part_is_refused_before_it_is_read():
    data = bytearray(word_file(WORD_TABLE, kind=zipfile.ZIP_STORED))
    data[data.index("Фестиваль".encode())] ^= 1
    assert "повреждён" in refusal(bytes(data))


def test_a_document_that_is_named_otherwise_is_found():
    """Word on the web calls it document2.xml."""
    parts = word_parts(WORD_TABLE)
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    parts["_rels/.rels"] = relations(r1=("officeDocument", "/word/document2.xml"))
    assert safe.main_part(safe.open_package(zipped(parts))) == "word/document2.xml"


def test_relations_stay_inside_the_package():
    parts = book_parts(SHEET_TABLE)
    parts["xl/_rels/workbook.xml.rels"] = relations(
        a=("worksheet", "../../../x.xml"), b=("styles", "/xl/s.xml")
    ).replace(
        "</Relationships>", '<Relationship Id="c" TargetMode="External" Target="http://a.example/"/></Relationships>'
    )
    with safe.open_package(zipped(parts)) as package:
        assert safe.relations(package, "xl/workbook.xml") == {
            "a": ("worksheet", "x.xml"),
            "b": ("styles", "xl/s.xml"),
        }


# XML


def rows_of(body, before=DECLARATION):
    with safe.open_package(word_file(body, before=before)) as package:
        return [
            [part.text for part in row.iter("{*}t")] for row in safe.elements(package, "word/document.xml", "{*}tr")
        ]


def test_only_the_outermost_elements_are_handed_out_whole():
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>а</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    assert rows_of(f"<w:tbl><w:tr><w:tc>{inner}{inner}</w:tc></w:tr><w:tr/></w:tbl>") == [["а", "а"], []]


def test_what_was_handed_out_is_forgotten():
    """Twenty thousand rows take no more than the last one; parents of the next stay."""
    data = word_file(f"<w:tbl>{'<w:tr><w:tc/></w:tr>' * 20_000}</w:tbl><w:p/>", kind=zipfile.ZIP_STORED)
    with safe.open_package(data) as package:
        count = 0
        for element in safe.elements(package, "word/document.xml", "{*}tr", "{*}p"):
            count += 1
            assert len(element.getparent()) < 3_000  # as many as one piece of the file has
            assert element.getroottree().getroot().tag.endswith("document")
    assert count == 20_001


@for_each(
    "before",
    [
        '<!DOCTYPE a [<!ENTITY z "a">]>',
        "<!DOCTYPE a>",
        f'{DECLARATION}{" " * 70_000}<!DOCTYPE a SYSTEM "a.dtd">',
        '<?xml version="1.0" encoding="utf-7"?>',
        '<?xml version="1.0" encoding="cp037"?>',
        "text",
    ],
)
def test_dtds_and_odd_encodings_never_reach_the_parser(before):
    with pytest.raises(Unreadable):
        rows_of(WORD_TABLE, before)


def test_entities_are_not_filled_in():
    with pytest.raises(Unreadable):
        rows_of("<w:tbl><w:tr><w:t>&unknown;</w:t></w:tr></w:tbl>")
    assert rows_of("<w:tbl><w:tr><w:t>&amp;&#1046;</w:t></w:tr></w:tbl>") == [["&Ж"]]


def test_a_missing_part_is_a_damage():
    with safe.open_package(word_file(WORD_TABLE)) as package:
        for read in (lambda name: safe.tree(package, name), lambda name: list(safe.elements(package, name, "a"))):
            with pytest.raises(Unreadable):
                read("word/none.xml")
