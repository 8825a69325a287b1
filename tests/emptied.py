"""What a test with transactions of its own leaves behind is deleted after it.

Django empties every table, filled or not, and then makes all permissions and content types anew: on PostgreSQL that
takes longer than most of these tests.
"""

from functools import cache

from django.db import connections, transaction
from django.test import TransactionTestCase

from tests import replayed

# Made by `migrate`, the same for all tests.
KEPT = {"django_content_type", "auth_permission"}


def install():
    """From now on tables are emptied in this way."""
    TransactionTestCase._fixture_teardown = _empty_databases


def _empty_databases(test):
    replayed.another_world()
    for alias in test._databases_names(include_mirrors=False):
        empty(connections[alias])


def empty(connection):
    """Delete all rows of our tables, in any order: foreign keys are asked at the end of the transaction."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(_which_are_filled(connection.alias))
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


@cache
def _which_are_filled(alias):
    """The question that names each table with a row in it."""
    connection = connections[alias]
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})" for table in tables)
    return " UNION ALL ".join(asked)
