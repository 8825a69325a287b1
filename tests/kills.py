"""For tests/whole/test_kills.py, in processes of their own: `python -m tests.kills prepare|report`, on DATABASE_URL.

prepare: migrates, makes the quarter, its municipalities and officers; prints a JSON list of sessions.
report: prints what the database contains afterwards, as JSON.
"""

import json
import sys
from importlib import import_module

import django
from django.conf import settings
from django.core.management import call_command

OFFICES = 6


def prepare():
    """One signed-in officer for each of the municipalities: [{session, user, report}, …]."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415

    from tests import factories  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    offices = []
    for number in range(OFFICES):
        municipality = factories.make_municipality(f"Район{number}")
        user = factories.make_user(f"officer{number}")
        factories.make_officer(user, municipality)
        offices.append((user, municipality))
    period = factories.make_period()
    sessions = []
    for user, municipality in offices:
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        report = period.submissions.get(municipality=municipality)
        factories.make_event(report, by=user)
        sessions.append({"session": session.session_key, "user": user.pk, "report": report.pk})
    return sessions


def report():
    """State, events, drafts and moves of each report, and every break of a history."""
    from reports.models import EditDraft, EventRevision, StateChange, Submission  # noqa: PLC0415
    from reports.queries.chain import broken_histories  # noqa: PLC0415

    found = {}
    for submission in Submission.objects.all():
        moves = StateChange.objects.filter(submission=submission).order_by("pk")
        revisions = EventRevision.objects.filter(event__submission=submission)
        found[submission.pk] = {
            "state": submission.state,
            "version": submission.version,
            "moves": list(moves.values_list("move", "from_state", "to_state")),
            "events": [[str(uid), name] for uid, name in submission.events.values_list("uid", "name")],
            "event_versions": sum(submission.events.values_list("version", flat=True)),
            "revisions": revisions.count(),
            "drafts": {
                str(draft.page): [draft.number, dict(draft.fields).get("name")]
                for draft in EditDraft.objects.filter(submission=submission)
            },
        }
    breaks = [f"{found.submission.pk}: {found.text}" for found in broken_histories(Submission.objects.all())]
    return {"reports": found, "breaks": breaks}


if __name__ == "__main__":
    django.setup()
    print(json.dumps({"prepare": prepare, "report": report}[sys.argv[1]]()))
