"""What programs are answered: as described, by words of the last release, and nothing new while nothing is new."""

import csv
import datetime
import io
import json
import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from municipalities.models import PartnerCity
from reports.actions import events, machines, workflow
from reports.actions.corrections import correct_row
from reports.actions.releases import make_release
from reports.models import Event, Submission
from reports.pages.machines import answers, rows
from tests import factories

from .described import differences, document, followed, schemas_reached

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(period, vyazma, vyazma_officer, coordinator):
    """An approved report of three rows: one with every fact there is, one bare, one that a spreadsheet would run."""
    submission = Submission.objects.get(period=period, municipality=vyazma)
    country = factories.make_country()
    partner = factories.make_partner("г. Витебск", country=country)
    factories.make_event(
        submission,
        name="Фестиваль; «хор»",
        purpose="Первый абзац.\nВторой абзац.",
        total=120,
        total_foreign=40,
        countries=[country.pk],
        partners=[[partner.pk, partner.name]],
        agreements=[
            {"kind": "agreement", "title": "Соглашение о дружбе", "parties": "А; Б", "signed_on": "2024-11-04"},
            {"kind": "plan", "title": "", "signed_text": "осенью 2024 года"},
        ],
    )
    factories.make_event(submission, name="Встреча", period_text="в течение квартала", place_text="г. Вязьма")
    factories.make_event(submission, name="=HYPERLINK(0)", purpose="-1+1", participants="@все")
    return factories.move_to(submission, "approved", officer=vyazma_officer, coordinator=coordinator)


@pytest.fixture
def release(report, coordinator):
    return factories.make_release(report.period, by=coordinator)


@pytest.fixture
def client(observer):
    _, secret = machines.make_token(by=observer, name="Портал", expires_on=timezone.localdate())
    return Client(headers={"Authorization": f"Bearer {secret}"})


QUARTER = "/api/v1/quarters/2024-4/"


def body(answer):
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def rows_by_name(client):
    return {row["name"]: row for row in json.loads(body(client.get(f"{QUARTER}rows.json")))["rows"]}


# As it is described


def described_paths():
    return {
        f"/api/v1{path.replace('{quarter}', '2024-4')}": operations for path, operations in document()["paths"].items()
    }


def test_each_address_is_described_and_each_described_one_is_there():
    ours = {f"/{route}" for route in _routes() if route.startswith("api/v1/")} - {"/api/v1/^(?P<rest>.*)$"}
    described = {f"/api/v1{path}" for path in document()["paths"]}
    assert {re.sub("<int:year>-<int:quarter>", "{quarter}", path) for path in ours} == described
    assert all(set(operations) == {"get"} for operations in document()["paths"].values())


def _routes(patterns=None, prefix=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route


def test_each_answer_is_as_described(release, client):
    """Every field that is answered is described, and every described one is answered, in every row."""
    whole, wrong, reached = document(), [], set()
    for path, operations in described_paths().items():
        good = followed(operations["get"]["responses"]["200"], whole)
        [(kind, content)] = good["content"].items()
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, kind)
        if kind == "application/json" and "properties" in followed(content["schema"], whole):
            wrong += differences(json.loads(body(answer)), content["schema"], whole, path)
            schemas_reached(content["schema"], whole, reached)
        elif kind == "text/csv":
            assert content["x-columns"] == list(rows.COLUMNS)
    assert wrong == []
    assert reached == whole["components"]["schemas"].keys() - {"Refusal"}
    assert list(rows.COLUMNS) == list(whole["components"]["schemas"]["Row"]["properties"])


def test_each_refusal_is_as_described(release, client):
    whole = document()
    refused = {
        401: Client().get(f"{QUARTER}rows.csv"),
        400: client.get(f"{QUARTER}rows.csv?separator=tab"),
        404: client.get("/api/v1/quarters/2019-1/rows.csv"),
    }
    for status, answer in refused.items():
        assert answer.status_code == status
        assert list(differences(json.loads(answer.content), {"$ref": "#/components/schemas/Refusal"}, whole)) == []
        described = whole["paths"]["/quarters/{quarter}/rows.csv"]["get"]["responses"]
        assert str(status) in described
    assert {answers.REFUSALS[name][0] for name in answers.REFUSALS} == {400, 401, 404, 405, 429, 500, 503}


def test_the_look_for_differences_finds_them(release, client):
    whole, schema = document(), {"$ref": "#/components/schemas/Quarter"}
    good = json.loads(body(client.get(QUARTER)))
    assert list(differences(good, schema, whole)) == []
    others = [{**good, "more": 1}, {**good, "year": "2024"}, {**good, "starts_on": "1.10"}, {**good, "quarter": "2024"}]
    others += [{key: good[key] for key in good if key != "rows"}, {**good, "releases": [{}]}, {**good, "number": 5}]
    assert all(list(differences(other, schema, whole)) for other in others)


def test_an_address_that_there_is_not_is_refused_as_data(release, client):
    for path in ("", "quarters", "quarters/2024-5/", "quarters/99999999999999999999-1/", "people/", "rows.xml"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 404, path
        assert json.loads(answer.content)["error"] == "not_found"


def test_nothing_is_written_here(release, client):
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = client.generic(method, QUARTER)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD"), method
        assert json.loads(answer.content)["error"] == "read_only"


# What is in it


def test_a_row_has_the_printed_words_and_what_was_understood_of_them(release, client):
    row = rows_by_name(client)["Фестиваль; «хор»"]
    event = Event.objects.get(name="Фестиваль; «хор»")
    assert row == {
        "uid": str(event.uid),
        "quarter": "2024-4",
        "municipality": event.submission.municipality.oktmo,
        "municipality_name": "Вяземский район",
        "release": 0,
        "number": row["number"],
        "code": release.code,
        "version": 1,
        "name": "Фестиваль; «хор»",
        "place": factories.EVENT["place_text"],
        "period": factories.EVENT["period_text"],
        "purpose": "Первый абзац.\nВторой абзац.",
        "participants": factories.EVENT["participants"],
        "start": "2024-11-04",
        "end": "2024-11-04",
        "precision": "day",
        "format": "offline",
        "country": "BY",
        "locality": event.place_locality,
        "total": 120,
        "total_foreign": 40,
        "countries": ["BY"],
        "partners": ["г. Витебск"],
        "documents": [
            {"kind": "agreement", "title": "Соглашение о дружбе", "signed_on": "2024-11-04", "signed_text": ""},
            {"kind": "plan", "title": "", "signed_on": None, "signed_text": "осенью 2024 года"},
        ],
    }


def test_an_addendum_is_applied_and_what_is_not_issued_is_not_shown(release, report, client, coordinator):
    """A corrected row has its new words once the addendum is out, under the addendum's number and code."""
    event = Event.objects.get(name="Встреча")
    report = Submission.objects.get(pk=report.pk)
    values = {**factories.EVENT, "name": "Встреча друзей"}
    correct_row(event, by=coordinator, values=values, reason="Опечатка", version=report.version)
    assert "Встреча" in rows_by_name(client)
    addendum = make_release(report.period, by=coordinator)
    found = rows_by_name(client)
    assert "Встреча" not in found
    row = found["Встреча друзей"]
    assert (row["release"], row["number"], row["code"], row["version"]) == (1, 1, addendum.code, 2)
    quarter = json.loads(body(client.get(QUARTER)))
    assert (quarter["rows"], [one["rows"] for one in quarter["releases"]]) == (3, [3, 1])


def test_a_removed_row_is_gone(release, report, client, coordinator, vyazma_officer):
    report = Submission.objects.get(pk=report.pk)
    report = workflow.reopen(
        report, by=coordinator, reason="Лишнее", until=timezone.localdate(), version=report.version
    )
    events.delete_event(Event.objects.get(name="Встреча"), by=vyazma_officer)
    assert len(rows_by_name(client)) == 3
    factories.move_to(report, "approved", officer=vyazma_officer, coordinator=coordinator)
    make_release(report.period, by=coordinator)
    assert set(rows_by_name(client)) == {"Фестиваль; «хор»", "=HYPERLINK(0)"}


def test_a_name_of_the_lists_that_changes_later_changes_no_row(release, client):
    """What was understood is kept with the printed words."""
    PartnerCity.objects.update(name="г. Другой")
    assert rows_by_name(client)["Фестиваль; «хор»"]["partners"] == ["г. Витебск"]


def test_all_quarters_together_hold_each_quarter(release, client, vyazma, vyazma_officer, coordinator):
    other = factories.make_submission(
        factories.make_period(2023, 1), vyazma, state="approved", officer=vyazma_officer, coordinator=coordinator
    )
    make_release(other.period, by=coordinator)
    whole = json.loads(body(client.get("/api/v1/rows.json")))
    assert [quarter["quarter"] for quarter in whole["quarters"]] == ["2024-4", "2023-1"]
    assert [row["quarter"] for row in whole["rows"]] == ["2024-4"] * 3 + ["2023-1"]


# The table


def test_the_table_has_the_same_rows(release, client):
    uids = [row["uid"] for row in rows_by_name(client).values()]
    for query, separator in {"": ";", "?separator=semicolon": ";", "?separator=comma": ","}.items():
        answer = client.get(f"{QUARTER}rows.csv{query}")
        data = b"".join(answer)
        assert data.startswith(b"\xef\xbb\xbf") and answer.streaming
        read = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))
        assert [row["uid"] for row in read] == uids
        row = next(row for row in read if row["name"] == "Фестиваль; «хор»")
        assert row["purpose"] == "Первый абзац.\nВторой абзац."
        assert row["documents"] == "Соглашение о дружбе (2024-11-04) | план (перечень) мероприятий (осенью 2024 года)"
        assert (row["total"], row["countries"], row["partners"]) == ("120", "BY", "г. Витебск")


def test_no_cell_of_the_table_is_a_formula(release, client):
    data = body(client.get(f"{QUARTER}rows.csv"))
    read = list(csv.reader(io.StringIO(data.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert [cell for row in read for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    assert {"'=HYPERLINK(0)", "'-1+1", "'@все"} <= {cell for row in read for cell in row}


# Nothing new


def test_who_has_it_already_is_told_so(release, client):
    for path in described_paths():
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, body(again), again["ETag"]) == (304, "", first["ETag"]), path
        assert first["Cache-Control"] == "private, no-cache"
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_new_release_is_new(release, report, client, coordinator):
    paths = [QUARTER, f"{QUARTER}rows.json", f"{QUARTER}rows.csv", "/api/v1/rows.csv", "/api/v1/quarters/"]
    before = {path: client.get(path)["ETag"] for path in paths}
    assert len(set(before.values())) == len(paths)
    report = Submission.objects.get(pk=report.pk)
    values = {**factories.EVENT, "name": "Встреча друзей"}
    event = Event.objects.get(name="Встреча")
    correct_row(event, by=coordinator, values=values, reason="Опечатка", version=report.version)
    assert {path: client.get(path)["ETag"] for path in paths} == before
    make_release(report.period, by=coordinator)
    for path in paths:
        assert client.get(path, headers={"If-None-Match": before[path]}).status_code == 200


def test_the_time_of_the_last_release_is_told(release, client):
    answer = client.get(f"{QUARTER}rows.json")
    again = client.get(f"{QUARTER}rows.json", headers={"If-Modified-Since": answer["Last-Modified"]})
    assert again.status_code == 304
    before = (release.at - datetime.timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert client.get(f"{QUARTER}rows.json", headers={"If-Modified-Since": before}).status_code == 200


def test_a_separator_is_another_answer(release, client):
    tags = {client.get(f"{QUARTER}rows.csv?separator={one}")["ETag"] for one in rows.SEPARATORS}
    assert len(tags) == 2


# Its cost


def test_who_asks_too_often_waits(release, client, monkeypatch):
    monkeypatch.setattr(machines, "AT_ONCE", datetime.timedelta(seconds=3))
    answered = [client.get("/api/v1/quarters/").status_code for _ in range(5)]
    assert answered[:3] == [200] * 3 and answered[-1] == 429
    assert client.get("/api/v1/quarters/")["Retry-After"] == "1"
    assert reverse("api_quarters") == "/api/v1/quarters/"


def test_more_rows_ask_no_more_questions(release, client, django_assert_max_num_queries, monkeypatch):
    """A fixed number, and one for each piece of rows."""

    def asked():
        with django_assert_max_num_queries(20) as questions:
            body(client.get(f"{QUARTER}rows.json"))
        return len(questions)

    asked()  # the day of use is noted once
    before = asked()
    monkeypatch.setattr(rows, "AT_ONCE", 1)
    assert asked() == before + 2  # three pieces instead of one
