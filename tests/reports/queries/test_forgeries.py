"""What somebody who can write into the database, but has not the key, may do to what was sent: does it show?

Every entry is one change as such a person would make it, past the program, on a database with a whole quarter. The
database takes each of them. Those of UNSEEN only the control line shows; docs/operating.md tells of them.
"""

import hashlib
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from municipalities.models import Municipality, User
from reports.actions import periods
from reports.models import ArchiveRow, ChainLink, Release, Seal, Submission
from reports.queries.chain import chain_anew, chain_ends
from reports.queries.control_line import control_line, not_continued
from tests import factories
from tests.conftest import ROOT

from .life_once import lived as lived
from .test_sealed_rows import found, sql

pytestmark = [pytest.mark.django_db, pytest.mark.every_database(rows="all")]

LONG_AGO = "2020-01-01 00:00:00+00:00"
EVENT = "(SELECT min(id) FROM reports_event WHERE submission_id = %(report)s)"
OF_EVENTS = "event_id IN (SELECT id FROM reports_event WHERE submission_id = %(report)s)"
DOCUMENTS = f"SELECT id FROM reports_agreement WHERE {OF_EVENTS}"
LAST_RELEASE = "(SELECT max(id) FROM reports_release)"
LAST_MOVE = "SELECT max(id) FROM reports_statechange WHERE submission_id = %(report)s"


def of_report(values):
    return [f"UPDATE reports_submission SET {values} WHERE id = %(report)s"]


def of_event(values):
    return [f"UPDATE reports_event SET {values} WHERE id = {EVENT}"]


def of_release(values):
    return [f"UPDATE reports_release SET {values} WHERE id = {LAST_RELEASE}"]


def of_period(values):
    return [f"UPDATE reports_period SET {values} WHERE id = %(period)s"]


WHOLE_REPORT = [
    f"DELETE FROM reports_agreement_countries WHERE agreement_id IN ({DOCUMENTS})",
    *(f"DELETE FROM reports_{name} WHERE {OF_EVENTS}" for name in ("agreement", "event_countries", "event_partners")),
    "DELETE FROM reports_remarkchange WHERE remark_id IN"
    " (SELECT id FROM reports_remark WHERE submission_id = %(report)s)",
    "DELETE FROM reports_remark WHERE submission_id = %(report)s",
    f"DELETE FROM reports_eventrevision WHERE {OF_EVENTS}",
    *(
        f"DELETE FROM reports_{name} WHERE submission_id = %(report)s"
        for name in ("event", "statechange", "chainlink", "extensionrequest", "notice")
    ),
    "DELETE FROM reports_submission WHERE id = %(report)s",
]


def swap_file(keys, release, file, digest):
    """Other bytes in the place of a file, with every digest of them."""
    data = b"PK another file"
    sha256 = hashlib.sha256(data).hexdigest()
    statement = f"""UPDATE reports_storedcontent SET data = %s, sha256 = %s, size = %s WHERE id =
        (SELECT content_id FROM reports_storedfile WHERE id = (SELECT {file} FROM reports_release WHERE id = %s))"""
    sql(statement, data, sha256, len(data), keys[release])
    sql(f"UPDATE reports_release SET {digest} = %s WHERE id = %s", sha256, keys[release])


def swap_document(keys):
    swap_file(keys, "first_release", "document_id", "digest")


def swap_workbook(keys):
    swap_file(keys, "last_release", "workbook_id", "workbook_digest")


def make_chain_anew(keys):
    """Digests need no key; seals do, so that the old ones stay."""
    sql("UPDATE reports_statechange SET note = 'Иначе' WHERE submission_id = %s AND move = 'extend'", keys["report"])
    names = ("seal", "standing", "key")
    kept = list(ChainLink.objects.filter(submission=keys["report"]).values("kind", "row", *names))
    chain_anew(Submission.objects.get(pk=keys["report"]))
    for link in kept:
        ChainLink.objects.filter(kind=link["kind"], row=link["row"]).update(**{name: link[name] for name in names})
    ends = json.dumps(chain_ends(Submission.objects.in_period(keys["period"])))
    sql("UPDATE reports_release SET anchors = %s", ends)


def cut_off_approval(report):
    """The report is as it was after its hand-in, and nothing tells of the approval."""
    link = ChainLink.objects.filter(submission=report, kind="statechange").order_by("-number").first()
    sql("DELETE FROM reports_chainlink WHERE id = %s", link.pk)
    sql("DELETE FROM reports_statechange WHERE id = %s", link.row)
    put_back = "state = 'submitted', approved_at = NULL, approved_by_id = NULL, approved_version = NULL"
    sql(f"UPDATE reports_submission SET {put_back} WHERE id = %s", report)


def cut_off_released(keys):
    cut_off_approval(keys["report"])


def cut_off_unreleased(keys):
    cut_off_approval(keys["later_report"])


# Forgery → its statements with the names of `keys`, or a function that does it.
FORGERIES = {
    # What was sent
    "the code of a release": of_release("code = '0000-0000-0000'"),
    "the rows of a release": of_release("rows = '[]'"),
    "its removed rows": of_release("""removed = '[{"uid": "a", "release": 0, "number": 1}]'"""),
    "its anchors": of_release("anchors = '{}'"),
    "its date": of_release(f"at = '{LONG_AGO}'"),
    "who made it": of_release("by_id = %(other)s"),
    "the whole release": [f"DELETE FROM reports_release WHERE id = {LAST_RELEASE}"],
    "the document of another release": of_release(
        "document_id = (SELECT min(document_id) FROM reports_release),"
        " digest = (SELECT digest FROM reports_release ORDER BY id LIMIT 1)"
    ),
    "the name of its file": [
        "UPDATE reports_storedfile SET name = 'Иное.docx' WHERE id = (SELECT min(document_id) FROM reports_release)"
    ],
    "the document of a release with its digests": swap_document,
    "the workbook of a release with its digests": swap_workbook,
    # A report
    "a report with all its history": WHOLE_REPORT,
    "the nil flag": of_report("is_nil = true"),
    "who approved": of_report("approved_by_id = %(other)s"),
    "when it was approved": of_report(f"approved_at = '{LONG_AGO}'"),
    "who handed in": of_report("submitted_by_id = %(other)s"),
    "when it was handed in": of_report(f"submitted_at = '{LONG_AGO}'"),
    "the first hand-in": of_report(f"first_submitted_at = '{LONG_AGO}'"),
    "the own deadline": of_report("own_deadline = '2031-01-01'"),
    "the extension": of_report("extended_to = '2031-01-01'"),
    "the words of a return": of_report("return_note = 'Иное'"),
    "the municipality of a report": of_report("municipality_id = %(third)s"),
    "the last move": [f"UPDATE reports_statechange SET note = 'Иначе' WHERE id = ({LAST_MOVE})"],
    "a chain and the anchors made anew": make_chain_anew,
    "the last move cut off, before the last release": cut_off_released,
    "the last move cut off, where nothing was released": cut_off_unreleased,
    # Its events
    "the words of an event": of_event("purpose = 'Побратимство'"),
    "the days that were understood": of_event(
        "start = '2024-10-01', \"end\" = '2024-10-02', precision = 'day', sort_key = '2024-10-01'"
    ),
    "the printed order": of_event("position = 99"),
    "a document changed": [f"UPDATE reports_agreement SET title = 'Иное' WHERE event_id = {EVENT}"],
    "a document added": [
        "INSERT INTO reports_agreement (event_id, kind, title, parties, signed_text, words_version, is_open_ended)"
        f" VALUES ({EVENT}, 'agreement', 'Ещё одно', '', '', 1, false)"
    ],
    "a document deleted": [
        f"DELETE FROM reports_agreement_countries WHERE agreement_id IN ({DOCUMENTS})",
        f"DELETE FROM reports_agreement WHERE {OF_EVENTS}",
    ],
    "a country of a document": [f"DELETE FROM reports_agreement_countries WHERE agreement_id IN ({DOCUMENTS})"],
    "a partner added": [f"INSERT INTO reports_event_partners (event_id, partnercity_id) VALUES ({EVENT}, %(partner)s)"],
    "a partner taken away": [f"DELETE FROM reports_event_partners WHERE {OF_EVENTS}"],
    "a country added": [f"INSERT INTO reports_event_countries (event_id, country_id) VALUES ({EVENT}, 'RS')"],
    "a country taken away": [f"DELETE FROM reports_event_countries WHERE {OF_EVENTS}"],
    "numbers of people": of_event("total = 2000, total_foreign = 500"),
    # Remarks and requests
    "the words of a remark": ["UPDATE reports_remark SET text = 'Иное'"],
    "the answer to a remark": ["UPDATE reports_remark SET answer = 'Иное'"],
    "who accepted the answer": ["UPDATE reports_remark SET accepted_by_id = %(other)s"],
    "the answer in the exchange": ["UPDATE reports_remarkchange SET text = 'Иное' WHERE kind = 'answered'"],
    "the reason of a request for time": ["UPDATE reports_extensionrequest SET reason = 'Иное'"],
    "the answer to a request for time": ["UPDATE reports_extensionrequest SET outcome = 'declined', answer = 'Нет'"],
    "a request for time taken away": ["DELETE FROM reports_extensionrequest"],
    # The quarter
    "the deadline of a quarter": of_period("deadline = '2031-01-01', hard_deadline = '2031-01-01'"),
    "its window": of_period("window_from = '2020-01-01'"),
    "its reopening": of_period(f"closed_at = '{LONG_AGO}'"),
    "a step of its history": ["UPDATE reports_periodchange SET kind = 'dates' WHERE kind = 'reopened'"],
    "its whole history": ["DELETE FROM reports_periodchange WHERE period_id = %(period)s"],
    # The lists
    "the printed heading of a municipality": ["UPDATE municipalities_municipalityname SET heading = 'Иное'"],
    "who signs": ["UPDATE municipalities_municipality SET signer_name = 'И.О. Иной'"],
    "the name of a partner": ["UPDATE municipalities_partnercity SET name = 'г. Орша'"],
    "since when somebody answers for a municipality": ["UPDATE municipalities_officer SET since = '2024-01-01'"],
    "the rights of a person": ["UPDATE municipalities_user SET is_coordinator = true WHERE id = %(other)s"],
    "the log of the lists": ["UPDATE django_admin_log SET change_message = 'Иначе'"],
}

UNSEEN = {"the last move cut off, where nothing was released", "the log of the lists"}


# Somebody who knows of the seals as well: a seal goes with its row, or an old row comes back with the seal of then.


def without_seal(model, *statements):
    def forge(keys):
        pk = Seal.objects.filter(kind=model).order_by("-pk").values_list("row", flat=True).first()
        sql('DELETE FROM reports_seal WHERE kind = %s AND "row" = %s', model, pk)
        for statement in statements:
            sql(statement, pk)

    return forge


def remove_report_and_seal(keys):
    for statement in [*WHOLE_REPORT, "DELETE FROM reports_seal WHERE kind = 'submission' AND \"row\" = %(text)s"]:
        run(statement, {**keys, "report": keys["later_report"], "text": str(keys["later_report"])})


def put_back_with_seal(keys):
    """The dates of a quarter as they were before the program changed them: nobody needs the key for it."""
    former = keys["former_seal"]
    sql("UPDATE reports_period SET deadline = %s WHERE id = %s", keys["former_deadline"], keys["later"])
    sql("UPDATE reports_seal SET digest = %s WHERE id = %s", former.digest, former.pk)


WITH_SEALS = {
    "the last release": without_seal("release", "DELETE FROM reports_release WHERE id = %s"),
    "the last step of a quarter's history": without_seal(
        "periodchange", "DELETE FROM reports_periodchange WHERE id = %s"
    ),
    "a request for time": without_seal("extensionrequest", "DELETE FROM reports_extensionrequest WHERE id = %s"),
    "a report where nothing was released": remove_report_and_seal,
    "the former dates of a quarter": put_back_with_seal,
}
UNSEEN_BY_THE_LINE = {"the former dates of a quarter"}


@pytest.fixture(scope="module")
def keys(made_once, lived):
    """The quarter of `lived`, and a later one that is still open, with an approved report. Without the rows of the
    archive: they are derived, can be made anew at any time, and would only be more to remove."""
    with made_once():
        vyazma, coordinator = Municipality.objects.get(pk=lived.vyazma), User.objects.get(pk=lived.coordinator)
        factories.make_country("RS", "Сербия", "Республика Сербия")
        later = factories.make_period(2025, 1)
        former_seal = Seal.objects.get(kind="period", row=str(later.pk))
        former_deadline = later.deadline
        periods.set_dates(later, by=coordinator, deadline=later.hard_deadline)
        officer = User.objects.get(pk=lived.vyazma_officer)
        approved = factories.make_submission(later, vyazma, state="approved", officer=officer)
        numbers = Release.objects.order_by("pk").values_list("pk", flat=True)
        ArchiveRow.objects.all().delete()
        return {
            "report": lived.report,
            "period": Submission.objects.get(pk=lived.report).period_id,
            "first_release": numbers[0],
            "last_release": list(numbers)[-1],
            "other": factories.make_user("stranger").pk,
            "third": factories.make_municipality("Угранский").pk,
            "partner": factories.make_partner("г. Орша").pk,
            "later": later.pk,
            "later_report": approved.pk,
            "former_seal": former_seal,
            "former_deadline": former_deadline,
        }


def run(statement, keys):
    numbers = {name: key for name, key in keys.items() if f"%({name})s" in statement}
    with connection.cursor() as cursor:
        cursor.execute(statement, numbers)
        assert cursor.rowcount != 0 or statement.startswith("DELETE"), statement


def forge(how, keys):
    """Do it; the database takes it."""
    for statement in how if isinstance(how, list) else []:
        run(statement, keys)
    if callable(how):
        how(keys)
    connection.check_constraints()


def test_nothing_was_forged_yet(keys):
    assert found() == []


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forgery_shows_or_is_named_as_unseen(keys, what):
    line = control_line()
    forge(FORGERIES[what], keys)
    assert bool(found()) is (what not in UNSEEN)
    if what in UNSEEN:
        call_command("verify_history")
        with pytest.raises(CommandError, match="история нарушена"):
            call_command("verify_history", since=line)


@pytest.mark.parametrize("what", WITH_SEALS)
def test_a_forgery_that_takes_the_seal_along_shows_by_the_line(keys, what):
    line = control_line()
    forge(WITH_SEALS[what], keys)
    assert found() == []
    assert bool(not_continued(line)) is (what not in UNSEEN_BY_THE_LINE)


def test_few_forgeries_are_unseen_and_the_guide_tells_of_them():
    assert len(FORGERIES) >= 38
    assert len(UNSEEN) <= 3
    guide = " ".join((ROOT / "docs" / "operating.md").read_text(encoding="utf-8").split())
    for words in (
        "the last moves of a report were cut off before a release saw them",
        "a row removed together with its seal",
        "an edited log of the lists (`django_admin_log`)",
        "a row put back together with the seal that it had then",
    ):
        assert words in guide
