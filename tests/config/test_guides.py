"""The guide of the administrator in two languages: a chapter, variable, cause or command of one is in the other."""

import re

import pytest
from django.urls import reverse

from config import troubles
from municipalities.models import User
from tests.conftest import ROOT
from tests.factories import make_event, make_submission

ENGLISH, RUSSIAN = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("operating.md", "operating.ru.md"))
DATA = (ROOT / "docs" / "personal-data.ru.md").read_text(encoding="utf-8")


def chapters(guide):
    return re.findall(r"(?m)^## (.*)$", guide)


def commands(guide):
    blocks = re.findall(r"(?ms)^```\n(.*?)^```", guide)
    return [line for block in blocks for line in block.splitlines() if line.startswith(("sudo ", "git "))]


def variables(guide):
    table = re.search(r"(?s)\| `DEBUG` \|.*?(?=\n\n)", guide)[0]
    return {name for row in table.splitlines() for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}


def test_both_have_the_same_chapters_variables_and_commands():
    assert len(chapters(RUSSIAN)) == len(chapters(ENGLISH)) == len(set(chapters(RUSSIAN)))
    assert variables(RUSSIAN) == variables(ENGLISH)
    assert commands(RUSSIAN) == commands(ENGLISH)


def test_every_variable_that_is_read_is_explained():
    read = {
        name
        for path in ("config/settings.py", "config/environment.py", "config/logs.py")
        for name in re.findall(
            r"""(?:environment\.\w+\(|environ\.get\()\s*["']([A-Z_]+)["']""", (ROOT / path).read_text()
        )
    }
    assert len(read) > 20
    assert read - variables(RUSSIAN) == set()


def test_every_cause_of_healthz_has_its_way_out():
    assert [name for name in troubles.TROUBLES if f"`{name}`" not in RUSSIAN or f"`{name}`" not in ENGLISH] == []


def test_every_chapter_that_is_named_is_there():
    """«Обновление» and the like in the text lead to a chapter, or to a page or a button of the program."""
    for name in ("Сервер", "Копия и восстановление", "Обновление", "Состояние и журнал", "Второй сервер PostgreSQL"):
        assert name in chapters(RUSSIAN)


# Personal data


@pytest.mark.django_db
def test_who_has_left_stays_in_the_histories_alone(
    client_of, list_administrator, coordinator, smolensk_officer, period, smolensk
):
    """As the guide says: switched off, without post, telephone and address; the report still names its author."""
    report = make_submission(period, smolensk)
    make_event(report, by=smolensk_officer)
    User.objects.filter(pk=smolensk_officer.pk).update(post="методист", phone="8 900 000-00-16", email="a@example.ru")
    page = client_of(list_administrator)
    address = reverse("admin:municipalities_user_change", args=[smolensk_officer.pk])
    form = {"full_name": smolensk_officer.full_name, "username": smolensk_officer.username}
    answer = page.post(address, {**form, "post": "", "phone": "", "email": ""})
    assert answer.status_code == 302, answer.context["errors"]
    person = User.objects.get(pk=smolensk_officer.pk)
    assert (person.is_active, person.post, person.phone, person.email) == (False, "", "", "")
    history = client_of(coordinator).get(reverse("report_history", args=[report.pk])).content.decode()
    assert person.short_name in history or person.full_name in history
    assert "900 000" not in page.get(reverse("admin:municipalities_user_history", args=[person.pk])).content.decode()


def test_every_table_with_people_is_named():
    """A new column for a telephone or an address of people asks for a row in the guide."""
    known = {
        "User": "пользователи",
        "Municipality": "главы",
        "Contact": "контакты партнёров",
        "Invitation": "по ссылке",
    }
    found = set()
    for path in (*ROOT.glob("municipalities/models/*.py"), *ROOT.glob("reports/models/*.py")):
        for name, body in re.findall(r"(?ms)^class (\w+)\(.*?\n(.*?)(?=^class |\Z)", path.read_text(encoding="utf-8")):
            if re.search(r"(?m)^    (phone|email|address) = ", body):
                found.add(name)
    assert found - {"AccountLetter", "Letter"} == set(known)  # letters: the row of notices and letters
    assert [words for words in known.values() if words not in DATA] == []
