"""What is only ever added: the base of every history table, and the chain that shows when somebody has edited it.

One chain a submission (a common one would make all writers wait for each other). Each link holds the digest of the
link before and of its row's facts, so that a row changed, removed, swapped or slipped in later no longer fits. A cut
tail fits; that is what the anchors of the last Release are for (`manage.py verify_history`).
"""

import datetime
import hashlib
import json

from django.db import models

FIRST_DIGEST = "0" * 64


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **values):
        raise TypeError("История только пополняется.")

    def delete(self):
        raise TypeError("История только пополняется.")


class AppendOnly(models.Model):
    """A row that is written once. Who and when are part of it; `by` is empty for a command.

    A history of submissions names in CHAINED its facts, by attribute (adding to them later would break every chain),
    and in CHAIN_PATH the way to its submission. Its rows are written while the submission is locked.
    """

    CHAINED = ()
    CHAIN_PATH = ""

    by = models.ForeignKey(
        "municipalities.User",
        models.PROTECT,  # a history that forgets its people is none
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
    """Put a history row at the end of its submission's chain (two queries)."""
    submission = _submission_id(row)
    last = ChainLink.objects.filter(submission=submission).order_by("-number").values_list("number", "digest").first()
    number, before = last or (0, FIRST_DIGEST)
    ChainLink.objects.create(
        submission_id=submission,
        number=number + 1,
        kind=row._meta.model_name,
        row=row.pk,
        digest=digest_of(before, row),
    )


def _submission_id(row):
    *steps, last = row.CHAIN_PATH.split("__")
    for step in steps:
        row = getattr(row, step)
    return getattr(row, f"{last}_id")


def chained_models():
    """The history tables whose rows stand in chains."""
    return [model for model in AppendOnly.__subclasses__() if model.CHAINED]


def chained_rows(submission):
    """All history rows of a submission that belong into its chain, in the order in which they were written."""
    rows = [row for model in chained_models() for row in model.objects.filter(**{model.CHAIN_PATH: submission})]
    return sorted(rows, key=lambda row: (row.at, row._meta.model_name, row.pk))
