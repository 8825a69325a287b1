"""Checks the rows that a reader found against the database and writes them, in one transaction or not at all.

The trial run is the real run rolled back, so a preview cannot promise what the import then does otherwise.
"""

import re
from collections import defaultdict
from dataclasses import asdict, dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from municipalities.models import Country, Municipality, PartnerCity, Partnership
from reports.editing import create_event
from reports.models import Event, Submission
from reports.periods import open_period
from reports.permissions import OFFICER_EDITS
from reports.prose.cleaning import even_out, search_key
from reports.prose.typography import quoted
from reports.prose.words import quarter_in, quarter_name

from .rows import ERROR, WARNING, Problem, Row

ADDED = "added"
SKIPPED = "skipped"
REFUSED = "refused"


@dataclass(slots=True)
class Outcome:
    """What became of one row; `municipality` is its short name, empty when there is none for its section."""

    row: Row
    municipality: str
    outcome: str


@dataclass(slots=True)
class Result:
    """What an import did, or on a trial would do. With errors nothing was written."""

    year: int
    quarter: int
    applied: bool = False
    period_opened: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self):
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self):
        return [problem for problem in self.problems if not problem.is_error]

    def count(self, outcome):
        return sum(one.outcome == outcome for one in self.outcomes)


class MunicipalityUnknown(Exception):
    """No municipality goes by this code; the text says so in Russian."""


def find_municipality(code):
    """The municipality by its ОКТМО (present or former) or short name. Raises MunicipalityUnknown."""
    key = search_key(code)
    for municipality in Municipality.objects.all():
        if key and key in {municipality.oktmo, municipality.oktmo_before, search_key(municipality.short_name)}:
            return municipality
    raise MunicipalityUnknown(f"Муниципального образования {quoted(code)} нет в справочнике. Назовите ОКТМО или имя.")


def import_rows(read, year, quarter, *, municipality=None, apply=False):
    """Write the rows of a ReadFile as drafts into the reports of a quarter; a missing quarter is opened.

    All rows go to `municipality` where it is given, else each to the one that its section names. Rows that are
    there already are skipped. Returns a Result; writes nothing with `apply=False` or when anything is wrong.
    """
    result = Result(year, quarter, problems=list(read.problems))
    with transaction.atomic():
        period, result.period_opened = open_period(year, quarter)
        _check_title(read.title, period, result)
        if not read.rows and not read.problems:
            result.problems.append(Problem(WARNING, "В файле нет ни одного мероприятия"))
        placed = _place_rows(read.rows, municipality, result)
        submissions = _editable_submissions(period, placed, result)
        _check_lists(placed, result)
        if not result.errors:
            _write_rows(placed, submissions, result)
        result.applied = apply and not result.errors
        if not result.applied:
            transaction.set_rollback(True)
    if result.errors:
        result.outcomes = [
            Outcome(row, municipality.short_name if municipality else "", REFUSED) for row, municipality in placed
        ]
    return result


# The checks: each adds its problems to the result, so that all are seen at once.

_QUARTER_IN_TITLE = re.compile(r"(?<!\w)(IV|I{1,3}) квартал\w* (\d{4})")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


def _check_title(title, period, result):
    found = _QUARTER_IN_TITLE.search(even_out(title).replace("І", "I"))
    if found and (int(found[2]), _ROMAN[found[1]]) != (period.year, period.quarter):
        named = quarter_name(int(found[2]), _ROMAN[found[1]])
        text = f"В заголовке файла назван {named}, а загружается он как отчёт за {period}"
        result.problems.append(Problem(WARNING, text))


def _place_rows(rows, municipality, result):
    """Pairs of row and municipality (None where the section names no single one)."""
    if municipality:
        return [(row, municipality) for row in rows]
    by_key = _municipalities_by_key()
    return [(row, _municipality_of(row, by_key, result)) for row in rows]


def _municipality_of(row, by_key, result):
    if not row.section:
        text = "Не сказано, чья это строка: добавьте раздел или укажите --municipality"
        result.problems.append(Problem(ERROR, text, row.where))
        return None
    found = by_key.get(search_key(row.section), {})
    if len(found) == 1:
        return next(iter(found.values()))
    text = "подходит нескольким муниципальным образованиям" if found else "нет в справочнике муниципальных образований"
    result.problems.append(Problem(ERROR, f"Раздела {quoted(row.section)} {text}", row.where))
    return None


def _municipalities_by_key():
    """Every name that a section may go by (dated headings and labels, short name, ОКТМО) → {pk: municipality}."""
    by_key = defaultdict(dict)
    for municipality in Municipality.objects.prefetch_related("names"):
        names = [municipality.short_name, municipality.oktmo, municipality.oktmo_before]
        for name in municipality.names.all():
            names += [name.heading, name.label]
        for key in filter(None, map(search_key, names)):
            by_key[key][municipality.pk] = municipality
    return by_key


def _editable_submissions(period, placed, result):
    """Municipality's pk → its report, if rows may be written into it."""
    wanted = {municipality.pk for _, municipality in placed if municipality}
    submissions = Submission.objects.in_period(period).filter(municipality__in=wanted)
    for submission in submissions.with_names().in_report_order():
        if submission.state not in OFFICER_EDITS:
            text = (
                f"Отчёт «{submission.label}» {quarter_in(period.year, period.quarter)} уже в состоянии "
                f"«{submission.get_state_display()}»: строки добавляют только в черновик или на доработке"
            )
            result.problems.append(Problem(ERROR, text))
    return {submission.municipality_id: submission for submission in submissions}


def _check_lists(placed, result):
    """Countries and partners are in the reference lists: what would be dropped silently stops the import."""
    countries = set(Country.objects.values_list("code", flat=True))
    partners = PartnerFinder()
    for row, municipality in placed:
        for code in {*row.countries, *(code for agreement in row.agreements for code in agreement.countries)}:
            if code not in countries:
                text = f"Страны с кодом {quoted(code)} нет в справочнике (нужны две латинские буквы, например BY)"
                result.problems.append(Problem(ERROR, text, row.where))
        for name in row.partners:
            if partners.find(name, municipality) is None:
                text = f"Партнёра {quoted(name)} нет в справочнике или таких несколько"
                result.problems.append(Problem(ERROR, text, row.where))


class PartnerFinder:
    """Finds partners by name; among namesakes the one that the municipality works with. Two queries in all."""

    def __init__(self):
        self.by_key = defaultdict(list)
        for partner in PartnerCity.objects.all():
            for key in partner.keys:
                self.by_key[key].append(partner)
        self.links = set(Partnership.objects.values_list("municipality", "partner"))

    def find(self, name, municipality):
        """The partner, or None when there is none or no single one."""
        found = self.by_key.get(search_key(name), [])
        if len(found) > 1 and municipality:
            found = [partner for partner in found if (municipality.pk, partner.pk) in self.links]
        return found[0] if len(found) == 1 else None


# Writing


def values_of_row(row, municipality, partners):
    """The row as the values that `editing` writes; `partners` is a PartnerFinder."""
    found = [partners.find(name, municipality) for name in row.partners]
    return {
        "name": row.name,
        "place_text": row.place,
        "period_text": row.period,
        "purpose": row.purpose,
        "participants": row.participants,
        "total": row.total,
        "total_foreign": row.foreign,
        "partners": [[partner.pk, partner.name] for partner in found],
        "countries": list(row.countries),
        "agreements": [asdict(agreement) for agreement in row.agreements],
    }


def _write_rows(placed, submissions, result):
    partners = PartnerFinder()
    known = _texts_there(submissions.values())
    for row, municipality in placed:
        there, key, texts = known[municipality.pk], _key(row.name, row.place, row.period), _texts(row)
        if texts in there[key]:
            result.outcomes.append(Outcome(row, municipality.short_name, SKIPPED))
            continue
        if there[key]:
            text = "Мероприятие с таким наименованием, местом и сроками уже внесено с другим текстом"
            result.problems.append(Problem(WARNING, text, row.where))
        try:
            values = values_of_row(row, municipality, partners)
            with transaction.atomic():
                create_event(submissions[municipality.pk], by=None, values=values, importing=True)
        except ValidationError as refusal:
            result.problems += _as_problems(refusal, row)
            continue
        there[key].append(texts)
        result.outcomes.append(Outcome(row, municipality.short_name, ADDED))


def _as_problems(refusal, row):
    """What the columns did not take, in the words of the model."""
    for name, messages in refusal.message_dict.items():
        label = Event._meta.get_field(name).verbose_name
        for message in messages:
            yield Problem(ERROR, f"Столбец «{label}»: {message.rstrip('.')}", row.where)


def _texts_there(submissions):
    """Municipality's pk → key of an event → texts of the events that have this key."""
    known = defaultdict(lambda: defaultdict(list))
    events = Event.objects.present().filter(submission__in=[submission.pk for submission in submissions])
    for event in events.select_related("submission"):
        key = _key(event.name, event.place_text, event.period_text)
        known[event.submission.municipality_id][key].append(_texts(event))
    return known


def _key(*texts):
    return tuple(map(search_key, texts))


def _texts(row_or_event):
    return even_out(row_or_event.purpose), even_out(row_or_event.participants)
