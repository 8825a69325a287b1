"""What the preview says of rows that nobody meant, and of the doubts of an archive."""

import re

import pytest
from django.urls import reverse

from reports.files.read.rows import Doubt
from tests import factories
from tests.factories import make_import, make_row

pytestmark = pytest.mark.django_db
HIDDEN = "строка скрыта в книге"


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk)


@pytest.fixture
def shown(report, smolensk_officer, client_of):
    """Function: rows → the preview of an upload of them, as HTML."""

    def show(*rows, query=""):
        job = make_import(report.period, report.municipality, by=smolensk_officer, rows=rows)
        return client_of(smolensk_officer).get(reverse("import", args=[job.uid]) + query).content.decode()

    return show


def apart(name):
    return make_row(name=name, apart=HIDDEN, doubts=(Doubt("Строка скрыта в книге."),))


def test_rows_that_nobody_meant_come_last_with_the_reason_and_are_not_ticked(shown):
    html = shown(apart("Скрытая"), make_row(name="Видимая"))
    assert html.index("Видимая") < html.index("Не взято: в файле эти строки") < html.index("Скрытая")
    hidden = re.search(r'<tr id="row-0".*?</tr>', html, re.S)[0]
    assert hidden.count("Строка скрыта в книге") == 1
    assert "Всё же внести" in hidden
    assert "checked" not in hidden
    assert "checked" in re.search(r'<tr id="row-1".*?</tr>', html, re.S)[0]


def test_they_have_a_filter_of_their_own(shown):
    html = shown(apart("Скрытая"), make_row(name="Видимая"), query="?show=apart")
    assert "Скрытая" in html
    assert 'id="row-1"' not in html
    assert 'id="row-0"' not in shown(apart("Скрытая"), make_row(name="Видимая"), query="?show=new")


@pytest.mark.parametrize("is_archive", [True, False])
def test_an_archive_lists_the_doubts_of_the_rows_that_are_ticked(shown, report, is_archive):
    report.period.is_archive = is_archive
    report.period.save()
    rows = [make_row(name=name, where=f"строка {name}", doubts=(Doubt("Место не понято.", "place"),)) for name in "АБ"]
    html = shown(*rows, apart("Скрытая"))
    assert ("Место не понято: строка А; строка Б." in html) is is_archive
    assert ("Отмечены все строки" in html) is is_archive
