"""What deadline day needs: `python -m benchmarks.load.data OFFICERS COORDINATORS PASSWORD` fills the database.

An earlier version runs this text too (`two_versions`), so it asks for nothing of this folder.
"""

import datetime
import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from municipalities.lists.fixtures import load_lists
from municipalities.models import Municipality, MunicipalityName, Officer, User
from reports.actions import periods
from reports.rules.permissions import THE_PROGRAM


def fill(officers, coordinators, password):
    """Lists, a municipality for each officer, and an open quarter."""
    load_lists()
    password = make_password(password)
    for number in range(coordinators):
        User.objects.create(
            username=f"coordinator{number}", full_name=f"Координатор {number}", password=password, is_coordinator=True
        )
    for number in range(officers):
        place = Municipality.objects.create(short_name=f"{number}-й район", oktmo=f"99{number:06}")
        MunicipalityName.objects.create(
            municipality=place,
            label=f"{number}-й район",
            heading=f"муниципальное образование «{number}-й район» Смоленской области",
            valid_from=datetime.date(2006, 1, 1),
        )
        user = User.objects.create(username=f"officer{number}", full_name="Иванова Анна Петровна", password=password)
        Officer.objects.create(user=user, municipality=place, since=datetime.date(2020, 1, 1))
    days = {"deadline": 10, "hard_deadline": 20}
    dates = {name: timezone.localdate() + datetime.timedelta(days=number) for name, number in days.items()}
    periods.open_period(2024, 4, by=THE_PROGRAM, **dates)


if __name__ == "__main__":
    fill(*map(int, sys.argv[1:3]), sys.argv[3])
