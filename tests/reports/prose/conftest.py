import json

import pytest
from hypothesis import HealthCheck, settings

# No rule here is about speed, and the dictionary of word forms takes its time at the first word.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def source_events(shared):
    """The 53 events of the official report of Q4 2024; skipped where the shared folder is absent."""
    return json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))["events"]
