"""The child process in which a file is read: what it answers, what it may take, and what hostile files get of it."""

import ctypes
import json
import os
import subprocess
import sys
import time

import pytest

from reports.files.read import process
from reports.files.read.child import read_file
from reports.files.read.process import FAILED, TOO_LONG, Stopped, read_table
from reports.files.read.rows import Unreadable, as_json, from_json
from tests.answers import for_each
from tests.conftest import ROOT, STRESS, unavailable

from .bombs import BOMBS
from .mutants import ROWS, mutants, sources
from .odf_packages import ods_file, odt_file
from .odf_packages import table_of as odf_table_of
from .open_bombs import OPEN_BOMBS, OPEN_HARMLESS
from .packages import (
    EVENT,
    HEADINGS,
    HTML_TABLE,
    SHEET_TABLE,
    WORD_TABLE,
    book_file,
    html_file,
    word_file,
    word_table,
    zipped,
)
from .rtf_files import rtf_file
from .rtf_files import table_of as rtf_table_of

pytestmark = pytest.mark.child_process

QUARTER = {"year": 2024, "quarter": 4}
MUTANTS = 10_000 if STRESS else 200
MEGABYTE = 1024 * 1024

FILES = {
    "docx": word_file(WORD_TABLE),
    "xlsx": book_file(SHEET_TABLE),
    "html": html_file(HTML_TABLE),
    "tsv": "\n".join(["\t".join(HEADINGS), "\t".join(EVENT)]).encode(),
    "odt": odt_file(odf_table_of(HEADINGS, EVENT)),
    "ods": ods_file(odf_table_of(HEADINGS, EVENT)),
    "rtf": rtf_file(rtf_table_of(HEADINGS, EVENT)),
    "csv": "\n".join([";".join(HEADINGS), ";".join(EVENT)]).encode("cp1251"),
    "json": json.dumps(
        {"events": [dict(zip(("name", "place", "dates", "purpose", "participants"), EVENT[1:], strict=True))]}
    ).encode(),
}


@pytest.fixture
def child_runs(monkeypatch):
    """Function: code that the child runs instead of reading."""

    def run(code):
        monkeypatch.setattr(process, "_START", f"import sys; sys.path.insert(0, sys.argv[1]); {code}")

    return run


# Answers


@for_each("kind", FILES)
def test_every_kind_of_file_gives_the_same_row(kind):
    """Recognised by its bytes, read in the child, returned whole."""
    found, read = read_table(FILES[kind], name=f"отчёт.{kind}", **QUARTER)
    (row,) = read.rows
    assert found == kind
    assert (row.name, row.place, row.period, row.purpose, row.participants) == EVENT[1:]


def test_what_comes_from_the_child_is_what_was_read():
    kind, read = read_table(FILES["docx"], **QUARTER)
    assert (kind, read) == read_file(FILES["docx"], **QUARTER)
    assert from_json(as_json(read)) == read


def test_pasted_text_is_what_it_was_pasted_as():
    """A text that begins with a bracket is still a text."""
    text = "\n".join(["\t".join(HEADINGS), "\t".join(("{1}", *EVENT[1:]))])
    assert read_table(text.encode(), kind="tsv", **QUARTER)[0] == "tsv"
    assert read_table(HTML_TABLE.encode(), name="а.docx", kind="html", **QUARTER)[0] == "html"


def test_a_refusal_of_the_child_comes_through():
    with pytest.raises(Unreadable, match="документ PDF"):
        read_table(b"%PDF-1.7", name="а.docx", **QUARTER)


def test_many_rows_come_through_and_are_told_of():
    """The answer is more than a pipe takes at once, and the last row is there."""
    rows = [(f"{number}.", *EVENT[1:4], f"Обмен опытом {number}. " * 9, "Гости") for number in range(1, 2_001)]
    seen = []
    _, read = read_table(
        word_file(word_table(HEADINGS, *rows)), tell=lambda done, total: seen.append((done, total)), **QUARTER
    )
    assert len(read.rows) == 2_000
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert {total for _, total in seen} <= {0, 2_001}


def test_reading_stops_when_the_listener_says_so(child_runs):
    """A listener that says nothing at all goes on."""
    child_runs('import time; print(\'{"done": 1, "total": 9}\', flush=True); time.sleep(60)')
    told = []

    def tell(*numbers):
        told.append(numbers)
        return None if len(told) < 3 else False

    with pytest.raises(Stopped):
        read_table(b"a", tell=tell, **QUARTER)
    assert told == [(1, 9)] * 3


# Limits


def test_a_child_that_takes_too_long_is_killed(child_runs):
    child_runs("import time; time.sleep(60)")
    told = []
    with pytest.raises(Unreadable, match=TOO_LONG[:30]):
        read_table(b"a", tell=lambda *numbers: told.append(numbers), seconds=1, **QUARTER)
    assert told, "nobody could have cancelled"


def test_a_child_that_calculates_too_long_is_ended_by_the_system(child_runs):
    pytest.importorskip("resource")
    child_runs("from reports.files.read import alone, child; alone.limit(1)\nwhile True: pass")
    with pytest.raises(Unreadable, match=TOO_LONG[:30]):
        read_table(b"a", **QUARTER)


def test_a_child_that_takes_too_much_memory_gets_no_more(child_runs):
    pytest.importorskip("resource")
    child_runs(
        "from reports.files.read import alone, child; alone.limit(9)\n"
        "child.read_file = lambda *a, **k: bytes(10**9)\nchild.main()"
    )
    with pytest.raises(Unreadable, match="слишком сложно"):
        read_table(b"a", **QUARTER)


def test_a_child_writes_no_files(child_runs, tmp_path):
    pytest.importorskip("resource")
    child_runs(
        "from reports.files.read import alone, child; alone.limit(9)\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"with open({str(tmp_path / 'a')!r}, 'w') as file: file.write('a')"
    )
    with pytest.raises(Unreadable, match=FAILED[:30]):
        read_table(b"a", **QUARTER)
    assert (tmp_path / "a").stat().st_size == 0


@pytest.mark.parametrize("code", ["import os; os.abort()", "raise SystemExit(3)", "print('нет', end='')"])
def test_a_child_that_ends_without_an_answer_is_a_refusal(child_runs, code, caplog):
    child_runs(code)
    with pytest.raises(Unreadable, match=FAILED[:30]):
        read_table(b"a", **QUARTER)
    assert "status" in caplog.text


@pytest.mark.parametrize("line", ["нет", "[]", "1", "[" * 100_000, "9" * 10_000, '{"a": '])
def test_an_answer_of_another_form_is_a_refusal(child_runs, line, caplog):
    """Whoever has taken the child over says what he likes."""
    child_runs(f"print({line[:1]!r} * {len(line)} if {len(line)} > 9 else {line!r})")
    with pytest.raises(Unreadable, match=FAILED[:30]):
        read_table(b"a", **QUARTER)
    assert "something else" in caplog.text


def test_a_fault_of_ours_is_logged_with_its_trace_and_told_kindly(child_runs, caplog):
    child_runs("from reports.files.read import child; child.read_file = lambda *a, **k: {}['ключ']; child.main()")
    with pytest.raises(Unreadable, match=FAILED[:30]):
        read_table(b"a", name="отчёт.docx", **QUARTER)
    assert "in <lambda>" in caplog.text
    assert "KeyError" in caplog.text
    assert "ключ" not in caplog.text
    assert "отчёт" not in caplog.text


def test_an_answer_without_end_is_cut(child_runs, monkeypatch):
    monkeypatch.setattr(process, "MAX_LINE", MEGABYTE)
    child_runs("import os\nwhile True: os.write(1, b'a' * 65536)")
    with pytest.raises(Unreadable, match=FAILED[:30]):
        read_table(b"a", **QUARTER)


def test_the_child_knows_no_secret_and_no_django(child_runs, monkeypatch):
    """Whoever finds a hole in a parser finds no password beside it."""
    monkeypatch.setenv("SECRET_KEY", "тайна")
    monkeypatch.setenv("DATABASE_URL", "postgres://тайна")
    child_runs(
        "import os, json; from reports.files.read import child; "
        "loaded = {name.partition('.')[0] for name in sys.modules} & {'django', 'openpyxl', 'docx'}; "
        "print(json.dumps({'refusal': ' '.join([*os.environ, *loaded])}))"
    )
    with pytest.raises(Unreadable) as refused:
        read_table(b"a", **QUARTER)
    assert set(str(refused.value).split()) <= {*process._VARIABLES, "LC_CTYPE"}


# Hostile and broken files

# One process that has everything imported forks another for each file, which reads it under the limits of the child.
_MEASURE = """
import json, os, sys, traceback
sys.path.insert(0, sys.argv[1])
from reports.files.read import alone, child
from reports.files.read.rows import Unreadable
def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024
def read(size):
    idle = peak()
    with open(0, "rb", buffering=0, closefd=False) as source:
        pieces = []
        while size and (piece := source.read(min(size, 2**20))):
            pieces.append(piece)
            size -= len(piece)
    data = b"".join(pieces)
    del pieces
    alone.limit(20)
    try:
        _, read = child.read_file(data, year=2024, quarter=4)
        outcome = f"read, rows: {len(read.rows)}"
    except Unreadable as refusal:
        outcome = f"refused: {refusal}"
    return [outcome, idle, peak()]
def tell(answer):
    os.write(1, json.dumps(answer).encode() + b"\\n")
while header := os.read(0, 8):
    reader = os.fork()
    if not reader:
        try:
            tell(read(int.from_bytes(header, "big")))
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(reader, 0)
    if status:
        tell([f"ended with {status}", 0, 0])
        break
"""


@pytest.fixture(scope="module")
def measured():
    """Function: bytes → (what became of them, bytes of memory above idle, seconds)."""
    if not os.path.exists("/proc/self/status"):
        unavailable("the system does not tell how much memory a process took")
    command = [sys.executable, "-I", "-X", "utf8", "-c", _MEASURE, str(ROOT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as reader:

        def run(data):
            start = time.perf_counter()
            reader.stdin.write(len(data).to_bytes(8, "big"))
            rest = memoryview(data)
            while rest:
                rest = rest[reader.stdin.write(rest) :]
            outcome, idle, peak = json.loads(reader.stdout.readline())
            return outcome, peak - idle, time.perf_counter() - start

        yield run
        reader.stdin.close()


HARMLESS = {
    "cell_over_two_milliard_columns",
    "hundred_thousand_namespaces",
    "far_cell",
    "number_of_a_million_digits",
    "format_of_a_megabyte",
    "cell_of_a_page_over_everything",
    "page_with_entities",
    "marks_upon_one_letter",
    "hundred_thousand_attributes_of_a_row",
    "million_types_of_content",
    "theme_and_properties_of_a_million_elements",
    "books_in_books",
    "links_to_other_books",
}


@pytest.mark.stress
@pytest.mark.parametrize("name", [*BOMBS, *OPEN_BOMBS][:: 1 if STRESS else 6])
def test_bombs_are_refused_in_little_memory(measured, name):
    """Or read without harm: more than 80 of them."""
    data = (BOMBS | OPEN_BOMBS)[name]()
    outcome, memory, seconds = measured(data)
    print(f"{name}: {len(data) // 1024} KB, {seconds:.2f} s, {memory / MEGABYTE:.0f} MB; {outcome}")
    assert outcome.startswith("read" if name in HARMLESS | OPEN_HARMLESS else "refused")
    assert memory < 100 * MEGABYTE


@pytest.mark.stress
def test_damaged_files_are_read_or_refused():
    """The reader raises only Unreadable, for every damage."""
    times, outcomes = [], {"read": 0, "refused": 0}
    for name, data in mutants(MUTANTS):
        start = time.perf_counter()
        try:
            read_file(data, name=name, **QUARTER)
            outcomes["read"] += 1
        except Unreadable as refusal:
            assert str(refusal).endswith(".")
            outcomes["refused"] += 1
        times.append(time.perf_counter() - start)
    print(f"{MUTANTS} damaged files: {outcomes}, p99 {sorted(times)[int(len(times) * 0.99)] * 1000:.0f} ms")
    assert outcomes["read"] > MUTANTS // 10
    assert outcomes["refused"] > MUTANTS // 10


# Old documents, by way of LibreOffice


@pytest.mark.parametrize(("kind", "made"), [("doc", "docx"), ("xls", "xlsx")])
def test_an_old_document_is_converted_and_then_read_like_any_other(monkeypatch, kind, made):
    asked = []

    def converted(data, ending, to, *, program, options=(), tell=None):
        asked.append((data, ending, to, program))
        return FILES[made]

    monkeypatch.setattr(process.convert, "convert", converted)
    stream = {"doc": "WordDocument", "xls": "Workbook"}[kind].encode("utf-16-le")
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream
    for data in (old, zipped({f"отчёт.{kind}": old})):
        found, read = read_table(data, name=f"отчёт.{kind}", converter="/office", **QUARTER)
        assert (found, [row.name for row in read.rows]) == (kind, [EVENT[1]])
    assert asked == [(old, kind, made, "/office")] * 2
    with pytest.raises(Unreadable, match="Сохраните его"):
        read_table(old, **QUARTER)


def test_an_old_document_that_does_not_open_says_what_to_do(monkeypatch):
    def fails(*args, **options):
        raise process.convert.NotConverted("why")

    monkeypatch.setattr(process.convert, "convert", fails)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le")
    with pytest.raises(Unreadable, match=r"открыть не удалось.*LibreOffice"):
        read_table(old, converter="/office", **QUARTER)


@pytest.mark.stress
@pytest.mark.parametrize(("made", "kind"), [("docx", "doc"), ("xlsx", "xls")][: None if STRESS else 1])
def test_libreoffice_opens_an_old_document(needs_program, made, kind):
    office = needs_program("soffice")
    old = process.convert.convert(sources()[f"отчёт.{made}"], made, kind, program=office)
    found, read = read_table(old, name=f"отчёт.{kind}", converter=office, **QUARTER)
    texts = [(row.name, row.place, row.period, row.purpose, row.participants) for row in read.rows]
    wanted = [(row.name, row.place, row.period, row.purpose, row.participants) for row in ROWS]
    assert (found, texts) == (kind, wanted)


def test_libreoffice_finds_the_ruled_table_of_a_pdf(needs_program):
    office = needs_program("soffice")
    made = process.convert.convert(sources()["отчёт.docx"], "docx", "pdf", program=office)
    found, read = read_table(made, name="отчёт.pdf", converter=office, **QUARTER)
    texts = [(row.name, row.place, row.period, row.purpose, row.participants) for row in read.rows]
    assert (found, texts) == ("pdf", [(row.name, row.place, row.period, row.purpose, row.participants) for row in ROWS])
    assert all(any("PDF" in doubt.text for doubt in row.doubts) for row in read.rows)


# What the child may do beside reading is in test_attacks.py


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux closes a process")
def test_whoever_starts_a_child_is_closed_by_then(monkeypatch):
    told = []
    start = subprocess.Popen

    def look_and_start(*words, **options):
        told.append(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))  # PR_GET_DUMPABLE
        return start(*words, **options)

    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
    monkeypatch.setattr(subprocess, "Popen", look_and_start)
    read_table(FILES["tsv"], **QUARTER)
    assert told == [0]
