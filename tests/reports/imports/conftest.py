"""What tests of jobs and of their undoing bring."""

import pytest
from django.db import connection

from reports.files.read.rows import ReadFile
from reports.imports import apply, jobs, undo
from reports.imports.jobs import Stopped
from reports.models import ImportChange
from tests import factories


@pytest.fixture
def reads(monkeypatch):
    """What the reader finds: set `.read` to a ReadFile or an exception; `.tells` is told on the way."""

    class Reads:
        read = ReadFile()
        tells = []
        stops = []
        asked = None

        def __call__(self, data, *, name, year, quarter, kind=None, tell=None, converter="", towns=None):
            self.asked = (data, name, year, quarter, kind)
            for told in self.tells:
                if tell(*told) is False:
                    raise Stopped
            if isinstance(self.read, Exception):
                raise self.read
            return kind or "docx", self.read

    reads = Reads()
    monkeypatch.setattr(jobs, "read_table", reads)
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_TELLINGS", 0)
    return reads


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk)


@pytest.fixture
def two_at_once(monkeypatch):
    """Two rows a transaction; the list of what is written in each, as numbers of ImportChange rows so far."""
    monkeypatch.setattr(apply, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(undo, "ROWS_AT_ONCE", 2)
    pauses = []

    def pause():
        assert len(connection.savepoint_ids) == transactions_of_the_test
        pauses.append((ImportChange.objects.count(), ImportChange.objects.filter(is_undone=True).count()))

    transactions_of_the_test = len(connection.savepoint_ids)
    monkeypatch.setattr(apply, "let_others_write", pause)
    monkeypatch.setattr(undo, "let_others_write", pause)
    return pauses
