"""What a child process does around its reading: limits, fences, and one line of JSON that is its answer.

An answer is what `read` gives, or {"refusal"} in Russian, {"no_table"} likewise, {"not_one"} for an archive without one
document, or for a bug {"failure"} with a traceback that quotes nothing.
"""

import codecs
import json
import sys
import traceback
from collections.abc import Callable, Iterable

from lxml import etree

from reports.files import fences

from . import safe
from .archive import NotOneDocument
from .rows import NoTable, Unreadable

MAX_MEMORY = 600 * 1024 * 1024  # bytes of address space
MAX_RESULT = 64 * 1024 * 1024  # bytes of the result as JSON

_ENCODINGS = ("cp437", "cp866", "cp1251", "koi8-r", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
_ENCODINGS_OF_XML = ("windows-1251", "iso-8859-1", "us-ascii")  # the parser has its own


def limit(seconds: int) -> None:
    """Limit memory and processor time; forbid writing files and core dumps."""
    fences.limit(AS=MAX_MEMORY, CPU=seconds, FSIZE=0, NPROC=0, CORE=0)


def load_encodings(more: Iterable[str] = ()) -> None:
    """Load what is else loaded in the middle of a file: behind the fences there are no files any more."""
    for encoding in (*_ENCODINGS, *more):
        codecs.lookup(encoding)
    for encoding in _ENCODINGS_OF_XML:
        etree.fromstring(f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode())


def run(read: Callable[[bytes], dict], prepare: Callable[[], object]) -> None:
    """Take standard input whole, `prepare`, give up everything, and print what `read` makes of the bytes."""
    try:
        data = sys.stdin.buffer.read()
        prepare()
        fences.close_reader()
        answer = as_line(read(data))
        if len(answer) > MAX_RESULT:
            raise Unreadable(safe.TOO_COMPLEX)
    except NoTable as none:
        answer = as_line({"no_table": none.prose})
    except NotOneDocument as refusal:
        answer = as_line({"not_one": str(refusal)})
    except Unreadable as refusal:
        answer = as_line({"refusal": str(refusal)})
    except (MemoryError, RecursionError):
        answer = as_line({"refusal": safe.TOO_COMPLEX})
    except Exception as error:
        # Where and what, not the message: that may quote the file.
        where = "".join(traceback.format_tb(error.__traceback__))
        answer = as_line({"failure": f"{where}{type(error).__name__}"})
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def as_line(content: dict) -> bytes:
    """A line of the answer."""
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
