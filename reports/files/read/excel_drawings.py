"""What lies over the cells of a sheet and around them: text boxes, pictures, charts, headers of pages; in words, and
by which row."""

import re
from collections.abc import Iterator

from lxml import etree

from reports.prose.cleaning import even_out

TEXT_BOX = "надпись"
PICTURE = "рисунок"
CHART = "диаграмма"
LOOK = "без подписи, посмотрите в файле"
LONGEST = 500  # letters of a description

# «&C», «&P», «&"Arial,Bold"», «&12», «&K01+000» of a header or footer; and words that only go with a page's number.
_PRINT_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f+-]{6}|\d+|[A-Za-z&])')
_PAGE_WORD = re.compile(r"\b(?:стр|страница|лист|из|page|of)\b", re.IGNORECASE)


def printed_words(codes: str) -> str:
    """What a header or footer of a page says but for the page's number, "" for nothing."""
    text = even_out(_PRINT_CODE.sub(" ", codes))
    return text if any(map(str.isalpha, _PAGE_WORD.sub("", text))) else ""


def drawn(element: etree._Element) -> Iterator[tuple[str, str]]:
    """(text, what it is) of everything that one anchor of a drawing holds."""
    said = False
    for body in element.iter("{*}txBody"):
        lines = ["".join(node.text or "" for node in line.iter("{*}t")) for line in body.iterchildren("{*}p")]
        if text := "\n".join(line for line in lines if line.strip()):
            said = True
            yield text, TEXT_BOX
    for picture in element.iter("{*}pic"):
        said = True
        yield _description(picture), PICTURE
    if not said and next(element.iter("{*}graphicFrame"), None) is not None:
        yield _description(element), CHART


def row_of(element: etree._Element) -> int:
    """The number of the row at which a drawing begins, 0 when it does not say."""
    row = next(element.iter("{*}row"), None)
    text = "" if row is None else (row.text or "").strip()
    return int(text) + 1 if text.isdecimal() and len(text) < 8 else 0


def _description(element: etree._Element) -> str:
    properties = next(element.iter("{*}cNvPr"), None)
    said = "" if properties is None else properties.get("descr") or properties.get("title") or ""
    return said.strip()[:LONGEST] or LOOK
