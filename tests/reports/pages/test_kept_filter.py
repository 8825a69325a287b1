"""The filter of a board comes along: to a report and back, and through what is done there."""

import pytest

from tests.factories import make_submission

BOARD = "/periods/2024-4/"
FILTER = "?show=waiting&q=%D0%B2%D1%8F%D0%B7"  # «вяз»

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(period, vyazma, smolensk):
    make_submission(period, smolensk, state="submitted")
    return make_submission(period, vyazma, state="submitted")


def test_the_way_back_and_the_page_after_an_action_show_what_the_board_showed(client_of, coordinator, waiting):
    client = client_of(coordinator)
    client.get(BOARD + FILTER)
    ways_back = [f"/review/{waiting.pk}/", f"/review/{waiting.pk}/return/", f"{BOARD}approve/", f"{BOARD}consolidated/"]
    for address in ways_back:
        assert f'href="{BOARD}{FILTER.replace("&", "&amp;")}"' in client.get(address).content.decode(), address
    done = client.post(f"/review/{waiting.pk}/approve/", {"version": waiting.version})
    assert done["Location"] == BOARD + FILTER
    client.get(BOARD)
    assert f'href="{BOARD}"' in client.get(f"/review/{waiting.pk}/").content.decode()


def test_a_filter_is_of_its_quarter_and_of_its_person(client_of, coordinator, observer, waiting):
    client = client_of(coordinator)
    client.get(BOARD + FILTER)
    assert "show=waiting" not in client.get("/periods/").content.decode()
    client.force_login(observer)  # in the same browser
    assert "q=%D0" not in client.get(f"{BOARD}consolidated/").content.decode()


@pytest.mark.parametrize(
    "cookie", ["", "x", "1:", "1:2024-4:show=%00&q=<mark>", ":" * 5000, "1:2024-4:next=//evil.example"]
)
def test_a_cookie_that_makes_no_sense_does_no_harm(client_of, coordinator, waiting, cookie):
    client = client_of(coordinator)
    client.cookies["board"] = cookie.replace("1:", f"{coordinator.pk}:")
    shown = client.get(f"/review/{waiting.pk}/")
    assert shown.status_code == 200
    assert "evil" not in shown.content.decode()
    assert "<mark>" not in shown.content.decode()
