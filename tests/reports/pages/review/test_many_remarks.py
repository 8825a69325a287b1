"""The usual remarks and «Снять всё исправленное» on the coordinator's page."""

import re

import pytest
from django.urls import reverse

from reports.models import Remark
from tests import factories
from tests.reports.resubmissions import Script


def page_of(response):
    return response.content.decode().replace("\u00a0", " ")


@pytest.fixture
def script(period, smolensk, smolensk_officer, coordinator):
    return Script(factories.make_submission(period, smolensk), smolensk_officer, coordinator)


@pytest.fixture
def reviewing(client_of, coordinator):
    return client_of(coordinator)


def address(name, script):
    return reverse(name, args=[script.submission.pk])


def review(script, view=""):
    return address("review", script) + (f"?view={view}" if view else "")


def test_the_usual_remarks_are_proposed_unticked_and_put_on_the_chosen_rows(reviewing, script):
    html = page_of(reviewing.get(review(script)))
    assert "Нет числа участников: 3 строки" in html
    form = re.search(r'<details class="fold no-print" id="usual">.*?</form>', html, re.DOTALL)[0]
    assert "checked" not in form
    add, version = address("remarks_add_usual", script), script.fresh().version
    nothing = reviewing.post(add, {"version": version}, follow=True)
    assert "Ничего не отмечено" in page_of(nothing) and not Remark.objects.exists()
    one = {"version": version, "row": f"no_number:{script.row('Б').uid}"}
    assert "Добавлено: 1 замечание" in page_of(reviewing.post(add, one, follow=True))
    assert [(r.event.name, r.field) for r in Remark.objects.all()] == [("Мероприятие Б", "participants")]
    rest = reviewing.post(add, {"version": version, "kind": "no_number"}, follow=True)
    assert "Добавлено: 2 замечания" in page_of(rest) and "Нет числа участников" not in page_of(rest)
    undo = re.search(r'action="([^"]+/take-back/[^"]+)"', page_of(rest))[1]
    assert "Отменено: 2 замечания" in page_of(reviewing.post(undo, follow=True))
    assert Remark.objects.filter(state="open").count() == 1


@pytest.mark.parametrize(
    "data, status",
    [({"kind": "no_number"}, 400), ({"version": 99, "kind": "no_number"}, 409), ({"version": 4, "kind": "x"}, 409)],
)
def test_what_the_page_did_not_show_is_not_put(reviewing, script, data, status):
    refused = reviewing.post(address("remarks_add_usual", script), data)
    assert refused.status_code == status and not Remark.objects.exists()


@pytest.mark.parametrize("view", ["changed", "changes"])
def test_all_that_is_put_right_is_settled_in_one_press(reviewing, script, view):
    for number, row in enumerate("АБВ"):
        script.ask(str(number), row, "place_text")
    script.give_back()
    script.edit("А", place_text="г. Брест (Республика Беларусь)")
    script.edit("Б", place_text="г. Гомель (Республика Беларусь)")
    script.hand_in()
    html = page_of(reviewing.get(review(script, view)))
    assert "Снять всё исправленное: 2 замечания" in html
    form = re.search(r"<form[^>]+accept-fixed.*?</form>", html, re.DOTALL)[0]
    sent = {"version": script.fresh().version, "remark": re.findall(r'name="remark" value="([^"]+)"', form)}
    done = page_of(reviewing.post(address("remarks_accept_fixed", script), sent, follow=True))
    assert "Снято: 2 замечания" in done and "Снять всё исправленное" not in done
    undo = re.search(r'action="([^"]+/take-back/[^"]+)"', done)[1]
    reviewing.post(undo)
    assert Remark.objects.filter(state="open").count() == 3
