"""What the texts around a table say: the title of the whole, whose the table is, that it is a plan, or nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.prose.cleaning import one_line

from . import headings
from .groups import COUNTRY_GROUP, MONTH_GROUP, group_of
from .kinds import is_plan

LONGEST_TITLE = 600
SEVERAL_OWNERS = "Над таблицей названы несколько муниципальных образований: {}. Скажите, чьи это строки"

_FURNITURE = re.compile(
    r"(?:приложени\w+|таблиц\w+|лист|sheet|раздел)\s*+(?:№|N)?\s*\d{1,3}(?:\.\d{1,3})?(?:\s*[.:)–—-])?\s+", re.I
)
_NUMBERING = re.compile(r"(?:\d{1,3}|[IVX]{1,5})(?:\.\d{1,3})?\s*[.)]\s*")
_OWN = re.compile(
    r"(?<![\w-])(?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁ]?[а-яё]+)?(?:ск|цк|н)(?:ого|ом|ому|им|ий|ый)\s+(?:муниципальн\w+\s+|городск\w+\s+)?(?:район|округ)\w{0,2}"
    r"|муниципальн\w+\s+(?:округ|район)\w{0,2}\s+«[^»]{3,60}»|муниципальн\w+\s+образовани[еяюй]\w{0,2}\s+[«\"][^»\"]{3,60}[»\"]"
    r"|(?:город(?:а|у|е|ом)?|г\.)\s*[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?)(?!\w)"
)
_ADJECTIVE = re.compile(
    r"[а-яё]+(?:-[а-яё]+)?(?:ский|цкий|ной|ный)(?:\s+(?:м\s?\.?\s?[ор]\.?|мо|мр|р-н|окр\.?|го|г\.?\s?о\.?|район|округ))?"
)
_ONE_NAME = re.compile(r"(?:г\.?\s*)?[А-ЯЁ][а-яё]{3,}(?:-[А-ЯЁ][а-яё]+)?")
_NOBODY = re.compile(
    r"лист|sheet|отч|свод|мероп|табл|данн|форм|реестр|план|итог|прил|культ|спорт|образ|молод|межд|январ|феврал|март|апрел|ма[йя]|июн|июл"
    r"|авг|сент|октяб|нояб|декаб|кварт|перв|втор|трет|четв|основн|общ|черн|копи|стар|нов|раздел|показ|стат|согл|договор|парт|побрат|справ"
    r"|инстр|образец|пример|контакт|участ|список|перечень|прочее|друг|осталь|титул|содерж|оглав|архив|событ|визит|встреч|конкур|фестив"
)


@dataclass(slots=True)
class Flow:
    """What the texts between two tables are. `owners`: names that stand for the table below, with their places;
    `groups`: the month or country of all its rows."""

    title: str = ""
    owners: list[tuple[str, str]] = field(default_factory=list)
    loose: list[tuple[str, str]] = field(default_factory=list)
    is_plan: bool = False
    groups: dict[str, str] = field(default_factory=dict)


def read_flow(texts: Iterable[tuple[str, str]], *, title: str) -> Flow:
    """Understand (text, where) of the paragraphs before a table, cleaned. `title`: that of the whole, if it is known.

    A municipality's name counts only directly before its table, with nothing but a title between. The municipality
    that a title itself names speaks first."""
    flow, in_title = Flow(title), False
    for long, where in texts:
        text = one_line(long)
        if not text:
            continue
        if not flow.title and headings.is_title(text):
            flow.title, in_title = text, True
        elif in_title and headings.goes_on_title(text) and len(flow.title) < LONGEST_TITLE:
            flow.title += f" {text}"
        elif is_owner(text):
            in_title = False
            flow.owners.append((text, where))
        else:
            in_title = False
            _take_other(flow, text, where, has_title=bool(title))
            flow.loose.append((long, where))
    if flow.title != title:
        flow.is_plan = flow.is_plan or is_plan(flow.title)
        own = own_municipality(flow.title)
        if own and any(not _is_same(own, name) for name, _ in flow.owners):
            _forget(flow)
    return flow


def _take_other(flow: Flow, text: str, where: str, *, has_title: bool) -> None:
    """A paragraph that is neither the file's title nor a name: perhaps the title of this table."""
    is_of_plan = is_plan(text)
    flow.is_plan = flow.is_plan or is_of_plan
    if is_of_plan or headings.is_title(text):
        named = own_municipality(text) if has_title else ""
        if named:
            _forget(flow)
            flow.owners.append((named, where))
    elif found := groups_in(text):
        flow.groups |= found
    elif not _is_beside_the_point(text):
        _forget(flow)
        flow.groups.clear()


def groups_in(text: str) -> dict[str, str]:
    """The month or country that a text above a table, or the name of its sheet, says of all rows: {kind: words}."""
    group = group_of(text)
    return {group[0]: group[1]} if group and group[0] in (MONTH_GROUP, COUNTRY_GROUP) else {}


def _forget(flow: Flow) -> None:
    """The names so far stand for something else: addressees, a letterhead."""
    flow.loose += flow.owners
    flow.owners = []


def _is_beside_the_point(text: str) -> bool:
    """«(тыс. человек)», «за I квартал 2025 года»: may stand between a name and its table."""
    return (
        text.startswith("(") or bool(re.match(r"(?:за|в|на)\s.{0,40}(?:квартал|год)", text)) or is_number_of_part(text)
    )


def is_number_of_part(text: str) -> bool:
    """«Приложение № 2», «Таблица 3», «к письму»."""
    return bool(_FURNITURE.fullmatch(f"{text} ") or re.match(r"к\s+\w+", text))


def bare_name(text: str) -> str:
    """The text without «Приложение 2.», «Sheet 2:», «3.»."""
    text = _FURNITURE.sub("", text, count=1) if _FURNITURE.match(text) else text
    return _NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text


def is_owner(text: str) -> bool:
    """Whether a paragraph names a municipality and nothing else, be it numbered."""
    return headings.is_municipality(text) or headings.is_municipality(bare_name(text))


def own_municipality(text: str) -> str:
    """The one municipality that a title names; "" for none or several."""
    found = list(dict.fromkeys(match[0] for match in _OWN.finditer(text[:LONGEST_TITLE])))
    return found[0] if found and all(_is_same(found[0], other) for other in found) else ""


def _is_same(name: str, other: str) -> bool:
    """Whether two names begin alike, whatever their cases."""
    return bool(_keys(name) & _keys(other))


def _keys(name: str) -> set[str]:
    words = re.findall(r"[а-яё]{4,}", bare_name(name).casefold())
    return {
        word[:5]
        for word in words
        if not re.match(r"муниц|округ|район|город|образ|админ|област|смоленск(?:ой|ая)", word)
    }


def name_of_sheet(name: str) -> str:
    """The municipality after which a sheet of a workbook is named; "" for a sheet of any other name."""
    own = name.partition("«")[2].rpartition("»")[0] or name
    bare = " ".join(bare_name(own).split())
    if headings.is_municipality(bare) or _ADJECTIVE.fullmatch(bare.casefold()):
        return own
    is_name = _ONE_NAME.fullmatch(bare) and not _NOBODY.search(bare.casefold())
    return own if is_name else ""
