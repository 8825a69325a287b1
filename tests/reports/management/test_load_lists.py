"""`load_lists`: what it says, with which exit status, and on a server with DEBUG off."""

import os
import shutil
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from municipalities.models import Country
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("load_lists", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "countries.csv").write_text(
        "Код;Краткое имя;Имя в документах\nBY;Беларусь;Республика Беларусь\nKZ;Казахстан;Республика Казахстан",
        encoding="utf-8",
    )
    return tmp_path


def test_it_says_what_came_what_was_there_and_what_differs(folder):
    assert run(folder) == "Страны (countries.csv): добавлено 2.\n"
    Country.objects.filter(code="BY").update(name="Белоруссия")
    Country.objects.filter(code="KZ").delete()
    assert run(folder).splitlines() == [
        "Страны (countries.csv): отличается 1, больше нет в программе 1.",
        "  строка 2, Республика Беларусь: Краткое имя – в программе «Белоруссия», в файле «Беларусь»",
        "  строка 3, Республика Казахстан: переименовано, объединено или удалено в программе, снова не добавлено",
        "Что отличается, оставлено как в программе. Внести значения из файлов: --overwrite.",
        "Справочники уже загружены, ничего не изменено.",
    ]
    assert run(folder, "--overwrite").splitlines()[0] == (
        "Страны (countries.csv): изменено 1, больше нет в программе 1."
    )
    assert Country.objects.get().name == "Беларусь"


def test_a_refusal_has_status_1_and_names_file_row_and_reason(folder):
    with (folder / "countries.csv").open("a", encoding="utf-8") as file:
        file.write("\nBelarus;Беларусь;Республика Беларусь")
    with pytest.raises(CommandError) as refused:
        run(folder)
    assert refused.value.returncode == 1
    assert str(refused.value).startswith("Ничего не загружено.\ncountries.csv, строка 4: Код: ")
    assert not Country.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.one_database
def test_a_server_with_debug_off_is_filled_too(tmp_path, folder, migrated_file):
    """A process of its own, as an operator starts it, in a locale that knows no Russian."""
    if migrated_file:
        shutil.copy(migrated_file, tmp_path / "lists.sqlite3")
    environment = {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C",
        "DEBUG": "False",
        "SECRET_KEY": "for-one-test-only-" + "k3J9vQx2" * 8,
        "ALLOWED_HOSTS": "pobratim.example.ru",
        "DATABASE_URL": f"sqlite:///{tmp_path}/lists.sqlite3",
        "EMAIL_URL": "smtp://localhost:25",
    }
    for arguments in (["migrate", "--verbosity", "0"], ["load_lists", str(folder)]):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr.decode()) == (0, "")
    assert done.stdout.decode() == "Страны (countries.csv): добавлено 2.\n"
