"""The observer follows the quarters and finds nothing to press."""

import pytest

from reports.actions.releases import make_release
from tests.factories import make_event, make_period, make_submission

from .looks import page_of

pytestmark = pytest.mark.django_db

# One's own sign-in, profile, letters and programs; what a stranger may check, too.
OWN = ("/accounts/", "/notices/", "/programs/", "/check/")


@pytest.fixture
def followed(coordinator, smolensk, vyazma, vyazma_officer, smolensk_officer):
    """Two quarters with reports in every state, one of which was released."""
    older = make_period(2024, 3)
    make_submission(older, vyazma, state="approved", officer=vyazma_officer)
    make_release(older, by=coordinator)
    newer = make_period(2024, 4)
    make_submission(newer, vyazma, state="submitted", is_nil=True, officer=vyazma_officer)
    draft = make_submission(newer, smolensk)
    make_event(draft, by=smolensk_officer, name="Несданное мероприятие")
    return newer


@pytest.mark.one_database
def test_every_link_of_an_observers_pages_opens_and_no_form_sends_anything(client_of, observer, followed):
    """Walks from the first page on; a link to a page of the coordinator would answer 403 or 404."""
    client = client_of(observer)
    waiting, seen, wrong = ["/"], set(), []
    while waiting:
        address = waiting.pop()
        seen.add(address)
        response = client.get(address, follow=True)
        if response.status_code != 200:
            wrong.append(f"{address}: {response.status_code}")
        if response.streaming:
            assert b"".join(response)
        if "html" not in response["Content-Type"]:
            continue
        page = page_of(response)
        sent = [form.get("action") or address for form in page.xpath("//form[@method='post']")]
        wrong += [f"{address}: sends to {action}" for action in sent if not action.startswith(OWN)]
        links = {link.partition("#")[0] for link in page.xpath("//main//a/@href | //header//a/@href")}
        links = {response.request["PATH_INFO"] + link if link.startswith("?") else link for link in links}
        waiting += [link for link in links if link.startswith("/") and link not in seen and link not in waiting]
    assert wrong == []
    kinds = ("/periods/2024-3/releases/", "/periods/2024-4/board.xlsx", "/periods/2024-4/consolidated/")
    assert set(kinds) <= {address.partition("?")[0] for address in seen}


def test_an_observer_reads_no_word_of_a_report_that_was_not_handed_in(client_of, observer, followed):
    """The board counts a draft's rows; their words are nowhere, and an observer's POST is refused."""
    client = client_of(observer)
    shown = client.get("/periods/2024-4/").content.decode()
    assert "1\u00a0строка" in shown
    assert "Несданное" not in shown + client.get("/periods/2024-4/consolidated/?scope=handed-in").content.decode()
    assert client.post("/periods/", {"year": "2030", "quarter": "1"}).status_code == 403
    assert client.post("/periods/2024-3/releases/").status_code == 403


def test_an_observer_who_answers_for_a_municipality_keeps_the_own_report(client_of, followed, smolensk_officer):
    """The role adds the quarters to the officer's pages and takes nothing away."""
    smolensk_officer.is_observer = True
    smolensk_officer.save()
    client = client_of(smolensk_officer)
    assert "/report/" in client.get("/").content.decode()
    assert client.get("/periods/2024-4/").status_code == 200
    assert "/periods/" in page_of(client.get("/reports/2024-4/")).xpath("//nav//a/@href")
