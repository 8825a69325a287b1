"""Passwords that are guessed first in a Russian office are refused; phrases are taken."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from municipalities.models import User

EASY = """йцукенгш ячсмитьб пароль12 парольпароль ghjkmxtyrj Смоленск2026 вязьма2026 побратим1 pobratim2026
    pobratim-demo зщикфешь-вуьщ зфыыцщкв gfhjkm12 Cvjktycr2026 smolensk2026 администрация администрация1 культура2026
    kultura2026 КУЛЬТУРА! 2026смоленск пар0ль123 qwertyui qazwsxedc 1qaz2wsx фывапролд абабабаб 12345678а аааааааа
    смоленскаяобласть вяземский2026 отделкультуры2026 p@ssw0rd1 королёва1 Rjhjktdf2026 koroleva2026""".split()


@pytest.mark.parametrize("password", EASY)
def test_easy_passwords_are_refused_in_both_layouts_and_with_digits(vyazma, django_user_model, password):
    with pytest.raises(ValidationError):
        validate_password(password, django_user_model(username="person", full_name="Королёва Дарья Петровна"))


@pytest.mark.parametrize(
    "password",
    ["три слона пьют чай", "Gx7_vodopad-41q", "kZ8w2rQpLm", "яблоневый ёж 17", "correct horse battery staple"],
)
def test_phrases_and_random_passwords_are_taken(vyazma, django_user_model, password):
    validate_password(password, django_user_model(username="person", full_name="Королёва Дарья Петровна"))


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["pobratim-demo", "Qwerty123", "12345678", "короче"])
def test_an_easy_password_from_the_environment_makes_no_superuser(monkeypatch, password):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    names = {"username": "root", "full_name": "Корнева Анна Петровна"}
    with pytest.raises(CommandError, match=r"[Пп]ароль"):
        call_command("createsuperuser", interactive=False, **names)
    assert not User.objects.exists()
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "три слона пьют чай")
    call_command("createsuperuser", interactive=False, verbosity=0, **names)
    assert User.objects.get().is_superuser


@pytest.mark.parametrize("password", ["password", "iloveyou1", "football", "Sunshine"])
def test_a_common_password_is_refused_by_one_sentence(password):
    """Two validators would say the same in two ways."""
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    (sentence,) = refused.value.messages
    assert sentence.startswith("Такой пароль легко угадать")
