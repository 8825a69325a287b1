"""No request of the form of an event takes a worker for long. Tried are texts at their limit and far over it, with as
many documents and partners as the form takes.

The budget is generous: each of these requests costs a tenth of it to a half. Before texts were read once a request,
they cost up to 44 seconds.
"""

import os
import time
import uuid

import pytest
from django.conf import settings
from django.urls import reverse

from reports.models import Event, Submission
from reports.pages.events.data import data_of
from reports.rules.event_limits import LONGEST_TEXT, MOST_AGREEMENTS
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

BUDGET = 2  # seconds of the processor
SIGNED = "28 сентября 2024 года подписан Договор о дружбе между городом Смоленском и городом Витебском. "
REPEATED = {
    "sentences that sign": "Подписано Соглашение о дружбе. ",
    "sentences that sign with parties": SIGNED,
    "the beginning of a document": "подписано соглашение между ",
    "blanks": " ",
    "one letter": "а",
    "letters apart": "а ",
}
STRESS = bool(os.environ.get("POBRATIM_STRESS"))
COSTLIEST = ("the beginning of a document", "sentences that sign with parties")


def of_length(pattern, length):
    """The pattern again and again, between letters that no cleaning takes away."""
    return f"я{(pattern * length)[: length - 2]}я"


def sent(pattern, longest, title="Соглашение о дружбе {}", documents=MOST_AGREEMENTS, **values):
    """What a browser sends: every text at its limit (or `longest`), documents and partners at theirs."""
    partners = [factories.make_partner(f"г. Номер {number}") for number in range(30)]
    values = {
        "name": of_length(pattern, min(longest, 4000)),
        "period_text": of_length(pattern, min(longest, 1000)),
        "place_text": of_length(pattern, min(longest, 2000)),
        "purpose": of_length(pattern, longest),
        "participants": of_length(pattern, longest),
        "window_reason": of_length(pattern, longest),
        "partners": [[partner.pk, partner.name] for partner in partners],
        "agreements": [
            {"kind": "agreement", "title": title.format(number), "parties": "А\nБ", "append": True}
            for number in range(documents)
        ],
        **values,
    }
    data = {"uid": [str(uuid.uuid4())]}
    for name, value in data_of(values):
        data.setdefault(name, []).append(value)
    return data


class Sender:
    """Sends the form to each of its addresses, and holds each answer to the budget."""

    def __init__(self, client, submission, officer):
        self.client, self.submission, self.officer = client, submission, officer

    def send(self, route, key, data, **more):
        address = reverse(route, args=[key])
        began = time.process_time()
        answer = self.client.post(address, {**data, **more})
        spent = time.process_time() - began
        assert answer.status_code < 500
        assert spent <= BUDGET, f"{route} {more}: {spent:.1f} s"
        return answer

    def send_live_and_save(self, data):
        """Whatever reads texts, reads them in one of these two."""
        assert self.send("event_live", self.submission.pk, data).json()["notes"]
        self.send("event_add", self.submission.pk, data)

    def send_everywhere(self, data):
        """Live, autosave, the buttons that compute, saving new and over the saved one."""
        own = self.submission.pk
        assert self.send("event_live", own, data).json()["notes"]
        draft = {"draft_page": str(uuid.uuid4()), "draft_number": "1", "draft_by": str(self.officer.pk)}
        self.send("event_draft", own, data, **draft)
        for action in ("show", "fix_purpose"):
            self.send("event_add", own, data, action=action)
        saved = self.send("event_add", own, data)
        if saved.status_code == 302:
            event = Event.objects.get(uid=data["uid"][0])
            self.send("event", event.uid, data, version="1", note="Ещё раз")
        return saved


@pytest.fixture
def sender(client, smolensk_officer, period, smolensk):
    client.force_login(smolensk_officer)
    client.get(reverse("home"))  # what a process reads once is no part of a request
    submission = Submission.objects.get(period=period, municipality=smolensk)
    client.get(reverse("event_add", args=[submission.pk]))
    return Sender(client, submission, smolensk_officer)


@pytest.mark.stress
@pytest.mark.parametrize("kind", REPEATED if STRESS else COSTLIEST)
def test_texts_at_their_limits_are_cheap(sender, kind):
    data = sent(REPEATED[kind], LONGEST_TEXT - 10)
    if STRESS or kind == COSTLIEST[0]:
        sender.send_everywhere(data)
    else:
        sender.send_live_and_save(data)


@pytest.mark.parametrize("kind", ["sentences that sign"])
def test_texts_far_over_their_limits_are_refused_cheaply_and_kept(sender, kind):
    purpose = of_length(REPEATED[kind], 900_000)
    answer = sender.send_everywhere(sent(REPEATED[kind], 1000, purpose=purpose))
    assert "Слишком длинно: 9" in answer.text
    assert not Event.objects.exists()


def test_thousands_of_values_of_one_field_are_cheap(sender):
    factories.make_country()
    data = sent("а", 1000)
    room = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS - sum(map(len, data.values())) - 10
    data["countries"] = ["BY"] * room
    sender.send_everywhere(data)
    assert Event.objects.exists()
