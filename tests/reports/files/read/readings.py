"""Many files read in one child, behind its fences; `test_behind_fences.py` compares them with those read in front."""

import pickle
import sys
from dataclasses import asdict

from reports.files.read import child, formats, printed
from reports.files.read.rows import Unreadable


def readings(data):
    """The files of a pickled list, each read in the way that is told: what came of it, as text."""
    return {"readings": [_reading(way, name, file) for way, name, file in pickle.loads(data)]}


def _reading(way, name, data):
    try:
        if way == "list":
            return repr(child.read_list(data))
        if way == "printed":
            return repr(printed.as_json(printed.read_printed(data, formats.kind_of(data))))
        kind, read = child.read_file(data, name=name, year=2024, quarter=4)
        return f"{kind} {asdict(read)}"
    except Unreadable as refusal:
        return str(refusal)
    except Exception as failure:
        return f"{type(failure).__name__}: {failure}"


def main():
    """In the child: its own ways, but for the reader."""
    opened = []
    sys.addaudithook(lambda event, words: opened.append(str(words[0])) if event in ("open", "import") else None)

    def read(data, wishes):
        opened.clear()
        return {**readings(data), "opened": opened[:]}

    child._read = read
    child.main()
