"""The commands of a quarter: what they print and refuse, and with which exit status (docs/design/commands.md)."""

import datetime
import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line

from municipalities.lists.fixtures import load_lists
from municipalities.models import Municipality
from reports.files import convert
from reports.models import Event, EventRevision, Period, State, Submission
from reports.queries.chain import broken_histories
from tests import documents, factories
from tests.conftest import ROOT
from tests.replayed import replayed

pytestmark = pytest.mark.django_db


def run(name, *arguments):
    """(standard output, standard error)"""
    out, errors = StringIO(), StringIO()
    call_command(name, *map(str, arguments), stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


def refusal(name, *arguments):
    with pytest.raises(CommandError) as refused:
        run(name, *arguments)
    assert refused.value.returncode == 1
    return str(refused.value)


@pytest.fixture
def file(tmp_path):
    """Function events → path of a file in the form of rows.json."""

    def write(*events, **more):
        path = tmp_path / "rows.json"
        path.write_text(json.dumps({"events": list(events), **more}), encoding="utf-8")
        return path

    return write


@pytest.fixture
def own_file(file):
    return file({"section": "Город Смоленск", "name": "Фестиваль", "dates": "4 ноября 2024 года"})


# The whole way of the source


@replayed
def take_in(source):
    """The source, taken in beside the lists that come with the program."""
    load_lists()
    run("import_report", source, 2024, 4, "--apply")


@pytest.mark.one_database
def test_the_source_goes_in_and_comes_out_cell_by_cell(shared, tmp_path):
    """Import, export, read by a reader that shares no code with the writer: all cells, in the source's order."""
    source, output = shared / "source" / "rows.json", tmp_path / "report.docx"
    told = json.loads(source.read_text(encoding="utf-8"))
    take_in(str(source))
    run("export_report", 2024, 4, "--format", "docx", "--output", output, "--all")
    report = documents.read_report(output)
    equal, cells = documents.count_equal_cells(report, told)
    names = [[documents.even(row.name) for row in report.rows], [documents.even(e["name"]) for e in told["events"]]]
    order = sum(left == right for left, right in zip(*names, strict=True))
    print(f"cells equal to the source: {equal} of {cells}; rows in its place: {order} of {len(told['events'])}")
    assert (equal, cells) == (329, 329)
    assert (order, len(report.rows)) == (53, 53)


def test_importing_the_source_again_changes_nothing(shared):
    source = shared / "source" / "rows.json"
    take_in(str(source))
    before = list(Event.objects.values_list()), list(Submission.objects.values_list())
    again, _ = run("import_report", source, 2024, 4, "--apply")
    assert "Новых строк: 0. Таких, какие уже есть: 53." in again
    assert (list(Event.objects.values_list()), list(Submission.objects.values_list())) == before


def test_a_trial_run_of_the_source_writes_nothing(shared):
    load_lists()
    trial, _ = run("import_report", shared / "source" / "rows.json", 2024, 4)
    assert "пробный запуск" in trial
    assert not Period.objects.exists()


def test_only_what_is_planted_is_asked_of_the_source(shared):
    """10 of 53 events lie before the quarter and none is asked why; one place of the source has no country."""
    take_in(str(shared / "source" / "rows.json"))
    answer = json.loads(run("check_report", 2024, 4, "--json")[0])
    rules = [finding["rule"] for event in answer["events"] for finding in event["findings"]]
    assert (len(answer["events"]), answer["errors"], rules) == (53, 0, ["place_not_understood"])


# import_report


def test_the_result_as_json_counts_every_row(smolensk, file):
    path = file(*[{"section": "Смоленск", "name": name} for name in ("А", "Б", "А")])
    answer = json.loads(run("import_report", path, 2024, 4, "--apply", "--json")[0])
    assert answer["counts"] == {"rows": 3, "added": 2, "changed": 0, "skipped": 1, "errors": 0, "warnings": 0}
    assert [row["outcome"] for row in answer["rows"]] == ["added", "added", "skipped"]
    assert (answer["applied"], answer["period_opened"]) == (True, True)


def test_a_refused_import_says_all_reasons_and_gives_json_too(smolensk, file):
    path = file({"section": "Псков", "name": "А"}, {"section": "Смоленск"}, {"name": "Б", "section": "Псков"})
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("import_report", str(path), "2024", "4", "--apply", "--json", stdout=out)
    assert "Нет наименования мероприятия: раздел 2, строка 2" in str(refused.value)
    assert "«Псков» нет" in str(refused.value)
    assert "раздел 1, строка 1; раздел 1, строка 3" in str(refused.value)
    assert json.loads(out.getvalue())["counts"]["errors"] == 3
    assert not Period.objects.exists()


def test_rows_without_a_section_go_where_the_command_says(smolensk, file):
    path = file({"name": "Фестиваль"})
    assert "--municipality" in refusal("import_report", path, 2024, 4)
    run("import_report", path, 2024, 4, "--municipality", "смоленск", "--apply")
    assert Event.objects.get().submission.municipality == smolensk


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["{missing}", 2024, 4], "нет. Проверьте имя"),
        (["{folder}", 2024, 4], "папка"),
        (["{file}", 2024, 5], "Квартал 5"),
        (["{file}", 2024, 0], "Квартал 0"),
        (["{file}", 1999, 4], "Год 1999"),
        (["{file}", 20240, 4], "Год 20240"),
        (["{file}", 2024, 4, "--municipality", "Псков"], "«Псков»"),
        (["{file}", 2024, 4, "--municipality", ""], "нет в справочнике"),
    ],
)
def test_import_refuses_with_a_sentence_that_names_it(smolensk, own_file, arguments, sentence):
    places = {"missing": own_file.with_name("нет.json"), "folder": own_file.parent, "file": own_file}
    assert sentence in refusal("import_report", *[str(one).format(**places) for one in arguments], "--apply")
    assert not Period.objects.exists()


def test_a_report_handed_in_is_refused_by_name(smolensk, period, own_file):
    factories.make_submission(period, smolensk, state="submitted")
    assert "Отчёт «город Смоленск»" in refusal("import_report", own_file, 2024, 4, "--apply")


# open_period


def test_without_municipalities_no_quarter_is_opened_and_the_command_says_how_to_go_on(own_file):
    """By no command."""
    assert "manage.py load_lists" in refusal("open_period", 2024, 4)
    assert "отчитываться некому" in refusal("import_report", own_file, 2024, 4, "--apply")
    assert not Period.objects.exists()


def test_a_quarter_that_was_opened_for_nobody_is_told_so_until_there_are_municipalities(smolensk):
    factories.make_period()
    Period.objects.get().submissions.all().delete()
    Municipality.objects.all().delete()
    assert "некому" in refusal("open_period", 2024, 4)
    factories.make_municipality("Вяземский")
    assert "отчётов: 1" in run("open_period", 2024, 4)[0]


def test_a_quarter_opens_with_the_usual_or_the_given_dates(smolensk, vyazma):
    run("open_period", 2024, 4)
    run("open_period", 2025, 1, "--from", "2024-11-01", "--deadline", "2025-04-10", "--hard-deadline", "2025-04-11")
    usual, given = Period.objects.order_by("year")
    assert (usual.window_from, usual.deadline) == (datetime.date(2024, 9, 1), datetime.date(2025, 1, 20))
    assert (given.window_from, given.window_to) == (datetime.date(2024, 11, 1), datetime.date(2025, 3, 31))
    assert (given.deadline, given.hard_deadline) == (datetime.date(2025, 4, 10), datetime.date(2025, 4, 11))
    assert usual.submissions.count() == given.submissions.count() == 2


def test_opening_again_is_no_error_but_other_dates_are(smolensk):
    run("open_period", 2024, 4, "--deadline", "2025-01-20")
    assert "уже открыт" in run("open_period", 2024, 4, "--deadline", "2025-01-20")[0]
    assert "сроки у него другие" in refusal("open_period", 2024, 4, "--deadline", "2025-01-21")
    assert Period.objects.get().deadline == datetime.date(2025, 1, 20)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([2024, 9], "Квартал 9"),
        ([2101, 1], "Год 2101"),
        ([2024, 4, "--from", "2025-02-01"], "не может быть раньше"),
        ([2024, 4, "--hard-deadline", "2025-01-01"], "не может быть раньше"),
    ],
)
def test_a_wrong_quarter_is_refused(smolensk, arguments, sentence):
    assert sentence in refusal("open_period", *arguments)
    assert not Period.objects.exists()


# export_report


def test_approved_reports_are_exported_and_every_state_on_demand(smolensk, vyazma, period, tmp_path):
    factories.make_submission(period, smolensk, state="approved")
    factories.make_submission(period, vyazma, state="submitted", events=2)
    output = tmp_path / "сводный отчёт.docx"
    counts = []
    for options in ((), ("--all",)):
        run("export_report", 2024, 4, "--format", "docx", "--output", output, *options)
        counts.append(len(documents.read_report(output).rows))
    assert counts == [1, 3]
    assert os.listdir(tmp_path) == [output.name]


def test_the_source_comes_out_as_a_workbook_too(shared, tmp_path):
    """All cells of the official sheet, and on the sheet of data every day that is understood, as a date."""
    told = json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))
    take_in(str(shared / "source" / "rows.json"))
    for kind in ("docx", "xlsx"):
        said, _ = run("export_report", 2024, 4, "--format", kind, "--output", tmp_path / f"o.{kind}", "--all")
        assert "53 строки" in said
    report = documents.read_report(tmp_path / "o.docx")
    book = documents.read_workbook(tmp_path / "o.xlsx")
    _, _, sections = documents.read_official_sheet(book.sheets["Сводный отчёт"])
    assert (sections, len(told["events"])) == (report.sections, len(report.rows))
    data = book.sheets["Данные"]
    column = data.columns()["Первый день"]
    days = [row.get(column) for number, row in data.rows.items() if number > 1]
    assert [type(day) for day in days] == [datetime.date] * 53
    assert [sheet.formulas for sheet in book.sheets.values()] == [[], []]


@pytest.mark.parametrize("name", ["o.pdf", "o.PDF", "o.odt"])
def test_a_document_whose_name_ends_with_pdf_or_odt_becomes_that(
    smolensk, period, tmp_path, settings, monkeypatch, name
):
    made = lambda data, ending, to, **options: (b"%PDF-" if to.startswith("pdf") else b"PK") + data  # noqa: E731
    monkeypatch.setattr(convert, "convert", made)
    factories.make_submission(period, smolensk, state="approved")
    arguments = "export_report", 2024, 4, "--format", "docx", "--output", tmp_path / name
    assert "нужна LibreOffice" in refusal(*arguments)
    settings.CONVERTER = "/bin/sh"
    assert "1 строка" in run(*arguments)[0]
    begins = b"%PDF-PK" if name.lower().endswith("pdf") else b"PKPK"
    assert (tmp_path / name).read_bytes().startswith(begins)

    def fail(*args, **options):
        raise convert.NotConverted("it took too long")

    monkeypatch.setattr(convert, "convert", fail)
    assert "не получился" in refusal(*arguments)
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_an_empty_table_is_written_with_a_warning(period, tmp_path):
    _, warning = run("export_report", 2024, 4, "--format", "docx", "--output", tmp_path / "o.docx")
    assert "принятых отчётов с мероприятиями нет" in warning
    assert (tmp_path / "o.docx").exists()


@pytest.mark.parametrize(
    ("year", "output", "sentence"),
    [
        (2023, "o.docx", "IV квартал 2023 года не открыт"),
        (2024, "нет/o.docx", "Папки"),
        (2024, ".", "папка"),
        (2024, "я" * 200 + ".docx", "не записан: слишком длинное имя"),
    ],
)
def test_export_refuses_with_a_sentence(period, tmp_path, year, output, sentence):
    assert sentence in refusal("export_report", year, 4, "--format", "docx", "--output", tmp_path / output)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_export_leaves_the_former_file(smolensk, period, tmp_path, monkeypatch):
    """The disk is full in the middle: the old file is whole, and no unfinished file is left beside it."""
    output = tmp_path / "o.docx"
    output.write_bytes(b"before")

    def full(table, stream):
        stream.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(sys.modules["reports.management.commands.export_report"].WRITERS, "docx", full)
    assert "на диске нет места" in refusal("export_report", 2024, 4, "--format", "docx", "--output", output)
    assert (output.read_bytes(), os.listdir(tmp_path)) == (b"before", ["o.docx"])


# check_report


def test_findings_come_by_event_for_people_and_programs(smolensk, period):
    submission = factories.make_submission(period, smolensk)
    event = factories.make_event(submission, participants="", period_text="когда-нибудь")
    factories.make_event(submission, name="Без вопросов")
    answer = json.loads(run("check_report", 2024, 4, "--json")[0])
    asked, quiet = answer["events"]
    if asked["uid"] != str(event.uid):
        asked, quiet = quiet, asked
    assert [(one["level"], one["rule"]) for one in asked["findings"]] == [
        ("error", "missing_text"),
        ("warning", "period_not_understood"),
    ]
    assert (quiet["findings"], answer["errors"], answer["warnings"]) == ([], 1, 1)
    words, _ = run("check_report", 2024, 4)
    assert "мероприятий 2, с вопросами 1" in words
    assert "Ошибка: не написано, кто участвовал" in words


def test_checking_a_quarter_that_is_not_open_is_refused():
    assert "II квартал 2024 года не открыт" in refusal("check_report", 2024, 2)


# understand_again


@pytest.fixture
def misunderstood(smolensk, period):
    """An event whose text an earlier grammar did not understand."""
    event = factories.make_event(factories.make_submission(period, smolensk))
    Event.objects.filter(pk=event.pk).update(
        start=None, end=None, precision="none", sort_key="9", place_format="unknown"
    )
    return Event.objects.get(pk=event.pk)


def test_understanding_anew_is_tried_first(misunderstood):
    before = Event.objects.values().get(), Submission.objects.values().first()
    out, _ = run("understand_again")
    assert "«4 ноября 2024 года»: не понято → 04.11.2024 (по дням)" in out
    assert "пробный запуск" in out
    assert (Event.objects.values().get(), Submission.objects.values().first()) == before


def test_understanding_anew_changes_structure_and_no_text(misunderstood):
    run("understand_again", "--apply")
    event = Event.objects.get()
    assert (event.start, event.precision, event.place_format) == (datetime.date(2024, 11, 4), "day", "offline")
    for field in ("name", "period_text", "place_text", "purpose", "participants"):
        assert getattr(event, field) == getattr(misunderstood, field)
    assert event.revisions.last().cause == EventRevision.Cause.UNDERSTOOD
    assert "Понято иначе: 0" in run("understand_again", "--apply")[0]


def test_an_approved_report_stays_approved_in_the_same_version(smolensk, period):
    submission = factories.make_submission(period, smolensk, state="approved")
    Event.objects.update(start=None, end=None, precision="none")
    run("understand_again", "--apply")
    after = Submission.objects.get(pk=submission.pk)
    assert (after.state, after.version) == (State.APPROVED, submission.version)
    event = Event.objects.get()
    assert event.start == datetime.date(2024, 11, 4)
    kept = event.revisions.last()
    assert (kept.cause, kept.version, kept.report_version) == ("understood", event.version, submission.version)
    assert not list(broken_histories(Submission.objects.with_names()))


# Exit statuses, as an operator's shell sees them


def status_of(*arguments, **environment):
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=120,
    )
    return result.returncode, result.stderr.decode("utf-8")


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["import_report", "нет.json", "2024", "4"], 1, "Отказано: Файла «нет.json» нет."),
        (["open_period", "год", "1"], 2, "«год» – не целое число"),
    ],
)
def test_exit_status_and_utf_8_whatever_the_locale(tmp_path, arguments, status, sentence):
    found, errors = status_of(*arguments, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert found == status
    assert sentence in errors


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["open_period", "2024", "1", "--from", "завтра"], "«завтра» – не день"),
        (["export_report", "2024", "4", "--format", "pdf", "--output", "x"], "--format"),
        (["export_report", "2024", "4"], "--output"),
    ],
)
def test_wrong_usage_is_status_2(arguments, sentence, capsys):
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", *arguments])
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_open_period_names_a_deadline_on_a_day_off_and_keeps_it(smolensk, capsys):
    """Offered, never silently changed."""
    call_command("open_period", "2025", "1")
    assert Period.objects.get().deadline.isoformat() == "2025-04-20"
    told = capsys.readouterr().err.replace("\u00a0", " ")
    assert "20 апреля 2025 года – воскресенье, выходной. Ближайший рабочий день: 21 апреля 2025 года." in told


def test_open_period_tells_nobody_unless_it_is_asked_to(smolensk, smolensk_officer):
    call_command("open_period", "2099", "1")
    assert not smolensk_officer.notices.exists()
    call_command("open_period", "2099", "2", letters=True)
    assert smolensk_officer.notices.get().kind == "opened"
