"""Tables as people upload them: a small report of known words, damaged in seeded ways, as Word file and as HTML.

Every text that is put in has a word of its own. So a test can say of each letter whether it is still shown. It can also
say of each undamaged row whether every text of it is in its field. The XML is written by hand: no code of the product,
no library.
"""

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

FIELDS = ("name", "place", "period", "purpose", "participants")
HEADER = (
    ("№", "п/п"),
    ("Наименование мероприятия",),
    ("Место проведения", "мероприятия"),
    ("Сроки", "проведения", "мероприятия"),
    (
        "Цель, содержание и результат мероприятия",
        "(в том числе краткая информация о достигнутых договоренностях, подписанных документах)",
    ),
    ("Участники мероприятия", "(общее количество, другие дополнительные сведения)"),
)
SHORT_HEADER = (("№",), ("Мероприятие",), ("Место",), ("Дата",), ("Цель и результат",), ("Кол-во участников",))
SECTIONS = (
    "Город Смоленск",
    "Муниципальное образование «Вяземский район» Смоленской области",
    "муниципальное образование «Сычевский муниципальный округ»",
    "Хиславичский район",
)
MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
PLACES = ("г. Минск", "г. Смоленск, Дом культуры", "В дистанционном формате", "г. Витебск (Республика Беларусь)")


@dataclass
class Part:
    """Some letters of a cell, and what Word does with them: plain, ins, del, box, nested, hidden, note, comment …"""

    text: str
    kind: str = "plain"


@dataclass
class Cell:
    """Paragraphs, each of parts. `merge`: "" or "begins" or "goes on" (downwards)."""

    paragraphs: list[list[Part]]
    columns: int = 1
    merge: str = ""
    is_numbered: bool = False

    @classmethod
    def of(cls, *texts, **more):
        return cls([[Part(text)] for text in texts], **more)

    def is_empty(self):
        return not any(part.text for paragraph in self.paragraphs for part in paragraph)


@dataclass
class Row:
    """`kind`: header, section, event or other; an event has its texts as they should be read, unless a damage
    touched it (then None)."""

    kind: str
    cells: list[Cell]
    expected: dict[str, str] | None = None
    section: str | None = ""
    before: int = 0  # columns of the grid left out before the first cell


@dataclass
class Document:
    """Paragraphs and tables in their order, and every text that was put in and must be shown."""

    random: random.Random
    blocks: list = field(default_factory=list)  # str: a paragraph; list of Row: a table
    inserted: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    page_header: str = ""
    damages: list[str] = field(default_factory=list)
    words: int = 0

    @property
    def rows(self):
        return [row for block in self.blocks if isinstance(block, list) for row in block]

    def events(self):
        return [row for row in self.rows if row.kind == "event"]

    def word(self):
        """A word that is unique in the table."""
        self.words += 1
        letters, rest = "", self.words
        while rest:
            rest, digit = divmod(rest, 20)
            letters += "бвгджзклмнпрстфхцчшщ"[digit]
        return f"ю{letters}ю"

    def put(self, text):
        """Remember a text that must be shown; returns it."""
        self.inserted.append(text)
        return text


def whole(seed):
    """An undamaged report of a few sections."""
    made = Document(random.Random(seed))
    pick = made.random
    is_automatic, is_short = pick.random() < 0.5, pick.random() < 0.3
    title = made.put("Отчет о мероприятиях в международной сфере в IV квартале 2024 года")
    table = [Row("header", [Cell.of(*lines) for lines in (SHORT_HEADER if is_short else HEADER)])]
    number = 0
    for section in pick.sample(SECTIONS, pick.randint(1, 3)):
        table.append(Row("section", [Cell.of(made.put(section), columns=6)], section=section))
        for _ in range(pick.randint(1, 4)):
            number += 1
            table.append(_event(made, number, is_automatic, section))
    made.blocks = [title, table]
    return made


def _event(made, number, is_automatic, section):
    pick, word = made.random, made.word
    sentence = "Встреча прошла успешно, стороны обсудили планы"
    texts = {
        "name": f"Форум дружбы {word()} молодежи",
        "place": f"{pick.choice(PLACES)}, {word()}",
        "period": f"{pick.randint(1, 28)} {pick.choice(MONTHS)} 2024 года {word()}",
        "purpose": f"Обмен опытом {word()} школ. {sentence} {word()} и договорились о дружбе {word()}",
        "participants": f"Представители {word()} района, всего {pick.randint(5, 300)} человек {word()}",
    }
    first = Cell.of("", is_numbered=True) if is_automatic else Cell.of(f"{number}{pick.choice(['', '.', ')'])}")
    cells = [first, *(Cell.of(*_wrapped(made, text)) for text in texts.values())]
    for text in texts.values():
        made.put(text)
    return Row("event", cells, dict(texts), section)


def _wrapped(made, text):
    """The text on one or two lines, as people wrap by hand; a sentence's end stays on its line."""
    words = text.split()
    if made.random.random() < 0.6 or "." in text or len(words) < 4:
        return [text]
    at = made.random.randint(1, len(words) - 1)
    return [" ".join(words[:at]), " ".join(words[at:])]


# --- damages: each takes the document and damages it in place ------------------------------------------------------


def split_row(made):
    """A row torn in two by a page's end: the rest has no number, or the same one again."""
    row, table, place = _any_event(made)
    rest = [Cell.of("") for _ in row.cells]
    column = _column_of(row, "purpose")
    if not column or len(row.cells[column].paragraphs) > 1:
        return
    words = row.cells[column].paragraphs[0][0].text.split()
    at = made.random.randint(1, len(words) - 1)
    row.cells[column] = Cell.of(" ".join(words[:at]))
    rest[column] = Cell.of(" ".join(words[at:]))
    if made.random.random() < 0.3 and not row.cells[0].is_numbered:
        rest[0] = Cell.of(*(part.text for paragraph in row.cells[0].paragraphs for part in paragraph))
    table.insert(place + 1, Row("other", rest))
    row.expected = None


def merge_across(made):
    """Two neighbours made one cell, their texts below each other."""
    row, _, _ = _any_event(made)
    if len(row.cells) < 4:
        return
    at = made.random.randint(0, len(row.cells) - 2)
    left, right = row.cells[at : at + 2]
    paragraphs = [part for part in (*left.paragraphs, *right.paragraphs) if part[0].text]
    row.cells[at : at + 2] = [Cell(paragraphs or [[Part("")]], left.columns + right.columns)]
    row.expected = None


def merge_all(made):
    """A whole row made one cell."""
    row, _, _ = _any_event(made)
    paragraphs = [paragraph for cell in row.cells for paragraph in cell.paragraphs if paragraph[0].text]
    row.cells = [Cell(paragraphs, sum(cell.columns for cell in row.cells))]
    row.expected = None


def merge_down(made):
    """One cell for two rows: the lower one's text is the upper one's."""
    row, table, place = _any_event(made)
    below = table[place + 1] if place + 1 < len(table) else None
    if below is None or below.kind != "event" or len(below.cells) != len(row.cells) != 1:
        return
    at = made.random.randint(0, len(row.cells) - 1)
    if row.cells[at].merge or below.cells[at].merge or row.cells[at].columns != below.cells[at].columns:
        return
    _forget(made, below.cells[at])
    row.cells[at].merge = "begins"
    below.cells[at] = Cell([[Part("")]], row.cells[at].columns, "goes on")
    row.expected = below.expected = None


def drop_numbers(made):
    """Rows without a number."""
    if "swap_columns" in made.damages:
        return
    for row in made.events():
        is_number = row.cells[0].is_numbered or len("".join(_texts(row.cells[0]))) <= 4
        if len(row.cells) == 6 and is_number and made.random.random() < 0.5 and not row.cells[0].merge:
            row.cells[0] = Cell.of("")


def drop_number_column(made):
    """A table without the first column."""
    if {"drop_number_column", "swap_columns"} & set(made.damages):
        return
    for row in made.rows:
        if len(row.cells) > 2 and (row.kind == "section" or row.cells[0].columns > 1 or row.cells[0].merge):
            return
    for row in made.rows:
        if len(row.cells) > 2:
            if row.kind == "event":
                _forget(made, row.cells[0])
            del row.cells[0]


def seventh_column(made):
    """A column that the report does not have, with or without a heading."""
    heading = made.random.choice(["Примечание", "Ответственный", ""])
    for row in made.rows:
        if row.kind == "header":
            row.cells.append(Cell.of(made.put(heading)))
        elif row.kind == "event":
            row.cells.append(Cell.of(made.put(f"Заметка {made.word()}")))
        elif len(row.cells) == 1:
            row.cells[0].columns += 1
        else:
            row.cells.append(Cell.of(""))


def swap_columns(made):
    """Columns in another order, the header with them."""
    usual = len(made.rows[0].cells)
    order = list(range(usual))
    made.random.shuffle(order)
    if any(1 < len(row.cells) != usual or _is_divided(row) for row in made.rows):
        return
    for row in made.rows:
        if len(row.cells) > 1:
            row.cells = [row.cells[place] for place in order]
    if made.rows[0].kind != "header":
        _touch_all(made)


def _is_divided(row):
    return row.kind == "section" and sum(not cell.is_empty() for cell in row.cells) > 1


def no_header(made):
    """The first row is an event already."""
    for table in _tables(made):
        for cell in (cell for row in table if row.kind == "header" for cell in row.cells[6:]):
            _forget(made, cell)
        table[:] = [row for row in table if row.kind != "header"]
    if "swap_columns" in made.damages or "drop_number_column" in made.damages or len(made.events()) < 3:
        _touch_all(made)


def repeat_header(made):
    """The header once more in the middle, as at a page's top."""
    table = _tables(made)[0]
    if table[0].kind == "header":
        place = made.random.randint(1, len(table))
        table.insert(place, Row("header", [Cell.of(*_texts(cell)) for cell in table[0].cells]))
        for cell in table[0].cells:
            if not {*_texts(cell)} <= {line for lines in (*HEADER, *SHORT_HEADER) for line in lines}:
                for text in _texts(cell):
                    made.put(text)


def column_numbers(made):
    """«1 2 3 4 5 6» under the header."""
    table = _tables(made)[0]
    if table[0].kind == "header":
        table.insert(1, Row("other", [Cell.of(str(n + 1)) for n in range(len(table[0].cells))]))


def two_tables(made):
    """The table goes on in another one, with a header or without, after some words or none."""
    table = _tables(made)[0]
    if len(table) < 4:
        return
    at = made.random.randint(2, len(table) - 1)
    if any(cell.merge == "goes on" for cell in table[at].cells):
        return
    first, second = table[:at], table[at:]
    if first[0].kind == "header" and made.random.random() < 0.5:
        second.insert(0, Row("header", [Cell.of(*_texts(cell)) for cell in first[0].cells]))
    place = made.blocks.index(table)
    between = [made.put(f"Продолжение {made.word()} на следующей странице")] if made.random.random() < 0.5 else [""]
    made.blocks[place : place + 1] = [first, *between, second]


def tracked_changes(made):
    """Letters put in and struck out; what is struck out is shown apart."""
    for _ in range(made.random.randint(1, 3)):
        row, cell = _any_cell(made)
        if cell is not None:
            cell.paragraphs[-1].append(Part(" " + made.put(f"вставка {made.word()}"), "ins"))
            cell.paragraphs[-1].append(Part(made.put(f"удаление {made.word()}"), "del"))
            row.expected = None


def _aside(kind, words):
    def damage(made):
        _, cell = _any_cell(made)
        if cell is not None:
            cell.paragraphs[-1].append(Part(made.put(f"{words} {made.word()}"), kind))

    damage.__name__ = kind
    return damage


def body_box(made):
    """A text box beside the table."""
    made.blocks.insert(made.random.randint(0, len(made.blocks)), Part(made.put(f"Надпись {made.word()}"), "box"))


def empty_rows(made):
    """Rows without a word."""
    for table in _tables(made):
        place = made.random.randint(1, len(table))
        below = table[place].cells if place < len(table) else []
        if not any(cell.merge == "goes on" for cell in below):
            table.insert(place, Row("other", [Cell.of("") for _ in range(made.random.choice([1, 5, 6]))]))


def odd_sections(made):
    """The heading of a section in the first or second cell, divided over cells, or numbered."""
    for row in made.rows:
        if row.kind != "section" or len(row.cells) != 1:
            continue
        usual = row.cells[0].columns
        if usual < 6:
            continue
        shape = made.random.choice(["first", "second", "divided", "numbered"])
        words = row.section.split()
        if shape == "divided" and len(words) > 2:
            at = made.random.randint(1, len(words) - 1)
            texts = [" ".join(words[:at]), " ".join(words[at:])]
        else:
            texts = {"first": [row.section], "numbered": ["1.", row.section]}.get(shape, ["", row.section])
        row.cells = [Cell.of(text) for text in (texts + [""] * usual)[:usual]]


def section_between(made):
    """The heading of a section as a paragraph between two tables."""
    for table in _tables(made):
        for place, row in enumerate(table):
            if row.kind == "section" and place > 1:
                at = made.blocks.index(table)
                made.blocks[at : at + 1] = [table[:place], row.section, table[place + 1 :]]
                if not made.blocks[at + 2]:
                    del made.blocks[at + 2]
                return


def total_row(made):
    """«Итого» below."""
    table = _tables(made)[-1]
    text = made.put(f"Итого: мероприятий {made.word()}")
    table.append(Row("other", [Cell.of(text, columns=len(table[-1].cells))]))


def page_header(made):
    """Words on every page, and the page's number, which nobody misses."""
    made.page_header += made.put(f"Приложение {made.word()}")


def after(made):
    """A signature and a second small table below."""
    made.blocks.append(made.put(f"Исполнитель {made.word()}, телефон 12-34"))
    made.blocks.append([Row("other", [Cell.of(made.put(f"Глава {made.word()}")), Cell.of(made.put("И. И. Иванов"))])])


def cell_missing(made):
    """A row with a cell fewer than the table."""
    row, _, _ = _any_event(made)
    if len(row.cells) < 5 or any(cell.columns > 1 or cell.merge for cell in row.cells):
        return
    at = made.random.randrange(len(row.cells))
    _forget(made, row.cells[at])
    del row.cells[at]
    row.expected = None


def cell_too_many(made):
    """A row with a cell more than the table."""
    row, _, _ = _any_event(made)
    row.cells.append(Cell.of(made.put(f"Лишнее {made.word()}")))
    if len(row.cells) != len(made.rows[0].cells) + 1 or made.rows[0].kind != "header":
        row.expected = None


def odd_number(made):
    """Words in the cell of the number."""
    row, _, _ = _any_event(made)
    if len(row.cells) == 6 and not row.cells[0].merge and "swap_columns" not in made.damages:
        _forget(made, row.cells[0])
        row.cells[0] = Cell.of(made.put(f"№ {made.word()}"))
        if len(made.events()) < 4 or made.rows[0].kind != "header":
            _touch_all(made)


DAMAGES: list[Callable[[Document], None]] = [
    split_row, merge_across, merge_all, merge_down, drop_numbers, drop_number_column, seventh_column, swap_columns,
    no_header, repeat_header, column_numbers, two_tables, tracked_changes, _aside("nested", "Внутри"),
    _aside("box", "Надпись"), _aside("hidden", "Скрыто"), _aside("note", "Сноска"), _aside("comment", "Примечание"),
    body_box, empty_rows, odd_sections, section_between, total_row, page_header, after, cell_missing, cell_too_many,
    odd_number,
]  # fmt: skip


def damaged(seed):
    """A report with one to four damages: the first of each few by turns, so that each comes alone too."""
    made = whole(seed)
    first = DAMAGES[seed % len(DAMAGES)]
    more = made.random.choices(DAMAGES, k=made.random.randint(0, 3) if seed >= len(DAMAGES) else 0)
    for damage in (first, *more):
        damage(made)
        made.damages.append(damage.__name__)
    return made


def _tables(made):
    return [block for block in made.blocks if isinstance(block, list)]


def _any_event(made):
    table = made.random.choice([table for table in _tables(made) if any(row.kind == "event" for row in table)])
    place = made.random.choice([place for place, row in enumerate(table) if row.kind == "event"])
    return table[place], table, place


def _any_cell(made):
    """An event and one of its cells that holds a text, not the number's."""
    row, _, _ = _any_event(made)
    cells = [cell for cell in row.cells if not cell.is_empty() and len("".join(_texts(cell))) > 4]
    return row, made.random.choice(cells) if cells else None


def _column_of(row, name):
    wanted = row.expected and row.expected[name]
    for place, cell in enumerate(row.cells):
        if wanted and " ".join(_texts(cell)) == wanted:
            return place
    return None


def _texts(cell):
    return [part.text for paragraph in cell.paragraphs for part in paragraph if part.text]


def _forget(made, cell):
    """The text of a cell that a damage took out need not be shown. Nor need a row's number."""
    texts = _texts(cell)
    whole = " ".join(texts)
    for text in [whole] if whole in made.inserted else texts:
        if text in made.inserted:
            made.inserted.remove(text)
        elif len(whole) > 4:
            place = next((place for place, known in enumerate(made.inserted) if text.strip() in known), None)
            if place is not None:
                made.inserted[place] = made.inserted[place].replace(text.strip(), "", 1)


def _touch_all(made):
    for row in made.events():
        row.expected = None


# --- as a Word file ------------------------------------------------------------------------------------------------

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def as_word(made):
    """The document as bytes of a DOCX."""
    made.notes, made.comments = [], []
    body = "".join(_block_xml(made, block) for block in made.blocks)
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(
            [("footnotes", "footnotes.xml"), ("comments", "comments.xml"), ("header", "header1.xml")]
        ),
        "word/footnotes.xml": _notes_xml("footnote", made.notes),
        "word/comments.xml": _notes_xml("comment", made.comments),
        "word/header1.xml": f"<w:hdr {_SPACES}>{_header_xml(made.page_header)}</w:hdr>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return stream.getvalue()


def _relations(relations):
    items = (
        f'<Relationship Id="r{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(items)}</Relationships>'


def _notes_xml(kind, texts):
    notes = (f'<w:{kind} w:id="{number}">{_paragraph_xml(_run(text))}</w:{kind}>' for number, text in enumerate(texts))
    return f"<w:{kind}s {_SPACES}>{''.join(notes)}</w:{kind}s>"


def _header_xml(text):
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
    return _paragraph_xml(field + _run("2")) + _paragraph_xml(_run(text))


def _block_xml(made, block):
    if isinstance(block, list):
        return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(_row_xml(made, row) for row in block)}</w:tbl>"
    return _paragraph_xml(_part_xml(made, block) if isinstance(block, Part) else _run(block))


def _row_xml(made, row):
    return f"<w:tr>{''.join(_cell_xml(made, cell) for cell in row.cells)}</w:tr>"


def _cell_xml(made, cell):
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    merge = {"begins": '<w:vMerge w:val="restart"/>', "goes on": "<w:vMerge/>"}.get(cell.merge, "")
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>' if cell.is_numbered else ""
    inner = "".join(
        f"<w:p>{number}{''.join(_part_xml(made, part) for part in paragraph if part.kind != 'nested')}</w:p>"
        + "".join(_nested_xml(part) for part in paragraph if part.kind == "nested")
        for paragraph in cell.paragraphs
    )
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{inner}</w:tc>"


def _nested_xml(part):
    cells = "".join(f"<w:tc>{_paragraph_xml(_run(word))}</w:tc>" for word in part.text.split())
    return f"<w:tbl><w:tr>{cells}</w:tr></w:tbl><w:p/>"


def _part_xml(made, part):
    """Letters in the markup of what happened to them."""
    run = _run(part.text)
    if part.kind == "ins":
        return f'<w:ins w:id="1" w:author="x">{run}</w:ins>'
    if part.kind == "del":
        return f'<w:del w:id="2" w:author="x">{run.replace("w:t>", "w:delText>").replace("w:t ", "w:delText ")}</w:del>'
    if part.kind == "hidden":
        return run.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    if part.kind == "box":
        box = f"<w:txbxContent>{_paragraph_xml(run)}</w:txbxContent>"
        return (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>'
            f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    if part.kind in ("note", "comment"):
        texts, name = (made.notes, "footnote") if part.kind == "note" else (made.comments, "comment")
        texts.append(part.text)
        return f'<w:r><w:{name}Reference w:id="{len(texts) - 1}"/></w:r>'
    return made.random.choice(
        [
            run,
            run,
            f'<w:hyperlink r:id="r9">{run}</w:hyperlink>',
            f"<w:sdt><w:sdtPr/><w:sdtContent>{run}</w:sdtContent></w:sdt>",
            f'<w:smartTag w:element="place">{run}</w:smartTag>',
            f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>{run}',
        ]
    )


def _paragraph_xml(inner):
    return f"<w:p>{inner}</w:p>"


def _run(text):
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


# --- as HTML -------------------------------------------------------------------------------------------------------

_HTML = {
    "plain": "<span lang=RU>{}</span>",
    "ins": "<ins>{}</ins>",
    "del": "<del>{}</del>",
    "hidden": "<span style='display:none;mso-hide:all'>{}</span>",
    "box": "<div style='position:absolute'>{}</div>",
    "nested": "<table><tr><td>{}</td></tr></table>",
    "note": " ({})",
    "comment": " ({})",
}


def as_html(made):
    """The document as the clipboard's HTML, the way Word writes it: unquoted attributes, `<o:p>`, `&nbsp;`."""
    body = "\n".join(_block_html(block) for block in made.blocks)
    header = f"<p>{escape(made.page_header)}</p>"
    return (
        "Version:0.9\r\nStartHTML:0000000105\r\nEndHTML:0000099999\r\n<html xmlns:o='urn:schemas-microsoft-com:office:"
        "office'><head><meta charset=utf-8><title>x</title><style><!-- p.MsoNormal {margin:0} --></style></head>"
        f"<body lang=RU><!--StartFragment-->{header}{body}<!--EndFragment--></body></html>"
    )


def _block_html(block):
    if not isinstance(block, list):
        part = block if isinstance(block, Part) else Part(block)
        return f"<p class=MsoNormal>{_HTML[part.kind].format(escape(part.text))}<o:p></o:p></p>"
    rows = []
    for place, row in enumerate(block):
        cells = [_cell_html(block, place, number) for number, cell in enumerate(row.cells) if cell.merge != "goes on"]
        rows.append(f"<tr style='mso-yfti-irow:{place}'>{''.join(cells)}</tr>")
    return f"<table class=MsoTableGrid border=1>{''.join(rows)}</table>"


def _cell_html(table, place, number):
    cell = table[place].cells[number]
    below = 1
    while cell.merge == "begins" and place + below < len(table):
        cells = table[place + below].cells
        if number >= len(cells) or cells[number].merge != "goes on":
            break
        below += 1
    spans = (f" colspan={cell.columns}" if cell.columns > 1 else "") + (f" rowspan={below}" if below > 1 else "")
    inner = "\n".join(
        f"<p class=MsoNormal>{''.join(_HTML[part.kind].format(escape(part.text)) for part in paragraph)}<o:p></o:p></p>"
        for paragraph in cell.paragraphs
    )
    return f"<td width=10{spans}>{inner if not cell.is_numbered else '<ol><li><p>&nbsp;</p></li></ol>'}</td>"
