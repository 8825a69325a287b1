"""What goes along with a release: who has rows and who has none, which documents were signed, what the letter says."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from reports.files import table as table_columns
from reports.files.annex import Annex, AnnexColumn
from reports.files.data_sheet import Kind
from reports.models import Agreement, CoveringText, Event, FoundDocument, State, Submission
from reports.prose import covering
from reports.prose.words import quarter_in, quarter_name

from .agreements import parties_of, signed_words, until_words, with_names
from .signed_documents import signed_documents

COLUMNS = (
    AnnexColumn("№ п/п", 11, Kind.NUMBER),
    AnnexColumn("Документ", 78),
    AnnexColumn("Стороны", 70),
    AnnexColumn("Подписан", 33),
    AnnexColumn("Действует", 33),
    AnnexColumn("Строка отчёта", 42),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The municipalities of the quarter as its documents up to a release tell them. `held`: those with rows; the others
    by their names."""

    held: int
    nil: int
    silent: list
    waiting: list
    left_out: list


@dataclass(frozen=True, slots=True)
class Signed:
    """A document that was signed, with the row of the release in which it stands."""

    document: Agreement
    number: int
    municipality: str


def current_covering():
    """(heading, text) of the covering letter's template."""
    last = CoveringText.objects.first()
    return (last.heading, last.text) if last else (covering.DEFAULT_HEADING, covering.DEFAULT_TEXT)


def standing_of(release):
    """The Standing at a release (three queries)."""
    releases = release.period.releases.filter(number__lte=release.number).order_by("number")
    sent = {}
    for rows, removed in releases.values_list("rows", "removed"):
        sent |= {row["uid"]: row["submission"] for row in rows}
        for row in removed:
            sent.pop(row["uid"], None)
    held = set(sent.values())
    included = Event.objects.included().filter(submission=OuterRef("pk"))
    reports = Submission.objects.in_period(release.period).with_names().annotate(has_rows=Exists(included))
    others = [report for report in reports.in_report_order() if report.pk not in held]
    names = {"nil": [], "silent": [], "waiting": [], "left_out": []}
    for report in others:
        names[_kind_of(report)].append(report.label)
    return Standing(len(held), len(names["nil"]), names["silent"], names["waiting"], names["left_out"])


def _kind_of(report):
    if report.state == State.APPROVED:
        return "nil" if report.is_nil else "waiting" if report.has_rows else "left_out"
    was_handed_in = report.state in (State.SUBMITTED, State.RETURNED)
    return "waiting" if was_handed_in else "silent"


def signed_in(release):
    """The documents that the rows of the release brought, in the order of the rows."""
    rows = {row["uid"]: (number, row["version"]) for number, row in enumerate(release.rows, start=1)}
    uids = list(rows)
    documents = signed_documents(Agreement.objects.filter(Q(event__uid__in=uids) | Q(found_in__uid__in=uids)))
    found = []
    for document in with_names(documents).order_by("pk"):
        number, version = rows[str(document.row.uid)]
        # Words that the row has got since are of no release yet.
        if document.words_version <= version:
            found.append(Signed(document, number, str(document.row.submission.municipality)))
    return sorted(found, key=lambda one: (one.number, one.document.pk))


def not_entered(release):
    """How many documents the words of the rows name that nobody has looked at yet."""
    uids = [row["uid"] for row in release.rows]
    return FoundDocument.objects.filter(event__uid__in=uids, state=FoundDocument.State.WAITING).count()


def list_of(release, signed):
    """The list of signed documents, to be drawn."""
    period = release.period
    return Annex(
        title=f"Перечень документов, подписанных\n{quarter_in(period.year, period.quarter)}",
        sheet="Документы",
        columns=COLUMNS,
        rows=[
            (
                number,
                one.document.title or one.document.get_kind_display(),
                parties_of(one.document),
                signed_words(one.document),
                until_words(one.document),
                f"строка {one.number}, {one.municipality}",
            )
            for number, one in enumerate(signed, start=1)
        ],
        empty_note=covering.about_documents(0),
    )


def name_of(release):
    """What is sent, in a letter: «сводный отчёт о мероприятиях…», «дополнение № 1 к отчёту о мероприятиях…»."""
    period, region = release.period, settings.REGION_GENITIVE
    if release.number:
        return _in_a_letter(table_columns.addendum_title(release.number, period.year, period.quarter, region))
    return f"сводный {_in_a_letter(table_columns.title(period.year, period.quarter, region))}"


def _in_a_letter(title):
    """A title of the table inside a sentence, with «ё» as the other sentences have it."""
    words = " ".join(title.split()).replace("тчет", "тчёт").replace("роведенных", "роведённых")
    return f"{words[0].lower()}{words[1:]}"


def short_name_of(release):
    """The same for the list of what is attached."""
    quarter = quarter_name(release.period.year, release.period.quarter)
    if release.number:
        return f"Дополнение № {release.number} к сводному отчёту за {quarter}"
    return f"Сводный отчёт за {quarter}"


def values_of(release, documents, check_address):
    """What stands in the template's places for this release. `documents`: how many were signed."""
    period, standing = release.period, standing_of(release)
    if release.number:
        instead = sum(bool(row["instead"]) for row in release.rows)
        report = covering.about_the_addendum(len(release.rows) - instead, instead, len(release.removed))
    else:
        report = covering.about_the_report(len(release.rows), standing.held)
    rest = covering.about_the_rest(
        standing.held, standing.nil, silent=standing.silent, waiting=standing.waiting, left_out=standing.left_out
    )
    # Where rows name documents that nobody has entered, «не подписывались» would not be true.
    about_documents = covering.about_documents(documents) if documents or not not_entered(release) else ""
    where = f" на странице {check_address}" if check_address else ""
    return {
        "документ": name_of(release),
        "квартал": quarter_name(period.year, period.quarter),
        "в квартале": quarter_in(period.year, period.quarter),
        "сведения": report,
        "остальные": rest,
        "документы": about_documents,
        "проверка": f"Подлинность документа проверяется по коду {release.code}{where}." if where else "",
    }


def example_values():
    """The same for a page on which there is no release: numbers of nobody."""
    today = timezone.localdate()
    quarter, year = (today.month - 1) // 3 + 1, today.year
    return {
        "документ": f"сводный {_in_a_letter(table_columns.title(year, quarter, settings.REGION_GENITIVE))}",
        "квартал": quarter_name(year, quarter),
        "в квартале": quarter_in(year, quarter),
        "сведения": covering.about_the_report(47, 4),
        "остальные": covering.about_the_rest(4, 22, silent=["Велижский район"]),
        "документы": covering.about_documents(7),
        "проверка": "Подлинность документа проверяется по коду 7K3M-Q2XA-9RTD на странице "
        f"{settings.SITE_URL}/check/7K3M-Q2XA-9RTD/.",
    }
