"""The words of the archive's rows follow every write."""

import pytest
from django.db import connection

from reports.actions import archive, archive_tokens, events
from reports.models import ArchiveRow, ArchiveTokens, KnownWord, Submission
from reports.models.archive_tokens import SQLITE_INDEX
from reports.prose import stems
from reports.queries.search import having
from reports.rules.permissions import THE_PROGRAM
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def report(period, smolensk):
    return Submission.objects.get(period=period, municipality=smolensk)


def found(line):
    return sorted(having(ArchiveRow.objects.all(), line).values_list("event", flat=True))


def test_an_event_is_found_by_its_words_as_soon_as_it_is_written(report, smolensk_officer):
    event = factories.make_event(report, name="Выставка кружев")
    assert found("кружево") == [event.pk]
    event = events.save_event(event, by=smolensk_officer, values={"name": "Выставка рушников"}, base_version=1)
    assert found("кружево") == []
    assert found("рушник") == [event.pk]
    events.delete_event(event, by=smolensk_officer, base_version=2)
    assert found("рушник") == []
    assert not ArchiveTokens.objects.exists()


def test_an_event_is_found_by_everything_that_is_told_of_it(report):
    partner = factories.make_partner("г. Орша", synonyms="Orsha")
    event = factories.make_event(
        report,
        name="Встреча",
        place_text="г. Вологда",
        period_text="в начале лета",
        purpose="Обмен саженцами",
        participants="Садовники",
        partners=[[partner.pk, "г. Орша"]],
        countries=["BY"],
        agreements=[{"kind": "protocol", "title": "Протокол о яблонях"}],
    )
    for line in (
        "встречи",
        "вологодский",
        "летом",
        "саженец",
        "садовник",
        "оршанский",
        "Orsha",
        "РБ",
        "яблоня",
        "Смоленск",
    ):
        assert found(line) == [event.pk], line


def test_rebuilding_leaves_the_same_words(report):
    factories.make_event(report, name="Выставка кружев")
    before = list(ArchiveTokens.objects.values_list("of_name", "of_all"))
    archive.rebuild(by=THE_PROGRAM)
    assert list(ArchiveTokens.objects.values_list("of_name", "of_all")) == before
    assert before == [(sorted(before[0][0]), sorted(before[0][1]))]


def test_words_are_learnt_once_the_event_is_there_for_good(report, django_capture_on_commit_callbacks):
    """Two people who write the same new word would wait for each other's transaction, in whichever order."""
    with django_capture_on_commit_callbacks(execute=True):
        factories.make_event(report, name="Выставка кружев", participants="Кружевницы")
        assert not KnownWord.objects.filter(word="кружево").exists()
    word = KnownWord.objects.get(word="кружево")
    assert (word.token, word.first, word.letters) == (stems.stem("кружево"), "к", 7)
    archive_tokens.learn_words({word.token: "кружева"})
    assert KnownWord.objects.get(token=word.token).word == "кружево"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own index")
def test_the_index_of_sqlite_is_whole_after_every_migration(report):
    """Django makes a table of SQLite anew for some changes, and its triggers are gone without a word."""
    factories.make_event(report)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", ["reports_archivetokens"]
        )
        assert cursor.fetchone() == (3,)
        cursor.execute(f"INSERT INTO {SQLITE_INDEX}({SQLITE_INDEX}, rank) VALUES ('integrity-check', 1)")


def test_every_letter_of_a_token_is_one_to_the_database_too(report):
    """Each database has its own idea of what a letter is: a token that it cuts would be found by neither half, or be an
    error."""
    event = factories.make_event(report)
    row = ArchiveRow.objects.get(event=event)
    letters = [chr(code) for code in range(0x250) if stems.tokens(chr(code) * 2)]
    letters += [chr(code) for code in range(0x370, 0x2000) if stems.tokens(chr(code) * 2)]
    tokens = sorted({token for letter in letters for token in stems.tokens(f"{letter}{letter}{letter}")})
    ArchiveTokens.objects.filter(row=row).update(of_name=tokens, of_all=tokens)
    rows = ArchiveRow.objects.all()
    ways = tuple(((token,),) for token in tokens)
    for start in range(0, len(ways), 50):
        assert rows.filter(tokens__of_all__having=ways[start : start + 50]).exists()
        assert not rows.filter(tokens__of_all__having=(*ways[start : start + 50], (("ъъъъ",),))).exists()
