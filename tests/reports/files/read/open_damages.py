"""The tables of `damages` as ODT and RTF, the way LibreOffice writes them."""

from xml.sax.saxutils import escape

from .damages import Part
from .odf_packages import cell as odf_cell
from .odf_packages import covered, odt_file, paragraphs, style, table_of
from .odf_packages import row as odf_row
from .odf_packages import table as odf_table
from .rtf_files import WIDTH, letters, rtf_file
from .rtf_files import cell as rtf_cell
from .rtf_files import row as rtf_row

HIDDEN = style("T1", "text", 'text-properties text:display="none"')
NUMBERS = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/>'
    "</text:list-style>"
)
NUMBER = (
    '<text:list text:continue-numbering="true" text:style-name="L1"><text:list-item><text:p/></text:list-item>'
    "</text:list>"
)
_ODF = {
    "plain": "<text:span>{}</text:span>",
    "ins": '<text:change-start text:change-id="i"/>{}<text:change-end text:change-id="i"/>',
    "del": '<text:change-start text:change-id="d"/>{}<text:change-end text:change-id="d"/>',
    "hidden": '<text:span text:style-name="T1">{}</text:span>',
    "box": "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>",
    "note": "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{}</text:p></text:note-body>"
    "</text:note>",
    "comment": "<office:annotation><dc:creator>x</dc:creator><text:p>{}</text:p></office:annotation>",
}
_RTF = {
    "plain": "{{{}}}",
    "ins": "{{\\revised {}}}",
    "del": "{{\\deleted {}}}",
    "hidden": "{{\\v {}}}",
    "box": "{{\\shp{{\\*\\shpinst{{\\shptxt {}\\par}}}}}}",
    "note": "{{\\footnote {}}}",
    "comment": "{{\\*\\annotation {}}}",
}


def as_odt(made):
    """The document as ODT."""
    regions = '<text:tracked-changes><text:changed-region text:id="d"><text:deletion/></text:changed-region>'
    body = f"{regions}</text:tracked-changes>" + "".join(map(_odf_block, made.blocks))
    header = (
        f"<style:master-page><style:header>{paragraphs(escape(made.page_header))}</style:header></style:master-page>"
    )
    return odt_file(body, automatic=HIDDEN + NUMBERS, masters=header if made.page_header else "")


def _odf_block(block):
    if isinstance(block, list):
        return odf_table(*(_odf_row(block, place) for place in range(len(block))))
    return paragraphs(_odf_part(block if isinstance(block, Part) else Part(block)))


def _odf_row(table, place):
    cells = []
    for number, cell in enumerate(table[place].cells):
        more = f'table:number-columns-spanned="{cell.columns}"' if cell.columns > 1 else ""
        if cell.merge == "begins":
            more += f' table:number-rows-spanned="{_height(table, place, number)}"'
        inner = "".join(map(_odf_paragraph, cell.paragraphs))
        if cell.merge == "goes on":
            cells += [covered(inner), *[covered()] * (cell.columns - 1)]
            continue
        inner = NUMBER if cell.is_numbered else inner
        cells += [odf_cell(more=more).replace("></", f">{inner}</"), *[covered()] * (cell.columns - 1)]
    return odf_row(*cells)


def _height(table, place, number):
    """Over how many rows a cell goes, as far as the rows below have such a cell."""
    below = 1
    while place + below < len(table):
        cells = table[place + below].cells
        if number >= len(cells) or cells[number].merge != "goes on":
            break
        below += 1
    return below


def _odf_paragraph(parts):
    inner = "".join(_odf_part(part) for part in parts if part.kind != "nested")
    nested = "".join(table_of(part.text.split()) for part in parts if part.kind == "nested")
    return paragraphs(inner) + nested


def _odf_part(part):
    return _ODF[part.kind].format(escape(part.text))


def as_rtf(made):
    """The document as RTF."""
    header = f"{{\\header\\pard {letters(made.page_header)}\\par}}" if made.page_header else ""
    return rtf_file(header + "".join(map(_rtf_block, made.blocks)))


def _rtf_block(block):
    if isinstance(block, list):
        return "".join(map(_rtf_row, block)) + "\\pard\\par\n"
    return f"\\pard {_rtf_part(block if isinstance(block, Part) else Part(block))}\\par\n"


def _rtf_row(row):
    cells, edge = [], 0
    for cell in row.cells:
        edge += cell.columns * WIDTH
        merge = {"begins": "\\clvmgf", "goes on": "\\clvmrg"}.get(cell.merge, "")
        inner = "\\par ".join(map(_rtf_paragraph, cell.paragraphs))
        cells.append(rtf_cell("{\\listtext 1.\\tab}" if cell.is_numbered else inner, merge, edge))
    return rtf_row(*cells)


def _rtf_paragraph(parts):
    inner = "".join(_rtf_part(part) for part in parts if part.kind != "nested")
    for part in (part for part in parts if part.kind == "nested"):
        cells = "".join(f"{letters(word)}\\nestcell " for word in part.text.split())
        inner += f"\\par\\pard\\intbl\\itap2 {cells}{{\\*\\nesttableprops\\trowd\\nestrow}}\\pard\\intbl "
    return inner


def _rtf_part(part):
    return _RTF[part.kind].format(letters(part.text))
