"""Empty texts and single signs break no page and no file, in any field and by any way in.

The empty text is tried at every page. Of the others each takes every twentieth request, so that half of the
requests are tried with one of them; all are tried with all under `make stress`.
"""

import os
import uuid
from functools import partial

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction
from django.urls import reverse

from municipalities.fields import CleanLineField, CleanTextField
from reports.actions import events, workflow
from reports.models import EditDraft, Event, EventRevision, ImportJob, Submission
from reports.pages.events.saving import SAVE_TWIN
from reports.prose.cleaning import tidy
from tests import factories
from tests.clients import hurried
from tests.whole.test_routes import world as world

from .test_routes import FORMSET, MARKER, ROUTES, ask, words_of
from .test_side_paths import FEW, side_paths

pytestmark = pytest.mark.django_db

TEXTS = ("", "   ", "\u00a0", "\u200b", "\ufeff", "\u00ad", "\n", "я", ".", "\u0301", "\U0001f33e")
STRESS = bool(os.environ.get("POBRATIM_STRESS"))
SHARES = 2 * (len(TEXTS) - 1)  # of the requests; a text takes one of them
OPTIONAL = ("period_text", "place_text", "purpose", "participants")


def answers(client, address):
    """The page or file is there and says something."""
    response = client.get(address)
    assert response.status_code == 200, address
    assert words_of(response), address


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_row_of_the_coordinator_breaks_no_page_of_a_second_review(
    text, period, smolensk, smolensk_officer, coordinator, client_of
):
    people = {"officer": smolensk_officer, "coordinator": coordinator}
    returned = factories.make_submission(period, smolensk, state="returned", **people)
    read = workflow.submit(returned, by=smolensk_officer).version
    client, report = client_of(coordinator), {"pk": returned.pk}
    for texts in [*({field: text} for field in OPTIONAL), dict.fromkeys(OPTIONAL, text)]:
        sent = {**FORMSET, "uid": str(uuid.uuid4()), **factories.EVENT, **texts, "action": SAVE_TWIN}
        assert client.post(reverse("event_add", kwargs=report), sent).status_code == 302
    for view in ("", "changed", "changes", "clean"):
        answers(client, reverse("review", kwargs=report) + f"?view={view}")
    for name in ("report_history", "report_docx", "form_xlsx"):
        answers(client, reverse(name, kwargs=report))
    approve = reverse("approve", kwargs=report)
    assert client.post(approve, {"version": read}).status_code == 409
    now = Submission.objects.get(pk=returned.pk).version
    assert client.post(approve, {"version": now}).status_code == 302
    for name in ("consolidated", "consolidated_docx", "consolidated_xlsx"):
        quarter = {"year": period.year, "quarter": period.quarter}
        answers(client, reverse(name, kwargs=quarter))


# Every page


def typed_columns():
    """Every column that keeps what somebody has typed."""
    return [
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        if model._meta.app_label in {"municipalities", "reports"}
        for field in model._meta.concrete_fields
        if isinstance(field, (CleanLineField, CleanTextField))
    ]


def blank_everything(text):
    """The text is in every column that the database lets it into, as an older program could have left it: without outer
    blanks, but with invisible characters. And in what histories, drafts and uploaded tables hold. Returns how many
    columns took it."""
    taken, text = 0, tidy(text)
    for table, column in typed_columns():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET {column} = %s", [text])
                taken += 1
        except DatabaseError:
            continue  # a constraint wants a text there
    for revision in EventRevision.objects.all():
        content = {**revision.content, **dict.fromkeys(OPTIONAL, text)}
        models.QuerySet(EventRevision).filter(pk=revision.pk).update(content=content)
    EditDraft.objects.filter(is_closed=False).update(fields=[[name, text] for name in ("name", *OPTIONAL)])
    for job in ImportJob.objects.exclude(content=None):
        replaced = {"place": text, "period": text, "purpose": text, "participants": text}
        rows = [{**row, **replaced} for row in job.content["rows"]]
        job.content = {**job.content, "rows": [*rows, {**rows[0], "name": text}]}
        job.save(update_fields=["content"])
    return taken


def blanked(data, text):
    """What a page is sent, with the text in the place of every word that was typed."""
    return {
        key: "\t".join(text if MARKER in cell or key == "text" else cell for cell in value.split("\t"))
        if isinstance(value, str) and MARKER in value
        else value
        for key, value in data.items()
    }


def with_text(data, text):
    return blanked(data(), text)


def has_words(data):
    """Whether what a page is sent holds a word that was typed; without one it would be sent twice alike."""
    return any(isinstance(value, str) and MARKER in value for value in data.values())


VIEWS = {
    "review": ("?view=changed", "?view=changes", "?view=clean"),
    "consolidated": ("?scope=every", "?scope=handed-in"),
    "consolidated_docx": ("?scope=every",),
    "consolidated_xlsx": ("?scope=every",),
}


def requests_to(objects, text, known):
    """(method, address, data or a function that gives it) of every page with every object of Вязьма, its views and side
    paths, sent as it should be and with the text in every field. `known` keeps what of it has words."""
    for name, route in ROUTES.items():
        address = reverse(name, kwargs=getattr(objects, route.args)() if route.args else None)
        yield from (("GET", address + view, {}) for view in ("", *VIEWS.get(name, ())))
        if route.post:
            data = getattr(objects, route.data)
            yield "POST", address, data
            if route.data not in known:
                known[route.data] = has_words(data())
            if known[route.data]:
                yield "POST", address, partial(with_text, data, text)
    handed_in = objects.handed_in_report.period
    quarter = {"year": handed_in.year, "quarter": handed_in.quarter}
    yield "POST", reverse("approve_several", kwargs=quarter), {"submission": [objects.handed_in_report.pk]}
    for name in ("approve_several", "consolidated", "consolidated_docx", "consolidated_xlsx", "board_xlsx"):
        yield "GET", reverse(name, kwargs=quarter) + "?scope=every", {}
    for name in ("report", "report_sheet", "report_docx", "form_docx", "form_xlsx", "report_history", "submit"):
        for report in (objects.handed_in_report, objects.approved_report):
            yield "GET", reverse(name, kwargs={"pk": report.pk}), {}
    for name, arguments, query in side_paths(objects, FEW):
        yield "GET", reverse(name, kwargs=arguments or None) + query, {}


def is_tried(text, number):
    """Whether this text is in the request of this number."""
    return STRESS or text == "" or (number + 2 * TEXTS.index(text)) % SHARES == 0


def test_every_request_is_tried_with_the_empty_text_and_every_second_with_another():
    tried = [[text for text in TEXTS if is_tried(text, number)] for number in range(SHARES)]
    assert all("" in texts for texts in tried)
    assert sum(len(texts) > 1 for texts in tried) >= SHARES // 2


@pytest.mark.stress
@pytest.mark.parametrize("share", range(3))
def test_no_page_breaks_where_every_text_is_empty_or_a_sign(share, world, vyazma_officer, coordinator, client_of):
    """What a text has done to the world is taken back before the next."""
    for text in TEXTS[share::3]:
        with transaction.atomic(), hurried():
            try_everywhere(text, world, (vyazma_officer, coordinator), client_of)
            transaction.set_rollback(True)


def try_everywhere(text, world, people, client_of):
    assert blank_everything(text) >= 15
    asked, broken, known = 0, [], {}
    for user in people:
        client = client_of(user)
        client.raise_request_exception = False
        for number, (method, address, data) in enumerate(requests_to(world, text, known)):
            if not is_tried(text, number):
                continue
            sent = data() if callable(data) else data
            response, _ = ask(client, method, address, sent)
            asked += 1
            if response.status_code >= 500:
                broken.append(f"{method} {address} {sent} by {user.username}: {response.status_code}")
    print(f"{asked} requests")
    assert broken == []
    assert asked >= (300 if STRESS or text == "" else 300 // SHARES)


# What counts as empty

INVISIBLE = ("   ", "\u00a0", "\u200b", "\ufeff", "\u00ad", " \u200b\u00a0\u2060\n")


@pytest.mark.parametrize("text", INVISIBLE, ids=ascii)
def test_what_nobody_can_see_is_no_name_no_reason_and_no_answer(
    text, period, vyazma, vyazma_officer, coordinator, client_of
):
    officer, reviewer = client_of(vyazma_officer), client_of(coordinator)
    report = Submission.objects.get(period=period, municipality=vyazma)
    sent = {**FORMSET, "uid": str(uuid.uuid4()), **factories.EVENT}
    refused = officer.post(reverse("event_add", kwargs={"pk": report.pk}), {**sent, "name": text})
    assert refused.status_code == 200
    assert "Напишите наименование" in words_of(refused)
    kept = {**sent, **dict.fromkeys(OPTIONAL, text)}
    assert officer.post(reverse("event_add", kwargs={"pk": report.pk}), kept).status_code == 302
    event = Event.objects.get()
    assert [getattr(event, field) for field in OPTIONAL] == [""] * 4
    with pytest.raises(workflow.MoveRefused, match="не указано место проведения"):
        workflow.submit(Submission.objects.get(pk=report.pk), by=vyazma_officer)
    events.save_event(event, by=vyazma_officer, values=factories.EVENT, base_version=event.version)
    report = workflow.submit(Submission.objects.get(pk=report.pk), by=vyazma_officer)
    for name in ("remark_add", "return_for_changes"):
        address = reverse(name, kwargs={"pk": report.pk})
        answer = reviewer.post(address, {"text": text, "note": text, "version": report.version})
        assert answer.status_code in {200, 409}, name
    assert not report.remarks.exists()
    assert Submission.objects.get(pk=report.pk).state == "submitted"
    with pytest.raises(workflow.MoveRefused):
        workflow.return_for_changes(report, by=coordinator, note=text)


def test_an_old_row_with_an_invisible_name_can_be_deleted_and_left_out(period, vyazma, vyazma_officer, coordinator):
    report = Submission.objects.get(period=period, municipality=vyazma)
    event = factories.make_event(report, by=vyazma_officer)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_event SET name = %s WHERE id = %s", ["\u200b", event.pk])
    event = events.delete_event(Event.objects.get(pk=event.pk), by=vyazma_officer)
    event = events.undelete_event(event, by=vyazma_officer)
    workflow.submit(Submission.objects.get(pk=report.pk), by=vyazma_officer)
    event = events.leave_out(event, by=coordinator, reason="Нет наименования")
    assert (event.name, event.is_included) == ("\u200b", False)
    with pytest.raises(ValidationError):
        events.save_event(event, by=coordinator, values={"name": "\ufeff"}, base_version=event.version)
