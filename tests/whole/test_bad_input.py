"""Every input is answered by a page with a sentence. An answer is never a 500 or a document that cannot be opened."""

import io
import re
import uuid

import pytest
from django.urls import reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.files.write import word
from reports.models import Event
from reports.pages.events.saving import SAVE_TWIN
from reports.queries.consolidated import EVERY, consolidated_table
from tests import documents, factories

from .test_fuzz import all_patterns
from .test_project import files, read
from .test_routes import FORMSET

pytestmark = pytest.mark.django_db

RUBBISH = [
    "",
    "0",
    "-1",
    "9" * 30,
    "9" * 5000,
    "²",
    "x",
    "%00",
    "\x00",
    "'; drop table",
    "<script>",
    "１",
    "1e9",
    "null",
    "../..",
    "я" * 2000,
]
HOSTILE = [
    "\x00нуль",
    "\ufffe\uffffзнаки вне XML\x0b\x1f",
    "и\u0306и\u0306",
    "строка\r\nвторая\rтретья\u2028четвёртая",
    "я" * 40_000,
    "=1+1",
    "a\u0301" * 5_000,
    "]]>&<w:t>",
    "\u202eперевёрнуто\u200b",
]


@pytest.mark.parametrize("name", ["board", "consolidated", "consolidated_docx"])
def test_rubbish_in_a_filter_is_answered_with_a_page(name, period, coordinator, client_of):
    client = client_of(coordinator)
    address = reverse(name, args=[period.year, period.quarter])
    for key in ("state", "q", "scope", "view", "page", "group"):
        for rubbish in RUBBISH:
            response = client.get(address, {key: rubbish})
            assert response.status_code == 200, (key, rubbish)
            b"".join(response) if response.streaming else response.content


@pytest.mark.parametrize(
    "path",
    [
        "/report/999999/",
        "/report/99999999999999999999999999/",
        "/report/0/submit/",
        "/report/x/",
        "/event/00000000-0000-0000-0000-000000000000/",
        "/event/rubbish/",
        "/periods/2024-9/",
        "/periods/99999999999999999999-4/",
        "/periods/1-1/consolidated/",
        "/reports/2024-77/",
        "/reports/99999999999999999999-1/",
        "/review/99999999999999999999/",
        "/remark/99999999999999999999/accept/",
        "/%00/",
        "/admin/municipalities/user/99999999999999999999/change/",
    ],
)
def test_wrong_addresses_are_not_found(path, smolensk_officer, coordinator, list_administrator, client_of):
    for person in (smolensk_officer, coordinator, list_administrator):
        client = client_of(person)
        for answer in (client.get(path), client.post(path, {"version": "1"})):
            assert answer.status_code in {302, 403, 404, 405}, (person, answer.status_code)


def test_a_number_that_no_column_can_hold_is_not_found(coordinator, client_of):
    """In every address that takes a number. Django sees to it where a key is equal to it, not where it is one of
    several (`pk__in`), which SQLite refuses."""
    coordinator.is_list_administrator = True
    coordinator.save()
    client, failed, asked = client_of(coordinator), [], 0
    client.raise_request_exception = False
    for name, converters in all_patterns():
        numbers = {key: 10**30 for key, converter in converters.items() if isinstance(converter, IntConverter)}
        if numbers:
            others = {key: "1" if isinstance(converter, StringConverter | SlugConverter) else uuid.UUID(int=1)
                      for key, converter in converters.items() if key not in numbers}  # fmt: skip
            address, asked = reverse(name, kwargs=numbers | others), asked + 1
            for ask in (client.get, client.post):
                answer = ask(address)
                if answer.status_code not in (302, 400, 401, 403, 404, 405):
                    failed.append((address, answer.status_code))
    assert asked > 50
    assert failed == []


def test_rubbish_in_place_of_a_number_is_refused_with_a_sentence(
    period, smolensk, smolensk_officer, coordinator, client_of
):
    """Python reads no number of five thousand figures, and takes «²» for a figure that is none."""
    event = factories.make_submission(period, smolensk, officer=smolensk_officer).events.get()
    officer, other = client_of(smolensk_officer), client_of(coordinator)
    for rubbish in RUBBISH:
        answer = officer.post(reverse("event_cells", args=[event.uid]), {"version": rubbish, "name": "Имя"})
        assert answer.status_code in {400, 409}, rubbish
        assert other.post(reverse("covering_letter"), {"bring_back": rubbish}).status_code == 200, rubbish


def test_figures_that_people_send_are_read_within_a_length():
    """`int` raises for thousands of figures; «²» passes `isdigit`, and Arabic figures pass `isdecimal`."""
    lines = [
        f"{path}: {line.strip()}"
        for path in files(".py", under=("config/", "municipalities/", "reports/pages/", "reports/rules/"))
        for line in read(path).splitlines()
        if re.search(r"\.is(?:digit|decimal|numeric)\(\)", line) and "len(" not in line
    ]
    assert [line for line in lines if not line.endswith(tuple(NO_NUMBERS))] == []


# Here nothing becomes a number.
NO_NUMBERS = (
    """digits = "".join(sign for sign in phone if sign.isdecimal() or sign == "+")""",
    """where=f"{where} файла" if where[-1:].isdigit() else where,""",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_every_field_is_cleaned_or_refused_and_never_breaks_an_export(
    text, period, smolensk, smolensk_officer, client_of
):
    submission = factories.make_submission(period, smolensk)
    client = client_of(smolensk_officer)
    address = reverse("event_add", args=[submission.pk])
    whole = {**FORMSET, **factories.EVENT, "action": SAVE_TWIN}
    for field in ("name", "period_text", "place_text", "purpose", "participants", "total", "total_foreign"):
        response = client.post(address, {**whole, field: text, "uid": ""})
        assert response.status_code in {200, 302}, field
        if response.status_code == 200:
            assert "Ошибка" in response.content.decode(), field
    _expect_a_readable_document(period)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_comes_back_from_the_export_but_for_forbidden_characters(text, period, smolensk, smolensk_officer):
    submission = factories.make_submission(period, smolensk)
    event = factories.make_event(submission, purpose=f"А {text} Я")
    stored = Event.objects.get(pk=event.pk).purpose
    rows = _expect_a_readable_document(period)
    assert documents.even(stored) in [documents.even(row.purpose) for row in rows]
    Event.objects.filter(pk=event.pk).update(is_included=False, exclusion_reason="уже проверено")


def _expect_a_readable_document(period):
    stream = io.BytesIO()
    word.write(consolidated_table(period, EVERY), stream)
    report = documents.read_report(stream.getvalue())
    assert report.problems == []
    return report.rows
