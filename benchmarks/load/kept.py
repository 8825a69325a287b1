"""What the database holds of deadline day, as JSON: `python -m benchmarks.load.kept`."""

import json
import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from reports.models import Event, Submission
from reports.queries import installation

QUARTER = {"period__year": 2024, "period__quarter": 4}


def kept():
    """{officer: {"state": of the report of the open quarter, "names": of its events}}; how many histories of all
    quarters are broken."""
    found = {
        place.removesuffix("-й район"): {"state": state, "names": []}
        for place, state in Submission.objects.filter(**QUARTER).values_list("municipality__short_name", "state")
    }
    events = Event.objects.present().filter(submission__in=Submission.objects.filter(**QUARTER))
    for place, name in events.values_list("submission__municipality__short_name", "name"):
        found[place.removesuffix("-й район")]["names"].append(name)
    return {"reports": found, "broken": len(installation.broken())}


if __name__ == "__main__":
    print(json.dumps(kept(), ensure_ascii=False))
