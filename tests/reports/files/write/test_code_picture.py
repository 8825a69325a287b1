"""The square code at the foot of a released document: where it stands, and that nothing moves for it."""

import io
import zipfile
from dataclasses import replace

import pytest
import segno
from openxml_audit import OpenXmlValidator

from reports.files.write import code_picture, word
from tests.reports.files.alterations import CODE, drawn, released

ADDRESS = "https://pobratim.example.ru/check/7K3M-Q2XA-9RTD/"


@pytest.fixture(scope="module")
def both():
    """The same document with and without the picture."""
    return drawn(replace(released(1), check_address=ADDRESS), word.write), drawn(released(1), word.write)


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_document_stays_letter_for_letter_and_gets_one_picture(both):
    pictured, plain = map(parts_of, both)
    assert pictured["word/document.xml"] == plain["word/document.xml"]
    assert [name for name in pictured if name.startswith("word/media")] == ["word/media/image1.png"]
    assert not [name for name in plain if name.startswith("word/media")]


def test_it_stands_on_every_page_in_the_margin_and_says_where_it_leads(both):
    pictured = parts_of(both[0])
    for number in (1, 2):
        footer = pictured[f"word/footer{number}.xml"].decode()
        assert footer.count("<w:drawing") == 1 and ADDRESS in footer and CODE in footer
    right, top = code_picture.FROM_LEFT_MM + code_picture.SIDE_MM, code_picture.FROM_TOP_MM
    assert right < 20, "the table begins there"
    assert top + code_picture.SIDE_MM < 210


def test_word_finds_the_file_whole_and_the_same_every_time(both, tmp_path):
    path = tmp_path / "release.docx"
    path.write_bytes(both[0])
    assert OpenXmlValidator().validate(str(path)).errors == []
    assert drawn(replace(released(1), check_address=ADDRESS), word.write) == both[0]


def test_the_picture_holds_the_address():
    """Its modules are those of the standard for these words; a camera reads them."""
    code = segno.make_qr(ADDRESS, error="m", boost_error=False)
    stream = io.BytesIO()
    code.save(stream, kind="png", border=code_picture.QUIET, scale=code_picture.PIXELS_OF_A_MODULE)
    assert code_picture.png(ADDRESS) == stream.getvalue()
    millimetres = code_picture.SIDE_MM / (code.symbol_size(border=code_picture.QUIET)[0])
    assert millimetres > 0.35, "a phone cannot tell smaller ones apart"


def test_a_document_without_an_address_has_no_picture():
    assert not any("media" in name for name in parts_of(drawn(released(2), word.write)))
