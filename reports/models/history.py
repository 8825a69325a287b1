"""What is only ever added: the base of every history table, and the chain that shows when somebody has edited it.

One chain a submission (a common one would make all writers wait for each other). Each link holds the digest of the
link before and of its row's facts, so that a row changed, removed, swapped or slipped in later no longer fits. Its seal
is made with a key outside the database, so nobody without the key can make a chain anew. It also covers the state of
the report, the event or the remark after that row. So a change that bypassed the history and a cut tail are found
(`manage.py verify_history`).
"""

import datetime
import hashlib
import json

from django.db import models

from municipalities.models.seals import current_key, keyed_digest
from municipalities.models.stored import stored

FIRST_DIGEST = "0" * 64


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **values):
        raise TypeError("История только пополняется.")

    def delete(self):
        raise TypeError("История только пополняется.")


class AppendOnly(models.Model):
    """A row that is written once. Who and when are part of it; `by` is empty for a command.

    A history of submissions has three constants. CHAINED names its facts, by attribute; adding to them later would
    break every chain. CHAIN_PATH is the way to its submission. SUBJECT is what it tells of, whose facts (STANDS) are
    sealed with it. Its rows are written last, while the submission is locked.
    """

    CHAINED = ()
    CHAIN_PATH = ""
    SUBJECT = ""

    by = models.ForeignKey(
        "municipalities.User",
        models.PROTECT,  # a history must not forget its people
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто",
    )
    at = models.DateTimeField("когда", auto_now_add=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("История только пополняется.")
        super().save(*args, **kwargs)
        if self.CHAINED:
            append_link(self)

    def delete(self, *args, **kwargs):
        raise TypeError("История только пополняется.")


class ChainLink(models.Model):
    """One link of a submission's chain: `row` is the pk of a history row of that `kind` (the model's name)."""

    submission = models.ForeignKey("reports.Submission", models.PROTECT, related_name="chain", verbose_name="отчёт")
    number = models.PositiveIntegerField("номер")
    kind = models.CharField("вид", max_length=20)
    row = models.BigIntegerField("запись")
    digest = models.CharField("контрольная сумма", max_length=64)
    seal = models.CharField("печать звена", max_length=64)
    standing = models.CharField("печать того, что стоит после записи", max_length=64)
    key = models.CharField("ключ", max_length=8)

    class Meta:
        verbose_name = "звено истории"
        verbose_name_plural = "звенья истории"
        ordering = ["submission", "number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="chain_link_once"),
            models.UniqueConstraint(fields=["kind", "row"], name="chain_row_once"),
        ]

    def __str__(self):
        return f"{self.submission_id}: {self.number}"


def digest_of(before, row):
    """The digest (64 hexadecimal letters) of a link: of the one before, and of the facts of its history row."""
    facts = {name: getattr(row, name) for name in row.CHAINED}
    written = json.dumps(
        [before, row._meta.model_name, row.pk, facts],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        default=_as_text,
    )
    return hashlib.sha256(written.encode()).hexdigest()


def _as_text(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value).__name__}")


def append_link(row):
    """Put a history row at the end of its submission's chain, sealed with the state after it (three queries)."""
    submission = _submission_id(row)
    last = ChainLink.objects.filter(submission=submission).order_by("-number").values_list("number", "digest").first()
    number, before = last or (0, FIRST_DIGEST)
    link = ChainLink(
        submission_id=submission,
        number=number + 1,
        kind=row._meta.model_name,
        row=row.pk,
        digest=digest_of(before, row),
        key=current_key(),
    )
    link.seal = seal_of(link)
    subject = getattr(row, f"{row.SUBJECT}_id")
    model = row._meta.get_field(row.SUBJECT).related_model
    facts = dict(zip(model.STANDS, stored(model, model.STANDS, [subject])[subject], strict=True))
    link.standing = standing_seal(link, subject, facts)
    link.save(force_insert=True)


def seal_of(link):
    """The seal that a link should have; empty where its key is unknown."""
    return keyed_digest(["link", link.submission_id, link.number, link.kind, link.row, link.digest], link.key)


def standing_seal(link, subject, facts):
    """The seal that a link should have for its subject (the key) with these facts; empty where its key is unknown."""
    return keyed_digest(["standing", link.number, link.kind, link.row, subject, facts], link.key)


def standing_facts(model, **which):
    """Key → facts, by name, of what a history table tells of (one query)."""
    subject = model._meta.get_field(model.SUBJECT).related_model
    rows = subject._base_manager.filter(**which).values_list("pk", *subject.STANDS)
    return {pk: dict(zip(subject.STANDS, facts, strict=True)) for pk, *facts in rows}


def _submission_id(row):
    *steps, last = row.CHAIN_PATH.split("__")
    for step in steps:
        row = getattr(row, step)
    return getattr(row, f"{last}_id")


def chained_models():
    """The history tables whose rows form chains."""
    return [model for model in AppendOnly.__subclasses__() if model.CHAINED]


def chained_rows(submission):
    """All history rows of a submission's chain, in the order in which they were written. That is the order of link
    numbers, because a clock may be set back. Those without a link come last, by time."""
    numbers = chain_numbers(submission)
    rows = [row for model in chained_models() for row in model.objects.filter(**{model.CHAIN_PATH: submission})]
    behind = len(rows) + max(numbers.values(), default=0)

    def place(row):
        kind = row._meta.model_name
        return numbers.get((kind, row.pk), behind), row.at, kind, row.pk

    return sorted(rows, key=place)


def chain_numbers(submission):
    """(kind, key of the row) → number of its link in the submission's chain (one query)."""
    links = ChainLink.objects.filter(submission=submission).values_list("kind", "row", "number")
    return {(kind, row): number for kind, row, number in links}
