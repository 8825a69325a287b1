"""The grammar of a period: what its words say, before any calendar is asked.

    period   = list | "в течение" ("квартала" | "периода" | "года")      (of the report, when nothing else is named)
    list     = stretch { ("," | "и") stretch }
    stretch  = point | ["с"] point ("–" | "по" | "до") point
    point    = day | month | part of a month | quarter | half-year | season | year      each with a year or without

What a point leaves out, it takes from the point after it: the month of «3, 5 и 12 ноября», the noun of «I–II декада».
One rule, one function; a rule that has begun and cannot go on refuses.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.prose.words import MONTHS, ROMAN, plural

from .tokens import Date, Number, Refused, Token, not_understood

PARTS_OF_MONTH = frozenset({"half", "decade", "third"})
SEASONS = ("зима", "весна", "лето", "осень")
WINTER = 0
_UNITS = frozenset({"quarter", "half-year", "half", "decade"})
_MONTHS_OF = {"quarter": 3, "half-year": 6, "season": 3, "year": 12}
_LAST_NUMBER = {"quarter": 4, "half-year": 2, "half": 2, "decade": 3, "nth-weekday": 5, "day": 99}
LAST_ONE = -1
SLASH = "Косая черта понята как «и»."


@dataclass(slots=True)
class Point:
    """One end of a stretch: its kind, its number (of the day, quarter, part …), its month, its year as written.

    The year is a number, "current" or "last" (said in words), or None; a «number» still waits for its kind.
    """

    kind: str
    number: int = 0
    month: int | None = None
    year: int | str | None = None
    may_be_day: bool = True
    weekday: int | None = None  # of an «nth-weekday», whose number may be LAST_ONE

    @property
    def first_month(self) -> int:
        if self.kind == "quarter":
            return self.number * 3 - 2
        if self.kind == "half-year":
            return self.number * 6 - 5
        if self.kind == "season":
            return self.number * 3 or 12
        return self.month or 1

    @property
    def last_month(self) -> int:
        length = self.number if self.kind == "months" else _MONTHS_OF.get(self.kind, 1)
        return (self.first_month + length - 2) % 12 + 1


@dataclass(slots=True)
class Stretch:
    """From the first to the last point; of one point they are the same object."""

    first: Point
    last: Point
    is_one_night: bool = False  # «с 28 на 29 марта»


@dataclass(slots=True)
class Reading:
    """What a text says: its stretches, or the `whole` of the report (quarter, year); and what must be said of it."""

    stretches: list[Stretch]
    notes: list[str] = field(default_factory=list)
    whole: str | None = None

    @property
    def points(self) -> list[Point]:
        """The ends in the order of the text, a point that is both ends once."""
        return [
            point
            for each in self.stretches
            for point in ((each.first,) if each.first is each.last else (each.first, each.last))
        ]

    @property
    def precision(self) -> str:
        """What the points are: one of the precisions of a period. Raises Refused for points of unlike kinds."""
        kinds = {"day" if point.kind == "nth-weekday" else point.kind for point in self.points}
        if len(kinds) == 1 and not kinds & PARTS_OF_MONTH:
            return "month" if kinds <= {"season", "months"} else kinds.pop()
        if kinds & PARTS_OF_MONTH and kinds <= PARTS_OF_MONTH | {"month"}:
            return "part-of-month"
        raise Refused(
            "Здесь разные сроки: дни и месяцы или месяцы и кварталы не складываются в один срок. "
            "Оставьте один или напишите весь срок днями."
        )


def read_period(tokens: list[Token]) -> Reading:
    """Read the words of a period. Raises Refused with the sentence for the person when they do not make one."""
    reader = _Reader(tokens)
    reading = reader.whole_of_the_report() or reader.list_of_stretches()
    reading.notes = reader.notes
    return reading


class _Reader:
    """Walks over the words once, from left to right, and never back."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.notes: list[str] = []
        self.cases = {"is"}  # the cases that a month may have here

    # --- walking

    def kind(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.tokens[place].kind if place < len(self.tokens) else ""

    def take(self) -> Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def accept(self, *kinds: str) -> Token | None:
        return self.take() if self.kind() in kinds else None

    # --- the rules

    def whole_of_the_report(self) -> Reading | None:
        """«в течение квартала», «весь период», «в текущем году»: what is meant is the report's own."""
        leading = 0
        while self.kind(leading) in ("in", "stretch", "during", "whole", "current", "reporting"):
            leading += 1
        whole = {"quarter": "quarter", "period": "quarter", "year": "year"}.get(self.kind(leading))
        if not leading or whole is None or self.kind(leading + 1):
            return None
        said_more = any(self.kind(ahead) not in ("in", "stretch") for ahead in range(leading))
        return Reading([], whole=whole) if said_more or whole == "quarter" else None

    def list_of_stretches(self) -> Reading:
        self._refuse_an_end_alone()
        stretches = []
        while True:
            self.leading_words()
            stretches.append(self.stretch())
            if not self.kind():
                break
            self.separator()
        reading = Reading(stretches)
        _inherit(reading.points)
        self._refuse_a_bare_year(reading)
        return reading

    def _refuse_an_end_alone(self) -> None:
        if self.kind() == "not" and self.kind(1) == "deadline":
            self.place += 1
        if self.kind() in ("to", "until", "deadline"):
            raise Refused("Здесь только последний день. Допишите и первый, например: с 1 по 7 марта 2025 года.")

    def leading_words(self) -> None:
        """«в», «в течение», «весь», «в период»: they say nothing themselves, but allow other cases of a month."""
        if self.accept("in"):
            self.cases.add("in")
        if self.kind() == "stretch" and (self.kind(1) in ("during", "month") or self._is_year(1)):
            self.place += 1  # «на протяжении марта», «на 2025–2027 годы»
        if self.accept("during"):
            self.cases.add("of")
        self.accept("whole")
        if self.kind() == "night" and self.kind(1) == "from":
            self.place += 1
        if self.kind() == "stretch" and self.kind(1) == "period":  # «на период с …»
            self.place += 1
        if self.kind() == "period" and self.kind(1) in ("from", "number", "tens", "date", "day-month", "month"):
            self.place += 1

    def _is_year(self, ahead: int) -> bool:
        return self.kind(ahead) == "number" and self.tokens[self.place + ahead].value.digits == 4

    def separator(self) -> None:
        """«,», «;», «и», «, а также», «/»."""
        comma = self.accept("comma") or self.accept("slash")
        if comma and comma.kind == "slash" and SLASH not in self.notes:
            self.notes.append(SLASH)
        self.accept("but")
        ands = [self.accept("and"), self.accept("and")]
        if not comma and not any(ands):
            raise not_understood()

    def stretch(self) -> Stretch:
        starts = self.accept("from")
        first = self.point(self.cases | {"of"} if starts else self.cases)
        between = self.accept("dash")
        between = self.accept("to", "until") or between or (starts and self.accept("stretch"))
        if between is None:
            if starts:
                raise Refused("Здесь только первый день. Допишите и последний, например: с 1 по 7 марта 2025 года.")
            return Stretch(first, first)
        if self.kind() == "now":
            raise Refused("Не назван последний день. Допишите его, например: с 1 по 7 марта 2025 года.")
        last = self.point(self.cases | {"of"} if between.kind == "until" else self.cases)
        if between.kind == "until":
            self.notes.append("Последний день, перед которым стоит «до», включён в срок.")
        return Stretch(first, last, is_one_night=between.kind == "stretch")

    def point(self, cases: set[str]) -> Point:
        kind = self.kind()
        if kind in ("date", "day-month", "month-year"):
            return self.date_in_figures()
        if kind == "month":
            return self.month(cases)
        if kind == "third":
            return self.part_of_month(Point("third", self.take().value))
        if kind == "season":
            return self.season()
        if kind in ("number", "tens"):
            return self.numbered()
        if kind == "final":
            return self.last_of_its_month()
        raise not_understood()

    def date_in_figures(self) -> Point:
        token = self.take()
        written: Date = token.value
        if written.order == "/":
            self.notes.append(f"«{token.text}» понято как день/месяц/год.")
        if not 1 <= written.month <= 12:
            raise Refused(f"Месяца с номером {written.month} не бывает. Проверьте дату.")
        point = Point("month" if token.kind == "month-year" else "day", written.day, written.month)
        if written.year is None:
            point.year = self.year()
        else:
            point.year = self.full_year(int(written.year), len(written.year))
            self.accept("year")
        return point

    def month(self, cases: set[str]) -> Point:
        number, case = self.take().value
        if case not in cases:
            raise not_understood()
        self.accept("months")  # «октябрь месяц»
        return Point("month", month=number, year=self.year())

    def numbered(self) -> Point:
        """A number and what it counts: a day, a quarter, a part of a month …, or nothing yet («3, 5 и 12 ноября»)."""
        token = self.take()
        if token.kind == "tens":  # «двадцать пятого»
            ones = self.accept("number")
            if ones is None or ones.value.digits or ones.value.value > 9:
                raise not_understood()
            both = ones.value._replace(value=token.value + ones.value.value)
            token = Token("number", both, ones.text)
        number: Number = token.value
        if number.is_guessed and number.value <= len(ROMAN):
            self.notes.append(f"«{token.text.upper()}» прочитано как {ROMAN[number.value - 1]}.")
        if number.digits == 4:
            return self.whole_year(number.value)
        if self.kind() in _UNITS:
            return self.unit(number)
        if self.kind() == "nth-weekday":
            return self.nth_weekday(number.value)
        if self.kind() == "months":
            return self.first_months(number)
        if self.kind() == "month" and number.may_be_day:
            month, case = self.take().value
            if case == "in":
                raise not_understood()
            return Point("day", number.value, month, self.year())
        return Point("number", number.value, may_be_day=number.may_be_day)

    def nth_weekday(self, number: int) -> Point:
        """«второе воскресенье марта»; which day that is, the calendar says."""
        weekday = self.take().value
        if self.kind() != "month":
            raise Refused("Не сказано, какого месяца. Допишите месяц, например: второе воскресенье марта 2025 года.")
        month = self.take().value[0]
        return Point("nth-weekday", number, month, self.year(), weekday=weekday)

    def last_of_its_month(self) -> Point:
        """«последняя суббота марта», «последняя декада марта»; «последний квартал» may be the one before."""
        self.take()
        if self.kind() == "nth-weekday":
            return self.nth_weekday(LAST_ONE)
        if self.kind() == "decade":
            self.take()
            return self.part_of_month(Point("decade", 3))
        raise not_understood()

    def unit(self, number: Number) -> Point:
        kind = self.take().kind
        if number.value > _LAST_NUMBER[kind] or not number.value:
            raise not_understood()
        point = Point(kind, number.value)
        if kind in PARTS_OF_MONTH:
            return self.part_of_month(point)
        point.year = self.year()
        return point

    def part_of_month(self, point: Point) -> Point:
        if self.kind() == "month":
            point.month = self.take().value[0]
            self.accept("months")
            point.year = self.year()
        elif point.kind == "half":  # «первая половина 2024 года», «первая половина года»
            point.year = self.year()
            if point.year is not None or self.accept("year"):
                point.kind = "half-year"
        return point

    def first_months(self, number: Number) -> Point:
        """«9 месяцев 2024 года» is January to September, as in every report on nine months."""
        self.take()
        year = self.year()
        if number.value not in (3, 6, 9) or year is None:
            raise not_understood()
        said = f"{number.value} {plural(number.value, 'месяц', 'месяца', 'месяцев')}"
        self.notes.append(f"«{said}» понято как январь – {MONTHS[number.value - 1]}.")
        return Point("months", number.value, month=1, year=year)

    def season(self) -> Point:
        number = self.take().value
        point = Point("season", number, year=self.year())
        if number == WINTER:
            self._second_year_of_winter(point.year)
        months = [MONTHS[(point.first_month + n - 1) % 12] for n in range(3)]
        self.notes.append(f"{SEASONS[number].capitalize()} – это {', '.join(months)}.")
        return point

    def _second_year_of_winter(self, first: int | str | None) -> None:
        joined = isinstance(first, int) and self.accept("dash", "slash")
        if joined and self.kind() == "number" and self.take().value.value in (first + 1, (first + 1) % 100):
            self.accept("year")
            return
        raise Refused("Зима приходится на два года. Напишите оба, например: зима 2024–2025 годов.")

    def whole_year(self, year: int) -> Point:
        has_word = self.accept("year")
        return Point("year", 1 if has_word else 0, year=year)

    # --- years

    def year(self) -> int | str | None:
        """The year behind a point, if there is one: «2024 года», «2024», «24 г.», «с.г.», «прошлого года»."""
        comma = 1 if self.kind() == "comma" else 0
        if self.kind() == "dash" and self._is_year(1) and self.kind(2) in ("year", ""):  # «март – 2025 г.»
            comma = 1
        if self.kind(comma) == "current" and self.kind(comma + 1) == "number":  # «текущего 2024 года»
            comma += 1
        if self.kind(comma) == "number":
            number: Number = self.tokens[self.place + comma].value
            is_year = number.digits == 4 or (number.digits == 2 and self.kind(comma + 1) == "year")
            if not is_year:
                return None
            self.place += comma + 1
            self.accept("year")
            return self.full_year(number.value, number.digits)
        if self.kind(comma) in ("current", "last", "from", "letter") and self.kind(comma + 1) == "year":
            self.place += comma
            said = self.take().kind
            self.take()
            return "last" if said == "last" else "current"
        return None

    def full_year(self, year: int, digits: int) -> int:
        if digits == 4:
            return year
        note = f"«{year:02}» понято как {2000 + year} год."
        if note not in self.notes:
            self.notes.append(note)
        return 2000 + year

    def _refuse_a_bare_year(self, reading: Reading) -> None:
        """«2024» alone is a number; «2024 год», «2024–2025 годы» are periods."""
        last = reading.points[-1]
        if last.kind == "year" and not last.number:
            raise not_understood()


def _inherit(points: list[Point]) -> None:
    """Give each point what it took for granted from the point after it."""
    after: Point | None = None
    for point in reversed(points):
        if point.kind == "number":
            _inherit_kind(point, after)
        if point.kind in PARTS_OF_MONTH and point.month is None:
            if after is None or after.kind not in PARTS_OF_MONTH:
                raise Refused("Не сказано, какого месяца. Допишите месяц, например: первая половина октября 2024 года.")
            point.month = after.month
        after = point


def _inherit_kind(point: Point, after: Point | None) -> None:
    if after is None or after.kind not in _LAST_NUMBER or point.number > _LAST_NUMBER[after.kind]:
        raise not_understood()
    # A day 0 goes on to the calendar, which says why there is no such day.
    if not (point.may_be_day if after.kind == "day" else point.number):
        raise not_understood()
    point.kind, point.month, point.weekday = after.kind, after.month, after.weekday
