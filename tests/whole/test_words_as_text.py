"""What a person has typed stays text: on every page, in every letter and in every file.

Every text that a person can write holds a payload. A page is read by a parser of HTML: the mark of a payload may be
found in texts and in values of attributes, and nowhere else.
"""

import csv
import io
import json
import os
import uuid
import zipfile
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.forms import CharField, Form
from django.urls import NoReverseMatch, reverse
from lxml import html
from openpyxl import load_workbook

from municipalities.models import Municipality, Partnership, User
from reports.actions import (
    drafts,
    extensions,
    letters,
    remarks,
    workflow,
)
from reports.actions import (
    events as event_actions,
)
from reports.models import Agreement, Event, Submission
from reports.pages.form_look import LookMixin
from reports.rules.permissions import THE_PROGRAM
from tests import factories
from tests.clients import hurried
from tests.payloads import MARK, PAYLOADS, made_of
from tests.whole.test_routes import cast as cast
from tests.whole.test_routes import world as world

from . import test_routes
from .test_routes import CAST, FORMSET, ROUTES, SIGN_IN_ROUTES, ask, named_routes

pytestmark = [pytest.mark.django_db, pytest.mark.stress, pytest.mark.one_database]

STRESS = bool(os.environ.get("POBRATIM_STRESS"))
# One form and its files contain all of them; the other pages get fewer, unless asked for all.
IN_EVENTS = PAYLOADS if STRESS else PAYLOADS[::4]
OTHERS = PAYLOADS if STRESS else PAYLOADS[::8]
OUTSIDE = ["2020-05-04", "2020-05-04", "day"]
READERS = CAST if STRESS else ("owner", "coordinator", "lists", "nobody")
TEXTS = ("name", "period_text", "place_text", "purpose", "participants")


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []


@pytest.fixture
def marked(monkeypatch):
    """Puts a payload where the world of the routes has its marker word; to be asked for before that world."""
    monkeypatch.setattr(test_routes, "MARKER", f"</span><{MARK}>\" {MARK}='")


def event_of(report, payload, by, **more):
    """An event with the payload in each of its texts, in its document and in the partner that it proposes; some are
    changed once more, so that differences are shown."""
    event = factories.make_event(
        report,
        by=by,
        **{field: f"{payload} {field}" for field in TEXTS},
        note=payload,
        place_pin=["offline", "BY", payload],
        new_partners=[[payload, "BY"]],
        agreements=[{"title": payload, "parties": payload, "signed_text": payload}],
        **more,
    )
    if payload not in OTHERS:
        return event
    changed = {field: f"{payload} ! {field} {payload}" for field in TEXTS}
    return event_actions.save_event(event, by=by, values=changed, base_version=event.version)


def fill_reports(world, officer, coordinator):
    """Events of the draft that ask for a reason, of the report under review with remarks and their answers."""
    for payload in IN_EVENTS:
        event_of(world.draft_report, payload, officer, period_pin=OUTSIDE)
    reviewed = workflow.withdraw(world.handed_in_report, by=officer)
    events = [event_of(reviewed, payload, officer, window_reason=payload) for payload in OTHERS]
    workflow.submit(Submission.objects.get(pk=reviewed.pk), by=officer)
    for payload, event in zip(OTHERS, events, strict=True):
        about = {"event": event, "field": "purpose", "quote": payload}
        remark = remarks.add_remark(reviewed, by=coordinator, text=payload, **about)
        remarks.remember_frequent(payload, by=coordinator)
        remarks.answer_remark(remark, by=officer, answer=payload)
        remarks.reply_to_remark(remark, by=coordinator, text=f"{payload} !")
    event = events[0]
    event.refresh_from_db()
    workflow.return_for_changes(Submission.objects.get(pk=reviewed.pk), by=coordinator, note=OTHERS[1])
    workflow.submit(Submission.objects.get(pk=reviewed.pk), by=officer)
    event.refresh_from_db()
    event_actions.leave_out(event, by=coordinator, reason=OTHERS[0], base_version=event.version)


def fill_lists():
    """Municipalities, people, countries, partners and their ties, each with a payload in every text."""
    for number, payload in enumerate(OTHERS):
        municipality = factories.make_municipality(
            payload[:90], label=payload, heading=payload, signer_post=payload, signer_name=payload, phone=payload[:60]
        )
        user = factories.make_user(f"person{number}", payload, post=payload, phone=payload[:60])
        factories.make_officer(user, municipality)
        code = f"{chr(65 + number // 26)}{chr(65 + number % 26)}"
        country = factories.make_country(code, name=payload, full_name=payload)
        partner = factories.make_partner(payload, country=country, region=payload, synonyms=payload)
        tie = Partnership.objects.create(
            municipality=municipality,
            partner=partner,
            kind=Partnership.Kind.TWIN,
            status_note=payload,
            signed_text=payload,
            as_of=payload[:60],
            source=payload,
            note=payload,
        )
        Agreement.objects.create(partnership=tie, title=payload, parties=payload, signed_text=payload)


@pytest.fixture
def full(marked, world, cast):
    """The world of the routes with payloads everywhere."""
    officer, coordinator = cast["owner"], cast["coordinator"]
    Municipality.objects.filter(pk=world.draft_report.municipality_id).update(signer_name=PAYLOADS[0])
    User.objects.filter(pk=officer.pk).update(post=PAYLOADS[1], phone=PAYLOADS[2], full_name=f"{PAYLOADS[0]} А Б")
    fill_reports(world, officer, coordinator)
    fill_lists()
    for payload in OTHERS:
        row = factories.make_row(payload, section=payload, **{key: payload for key in TEXTS[1:] if "_" not in key})
        factories.make_import(world.draft_report.period, None, by=coordinator, rows=[row], name=f"{payload}.docx")
        pages = {"uid": uuid.uuid4(), "page": uuid.uuid4(), "number": 1}
        drafts.keep(officer, world.draft_report, drafts.Sending(**pages, fields=[[field, payload] for field in TEXTS]))
    extensions.ask(world.empty_report, by=officer, reason=PAYLOADS[2])
    world.draft_report.refresh_from_db()
    return world


def addresses(full, person):
    """(route, address) of every page that is asked for by GET; those of the lists for who may see them."""
    for name, route in ROUTES.items():
        if route.get:
            yield name, reverse(name, kwargs=getattr(full, route.args)() if route.args else None)
    for name in SIGN_IN_ROUTES:
        if name not in {"logout", "password_reset_confirm"}:
            yield name, reverse(name)
    yield "submit", reverse("submit", kwargs=full.draft()) + "?for=municipality"
    yield "review", reverse("review", kwargs=full.handed_in()) + "?view=changes"
    yield "review", reverse("review", kwargs=full.handed_in()) + "?view=clean"
    yield "event", reverse("event", kwargs=full.handed_in_event())
    yield "import", reverse("import", kwargs=full.applied())
    yield "board", reverse("board", kwargs=full.quarter()) + f"?q=<{MARK}>"
    yield "release_check", reverse("release_check") + f"?code=<{MARK}>"
    yield "help", reverse("help_page", kwargs=full.guide()) + f'?next=/"><{MARK}>'
    yield "login", reverse("login") + f'?next=/"><{MARK}>'
    yield "none", f'/no-such-page/"><{MARK}>/'
    for name in sorted(set(filter(None, named_routes()))) if STRESS or person == "lists" else ():
        if name.startswith("admin:"):
            for arguments in ([], [str(full.draft_report.municipality_id)], ["1"]):
                try:
                    yield name, reverse(name, args=arguments)
                except NoReverseMatch:
                    continue


def pages_of(client, full, person):
    """(address, content type, body) of everything that the person can read; what answers a file answers bytes."""
    for _, address in addresses(full, person):
        with hurried():
            response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        yield address, response.headers.get("Content-Type", ""), body


def wrong_of_file(body):
    """What is not well-formed in a Word or Excel file, or would be worked out there."""
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                tree = ElementTree.fromstring(package.read(name))
                names = [element.tag for element in tree.iter()]
                names += [key for element in tree.iter() for key in element.attrib]
                if [one for one in names if MARK in one or one.endswith("}f")]:
                    yield f"{name}: an element of a payload or a formula"
        is_book = "xl/workbook.xml" in package.namelist()
    if is_book:
        book = load_workbook(io.BytesIO(body))
        yield from (
            f"{cell.coordinate}: formula"
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        )


def test_no_payload_becomes_an_element_on_any_page(full, cast, client_of):
    """Each of the cast reads all that there is to be read, in the short run those to whom pages differ; a Word or Excel
    file is read as such."""
    wrong, pages, files, seen = [], 0, 0, set()
    for person in READERS:
        for address, kind, body in pages_of(client_of(cast[person]), full, person):
            if body[:2] == b"PK":
                files += 1
                wrong += [f"{address} by {person}: {what}" for what in wrong_of_file(body)]
            elif kind.startswith("text/html"):
                pages += 1
                page = body.decode()
                seen |= {address} if MARK in page else set()
                wrong += [f"{address} by {person}: {what}" for what in made_of(page)]
            else:
                assert kind.split(";")[0] in {"", "application/json", "text/plain", "text/csv", "text/javascript"} or (
                    kind.startswith(("application/vnd.", "application/octet-stream", "image/png"))
                ), (address, kind)
    print(f"{len(PAYLOADS)} payloads, {pages} pages, {len(seen)} addresses with a mark, {files} files: {len(wrong)}")
    assert wrong == []
    assert len(PAYLOADS) >= 60 and pages > 250 and len(seen) > 40 and files > 5


def test_every_payload_is_shown_as_it_was_typed(period, smolensk, smolensk_officer, coordinator, client_of):
    """Whole, where the coordinator hands in for the officer and is asked for reasons, and in the files."""
    report = factories.make_submission(period, smolensk, officer=smolensk_officer, events=0)
    for payload in PAYLOADS:
        texts = {"name": payload, "period_text": payload, "period_pin": OUTSIDE}
        factories.make_event(report, by=smolensk_officer, **texts)
    client = client_of(coordinator)
    page = client.get(reverse("submit", args=[report.pk]) + "?for=municipality").content.decode()
    typed = list(Event.objects.filter(submission=report).values_list("period_text", flat=True))
    assert len(typed) == len(PAYLOADS)
    assert made_of(page) == []
    words = bare(html_text(page))
    assert [text for text in typed if bare(f"Сроки: {text}.") not in words] == []
    for name in ("report_docx", "form_docx", "form_xlsx"):
        words = bare(file_text(b"".join(client.get(reverse(name, args=[report.pk])))))
        assert [text for text in typed if bare(text) not in words] == [], name


def bare(text):
    """Without blanks: where lines break says nothing of what is shown."""
    return "".join(text.split())


def file_text(body):
    """All words of a Word or Excel file."""
    assert list(wrong_of_file(body)) == []
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        parts = [name for name in package.namelist() if name.endswith(("document.xml", "sheet1.xml"))]
        return "".join("".join(ElementTree.fromstring(package.read(name)).itertext()) for name in parts)


def html_text(page):
    """The words of a page as a reader sees them."""
    return html.document_fromstring(page).text_content()


def test_no_payload_becomes_an_element_when_a_form_is_refused(marked, world, cast, client_of):
    """What was typed comes back in the form, in the summary of mistakes, and in the parts of the live row."""
    owner, coordinator = client_of(cast["owner"]), client_of(cast["coordinator"])
    wrong, shown = [], set()
    for payload in OTHERS:
        texts = {**FORMSET, **dict.fromkeys(TEXTS, payload), "note": payload, "window_reason": payload}
        texts |= {"new_partner": payload, "new_partner_country": payload, "total": payload, "countries": payload}
        tries = [(owner, reverse("event_live", kwargs=world.draft()), {**texts, "uid": str(uuid.uuid4())})]
        tries += [(owner, reverse("event_add", kwargs=world.draft()), {**texts, "name": payload, "start": payload})]
        tries += [(owner, reverse("ask_extension", kwargs=world.draft()), {"reason": payload, "wanted": payload})]
        tries += [(owner, reverse("profile"), {"full_name": payload, "post": payload, "email": payload})]
        tries += [(owner, reverse("event", kwargs=world.draft_event()), {**texts, "version": "1"})]
        tries += [(coordinator, reverse("extend", kwargs=world.draft()), {"reason": payload, "until": payload})]
        tries += [(coordinator, reverse("remark_add", kwargs=world.handed_in()), {"text": "", "quote": payload})]
        tries += [(coordinator, reverse("period_dates", kwargs=world.quarter()), {"deadline": payload})]
        tries += [(coordinator, reverse("mail"), {"rule-TOTAL_FORMS": payload, "rule-0-number": payload})]
        tries += [(client_of(None), reverse("login"), {"username": payload, "password": payload})]
        tries += [(client_of(None), reverse("event_add", kwargs=world.draft()), texts)]
        for client, address, data in tries:
            response, words = ask(client, "POST", address, data)
            texts_of = [words]
            if response.headers.get("Content-Type", "").startswith("application/json"):
                texts_of = list(strings_of(json.loads(words)))
            shown |= {address} if MARK in words else set()
            wrong += [f"{address}: {payload}: {what}" for text in texts_of for what in made_of(f"<div>{text}</div>")]
    assert wrong == []
    assert len(shown) >= 8, shown


def strings_of(value):
    """All strings of an answer in JSON: those of the live row are put on the page as HTML."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings_of(one)


def test_letters_are_plain_text_with_the_words_as_typed(period, smolensk, smolensk_officer, coordinator):
    """No part of a letter is HTML, and nothing typed reaches its headers."""
    for person in (smolensk_officer, coordinator):
        person.email = f"{person.username}@example.ru"
        person.full_name = f"{PAYLOADS[0]} А Б"
        person.save()
    people = {"officer": smolensk_officer, "coordinator": coordinator}
    report = factories.make_submission(period, smolensk, state="submitted", **people)
    asked = [factories.make_remark(report, by=coordinator, text=payload) for payload in OTHERS]
    report = workflow.return_for_changes(report, by=coordinator, note=PAYLOADS[0])
    for payload, remark in zip(OTHERS, asked, strict=True):
        remarks.answer_remark(remark, by=smolensk_officer, answer=payload)
        remarks.reply_to_remark(remark, by=coordinator, text=f"{payload} !")
    letters.write_letters(by=THE_PROGRAM)
    letters.send_letters(by=THE_PROGRAM)
    assert mail.outbox
    for letter in mail.outbox:
        message = letter.message()
        assert message.get_content_type() == "text/plain" and not message.is_multipart()
        assert not [name for name, value in message.items() if MARK in str(value)]
    words = "".join(letter.body for letter in mail.outbox)
    assert [payload for payload in OTHERS if payload not in words] == []


def test_lists_that_are_taken_away_hold_payloads_as_text(list_administrator, client_of):
    """In CSV no cell begins with what a spreadsheet works out; in Excel none is a formula."""
    fill_lists()
    client = client_of(list_administrator)
    for model in ("municipality", "municipalityname", "country", "partnercity", "partnership", "officer"):
        address = reverse(f"admin:municipalities_{model}_export")
        book, texts = (client.post(address, {"format": kind}).content for kind in ("xlsx", "csv"))
        assert list(wrong_of_file(book)) == []
        rows = list(csv.reader(io.StringIO(texts.decode("utf-8-sig")), delimiter=";"))
        assert len(rows) > len(OTHERS) and MARK in str(rows)
        assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []


def test_the_look_for_elements_finds_one():
    page = "<p>&lt;xmark&gt;</p><p title='<xmark>'>a</p>"
    assert made_of(page) == []
    made = [f"{page}<xmark>", f"{page}<b xmark=1>", f"{page}<!-- xmark", f"{page}<a href='java\nscript:xmark'>a</a>"]
    assert [len(made_of(one)) for one in made] == [1, 1, 1, 1]
    raw = [payload for payload in PAYLOADS if made_of(f"<p>{payload}") or made_of(f'<p title="{payload}">')]
    assert len(raw) >= 60


def test_the_hint_of_a_field_is_text():
    class Asked(LookMixin, Form):
        answer = CharField(help_text=f"Сроки: </span><{MARK}>")

    drawn = str(Asked()["answer"].as_field_group())
    assert made_of(drawn) == []
    assert f"&lt;{MARK}&gt;" in drawn
