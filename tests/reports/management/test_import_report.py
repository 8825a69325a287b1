"""`import_report` takes every kind of file by its bytes and says what it did not take (docs/design/commands.md)."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from municipalities.lists.fixtures import load_lists
from reports.models import Event, EventRevision
from tests.reports.files.read.packages import (
    EVENT,
    HEADINGS,
    HTML_TABLE,
    book_file,
    html_file,
    sheet_rows,
    word_file,
    word_table,
)

pytestmark = pytest.mark.django_db
SECTION = "Город Смоленск"


def run(name, *arguments):
    """(standard output, standard error)"""
    out, errors = StringIO(), StringIO()
    call_command(name, *map(str, arguments), stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


def refusal(*arguments):
    with pytest.raises(CommandError) as refused:
        run("import_report", *arguments)
    assert refused.value.returncode == 1
    return str(refused.value)


@pytest.fixture
def file(tmp_path):
    """Function: bytes, name → path."""

    def write(data, name="отчёт"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize(
    "data",
    [
        word_file(word_table(HEADINGS, (SECTION,), EVENT)),
        book_file(sheet_rows(HEADINGS, (SECTION,), EVENT)),
        html_file(HTML_TABLE),
        "\n".join(map("\t".join, [HEADINGS, EVENT])).encode(),
    ],
    ids=["docx", "xlsx", "html", "tsv"],
)
def test_every_kind_of_file_is_taken_by_its_bytes(smolensk, file, data):
    """The name says nothing; twice changes nothing."""
    run("import_report", file(data), 2024, 4, "--municipality", "Смоленск", "--apply")
    event = Event.objects.get()
    assert (event.name, event.place_text, event.period_text) == EVENT[1:4]
    assert (event.purpose, event.participants) == EVENT[4:]
    assert "Новых строк: 0" in run("import_report", file(data), 2024, 4, "--municipality", "Смоленск", "--apply")[0]
    assert EventRevision.objects.count() == 1


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_source_in_word_goes_out_and_comes_home_without_a_change(shared, tmp_path, kind):
    """53 rows from the official document; what is exported of them is known again, row by row."""
    load_lists()
    run("import_report", shared / "source" / "report-2024-q4.docx", 2024, 4, "--apply")
    assert Event.objects.count() == 53
    before = list(EventRevision.objects.values_list("pk"))
    output = tmp_path / f"отчёт.{kind}"
    run("export_report", 2024, 4, "--format", kind, "--output", output, "--all")
    answer = json.loads(run("import_report", output, 2024, 4, "--apply", "--json")[0])
    assert (answer["counts"]["rows"], answer["counts"]["skipped"]) == (53, 53)
    assert (answer["loose"], answer["warnings"]) == ([], [])
    assert list(EventRevision.objects.values_list("pk")) == before


def test_texts_that_are_left_over_and_doubts_are_told(smolensk, file):
    """For people as warnings that name the place, for programs beside the others."""
    event = (*EVENT[:3], "31 ноября 2024 года", *EVENT[4:])
    data = word_file(f"{word_table(HEADINGS, (SECTION,), event)}<w:p><w:r><w:t>Исполнитель Белова</w:t></w:r></w:p>")
    _, told = run("import_report", file(data), 2024, 4)
    assert "Внимание: Не загружен текст «Исполнитель Белова»: после таблицы." in told
    assert "раздел 1, строка 1" in told
    answer = json.loads(run("import_report", file(data), 2024, 4, "--json")[0])
    assert answer["loose"] == [{"text": "Исполнитель Белова", "where": "после таблицы"}]
    assert [(doubt["field"], doubt["where"]) for doubt in answer["doubts"]] == [("period", "раздел 1, строка 1")]


def test_a_row_without_a_name_stops_the_import_and_is_named(smolensk, file):
    data = word_file(word_table(HEADINGS, (SECTION,), EVENT, ("2.", "", *EVENT[2:])))
    assert "раздел 1, строка 2" in refusal(file(data), 2024, 4, "--apply")
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7", "документ PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "старого формата"),
        (word_file("")[:-40], "повреждён"),
        (b"", "Файл пуст"),
        ("Просто текст".encode(), "таблицы"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(smolensk, file, data, sentence):
    assert sentence in refusal(file(data), 2024, 4, "--apply")


def test_rows_that_nobody_meant_are_left_and_said(smolensk, file):
    """A hidden row is in the answer with its reason and is not written."""
    rows = sheet_rows(HEADINGS, (SECTION,), EVENT, ("2.", "Старый", *EVENT[2:]))
    path = file(book_file(rows.replace('<row r="4">', '<row r="4" hidden="1">')))
    out, errors = run("import_report", path, 2024, 4, "--apply", "--json")
    first, hidden = json.loads(out)["rows"]
    assert (first["outcome"], first["apart"]) == ("added", "")
    assert (hidden["outcome"], hidden["apart"], hidden["ticked"]) == ("left", "строка скрыта в книге", False)
    assert hidden["fields"]["name"] == "Старый"
    assert "Не внесено: строка скрыта в книге" in errors
    assert list(Event.objects.values_list("name", flat=True)) == [EVENT[1]]
