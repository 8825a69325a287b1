"""The sign-ins of the demo, which everybody knows."""

import json
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import check_password

from municipalities.models import User

DEMO_PASSWORD = "pobratim-demo"  # printed in README.md


@cache
def demo_names():
    """The sign-in names of fixtures/demo.json."""
    demo = json.loads((settings.BASE_DIR / "fixtures" / "demo.json").read_text(encoding="utf-8"))
    return [user["username"] for user in demo["users"]]


def demo_hashes():
    """The stored passwords of the active sign-ins of the demo, as a queryset of 1-tuples."""
    return User.objects.filter(username__in=demo_names(), is_active=True).values_list("password")


@cache
def is_demo(hashed):
    """Whether everybody knows the password. Each hash is looked at once: it takes a quarter of a second."""
    return check_password(DEMO_PASSWORD, hashed)
