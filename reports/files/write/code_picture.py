"""The square code (QR) at the foot of a released document: a picture that leads to the page where it is checked.

It stands in the page's left margin, below the lower edge of the table: nothing of the official layout moves for it.
"""

from functools import lru_cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import quoteattr

import segno
from docx.oxml import parse_xml

QUIET = 4  # modules of white around the code, which its standard asks for
PIXELS_OF_A_MODULE = 8  # sharp on paper; the picture has one bit a pixel
# With its white edge. The margins are 20 mm at the left and 15 mm below. Printers reach no nearer than 4.3 mm to the
# edge of a sheet, so the black begins there.
SIDE_MM = 16.8
FROM_LEFT_MM, FROM_TOP_MM = 2.8, 190.4  # of the page, A4 landscape

_EMU_OF_MM = 36_000
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@lru_cache(64)
def png(address: str) -> bytes:
    """The address as a QR code: a PNG, the same bytes for the same address."""
    stream = BytesIO()
    # Level M: a fold or a stamp over a seventh of it is forgiven. No level is raised for the room that is left, or the
    # same settings would print another picture after an upgrade of the library.
    code = segno.make_qr(address, error="m", boost_error=False)
    code.save(stream, kind="png", border=QUIET, scale=PIXELS_OF_A_MODULE)
    return stream.getvalue()


def anchored(relation: str, address: str, number: int) -> str:
    """A run with the picture of that relation, at its place on the page. `number`: its own in the document."""
    side, left, top = (round(mm * _EMU_OF_MM) for mm in (SIDE_MM, FROM_LEFT_MM, FROM_TOP_MM))
    words = quoteattr(f"Код QR: проверить документ на странице {address}")
    name = quoteattr("Код проверки")
    return (
        f'<w:r xmlns:w="{_W}" xmlns:r="{_R}" xmlns:wp="{_WP}"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="1" locked="0"'
        ' layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{side}" cy="{side}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{number}" name={name} descr={words}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_PIC}"><pic:pic xmlns:pic="{_PIC}">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name={name}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:anchor></w:drawing></w:r>"
    )


def place(footer: Any, address: str, number: int) -> None:
    """Put the picture into a footer of python-docx."""
    relation, _ = footer.part.get_or_add_image(BytesIO(png(address)))
    footer.paragraphs[0]._p.append(parse_xml(anchored(relation, address, number)))
