"""Numbers become the rectangles of a picture: across in percent of its width, down in pixels.

So one drawing fits a desk and a phone, and its letters keep their size. Colours are classes; the style sheet and the
paper have their own. What stands hundreds of times on a page is a string before the template sees it.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.functional import cached_property
from django.utils.html import format_html

from reports.prose.summary.pieces import written
from reports.prose.syllables import two_lines

SHADES = 4


@dataclass(frozen=True)
class Value:
    """A number of a picture. `name` says it in full, for whoever hears the picture; `href` opens its rows; `sums`: of
    which column of the rows it is the sum, empty where it is their number; `instead`: words for a number that nobody
    has told."""

    number: int
    name: str
    href: str = ""
    sums: str = ""
    instead: str = ""

    @cached_property
    def text(self):
        return self.instead or written(self.number)

    @cached_property
    def link(self):
        """The number as it stands in a table."""
        if not self.href:
            return self.text
        if self.sums:
            parts = (self.href, self.number, self.sums, self.text)
            return format_html('<a href="{}" data-number="{}" data-sums="{}">{}</a>', *parts)
        return format_html('<a href="{}" data-number="{}">{}</a>', self.href, self.number, self.text)


@dataclass(frozen=True)
class Word:
    """Letters beside the marks or in one."""

    text: str
    x: str
    y: int
    look: str = ""

    @cached_property
    def drawn(self):
        return format_html('<text class="{}" x="{}" y="{}">{}</text>', self.look, self.x, self.y, self.text)


@lru_cache(maxsize=4096)
def rectangle(look, x, y, width, height):
    """Kept: the same places come with every request."""
    return format_html('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', look, x, y, width, height)


@dataclass(frozen=True)
class Mark:
    """A rectangle with its number: a link to its rows, where there are any. `hit`: the area that answers the pointer,
    (x, y, width, height), where it is larger; `words`: its name, which it has without rows, too."""

    value: Value
    look: str
    x: str
    y: int
    width: str
    height: int
    text_x: str
    text_y: int
    hit: tuple[str, int, str, int] | None = None
    words: tuple[Word, ...] = ()

    @cached_property
    def drawn(self):
        value = self.value
        shape = rectangle(self.look, self.x, self.y, self.width, self.height)
        if self.hit:
            shape = rectangle("hit", *self.hit) + shape
        for word in self.words:
            shape += word.drawn
        letters = (shape, self.text_x, self.text_y, value.text)
        said = (value.href, value.name, value.number)
        if not value.href and self.words:
            return format_html(
                '<g role="img" aria-label="{}">{}<text class="number" x="{}" y="{}">{}</text></g>', value.name, *letters
            )
        if not value.href:
            return format_html('<g aria-hidden="true">{}<text class="number" x="{}" y="{}">{}</text></g>', *letters)
        if value.sums:
            return format_html(
                '<a href="{}" aria-label="{}" data-number="{}" data-sums="{}">'
                '{}<text class="number" x="{}" y="{}">{}</text></a>',
                *(*said, value.sums, *letters),
            )
        return format_html(
            '<a href="{}" aria-label="{}" data-number="{}">{}<text class="number" x="{}" y="{}">{}</text></a>',
            *(*said, *letters),
        )


@dataclass(frozen=True, slots=True)
class Chart:
    """`kind`: the end of the class name by which the style sheet knows it."""

    kind: str
    height: int
    marks: list[Mark] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    lines: list[tuple[str, int, str, int]] = field(default_factory=list)


def percent(share):
    """«12.5%»."""
    return f"{100 * share:.2f}%"


# Columns: how a number goes up and down from quarter to quarter

TOP, BASE, BAR = 26, 190, 0.62  # of the number above the highest bar, of the line; width of a bar in its slot
NAMES_BELOW = 44


def columns(steps):
    """`steps`: [(upper line below, lower line, values)], the values as bars side by side: (look, Value)."""
    most = max((value.number for *_, values in steps for _, value in values), default=0) or 1
    chart = Chart("columns", BASE + NAMES_BELOW, lines=[("0%", BASE, "100%", BASE)])
    slot = 1 / (len(steps) or 1)
    for place, (upper, lower, values) in enumerate(steps):
        middle = percent((place + 0.5) * slot)
        chart.words.append(Word(upper, middle, BASE + 18))
        chart.words.append(Word(lower, middle, BASE + 36, "quiet"))
        width = BAR * slot / len(values)
        for number, (look, value) in enumerate(values):
            left = (place + 0.5) * slot + (number - len(values) / 2) * width
            height = _length(value.number, most, BASE - TOP)
            hit = (percent(left), 0, percent(width), BASE)
            chart.marks.append(
                Mark(
                    *(value, look, percent(left), BASE - height, percent(width), height),
                    *(percent(left + width / 2), BASE - height - 7, hit),
                )
            )
    return chart


def _length(number, most, longest):
    """Of the bar, in pixels: what is not nothing is seen."""
    return max(2, round(longest * number / most)) if number else 0


# Bars: which is the largest

LINE, THICK, GAP = 24, 16, 6
NUMBER_ROOM = 0.17  # of the width, for the number behind the longest bar


def bars(rows, *, names=0.34):
    """`rows`: [(name, values)], the values as bars one below the other; `names`: the share of the names' column."""
    most = max((value.number for _, values in rows for _, value in values), default=0) or 1
    chart = Chart("bars", sum(LINE * len(values) + GAP for _, values in rows) + GAP)
    top = GAP
    for name, values in rows:
        middle = top + LINE * len(values) // 2
        for place, line in enumerate(parts := [part for part in two_lines_of(name) if part]):
            chart.words.append(Word(line, "0%", middle + 5 + round((place - (len(parts) - 1) / 2) * 14)))
        for look, value in values:
            width = (1 - names - NUMBER_ROOM) * value.number / most
            hit = ("0%", top, "100%", LINE)
            chart.marks.append(
                Mark(
                    *(value, look, percent(names), top + 4, percent(width), THICK),
                    *(percent(names + width + 0.012), top + 17, hit),
                )
            )
            top += LINE
        top += GAP
    return chart


LONGEST_NAME = 17  # letters that the column of names takes on a phone


def two_lines_of(name):
    """A name that is too long for its column on two lines, parted at a blank or behind a hyphen."""
    places = [place + (letter == "-") for place, letter in enumerate(name) if letter in " -"]
    if len(name) <= LONGEST_NAME or not places:
        return name, ""
    middle = min(places, key=lambda place: abs(2 * place - len(name)))
    return name[:middle], name[middle:].lstrip()


# A grid of shaded cells: where and when

HEAD, CELL = 40, 40


def grid(heads, rows, *, names=0.24):
    """`heads`: [(upper line, lower line)]; `rows`: [(name, values)], a Value or None for each head."""
    shade_of = shades(value.number for _, values in rows for value in values if value)
    chart = Chart("grid", HEAD + CELL * len(rows) + 2)
    slot = (1 - names) / (len(heads) or 1)
    for place, (upper, lower) in enumerate(heads):
        middle = percent(names + (place + 0.5) * slot)
        chart.words.append(Word(upper, middle, 16, "middle"))
        chart.words.append(Word(lower, middle, 32, "middle quiet"))
    for line, (name, values) in enumerate(rows):
        top = HEAD + CELL * line
        for part, text in enumerate(parts := [part for part in two_lines_of(name) if part]):
            chart.words.append(Word(text, "0%", top + 25 + round((part - (len(parts) - 1) / 2) * 15)))
        for place, value in enumerate(values):
            if value is None:
                continue
            left = names + place * slot
            area = (percent(left), top, percent(slot), CELL)
            look = f"shade-{shade_of[value.number]}"
            chart.marks.append(Mark(value, look, *area, percent(left + slot / 2), top + 26))
    return chart


def shades(numbers):
    """Number → 0 for nothing, 1 to SHADES by its place among the others: one municipality has most of all events, and
    the others are to be told apart, too."""
    ranked = sorted(filter(None, numbers))
    return {0: 0} | {number: 1 + SHADES * bisect_left(ranked, number) // len(ranked) for number in ranked}


# The map of equal cells

TILE = 78


@dataclass(frozen=True, slots=True)
class Map:
    height: int
    marks: list[Mark]


def tiles(places, columns_across, rows_down):
    """`places`: [(name, (column, row) or None, Value)]; those without a place stand in rows below the map."""
    shade_of = shades(value.number for *_, value in places)
    lost = [entry for entry in places if entry[1] is None]
    drawn = [_tile(name, place, 0, value, shade_of, columns_across) for name, place, value in places if place]
    for order, (name, _, value) in enumerate(lost):
        place = (order % columns_across, rows_down + order // columns_across)
        drawn.append(_tile(name, place, TILE // 3, value, shade_of, columns_across))
    rows = rows_down + -(-len(lost) // columns_across)
    return Map(TILE * rows + (TILE // 3 if lost else 0) + 2, drawn)


def _tile(name, place, lower, value, shade_of, across):
    slot = 1 / across
    left, top = place[0] * slot, place[1] * TILE + lower
    middle = percent(left + slot / 2)
    area = (percent(left), top, percent(slot), TILE)
    parts = [part for part in two_lines(name) if part]
    first = top + (21 if len(parts) > 1 else 28)
    words = tuple(Word(part, middle, first + 14 * line) for line, part in enumerate(parts))
    return Mark(value, f"shade-{shade_of[value.number]}", *area, middle, top + 66, words=words)
