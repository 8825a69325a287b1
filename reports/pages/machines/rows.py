"""Released quarters and their rows as data: the words that a release printed last, and what was understood of that
version of the event. Nothing is read of the event as it is now.

The form is described in openapi.json; fields are only added.
"""

import csv
import io
from dataclasses import dataclass
from itertools import islice

from django.utils import timezone

from municipalities.lists.files import escape_formula
from reports.actions.releases import Place, sent_rows
from reports.models import EventRevision, Period, Release, Submission
from reports.prose.documents.write import KINDS

AT_ONCE = 500  # rows of one query
SEPARATORS = {"semicolon": ";", "comma": ","}
BETWEEN = " | "  # several values in one cell
DOCUMENT_FIELDS = ("kind", "title", "signed_on", "signed_text")
MARK = "\ufeff"  # by which Excel knows UTF-8


@dataclass(frozen=True, slots=True)
class Released:
    """A quarter with its releases and its rows as printed last. `reports`: pk → (OKTMO, name on the last day)."""

    period: Period
    releases: list[Release]
    rows: dict[str, Place]
    reports: dict[int, tuple[str, str]]

    def as_data(self):
        return {
            "quarter": self.period.slug,
            "year": self.period.year,
            "number": self.period.quarter,
            "name": str(self.period),
            "starts_on": self.period.starts_on,
            "ends_on": self.period.ends_on,
            "rows": len(self.rows),
            "municipalities": len({self.reports[place.submission][0] for place in self.rows.values()}),
            "releases": [_release(release) for release in self.releases],
        }


def _release(release):
    return {
        "release": release.number,
        "name": release.name,
        "code": release.code,
        "issued_at": timezone.localtime(release.at).isoformat(timespec="seconds"),
        "rows": len(release.rows),
        "removed": len(release.removed),
    }


def released_periods():
    """The quarters of which something was released, the latest first."""
    return Period.objects.filter(releases__number=0).order_by("-year", "-quarter")


def facts_of(periods):
    """(of what an answer about these quarters depends, when the last release was made). Two queries, no row is read: a
    release never changes."""
    periods = [period.pk for period in periods]
    releases = Release.objects.filter(period__in=periods).order_by("period", "number")
    facts = list(releases.values_list("period", "number", "code", "at"))
    names = Submission.objects.filter(period__in=periods).with_names().order_by("pk")
    names = list(names.values_list("pk", "municipality__oktmo", "label"))
    return [facts, names], max((at for *_, at in facts), default=None)


def released(period):
    """The quarter as Released. Three queries."""
    reports = Submission.objects.in_period(period).with_names().order_by()
    return Released(
        period=period,
        releases=list(period.releases.order_by("number").defer("anchors")),
        rows=sent_rows(period),
        reports={pk: (oktmo, name) for pk, oktmo, name in reports.values_list("pk", "municipality__oktmo", "label")},
    )


def rows_of(quarter):
    """The rows of a Released quarter as data, in the order of the release. One query for each AT_ONCE of them."""
    codes = {release.number: release.code for release in quarter.releases}
    waiting = iter(quarter.rows.items())
    while some := dict(islice(waiting, AT_ONCE)):
        contents = _contents(some)
        for uid, place in some.items():
            yield _row(quarter, uid, place, codes[place.release], contents[uid])


def _contents(places):
    """uid → what its row printed, of that version of the event."""
    versions = {place.version for place in places.values()}
    found = EventRevision.objects.filter(event__uid__in=list(places), version__in=versions)
    return {
        str(uid): content
        for uid, version, content in found.values_list("event__uid", "version", "content").iterator()
        if places[str(uid)].version == version
    }


def _row(quarter, uid, place, code, content):
    oktmo, name = quarter.reports[place.submission]
    return {
        "uid": uid,
        "quarter": quarter.period.slug,
        "municipality": oktmo,
        "municipality_name": name,
        "release": place.release,
        "number": place.number,
        "code": code,
        "version": place.version,
        "name": content["name"],
        "place": content["place_text"],
        "period": content["period_text"],
        "purpose": content["purpose"],
        "participants": content["participants"],
        "start": content["start"],
        "end": content["end"],
        "precision": content["precision"],
        "format": content["place_format"],
        "country": content["place_country"],
        "locality": content["place_locality"],
        "total": content["total"],
        "total_foreign": content["total_foreign"],
        "countries": content["countries"],
        "partners": [name for _, name in content["partners"]],
        "documents": [{key: document[key] for key in DOCUMENT_FIELDS} for document in content["agreements"]],
    }


# As a table


COLUMNS = (
    *("uid", "quarter", "municipality", "municipality_name", "release", "number", "code", "version"),
    *("name", "place", "period", "purpose", "participants"),
    *("start", "end", "precision", "format", "country", "locality"),
    *("total", "total_foreign", "countries", "partners", "documents"),
)


def as_csv(rows, separator):
    """The lines of a table of these rows, as they are read."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=SEPARATORS[separator], lineterminator="\r\n")
    stream.write(MARK)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in COLUMNS])
        yield stream.getvalue()
        stream.seek(0)
        stream.truncate()
    yield stream.getvalue()


def _cell(value):
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, list):
        value = BETWEEN.join(_document(one) if isinstance(one, dict) else one for one in value)
    return escape_formula(value)


def _document(document):
    """«Соглашение о сотрудничестве (2024-10-05)»."""
    signed = document["signed_on"] or document["signed_text"]
    name = document["title"] or KINDS[document["kind"]]
    return f"{name} ({signed})" if signed else name
