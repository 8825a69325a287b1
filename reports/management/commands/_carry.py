"""Carry every row of one database over to another of the same migrations, exactly as it is.

Django's `dumpdata` rounds moments to milliseconds, and the seals of the histories are made over microseconds: a dumped
history no longer verifies. Here each value is read, written and read back, so that nothing is rounded or made anew.
"""

from contextlib import closing
from itertools import islice

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models
from django.db.migrations.recorder import MigrationRecorder

from municipalities.models import Country, Municipality, User
from municipalities.models.seals import sealed_together
from reports.models import Period

from ._russian import Refused

ROWS_AT_ONCE = 100
# What a database in use never lacks altogether.
TOLD_BY = (User, Country, Municipality, Period)


def check_both(old, new):
    """Raises Refused unless both aliases have the same migrations and `new` holds nothing of anybody."""
    have, want = (set(MigrationRecorder(connections[alias]).applied_migrations()) for alias in (old, new))
    if not have:
        raise Refused("в прежней базе нет таблиц этой программы: проверьте путь к файлу.")
    if have != want:
        missing = sorted(".".join(name) for name in have ^ want)
        raise Refused(
            f"базы разных версий программы (различие: {', '.join(missing[:3])}). Выполните migrate для обеих: "
            "сначала с прежним DATABASE_URL, затем с новым."
        )
    filled = [model._meta.verbose_name_plural for model in TOLD_BY if model._base_manager.using(new).exists()]
    if filled:
        raise Refused(f"новая база не пуста: {', '.join(filled)}. Нужна новая база, в которой выполнен только migrate.")


def carry(old, new):
    """Write all rows of alias `old` into alias `new`, inside the caller's transactions; returns [(model, count), …].

    What `migrate` has put into `new` makes room. Identifiers stay, and new rows get numbers behind them. Raises Refused
    for a row that the new database does not take or gives back otherwise.
    """
    tables = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    tables = [model for model in tables if not model._meta.proxy]
    link = connections[new]
    link.ops.execute_sql_flush(link.ops.sql_flush(no_style(), [model._meta.db_table for model in tables]))
    # The seals are carried over like any other row, so none is made.
    with sealed_together():
        counted = [(model, _carry_table(model, old, new)) for model in tables]
    link.check_constraints()
    with link.cursor() as cursor:
        for statement in link.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
    return counted


def _carry_table(model, old, new):
    fields = model._meta.concrete_fields
    # A file may have 30 MB: one at a time.
    step = 1 if any(isinstance(field, models.BinaryField) for field in fields) else ROWS_AT_ONCE
    count = 0
    with closing(model._base_manager.using(old).order_by("pk").iterator(chunk_size=step)) as rows:
        while chunk := list(islice(rows, step)):
            _carry_rows(chunk, fields, new)
            count += len(chunk)
    return count


def _carry_rows(chunk, fields, new):
    model, kept = type(chunk[0]), [(row.pk, _values(row, fields)) for row in chunk]
    for row in chunk:
        try:
            row.save_base(raw=True, force_insert=True, using=new)
        except (DatabaseError, ValueError) as failure:
            raise Refused(f"{_named(model, row.pk)} не переносится: {failure}") from failure
    # Without the model's own order, which may join a table that comes later.
    arrived = model._base_manager.using(new).order_by().in_bulk([pk for pk, _ in kept])
    for pk, values in kept:
        if pk not in arrived or _values(arrived[pk], fields) != values:
            raise Refused(f"{_named(model, pk)} в новой базе читается иначе, чем в прежней.")


def _values(row, fields):
    found = (getattr(row, field.attname) for field in fields)
    return [bytes(value) if isinstance(value, memoryview) else value for value in found]


def _named(model, pk):
    return f"Запись «{model._meta.verbose_name}» № {pk}"
