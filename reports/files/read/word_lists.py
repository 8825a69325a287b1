"""The automatic lists of a Word document: which number or bullet a person sees before a paragraph.

Word keeps no such text. It counts the paragraphs of a list in the order of the document, level by level (ECMA-376
part 1, 17.9), so a reader that takes every paragraph once can count along.
"""

import re
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field

from .list_labels import bullet, numbered
from .safe import elements
from .word_row import Node, attribute, local

LEVELS = 9
_PLACE_OF_NUMBER = re.compile("%([1-9])")


@dataclass(slots=True)
class _Level:
    """One level of a list as Word describes it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    is_legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _Kind:
    """A list with all that use it: its levels, and how far each is counted."""

    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    link: str = ""  # the style whose list it stands for
    named: str = ""  # the style that it is the list of


@dataclass(slots=True)
class _List:
    """What paragraphs name by a number: a kind of list, with what it does otherwise."""

    kind: str
    levels: dict[int, _Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)  # not begun yet


class Lists:
    """Counts the paragraphs of all lists of a document."""

    def __init__(self, package: zipfile.ZipFile, parts: list[str]) -> None:
        self._kinds: dict[str, _Kind] = {}
        self._lists: dict[str, _List] = {}
        for part in parts[:1]:
            for node in elements(package, part, "{*}abstractNum", "{*}num"):
                if local(node) == "abstractNum":
                    self._kinds[attribute(node, "abstractNumId")] = _kind(node)
                else:
                    self._lists[attribute(node, "numId")] = _list(node)
        self._named = {kind.named: kind for kind in self._kinds.values() if kind.named}

    def label(self, number: str, level: str, style: str = "") -> str:
        """Count one paragraph; what stands before it, "" for nothing. `style`: the name of the paragraph's style, which
        may say the level."""
        own = self._lists.get(number)
        kind = self._kinds.get(own.kind) if own else None
        if kind is None:
            return ""
        kind = self._named.get(kind.link, kind) if kind.link else kind
        levels = kind.levels | own.levels
        place = _number(level, -1)
        if place < 0:
            place = next((at for at, one in levels.items() if style and one.style == style), 0)
        one = levels.get(place)
        if one is None:
            return ""
        self._count(kind, own, levels, place)
        if one.form == "bullet":
            return bullet(one.text)
        return _PLACE_OF_NUMBER.sub(lambda at: _shown(kind, levels, int(at[1]) - 1, one), one.text).strip()

    def _count(self, kind: _Kind, own: _List, levels: dict[int, _Level], place: int) -> None:
        start = own.starts.pop(place, None)
        if start is not None:
            kind.counts[place] = start
        elif place in kind.counts:
            kind.counts[place] += 1
        else:
            kind.counts[place] = levels[place].start
        for deeper in [at for at in kind.counts if at > place]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart > 0 and place < restart):
                del kind.counts[deeper]


def _shown(kind: _Kind, levels: dict[int, _Level], place: int, one: _Level) -> str:
    level = levels.get(place) or _Level()
    count = kind.counts.get(place, level.start)
    return numbered(count, "decimal" if one.is_legal and level.form != "decimalZero" else level.form)


def _kind(node: Node) -> _Kind:
    kind = _Kind(link=_value(node, "numStyleLink"), named=_value(node, "styleLink"))
    kind.levels = dict(map(_level, node.iterfind("{*}lvl")))
    return kind


def _list(node: Node) -> _List:
    found = _List(_value(node, "abstractNumId"))
    for override in node.iterfind("{*}lvlOverride"):
        place = _number(attribute(override, "ilvl"), 0)
        found.levels |= dict(map(_level, override.iterfind("{*}lvl")))
        if start := _value(override, "startOverride"):
            found.starts[place] = _number(start, 1)
    return found


def _level(node: Node) -> tuple[int, _Level]:
    restart = node.find("{*}lvlRestart")
    form = next(node.iter("{*}numFmt"), None)
    is_legal = node.find("{*}isLgl")
    return min(_number(attribute(node, "ilvl"), 0), LEVELS - 1), _Level(
        start=_number(_value(node, "start"), 0),
        form="decimal" if form is None else attribute(form, "val"),
        text=_value(node, "lvlText")[:100],
        restart=None if restart is None else _number(attribute(restart, "val"), 0),
        is_legal=is_legal is not None and attribute(is_legal, "val") not in ("0", "false", "off"),
        style=_value(node, "pStyle"),
    )


def _value(node: Node, name: str) -> str:
    found = node.find(f"{{*}}{name}")
    return "" if found is None else attribute(found, "val")


def _number(text: str, otherwise: int) -> int:
    with suppress(ValueError):
        return min(max(int(text), 0), 10_000)
    return otherwise
