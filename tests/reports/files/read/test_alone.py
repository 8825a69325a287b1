"""What every child does around its reading."""

import pytest

from reports.files.read import process
from reports.files.read.rows import Unreadable


@pytest.mark.child_process
def test_a_child_that_was_taken_over_does_not_fill_the_log(monkeypatch, caplog):
    """It may answer whatever it likes, and all of it may be a failure."""
    way = process._START.partition("from ")[0]
    monkeypatch.setattr(process, "_START", f"{way}import json; print(json.dumps({{'failure': 'я' * 1_000_000}}))")
    with pytest.raises(Unreadable, match=process.FAILED[:30]):
        process.read_list(b"a")
    assert len(caplog.text) < 2 * process.LONGEST_FAILURE


@pytest.mark.child_process
def test_the_limits_hold_for_the_look_too(monkeypatch):
    way = process._START_OF_LOOK.partition("from ")[0]
    code = f"{way}from reports.files.read import alone; alone.limit(9); alone.run(lambda data: bytes(10**9), bool)"
    monkeypatch.setattr(process, "_START_OF_LOOK", code)
    with pytest.raises(Unreadable, match="слишком сложно"):
        process.look_into(b"a")
