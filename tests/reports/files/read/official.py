"""How much of the official report came through a reader: its cells against `rows.json`, white space aside."""

import json
import re

FIELDS = {"name": "name", "place": "place", "period": "dates", "purpose": "purpose", "participants": "participants"}
CELLS = 318  # 53 rows of a number and five texts


def official(shared):
    """The official report as JSON."""
    return json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))


def equal_cells(read, report):
    """How many cells of the report a ReadFile has in their places; what differs is printed."""
    right = 0
    for row, event in zip(read.rows, report["events"], strict=False):
        number = re.search(r"строка (\d+)\Z", row.where)
        found = {"number": number and number[1], **{key: even(getattr(row, field)) for field, key in FIELDS.items()}}
        wanted = {"number": str(event["number"]), **{key: even(event[key]) for key in FIELDS.values()}}
        right += sum(found[key] == wanted[key] for key in wanted)
        for key in wanted:
            if found[key] != wanted[key]:
                print(f"{row.where}, {key}: {found[key]!r} instead of {wanted[key]!r}")
    return right


def assert_read_whole(read, report):
    """53 rows of 53, 4 sections of 4, 318 cells of 318; title and sections word for word, nothing in doubt or loose."""
    assert len(read.rows) == len(report["events"]) == 53
    assert [section.title for section in read.sections] == [section["title"] for section in report["sections"]]
    assert [row.section for row in read.rows] == [event["section"] for event in report["events"]]
    assert equal_cells(read, report) == CELLS
    assert even(read.title) == even(report["title"])
    assert read.loose == []
    assert read.problems == []
    assert [row.where for row in read.rows if row.doubts or row.notes] == []


def even(text):
    """One blank for every run of white space."""
    return " ".join(text.split())
