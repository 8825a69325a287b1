"""Small ODT and ODS files, made by hand for the tests of their readers: in a package or as one flat XML."""

import zipfile
from xml.sax.saxutils import escape

from .packages import DECLARATION, zipped

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "number": "datastyle",
        "svg": "svg-compatible",
        "fo": "xsl-fo-compatible",
    }.items()
)
SPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
SPACES += ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
MIME = "application/vnd.oasis.opendocument."


def odt_file(body, **more):
    """A text document: the content of <office:text>."""
    return _file("text", body, **more)


def ods_file(*tables, **more):
    """A workbook: <table:table> elements."""
    return _file("spreadsheet", "".join(tables), **more)


def _file(kind, body, *, automatic="", styles="", masters="", before="", flat=False, stored=False, more=None):
    """`automatic`: styles of the content; `styles` and `masters`: those that have names; `before`: a prolog."""
    body = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    automatic = f"<office:automatic-styles>{automatic}</office:automatic-styles>"
    named = f"<office:styles>{styles}</office:styles>"
    masters = f"<office:master-styles>{masters}</office:master-styles>"
    if flat:
        mime = f'office:mimetype="{MIME}{kind}"'
        whole = f"<office:document {SPACES} {mime}>{named}{automatic}{masters}{body}</office:document>"
        return (DECLARATION + before + whole).encode()
    parts = {
        "mimetype": f"{MIME}{kind}",
        "content.xml": f"{DECLARATION}{before}<office:document-content {SPACES}>{automatic}{body}"
        "</office:document-content>",
        "styles.xml": f"{DECLARATION}<office:document-styles {SPACES}>{named}{masters}</office:document-styles>",
        "META-INF/manifest.xml": f"{DECLARATION}<manifest/>",
    }
    return zipped(parts | (more or {}), kind=zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)


def paragraphs(*texts):
    return "".join(f"<text:p>{text}</text:p>" for text in texts)


def cell(*texts, more=""):
    """A cell of paragraphs (already XML)."""
    return f"<table:table-cell {more}>{paragraphs(*texts)}</table:table-cell>"


def covered(content=""):
    return f"<table:covered-table-cell>{content}</table:covered-table-cell>"


def row(*cells, more=""):
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def table(*rows, name="Таблица1", more=""):
    return f'<table:table table:name="{name}" {more}>{"".join(rows)}</table:table>'


def table_of(*rows, **more):
    """A table of plain texts."""
    return table(*(row(*(cell(escape(text)) for text in texts)) for texts in rows), **more)


def style(name, family, properties="", *, more=""):
    """A style; `properties` are one element of them, without its prefix."""
    inside = f"<style:{properties}/>" if properties else ""
    return f'<style:style style:name="{name}" style:family="{family}" {more}>{inside}</style:style>'
