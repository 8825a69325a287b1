"""The program has one version, which administrators see and strangers do not."""

import re

import pytest

from config.version import VERSION
from tests.conftest import ROOT

WORDS = f"Версия {VERSION}"


def test_it_is_the_newest_of_the_changelog():
    headings = re.findall(r"(?m)^## (\S+) \(", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert headings[0] == VERSION
    assert len(set(headings)) == len(headings)


@pytest.mark.django_db
def test_administrators_see_it_on_every_page_and_nobody_else_anywhere(
    client, client_of, list_administrator, coordinator, smolensk_officer
):
    for address in ("/help/", "/admin/"):
        assert WORDS in client_of(list_administrator).get(address, follow=True).content.decode()
    for person in (coordinator, smolensk_officer):
        assert WORDS not in client_of(person).get("/", follow=True).content.decode()
    for address in ("/accounts/login/", "/healthz", "/no/such/page"):
        answer = client.get(address)
        assert VERSION not in answer.content.decode() + str(answer.headers)
