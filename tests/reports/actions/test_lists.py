"""Whoever fills the lists from files stands in the history of each row."""

import pytest
from django.contrib.admin.models import LogEntry

from municipalities.models import Country
from reports.actions.lists import fill_lists
from reports.rules.permissions import THE_PROGRAM

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "countries.csv").write_text(
        "Код;Краткое имя;Имя в документах\nBY;Беларусь;Республика Беларусь", encoding="utf-8"
    )
    return tmp_path


def test_what_a_person_has_loaded_stands_in_the_history_of_the_row(folder, list_administrator):
    fill_lists(folder, by=list_administrator)
    Country.objects.update(name="Белоруссия")
    fill_lists(folder, overwrite=True, by=list_administrator)
    entries = LogEntry.objects.order_by("pk").values_list("user", "object_id", "change_message")
    assert list(entries) == [
        (list_administrator.pk, "BY", "Добавлено из файла «countries.csv»."),
        (list_administrator.pk, "BY", "Изменено из файла «countries.csv»."),
    ]


def test_what_the_program_loads_names_nobody(folder):
    fill_lists(folder, by=THE_PROGRAM)
    assert not LogEntry.objects.exists()
