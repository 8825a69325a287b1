"""Hostile files of the other formats, as `bombs` has them for Word and Excel: OpenDocument, RTF, CSV, archives.

`OPEN_BOMBS`: name → function that makes the bytes; `OPEN_HARMLESS`: those that are read.
"""

from .odf_packages import cell, covered, ods_file, odt_file, paragraphs, row, table, table_of
from .packages import EVENT, HEADINGS, WORD_TABLE, word_file, zipped
from .rtf_files import rtf_file
from .rtf_files import table_of as rtf_table_of

MEGABYTE = 1024 * 1024
TABLE = table_of(HEADINGS, EVENT)
MILLIARD = "1000000000"


def _odt(body, **more):
    return odt_file(body, stored=True, **more)


# Repetition


def sheet_of_a_million_equal_rows():
    return ods_file(table(row(cell("а"), more='table:number-rows-repeated="1048576"')))


def sheet_of_a_milliard_equal_rows():
    return ods_file(TABLE.replace("<table:table-row >", f'<table:table-row table:number-rows-repeated="{MILLIARD}">'))


def sheet_of_sixteen_thousand_equal_cells():
    return ods_file(table(row(cell("а", more='table:number-columns-repeated="16384"'))))


def sheet_of_long_texts_repeated():
    """Each row is twenty thousand rows of a megabyte."""
    long = cell("а" * MEGABYTE, more='table:number-columns-repeated="64"')
    return ods_file(table(*[row(long, more='table:number-rows-repeated="20000"')] * 20))


def sheet_of_empty_rows_without_end():
    empty = row(
        '<table:table-cell table:number-columns-repeated="16384"/>', more=f'table:number-rows-repeated="{MILLIARD}"'
    )
    return ods_file(table(empty, empty, row(cell("а")), empty))


def sheet_of_merged_cells_over_everything():
    wide = 'table:number-columns-spanned="999999999" table:number-rows-spanned="999999999"'
    return ods_file(table(*[row(*[cell("а", more=wide)] * 20)] * 3_000))


def sheet_of_a_million_columns():
    return ods_file(table('<table:table-column table:visibility="collapse"/>' * 1_000_000, row(cell("а"))), stored=True)


def sheet_of_eighty_thousand_hidden_columns():
    """Each text asks whether its column is hidden."""
    columns = '<table:table-column table:visibility="collapse"/><table:table-column/>' * 40_000
    return ods_file(table(columns, *[row(*[cell("а")] * 6)] * 1_000), stored=True)


def a_thousand_sheets():
    return ods_file(*[table_of(["а"], name=str(number)) for number in range(1_000)])


def text_of_a_milliard_equal_rows():
    return _odt(TABLE.replace("<table:table-row >", f'<table:table-row table:number-rows-repeated="{MILLIARD}">'))


def text_of_a_milliard_equal_cells():
    return _odt(table(row(cell("а", more=f'table:number-columns-repeated="{MILLIARD}"'))))


def covered_cells_without_end():
    under = covered(paragraphs("а")).replace(">", ' table:number-columns-repeated="999999999">', 1)
    return _odt(table(row(cell("а", more='table:number-columns-spanned="64"'), under)))


def cell_with_much_in_it_repeated():
    """Read once for each of its copies it would take a minute."""
    return _odt(table(row(cell("<text:span>а</text:span>" * 40_000, more='table:number-columns-repeated="65"'))))


def blanks_without_end():
    return _odt(TABLE + paragraphs('а<text:s text:c="999999999"/>' * 20_000))


def a_deletion_named_a_million_times():
    region = f"<text:deletion>{paragraphs('а' * MEGABYTE)}</text:deletion>"
    region = f'<text:changed-region text:id="c">{region}</text:changed-region>'
    point = '<text:change text:change-id="c"/>'
    return _odt(
        f"<text:tracked-changes>{region}</text:tracked-changes>" + table(row(cell(point * 50_000)), row(cell("б")))
    )


def _styled(styles):
    return _odt(TABLE, automatic=styles)


def circle_of_styles():
    one = '<style:style style:name="{}" style:family="paragraph" style:parent-style-name="{}"/>'
    body = table(*[row(cell("а").replace("<text:p>", '<text:p text:style-name="A">'))] * 3_000)
    return _odt(body, automatic=one.format("A", "B") + one.format("B", "A"))


def million_styles():
    return _styled('<style:style style:name="a"/>' * 1_000_000)


def million_levels_of_a_list():
    return _styled(f"<text:list-style>{'<text:list-level-style-number/>' * 1_000_000}</text:list-style>")


def list_that_shows_a_milliard_levels():
    level = 'text:level="1" style:num-format="i" text:display-levels="9999999" text:start-value="9999999"'
    level = f"<text:list-level-style-number {level}/>"
    item = "<text:list-item><text:p>а</text:p></text:list-item>"
    body = table(
        row(f'<table:table-cell><text:list text:style-name="L">{item * 15_000}</text:list></table:table-cell>')
    )
    return _odt(body, automatic=f'<text:list-style style:name="L">{level}</text:list-style>')


# Depth and number


def lists_in_lists():
    return _odt(TABLE + "<text:list><text:list-item>" * 100_000)


def two_hundred_spans_in_spans():
    deep = "<text:span>" * 200 + "а" + "</text:span>" * 200
    return _odt(table(row(cell(deep), cell("б"))))


def tables_in_tables():
    inner = table_of(["а"])
    for _ in range(60):
        inner = table(row(*[cell("б")] * 4, f"<table:table-cell>{inner}</table:table-cell>"))
    return _odt(inner)


def million_paragraphs_of_a_text():
    return _odt("<text:p/>" * 3_000_000)


def million_spans_of_a_paragraph():
    return _odt(table(row(cell("<text:span>а</text:span>" * 1_000_000))))


def million_attributes_of_a_paragraph():
    attributes = " ".join(f'a{number}=""' for number in range(1_000_000))
    return _odt(f"<text:p {attributes}/>{TABLE}")


def million_regions_of_changes():
    return _odt(f"<text:tracked-changes>{'<text:changed-region/>' * 1_000_000}</text:tracked-changes>{TABLE}")


def million_pages_with_headers():
    page = "<style:master-page><style:header><text:p>а</text:p></style:header></style:master-page>"
    return _odt(TABLE, masters=page * 200_000)


# Entities


_DTD = '<!DOCTYPE a [<!ENTITY a "ха"><!ENTITY z "&a;&a;">]>'


def entities_of_a_text():
    return odt_file(paragraphs("&z;") + TABLE, before=_DTD)


def entities_of_flat_xml():
    return odt_file(paragraphs("&z;") + TABLE, before=_DTD, flat=True)


def entity_of_a_file_in_flat_xml():
    return ods_file(TABLE + "&z;", before='<!DOCTYPE a [<!ENTITY z SYSTEM "file:///etc/hostname">]>', flat=True)


def flat_xml_of_a_picture():
    """Thirty megabytes in one text."""
    return odt_file(f"{TABLE}<office:binary-data>{'QUJD' * 7 * MEGABYTE}</office:binary-data>", flat=True)


# RTF


def groups_without_end():
    return rb"{\rtf1" + b"{" * 10 * MEGABYTE


def five_million_words():
    return rtf_file(rtf_table_of(HEADINGS, EVENT) + r"\b" * 7_000_000)


def row_of_a_million_cells():
    return rtf_file(r"\trowd\intbl " + r"a\cell " * 1_000_000 + r"\row")


def row_of_a_million_edges():
    return rtf_file(r"\trowd" + r"\cellx9" * 1_000_000 + r"\intbl a\cell\row" * 300)


def million_rows_of_a_cell():
    return rtf_file(r"\trowd\cellx9\intbl a\cell\row" * 300_000)


def million_nested_cells():
    return rtf_file(r"\trowd\cellx9\intbl\itap2 " + r"a\nestcell " * 1_000_000 + r"\nestrow\cell\row")


def cell_of_a_million_pieces():
    return rtf_file(r"\trowd\cellx9\intbl " + r"a\b " * 2_000_000 + r"\cell\row")


def deletion_of_a_million_pieces():
    return rtf_file(r"\trowd\cellx9\intbl\deleted " + r"a\b " * 400_000 + r"\cell\row")


def million_fonts_of_a_file():
    return rtf_file(r"{\fonttbl" + "".join(rf"{{\f{number}\fcharset204 a;}}" for number in range(300_000)) + "}")


def bytes_without_end():
    return rtf_file(r"\bin999999999 a" * 10) + b"a" * MEGABYTE


def letters_that_skip_letters():
    return rtf_file(rtf_table_of(HEADINGS, EVENT) + r"\uc99999\u1040 " + "a" * MEGABYTE)


def numbers_of_letters_without_end():
    return rtf_file(rtf_table_of(HEADINGS, EVENT) + r"\u1040?" * 2_000_000)


def million_footnotes():
    return rtf_file(r"\trowd\cellx9\intbl " + r"{\footnote a}" * 400_000 + r"\cell\row")


# CSV and archives


def row_of_ten_million_semicolons():
    return ";".join(HEADINGS).encode() + b"\n" + b";" * 10 * MEGABYTE


def ten_million_short_rows():
    return b"a;b;c\n" * 4_000_000


def quotes_without_end():
    return ("\n".join([";".join(HEADINGS), ";".join(EVENT)]) + '\n"' + 'а""' * MEGABYTE).encode()


def archive_of_a_document_that_unpacks_too_far():
    return zipped({"отчёт.csv": b"a;b;c\n" * 4_000_000})


def archives_in_archives():
    inner = zipped({"отчёт.docx": word_file(WORD_TABLE)})
    for _ in range(50):
        inner = zipped({"отчёт.docx": inner})
    return inner


def archive_of_600_documents():
    return zipped({f"{number}.docx": "а" for number in range(600)})


OPEN_HARMLESS = {
    "row_of_a_million_edges",
    "sheet_of_empty_rows_without_end",
    "sheet_of_eighty_thousand_hidden_columns",
    "covered_cells_without_end",
    "a_deletion_named_a_million_times",
    "circle_of_styles",
    "list_that_shows_a_milliard_levels",
    "two_hundred_spans_in_spans",
    "tables_in_tables",
}
OPEN_BOMBS = {
    name: made
    for name, made in list(globals().items())
    if callable(made) and getattr(made, "__module__", "") == __name__ and not name.startswith("_")
}
