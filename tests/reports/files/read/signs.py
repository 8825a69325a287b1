"""Files whose writer meant «not this one»: hidden, struck out, deleted, broken; made by hand, with the right answers.

Written before the code. Sources: what Word, Excel and browsers show of such a file (ECMA-376 parts 1, 17.3–17.13 and
18.3–18.8; HTML living standard), and public reports of readers that took what nobody saw.
"""
# ruff: noqa: E501 - the markup of one file is one line

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from .packages import DECLARATION, HEADINGS, OFFICE, W, book_parts, html_file, relations, text_cell, word_parts, zipped

PLACE, PERIOD = "г. Орша (Республика Беларусь)", "8 августа 2026 года"


@dataclass(frozen=True)
class Case:
    """One file. `rows`: (name, words that the reason of a row shown apart holds, or "") in the order of the file.
    `fields`: (row, field, text as it must be). `never`: words that no field of a row in its place may hold. `asked`:
    words of a doubt, by row. `noted`: words that stand in the row's notes."""

    name: str
    kind: str  # docx, xlsx, html
    parts: object
    rows: tuple
    fields: tuple = ()
    never: tuple = ()
    asked: tuple = ()
    noted: tuple = ()
    where: tuple = field(default=())
    sections: tuple | None = None

    @property
    def data(self):
        return self.parts if isinstance(self.parts, bytes) else zipped(self.parts)


# --- Word ----------------------------------------------------------------------------------------------------------

SPACES = (
    f'<w:document xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
)


def run(text, look=""):
    """A run; `look`: elements of its rPr."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def par(*inner, properties=""):
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(inner)}</w:p>"


def item(text, number=3, level=0):
    """A paragraph of an automatic list."""
    return par(run(text), properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def removed(text):
    return f'<w:del w:id="1" w:author="А"><w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r></w:del>'


def word_row(*cells, properties=""):
    """Cells are texts or markup of paragraphs."""
    drawn = "".join(f"<w:tc>{one if one.startswith('<') else par(run(one))}</w:tc>" for one in cells)
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{drawn}</w:tr>"


def event(number, name, *, purpose="Обмен опытом.", participants="20 человек", properties=""):
    return word_row(str(number), name, PLACE, PERIOD, purpose, participants, properties=properties)


def looking(number, name, look):
    """An event all of whose letters look so."""
    texts = (str(number), name, PLACE, PERIOD, "Обмен опытом.", "20 человек")
    return word_row(*(par(run(text, look)) for text in texts))


def word(*rows, before="", after="", **parts):
    """A document with the table; `parts`: numbering, styles … → their content."""
    body = f"{before}<w:tbl>{word_row(*HEADINGS)}{''.join(rows)}</w:tbl>{after}"
    files = word_parts(body, root=SPACES)
    for kind, content in parts.items():
        files[f"word/{kind}.xml"] = f'{DECLARATION}<w:{kind} xmlns:w="{W}">{content}</w:{kind}>'
    files["word/_rels/document.xml.rels"] = relations(**{kind: (kind, f"{kind}.xml") for kind in parts})
    return files


STYLES = (
    '<w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Old"><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Shown"><w:basedOn w:val="Secret"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
)
GOOD = event(1, "Форум")
SHOWN = ("Форум", "")
TRACKED = '<w:del w:id="5" w:author="А"/>'
MARK_GONE = f"<w:rPr>{TRACKED}</w:rPr>"
NESTED_DEL = word_row(*(par(removed(text)) for text in ("2", "Старый", PLACE, PERIOD, "Цель", "Гости")))

WORD_CASES = [
    Case("a row deleted with tracking", "docx", word(GOOD, event(2, "Старый", properties=TRACKED)),
         (SHOWN, ("Старый", "строка удалена при правке")), never=("Старый",)),
    Case("every word of a row deleted", "docx", word(GOOD, NESTED_DEL),
         (SHOWN, ("Старый", "вычеркнут при правке")), never=("Старый",)),
    Case("a deleted row between the parts of others", "docx",
         word(GOOD, event(2, "Старый", properties=TRACKED), event(3, "Ярмарка")),
         (SHOWN, ("Старый", "удалена при правке"), ("Ярмарка", "")), never=("Старый",)),
    Case("a row struck through", "docx", word(GOOD, looking(2, "Старый", "<w:strike/>")),
         (SHOWN, ("Старый", "зачёркнут")), never=("Старый",)),
    Case("a row struck through twice", "docx", word(GOOD, looking(2, "Старый", "<w:dstrike/>")),
         (SHOWN, ("Старый", "зачёркнут")), never=("Старый",)),
    Case("a row struck through but for its number", "docx",
         word(GOOD, word_row("2", *(par(run(t, "<w:strike/>")) for t in ("Старый", PLACE, PERIOD, "Цель", "Гости")))),
         (SHOWN, ("Старый", "зачёркнут")), never=("Старый",)),
    Case("a row struck through but for its number and one cell", "docx",
         word(GOOD, word_row("2", *(par(run(t, "<w:strike/>")) for t in ("Старый", PLACE, PERIOD, "Цель")), "20 человек")),
         (SHOWN, ("Старый", "зачёркнут")), never=("Старый",)),
    Case("only the day struck through and written anew", "docx",
         word(word_row("1", "Форум", PLACE, par(run("5 августа 2026 года", "<w:strike/>"), run(PERIOD)), "Цель", "Гости")),
         (SHOWN,), fields=((0, "period", PERIOD),), never=("5 августа",)),
    Case("a heading of a section struck through has no say", "docx",
         word(GOOD, '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="6"/></w:tcPr>'
              + par(run("Город Смоленск", "<w:strike/>")) + "</w:tc></w:tr>", event(2, "Ярмарка")),
         (SHOWN, ("Ярмарка", "")), sections=("", "")),
    Case("a heading of a section deleted with tracking has no say", "docx",
         word(GOOD, '<w:tr><w:trPr><w:del w:id="7" w:author="А"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="6"/></w:tcPr>'
              + par(removed("Город Смоленск")) + "</w:tc></w:tr>", event(2, "Ярмарка")),
         (SHOWN, ("Ярмарка", "")), sections=("", "")),
    Case("another file put into a cell", "docx",
         word(event(1, "Форум", purpose=par(run("Обмен опытом.")) + '<w:altChunk r:id="x"/>')),
         (SHOWN,), fields=((0, "purpose", "Обмен опытом."),), noted=((0, "вложен другой файл"),)),
    Case("a row of hidden text", "docx", word(GOOD, looking(2, "Старый", "<w:vanish/>")),
         (SHOWN, ("Старый", "скрыт")), never=("Старый",)),
    Case("struck and hidden off again", "docx",
         word(GOOD, looking(2, "Ярмарка", '<w:strike w:val="0"/><w:dstrike w:val="false"/><w:vanish w:val="off"/>')),
         (SHOWN, ("Ярмарка", ""))),
    Case("a hidden row of a table", "docx", word(GOOD, event(2, "Старый", properties="<w:hidden/>")),
         (SHOWN, ("Старый", "скрыта")), never=("Старый",)),
    Case("a row as high as a hair", "docx",
         word(GOOD, event(2, "Старый", properties='<w:trHeight w:val="1" w:hRule="exact"/>'),
              event(3, "Ярмарка", properties='<w:trHeight w:val="1" w:hRule="atLeast"/>')),
         (SHOWN, ("Старый", "скрыта"), ("Ярмарка", "")), never=("Старый",)),
    Case("part of a cell struck through", "docx",
         word(event(1, "Форум", participants=par(run("15", "<w:strike/>"), run("18 человек")))),
         (SHOWN,), fields=((0, "participants", "18 человек"),), asked=((0, "15"),), noted=((0, "15"),)),
    Case("struck through by the style of a paragraph and the one below it", "docx",
         word(event(1, "Форум", purpose=par(run("Прежняя цель."), properties='<w:pStyle w:val="Old"/>')
                    + par(run("Обмен опытом."))), styles=STYLES),
         (SHOWN,), fields=((0, "purpose", "Обмен опытом."),), never=("Прежняя",), noted=((0, "Прежняя цель."),)),
    Case("hidden by the style of a run, shown by one that follows it", "docx",
         word(event(1, "Форум", purpose=par(run("Обмен "), run("тайный ", '<w:rStyle w:val="Secret"/>'),
                                            run("опытом.", '<w:rStyle w:val="Shown"/>'))), styles=STYLES),
         (SHOWN,), fields=((0, "purpose", "Обмен опытом."),), never=("тайный",)),
    Case("shown again in a hidden style", "docx",
         word(event(1, "Форум", purpose=par(run("Обмен опытом.", '<w:rStyle w:val="Secret"/><w:vanish w:val="0"/>'))),
              styles=STYLES), (SHOWN,), fields=((0, "purpose", "Обмен опытом."),)),
    Case("a paragraph mark deleted within a word", "docx",
         word(event(1, "Форум", purpose=par(run("Выявление силь"), properties=MARK_GONE) + par(run("нейших команд.")))),
         (SHOWN,), fields=((0, "purpose", "Выявление сильнейших команд."),)),
    Case("two paragraph marks deleted", "docx",
         word(event(1, "Форум", purpose=par(run("Выя"), properties=MARK_GONE) + par(run("вле"), properties=MARK_GONE)
                    + par(run("ние.")))), (SHOWN,), fields=((0, "purpose", "Выявление."),)),
    Case("a paragraph deleted with its mark", "docx",
         word(event(1, "Форум", purpose=par(removed("Старая цель."), properties=MARK_GONE) + par(run("Новая цель.")))),
         (SHOWN,), fields=((0, "purpose", "Новая цель."),), never=("Старая",)),
    Case("a move is no deletion", "docx",
         word(event(1, "Форум", purpose=par(run("Начало. "), f"<w:moveFrom>{run('Награждение. ')}</w:moveFrom>",
                                            run("Конец. "), f"<w:moveTo>{run('Награждение.')}</w:moveTo>"))),
         (SHOWN,), fields=((0, "purpose", "Начало. Конец. Награждение."),)),
    Case("an error value in a table of Word", "docx", word(event(1, "Форум", participants="#ДЕЛ/0!")),
         (SHOWN,), fields=((0, "participants", ""),), asked=((0, "#ДЕЛ/0!"),)),
]  # fmt: skip

# --- Excel ---------------------------------------------------------------------------------------------------------


def cells(number, *texts, style=None):
    look = "" if style is None else f' s="{style}"'
    return "".join(
        text_cell(f"{letter}{number}", text).replace("<c ", f"<c{look} ", 1) if not text.startswith("<c") else text
        for letter, text in zip("ABCDEFGH", texts, strict=False)
    )


def sheet_row(number, name, *, look="", style=None, purpose="Обмен опытом.", participants="20 человек"):
    content = cells(number, str(number), name, PLACE, PERIOD, purpose, participants, style=style)
    return f'<row r="{number}"{look}>{content}</row>'


HEAD = f'<row r="1">{cells(1, *HEADINGS)}</row>'
FIRST = sheet_row(2, "Форум")


def sheet(*rows, before="", after=""):
    return f"{before}<sheetData>{HEAD}{''.join(rows)}</sheetData>{after}"


def book(*sheets, **more):
    return book_parts(*sheets, **more)


def named(parts, *names, states=()):
    """The book with these names and states of its sheets."""
    text = parts["xl/workbook.xml"]
    for number, name in enumerate(names, 1):
        text = text.replace(f'name="Лист{number}"', f'name="{name}"')
    return {**parts, "xl/workbook.xml": text}


def error_cell(place, value, kind="e", formula="1/0"):
    return f'<c r="{place}" t="{kind}"><f>{formula}</f><v>{value}</v></c>'


BOOK_STYLES = (
    '<fonts count="3"><font/><font><strike/></font><font><strike val="0"/></font></fonts>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="1" applyFont="1"/>'
    '<xf numFmtId="0" fontId="2"/><xf numFmtId="200" fontId="0"/><xf numFmtId="201" fontId="0"/></cellXfs>'
)
FORMATS = '<numFmts count="2"><numFmt numFmtId="200" formatCode=";;;"/><numFmt numFmtId="201" formatCode="&quot;• &quot;@"/></numFmts>'
STYLED = FORMATS + BOOK_STYLES
WHITE = (
    '<fonts count="3"><font/><font><color rgb="FFFFFFFF"/></font><font><color theme="0"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FF204080"/></patternFill></fill></fills>'
    '<cellXfs count="4"><xf fontId="0" fillId="0"/><xf fontId="1" fillId="0"/><xf fontId="2" fillId="0"/>'
    '<xf fontId="1" fillId="2"/></cellXfs>'
)
FILTER = '<autoFilter ref="A1:F9"><filterColumn colId="1"><filters><filter val="Форум"/></filters></filterColumn></autoFilter>'


def rich(place, *runs):
    drawn = "".join(
        f'<r>{f"<rPr>{look}</rPr>" if look else ""}<t xml:space="preserve">{text}</t></r>' for text, look in runs
    )
    return f'<c r="{place}" t="inlineStr"><is>{drawn}</is></c>'


def _error(value, shown, **more):
    return Case(
        f"the error {value} {more or ''}", "xlsx",
        book(sheet(sheet_row(2, "Форум", participants=error_cell("F2", value, **more)))),
        (SHOWN,), fields=((0, "participants", ""),), never=("#", "Err"), asked=((0, f"F2 ошибка Excel {shown}"),),
    )  # fmt: skip


EXCEL_CASES = [
    Case("hidden rows", "xlsx",
         book(sheet(FIRST, sheet_row(3, "Старый", look=' hidden="1"'), sheet_row(4, "Ярмарка"))),
         (SHOWN, ("Старый", "строка скрыта в книге"), ("Ярмарка", "")), never=("Старый",)),
    Case("filtered rows", "xlsx",
         book(sheet(FIRST, sheet_row(3, "Старый", look=' hidden="1"'), after=FILTER)),
         (SHOWN, ("Старый", "строка скрыта в книге")), never=("Старый",)),
    Case("a row of no height", "xlsx",
         book(sheet(FIRST, sheet_row(3, "Старый", look=' ht="0" customHeight="1"'))),
         (SHOWN, ("Старый", "строка скрыта в книге")), never=("Старый",)),
    Case("a row as high as a hair, a column as wide", "xlsx",
         book(sheet(sheet_row(2, "Форум", participants="тайные гости"), sheet_row(3, "Старый", look=' ht="0.75" customHeight="1"'),
                    before='<cols><col min="6" max="6" width="0.15" customWidth="1"/></cols>')),
         (SHOWN, ("Старый", "строка скрыта в книге")), never=("Старый", "тайные")),
    Case("a group that is folded", "xlsx",
         book(sheet(FIRST, sheet_row(3, "Старый", look=' outlineLevel="1" hidden="1"'),
                    sheet_row(4, "Ярмарка", look=' collapsed="1"'))),
         (SHOWN, ("Старый", "строка скрыта в книге"), ("Ярмарка", "")), never=("Старый",)),
    Case("a hidden heading of a section has no say", "xlsx",
         book(sheet(FIRST, '<row r="3" hidden="1">' + cells(3, "Город Смоленск") + "</row>", sheet_row(4, "Ярмарка"))),
         (SHOWN, ("Ярмарка", ""))),
    Case("a hidden sheet", "xlsx",
         named(book(sheet(FIRST), sheet(sheet_row(2, "Старый")), states=("visible", "hidden")), "Отчёт", "Черновик"),
         (SHOWN, ("Старый", "скрытый лист «Черновик»")), never=("Старый",), where=("лист «Отчёт»", "лист «Черновик»")),
    Case("a very hidden sheet before the report", "xlsx",
         named(book(sheet(sheet_row(2, "Старый")), sheet(FIRST), states=("veryHidden",)), "I квартал", "Отчёт"),
         (("Старый", "скрытый лист «I квартал»"), SHOWN), never=("Старый",)),
    Case("a sheet for each quarter", "xlsx",
         named(book(sheet(FIRST), sheet(sheet_row(2, "Ярмарка"))), "2 квартал", "3 квартал"),
         (SHOWN, ("Ярмарка", "")), where=("лист «2 квартал»", "лист «3 квартал»")),
    Case("a hidden column", "xlsx",
         book(sheet(sheet_row(2, "Форум", participants="тайные гости"), before='<cols><col min="6" max="7" hidden="1"/></cols>')),
         (SHOWN,), never=("тайные",), noted=((0, "тайные гости"),), asked=((0, "Столбец F скрыт"),)),
    Case("a column of no width", "xlsx",
         book(sheet(sheet_row(2, "Форум", purpose="тайная цель"), before='<cols><col min="5" max="5" width="0" customWidth="1"/></cols>')),
         (SHOWN,), never=("тайная",), noted=((0, "тайная цель"),)),
    Case("a row struck through", "xlsx", book(sheet(FIRST, sheet_row(3, "Старый", style=1)), styles=STYLED),
         (SHOWN, ("Старый", "зачёркнут")), never=("Старый",)),
    Case("a font that says it is not struck", "xlsx", book(sheet(FIRST, sheet_row(3, "Ярмарка", style=2)), styles=STYLED),
         (SHOWN, ("Ярмарка", ""))),
    Case("a struck piece of a cell", "xlsx",
         book(sheet(sheet_row(2, "Форум", participants=rich("F2", ("15", "<strike/>"), (" 18 человек", ""))))),
         (SHOWN,), fields=((0, "participants", "18 человек"),), noted=((0, "15"),), asked=((0, "15"),)),
    Case("white letters on white", "xlsx",
         book(sheet(sheet_row(2, "Форум", participants=text_cell("F2", "тайные гости").replace("<c ", '<c s="1" ')),
                    sheet_row(3, "Старый", style=2)), styles=WHITE),
         (SHOWN, ("Старый", "скрыт")), never=("тайные", "Старый"), noted=((0, "тайные гости"),)),
    Case("white letters on blue, and a white heading", "xlsx",
         book("<sheetData>" + f'<row r="1">{cells(1, *HEADINGS, style=1)}</row>' + sheet_row(2, "Форум", style=3) + "</sheetData>",
              styles=WHITE), (SHOWN,), fields=((0, "participants", "20 человек"),)),
    Case("a format that shows nothing", "xlsx",
         book(sheet(sheet_row(2, "Форум", participants=text_cell("F2", "тайные гости").replace("<c ", '<c s="3" '))), styles=STYLED),
         (SHOWN,), never=("тайные",), noted=((0, "тайные гости"),)),
    Case("a format that adds a bullet", "xlsx",
         book(sheet(sheet_row(2, "Форум", purpose=text_cell("E2", "Обмен опытом.").replace("<c ", '<c s="4" '))), styles=STYLED),
         (SHOWN,), fields=((0, "purpose", "• Обмен опытом."),)),
    Case("a picture beside a row", "xlsx", {**book(sheet(FIRST)),
         "xl/worksheets/_rels/sheet1.xml.rels": relations(d=("drawing", "../drawings/d.xml")),
         "xl/drawings/d.xml": '<x xmlns="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"><oneCellAnchor>'
         '<from><row>1</row></from><pic><cNvPr descr="Скан соглашения"/></pic></oneCellAnchor></x>'},
         (SHOWN,), noted=((0, "Скан соглашения"),)),
    Case("a picture in a cell", "xlsx",
         book(sheet(sheet_row(2, "Форум", participants='<c r="F2" t="e" vm="1"><v>#VALUE!</v></c>'))),
         (SHOWN,), fields=((0, "participants", ""),), asked=((0, "F2 рисунок"),)),
    _error("#DIV/0!", "#ДЕЛ/0!"),
    _error("#REF!", "#ССЫЛКА!"),
    _error("#NAME?", "#ИМЯ?"),
    _error("#VALUE!", "#ЗНАЧ!"),
    _error("#N/A", "#Н/Д"),
    _error("#NUM!", "#ЧИСЛО!"),
    _error("#NULL!", "#ПУСТО!"),
    _error("#SPILL!", "#ПЕРЕНОС!"),
    _error("#ДЕЛ/0!", "#ДЕЛ/0!", kind="str"),
    _error("#Н/Д", "#Н/Д", kind="str"),
    _error("Err:508", "Err:508", kind="str"),
    Case("an error typed as a text", "xlsx", book(sheet(sheet_row(2, "Форум", participants="#ССЫЛКА!"))),
         (SHOWN,), fields=((0, "participants", ""),), asked=((0, "#ССЫЛКА!"),)),
    Case("a sign of number is no error", "xlsx", book(sheet(sheet_row(2, "Форум", purpose="Акция #МыВместе!"))),
         (SHOWN,), fields=((0, "purpose", "Акция #МыВместе!"),)),
]  # fmt: skip

# --- HTML ----------------------------------------------------------------------------------------------------------


def html_row(*texts, style="", tag=""):
    open_tag, close_tag = (f"<{tag}>", f"</{tag}>") if tag else ("", "")
    drawn = "".join(f"<td>{open_tag}{text}{close_tag}</td>" for text in texts)
    return f"<tr{f' style={chr(34)}{style}{chr(34)}' if style else ''}>{drawn}</tr>"


def html_event(number, name, *, purpose="Обмен опытом.", participants="20 человек", **more):
    return html_row(str(number), name, PLACE, PERIOD, purpose, participants, **more)


def page(*rows, style=""):
    return html_file(f"{style}<table>{html_row(*HEADINGS)}{''.join(rows)}</table>")


HTML_FIRST = html_event(1, "Форум")
HTML_CASES = [
    *(
        Case(f"a row {words}", "html", page(HTML_FIRST, html_event(2, "Старый", **more)),
             (SHOWN, ("Старый", reason)), never=("Старый",))
        for words, reason, more in [
            ("in <s>", "зачёркнут", {"tag": "s"}),
            ("in <strike>", "зачёркнут", {"tag": "strike"}),
            ("in <del>", "вычеркнут при правке", {"tag": "del"}),
            ("crossed out by its style", "зачёркнут", {"style": "text-decoration: line-through"}),
            ("crossed out by the long form of its style", "зачёркнут", {"style": "color:red;text-decoration-line:underline line-through"}),
            ("that is not displayed", "скрыта", {"style": "display:none"}),
            ("that is not visible", "скрыта", {"style": "visibility: hidden"}),
            ("that is folded away", "скрыта", {"style": "visibility:collapse"}),
            ("as Excel hides it", "скрыта", {"style": "height:0pt;mso-height-source:userset;display:none"}),
        ]
    ),
    Case("a hidden piece of a cell", "html",
         page(html_event(1, "Форум", participants='20 человек<span style="display:none"> тайна</span>')),
         (SHOWN,), fields=((0, "participants", "20 человек"),), never=("тайна",), noted=((0, "тайна"),)),
    Case("a struck piece of a cell", "html",
         page(html_event(1, "Форум", participants='<span style="text-decoration:line-through">15</span> 18 человек')),
         (SHOWN,), fields=((0, "participants", "18 человек"),), noted=((0, "15"),), asked=((0, "15"),)),
    Case("hidden by a class", "html",
         page(HTML_FIRST, html_event(2, '<p class="x1">Старый</p>Ярмарка'), style="<style>.x1 {display:none;}</style>"),
         (SHOWN, ("Ярмарка", "")), never=("Старый",)),
    Case("a column that is not displayed", "html",
         page(html_event(1, "Форум", participants="тайные гости")).replace(b"<table>", b'<table><col span=5><col style="display:none">'),
         (SHOWN,), never=("тайные",), noted=((0, "тайные гости"),), asked=((0, "тайные гости"),)),
    Case("a column of no width as Excel writes it", "html",
         page(html_event(1, "Форум", purpose="тайная цель")).replace(
             b"<table>", b"<table><colgroup><col span=4 width=64><col width=0 style='display:none;mso-width-source:userset'></colgroup>"),
         (SHOWN,), never=("тайная",), noted=((0, "тайная цель"),)),
    Case("an error in a pasted table", "html", page(html_event(1, "Форум", participants="#ЗНАЧ!")),
         (SHOWN,), fields=((0, "participants", ""),), asked=((0, "#ЗНАЧ!"),)),
    Case("an underline is no line through", "html",
         page(html_event(1, "Форум", participants='<span style="text-decoration:underline">15</span> человек')),
         (SHOWN,), fields=((0, "participants", "15 человек"),)),
]  # fmt: skip

CASES = [*WORD_CASES, *EXCEL_CASES, *HTML_CASES]
