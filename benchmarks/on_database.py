"""What needs a database, on the one that DATABASE_URL names: `python -m benchmarks.on_database PARTS…`.

Makes the data, measures, and prints the lines of the table as JSON, one a line, for `__main__`. Static files
are collected into the directory that STATIC_ROOT names.
"""

import dataclasses
import json
import os
import sys

import django
from django.conf import settings

if __name__ == "__main__":
    settings.STATIC_ROOT = os.environ["STATIC_ROOT"]
    settings.LOGGING["root"]["level"] = "ERROR"
    django.setup()

from django.core.management import call_command

from benchmarks import database, figures, gathering, pages, slow_link, wire, writers, year

PARTS = {
    "figures": figures,
    "gathering": gathering,
    "pages": pages,
    "slow_link": slow_link,
    "wire": wire,
    "writers": writers,
    "year": year,
}


def main(parts):
    """Fill the database as the parts need it and measure them in turn."""
    call_command("collectstatic", interactive=False, verbosity=0)
    database.fill(large="gathering" in parts, usual=parts != ["figures"])
    for part in parts:
        for line in PARTS[part].lines():
            print(json.dumps(dataclasses.asdict(line)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
