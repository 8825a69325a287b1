"""The zip around Word and Excel files: the same bytes for the same data, and no letter that XML forbids."""

import io
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.files.write.package import CONTENT_TYPES, core_properties, entry, parts_in_order, printable

NOON = datetime(2024, 12, 31, 12, tzinfo=UTC)


@given(st.text(st.characters(), max_size=60))
def test_whatever_is_typed_xml_can_carry_it(text):
    kept = printable(text)
    assert ElementTree.fromstring(core_properties(text, "", NOON).encode()) is not None
    assert printable(kept) == kept


def test_tabs_and_newlines_become_blanks_and_what_xml_forbids_is_left_out():
    assert printable("а\tб\nв\rг\x00\ud800\ufffe😀") == "а б в г😀"


def test_a_file_tells_nothing_of_the_hour_or_the_machine():
    info = entry("word/document.xml")
    assert (info.date_time, info.create_system, info.external_attr >> 16) == ((1980, 1, 1, 0, 0, 0), 0, 0o600)


def test_the_types_of_content_come_first_and_the_rest_by_name():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name in ("xl/b.xml", "_rels/.rels", CONTENT_TYPES, "xl/a.xml"):
            package.writestr(name, name)
    parts = parts_in_order(stream)
    assert list(parts) == [CONTENT_TYPES, "_rels/.rels", "xl/a.xml", "xl/b.xml"]
    assert parts["xl/a.xml"] == b"xl/a.xml"


def test_the_time_is_written_as_that_of_greenwich_and_must_say_its_own_zone():
    moscow = NOON.astimezone(timezone(timedelta(hours=3)))
    assert core_properties("а", "б", moscow) == core_properties("а", "б", NOON)
    assert "2024-12-31T12:00:00Z" in core_properties("а", "б", NOON)
    with pytest.raises(ValueError):
        core_properties("а", "б", NOON.replace(tzinfo=None))
