"""Cells with lists, and with what a person sees and no letter tells: made by hand, with the lines that are seen.

Written before the code. Sources: how Word numbers paragraphs (ECMA-376 part 1, 17.9), how browsers number the items of
a list (HTML living standard, 4.4.5 and 4.4.8), and what Word draws for content controls, old fields and drawings.
"""
# ruff: noqa: E501 - the markup of one file is one line

from .signs import PERIOD, PLACE, STYLES, html_event, item, page, par, run, word, word_row

R = "Подписаны:"


def level(number, fmt, text, *, start=1, more=""):
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*levels, more="", number=3):
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{more}'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/></w:num>'
    )


def purpose(*paragraphs, rows=(), **parts):
    """A document of one event with this purpose; `rows` before it."""
    content = "".join(one if one.startswith("<") else par(run(one)) for one in paragraphs)
    return word(*rows, word_row("1", "Форум", PLACE, PERIOD, content, "20 человек"), **parts)


DECIMAL = numbering(level(0, "decimal", "%1)"))
BULLET = numbering(level(0, "bullet", "\uf0b7"))
SECOND = '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
BY_STYLE = (
    '<w:style w:type="paragraph" w:styleId="Item"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
)
BELOW_STYLE = BY_STYLE + '<w:style w:type="paragraph" w:styleId="Sub"><w:basedOn w:val="Item"/></w:style>'


def _format(fmt, *labels, text="%1)"):
    return (fmt, purpose(*(item(f"пункт {n}") for n in range(len(labels))), numbering=numbering(level(0, fmt, text))),
            "\n".join(f"{label} пункт {n}" for n, label in enumerate(labels)))  # fmt: skip


# (what, the file, the purpose of its last event as it must be)
WORD_LISTS = [
    ("numbers", purpose(R, item("Соглашение"), item("План"), item("Протокол"), numbering=DECIMAL),
     f"{R}\n1) Соглашение\n2) План\n3) Протокол"),
    ("bullets of a symbol font", purpose(R, item("Соглашение"), item("План"), numbering=BULLET), f"{R}\n• Соглашение\n• План"),
    ("dashes", purpose(R, item("Соглашение"), item("План"), numbering=numbering(level(0, "bullet", "–"))),
     f"{R}\n– Соглашение\n– План"),
    ("words after a list are a paragraph", purpose(item("План"), item("Протокол"), "Визит завершён", numbering=DECIMAL),
     "1) План\n2) Протокол\nВизит завершён"),
    ("another start", purpose(item("План"), item("Протокол"), numbering=numbering(level(0, "decimal", "%1.", start=5))),
     "5. План\n6. Протокол"),
    ("a list of its own begins anew", purpose(item("План"), item("Протокол"), item("Акт", number=4), item("Письмо", number=4), numbering=DECIMAL + SECOND),
     "1) План\n2) Протокол\n1) Акт\n2) Письмо"),
    ("a list goes on in the next row", purpose(item("План"), item("Акт"), rows=(word_row("1", "Ярмарка", PLACE, PERIOD, item("Хлеб") + item("Мёд"), "Гости"),), numbering=DECIMAL),
     "3) План\n4) Акт"),
    ("a list began above the table", purpose(item("План"), item("Акт"), before=item("Введение"), numbering=DECIMAL), "2) План\n3) Акт"),
    ("levels", purpose(item("План"), item("сроки", level=1), item("цены", level=1), item("Акт"), item("сроки", level=1),
                       numbering=numbering(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."))),
     "1. План\n1.1. сроки\n1.2. цены\n2. Акт\n2.1. сроки"),
    ("a level that never begins anew", purpose(item("План"), item("сроки", level=1), item("Акт"), item("цены", level=1),
                       numbering=numbering(level(0, "decimal", "%1."), level(1, "decimal", "%2)", more='<w:lvlRestart w:val="0"/>'))),
     "1. План\n1) сроки\n2. Акт\n2) цены"),
    ("letters in Roman numbers", purpose(item("План"), item("сроки", level=1), numbering=numbering(
        level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2.", more="<w:isLgl/>"))), "I. План\n1.1. сроки"),
    ("numbers of a style", purpose(R, *(par(run(text), properties='<w:pStyle w:val="Item"/>') for text in ("План", "Акт")),
                                   numbering=DECIMAL, styles=BY_STYLE), f"{R}\n1) План\n2) Акт"),
    ("numbers of a style below", purpose(R, *(par(run(text), properties='<w:pStyle w:val="Sub"/>') for text in ("План", "Акт")),
                                   numbering=DECIMAL, styles=BELOW_STYLE), f"{R}\n1) План\n2) Акт"),
    ("a paragraph that leaves the list of its style", purpose(
        par(run("План"), properties='<w:pStyle w:val="Item"/>'),
        par(run("Пояснение"), properties='<w:pStyle w:val="Item"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        par(run("Акт"), properties='<w:pStyle w:val="Item"/>'), numbering=DECIMAL, styles=BY_STYLE),
     "1) План\nПояснение\n2) Акт"),
    ("words in the number", purpose(item("План"), item("Акт"), numbering=numbering(level(0, "decimal", "Документ %1:"))),
     "Документ 1: План\nДокумент 2: Акт"),
    ("no number at all", purpose(item("План"), item("Акт"), numbering=numbering(level(0, "none", ""))), "План\nАкт"),
    ("an empty item counts nothing a person sees", purpose(item("План"), item(""), item("Акт"), numbering=DECIMAL),
     "1) План\n3) Акт"),
    ("a hidden item has no number", purpose(item("План"), par(run("тайна", "<w:vanish/>"), properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'), item("Акт"), numbering=DECIMAL, styles=STYLES),
     "1) План\n3) Акт"),
    ("a list of an unknown number", purpose(R, item("План", number=77), item("Акт", number=77), numbering=DECIMAL), f"{R}\nПлан\nАкт"),
    ("a picture for a bullet", purpose(R, item("План"), item("Акт"), numbering=numbering(level(0, "bullet", "\uf076", more='<w:lvlPicBulletId w:val="0"/>'))),
     f"{R}\n• План\n• Акт"),
    ("letters of Wingdings", purpose(R, item("План"), item("Акт"), numbering=numbering(level(0, "bullet", "o", more='<w:rPr><w:rFonts w:ascii="Courier New"/></w:rPr>'))),
     f"{R}\n• План\n• Акт"),
    ("typed signs of a symbol font", purpose(R, par('<w:r><w:sym w:font="Symbol" w:char="F0B7"/></w:r>', run(" План")), par(run("\uf0a7 Акт"))),
     f"{R}\n• План\n• Акт"),
    _format("lowerLetter", "a)", "b)"),
    _format("upperLetter", "A)", "B)"),
    _format("lowerRoman", "i)", "ii)", "iii)", "iv)"),
    _format("upperRoman", "I.", "II.", "III.", "IV.", text="%1."),
    _format("russianLower", "а)", "б)", "в)", "г)", "д)", "е)", "ж)"),
    _format("russianUpper", "А)", "Б)", "В)"),
    _format("decimalZero", "01)", "02)"),
    _format("ordinal", "1-й)", "2-й)"),
    _format("decimalEnclosedCircle", "①", "②", text="%1"),
    _format("numberInDash", "- 1 -", "- 2 -", text="%1"),
]  # fmt: skip


def html_purpose(markup):
    return page(html_event(1, "Форум", purpose=markup))


def items(*texts, tag="li"):
    return "".join(f"<{tag}>{text}</{tag}>" for text in texts)


HTML_LISTS = [
    ("numbers", html_purpose(f"{R}<ol>{items('План', 'Акт')}</ol>"), f"{R}\n1. План\n2. Акт"),
    ("bullets", html_purpose(f"{R}<ul>{items('План', 'Акт')}</ul>"), f"{R}\n• План\n• Акт"),
    ("a start", html_purpose(f"<ol start=4>{items('План', 'Акт')}</ol>"), "4. План\n5. Акт"),
    ("a value", html_purpose("<ol><li>План</li><li value=7>Акт</li><li>Письмо</li></ol>"), "1. План\n7. Акт\n8. Письмо"),
    ("downwards", html_purpose(f"<ol reversed>{items('План', 'Акт')}</ol>"), "2. План\n1. Акт"),
    ("letters", html_purpose(f"<ol type=a>{items('План', 'Акт')}</ol>"), "a. План\nb. Акт"),
    ("Roman numbers", html_purpose(f"<ol type=I>{items('План', 'Акт')}</ol>"), "I. План\nII. Акт"),
    ("a type of style", html_purpose(f'<ol style="list-style-type: lower-roman">{items("План", "Акт")}</ol>'), "i. План\nii. Акт"),
    ("no marks", html_purpose(f'<ul style="list-style-type:none">{items("План", "Акт")}</ul>'), "План\nАкт"),
    ("one in another", html_purpose("<ol><li>План<ul><li>сроки</li></ul></li><li>Акт</li></ol>"), "1. План\n• сроки\n2. Акт"),
    ("Word's clipboard", html_purpose(
        f"<p>{R}</p><p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>1)<span>&nbsp;&nbsp;</span></span><![endif]>План</p>"
        "<p class=MsoListParagraph><span style='mso-list:Ignore'>2)<span>&nbsp;</span></span>Акт</p>"), f"{R}\n1) План\n2) Акт"),
    ("Word's bullets", html_purpose(
        "<p class=MsoListParagraph><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span></span>План</p>"
        "<p class=MsoListParagraph><span style='mso-list:Ignore'>o<span>&nbsp;</span></span>Акт</p>"), "• План\n• Акт"),
    ("words after a list", html_purpose(f"<ol>{items('План', 'Акт')}</ol><p>Визит завершён</p>"), "1. План\n2. Акт\nВизит завершён"),
]  # fmt: skip

# --- what a person sees, and no letter tells --------------------------------------------------------------------------

BLIP = '<a:graphic><a:graphicData><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="Рисунок 1"/></pic:nvPicPr></pic:pic></a:graphicData></a:graphic>'


def drawing(alt, content=BLIP):
    return f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Рисунок 1"{f" descr={chr(34)}{alt}{chr(34)}" if alt else ""}/>{content}</wp:inline></w:drawing></w:r>'


def old_field(content):
    return f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{content}</w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'


CHOICE = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="очно"/><w:listEntry w:val="онлайн"/></w:ddList>'
CHART = '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart/></a:graphicData></a:graphic>'
DATE = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE \\@ "dd.MM.yyyy" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'

# (what, the paragraph of the purpose, the purpose as it must be, (text, words) of what is noted or None)
SEEN = [
    ("a picture with words for the blind", par(run("Итоги."), drawing("Фото подписания")), "Итоги.", "Фото подписания"),
    ("a picture without words", par(run("Итоги."), drawing("")), "Итоги.", "рисунок"),
    ("a chart", par(run("Итоги."), drawing("", CHART)), "Итоги.", "диаграмма"),
    ("an old picture", par(run("Итоги."), '<w:r><w:pict><v:shape><v:imagedata o:title="Скан"/></v:shape></w:pict></w:r>'), "Итоги.", "Скан"),
    ("an embedded table of Excel", par(run("Итоги."), '<w:r><w:object><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12"/></w:object></w:r>'), "Итоги.", "вложенный объект"),
    ("a ticked box", par(run("Онлайн "), '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>'), "Онлайн ☒", None),
    ("a box of an old form", par(run("Онлайн "), old_field('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>')), "Онлайн ☒", None),
    ("an empty box of an old form", par(run("Онлайн "), old_field('<w:checkBox><w:default w:val="0"/></w:checkBox>')), "Онлайн ☐", None),
    ("a choice of an old form", par(run("Формат: "), old_field(CHOICE)), "Формат: онлайн", None),
    ("a choice of a control", par(run("Формат: "), '<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:value="1" w:displayText="очно"/></w:dropDownList></w:sdtPr><w:sdtContent>' + run("очно") + "</w:sdtContent></w:sdt>"), "Формат: очно", None),
    ("the result of a field", par(run("Отчёт на "), DATE, run("01.09.2026"), '<w:r><w:fldChar w:fldCharType="end"/></w:r>'), "Отчёт на 01.09.2026", None),
    ("a link", par('<w:hyperlink r:id="x">' + run("сайт округа") + "</w:hyperlink>"), "сайт округа", None),
    ("an equation", par(run("Итого "), "<m:oMath><m:r><m:t>2+3</m:t></m:r></m:oMath>"), "Итого 2+3", None),
    ("a reading aid", par("<w:r><w:ruby><w:rt><w:r><w:t>токио</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東京</w:t></w:r></w:rubyBase></w:ruby></w:r>"), "東京", None),
    ("a text box", par(run("Итоги."), "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>" + par(run("Выставка")) + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"), "Итоги.", "Выставка"),
]  # fmt: skip
