"""Files made to bring a reader down, each small or at least small enough to be uploaded.

`BOMBS`: name → function that makes the bytes. All of them are to be refused, or read without harm.
"""

import struct
import zipfile
from io import BytesIO
from itertools import pairwise

from .packages import (
    EVENT,
    HEADINGS,
    HTML_TABLE,
    RELATIONS,
    SHEET_TABLE,
    TYPES,
    WORD_TABLE,
    S,
    W,
    book_file,
    book_parts,
    html_file,
    relations,
    sheet_rows,
    text_cell,
    word_file,
    word_parts,
    zipped,
)

MEGABYTE = 1024 * 1024


# The zip


def unpacks_to_40_megabytes():
    return zipped(word_parts(WORD_TABLE) | {"word/media/a.xml": b" " * 40 * MEGABYTE})


def part_packed_a_thousandfold():
    return word_file(WORD_TABLE + " " * 20 * MEGABYTE)


def directory_that_lies():
    """It says 1 000 bytes, 60 MB come out."""
    parts = word_parts(WORD_TABLE) | {"word/styles.xml": b"<a>" + b" " * 60 * MEGABYTE + b"</a>"}
    data = bytearray(zipped(parts))
    entry = data.index(b"PK\x01\x02", data.rindex(b"PK\x01\x02"))
    for offset in (entry + 24, bytes(data).index(b"word/styles.xml") - 30 + 22):
        struct.pack_into("<I", data, offset, 1_000)
    return bytes(data)


def directory_of_600_entries():
    return zipped(word_parts(WORD_TABLE) | {f"word/{number}.xml": "" for number in range(600)})


def directory_of_200_000_entries():
    """All of them the same part: zipfile would make an object of each before anybody counts."""
    data = word_file(WORD_TABLE)
    start = data.index(b"PK\x01\x02")
    length = 46 + len("[Content_Types].xml")
    end = data[data.rindex(b"PK\x05\x06") :]
    directory = data[start : start + length] * 200_000
    return data[:start] + directory + end[:8] + struct.pack("<HHII", 65_535, 65_535, len(directory), start) + b"\0\0"


def entries_that_share_their_bytes():
    """Each of 400 entries points to the same packed megabyte."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in word_parts(WORD_TABLE).items():
            package.writestr(name, content)
        package.writestr("word/a.xml", b"<a>" + bytes(range(97, 120)) * (MEGABYTE // 23) + b"</a>")
        shared = package.getinfo("word/a.xml")
        for number in range(400):
            again = zipfile.ZipInfo(f"word/a{number}.xml")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(again, name, getattr(shared, name))
            package.filelist.append(again)
            package.NameToInfo[again.filename] = again
    return stream.getvalue()


# Entities


def _with_dtd(dtd, encoding="utf-8", declared="UTF-8"):
    before = f'<?xml version="1.0" encoding="{declared}"?>\n<!DOCTYPE a [{dtd}]>'
    parts = word_parts(f"<w:p><w:r><w:t>&z;</w:t></w:r></w:p>{WORD_TABLE}", before=before)
    parts["word/document.xml"] = parts["word/document.xml"].encode(encoding)
    return zipped(parts)


def entities_upon_entities():
    names = "abcdefghijklmnopqrstuvwxyz"
    return _with_dtd('<!ENTITY a "ха">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in pairwise(names)))


def one_long_entity_many_times():
    return _with_dtd(f'<!ENTITY b "{"ха" * 50_000}"><!ENTITY z "{"&b;" * 50_000}">')


def entity_of_a_file():
    return _with_dtd('<!ENTITY z SYSTEM "file:///etc/hostname">')


def entity_of_the_network():
    return _with_dtd('<!ENTITY % a SYSTEM "http://192.0.2.1/a.dtd"> %a; <!ENTITY z "">')


def entities_in_utf_16():
    return _with_dtd('<!ENTITY z "ха">', "utf-16", "UTF-16")


def entities_in_utf_7():
    data = word_parts(WORD_TABLE)
    hidden = '<!DOCTYPE a [<!ENTITY z "a">]><a>&z;</a>'.encode("utf-7")
    return zipped(data | {"word/document.xml": b'<?xml version="1.0" encoding="UTF-7"?>' + hidden})


# What follows is stored unpacked: the ratio of packing gives nothing away, the parser has to be careful.


def _word(body):
    return word_file(body, kind=zipfile.ZIP_STORED)


def _book(*sheets, **more):
    return book_file(*sheets, kind=zipfile.ZIP_STORED, **more)


# Word


def three_million_paragraphs():
    return _word("<w:p/>" * 3_000_000)


def three_million_paragraphs_in_a_cell():
    return _word(f"<w:tbl><w:tr><w:tc>{'<w:p/>' * 3_000_000}</w:tc></w:tr></w:tbl>")


def million_rows():
    return _word(f"<w:tbl>{'<w:tr/>' * 1_000_000}</w:tbl>")


def million_cells_in_a_row():
    return _word(f"<w:tbl><w:tr>{'<w:tc/>' * 1_000_000}</w:tr></w:tbl>")


def tables_in_tables():
    depth = 400
    opened, closed = "<w:tbl><w:tr><w:tc>" * depth, "</w:tc></w:tr></w:tbl>" * depth
    return _word(opened + "<w:p><w:r><w:t>дно</w:t></w:r></w:p>" + closed)


def elements_a_hundred_thousand_deep():
    return _word("<w:smartTag>" * 100_000 + "</w:smartTag>" * 100_000)


def cell_over_two_milliard_columns():
    wide = WORD_TABLE.replace("<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="2147483647"/></w:tcPr>')
    return _word(wide.replace("<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="2147483647"/></w:trPr>'))


def million_attributes():
    attributes = " ".join(f'a{number}=""' for number in range(1_000_000))
    return _word(f"<w:p {attributes}/>{WORD_TABLE}")


def name_of_a_megabyte():
    name = "".join(chr(97 + number % 26) for number in range(MEGABYTE))
    return _word(f'<w:p {name}="1"/>{WORD_TABLE}')


def value_of_twenty_megabytes():
    value = "".join(f"{number:x}" for number in range(3_300_000))
    return _word(f'<w:p w:a="{value}"/>{WORD_TABLE}')


def cell_of_twelve_megabytes():
    text = "".join(f"{number:x} " for number in range(1_900_000))
    return _word(WORD_TABLE.replace("Обмен опытом", text))


def hundred_thousand_namespaces():
    spaces = " ".join(f'xmlns:a{number}="{W}{number}"' for number in range(100_000))
    return _word(f"<w:p {spaces}/>{WORD_TABLE}")


# Excel


def far_cell():
    far = SHEET_TABLE.replace("</sheetData>", f'<row r="1048576">{text_cell("XFD1048576", "далеко")}</row></sheetData>')
    return _book(f'<dimension ref="A1:XFD1048576"/>{far}')


def million_shared_texts():
    return _book(SHEET_TABLE, strings="<si><t>а</t></si>" * 1_000_000)


def long_text_in_many_cells():
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 50_000))
    return _book(f"<sheetData>{cells}</sheetData>", strings=f"<si><t>{'слово ' * 5_000}</t></si>")


def million_merged_ranges():
    ranges = "".join(f'<mergeCell ref="A{n}:F{n + 1}"/>' for n in range(1, 800_000))
    return _book(f"{SHEET_TABLE}<mergeCells>{ranges}</mergeCells>")


def merged_ranges_over_everything():
    rows = sheet_rows(HEADINGS, *[EVENT] * 2_000)
    ranges = '<mergeCell ref="A1:XFD1048576"/>' * 90_000
    return _book(f"{rows}<mergeCells>{ranges}</mergeCells>")


def million_empty_rows():
    rows = "".join(f'<row r="{number}"/>' for number in range(3, 1_000_000))
    return _book(SHEET_TABLE.replace("</sheetData>", f"{rows}</sheetData>"))


def two_thousand_sheets():
    many = "".join(f'<sheet name="{number}" sheetId="{number}" r:id="s1"/>' for number in range(2, 2_000))
    parts = book_parts(SHEET_TABLE)
    return zipped(parts | {"xl/workbook.xml": parts["xl/workbook.xml"].replace("</sheets>", f"{many}</sheets>")})


def sixteen_thousand_columns():
    letters = [""] + [chr(65 + n) for n in range(26)]
    names = [a + b + c for a in letters for b in letters for c in letters[1:]][:16_000]
    rows = [f'<row r="{n}">{"".join(text_cell(f"{name}{n}", "а") for name in names)}</row>' for n in range(1, 15)]
    return _book(f"<sheetData>{''.join(rows)}</sheetData>")


def number_of_a_million_digits():
    cell = f'<row r="3"><c r="B3"><v>{"123456789" * 100_000}</v></c><c r="C3"><v>1e308</v></c></row>'
    return _book(SHEET_TABLE.replace("</sheetData>", f"{cell}</sheetData>"))


def format_of_a_megabyte():
    code = "&quot;d" * 100_000 + "[h" * 100_000
    styles = f'<numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>'
    cell = '<row r="3"><c r="B3" s="0"><v>45000</v></c></row>'
    return _book(SHEET_TABLE.replace("</sheetData>", f"{cell}</sheetData>"), styles=styles)


def part_that_refers_to_itself():
    parts = book_parts(SHEET_TABLE)
    loop = relations(r1=("officeDocument", "xl/workbook.xml"), s1=("worksheet", "workbook.xml"))
    return zipped(parts | {"xl/_rels/workbook.xml.rels": loop, "_rels/.rels": loop, "_rels/_rels/.rels.rels": loop})


# Excel: the parts around the sheet, and what a count of plain «<row» does not see


def _elsewhere(part, content):
    """A book whose sheet is in another part."""
    parts = book_parts(SHEET_TABLE)
    related = relations(s1=("worksheet", f"/{part}"))
    sheet = f'<worksheet xmlns="{S}">{content}</worksheet>'
    return zipped(parts | {part: sheet, "xl/_rels/workbook.xml.rels": related}, kind=zipfile.ZIP_STORED)


def million_formats_of_cells():
    return _book(SHEET_TABLE, styles=f"<cellXfs>{'<xf/>' * 1_000_000}</cellXfs>")


def million_fonts():
    fonts = "<font><b/><sz val='1'/></font>" * 300_000
    return _book(SHEET_TABLE, styles=f"<fonts>{fonts}</fonts><cellXfs><xf/></cellXfs>")


def million_names_of_formats():
    return _book(SHEET_TABLE, styles=f"<numFmts>{'<numFmt/>' * 1_000_000}</numFmts>")


def million_rows_under_a_prefix():
    parts = book_parts("")
    rows = "<x:row/>" * 1_000_000
    sheet = f'<x:worksheet xmlns:x="{S}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    return zipped(parts | {"xl/worksheets/sheet1.xml": sheet}, kind=zipfile.ZIP_STORED)


def million_rows_outside_the_folder_of_sheets():
    return _elsewhere("xl/other/a.xml", f"<sheetData>{'<row/>' * 1_000_000}</sheetData>")


def million_rows_in_a_part_that_is_not_called_xml():
    return _elsewhere("xl/other/a.bin", f"<sheetData>{'<row/>' * 1_000_000}</sheetData>")


def million_cells_in_one_row():
    return _book(f"<sheetData><row>{'<c><v>1</v></c>' * 1_000_000}</row></sheetData>")


def million_empty_cells_in_one_row():
    return _book(f"<sheetData><row>{'<c/>' * 1_000_000}</row></sheetData>")


def million_attributes_of_a_cell():
    attributes = " ".join(f'a{number}=""' for number in range(1_000_000))
    return _book(f"<sheetData><row><c {attributes}/></row></sheetData>")


def hundred_thousand_attributes_of_a_row():
    attributes = " ".join(f'a{number}=""' for number in range(100_000))
    return _book(f"<sheetData><row {attributes}/></sheetData>{SHEET_TABLE}")


def million_defined_names():
    names = "<definedNames>" + "".join(f'<definedName name="a{n}">A1</definedName>' for n in range(400_000))
    return _book(SHEET_TABLE, properties=f"{names}</definedNames>")


def sheet_that_unpacks_to_more_than_it_says():
    """The directory says 1 000 bytes, 25 MB come out."""
    data = bytearray(book_file(f"<sheetData>{'<row/>' * 4_000_000}</sheetData>"))
    name = b"xl/worksheets/sheet1.xml"
    for place, offset in ((bytes(data).index(name) - 30, 22), (bytes(data).rindex(name) - 46, 24)):
        struct.pack_into("<I", data, place + offset, 1_000)
    return bytes(data)


def sheet_of_ten_million_letters():
    return _book(f"<sheetData><row>{text_cell('A1', 'абвгд' * 2_000_000)}</row></sheetData>")


def cells_of_thirty_thousand_letters():
    text = "".join(f"{number:x}" for number in range(7_000))
    rows = "".join(f'<row r="{n}">{text_cell(f"A{n}", text)}</row>' for n in range(1, 900))
    return _book(f"<sheetData>{rows}</sheetData>")


def text_of_half_a_million_runs():
    return _book(SHEET_TABLE, strings=f"<si>{'<r><t>а</t></r>' * 500_000}</si>")


def million_comments_and_instructions():
    return _book(SHEET_TABLE.replace("</sheetData>", f"{'<!----><?a?>' * 1_000_000}</sheetData>"))


def million_hyperlinks():
    links = '<hyperlink ref="A1"/>' * 1_000_000
    return _book(f"{SHEET_TABLE}<hyperlinks>{links}</hyperlinks>")


def million_validations():
    return _book(f"{SHEET_TABLE}<dataValidations>{'<dataValidation/>' * 1_000_000}</dataValidations>")


def million_conditional_formats():
    one = '<conditionalFormatting sqref="A1"><cfRule/></conditionalFormatting>'
    return _book(SHEET_TABLE + one * 350_000)


def columns_told_a_million_times():
    columns = '<col min="1" max="16384"/>' * 1_000_000
    return _book(f"<cols>{columns}</cols>{SHEET_TABLE}")


def million_relations():
    return _with_parts("xl/_rels/workbook.xml.rels", f'<a xmlns="{RELATIONS}">{"<Relationship/>" * 1_000_000}</a>')


def million_relations_of_the_package():
    return _with_parts("_rels/.rels", f'<a xmlns="{RELATIONS}">{"<Relationship/>" * 1_000_000}</a>')


def million_relations_of_a_sheet():
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    return _with_parts(name, f'<a xmlns="{RELATIONS}">{"<Relationship/>" * 1_000_000}</a>')


def million_types_of_content():
    return _with_parts("[Content_Types].xml", f'<Types xmlns="{TYPES}">{"<Default/>" * 1_000_000}</Types>')


def theme_and_properties_of_a_million_elements():
    parts = book_parts(SHEET_TABLE)
    content = f"<a>{'<b/>' * 1_000_000}</a>"
    return zipped(parts | {"xl/theme/theme1.xml": content, "docProps/core.xml": content}, kind=zipfile.ZIP_STORED)


def drawing_of_a_million_shapes():
    parts = book_parts(SHEET_TABLE)
    related = relations(d=("drawing", "../drawings/d.xml"))
    shapes = f"<a>{'<txBody><p><t>а</t></p></txBody>' * 300_000}</a>"
    more = {"xl/worksheets/_rels/sheet1.xml.rels": related, "xl/drawings/d.xml": shapes}
    return zipped(parts | more, kind=zipfile.ZIP_STORED)


def books_in_books():
    inner = book_file(SHEET_TABLE)
    for _ in range(50):
        inner = book_file(SHEET_TABLE, more={"xl/embeddings/a.xlsx": inner})
    return inner


def links_to_other_books():
    links = "".join(f'<Relationship Id="e{n}" Target="file:///{n}" TargetMode="External"/>' for n in range(40_000))
    parts = book_parts(SHEET_TABLE)
    name = "xl/_rels/workbook.xml.rels"
    return zipped(parts | {name: parts[name].replace("</Relationships>", f"{links}</Relationships>")})


def dtd_in_the_strings():
    parts = book_parts(SHEET_TABLE, strings="<si><t>а</t></si>")
    strings = '<!DOCTYPE a [<!ENTITY a "ха">]><sst><si><t>&a;</t></si></sst>'
    return zipped(parts | {"xl/sharedStrings.xml": strings})


def dtd_in_the_book():
    parts = book_parts(SHEET_TABLE)
    return zipped(parts | {"xl/workbook.xml": f'<!DOCTYPE a [<!ENTITY a "ха">]>{parts["xl/workbook.xml"][55:]}'})


def _with_parts(name, content):
    return zipped(book_parts(SHEET_TABLE) | {name: content}, kind=zipfile.ZIP_STORED)


# Pages and texts


def page_of_nested_blocks():
    return html_file("<div>" * 500_000 + HTML_TABLE)


def page_of_nested_tables():
    return html_file("<table><tr><td>" * 50_000 + HTML_TABLE)


def cell_of_a_page_over_everything():
    return html_file(HTML_TABLE.replace("<td>", '<td colspan="2000000000" rowspan="2000000000">'))


def page_of_a_million_cells():
    return html_file(f"<table><tr>{'<td>' * 1_000_000}</table>")


def page_of_a_million_rows():
    return html_file(f"<table>{'<tr>' * 1_000_000}</table>")


def page_of_a_million_paragraphs():
    return html_file(f"{HTML_TABLE}{'<p>а' * 1_000_000}")


def page_of_a_million_attributes():
    return html_file(f"{HTML_TABLE}<p {' '.join(f'a{number}' for number in range(1_000_000))}>")


def page_with_entities():
    return b'<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + html_file(f"&b;{HTML_TABLE}")


def text_of_ten_million_tabs():
    return "\t".join(HEADINGS).encode() + b"\n" + b"\t" * 10 * MEGABYTE


def text_of_five_million_lines():
    return "\t".join(HEADINGS).encode() + b"\n" * 5 * MEGABYTE


def brackets_without_end():
    return b'{"events":' + b"[" * 10 * MEGABYTE


def json_of_a_huge_number():
    return b'{"events": [{"name": "\\u0430", "total": ' + b"9" * MEGABYTE + b"}]}"


def marks_upon_one_letter():
    """NFC of a naive kind takes the square of their number."""
    cells = [*EVENT[:4], "е" + "\u0323\u0307" * 40_000, "Гости"]
    return ("\t".join(HEADINGS) + "\n" + "\t".join(cells)).encode()


BOMBS = {
    name: made
    for name, made in list(globals().items())
    if callable(made) and getattr(made, "__module__", "") == __name__ and not name.startswith("_")
}
