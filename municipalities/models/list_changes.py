"""When the lists that pages offer from have changed: countries, partners, partnerships. A process keeps such a list as
long as `list_stamp` stays the same (reports/queries/reference_lists.py)."""

import uuid

from django.db import models
from django.db.models import Count, Subquery, Value

KEPT = 100  # changes; older ones tell nothing new


class ListChange(models.Model):
    """One write of a list. The rows are only added, so that two writers never wait for each other. Their marks are
    random, so that a change that was taken back leaves no stamp that a later one could have too."""

    mark = models.UUIDField("отметка", default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = "изменение справочника"
        verbose_name_plural = "изменения справочников"

    def __str__(self):
        return str(self.mark)


def note_list_change():
    """Say that a list has changed, in the transaction of the change."""
    change = ListChange.objects.create()
    if change.pk % KEPT == 0:
        ListChange.objects.filter(pk__lte=change.pk - KEPT).delete()


def stamp_columns():
    """Two annotations by which any query can bring the stamp along: {name: expression}. The mark alone would miss a
    change whose number is lower than that of one that was committed before it."""
    changes = ListChange.objects.order_by()
    number = changes.annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    return {
        "list_mark": Subquery(ListChange.objects.order_by("-pk").values("mark")[:1]),
        "list_number": Subquery(number),
    }


def list_stamp():
    """The stamp as it is now (one query)."""
    last = ListChange.objects.order_by("-pk").annotate(list_number=stamp_columns()["list_number"])
    return last.values_list("mark", "list_number").first() or (None, None)
