"""A mail server that fails in each of its ways, as one at the end of a real line: letters are kept, and leave later."""

import datetime
import socketserver
import threading

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from config import doctor
from municipalities.models import AccountLetter
from municipalities.models.account_letters import ask_for_link
from reports.actions import mail_server
from reports.models import Letter, LetterTry
from tests.factories import make_user

pytestmark = pytest.mark.django_db


class Session(socketserver.StreamRequestHandler):
    """One link to the server, which behaves as `way` says."""

    def handle(self):
        self.server.links += 1
        if self.server.way == "silent":
            self.server.over.wait()
        elif self.server.way == "refuses everybody":
            self.say("421 too busy")
        else:
            self.say("220 ready")
            self.converse()

    def converse(self):
        way = self.server.way
        for line in self.rfile:
            word = line[:4].upper().strip()
            if word == b"DATA":
                if self.took_data() or way == "dies in DATA":
                    return
            elif word == b"RCPT" and way == "later":
                self.say("451 try again later")
            elif word == b"MAIL" and way == "dies at MAIL":
                return
            else:
                self.say("221 bye" if word == b"QUIT" else "250 ok")

    def took_data(self):
        """Whether the link is gone."""
        self.say("354 go on")
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        if self.server.way != "dies in DATA":
            self.server.taken.append(b"".join(lines))
            self.say("250 taken")
        return False

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def server(settings):
    """It is what EMAIL_URL names."""

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, block_on_close = True, False
        way, links, taken, over = "works", 0, [], threading.Event()

        def behave(self, way):
            """From now on. Silence alone is waited for until the program gives up."""
            self.way = way
            settings.EMAIL_TIMEOUT = 0.2 if way == "silent" else 60

        def handle_error(self, *_):
            """A client that has hung up is no error of ours."""

    with Server(("127.0.0.1", 0), Session) as one:
        one.taken, one.over = [], threading.Event()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = one.server_address
        one.behave("works")
        thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield one
        one.over.set()
        one.shutdown()
        thread.join()


def write(people, number):
    """So many letters of each of the two outboxes."""
    for place in range(number):
        ask_for_link(people[place])
        user = people[place]
        Letter.objects.create(user=user, address=user.email, subject="Проба", body="Проба", is_trial=True)


@pytest.fixture
def people(db):
    return [make_user(f"officer{number}", "Анна Петрова", email=f"p{number}@example.ru") for number in range(5)]


WAYS = {
    "silent": mail_server.MOST_AWAY,
    "refuses everybody": mail_server.MOST_AWAY,
    "dies at MAIL": mail_server.MOST_AWAY,
    "dies in DATA": mail_server.MOST_AWAY,
    "later": 5,  # of one address each, so the next is asked, too
}


@pytest.mark.parametrize("way", WAYS)
def test_a_mail_server_that_fails_loses_no_letter_and_is_not_asked_for_ever(server, people, way, monkeypatch):
    """Neither outbox; when it works again each letter leaves once."""
    write(people, 5)
    server.behave(way)
    call_command("tick")
    assert server.links == 2 * WAYS[way]
    assert (AccountLetter.objects.count(), Letter.objects.filter(state="waiting").count()) == (5, 5)
    assert LetterTry.objects.exclude(failure="").count() == WAYS[way]
    server.behave("works")
    later = timezone.now() + datetime.timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    call_command("tick")
    assert (AccountLetter.objects.count(), Letter.objects.filter(state="sent").count()) == (0, 5)
    assert len(server.taken) == 10


def test_a_slow_mail_server_ends_the_run_and_the_next_one_goes_on(server, people, monkeypatch):
    """It fails nobody, but takes so long that reminders and the cleaning up would wait."""
    write(people, 3)
    monkeypatch.setattr(mail_server, "SECONDS", 0)
    for run in range(1, 4):
        call_command("send_mail")
        assert len(server.taken) == 2 * run
    assert not AccountLetter.objects.exists()


def test_no_page_waits_for_the_mail_server(server, client, people):
    """Who has forgotten the password is answered before anybody calls it."""
    server.behave("silent")
    assert client.post(reverse("password_reset"), {"who": people[0].email}).status_code == 302
    assert AccountLetter.objects.count() == 1
    assert server.links == 0


def test_the_doctor_says_that_letters_do_not_leave(server, people, monkeypatch):
    server.behave("dies in DATA")
    write(people, 1)
    now = timezone.now()
    for hours in range(4):
        monkeypatch.setattr(timezone, "now", lambda hours=hours: now + datetime.timedelta(hours=8 * hours))
        call_command("send_mail")
    [words] = [one for one in doctor.findings(with_histories=False) if one.words.startswith("Почта")]
    assert "не уходит: 2" in words.words
    assert "EMAIL_URL" in words.hint
