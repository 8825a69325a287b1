"""Makes `base.docx`, the empty document whose page, styles, headers and list the official table uses.

    python -m reports.files.write.make_base

It is written out in full and not cut down from python-docx's own template. So the region's papers contain nothing of
that template (thumbnail, stylesWithEffects, customXml, English theme, forty list styles). The figures are those of the
layout to print: A4 landscape, Times New Roman 12 pt, one list «1.».
"""

import sys
import zipfile
from pathlib import Path

BASE = Path(__file__).with_name("base.docx")

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

CONTENT_TYPES = f"""{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/docProps/app.xml"
 ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>
<Override PartName="/docProps/core.xml"
 ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>
<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>
<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/>
<Override PartName="/word/fontTable.xml" ContentType="{_WORD}.fontTable+xml"/>
<Override PartName="/word/theme/theme1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>
<Override PartName="/word/header1.xml" ContentType="{_WORD}.header+xml"/>
<Override PartName="/word/header2.xml" ContentType="{_WORD}.header+xml"/>
</Types>"""

PACKAGE_RELATIONSHIPS = f"""{_XML}<Relationships xmlns="{_RELATIONSHIPS}">
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="{_RELATIONSHIPS}/metadata/core-properties" Target="docProps/core.xml"/>
<Relationship Id="rId3" Type="{_OFFICE}/extended-properties" Target="docProps/app.xml"/>
</Relationships>"""

DOCUMENT_RELATIONSHIPS = f"""{_XML}<Relationships xmlns="{_RELATIONSHIPS}">
<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{_OFFICE}/settings" Target="settings.xml"/>
<Relationship Id="rId3" Type="{_OFFICE}/numbering" Target="numbering.xml"/>
<Relationship Id="rId4" Type="{_OFFICE}/header" Target="header1.xml"/>
<Relationship Id="rId5" Type="{_OFFICE}/header" Target="header2.xml"/>
<Relationship Id="rId6" Type="{_OFFICE}/fontTable" Target="fontTable.xml"/>
<Relationship Id="rId7" Type="{_OFFICE}/theme" Target="theme/theme1.xml"/>
</Relationships>"""

APP = (
    f'{_XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Pobratim</Application></Properties>"
)

CORE = (  # only there to be replaced: every export writes its own
    f'{_XML}<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">'
    "<dc:title/></cp:coreProperties>"
)

# Margins in twentieths of a point: top 20, right 10, bottom 15, left 20 mm. `titlePg` gives page 1 the
# header without a number.
DOCUMENT = f"""{_XML}<w:document {_W} {_R}><w:body><w:p/><w:sectPr>
<w:headerReference w:type="default" r:id="rId4"/><w:headerReference w:type="first" r:id="rId5"/>
<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>
<w:pgMar w:top="1134" w:right="567" w:bottom="850" w:left="1134" w:header="454" w:footer="454" w:gutter="0"/>
<w:cols w:space="708"/><w:titlePg/>
</w:sectPr></w:body></w:document>"""


# A complex field: some readers print nothing for the short form, `w:fldSimple`.
def _field(name: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {name} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


HEADER = (
    f'{_XML}<w:hdr {_W}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
    f"{_run('страница ')}{_field('PAGE')}{_run(' из ')}{_field('NUMPAGES')}</w:p></w:hdr>"
)

FIRST_HEADER = f'{_XML}<w:hdr {_W}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr></w:p></w:hdr>'

NUMBERING = f"""{_XML}<w:numbering {_W}>
<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">
<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:suff w:val="nothing"/><w:lvlText w:val="%1."/>
<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
</w:numbering>"""

# Compatibility 15: without it Word says «Режим ограниченной функциональности» in the window's title.
SETTINGS = f"""{_XML}<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/>
<w:characterSpacingControl w:val="doNotCompress"/><w:compat>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>
</w:compat><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>"""


FONTS = (
    f'{_XML}<w:fonts {_W}><w:font w:name="Times New Roman"><w:panose1 w:val="02020603050405020304"/>'
    '<w:charset w:val="CC"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
)

# Nothing in the table refers to the theme, but a Word document must have one. It is black on white with one font, and
# has the three plain fills, lines and effects that the schema requires.
_COLOURS = "".join(
    f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'
    for name, value in (
        ("dk1", "000000"),
        ("lt1", "FFFFFF"),
        ("dk2", "333333"),
        ("lt2", "EEEEEE"),
        *((f"accent{number}", "555555") for number in range(1, 7)),
        ("hlink", "0000FF"),
        ("folHlink", "800080"),
    )
)
_FONT = '<a:latin typeface="Times New Roman"/><a:ea typeface=""/><a:cs typeface=""/>'
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
THEME = (
    f'{_XML}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Pobratim">'
    f'<a:themeElements><a:clrScheme name="Pobratim">{_COLOURS}</a:clrScheme><a:fontScheme name="Pobratim">'
    f"<a:majorFont>{_FONT}</a:majorFont><a:minorFont>{_FONT}</a:minorFont></a:fontScheme>"
    f'<a:fmtScheme name="Pobratim"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst>'
    f"<a:lnStyleLst>{f'<a:ln>{_FILL}</a:ln>' * 3}</a:lnStyleLst>"
    f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
    f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
)


def _style(identifier: str, name: str, paragraph: str = "", run: str = "", ours: bool = True) -> str:
    """One paragraph style, as in Word's style list; `ours` are not built into Word."""
    custom = ' w:customStyle="1"' if ours else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{identifier}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


_CENTRED = '<w:jc w:val="center"/>'
_BOLD = "<w:b/><w:bCs/>"

STYLES = (
    f"{_XML}<w:styles {_W}>"
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:eastAsia="Times New Roman" w:hAnsi="Times New Roman"'
    ' w:cs="Times New Roman"/><w:sz w:val="24"/><w:szCs w:val="24"/>'
    '<w:lang w:val="ru-RU" w:eastAsia="ru-RU" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:widowControl/><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
    "</w:pPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    "<w:qFormat/></w:style>"
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
    + _style("Header", "header", _CENTRED, ours=False)
    + _style(
        "Title",
        "Title",
        _CENTRED,
        f'{_BOLD}<w:sz w:val="28"/><w:szCs w:val="28"/>',
        ours=False,
    )
    + _style(
        "Lead",
        "Текст над таблицей",
        '<w:spacing w:after="120"/><w:ind w:firstLine="709"/><w:jc w:val="both"/>',
        '<w:sz w:val="28"/><w:szCs w:val="28"/>',
    )
    + _style("ProjectMark", "Пометка «проект»", '<w:jc w:val="right"/>', _BOLD)
    + _style("TableHead", "Таблица: заголовок столбца", _CENTRED, _BOLD)
    + _style("TableSection", "Таблица: раздел", _CENTRED, _BOLD)
    + _style("TableNumber", "Таблица: номер", _CENTRED)
    + _style("TableLong", "Таблица: длинный номер", _CENTRED, '<w:w w:val="80"/>')
    + _style("TableCentred", "Таблица: по центру", _CENTRED)
    + _style("TableText", "Таблица: текст", '<w:jc w:val="left"/>')
    # One point high: at the foot of a page it would fall onto a page of its own otherwise.
    + _style(
        "TableEnd",
        "Таблица: конец",
        '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>',
        '<w:sz w:val="2"/><w:szCs w:val="2"/>',
    )
    + _style(
        "Signature",
        "Подпись отчёта",
        '<w:keepNext/><w:keepLines/><w:tabs><w:tab w:val="left" w:pos="8505"/>'
        '<w:tab w:val="right" w:pos="15137"/></w:tabs>',
    )
    + "</w:styles>"
)

PARTS = {
    "[Content_Types].xml": CONTENT_TYPES,
    "_rels/.rels": PACKAGE_RELATIONSHIPS,
    "docProps/app.xml": APP,
    "docProps/core.xml": CORE,
    "word/_rels/document.xml.rels": DOCUMENT_RELATIONSHIPS,
    "word/document.xml": DOCUMENT,
    "word/fontTable.xml": FONTS,
    "word/header1.xml": HEADER,
    "word/header2.xml": FIRST_HEADER,
    "word/numbering.xml": NUMBERING,
    "word/settings.xml": SETTINGS,
    "word/styles.xml": STYLES,
    "word/theme/theme1.xml": THEME,
}


def make(path: Path = BASE) -> None:
    """Write the empty document to `path`; the same bytes every time."""
    with zipfile.ZipFile(path, "w") as package:
        for name, text in PARTS.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, text)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else BASE)
