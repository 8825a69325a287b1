"""`load_demo`: its sign-ins, its reset, and never outside DEBUG."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q

from municipalities.lists.fixtures import FIXTURES, load_lists
from municipalities.models import Country, Municipality, User
from reports.actions.periods import open_period
from reports.models import Event, Period, Submission
from reports.rules.permissions import THE_PROGRAM

DEMO = json.loads((FIXTURES / "demo.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def debug(settings):
    settings.DEBUG = True


def load(*options):
    out = StringIO()
    call_command("load_demo", *options, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_sign_ins_are_printed_and_work(client):
    out = load("--lists-only")
    assert "pobratim-demo" in out
    for person in DEMO["users"]:
        assert person["username"] in out
        assert client.login(username=person["username"], password="pobratim-demo")


@pytest.mark.django_db
def test_the_invented_signers_are_the_demos_own():
    """A real office would print them under its report."""
    load_lists()
    assert set(Municipality.objects.values_list("signer_name", "phone", "email")) == {("", "", "")}
    load("--lists-only")
    assert not Municipality.objects.filter(Q(signer_name="") | Q(phone="") | Q(email="")).exists()
    Municipality.objects.filter(short_name="Вяземский").update(phone="")
    load("--lists-only")
    assert Municipality.objects.get(short_name="Вяземский").phone == ""


@pytest.mark.django_db
@pytest.mark.parametrize("options", [(), ("--reset",), ("--lists-only",)])
def test_refused_when_debug_is_off(settings, coordinator, options):
    """Above all --reset: it would remove the real data."""
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG выключен"):
        load(*options)
    assert list(User.objects.all()) == [coordinator]
    assert not Country.objects.exists()


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_reset_removes_what_people_did_and_loads_anew():
    """Compared without the keys, the moments and the salt of the password."""
    load("--lists-only")
    told = [(user.username, user.full_name) for user in User.objects.order_by("pk")]
    User.objects.create_user("somebody", full_name="Посторонний")
    open_period(2024, 4, by=THE_PROGRAM)
    assert Submission.objects.update(is_ordered_by_hand=True) == 27
    load("--reset")
    assert [(user.username, user.full_name) for user in User.objects.order_by("pk")] == told
    assert not Submission.objects.filter(is_ordered_by_hand=True).exists()
    told = [*DEMO["past"], DEMO["periods"]["current"]]
    assert Period.objects.count() == len(DEMO["periods"]) + len(DEMO["past"])
    assert Event.objects.count() == 53 + sum(len(one["events"]) for one in told)
