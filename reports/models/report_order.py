"""The order of the rows of a report, and of the reports in the table (docs/design/periods.md, «Order»)."""

from django.db.models import F, Max

# Of the events of a report: by hand where an order was set, else by date; ties by order of entry.
REPORT_ORDER = (F("position").asc(nulls_last=True), "sort_key", "pk")
# Of the reports of a quarter: the capital first, the rest by proper name.
SECTION_ORDER = ("municipality__sort_key", "pk")


def position_by_date(event):
    """Where the date rule puts a new event among those ordered by hand: behind the last one that is not later.
    Half-way between two neighbours; whoever sets the order numbers them anew."""
    placed = event.submission.events.present().exclude(position=None)
    before = placed.filter(sort_key__lte=event.sort_key).aggregate(last=Max("position"))["last"]
    before = 0.0 if before is None else before
    after = placed.filter(position__gt=before).order_by("position").values_list("position", flat=True).first()
    return before + 1.0 if after is None else (before + after) / 2
