"""Whoever fills the lists from files stands in the history of each row."""

import pytest
from django.contrib.admin.models import LogEntry

from municipalities.models import Country
from reports.actions.lists import fill_lists
from reports.models import Notice
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


def test_an_open_quarter_asks_those_that_have_come_and_the_coordinator_learns_of_it(folder, period, coordinator):
    """As where the list administrator adds one by hand. One that ends to report before is not asked."""
    heading = (
        "ОКТМО;Краткое имя;Отчитывается по;Первое наименование: заголовок раздела;"
        "Первое наименование: на страницах;Первое наименование: действует с"
    )
    rows = ["66505009;Руднянский;;Руднянский район;Руднянский район;01.01.2006"]
    rows += ["66505008;Угранский;01.01.2020;Угранский район;Угранский район;01.01.2006"]
    (folder / "municipalities.csv").write_text("\n".join([heading, *rows]), encoding="utf-8")
    before = set(period.submissions.values_list("pk", flat=True))
    fill_lists(folder, by=THE_PROGRAM)
    [report] = period.submissions.exclude(pk__in=before).select_related("municipality")
    assert report.municipality.short_name == "Руднянский"
    assert "Руднянский" in Notice.objects.get(user=coordinator).text


def test_what_the_program_loads_names_nobody(folder):
    fill_lists(folder, by=THE_PROGRAM)
    assert not LogEntry.objects.exists()
