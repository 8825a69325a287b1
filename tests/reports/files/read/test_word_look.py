"""Styles of Word: what goes back to what, and what cancels what."""

from lxml import etree

from reports.files.read import safe
from reports.files.read.word_look import PLAIN, Styles
from tests.answers import for_each

from .packages import DECLARATION, W, word_parts, zipped
from .signs import STYLES

ROUND = (
    '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/>'
    "<w:rPr><w:strike/></w:rPr></w:style>"
)


def styles(content):
    parts = word_parts("<w:p/>") | {"word/styles.xml": f'{DECLARATION}<w:styles xmlns:w="{W}">{content}</w:styles>'}
    return Styles(safe.open_package(zipped(parts)), ["word/styles.xml"])


def properties(markup):
    return etree.fromstring(f'<w:rPr xmlns:w="{W}">{markup}</w:rPr>')


def test_styles_that_go_back_to_each_other_come_to_an_end():
    assert styles(ROUND).of("A").looks == {"strike"}


def test_only_odd_styles_call_for_care():
    assert styles(STYLES).odd == {"Base", "Old", "Secret"}
    assert styles(STYLES).of("нет") == PLAIN
    assert Styles(None, []).odd == frozenset()


@for_each(
    ("run", "paragraph", "why"),
    [
        ("", "Old", "зачёркнуто"),
        ('<w:strike w:val="0"/>', "Old", ""),
        ('<w:rStyle w:val="Base"/>', "Old", ""),  # the two cancel each other out
        ('<w:rStyle w:val="Secret"/>', "Old", "скрытый текст"),
        ("<w:vanish/><w:strike/>", "", "скрытый текст"),
        ("<w:b/>", "", ""),
    ],
)
def test_looks_of_a_run(run, paragraph, why):
    known = styles(STYLES)
    assert known.looks_of_run(properties(run), known.of(paragraph)) == why
