"""What the database holds of a row now, asked with a query that is compiled once for a model.

Every write of a sealed row and of a history reads its row again. To have Django build that query anew each time costs
several times as much as to ask it, and was a tenth of the processor's time of all writes.
"""

from functools import cache

from django.db import connection


def stored(model, names, pks):
    """Key → list of the values of these attributes, for the rows with these keys (one query)."""
    sql, key, converters = _compiled(model, tuple(names))
    prepare = model._meta.pk.get_db_prep_value
    with connection.cursor() as cursor:
        cursor.execute(
            f"{sql} WHERE {key} IN ({', '.join(['%s'] * len(pks))})", [prepare(pk, connection) for pk in pks]
        )
        rows = [list(row) for row in cursor.fetchall()]
    for place, convert, column in converters:
        for row in rows:
            row[place] = convert(row[place], column, connection)
    return {pk: values for pk, *values in rows}


@cache
def _compiled(model, names):
    """The query without its condition, the column of the key, and (place, converter, column) of each value that Python
    does not get as it is to be."""
    compiler = model._base_manager.order_by().values_list("pk", *names).query.get_compiler(connection=connection)
    sql, values = compiler.as_sql()
    assert not values, f"{model.__name__}: a plain query has no values"
    columns = [column for column, *_ in compiler.select]
    converters = [
        (place, convert, column)
        for place, (several, column) in compiler.get_converters(columns).items()
        for convert in several
    ]
    return sql, compiler.compile(columns[0])[0], converters
