"""Tracebacks for the log: where it happened, and never what somebody has typed.

The message of an exception often quotes the value that was wrong («invalid literal for int() with base 10: 'Иванова'»,
the DETAIL of PostgreSQL). Only what comes from the interpreter or from the database about its own tables is kept.
"""

import os
import re
import traceback

# Their messages name parts of the program. All others are known by their class and their line.
_OF_CODE = ("AttributeError", "NameError", "ImportError", "TypeError", "IndexError", "RecursionError")
_OF_SETTINGS = ("ImproperlyConfigured", "TemplateDoesNotExist", "TemplateSyntaxError")
# Not DataError: it quotes the value.
_OF_TABLES = ("OperationalError", "InterfaceError", "InternalError", "ProgrammingError", "IntegrityError")
_NAME = r"[A-Za-z_][\w.]{0,62}"
_PIECE = re.compile(r"""[^'"«\[{=:]|: (?=[a-z])""", re.ASCII)
_PIECE_OR_NAME = re.compile(rf"""{_PIECE.pattern}|'{_NAME}'|"{_NAME}\"""", re.ASCII)
# Here quotes hold names; elsewhere perhaps a value.
_NAMING = {"AttributeError", "NameError", "ImportError", *_OF_SETTINGS, *_OF_TABLES}
_VALUES = re.compile(r" (?:near|got|no such column|unrecognized token)\b|, not\b")


def trace_of(error: BaseException | None) -> str:
    """The traceback of an exception and of those that it came from, as Python writes it, without values."""
    lines, seen = [], set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        stack = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__))
        lines.insert(0, "".join(["Traceback (most recent call last):\n", *stack.format(), headline(error)]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n".join(lines)


def headline(error: BaseException) -> str:
    """The class of an exception, and of its message what tells nothing about people."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    said = _said(error)
    return f"{name}: {said}" if said else name


def _said(error: BaseException) -> str:
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, OSError):
        return f"[Errno {error.errno}] {os.strerror(error.errno)}" if isinstance(error.errno, int) else ""
    if not kinds.intersection((*_OF_CODE, *_OF_SETTINGS, *_OF_TABLES)):
        return ""
    first = f" {str(error).strip()}".split("\n")[0]
    first = _VALUES.split(first)[0]
    return _until_a_value(first, _PIECE_OR_NAME if kinds & _NAMING else _PIECE).strip()[:300]


def _until_a_value(text: str, pieces: re.Pattern) -> str:
    """The beginning of a message: ASCII, and in quotes only names such as those of tables and attributes."""
    end = 0
    while (piece := pieces.match(text, end)) and piece[0].isascii() and piece[0].isprintable():
        end = piece.end()
    return text[:end]
