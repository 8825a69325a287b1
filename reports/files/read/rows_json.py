"""Reads a report written as JSON: {"title", "sections": [{"title"}…], "events": [{…}…]}.

An event has `section`, `name`, `place`, `dates`, `purpose`, `participants`; `lines` may have the same texts as the
lines of a Word cell, which are then joined. Optional: `number`, `total`, `foreign`, `partners` (names), `countries`
(ISO codes), `agreements` (`title`, `kind`, `parties`, `countries`, `signed_on`, `signed_text`, `valid_until`).
"""

import datetime
import json
from typing import Any

from reports.files.table import COLUMNS, PERIOD
from reports.prose.cleaning import clean_text, join_lines, one_line
from reports.prose.documents.write import KINDS

from .limits import MAX_BYTES, MAX_CELL_LETTERS, MAX_LETTERS, MAX_ROWS
from .rows import ERROR, AgreementRow, Problem, ReadFile, ReadRow, Unreadable

# Column of the table → whether a line break in it is a paragraph.
TEXTS = {column.field: not column.is_line for column in COLUMNS}
KEYS = {PERIOD: "dates"}  # of a text that is called otherwise in the file
MAX_VALUES = 600_000  # as many as a workbook may have cells
MAX_DEPTH = 20  # a report needs five
# The largest number of people that the column takes on both databases.
MAX_PEOPLE = 2_147_483_647

FORM = "Ждали объект с ключами title, sections и events, как в rows.json."


def read_rows(data: bytes) -> ReadFile:
    """Read a whole file. Rows with a problem are left out and the problem is kept, so that one look shows all.

    Raises Unreadable when it is too large, not UTF-8, not JSON, of another shape, or has more in it than the
    tables of other files may have.
    """
    content = _parse(data)
    _refuse_excess(content)
    if not isinstance(content, dict) or not isinstance(content.get("events"), list):
        raise Unreadable(f"В файле нет списка мероприятий. {FORM}")
    numbers = _section_numbers(content.get("sections", []))
    read = ReadFile(title=_text_or_nothing(content.get("title")))
    for index, raw in enumerate(content["events"], start=1):
        section = _text_or_nothing(raw.get("section")) if isinstance(raw, dict) else ""
        where = _where(raw, index, numbers.setdefault(section, len(numbers) + 1) if section else None)
        row = read_event(raw, where=where, section=section, problems=read.problems)
        if row:
            read.rows.append(row)
    return read


def read_event(raw: dict[str, Any], *, where: str, section: str, problems: list[Problem]) -> ReadRow | None:
    """Read one event; None when a problem was added to `problems`."""
    before = len(problems)
    reading = _Reading(where, problems)
    if not isinstance(raw, dict):
        reading.complain("Вместо мероприятия стоит что-то другое: ждали объект с ключами name, place, dates …")
        return None
    texts = reading.texts(raw)
    if not texts["name"] and len(problems) == before:
        reading.complain("Нет наименования мероприятия")
    row = ReadRow(
        where=where,
        section=section,
        **texts,
        total=reading.people(raw, "total"),
        foreign=reading.people(raw, "foreign"),
        partners=reading.names(raw, "partners"),
        countries=reading.names(raw, "countries"),
        agreements=reading.agreements(raw),
    )
    if row.total is not None and row.foreign is not None and row.foreign > row.total:
        reading.complain("Иностранных участников больше, чем всего")
    return row if len(problems) == before else None


class _Reading:
    """Takes typed values out of one event and complains about the others."""

    def __init__(self, where: str, problems: list[Problem]) -> None:
        self.where = where
        self.problems = problems

    def complain(self, text: str) -> None:
        self.problems.append(Problem(ERROR, text, self.where))

    def texts(self, raw: dict[str, Any]) -> dict[str, str]:
        lines = raw.get("lines") or {}
        if not isinstance(lines, dict):
            self.complain("В «lines» ждали списки строк по столбцам")
            lines = {}
        keys = {field: KEYS.get(field, field) for field in TEXTS}
        return {
            field: self._joined(key, lines[key], TEXTS[field]) if key in lines else self._text(raw, key, TEXTS[field])
            for field, key in keys.items()
        }

    def people(self, raw: dict[str, Any], key: str) -> int | None:
        value = raw.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_PEOPLE:
            self.complain(f"В «{key}» ждали число людей")
            return None
        return value

    def names(self, raw: dict[str, Any], key: str) -> tuple[str, ...]:
        value = raw.get(key)
        if value is None:
            return ()
        if not _is_list_of_texts(value):
            self.complain(f"В «{key}» ждали список строк")
            return ()
        return tuple(dict.fromkeys(filter(None, map(one_line, value))))

    def agreements(self, raw: dict[str, Any]) -> tuple[AgreementRow, ...]:
        value = raw.get("agreements")
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.complain("В «agreements» ждали список документов")
            return ()
        return tuple(self._agreement(item) for item in value)

    def _agreement(self, raw: dict[str, Any]) -> AgreementRow:
        agreement = AgreementRow(
            title=self._text(raw, "title", False),
            kind=self._text(raw, "kind", False) or "agreement",
            parties=self._text(raw, "parties", True),
            countries=self.names(raw, "countries"),
            signed_on=self._day(raw, "signed_on"),
            signed_text=self._text(raw, "signed_text", False),
            valid_until=self._day(raw, "valid_until"),
        )
        if not agreement.title:
            self.complain("У подписанного документа нет названия")
        if agreement.kind not in KINDS:
            self.complain(f"Неизвестный вид документа; бывают: {', '.join(KINDS)}")
        if agreement.signed_on and agreement.valid_until and agreement.valid_until < agreement.signed_on:
            self.complain("Срок действия документа кончается раньше подписания")
        return agreement

    def _joined(self, key: str, lines: Any, paragraphs: bool) -> str:
        if not _is_list_of_texts(lines):
            self.complain(f"В «lines» столбец «{key}» – не список строк")
            return ""
        return join_lines(lines, paragraphs=paragraphs)

    def _text(self, raw: dict[str, Any], key: str, paragraphs: bool) -> str:
        value = raw.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.complain(f"В «{key}» ждали текст")
            return ""
        return clean_text(value) if paragraphs else one_line(value)

    def _day(self, raw: dict[str, Any], key: str) -> str | None:
        value = self._text(raw, key, False)
        if not value:
            return None
        try:
            return datetime.date.fromisoformat(value).isoformat()
        except ValueError:
            self.complain(f"В «{key}» ждали день в виде 2024-10-31")
            return None


def _parse(data: bytes) -> Any:
    if len(data) > MAX_BYTES:
        raise Unreadable("Файл больше 30 МБ. Разделите его на части.")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("Файл не в кодировке UTF-8. Сохраните его в UTF-8 и повторите.") from None
    except (ValueError, RecursionError):
        raise Unreadable(f"Файл не в формате JSON. {FORM}") from None


def _refuse_excess(content: Any) -> None:
    """Raise Unreadable for more than a table may have, before any text is cleaned: cleaning is what costs time."""
    events = content.get("events") if isinstance(content, dict) else None
    if isinstance(events, list) and len(events) > MAX_ROWS:
        raise Unreadable("В файле больше 20 000 мероприятий. Разделите его на части и загрузите по одной.")
    values = letters = 0
    waiting = [(content, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise Unreadable(f"Значения в файле вложены друг в друга глубже 20 раз. {FORM}")
        parts = _parts_of(value)
        sizes = [len(part) for part in parts if isinstance(part, str)]
        # The texts of a list are the lines of one cell.
        cell = sum(sizes) if isinstance(value, list) else max(sizes, default=0)
        if cell > MAX_CELL_LETTERS:
            raise Unreadable("В одном тексте больше 200 000 знаков. Разделите его и загрузите файл снова.")
        values += len(parts)
        letters += sum(sizes)
        if values > MAX_VALUES or letters > MAX_LETTERS:
            raise Unreadable("В файле больше 600 000 значений или 20 миллионов знаков. Разделите его на части.")
        waiting += [(part, depth + 1) for part in parts if isinstance(part, dict | list)]


def _parts_of(value: Any) -> list:
    """What a value consists of: the keys and values of an object, the items of a list, or itself."""
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else [value]


def _section_numbers(sections: Any) -> dict[str, int]:
    """Section's title → its number in the file; sections that only events name are counted on."""
    if not isinstance(sections, list) or not all(isinstance(section, dict) for section in sections):
        raise Unreadable(f"Разделы файла записаны не списком. {FORM}")
    titles = dict.fromkeys(_text_or_nothing(section.get("title")) for section in sections)
    return {title: number for number, title in enumerate(titles, start=1)}


def _where(raw: Any, index: int, section_number: int | None) -> str:
    number = raw.get("number") if isinstance(raw, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 10**6:
        number = index
    return f"раздел {section_number}, строка {number}" if section_number else f"строка {number}"


def _text_or_nothing(value: Any) -> str:
    return one_line(value) if isinstance(value, str) else ""


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
