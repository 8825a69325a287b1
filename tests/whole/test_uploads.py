"""One guard for every file that people upload: it is parsed in the child process, whatever page took it."""

import io
import re

import openpyxl
import pytest
from django.contrib import admin
from django.urls import reverse

from municipalities.lists.pages import ListExchange
from reports.files.read import process
from reports.models import Agreement, Submission
from tests import factories
from tests.whole.test_project import files, read

pytestmark = [pytest.mark.django_db, pytest.mark.child_process]
# What parses files. Writers of files use their own.
PARSERS = re.compile(r"^\s*(?:import|from) (?:zipfile|openpyxl|lxml|docx|xml|html5lib)\b", re.MULTILINE)

# What looks into files, of our own modules: for the children, and for what starts them.
LOOKS = re.compile(r"\b(?:kind_of|unwrapped|open_package|directory|only_document|is_separated)\(|import read_scan\b")


class Handed(Exception):
    """The bytes have reached the child's door."""


LISTS = sorted(
    f"admin:{model._meta.app_label}_{model._meta.model_name}_import"
    for model, site in admin.site._registry.items()
    if isinstance(site, ListExchange)
)


PAGES = ["report_import", "period_import", "event_lay_out", "release_check", "agreement_scan_attach"]


@pytest.mark.parametrize("name", [*LISTS, *PAGES])
def test_every_page_that_takes_a_file_hands_it_to_the_child(
    name, client_of, list_administrator, coordinator, smolensk_officer, smolensk, period, monkeypatch
):
    """As bytes: the web process has not looked into them."""
    handed = []
    link = factories.make_partner(municipality=smolensk).partnerships.get()
    document = Agreement.objects.create(partnership=link, title="О дружбе")

    def started(source, wishes):
        handed.append(source.read())
        raise Handed

    monkeypatch.setattr(process, "_started", started)
    person, arguments = {
        "report_import": (smolensk_officer, [Submission.objects.get(municipality=smolensk).pk]),
        "event_lay_out": (smolensk_officer, [Submission.objects.get(municipality=smolensk).pk]),
        "release_check": (coordinator, []),
        "agreement_scan_attach": (coordinator, [document.pk]),
        "period_import": (coordinator, [period.year, period.quarter]),
    }.get(name, (list_administrator, []))
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    whole = file.getvalue()
    file.seek(0)
    file.name = "list.xlsx"
    client = client_of(person)
    client.raise_request_exception = False
    client.post(reverse(name, args=arguments), {"import_file": file} if ":" in name else {"file": file})
    assert handed == [whole]


def test_nobody_else_takes_files_or_parses_them():
    """A new page with a file is added above; a second reader would be a second, weaker guard."""
    ours = files(".py", under=("config/", "municipalities/", "reports/"))
    takers = {path for path in ours if re.search(r"request\.FILES", read(path))}
    assert takers - {"config/accounts/kept_forms.py"} == {
        "municipalities/lists/pages.py",
        "reports/pages/agreements/document.py",
        "reports/pages/check/views.py",
        "reports/pages/events/laying_out.py",
        "reports/pages/imports/views.py",
    }
    assert {path for path in ours if PARSERS.search(read(path)) and not path.startswith("reports/files/")} == set()
    outside = {path for path in ours if not path.startswith("reports/files/read/")} | {"reports/files/read/process.py"}
    assert {path for path in outside if LOOKS.search(read(path))} == set()
