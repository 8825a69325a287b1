"""The covering letter of a quarter's report: its sentences, and the template into which they are put. Pure."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from .typography import quoted
from .words import NBSP, plural

# Name in braces → what stands in its place, for the list beside the template.
PLACEHOLDERS = {
    "документ": "что направляется, с полным названием",
    "квартал": "«IV квартал 2024 года»",
    "в квартале": "«в IV квартале 2024 года»",
    "сведения": "сколько мероприятий и в скольких муниципальных образованиях",
    "остальные": "где мероприятия не проводились, кто не представил отчёт, чьи сведения проверяются",
    "документы": "сколько документов подписано",
    "проверка": "код проверки и страница, на которой по нему сверяют документ",
}
DEFAULT_HEADING = "О направлении отчёта за {квартал}"
DEFAULT_TEXT = """Направляю {документ}.
{сведения} {остальные}
{документы}
{проверка}"""

# Without these the letter does not say what it is for.
_NEEDED = {
    "документ": "что направляется, письмо не скажет",
    "остальные": "о муниципалитетах без мероприятий письмо не скажет",
}
_IN_BRACES = re.compile(r"\{([^{}\n]*)\}")
_LIKE_ENOUGH = 0.6
_SHOWN = 30  # letters around a brace


# --- The template -----------------------------------------------------------------------------------------------------


def why_wrong(template: str) -> list[str]:
    """What is wrong with the braces of a template, as sentences; none: it can be filled in."""
    wrong = []
    for name in dict.fromkeys(_IN_BRACES.findall(template)):
        if not name.strip():
            wrong.append(f"В скобках {{{name}}} ничего нет. Какие подстановки есть, перечислено рядом.")
        elif _known(name) not in PLACEHOLDERS:
            near = get_close_matches(_known(name), PLACEHOLDERS, 1, _LIKE_ENOUGH)
            way_on = f"Возможно, вы имели в виду {{{near[0]}}}." if near else "Какие есть, перечислено рядом."
            wrong.append(f"Подстановки {{{name}}} нет. {way_on}")
    rest = _IN_BRACES.sub(" ", template)
    for match in re.finditer(r"[{}]", rest):
        if match[0] == "{":
            wrong.append(f"Скобка {{ не закрыта: {quoted(rest[match.start() :][:_SHOWN].split(chr(10))[0])}.")
        else:
            wrong.append(f"Лишняя скобка }}: {quoted(rest[: match.end()][-_SHOWN:].split(chr(10))[-1])}.")
    return wrong


def absent(template: str) -> list[str]:
    """What the letter will not say, as sentences: nobody is kept from leaving it out."""
    there = set(map(_known, _IN_BRACES.findall(template)))
    return [f"В тексте нет {{{name}}}: {words}." for name, words in _NEEDED.items() if name not in there]


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with values in place of the names; paragraphs that have become empty are left out."""
    lines = []
    for line in template.split("\n"):
        made = _IN_BRACES.sub(lambda match: values[_known(match[1])], line)
        # Where a value is empty, no two blanks are left, and none before a full stop.
        made = re.sub(r" {2,}", " ", made).replace(" .", ".").strip() if made != line else line.strip()
        if made.strip(". "):
            lines.append(made)
    return "\n".join(lines)


def _known(name: str) -> str:
    return " ".join(name.split()).lower()


# --- Its sentences ----------------------------------------------------------------------------------------------------


def about_the_report(rows: int, municipalities: int) -> str:
    """«В отчёт включены 47 мероприятий, проведённых в 4 муниципальных образованиях.»"""
    verb = plural(rows, "включено", "включены", "включены")
    noun = plural(rows, "мероприятие", "мероприятия", "мероприятий")
    held = plural(rows, "проведённое", "проведённые", "проведённых")
    return f"В отчёт {verb} {rows}{NBSP}{noun}, {held} {_in_municipalities(municipalities)}."


def about_the_addendum(new: int, instead: int, removed: int) -> str:
    """«В дополнение включены 5 новых строк и 1 строка взамен прежней; исключена 1 прежняя строка.»"""
    parts = []
    if new:
        parts.append(f"{new}{NBSP}{plural(new, 'новая строка', 'новые строки', 'новых строк')}")
    if instead:
        noun = plural(instead, "строка", "строки", "строк")
        parts.append(f"{instead}{NBSP}{noun} взамен {'прежней' if instead == 1 else 'прежних'}")
    gone = ""
    if removed:
        rows = plural(removed, "прежняя строка", "прежние строки", "прежних строк")
        gone = f"{plural(removed, 'исключена', 'исключены', 'исключены')} {removed}{NBSP}{rows}"
    if not parts:
        return f"{gone[:1].upper()}{gone[1:]}." if gone else ""
    verb = plural(new or instead, "включена", "включены", "включены")
    return f"В дополнение {verb} {' и '.join(parts)}{f'; {gone}' if gone else ''}."


def about_the_rest(
    held: int, nil: int, *, silent: Sequence[str] = (), waiting: Sequence[str] = (), left_out: Sequence[str] = ()
) -> str:
    """The municipalities without rows. `held`, `nil`: how many have rows, and how many said that there was nothing.
    The others are named: those that handed in nothing, those whose report is not decided, those whose rows the report
    leaves out. Only where there are none of them «остальные» is true."""
    others = silent or waiting or left_out
    said = [_nothing_held(nil, is_all=bool(held) and not others)] if nil else []
    if waiting:
        said.append(f"Сведения {_of(waiting)} проверяются и будут направлены дополнительно.")
    if left_out:
        said.append(f"Мероприятия {_of(left_out)} в отчёт не включены.")
    if silent:
        number = len(silent)
        noun = plural(number, "муниципальное образование", "муниципальных образования", "муниципальных образований")
        verb = plural(number, "представило", "представили", "представили")
        reports = "Отчёт" if number == 1 else "Отчёты"
        said.append(f"{reports} не {verb} {number}{NBSP}{noun} ({', '.join(silent)}).")
    return " ".join(said)


def _nothing_held(number: int, *, is_all: bool) -> str:
    # «В остальных 21 муниципальном образовании» nobody writes.
    is_one = plural(number, "1", "2", "5") == "1"
    where = _in_municipalities(number)
    if is_all and not is_one:
        return f"В остальных {where.removeprefix('в ')} мероприятия не проводились."
    return f"Ещё {where} мероприятия не проводились."


def _in_municipalities(number: int) -> str:
    if number == 1:
        return "в одном муниципальном образовании"
    noun = plural(number, "муниципальном образовании", "муниципальных образованиях", "муниципальных образованиях")
    return f"в {number}{NBSP}{noun}"


def _of(names: Sequence[str]) -> str:
    noun = plural(len(names), "муниципального образования", "муниципальных образований", "муниципальных образований")
    return f"{len(names)}{NBSP}{noun} ({', '.join(names)})"


def about_documents(number: int) -> str:
    """«Подписаны 7 документов, их перечень прилагается.»"""
    if not number:
        return "Документы в этом квартале не подписывались."
    verb = plural(number, "Подписан", "Подписаны", "Подписаны")
    noun = plural(number, "документ", "документа", "документов")
    rest = "сведения о нём прилагаются" if number == 1 else "их перечень прилагается"
    return f"{verb} {number}{NBSP}{noun}, {rest}."


def attachment(name: str, pages: int | None, copies: int) -> str:
    """«Сводный отчёт за IV квартал 2024 года на 21 л. в 1 экз.»; without the pages where nobody knows them."""
    sheets = f" на {pages}{NBSP}л." if pages else ""
    return f"{name}{sheets} в{NBSP}{copies}{NBSP}экз."
