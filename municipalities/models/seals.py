"""Seals: a keyed digest beside a row, so that whoever writes into the database past the program cannot make it anew.

The key lies outside the database (HISTORY_KEY). A model that is `Sealed` names its facts in SEALED; every write that
the program makes of them seals the row in the same transaction. `reports/queries/sealed_rows.py` compares.
"""

import contextlib
import contextvars
import datetime
import hashlib
import hmac
import json
import uuid
from collections import defaultdict

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from .list_changes import note_list_change
from .stored import stored

CHUNK = 500  # rows of one query
_PUT = (
    'INSERT INTO reports_seal (kind, "row", digest, "key") VALUES {}'
    ' ON CONFLICT (kind, "row") DO UPDATE SET digest = EXCLUDED.digest, "key" = EXCLUDED."key"'
)


class Seal(models.Model):
    """The seal of one row: `kind` is the name of its model, `row` its key, `key` says with which key it was made."""

    kind = models.CharField("вид", max_length=40)
    row = models.CharField("запись", max_length=40)
    digest = models.CharField("печать", max_length=64)
    key = models.CharField("ключ", max_length=8)

    class Meta:
        app_label = "reports"  # its table is sealed beside the chains
        verbose_name = "печать записи"
        verbose_name_plural = "печати записей"
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="seal_once")]

    def __str__(self):
        return f"{self.kind} {self.row}"


def name_of_key(key):
    """Eight letters by which a key is known; they tell nothing about the key."""
    return hashlib.sha256(f"history key:{key}".encode()).hexdigest()[:8]


def current_key():
    """The name of the key with which seals are made now."""
    return name_of_key(settings.HISTORY_KEYS[0])


def keyed_digest(facts, key_name=None):
    """The digest (64 hexadecimal letters) of facts (lists, dicts, texts, numbers, dates). It is made with the key of
    that name, by default the current one; it is empty where HISTORY_KEYS lacks the key."""
    keys = {name_of_key(key): key for key in settings.HISTORY_KEYS}
    key = keys.get(key_name or current_key())
    if key is None:
        return ""
    return hmac.new(key.encode(), canonical(facts).encode(), hashlib.sha256).hexdigest()


def canonical(facts):
    """Facts as one text, the same on both databases."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_as_text)


def _as_text(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def facts_by_key(model, names, rows):
    """Key of a row (as text) → its facts, of a queryset (one query)."""
    return {str(pk): dict(zip(names, facts, strict=True)) for pk, *facts in rows.values_list("pk", *names)}


# Model → keys of rows that wait for their seals; None outside of `sealed_together`.
_waiting = contextvars.ContextVar("waiting", default=None)


@contextlib.contextmanager
def sealed_together():
    """Gather the seals of many writes. `seal_waiting` must be called inside the transaction of the writes, after the
    last of them. Without it nothing is sealed, which is right only where the transaction is rolled back."""
    before = _waiting.set(defaultdict(dict))
    try:
        yield
    finally:
        _waiting.reset(before)


def seal_waiting():
    """Seal what was written since `sealed_together` began (two queries for each 500 rows of a model)."""
    for model, pks in _waiting.get().items():
        _seal(model, list(pks))
    _waiting.get().clear()


def seal(model, pks):
    """Seal the rows with these keys as they are in the database now (two queries for each 500), or, inside
    `sealed_together`, as they are when `seal_waiting` is called."""
    waiting = _waiting.get()
    if waiting is None:
        _seal(model, pks)
    else:
        waiting[model].update(dict.fromkeys(pks))


def _seal(model, pks):
    kind, key = model._meta.model_name, current_key()
    if model.IS_OFFERED and pks:
        note_list_change()
    for start in range(0, len(pks), CHUNK):
        seals = []
        for pk, values in stored(model, model.SEALED, pks[start : start + CHUNK]).items():
            row, facts = str(pk), dict(zip(model.SEALED, values, strict=True))
            seals += [kind, row, keyed_digest([kind, row, facts], key), key]
        if seals:
            with connection.cursor() as cursor:
                cursor.execute(_PUT.format(", ".join(["(%s, %s, %s, %s)"] * (len(seals) // 4))), seals)


def sealed_models():
    """Every model whose rows are sealed."""
    return [model for model in apps.get_models() if issubclass(model, Sealed)]


def _forget(model, pks, deleted):
    """Drop the seals of rows that the program has deleted. `deleted`: Django's count of what went, by model."""
    Seal.objects.filter(kind=model._meta.model_name, row__in=[str(pk) for pk in pks]).delete()
    if model.IS_OFFERED:
        note_list_change()
    for label, number in deleted.items():
        other = apps.get_model(label)
        if number and issubclass(other, Sealed) and other is not model:
            here = {str(pk) for pk in other._base_manager.values_list("pk", flat=True)}
            seals = Seal.objects.filter(kind=other._meta.model_name).values_list("pk", "row")
            Seal.objects.filter(pk__in=[pk for pk, row in seals if row not in here]).delete()


def _are_sealed(model, names):
    return any(model._meta.get_field(name).attname in model.SEALED for name in names)


class SealedQuerySet(models.QuerySet):
    """Seals what it writes. Two more queries a write, three for an update."""

    def update(self, **values):
        if not _are_sealed(self.model, values):
            return super().update(**values)
        with transaction.atomic(savepoint=False):
            pks = list(self.values_list("pk", flat=True))
            changed = super().update(**values)
            if changed:
                seal(self.model, pks)
        return changed

    def bulk_create(self, objs, *args, **kwargs):
        with transaction.atomic(savepoint=False):
            made = super().bulk_create(objs, *args, **kwargs)
            seal(self.model, [row.pk for row in made if row.pk is not None])
        return made

    def delete(self):
        # A savepoint, here and below: a refused deletion must not spoil the transaction of whoever catches it.
        with transaction.atomic():
            pks = list(self.values_list("pk", flat=True))
            number, deleted = super().delete()
            _forget(self.model, pks, deleted)
        return number, deleted

    update.alters_data = bulk_create.alters_data = delete.alters_data = True
    delete.queryset_only = True


class Sealed(models.Model):
    """A row whose facts (SEALED, by attribute) are sealed with every write of them. `IS_OFFERED`: of a list that pages
    offer from and processes keep, so that its changes are noted."""

    SEALED = ()
    IS_OFFERED = False

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save_base(self, *args, **kwargs):
        # Here and not in `save`, because what reads fixtures calls only this.
        written = kwargs.get("update_fields")
        with transaction.atomic(savepoint=False):
            super().save_base(*args, **kwargs)
            if written is None or _are_sealed(type(self), written):
                seal(type(self)._meta.concrete_model, [self.pk])

    save_base.alters_data = True

    def delete(self, *args, **kwargs):
        pk = self.pk
        with transaction.atomic():
            number, deleted = super().delete(*args, **kwargs)
            _forget(type(self)._meta.concrete_model, [pk], deleted)
        return number, deleted

    delete.alters_data = True
