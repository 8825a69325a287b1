"""The columns of the table and the other facts of an event, declared once.

What a column is called, how wide it is and which headings of other tables mean it is in `reports/files/table.py`, which
knows no Django. What it is as a field of an event is here. The form, the import, the preview, the review, the house
style and the comparison of versions take both from here.
"""

from dataclasses import dataclass
from enum import Enum

from reports.files.table import COLUMNS, PARTICIPANTS, PURPOSE, PrintColumn


class Kind(Enum):
    """What a field holds."""

    LINE = "a text of one line"
    TEXT = "a text of paragraphs"
    NUMBER = "a number of people, or None"
    LIST = "a list, see STRUCTURES"
    PIN = "what a person set by hand, or None, see STRUCTURES"


_COLUMN_OF = {column.stored: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class EventField:
    """One fact of an event. Of a printed one the label, the short label and the kind come from its column.

    `name`: of the model's field, the key of the values, and the form's control unless there are `controls`. `label`:
    of the control. `short`: where there is hardly any room. `word`: names it in a sentence. `required_text`: the
    finding when a report lacks it, "" when it may be empty. `is_prose`: read as prose by the house style. `rows`: lines
    of the control, 0 for a control of one line. `hint`: stands under the label.
    """

    name: str
    kind: Kind | None = None
    label: str = ""
    short: str = ""
    word: str = ""
    required_text: str = ""
    is_prose: bool = False
    rows: int = 0
    hint: str = ""
    controls: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        column = self.column
        fallbacks = {
            "kind": column and (Kind.LINE if column.is_line else Kind.TEXT),
            "label": column and column.label,
            "short": column.short if column else self.label,
            "word": column and column.short.lower(),
            "controls": (self.name,),
        }
        for name, fallback in fallbacks.items():
            object.__setattr__(self, name, getattr(self, name) or fallback)

    @property
    def column(self) -> PrintColumn | None:
        """The column of the official table that prints it."""
        return _COLUMN_OF.get(self.name)


# In the order of the form: that of the table's columns, then what no column prints.
EVENT_FIELDS = (
    EventField("name", is_prose=True, rows=3),
    EventField(
        "place_text",
        required_text="не указано место проведения",
        hint="Населённый пункт, в скобках страна или область",
    ),
    EventField(
        "place_pin",
        Kind.PIN,
        "Место, указанное вручную",
        word="место, указанное вручную",
        controls=("pin_format", "pin_country", "pin_locality"),
    ),
    EventField(
        "period_text",
        required_text="не указаны сроки проведения",
        hint="Как в документе: 4 ноября 2024 года, 28–29 сентября, октябрь – ноябрь",
    ),
    EventField(
        "period_pin",
        Kind.PIN,
        "Дни, указанные вручную",
        word="сроки, указанные вручную",
        controls=("pin_start", "pin_end", "pin_precision"),
    ),
    EventField(
        PURPOSE,
        word="цель",
        required_text="не написаны цель, содержание и результат",
        is_prose=True,
        rows=6,
        hint="Для чего провели, что было, чем закончилось",
    ),
    EventField(
        PARTICIPANTS, label="Кто участвовал", required_text="не написано, кто участвовал", is_prose=True, rows=5
    ),
    EventField("total", Kind.NUMBER, "Всего, человек", word="всего участников"),
    EventField("total_foreign", Kind.NUMBER, "Из них иностранных", word="иностранных участников"),
    EventField(
        "partners",
        Kind.LIST,
        "Партнёры",
        word="партнёры",
        controls=("partners", "new_partner", "new_partner_country"),
    ),
    EventField("countries", Kind.LIST, "Страны иностранных участников", word="страны"),
    EventField("agreements", Kind.LIST, "Подписанные документы", word="соглашения"),
    EventField(
        "window_reason",
        Kind.TEXT,
        "Почему мероприятие вне периода сбора",
        word="причина вне периода сбора",
        rows=3,
        hint="Поясните один раз: координатор увидит причину",
    ),
    EventField(
        "note",
        Kind.TEXT,
        "Заметка (в таблицу не идёт)",
        short="Заметка",
        word="заметка",
        rows=2,
        hint="Для вас и координатора: что уточнить, что осталось от загруженной таблицы",
    ),
)
_FIELDS = {field.name: field for field in EVENT_FIELDS}
# In the order of the table.
PRINTED_FIELDS = tuple(_FIELDS[column.stored] for column in COLUMNS)


def _named(*kinds: Kind) -> tuple[str, ...]:
    return tuple(field.name for field in EVENT_FIELDS if field.kind in kinds)


LINES = _named(Kind.LINE)
TEXTS = _named(Kind.TEXT)
NUMBERS = _named(Kind.NUMBER)

# period_pin: [start, end, precision] or None; place_pin: [format, country code or "", locality] or None;
# partners: [[id, name], …]; countries: [code, …]; agreements: [{id, kind, title, parties, countries, …}, …].
# Beside them, from a form, new_partners: [[name, country code], …], found in the list or proposed, never kept.
STRUCTURES = (*_named(Kind.PIN), *_named(Kind.LIST))
VALUES = (*TEXTS, *LINES, *NUMBERS, *STRUCTURES)
STANDING = ("is_included", "exclusion_reason", "position", "is_place_to_check")
STRUCTURE_LISTS = set(_named(Kind.LIST))
EMPTY = {
    **dict.fromkeys((*LINES, *TEXTS), ""),
    **dict.fromkeys((*NUMBERS, *_named(Kind.PIN))),
    **{key: [] for key in _named(Kind.LIST)},
}

AGREEMENT_DEFAULTS = {"kind": "agreement", "title": "", "parties": "", "signed_on": None, "signed_text": ""}
AGREEMENT_FIELDS = ("kind", "title", "parties", "signed_on", "signed_text", "valid_until")

PINS = {name: _FIELDS[name].controls for name in _named(Kind.PIN)}
# The names of the form's controls by the key of the values.
CONTROLS = {field.name: field.controls for field in EVENT_FIELDS}
# Whoever lists the facts of an event gives those that are set by hand last.
LABELS = {field.name: field.label for field in sorted(EVENT_FIELDS, key=lambda field: field.kind == Kind.PIN)}
SHORT_LABELS = {field.name: field.short for field in EVENT_FIELDS}

# Those that are read as prose; a place and a period are offered whole, beside what was understood of them.
PROSE = tuple(field.name for field in EVENT_FIELDS if field.is_prose)
# The printed texts of an event, with the words that name them in a sentence.
PRINTED = {field.name: field.word for field in PRINTED_FIELDS}
# What an event has beside its printed texts, in words.
UNPRINTED = {name: _FIELDS[name].word for name in VALUES if name not in PRINTED}
# The text of an event → its name in a row of the table, whether that is printed, read from a file or shown on a page.
CELLS = {field.name: field.column.field for field in PRINTED_FIELDS}
