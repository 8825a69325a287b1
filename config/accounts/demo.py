"""The sign-ins of the demo, which everybody knows."""

import json
from functools import cache

from django.conf import settings

DEMO_PASSWORD = "pobratim-demo"  # printed in README.md


@cache
def demo_names():
    """The sign-in names of fixtures/demo.json."""
    demo = json.loads((settings.BASE_DIR / "fixtures" / "demo.json").read_text(encoding="utf-8"))
    return [user["username"] for user in demo["users"]]
