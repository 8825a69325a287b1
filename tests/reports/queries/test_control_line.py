"""A line kept outside shows what was changed together with its seal."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command

from reports.actions import periods
from reports.models import ArchiveRow, Release
from reports.queries.control_line import NotALine, control_line, not_continued
from tests import factories

from .test_sealed_rows import found, sql

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def test_a_control_line_is_continued_by_ordinary_life(life, coordinator):
    line = control_line()
    periods.close(life.period, by=coordinator)
    factories.make_partner("г. Орша")
    assert not_continued(line) == []


def test_a_control_line_shows_a_row_removed_together_with_its_seal(life):
    line = control_line()
    last = Release.objects.last()
    ArchiveRow.objects.filter(release=last).delete()  # derived, and it names the release
    sql("DELETE FROM reports_release WHERE id = %s", last.pk)
    sql("DELETE FROM reports_seal WHERE kind = 'release' AND \"row\" = %s", str(last.pk))
    assert found() == []
    assert not_continued(line)
    with pytest.raises(CommandError, match="выпуск"):
        call_command("verify_history", since=line)


def test_a_control_line_shows_an_edited_log_of_the_lists(life):
    line = control_line()
    assert LogEntry.objects.exists()
    sql("UPDATE django_admin_log SET change_message = 'Иначе'")
    assert not_continued(line)


def test_a_control_line_with_a_slip_is_refused(life):
    with pytest.raises(NotALine):
        not_continued("2024-01-01 1/1 00000000-0")
    line = control_line()
    assert not_continued(line[:-1] + ("0" if line[-1] != "0" else "1"))
