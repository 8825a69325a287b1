"""What the styles of a Word document say of its text: struck through, hidden, an item of a list."""

import zipfile
from dataclasses import dataclass

from .safe import elements
from .signs import HIDDEN, STRUCK
from .word_row import Node, attribute, local

# Of these the style of a paragraph and that of a run cancel each other out; what a run says itself counts alone.
_TOGGLES = {"strike": STRUCK, "dstrike": STRUCK, "vanish": HIDDEN}
_OFF = ("0", "false", "off")
MOST_STEPS = 30  # from a style to the one that it goes back to


@dataclass(frozen=True, slots=True)
class Style:
    """One style with all that it takes from those below it. `number` and `level` of its list, "" without one."""

    looks: frozenset[str] = frozenset()
    number: str = ""
    level: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it says nothing that a reader has to know."""
        return not (self.looks or self.number)


PLAIN = Style()


class Styles:
    """The styles of a document by their names."""

    def __init__(self, package: zipfile.ZipFile, parts: list[str]) -> None:
        self._own: dict[str, tuple[str, dict[str, bool], str, str]] = {}
        for part in parts[:1]:
            for style in elements(package, part, "{*}style"):
                number = style.find("{*}pPr/{*}numPr/{*}numId")
                level = style.find("{*}pPr/{*}numPr/{*}ilvl")
                based = style.find("{*}basedOn")
                self._own[attribute(style, "styleId")] = (
                    "" if based is None else attribute(based, "val"),
                    _said(style.find("{*}rPr")),
                    "" if number is None else attribute(number, "val"),
                    "" if level is None else attribute(level, "val"),
                )
        self._known: dict[str, Style] = {}
        self.odd = frozenset(name for name in self._own if not self.of(name).is_plain)

    def of(self, name: str) -> Style:
        """The style so called; PLAIN when there is none."""
        if name not in self._known:
            self._known[name] = self._whole(name)
        return self._known[name]

    def looks_of_run(self, properties: Node | None, paragraph: Style) -> str:
        """Why the letters of a run were not meant (HIDDEN before STRUCK), "" when they were."""
        run = PLAIN
        if properties is not None and (named := properties.find("{*}rStyle")) is not None:
            run = self.of(attribute(named, "val"))
        looks = {name: name in (run.looks ^ paragraph.looks) for name in _TOGGLES} | _said(properties)
        found = {_TOGGLES[name] for name, is_on in looks.items() if is_on}
        return HIDDEN if HIDDEN in found else STRUCK if found else ""

    def _whole(self, name: str) -> Style:
        looks, number, level, seen = {}, "", "", set()
        while name in self._own and name not in seen and len(seen) < MOST_STEPS:
            seen.add(name)
            name, said, own_number, own_level = self._own[name]
            looks = said | looks
            number, level = number or own_number, level or own_level
        return Style(frozenset(one for one, is_on in looks.items() if is_on), "" if number == "0" else number, level)


def _said(properties: Node | None) -> dict[str, bool]:
    if properties is None:
        return {}
    parts = (part for part in properties if isinstance(part.tag, str) and local(part) in _TOGGLES)
    return {local(part): attribute(part, "val") not in _OFF for part in parts}
