"""Asserts of test files are rewritten once a run, not once a worker: each worker begins with a share of the files.

Pytest rewrites them while it imports, which takes ten seconds for all files, and keeps the result beside them. Workers
import the same files at the same time, so each of them would rewrite all.
"""

import sys
from pathlib import Path

from _pytest.assertion import rewrite


def rewrite_share(config):
    """By a worker, before it collects: rewrite every so-many-th of the files that this run asks for and that are not
    kept yet. What another worker has not got ready when it is needed, pytest rewrites as ever."""
    number, count = int(config.workerinput["workerid"].removeprefix("gw")), config.workerinput["workercount"]
    if not sys.dont_write_bytecode:
        for path in _asked_for(config)[number::count]:
            _rewrite(path, config)


def _asked_for(config):
    found = set()
    for word in config.args:
        path = Path(word.partition("::")[0]).absolute()
        found |= set(path.rglob("test_*.py")) if path.is_dir() else {path}
    return sorted(found)


def _rewrite(path, config):
    """As pytest's own import does, without running the file."""
    state, folder = config.stash[rewrite.assertstate_key], rewrite.get_cache_dir(path)
    kept = folder / (path.stem + rewrite.PYC_TAIL)
    if rewrite.try_makedirs(folder) and rewrite._read_pyc(path, kept) is None:
        digest, code = rewrite._rewrite_test(path, config)
        rewrite._write_pyc(state, code, digest, kept)
