"""How many pages a PDF of ours has. LibreOffice writes its pages as plain objects, so no reader of PDF is needed."""

import re

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


def pages_of(pdf: bytes) -> int | None:
    """The number of pages, or None where it cannot be told."""
    return len(_PAGE.findall(pdf)) or None
