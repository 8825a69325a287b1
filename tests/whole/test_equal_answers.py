"""Another's object and one that there is not are answered alike, so that nobody learns by asking what exists.

How long both take: `python -m benchmarks.equal`.
"""

import os
import re
import uuid

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from config.logs import HEADER
from tests.clients import hurried
from tests.whole.test_routes import CAST, ROUTES
from tests.whole.test_routes import cast as cast
from tests.whole.test_routes import world as world

pytestmark = [pytest.mark.django_db, pytest.mark.stress, pytest.mark.one_database]

NEVER = {"pk": 999_999_999, "uid": uuid.UUID(int=7), "number": 999}
WHO = ("other", "observer", "lists", "stranger")
STRESS = bool(os.environ.get("POBRATIM_STRESS"))
REFUSED = (403, 404)


def told(response):
    """What can be compared of an answer: the marks against forgery and the number of the request are new each time."""
    body = response.content.decode(errors="replace")
    body = re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", body)
    body = re.sub(r"(Код обращения: )\w+", r"\1", body)
    headers = {name: value for name, value in response.headers.items() if name not in ("Content-Length", HEADER)}
    return response.status_code, headers, body


def asked(client, method, address, data):
    with transaction.atomic():
        response = client.generic(method, address) if method == "GET" else client.post(address, data)
        answer = told(response)
        transaction.set_rollback(True)
    return answer


def rows():
    """(name, person, method) of each refusal of the table of routes that names an object."""
    for name, route in ROUTES.items():
        for method, row in (("GET", route.get), ("POST", route.post)):
            if route.args and row:
                yield from ((name, who, method) for who in WHO if row[CAST.index(who)] in REFUSED)


def test_anothers_object_and_a_missing_one_are_answered_alike(world, cast):
    clients = {who: Client() for who in WHO}
    for who, client in clients.items():
        client.force_login(cast[who])

    def differ(row):
        name, who, method = row
        route = ROUTES[name]
        there = getattr(world, route.args)()
        missing = {key: NEVER.get(key, value) for key, value in there.items()}
        if missing == there:
            return None
        data = getattr(world, route.data)()
        answers = [asked(clients[who], method, reverse(name, kwargs=one), data) for one in (there, missing)]
        one, other = (
            (status, headers, body.replace(reverse(name, kwargs=kwargs), "HERE"))
            for (status, headers, body), kwargs in zip(answers, (there, missing), strict=True)
        )
        return None if one == other else (one[:2], other[:2])

    checked = [row for number, row in enumerate(rows()) if STRESS or row[1] == "other" or not number % 4]
    assert len(checked) > 100
    with hurried():
        assert {row: found for row in checked if (found := differ(row))} == {}
