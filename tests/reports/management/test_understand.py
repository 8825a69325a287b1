"""The command whose form must not change (docs/design/commands.md), run as an operator runs it."""

import json
import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import call_command, execute_from_command_line

ROOT = Path(__file__).resolve().parents[3]
PERIOD_KEYS = ["text", "start", "end", "precision", "canonical", "problem"]
PLACE_KEYS = ["text", "format", "country", "locality", "venue", "canonical", "problem"]


def understand(*arguments, lines=b"", **environment):
    return subprocess.run(
        [sys.executable, "manage.py", "understand", *arguments],
        cwd=ROOT, input=lines, capture_output=True, env={**os.environ, **environment}, timeout=60, check=False,
    )  # fmt: skip


def test_one_object_a_line_in_utf_8_whatever_the_locale():
    lines = "\ufeffсентябрь 2024\n\n4 ноября\r\n".encode() + b"\xff\xfe\n" + b"28-29.09.2024"
    done = understand(
        "dates", "--year", "2024", "--quarter", "4",
        lines=lines, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0",
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert (done.returncode, done.stderr) == (0, b"")
    assert [list(answer) for answer in answers] == [PERIOD_KEYS] * 5
    assert [answer["start"] for answer in answers] == ["2024-09-01", None, "2024-11-04", None, "2024-09-28"]
    assert answers[1]["text"] == "" and answers[1]["problem"]
    assert answers[3]["text"] == "\ufffd\ufffd" and answers[3]["problem"]
    assert "сентябрь 2024 года".encode() in done.stdout


@pytest.fixture
def answers_of(monkeypatch):
    """Function (what, lines) → the answers, without a process of its own for each: those of the dates and of the
    participants are enough to show that one works."""

    def answer(what, text):
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(text.encode()), encoding="ascii"))
        out = TextIOWrapper(BytesIO(), encoding="ascii")
        call_command("understand", what, stdout=out)
        return [json.loads(line) for line in out.buffer.getvalue().decode().splitlines()]

    return answer


def test_places_have_their_keys(answers_of):
    (answer,) = answers_of("places", "г. Минск (РБ)\n")
    assert list(answer) == PLACE_KEYS
    assert list(answer.values()) == [
        "г. Минск (РБ)", "offline", "BY", "г.\u00a0Минск", None, "г.\u00a0Минск (Республика Беларусь)", None,
    ]  # fmt: skip


@pytest.mark.parametrize("arguments", [["dates", "--quarter", "5"], ["dates", "--year", "24"], ["names"], []])
def test_wrong_usage_is_found_before_anything_is_read(arguments):
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", "understand", *arguments])
    assert ended.value.code == 2


def test_documents_have_their_keys_and_paragraphs_are_two_characters(answers_of):
    (answer,) = answers_of("documents", "Проведена встреча.\\nПодписан договор о дружбе с ГУО «СШ № 1»\n")
    assert list(answer) == ["text", "documents", "problem"]
    assert answer["text"] == "Проведена встреча.\nПодписан договор о дружбе с ГУО «СШ № 1»"
    (document,) = answer["documents"]
    assert list(document) == ["kind", "title", "parties", "countries", "signed_on"]
    assert (document["kind"], document["title"]) == ("contract", "Договор о дружбе")


def test_participants_have_their_keys():
    lines = "Всего 40 человек:\\nРоссия – 25\\nВитебск (Беларусь) – 15\nОколо 40 человек\n"
    done = understand("participants", lines=lines.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    answer, doubtful = (json.loads(line) for line in done.stdout.decode().splitlines())
    assert list(answer) == ["text", "total", "foreign", "countries", "partners", "problem"]
    assert list(answer.values())[1:4] == [40, 15, ["BY"]]
    assert doubtful["problem"].endswith(".")


def test_style_has_its_keys(answers_of):
    (answer,) = answers_of("style", "встреча ,концерт\n")
    assert list(answer) == ["text", "corrected", "notes"]
    assert answer["corrected"] == "встреча, концерт" and len(answer["notes"]) == 1
