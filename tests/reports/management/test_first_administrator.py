"""`manage.py first_administrator`: whoever installs the program gets in, once."""

import re

import pytest
from django.core.management import call_command

from municipalities.models import User
from reports.management.commands._russian import Refused

pytestmark = pytest.mark.django_db
WHO = ("Tihonov", "Тихонов Андрей Борисович", "tihonov@example.ru")


def test_link_leads_to_the_first_password(client, capsys):
    with pytest.raises(Refused):
        call_command("first_administrator", is_there=True)
    call_command("first_administrator", *WHO)
    user = User.objects.get(username="tihonov")
    assert (user.is_superuser, user.has_usable_password(), user.email) == (True, False, WHO[2])
    call_command("first_administrator", is_there=True)
    link = re.search(r"https?://[^/]+(/\S+)", capsys.readouterr().out)[1]
    page = client.get(link, follow=True)
    assert 'name="new_password1"' in page.content.decode()


def test_only_one_is_made_so():
    """Otherwise whoever may run the command would take the place of the one who is there without anybody noticing."""
    call_command("first_administrator", *WHO)
    with pytest.raises(Refused, match="changepassword tihonov"):
        call_command("first_administrator", "other", *WHO[1:])
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "words", [(), ("tihonov",), ("тихонов", *WHO[1:]), ("tihonov", WHO[1], "no address"), ("tihonov", " ", WHO[2])]
)
def test_wrong_words_make_nobody(words):
    with pytest.raises(Refused):
        call_command("first_administrator", *words)
    assert not User.objects.exists()
