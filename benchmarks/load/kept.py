"""What the database holds of deadline day, as JSON: `python -m benchmarks.load.kept`."""

import json
import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from reports.models import Event, Submission
from reports.queries import installation


def kept():
    """{officer: {"state": of the report, "names": of its events}}, and how many histories are broken."""
    found = {
        place.removesuffix("-й район"): {"state": state, "names": []}
        for place, state in Submission.objects.values_list("municipality__short_name", "state")
    }
    for place, name in Event.objects.present().values_list("submission__municipality__short_name", "name"):
        found[place.removesuffix("-й район")]["names"].append(name)
    return {"reports": found, "broken": len(installation.broken())}


if __name__ == "__main__":
    print(json.dumps(kept(), ensure_ascii=False))
