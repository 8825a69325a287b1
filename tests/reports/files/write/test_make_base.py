"""The empty document in which the official table is drawn."""

import zipfile
from xml.etree import ElementTree

from reports.files.write import make_base


def test_the_base_document_is_the_one_that_its_script_makes(tmp_path):
    made = tmp_path / "base.docx"
    make_base.make(made)
    assert made.read_bytes() == make_base.BASE.read_bytes()


def test_each_part_is_sound_and_has_its_type():
    types = make_base.PARTS["[Content_Types].xml"]
    for name, part in make_base.PARTS.items():
        ElementTree.fromstring(part)
        assert name.endswith(".rels") or name == "[Content_Types].xml" or f'PartName="/{name}"' in types, name


def test_the_base_document_is_read_by_a_reader_of_open_xml():
    with zipfile.ZipFile(make_base.BASE) as package:
        assert package.testzip() is None
        assert set(package.namelist()) == set(make_base.PARTS)
