"""Files that something went wrong with: bytes flipped, ends missing, parts dropped or exchanged, tags doubled.

The same seed and number give the same file. Used bare (test_child.py) and through the page that takes files
(tests/reports/pages/imports/test_mutants.py).
"""

import datetime
import random
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from uuid import UUID

from reports.files.table import PrintedRow, Table, TableSection
from reports.files.write import excel, word

from .odf_packages import cell, covered, ods_file, odt_file, row, style, table_of
from .packages import (
    EVENT,
    HEADINGS,
    S,
    book_file,
    html_file,
    html_table,
    relations,
    text_cell,
    zipped,
)
from .rtf_files import cell as rtf_cell
from .rtf_files import letters, rtf_file
from .rtf_files import row as rtf_row
from .rtf_files import table_of as rtf_table_of

SEED = 2024
ROWS = [
    PrintedRow(
        "Неделя белорусской кухни",
        "г. Минск (Республика Беларусь)",
        "30 сентября – 1 октября 2024 года",
        "Обмен опытом.\nПодписано Соглашение о сотрудничестве.",
        "120 человек, из них 15 иностранных",
        UUID(int=number),
        3,
    )
    for number in range(1, 7)
]
TABLE = Table(
    title="Отчет о мероприятиях\nв IV квартале 2024 года",
    sections=(TableSection("Город Смоленск", ROWS[:4], 1, 2), TableSection("Вяземский район", ROWS[4:], 2, 5)),
    author="Область",
    created=datetime.datetime(2025, 1, 10, tzinfo=datetime.UTC),
)


def sources() -> dict[str, bytes]:
    """Name of a file → its bytes, whole: what the mutants are made of."""
    return {
        "отчёт.docx": _drawn(word),
        "отчёт.xlsx": _drawn(excel),
        "книга.xlsx": _other_book(),
        "отчёт.odt": odt_file(_ODF_BODY, automatic=_ODF_STYLES),
        "отчёт.fodt": odt_file(_ODF_BODY, automatic=_ODF_STYLES, flat=True),
        "книга.ods": ods_file(_ODF_TABLE, table_of(["Черновик"], name="Лист2"), automatic=_ODF_STYLES),
        "книга.fods": ods_file(_ODF_TABLE, flat=True),
        "отчёт.rtf": rtf_file(_RTF_BODY),
        "отчёт.csv": "\n".join(";".join(row) for row in (HEADINGS, EVENT, ("2.", *EVENT[1:]))).encode("cp1251"),
        "отчёт.zip": zipped({"отчёт.odt": odt_file(_ODF_TABLE), "скан.jpg": b"\xff\xd8\xff"}),
        "страница.html": html_file(html_table(HEADINGS, EVENT, ("2.", *EVENT[1:]), ("Город Смоленск",))),
    }


_ODF_STYLES = (
    style("T1", "text", 'text-properties text:display="none"')
    + '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/>'
    + "</text:list-style>"
)
_ODF_ROW = row(
    cell('<text:bookmark text:name="_pbr12_3"/>2.'),
    cell("Ярмарка<text:s text:c='2'/>дружбы", more='table:number-columns-spanned="2"'),
    covered(),
    cell('5 марта 2024 года<text:span text:style-name="T1">скрыто</text:span>', more='table:number-rows-spanned="2"'),
    cell('Обмен<text:change-start text:change-id="c"/>прочь<text:change-end text:change-id="c"/>'),
    '<table:table-cell><text:list text:style-name="L1"><text:list-item><text:p>план</text:p></text:list-item>'
    "</text:list></table:table-cell>",
)
_ODF_TABLE = table_of(HEADINGS, EVENT).replace("</table:table>", f"{_ODF_ROW}{_ODF_ROW}</table:table>")
_ODF_BODY = (
    '<text:tracked-changes><text:changed-region text:id="c"><text:deletion><text:p>прочь</text:p></text:deletion>'
    f"</text:changed-region></text:tracked-changes><text:p>Отчёт</text:p>{_ODF_TABLE}<text:p>Итого</text:p>"
)
_RTF_BODY = (
    rtf_table_of(HEADINGS, EVENT)
    + rtf_row(
        rtf_cell(r"{\*\bkmkstart _pbr12_3}2."),
        rtf_cell(letters("Ярмарка"), r"\clmgf"),
        rtf_cell("", r"\clmrg"),
        rtf_cell(letters("5 марта 2024 года") + r"{\v " + letters("скрыто") + "}", r"\clvmgf"),
        rtf_cell(r"{\listtext 1)\tab}" + letters("план") + r"{\deleted a}{\footnote b}"),
        rtf_cell(r"{\f1\'c0\'e1}{\*\unknown a}"),
    )
    + r"\pard a\par"
)


def mutants(count: int, seed: int = SEED) -> Iterator[tuple[str, bytes]]:
    """Yield `count` damaged files as (name, bytes)."""
    whole = list(sources().items())
    for number in range(count):
        dice = random.Random(f"{seed}-{number}")
        name, data = whole[number % len(whole)]
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            data = _damaged(data, dice)
        yield name, data


def _drawn(writer) -> bytes:
    stream = BytesIO()
    writer.write(TABLE, stream)
    return stream.getvalue()


def _other_book() -> bytes:
    """A workbook of another hand: shared texts, days, formulas, merged cells, notes, a hidden sheet."""
    strings = "".join(f"<si><t>{text}</t></si>" for text in (*HEADINGS, *EVENT))
    strings += "<si><r><t>Ито</t></r><r><t>г</t></r></si>"
    rows = ""
    for line, first in ((1, 0), (2, 6)):
        cells = [f'<c r="{letter}{line}" t="s"><v>{index}</v></c>' for index, letter in enumerate("ABCDEF", first)]
        rows += f'<row r="{line}">{"".join(cells)}</row>'
    rows += '<row r="3"><c r="B3" t="s"><v>12</v></c><c r="D3" s="1"><v>45600</v></c><c r="F3"><f>1+1</f></c></row>'
    sheet = f'<sheetData>{rows}</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'
    note = '<comment ref="B2"><text><t>Уточнить</t></text></comment>'
    notes = f'<comments xmlns="{S}"><commentList>{note}</commentList></comments>'
    return book_file(
        sheet,
        f'<sheetData><row r="1">{text_cell("A1", "Черновик")}</row></sheetData>',
        strings=strings,
        styles='<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
        states=("visible", "hidden"),
        more={
            "xl/worksheets/_rels/sheet1.xml.rels": relations(c=("comments", "../comments1.xml")),
            "xl/comments1.xml": notes,
        },
    )


# --- The damages -----------------------------------------------------------------------------------------


def _damaged(data: bytes, dice: random.Random) -> bytes:
    if not data.startswith(b"PK") or not zipfile.is_zipfile(BytesIO(data)):
        return dice.choice(_OF_TEXTS)(data, dice) if data else data
    if dice.random() < 0.3:
        return dice.choice(_OF_BYTES)(data, dice)
    try:
        return _with_damaged_part(data, dice)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, zlib.error):
        return dice.choice(_OF_BYTES)(data, dice)  # damaged already, beyond unpacking


def _with_damaged_part(data: bytes, dice: random.Random) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    place = dice.randrange(len(parts))
    name, content = parts[place]
    way = dice.randrange(8)
    if way == 0:
        del parts[place]
    elif way == 1:
        other = dice.randrange(len(parts))
        parts[place], parts[other] = (name, parts[other][1]), (parts[other][0], content)
    elif way == 2:
        parts[place] = (f"{name}x", content)
    elif content:
        # Most often the part with the table.
        place = max(range(len(parts)), key=lambda index: len(parts[index][1])) if way > 5 else place
        name, content = parts[place]
        parts[place] = (name, dice.choice(_OF_TEXTS)(content, dice))
    return zipped(dict(parts))


def _flipped(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 20, 200))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def _without_a_stretch(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + data[start + dice.randrange(1, 200) :]


def _stretch_doubled(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return data[: start + dice.randrange(1, 2_000)] + data[start:]


def _noise_put_in(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + dice.randbytes(dice.randrange(1, 50)) + data[start:]


_TAG = re.compile(rb"<[^<>]{0,300}>")
_ELEMENT = re.compile(rb"<([\w:]+)[^<>]{0,300}>.{0,3000}?</\1>", re.DOTALL)
_NUMBER = re.compile(rb"(?<=[\"'>])-?\d+(?=[\"'<])")
_VALUE = re.compile(rb"(?<==[\"'])[^\"'<>]{1,200}")


def _one_of(pattern, data, dice):
    found = list(pattern.finditer(data))
    return dice.choice(found) if found else None


def _replaced(pattern, choose):
    def damage(data, dice):
        match = _one_of(pattern, data, dice)
        return data[: match.start()] + choose(match, dice) + data[match.end() :] if match else _flipped(data, dice)

    return damage


_ODD_VALUES = (
    b"",
    b"0",
    b"-1",
    b"2147483648",
    b"99999999999999999999",
    b"1e999",
    b"NaN",
    b"A0",
    b"XFD1048577",
    b"&amp;",
    b"../..",
    b"\xd0",
)
_OF_BYTES = (_flipped, _cut, _without_a_stretch, _stretch_doubled, _noise_put_in)
_OF_TEXTS = (
    *_OF_BYTES,
    _replaced(_TAG, lambda match, dice: b""),
    _replaced(_TAG, lambda match, dice: match[0] * 2),
    _replaced(_ELEMENT, lambda match, dice: b""),
    _replaced(_ELEMENT, lambda match, dice: match[0] * dice.choice((2, 3, 50))),
    _replaced(_ELEMENT, lambda match, dice: match[0].replace(match[1], b"x:y")),
    _replaced(_NUMBER, lambda match, dice: dice.choice(_ODD_VALUES)),
    _replaced(_VALUE, lambda match, dice: dice.choice(_ODD_VALUES)),
)
