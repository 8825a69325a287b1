"""A traceback for the log tells where it happened, and no value."""

import pytest
from django.db import DataError, IntegrityError, OperationalError, ProgrammingError

from config.traces import headline, trace_of
from tests.answers import for_each

MARK = "Тайноцвет"
LATIN = "zzsecretzz"
WORDS = f"{MARK} '{LATIN}' \"{LATIN}\" «{MARK}» ({LATIN}) {LATIN}\n{LATIN}"
KEPT_HEADLINES = [
    (ValueError(f"invalid literal for int() with base 10: '{LATIN}'"), "ValueError"),
    (KeyError(LATIN), "KeyError"),
    (AttributeError("'NoneType' object has no attribute 'pk'"), "'NoneType' object has no attribute 'pk'"),
    (
        TypeError(f"Field 'id' expected a number but got '{LATIN} {LATIN}'."),
        "TypeError: Field",
    ),
    (TypeError(f"unhashable {LATIN!r}: «{MARK}»"), "TypeError: unhashable"),
    (FileNotFoundError(2, "No such file", f"/tmp/{LATIN}"), "FileNotFoundError: [Errno 2] No such file or directory"),
    (OSError(LATIN), "OSError"),
    (IntegrityError("UNIQUE constraint failed: reports_event.uid"), "UNIQUE constraint failed: reports_event.uid"),
    (
        IntegrityError(
            f'duplicate key value violates unique constraint "a_name"\nDETAIL:  Key (name)=({LATIN}) exists.'
        ),
        'duplicate key value violates unique constraint "a_name"',
    ),
    (DataError(f'invalid input syntax for type integer: "{LATIN}"'), "django.db.utils.DataError"),
    (ProgrammingError('relation "reports_event" does not exist\nLINE 1: …'), 'relation "reports_event" does not exist'),
    (ProgrammingError(f'syntax error at or near "{LATIN}"'), "syntax error at or"),
    (OperationalError(f"no such column: {LATIN}"), "OperationalError"),
    (OperationalError("no such table: reports_event"), "no such table: reports_event"),
    (OperationalError("database is locked"), "database is locked"),
    (UnicodeEncodeError("ascii", MARK, 0, 1, LATIN), "UnicodeEncodeError"),
]


@for_each(("error", "kept"), KEPT_HEADLINES)
def test_of_an_error_is_kept_what_tells_nothing_of_people(error, kept):
    said = headline(error)
    assert LATIN not in said
    assert MARK not in said
    assert kept in said


def test_a_trace_has_the_lines_of_the_whole_chain_and_no_values():
    def outer(secret):
        try:
            inner(secret)
        except ValueError as error:
            raise RuntimeError(f"Cannot write {secret}") from error

    def inner(secret):
        error = ValueError(secret)
        error.add_note(secret)
        raise error

    with pytest.raises(RuntimeError) as caught:
        outer(WORDS)
    trace = trace_of(caught.value)
    assert trace.index("in inner\n") < trace.index("in outer\n    raise RuntimeError") < len(trace)
    assert trace.endswith("\nRuntimeError")
    assert MARK not in trace
    assert LATIN not in trace


def test_an_error_that_is_its_own_cause_ends():
    error = ValueError()
    error.__cause__ = RuntimeError()
    error.__cause__.__cause__ = error
    assert trace_of(error).count("Traceback") == 2
