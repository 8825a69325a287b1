"""What a factory has made once, it makes again by its statements.

Most tests begin with the same rows, made through the domain's own functions with all their rules and seals: half of the
time of such a test. The same call on the same rows leaves the same rows. So each first call is recorded, and a later
one like it repeats the statements that write, and gives the same answer.

Repeated is only what cannot come out otherwise: inside the transaction of a test on SQLite (PostgreSQL does not take
its sequences back), as long as everything that was written since the test began came from here, and while no setting
and no name is replaced. Also the moments in the rows are those of the first call: after `FRESH` it is made anew.
"""

import datetime
import decimal
import enum
import io
import itertools
import pickle
import time
import uuid
from functools import wraps
from typing import NamedTuple

import pytest
from django.core.signals import setting_changed
from django.db import connection
from django.db.models import Model
from django.utils import timezone

FRESH = 120  # seconds
READING = ("SELECT", "SAVEPOINT", "RELEASE", "PRAGMA foreign_key_check")
WRITING = ("INSERT", "UPDATE", "DELETE")
ATOMS = (str, int, float, bytes, bool, type(None), datetime.date, datetime.timedelta, decimal.Decimal, uuid.UUID)
PATCHING = "setattr delattr setitem delitem setenv delenv syspath_prepend chdir".split()


class NotRepeatable(Exception):
    """Something takes part in the call whose like cannot be told."""


class Call(NamedTuple):
    """What a first call did. `left`: its answer and what has become of the rows that it was given, pickled."""

    number: int
    at: float
    statements: list
    after_commit: list
    changes: int
    left: bytes


class Beginning:
    """How far it is known what the database of the running test holds."""

    known = None  # the number of the last call, or the beginning; None: something else has written
    connection = changes = savepoints = None
    patches = {}
    is_recording = False


_now = Beginning()
_calls = {}
_numbers = itertools.count()
_patches = {}  # id of a MonkeyPatch → how many names it replaces now
_of_the_run = set()  # the ids of those that belong to pytest itself
_settings = [0]  # how many settings are set otherwise
_worlds = [0]


def install():
    """Watch what replaces names and settings, for the whole run."""
    for name in PATCHING:
        setattr(pytest.MonkeyPatch, name, _counting(getattr(pytest.MonkeyPatch, name)))
    undo = pytest.MonkeyPatch.undo

    def undone(self):
        _patches.pop(id(self), None)
        undo(self)

    pytest.MonkeyPatch.undo = undone
    setting_changed.connect(_count_setting, weak=False)


def _counting(method):
    @wraps(method)
    def counted(self, *args, **kwargs):
        _patches[id(self)] = _patches.get(id(self), 0) + 1
        return method(self, *args, **kwargs)

    return counted


def _count_setting(*, enter, **_):
    _settings[0] += 1 if enter else -1


def run_begins():
    _of_the_run.update(_patches)


def another_world():
    """Rows were written or deleted for more than one test: nothing is known of what lies there."""
    _worlds[0] += 1


def begin(monkeypatch):
    """A test begins, with as many names replaced as every test has."""
    raw = connection.connection
    _now.known = None
    if connection.vendor == "sqlite" and raw is not None and set(_patches) <= {id(monkeypatch), *_of_the_run}:
        _now.known, _now.connection, _now.changes, _now.savepoints = "beginning", raw, raw.total_changes, []
        _now.patches = dict(_patches)


def end():
    _now.known = None


def replayed(function):
    """The function, whose calls are repeated where that is possible. It writes into the database and nowhere else."""

    @wraps(function)
    def call(*args, **kwargs):
        if not _is_known():
            return function(*args, **kwargs)
        objects = []
        try:
            given = _plain((args, kwargs), objects)
        except NotRepeatable:
            return function(*args, **kwargs)
        key = (_now.known, function.__qualname__, given, timezone.localdate())
        known = _calls.get(key)
        if known and time.monotonic() - known.at < FRESH:
            return _repeat(known, objects)
        return _record(key, function, args, kwargs, objects)

    return call


def _is_known():
    """Whether every row of the database comes from the calls of this test so far."""
    if _now.known is None or _now.is_recording:
        return False
    if connection.connection is not _now.connection or _now.connection.total_changes != _now.changes:
        _now.known = None
    elif connection.savepoint_ids[: len(_now.savepoints)] != _now.savepoints:
        _now.known = None  # a transaction of the test has ended, and perhaps taken rows back
    if _now.known is None or not connection.in_atomic_block or connection.needs_rollback:
        return False
    if _settings[0] or _patches != _now.patches or connection.queries_logged or connection.execute_wrappers:
        return False
    if _now.known == "beginning":
        numbers = _now.connection.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall()
        _now.known = (_worlds[0], tuple(numbers))
    return True


def _went_on(number):
    _now.known, _now.changes = number, _now.connection.total_changes
    _now.savepoints = list(connection.savepoint_ids)


def _record(key, function, args, kwargs, objects):
    statements, waiting, before = [], len(connection.run_on_commit), _now.connection.total_changes

    def note(execute, sql, params, many, context):
        params = list(params) if many else params
        if not sql.startswith(READING):
            statements.append((sql, params, many))
        return execute(sql, params, many, context)

    _now.is_recording = True
    try:
        with connection.execute_wrapper(note):
            answer = function(*args, **kwargs)
    finally:
        _now.is_recording = False
    left = _pickled(answer, objects)
    if left is None or not all(sql.startswith(WRITING) for sql, _, _ in statements):
        _now.known = None
        return answer
    after_commit = [(do, robust) for _, do, robust in connection.run_on_commit[waiting:]]
    changes = _now.connection.total_changes - before
    call = _calls[key] = Call(next(_numbers), time.monotonic(), statements, after_commit, changes, left)
    _went_on(call.number)
    return _given_back(call, objects)


def _repeat(call, objects):
    before = _now.connection.total_changes
    with connection.cursor() as cursor:
        for sql, params, many in call.statements:
            (cursor.executemany if many else cursor.execute)(sql, params)
            if not many:
                cursor.fetchall()  # of what returns its key, SQLite writes all only when it is read
    assert _now.connection.total_changes - before == call.changes, "the statements found other rows than the first time"
    for do, robust in call.after_commit:
        connection.run_on_commit.append((set(connection.savepoint_ids), do, robust))
    _went_on(call.number)
    return _given_back(call, objects)


def _plain(value, objects):
    """The value in comparable words. Rows on the way are put into `objects`, at the same place for the same value."""
    if isinstance(value, Model):
        place = next((place for place, known in enumerate(objects) if known is value), None)
        if place is not None:
            return ("row", place)
        objects.append(value)
        state = value._state
        return (type(value), state.adding, _plain(_columns(value), objects), _plain(state.fields_cache, objects))
    if isinstance(value, dict):
        return (dict, *((_plain(key, objects), _plain(one, objects)) for key, one in value.items()))
    if isinstance(value, (list, tuple)):
        return (type(value), *(_plain(one, objects) for one in value))
    if type(value) in ATOMS or isinstance(value, (enum.Enum, datetime.date)):
        return (type(value), value)
    raise NotRepeatable(type(value))


class _Pickler(pickle.Pickler):
    """Names the rows that were given by their place, so that an answer tells of these very objects."""

    def __init__(self, file, objects):
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.places = {id(one): place for place, one in enumerate(objects)}

    def persistent_id(self, value):
        return self.places.get(id(value))


class _Unpickler(pickle.Unpickler):
    def __init__(self, file, objects):
        super().__init__(file)
        self.objects = objects

    def persistent_load(self, place):
        return self.objects[place]


def _pickled(answer, objects):
    """None where the answer holds something that cannot be kept."""
    standing = [(_columns(one), one._state.adding, dict(one._state.fields_cache)) for one in objects]
    file = io.BytesIO()
    try:
        _Pickler(file, objects).dump((answer, standing))
    except (pickle.PicklingError, TypeError, AttributeError):
        return None
    return file.getvalue()


def _columns(row):
    return {name: value for name, value in vars(row).items() if name != "_state"}


def _given_back(call, objects):
    """The answer; the rows that were given become what the first call has left of them."""
    answer, standing = _Unpickler(io.BytesIO(call.left), objects).load()
    for row, (columns, adding, related) in zip(objects, standing, strict=True):
        state = row._state
        vars(row).clear()
        vars(row).update(columns, _state=state)
        state.adding, state.fields_cache = adding, related
    return answer
