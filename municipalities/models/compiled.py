"""Questions to the database whose SQL is put together once, and not anew at every request.

Django takes one to three milliseconds to build and compile a question that the database answers in a tenth of one, and
a page asks ten. A function marked `compiled` builds the queryset with a place for each of its arguments; after the
first call only the values are put in.
"""

import copy
from functools import wraps
from itertools import count

from django.db import connection
from django.db.models import Model, Value
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.signals import post_init, pre_init

_keys = count(-(10**15), -1)  # nobody's; such a number stands in the question where a key belongs
_LARGEST = 2**63 - 1  # an address may hold a larger number


class Given(Value):
    """The place of a value that is no key. `field` prepares the value for the database."""

    def __init__(self, name, field):
        super().__init__(name)
        self.prepares = field

    def _resolve_output_field(self):
        return self.prepares

    def as_sql(self, compiler, connection):
        return "%s", [self]


def compiled(**fields):
    """Make of a function that builds a queryset one that asks it: it takes the arguments by name and returns a list.

    `fields`: for each argument the model field that prepares its value, None for a key. The function
    is called once for each database, with a place instead of each value, so nothing else may change in what it builds:
    neither the day nor who asks. A tuple of keys stands for the list of `…__in`; each length is compiled by itself, and
    of an empty one nothing is asked. `prefetch_related` is not followed.
    """

    def decorate(build):
        kept = {}

        @wraps(build)
        def ask(**given):
            lengths = tuple((name, len(value)) for name, value in given.items() if isinstance(value, tuple))
            if any(length == 0 for _, length in lengths):
                return []
            question = kept.get((connection.vendor, lengths))
            if question is None:
                question = _Question(build, fields, dict(lengths))
                kept[connection.vendor, lengths] = question
            return question.rows(given)

        return ask

    return decorate


class _Question:
    """A queryset whose compiler has done its work."""

    def __init__(self, build, fields, lengths):
        given, places = {}, {}  # what stands in the question → (argument, its field, place in the tuple or None)
        for name, field in fields.items():
            if name in lengths:
                given[name] = [next(_keys) for _ in range(lengths[name])]
                places |= {key: (name, None, number) for number, key in enumerate(given[name])}
            else:
                given[name] = next(_keys) if field is None else Given(name, field)
                places[given[name]] = name, field, None
        self.queryset = build(**given)
        assert not self.queryset._prefetch_related_lookups, "what is fetched later has SQL of its own"
        self.compiler = self.queryset.query.get_compiler(connection=connection)
        self.sql, params = self.compiler.as_sql()
        self.params = [places.get(param, (None, None, param)) for param in params]
        self.compiler.connection = connection  # each thread has its own behind this name
        converters = self.compiler.get_converters([column for column, *_ in self.compiler.select])
        self.compiler.get_converters = lambda expressions: converters
        self.converters = converters
        has_objects = self.queryset._iterable_class is ModelIterable
        self.objects = _Objects(self.compiler, self.queryset) if has_objects else None

    def rows(self, given):
        """The rows as the queryset would give them: what stands in for its question has the SQL at hand."""
        try:
            params = tuple(_value(given, *param) for param in self.params)
        except OverflowError:
            return []
        return self._objects_of(params) if self.objects else self._values_of(params)

    def _objects_of(self, params):
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        return self.objects.of(self.compiler.apply_converters(found, self.converters))

    def _values_of(self, params):
        compiler, query = copy.copy(self.compiler), copy.copy(self.queryset.query)
        compiler.as_sql = lambda *args, **kwargs: (self.sql, params)
        query.get_compiler = lambda *args, **kwargs: compiler
        queryset = type(self.queryset)(self.queryset.model, query=query)
        queryset._fields = self.queryset._fields
        return list(self.queryset._iterable_class(queryset))


class _Objects:
    """Makes objects of the rows of a question, as `ModelIterable` does, with what depends on the question found out
    once."""

    def __init__(self, compiler, queryset):
        info, fields = compiler.klass_info, compiler.klass_info["select_fields"]
        _make_plainly(info)
        self.make, self.columns = info["model"].from_db, slice(fields[0], fields[-1] + 1)
        self.names = [column.target.attname for column, *_ in compiler.select[self.columns]]
        mode = [queryset._fetch_mode] if hasattr(queryset, "_fetch_mode") else []  # Django 6.1 asks for it
        self.joined = get_related_populators(info, compiler.select, connection.alias, *mode)
        self.beside = list(compiler.annotation_col_map.items())

    def of(self, rows):
        made, alias = [], connection.alias
        for row in rows:
            one = self.make(alias, self.names, row[self.columns])
            for joined in self.joined:
                joined.populate(row, one)
            for name, column in self.beside:
                setattr(one, name, row[column])
            made.append(one)
        return made


class _Plain:
    """Stands in for a model where Django makes objects of rows. `Model.__init__` serves callers of every kind, and took
    half of what a page of fifty rows spends on its questions; here the columns are known."""

    def __init__(self, model):
        self.model, self._meta = model, model._meta

    def from_db(self, db, names, values, *, fetch_mode=None):
        """As `Model.from_db`: a column that was not asked for is fetched when somebody wants it. In which way is asked
        by Django 6.1."""
        made = self.model.__new__(self.model)
        made._state = state = ModelState()
        state.adding, state.db = False, db
        if fetch_mode is not None:
            state.fetch_mode = fetch_mode
        made.__dict__.update(zip(names, values, strict=True))
        return made


def _make_plainly(info):
    """Let the rows of this part of a question, and of what it joins, become objects by `_Plain`."""
    model = info["model"]
    is_plain = model.__init__ is Model.__init__ and model.from_db.__func__ is Model.from_db.__func__
    if is_plain and not (pre_init.has_listeners(model) or post_init.has_listeners(model)):
        info["model"] = _Plain(model)
    for joined in info.get("related_klass_infos", ()):
        _make_plainly(joined)


def _value(given, name, field, place):
    """The parameter of this call. Raises OverflowError for a number that no column can hold."""
    if name is None:
        return place  # the same in every call
    value = given[name] if place is None else given[name][place]
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise OverflowError(value)
    return value if field is None else field.get_db_prep_value(value, connection)
