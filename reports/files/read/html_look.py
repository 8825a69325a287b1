"""How a page looks, as far as that says what its writer meant: what is not displayed, what is struck through, and how
the items of its lists are counted."""

import re
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from .list_labels import BULLET, numbered
from .signs import HIDDEN, STRUCK, STRUCK_OUT

Node = etree._Element

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.I)
_STRUCK_STYLE = re.compile(
    r"text-decoration(?:-line)?\s*:[^;]{0,200}line-through|text-line-through-style\s*:\s*(?!none)\w", re.I
)
_STRUCK_TAGS = {"s", "strike"}
_BRACE = re.compile("([{}])")
_OF_CLASS = re.compile(r"\s*[\w*]*\.([\w-]+)\s*")

_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*(?:\"([^\"]*)\"|'([^']*)'|([\w -]+))", re.I)
_FORMS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
}


class Look:
    """What the page's own style sheets say of classes."""

    def __init__(self) -> None:
        self.hidden: set[str] = set()
        self.struck: set[str] = set()

    def take_sheet(self, css: str) -> None:
        """Read the rules of a style sheet that name a class."""
        if not (_HIDDEN_STYLE.search(css) or _STRUCK_STYLE.search(css)):
            return
        for selectors, rule in _rules(css):
            names = {match[1] for one in selectors.split(",") if (match := _OF_CLASS.fullmatch(one))}
            if _HIDDEN_STYLE.search(rule):
                self.hidden |= names
            if _STRUCK_STYLE.search(rule):
                self.struck |= names

    def is_hidden(self, node: Node) -> bool:
        """Whether an element says of itself that it is not displayed."""
        if node.get("hidden") is not None or _HIDDEN_STYLE.search(node.get("style", "")):
            return True
        return bool(self.hidden) and not self.hidden.isdisjoint(node.get("class", "").split())

    def why_apart(self, node: Node) -> str:
        """Why the words in an element were not meant, "" when they were."""
        if self.is_hidden(node):
            return HIDDEN
        if node.tag == "del":
            return STRUCK_OUT
        if node.tag in _STRUCK_TAGS or _STRUCK_STYLE.search(node.get("style", "")):
            return STRUCK
        is_struck = bool(self.struck) and not self.struck.isdisjoint(node.get("class", "").split())
        return STRUCK if is_struck else ""


class Counts:
    """The numbers that a browser draws before the items of lists."""

    def __init__(self) -> None:
        self._next: dict[Node, int] = {}

    def label(self, item: Node) -> str:
        """Count an item (`li`); what is drawn before it, "" for nothing."""
        above = item.getparent()
        is_ordered = above.tag == "ol"
        form = _form_of(item) or _form_of(above) or ("decimal" if is_ordered else BULLET)
        if form not in _FORMS.values():
            return "" if form == "none" else form
        if above not in self._next:
            self._next[above] = self._start(above)
        number = _whole(item.get("value"), self._next[above])
        self._next[above] = number - 1 if above.get("reversed") is not None else number + 1
        shown = numbered(number, form)
        return f"{shown}." if shown else ""

    def _start(self, above: Node) -> int:
        is_reversed = above.get("reversed") is not None
        return _whole(above.get("start"), len(above.findall("li")) if is_reversed else 1)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and content of the rules that hold at any time: those of print or of small screens do not."""
    selectors, depth, outer = "", 0, ""
    for part in _BRACE.split(css):
        if part == "{":
            depth += 1
            outer = outer or (selectors if selectors.lstrip().startswith("@") else "")
        elif part == "}":
            depth = max(depth - 1, 0)
            outer = outer if depth else ""
        elif depth == 0:
            selectors = part[part.rfind(";") + 1 :]
        elif depth == 1 and not outer:
            yield selectors, part


def _form_of(node: Node) -> str:
    """The form that an element names: one of Word's words, a sign of its own, «none», or "" for nothing."""
    if match := _LIST_STYLE.search(node.get("style", "")):
        sign = match[1] or match[2]
        if sign:
            return sign.strip()
        words = match[3].lower().split()
        return next((_FORMS[word] for word in words if word in _FORMS), "none" if "none" in words else BULLET)
    return _FORMS.get(node.get("type", ""), "")


def _whole(text: str | None, otherwise: int) -> int:
    with suppress(ValueError, TypeError):
        return max(min(int(text), 99_999), -99_999)
    return otherwise
