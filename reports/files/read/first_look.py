"""The process in which an uploaded file is looked at before anybody decides what to do with it: what its bytes are, or
whether they are a scan. As bare as `child.py`, which reads whole files, and started in a third of its time.

`process.py` starts it; the file comes on standard input.
"""

import base64
import json
import sys

from . import alone, formats, scan


def main() -> None:
    """Read standard input as the last argument says: JSON with seconds and look ("kind" with name and converts, or
    "scan")."""
    wishes = json.loads(sys.argv[-1])
    alone.limit(wishes["seconds"])
    alone.run(lambda data: answer(data, wishes), alone.load_encodings)


def answer(data: bytes, wishes: dict) -> dict:
    """Of a scan {"end", "ending"}. Else {"kind", "is_archive"}, and of an archive with a document that LibreOffice has
    to open its bytes as {"document"}. Raises Unreadable."""
    if wishes["look"] == "scan":
        read = scan.read_scan(data)
        return {"end": len(read.data), "ending": read.ending}
    document, name = formats.unwrapped(data, wishes["name"])
    kind = formats.kind_of(document, name, converts=wishes["converts"])
    found = {"kind": kind, "is_archive": document is not data}
    if document is not data and kind in formats.THROUGH_OFFICE:
        found["document"] = base64.b64encode(document).decode()
    return found
