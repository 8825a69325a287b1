"""The doctor: each line is good or says what to do."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from config import doctor, environment, health
from config.accounts import codes
from municipalities.models import SecondFactor, User
from reports.files import fences
from reports.models import Event, Heartbeat, Letter
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def bad(**options):
    return [finding.words for finding in doctor.findings(**options) if not finding.is_good]


@pytest.fixture
def server(settings):
    settings.IS_SERVER, settings.SECOND_FACTOR, settings.BACKUP_KEY = True, "required", "AGE-SECRET-KEY-1"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.HAS_OWN_DATABASE = settings.HAS_OWN_HISTORY_KEY = True
    factories.make_country()
    for name in (Heartbeat.Name.LETTERS, Heartbeat.Name.BACKUP):
        Heartbeat.objects.create(name=name, at=timezone.now())


def test_a_server_on_which_all_is_well_says_so(server, period, smolensk, coordinator, capsys, monkeypatch):
    monkeypatch.setattr(health.troubles.collected, "trouble", lambda: "")
    factories.make_submission(period, smolensk)
    assert bad() == []
    call_command("doctor")
    said = capsys.readouterr().out
    assert "!!" not in said
    words = "Побратим База Время Свободно Почта Резервная копия LibreOffice Чужие файлы Истории целы"
    for word in words.split():
        assert word in said


def test_each_trouble_is_said_with_what_to_do(server, settings, period, smolensk, coordinator, monkeypatch):
    factories.make_submission(period, smolensk, state="submitted")
    Heartbeat.objects.filter(name=Heartbeat.Name.BACKUP).update(at=timezone.now() - datetime.timedelta(days=3))
    Letter.objects.create(user=User.objects.first(), state=Letter.State.WAITING, attempts=5)
    Event.objects.update(name="Подмена")
    settings.SECOND_FACTOR = "optional"
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda place: type("Usage", (), {"free": 10**9})())
    found = "\n".join(bad())
    for words in ("старше двух суток", "не уходит: 1", "Свободно", "нет у координаторов, их 1", "не проходят проверку"):
        assert words in found
    assert "не проходят проверку" not in "\n".join(bad(with_histories=False))
    with pytest.raises(CommandError, match=r"Нужно сделать: \d"):
        call_command("doctor")


def test_keys_of_phones_that_cannot_be_opened_are_named_with_their_people(server, settings):
    """After a restore on another machine, or another SECRET_KEY."""
    kept = settings.SECOND_FACTOR_KEYS
    settings.SECOND_FACTOR_KEYS = environment.second_factor_keys("NO", "NO", signing_key="other")
    for name in ("belova", "offered"):
        codes.offered(factories.make_user(name))
    SecondFactor.objects.filter(user__username="belova").update(confirmed_at=timezone.now())
    assert not [one for one in bad(with_histories=False) if "Второй шаг" in one]
    settings.SECOND_FACTOR_KEYS = kept
    assert "Второй шаг входа: ключи телефонов не читаются: belova" in bad(with_histories=False)


def test_what_a_parser_could_do_is_said_and_on_a_server_how_to_keep_it_from_it(settings, monkeypatch):
    settings.CONVERTER = "/usr/bin/soffice"
    monkeypatch.setattr(doctor.installation, "left_to_the_reader", list)
    monkeypatch.setattr(doctor.installation, "left_to_libreoffice", list)
    assert doctor._readers() == doctor.Finding(
        "Чужие файлы: разбору и LibreOffice недоступны ключи, база, другие файлы и сеть"
    )
    monkeypatch.setattr(doctor.installation, "left_to_libreoffice", lambda: ["files", "network"])
    found = doctor._readers()
    assert (
        found.words
        == "Чужие файлы: взломанный вредным файлом, смог бы: LibreOffice – прочитать другие файлы, выйти в сеть"
    )
    assert found.is_good  # on a laptop
    settings.IS_SERVER = True
    assert "Landlock" in doctor._readers().hint
    settings.CONVERTER = ""
    assert doctor._readers() == doctor.Finding("Чужие файлы: разбору недоступны ключи, база, другие файлы и сеть")


def test_every_act_that_may_be_left_has_its_words():
    assert set(doctor._ABLE) == set(fences._ACTS)


def test_what_stops_pages_is_said_alone(monkeypatch):
    monkeypatch.setattr(health, "all_troubles", lambda: ["database_away"])
    assert len(list(doctor.findings())) == 2
    assert "недоступна" in bad()[0]


def test_the_page_says_when_the_histories_were_found_whole(server, period, monkeypatch):
    """They take long, so the page does not ask them itself; `verify_history` of all of them leaves a sign."""

    def said():
        return next(one for one in doctor.findings(with_histories=False) if "Истории" in one.words)

    assert (said().is_good, "никогда" in said().words) == (False, True)
    call_command("verify_history", period.year, period.quarter)
    assert not said().is_good
    call_command("verify_history")
    assert said().is_good
    Heartbeat.objects.filter(name="histories").update(at=timezone.now() - datetime.timedelta(days=9))
    assert not said().is_good
    monkeypatch.setattr("reports.management.commands.verify_history._broken", lambda *asked: ["подмена"])
    with pytest.raises(CommandError):
        call_command("verify_history")
    assert not said().is_good


def test_the_page_is_the_administrators(client_of, list_administrator, coordinator):
    page = client_of(list_administrator).get("/state/").content.decode()
    assert "Побратим" in page
    assert "Истории: на этой машине" in page
    assert client_of(coordinator).get("/state/").status_code == 403
