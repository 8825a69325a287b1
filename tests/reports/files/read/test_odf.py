"""The package or the flat XML of an OpenDocument, and what its styles say."""

import pytest

from reports.files.read import odf, signs
from reports.files.read.rows import Unreadable
from reports.files.read.safe import elements

from .odf_packages import odt_file, paragraphs, style
from .packages import zipped


def styles_of(automatic="", styles="", **more):
    package = odf.opened(odt_file(paragraphs("а"), automatic=automatic, styles=styles, **more))
    found, pages = odf.named_styles(package)
    for node in elements(package, odf.CONTENT, *odf.STYLE_TAGS):
        odf.take_style(node, found, pages)
    return found, pages


@pytest.mark.parametrize("flat", [False, True])
def test_styles_are_found_in_both_parts(flat):
    own = style("P1", "paragraph", more='style:parent-style-name="A"')
    named = style("A", "paragraph", 'text-properties text:display="none"')
    found, _ = styles_of(own, named, flat=flat)
    assert found.reason("paragraph", "P1") == signs.HIDDEN
    assert found.reason("text", "P1") == ""


def test_a_style_may_show_again_what_its_parent_hides():
    own = style("P1", "paragraph", 'text-properties text:display="true"', more='style:parent-style-name="A"')
    found, _ = styles_of(own, style("A", "paragraph", 'text-properties text:display="none"'))
    assert found.reason("paragraph", "P1") == ""


def test_a_circle_of_parents_ends():
    found, _ = styles_of(*(style(a, "text", more=f'style:parent-style-name="{b}"') for a, b in ("AB", "BA")))
    assert found.reason("text", "A") == ""


def test_dates_are_told_in_the_letters_of_excel():
    date = (
        '<number:date-style style:name="N"><number:day/><number:text>.</number:text><number:month/></number:date-style>'
    )
    found, _ = styles_of(date + style("ce1", "table-cell", more='style:data-style-name="N"'))
    assert found.format_of("ce1") == "d m"
    assert found.format_of("ce2") == ""


def test_a_package_without_its_content_is_damaged():
    with pytest.raises(Unreadable, match="повреждён"):
        odf.named_styles(odf.opened(zipped({"mimetype": "a"})))


def test_flat_xml_has_the_manners_of_a_package():
    flat = odf.opened(b"<a/>")
    assert (flat.namelist(), flat.open(odf.CONTENT).read()) == ([odf.CONTENT], b"<a/>")
