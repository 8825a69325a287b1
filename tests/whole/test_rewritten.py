"""The helper that rewrites asserts before the collecting gives what pytest itself would."""

import importlib.util
import sys

import pytest
from _pytest.assertion import rewrite

from tests import rewritten


@pytest.fixture
def config(request, monkeypatch):
    """That of this run, as one worker of two has it."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(request.config, "workerinput", {"workerid": "gw1", "workercount": 2}, raising=False)
    return request.config


def test_a_worker_rewrites_its_share_and_pytest_takes_it(config, tmp_path, monkeypatch):
    """Kept where pytest looks, of the file as it is now, and an assert that fails says what it compared."""
    files = [tmp_path / f"test_{letter}.py" for letter in "abcd"]
    for path in files:
        path.write_text("def test():\n    number = 2\n    assert number == 3\n", encoding="utf-8")
    monkeypatch.setattr(config, "args", [f"{files[0]}::test", *map(str, files[1:3]), str(tmp_path)])
    rewritten.rewrite_share(config)
    kept = [rewrite.get_cache_dir(path) / (path.stem + rewrite.PYC_TAIL) for path in files]
    codes = [rewrite._read_pyc(*pair) for pair in zip(files, kept, strict=True)]
    assert [code is not None for code in codes] == [False, True, False, True]
    monkeypatch.setattr(rewrite, "_rewrite_test", None)  # the hook of pytest need not rewrite any more
    module = importlib.util.module_from_spec(importlib.util.spec_from_file_location("test_b", files[1]))
    config.pluginmanager.rewrite_hook.exec_module(module)
    with pytest.raises(AssertionError, match="assert 2 == 3"):
        module.test()
