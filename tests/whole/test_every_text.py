"""Every text column of the database, whoever writes it, stays text on every page, in every file and in every answer.

The columns are found by looking: a new one is fed by itself, and one that cannot be fed fails here until its reason is
written down. tests/whole/test_words_as_text.py goes the other way: through actions and forms.
"""

import csv
import datetime
import io
import os

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.urls import NoReverseMatch, reverse

from municipalities.models import Contact, ListUpload, PartnerCity, Partnership
from reports.files.write.excel_xml import LIKE_A_FORMULA
from reports.models import CoveringText, DayOff, DayOffChange, LetterTry, PartnerMerge
from tests import factories
from tests.clients import hurried
from tests.payloads import MARK, PAYLOADS, made_of
from tests.whole.test_routes import cast as cast
from tests.whole.test_routes import world as world
from tests.whole.test_words_as_text import addresses, wrong_of_file
from tests.whole.test_words_as_text import marked as marked

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

STRESS = bool(os.environ.get("POBRATIM_STRESS"))
READERS = ("owner", "coordinator", "observer", "lists") if STRESS else ("owner", "coordinator", "lists")
ROUNDS = 40 if STRESS else 1  # in each every column has other payloads
# What the program makes itself, from nothing that a person typed.
OURS = "kept by the program: a key, a sum, a name of its own"
NOT_TYPED = {
    "municipalities.AccessToken.ending": OURS,
    "municipalities.LoadedRow.key": OURS,
    "municipalities.LoadedRow.model": OURS,
    "municipalities.ListUpload.model": OURS,
    "municipalities.RecoveryCode.digest": OURS,
    "municipalities.RecoveryCode.salt": OURS,
    "municipalities.SecondFactor.key": OURS,
    "municipalities.User.password": OURS,
    "reports.ChainLink.digest": OURS,
    "reports.ChainLink.key": OURS,
    "reports.ChainLink.kind": OURS,
    "reports.ChainLink.seal": OURS,
    "reports.ChainLink.standing": OURS,
    "reports.Conversion.digest": OURS,
    "reports.FoundDocument.key": OURS,
    "reports.HalfWritten.key": OURS,
    "reports.Notice.path": OURS,
    "reports.Package.digest": OURS,
    "reports.Release.digest": OURS,
    "reports.Release.workbook_digest": OURS,
    "reports.ReleaseCopy.digest": OURS,
    "reports.Seal.digest": OURS,
    "reports.Seal.key": OURS,
    "reports.Seal.kind": OURS,
    "reports.Seal.row": OURS,
    "reports.StoredFile.content_type": OURS,
}
# What a constraint ties to something else, or what is made of texts that are fed: tests/whole/test_words_as_text.py has
# these by way of the actions that write them.
ELSEWHERE = {
    "reports.ArchiveDocument.title": "made of the documents",
    "reports.Event.exclusion_reason": "with its row left out",
    "reports.ExtensionRequest.answer": "with the decision",
    "reports.KnownWord.first": "made of the archive",
    "reports.KnownWord.word": "made of the archive",
    "reports.Remark.answer": "with the answered remark",
    "reports.Remark.quote": "with its column",
    "reports.Submission.extension_reason": "with the day",
    "reports.Submission.return_note": "with the return",
}


def columns():
    """(model, column) of every text that a person may have typed."""
    for app in ("municipalities", "reports"):
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                is_text = isinstance(field, (models.CharField, models.TextField))
                if is_text and field.editable and not (field.choices or field.primary_key or field.unique):
                    yield model, field


def feed(offset):
    """Put a payload into every text column of every row; the names of the columns that took none."""
    unfed = []
    for number, (model, field) in enumerate(columns()):
        name = f"{model._meta.label}.{field.name}"
        if name in NOT_TYPED:
            continue
        keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        for place, key in enumerate(keys):
            payload = PAYLOADS[(offset + 7 * number + place) % len(PAYLOADS)]
            text = payload[: field.max_length or 1000]
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=key).update(**{field.name: text})
            except IntegrityError:
                unfed.append(name)
        unfed += [] if keys else [name]
    return sorted(set(unfed))


@pytest.fixture
def whole(marked, world, cast):
    """The world of the routes, and a row of what it lacks."""
    municipality, day = world.draft_report.municipality, datetime.date(2024, 10, 1)
    partner = PartnerCity.objects.first() or factories.make_partner()
    Partnership.objects.get_or_create(municipality=municipality, partner=partner, kind=Partnership.Kind.TWIN)
    sides = (Contact.Side.THERE, None), (Contact.Side.HERE, municipality)
    for side, whose in sides:
        Contact.objects.create(partner=partner, side=side, municipality=whose, name="А", phone="1", email="a@b.example")
    ListUpload.objects.create(by=cast["lists"], model="country", name="список.csv", data=b"")
    CoveringText.objects.create(heading="О направлении", text="Направляю {документ}.", by=cast["coordinator"])
    DayOff.objects.create(day=day, note="праздник")
    DayOffChange.objects.create(day=day, kind="off", note="праздник", by=cast["coordinator"])
    LetterTry.objects.create(letter=world.the_letter, failure="сервер не ответил")
    PartnerMerge.objects.create(kept=partner, name="Орша", moved={})
    return world


def wrong_of_answer(response, body):
    """What of an answer a payload has made more than text."""
    kind = response.headers.get("Content-Type", "")
    name = response.headers.get("Content-Disposition", "")
    wrong = [f"header {name}"] if "\n" in name or "\r" in name else []
    if response.status_code >= 500:
        wrong.append(f"status {response.status_code}")
    if body[:2] == b"PK":
        wrong += wrong_of_file(body)
    elif kind.startswith(("text/html", "image/svg")):
        wrong += made_of(body.decode())
    elif kind.startswith("text/csv"):
        rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";")
        wrong += [
            f"formula {cell[:40]}" for row in rows for cell in row if LIKE_A_FORMULA.match(cell) and cell[0] != "'"
        ]
    return wrong


def admin_pages():
    """The list and the first row of every table that the administrator's pages show."""
    for app in ("municipalities", "reports"):
        for model in apps.get_app_config(app).get_models():
            key = model._base_manager.order_by("pk").values_list("pk", flat=True).first()
            for page, arguments in (("changelist", []), ("change", [key]), ("history", [key]), ("delete", [key])):
                try:
                    yield reverse(f"admin:{app}_{model._meta.model_name}_{page}", args=arguments)
                except NoReverseMatch:
                    continue


def test_every_text_column_stays_text_wherever_it_is_shown(whole, cast, client_of):
    """The stress run shows each page to everybody; the short one to the first who may see it."""
    wrong, shown, clients = [], set(), {person: client_of(cast[person]) for person in READERS}
    for number in range(ROUNDS):
        with transaction.atomic(), hurried():
            assert feed(number * 3) == sorted(ELSEWHERE)
            asked = {address: READERS for _, address in addresses(whole, "")}
            asked |= dict.fromkeys(admin_pages(), ("lists",))
            for address, people in asked.items():
                for person in people:
                    response = clients[person].get(address)
                    body = b"".join(response) if response.streaming else response.content
                    shown |= {address} if MARK.encode() in body else set()
                    wrong += [f"{address} by {person}: {what}" for what in wrong_of_answer(response, body)]
                    if response.status_code == 200 and not STRESS:
                        break
            transaction.set_rollback(True)
    assert wrong == []
    assert len(shown) > 60
