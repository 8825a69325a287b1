"""Style sheets of a page, and lists that are counted oddly."""

import lxml.html

from reports.files.read.html_look import Counts, Look
from tests.answers import for_each


def element(markup):
    return lxml.html.fragment_fromstring(markup)


@for_each(
    ("css", "hidden", "struck"),
    [
        (".a {display:none}", {"a"}, set()),
        ("td.a, .b { color:red; DISPLAY : none }", {"a", "b"}, set()),
        (".a .b {display:none}", set(), set()),
        ("@media print { .a {display:none} } .b{text-decoration:line-through}", set(), {"b"}),
        ("@font-face {font-family:x} .a{mso-hide:all}", {"a"}, set()),
        (".a{text-decoration:underline}", set(), set()),
        ("{{{ .a{display:none", set(), set()),
        ("@media " + "a{b}" * 20_000 + " display:none", set(), set()),
        ("display:none" + "@" * 50_000 + "{" * 50_000, set(), set()),
        ("display:none " + "a" * 200_000, set(), set()),
        ("text-decoration:" * 20_000, set(), set()),
        ("@media x {.a{display:none} .c{}} .b{display:none}", {"b"}, set()),
        ("@import url(x); .a{display:none}", {"a"}, set()),
    ],
)
def test_classes_of_a_style_sheet(css, hidden, struck):
    look = Look()
    look.take_sheet(css)
    assert (look.hidden, look.struck) == (hidden, struck)


@for_each(
    ("markup", "why"),
    [
        ("<p hidden>", "скрытый текст"),
        ("<p style='visibility:collapse'>", "скрытый текст"),
        ("<strike>", "зачёркнуто"),
        ("<p style='text-line-through-style:single'>", "зачёркнуто"),
        ("<p style='text-line-through-style:none'>", ""),
        ("<del>", "вычеркнуто при правке"),
        ("<ins>", ""),
    ],
)
def test_why_words_were_not_meant(markup, why):
    assert Look().why_apart(element(markup)) == why


def test_a_long_list_is_counted_item_by_item():
    """Its items are not counted anew for each of them."""
    items = list(element("<ol reversed>" + "<li>а</li>" * 5_000 + "</ol>"))
    counts = Counts()
    assert [counts.label(item) for item in items][:2] == ["5000.", "4999."]


@for_each(
    ("markup", "labels"),
    [
        ("<ol start='x'><li>а<li value=''>б</ol>", ["1.", "2."]),
        ("<ol start=0><li>а<li>б</ol>", ["0.", "1."]),
        ("<ol start=-1><li>а<li>б</ol>", ["", "0."]),
        ("<ul style='list-style: square inside'><li>а</ul>", ["•"]),
        ("<ul style=\"list-style-type:'– '\"><li>а</ul>", ["–"]),
        ("<ol><li style='list-style-type:lower-latin'>а<li>б</ol>", ["a.", "2."]),
    ],
)
def test_labels_of_items(markup, labels):
    counts = Counts()
    assert [counts.label(item) for item in element(markup).iter("li")] == labels
