"""Pictures, charts and text boxes over a sheet."""

import pytest
from lxml import etree

from reports.files.read.excel_drawings import drawn, printed_words, row_of
from tests.answers import for_each

SPACE = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


def anchor(content, row="<row>4</row>"):
    return etree.fromstring(f'<twoCellAnchor xmlns="{SPACE}"><from>{row}</from>{content}</twoCellAnchor>')


@for_each(
    ("content", "told"),
    [
        ("<sp><txBody><p><r><t>Итог</t></r></p></txBody></sp>", [("Итог", "надпись")]),
        ('<pic><nvPicPr><cNvPr descr="Скан соглашения"/></nvPicPr></pic>', [("Скан соглашения", "рисунок")]),
        ("<pic/>", [("без подписи, посмотрите в файле", "рисунок")]),
        ('<graphicFrame><cNvPr title="Гости по годам"/></graphicFrame>', [("Гости по годам", "диаграмма")]),
        ("<sp><txBody><p/></txBody></sp>", []),
        ("<cxnSp/>", []),
    ],
)
def test_what_lies_over_the_cells_is_told(content, told):
    assert list(drawn(anchor(content))) == told


@pytest.mark.parametrize(("row", "number"), [("<row>4</row>", 5), ("", 0), ("<row>x</row>", 0), ("<row/>", 0)])
def test_where_it_lies(row, number):
    assert row_of(anchor("", row)) == number


@pytest.mark.parametrize(
    ("codes", "text"),
    [("&C&P", ""), ("&LСтр. &P из &N", ""), ('&C&"Arial,Bold"&12Проект отчёта', "Проект отчёта"), ("", "")],
)
def test_a_header_says_more_than_the_pages_number(codes, text):
    assert printed_words(codes) == text
