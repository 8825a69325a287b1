"""What stands behind the table of a year: its documents, municipalities by quarter, what changed since the year before,
events that two municipalities report."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from django.utils import timezone

from reports.files.annex import Annex, AnnexColumn, Heading, Total
from reports.files.data_sheet import Kind
from reports.prose.summary.year import WHOLE, quarters_named
from reports.prose.words import ROMAN
from reports.rules.register_filter import RegisterFilter

from .agreements import DocumentRow, documents_of, filter_of
from .year import Year
from .year_before import ByQuarter, Change, Comparison, by_quarter, comparison_of
from .year_table import Joint, joint_of

NUMBER = AnnexColumn("№ п/п", 13, Kind.NUMBER)
MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class YearDocuments:
    """The documents of a year that this person sees, and the filters by which the register shows the same."""

    signed: list[DocumentRow]
    lapsed: list[DocumentRow]
    signed_filter: RegisterFilter
    lapsed_filter: RegisterFilter


def documents_of_year(year: Year) -> YearDocuments:
    """Signed in the year, and lapsed or ended in it; what ends later this year is still in force."""
    first, last = datetime.date(year.year, 1, 1), datetime.date(year.year, 12, 31)
    signed = {"signed_from": first, "signed_to": last}
    lapsed = {"lapsed_from": first, "lapsed_to": min(last, timezone.localdate() - datetime.timedelta(days=1))}
    return YearDocuments(
        documents_of(year.user, **signed),
        documents_of(year.user, **lapsed),
        filter_of(**signed),
        filter_of(**lapsed),
    )


def annexes_of(year: Year) -> list[Annex]:
    """All of them, numbered in order."""
    found = by_quarter(year)
    comparison = comparison_of(year)
    made = [_documents(year), _by_quarter(year, found)]
    if comparison:
        made.append(_comparison(year, comparison))
    if joint := joint_of(year):
        made.append(_joint(joint))
    return [_numbered(number, annex) for number, annex in enumerate(made, 1)]


def _numbered(number, annex):
    return replace(annex, title=f"Приложение № {number}\n{annex.title}")


def _documents(year):
    found = documents_of_year(year)
    rows = []
    number = 0
    for words, documents in (("Подписаны", found.signed), ("Прекратили действие", found.lapsed)):
        rows.append(Heading(f"{words} в {year.year} году{'' if documents else ': нет'}"))
        for one in documents:
            number += 1
            rows.append((number, one.title, one.signed, one.municipality, one.parties, one.until))
    return Annex(
        f"Документы, подписанные и прекратившие действие в {year.year} году",
        "Документы",
        (
            NUMBER,
            AnnexColumn("Документ", 90),
            AnnexColumn("Подписан", 35),
            AnnexColumn("Муниципальное образование", 42),
            AnnexColumn("Стороны", 52),
            AnnexColumn("Срок действия", 35),
        ),
        rows,
    )


def _by_quarter(year: Year, found: ByQuarter) -> Annex:
    quarters = [AnnexColumn(f"{ROMAN[quarter - 1]} квартал", 27, Kind.NUMBER) for quarter in year.quarters]
    columns = [*quarters, AnnexColumn(f"{year.year} год", 27, Kind.NUMBER)]
    if year.common:
        columns += [
            AnnexColumn(before_heading(year), 30, Kind.NUMBER),
            AnnexColumn("Больше или меньше", 30, Kind.NUMBER),
        ]
    name = AnnexColumn("Муниципальное образование", 267 - sum(column.width_mm for column in columns))
    rows = []
    for line in (*found.lines, found.all):
        compared = [line.before.events, difference(line.than_before)] if line.before else []
        cells = (line.name, *(cell.events for cell in line.quarters), line.total.events, *compared)
        rows.append(Total(cells) if line is found.all else cells)
    silent = f"Без мероприятий: {', '.join(found.silent)}." if found.silent else ""
    beside = f" в сравнении с {year.year - 1} годом" if year.common else ""
    title = f"Мероприятия по муниципальным образованиям и кварталам {year.year} года{beside}"
    return Annex(title, "По кварталам", (name, *columns), rows, note=silent)


def before_heading(year: Year) -> str:
    """What the year before is compared by: «2023 год», «III квартал 2023 года»."""
    if year.common == WHOLE:
        return f"{year.year - 1} год"
    return f"{quarters_named(year.common)} {year.year - 1} года"


def difference(than_before: int) -> str:
    """«+3», «−2», «0»."""
    return f"+{than_before}" if than_before > 0 else f"{MINUS}{-than_before}" if than_before else "0"


def _comparison(year: Year, comparison: Comparison) -> Annex:
    rows = []
    for words, changes, is_new in changes_of(comparison):
        rows.append(Heading(f"{words}{'' if changes else ': нет'}"))
        rows += [
            (number, one.name, "", one.events if is_new else None, None if is_new else one.events)
            for number, one in enumerate(changes, 1)
        ]
    rows.append(Heading(f"Проводятся снова{'' if comparison.repeated else ': нет'}"))
    rows += [
        (number, one.name, one.municipality, one.events, one.before)
        for number, one in enumerate(comparison.repeated, 1)
    ]
    return Annex(
        f"Что изменилось в {year.year} году по сравнению с {year.year - 1} годом",
        "Сравнение",
        (
            NUMBER,
            AnnexColumn("Страна, партнёр или мероприятие", 124),
            AnnexColumn("Муниципальное образование", 60),
            AnnexColumn(f"Мероприятий в {year.year} году", 35, Kind.NUMBER),
            AnnexColumn(f"Мероприятий в {year.year - 1} году", 35, Kind.NUMBER),
        ),
        rows,
    )


def changes_of(comparison: Comparison) -> list[tuple[str, list[Change], bool]]:
    """(what they are, the changes, whether they are new) in the order of page and document."""
    return [
        ("Новые страны", comparison.new_countries, True),
        ("Страны, с которыми мероприятий больше не было", comparison.gone_countries, False),
        ("Новые партнёры", comparison.new_partners, True),
        ("Партнёры, с которыми мероприятий больше не было", comparison.gone_partners, False),
    ]


def _joint(joint: list[Joint]) -> Annex:
    return Annex(
        "Совместные мероприятия, напечатанные в таблице один раз",
        "Совместные",
        (
            NUMBER,
            AnnexColumn("Мероприятие", 134),
            AnnexColumn("Напечатано в разделе", 60),
            AnnexColumn("Сообщили также", 60),
        ),
        [(number, one.name, one.printed_for, one.also) for number, one in enumerate(joint, 1)],
    )
