"""Cells and fields do not always meet one to one: the texts of several columns of a field are joined, and a cell that
holds a day and a place is split. Every guess has a sentence that says so."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.files.table import NAME, PARTICIPANTS, PERIOD, PLACE, PURPOSE
from reports.prose.cleaning import even_out
from reports.prose.periods.understand import understand_period
from reports.prose.places.countries import mentions_in
from reports.prose.places.understand import understand_place
from reports.prose.typography import quoted
from reports.prose.words import MONTHS, MONTHS_GENITIVE

from . import headings
from .headings import ACTUAL, BEGIN, DAY, END, FOREIGN, MONTH, PARTNER, PLANNED, RUSSIAN, TIME, TOTAL, YEAR
from .layout import Column, Layout

# Between the texts of two columns of one field: a paragraph, where the field has paragraphs.
PARAGRAPH = "\x1e"

HAS_PLANNED = "Взята фактическая дата, плановая осталась в заметке. Проверьте её."
ONLY_PLANNED = "Взята плановая дата: фактическая не указана. Проверьте её."
PLANNED_TEXT = "Взяты фактические сведения, плановые остались в заметке. Проверьте их."
PARTNER_KEPT = "Страна или город партнёра остались в заметке: место проведения – в России. Проверьте его."
SPLIT = "Столбец {} разделён по полям. Проверьте сроки и место."
SPLIT_CELL = "Сроки и место стояли в одной ячейке и разделены по полям. Проверьте их."
JOINED = "Соединено из {} столбцов: {}. Проверьте текст."
NAME_FROM_TEXT = "Столбца с наименованием нет: наименование – первое предложение описания. Проверьте его."
_HOW_MANY = {2: "двух", 3: "трёх", 4: "четырёх", 5: "пяти", 6: "шести"}
LONGEST_LABEL = 60
_SAYS_PLACE = re.compile(r"\bмест|\bгде\b|\bплощадк|\bлокаци")  # a heading of the whole place
MOST_PLACES = 8  # columns; no table has more, unless to make us work
LONGEST_SPLIT = 1_000  # a longer cell is no day and place
LONGEST_FIRST_SENTENCE = 250

_NUMBER = re.compile(r"\d{1,6}(?: \d{3})*")
_DAYS_ALONE = re.compile(r"\d{1,2}(?:\s?(?:[-–—,]|и)\s?\d{1,2}){0,12}(?:-?(?:го|е))?\.?")


@dataclass(slots=True)
class Part:
    """The text of one cell, and the column that it stands in."""

    column: Column
    lines: list[str]

    @property
    def text(self) -> str:
        return even_out(" ".join(self.lines))

    def note(self) -> str:
        """The text under its heading, for the row's notes."""
        return f"{self.column.title}: {self.text}"


@dataclass(slots=True)
class Joined:
    """What the columns of a field say together. `doubts`: what was guessed; `notes`: texts of other matters."""

    lines: list[str]
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def joined(name: str, parts: Sequence[Part], layout: Layout) -> Joined:
    """The text of a field out of those of its columns, in their order."""
    found = Joined([])
    left = _without_planned([part for part in parts if part.text], layout, found)
    if name == PERIOD:
        left = _without_time(left, found)
    elif name == PLACE and len(left) <= MOST_PLACES:
        left = _without_repeated(_without_partner(left, found))
    if len(left) == 1:
        found.lines = list(left[0].lines)
    elif left:
        found.lines = _ONE_TEXT.get(name, _paragraphs)(left)
        titles = ", ".join(quoted(_short(part.column.label)) for part in left)
        found.doubts.append(JOINED.format(_HOW_MANY.get(len(left), "нескольких"), titles))
    return found


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[:LONGEST_LABEL].rstrip()}…"


def _without_planned(parts: list[Part], layout: Layout, found: Joined) -> list[Part]:
    """What was planned gives way to what was; it is kept as a note."""
    planned = [part for part in parts if part.column.role == PLANNED]
    if not planned:
        return parts
    name = planned[0].column.field
    actual = [part for part in parts if part.column.role == ACTUAL]
    if not actual:
        is_asked = any(column.role == ACTUAL and column.field == name for column in layout.columns)
        found.doubts += [ONLY_PLANNED] if is_asked or name == PERIOD else []
        return parts
    found.notes += [part.note() for part in planned]
    found.doubts.append(HAS_PLANNED if name == PERIOD else PLANNED_TEXT)
    return [part for part in parts if part.column.role != PLANNED]


def _without_time(parts: list[Part], found: Joined) -> list[Part]:
    times = [part for part in parts if part.column.role == TIME]
    if not times or len(times) == len(parts):
        return parts
    found.notes += [part.note() for part in times]
    return [part for part in parts if part.column.role != TIME]


def _without_partner(parts: list[Part], found: Joined) -> list[Part]:
    """The partner's country is that of the place unless the place is in Russia."""
    has_whole = any(_SAYS_PLACE.search(part.column.title.casefold()) for part in parts)
    partners = [part for part in parts if part.column.role == PARTNER or (has_whole and _is_country(part.text))]
    others = [part for part in parts if part not in partners]
    if not partners or not others:
        return parts
    if understand_place(", ".join(part.text for part in others)).country != "RU":
        return parts
    found.notes += [part.note() for part in partners]
    found.doubts.append(PARTNER_KEPT)
    return others


def _is_country(text: str) -> bool:
    """Whether a text names a country, or one of its regions, and nothing else."""
    mentions = mentions_in(text) if len(text) <= LONGEST_LABEL else []
    return len(mentions) == 1 and mentions[0].end - mentions[0].start == len(text)


def _without_repeated(parts: list[Part]) -> list[Part]:
    """A country that the town's cell names again is said once."""
    texts = [part.text.casefold() for part in parts]
    return [
        part
        for number, part in enumerate(parts)
        if not any(
            texts[number] in text
            for place, text in enumerate(texts)
            if place != number and _longer(text, texts[number])
        )
        and texts[number] not in texts[:number]
    ]


def _longer(text: str, other: str) -> bool:
    return len(text) > len(other)


def _paragraphs(parts: list[Part]) -> list[str]:
    lines: list[str] = []
    for part in parts:
        is_bare = _NUMBER.fullmatch(part.text)
        own = [f"{part.column.label}: {part.text}"] if is_bare else part.lines
        lines += [PARAGRAPH, *own] if lines else own
    return lines


def _commas(parts: list[Part]) -> list[str]:
    return [", ".join(part.text.strip(" ,;") for part in parts)]


def _days(parts: list[Part]) -> list[str]:
    """Begin and end as a span; day, month and year as a date."""
    by_role = {part.column.role: part.text for part in parts}
    if len(by_role) == len(parts) and set(by_role) <= {DAY, MONTH, YEAR, ""} and MONTH in by_role:
        day, month = by_role.get(DAY) or by_role.get("", ""), by_role[MONTH]
        year = by_role.get(YEAR, "")
        year = f"{year} года" if year.isdecimal() else year
        return [" ".join(filter(None, [day, in_genitive(month) if day else month, year]))]
    if set(by_role) == {BEGIN, END} and len(parts) == 2:
        begin, end = by_role[BEGIN], by_role[END]
        if begin == end:
            return [begin]
        return [f"{begin} {end}"] if re.match(r"(?i)(?:по|до)\s", end) else [f"{begin} – {end}"]
    return _commas(parts)


_ONE_TEXT = {NAME: _commas, PLACE: _commas, PERIOD: _days, PURPOSE: _paragraphs, PARTICIPANTS: _paragraphs}


def in_genitive(month: str) -> str:
    """«Февраль 2025 г.» → «февраля 2025 г.»; any other text as it is."""
    first, _, rest = month.strip().partition(" ")
    low = first.casefold()
    low = MONTHS_GENITIVE[MONTHS.index(low)] if low in MONTHS else low
    return f"{low} {rest.casefold()}".strip() if low in MONTHS_GENITIVE else month.strip()


def is_days(text: str) -> bool:
    """Whether a text is a period and nothing else."""
    return headings.is_period(text) and understand_period(text, year=2000, quarter=1).problem is None


def is_time(text: str) -> bool:
    """Whether a text is a time of the day and nothing else."""
    return bool(_TIME.fullmatch(text))


def is_days_alone(text: str) -> bool:
    """Whether a period has days, and their month stands elsewhere."""
    return bool(_DAYS_ALONE.fullmatch(text))


def people_counted(parts: Sequence[Part]) -> tuple[int | None, int | None]:
    """(all, foreigners among them) where columns hold nothing but these numbers."""
    said: dict[str, list[int]] = {TOTAL: [], FOREIGN: [], RUSSIAN: []}
    for part in parts:
        if part.column.role in said and _NUMBER.fullmatch(part.text):
            said[part.column.role].append(int(part.text.replace(" ", "")))
    if any(len(numbers) > 1 for numbers in said.values()):
        return None, None
    if not said[FOREIGN]:
        is_whole = {part.column.role for part in parts} <= {TOTAL, ""}
        return (said[TOTAL][0], None) if said[TOTAL] and is_whole else (None, None)
    foreign = said[FOREIGN][0]
    total = said[TOTAL][0] if said[TOTAL] else foreign + said[RUSSIAN][0] if said[RUSSIAN] else None
    return (total, foreign) if total is not None and total >= foreign else (None, None)


# --- one cell of two fields ---------------------------------------------------------------------------------------

_MONTH = "|".join([*MONTHS, *MONTHS_GENITIVE])
_TAIL = r"(?:\s\d{4}(?!\d))?(?:\s?(?:года|году|год|г\.(?!\s*[А-ЯЁ«])))?"
_DAY = (
    rf"(?:\d{{1,2}}\s?(?:[-–—,]|и|по|до)\s?){{0,9}}\d{{1,2}}(?:\.\d{{1,2}}(?:\.\d{{2,4}})?|\s(?:{_MONTH})){_TAIL}"
    rf"|(?:{_MONTH}){_TAIL}"
)
_SPAN = re.compile(rf"(?<![\w.])(?:с\s)?(?:{_DAY})(?:\s?(?:[-–—,;]|и|по)\s?(?:{_DAY})){{0,9}}(?!\w)")
_STREET = re.compile(r"(?:ул|улица|пл|площадь|пер|переулок|им|имени|просп\w*|пр-т)\.?\s*\Z", re.I)
_TIME = re.compile(
    r"[,;]?\s*+(?:в|с|начало в)?\s*\b\d{1,2}[:.]\d{2}(?:\s?[-–—]\s?\d{1,2}[:.]\d{2})?(?:\s?(?:час\w*|ч)\b\.?)?"
)
_EDGES = " ,;–—-\n\t/|"


def split_days(lines: Sequence[str]) -> tuple[str, str, str] | None:
    """(days, what stands before them, what stands behind) of a cell that holds days and something else; None where it
    holds only one of these, or nobody can tell."""
    text = "\n".join(filter(None, map(even_out, lines)))
    span = _span_of_days(text) if len(text) <= LONGEST_SPLIT else None
    if span is None:
        return None
    begin, end = span
    days = even_out(text[begin:end]).strip(_EDGES)
    before, after = text[:begin], text[end:]
    if before.rstrip().endswith("(") and ")" in after:
        before, after = before.rstrip()[:-1], after.replace(")", "", 1)
    before, after = (even_out(piece).strip(_EDGES) for piece in (before, after))
    is_understood = understand_period(days, year=2000, quarter=1).problem is None
    return (days, before, after) if is_understood and (before or after) else None


def _span_of_days(text: str) -> tuple[int, int] | None:
    """Where the days of a text stand, all together, with the time behind them."""
    found = list(_SPAN.finditer(text))
    spans = [one.span() for one in found if not _STREET.search(text, max(0, one.start() - 20), one.start())]
    if not spans:
        return None
    between = [text[one[1] : other[0]].strip(f"{_EDGES}и") for one, other in itertools.pairwise(spans)]
    if any(between):
        return None
    time = _TIME.match(text, spans[-1][1])
    return spans[0][0], time.end() if time else spans[-1][1]


def split_fields(lines: list[str], names: Sequence[str]) -> dict[str, list[str]]:
    """The text of each field out of a cell that holds several of them; what cannot be told apart stays together."""
    first = next(name for name in names if name != PERIOD)
    if PERIOD not in names:
        return _split_name(lines, names)
    found = split_days(lines)
    if found is None:
        text = even_out(" ".join(lines))
        is_days = bool(text) and understand_period(text, year=2000, quarter=1).problem is None
        return {PERIOD: lines} if is_days else _split_name(lines, [name for name in names if name != PERIOD])
    days, before, after = found
    if NAME in names and PLACE in names:
        rest = {NAME: [before], PLACE: [after]} if before and after else _split_name([before or after], [NAME, PLACE])
        return {PERIOD: [days], **rest}
    return {PERIOD: [days], first: [", ".join(filter(None, [before, after]))]}


def _split_name(lines: list[str], names: Sequence[str]) -> dict[str, list[str]]:
    """Name and place of one cell: the place begins with the first piece that looks like one."""
    if not (NAME in names and PLACE in names):
        return {names[0]: lines}
    pieces = [piece for line in lines for piece in re.split(r"(?<=[,;]) ", even_out(line)) if piece]
    for place in range(1, min(len(pieces), 20)):
        if headings.is_place(pieces[place]):
            return {NAME: [" ".join(pieces[:place]).strip(_EDGES)], PLACE: [" ".join(pieces[place:]).strip(_EDGES)]}
    return {NAME: lines}


def first_sentence(lines: Sequence[str]) -> str:
    """The words with which a description begins, for want of a name."""
    first = next(filter(None, map(even_out, lines)), "")
    match = re.search(r"(?<=[а-яё»)\d]{2})[.!?](?=\s+[А-ЯЁ«\d])", first[: LONGEST_FIRST_SENTENCE + 1])
    return (first[: match.start()] if match else first[:LONGEST_FIRST_SENTENCE]).rstrip(" .;,")
