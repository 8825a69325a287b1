"""Every column of every table: a change past the program is noticed, refused, or named as not covered."""

import datetime
import re
import uuid

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from municipalities.models import MunicipalityName
from municipalities.models.seals import facts_by_key, sealed_models
from municipalities.models.stored import stored
from reports.actions import periods
from reports.models import (
    Agreement,
    ChainLink,
    Event,
    PeriodChange,
    Release,
    StateChange,
    Submission,
)
from reports.queries.chain import broken_histories, chain_anew, changed_releases
from reports.queries.sealed_rows import broken_seals
from tests.conftest import ROOT

from .life_once import coordinator as coordinator
from .life_once import life as life
from .life_once import lived as lived

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

# Tables that no seal covers, with why; docs/operating.md names the same.
NOT_COVERED_TABLES = {
    "reports_archivebuild",
    "reports_archivedocument",
    "reports_archiverow",
    "reports_archiverow_countries",
    "reports_archiverow_partners",
    "reports_archivetokens",
    "reports_knownword",
    "reports_conversion",
    "reports_documentreminder",
    "reports_editdraft",
    "reports_expected",
    "reports_founddocument",
    "reports_frequentremark",
    "reports_halfwritten",
    "reports_heartbeat",
    "reports_partnermerge",
    "reports_importchange",
    "reports_importjob",
    "reports_invitation",
    "reports_letter",
    "reports_lettertry",
    "reports_mailchoice",
    "reports_notice",
    "reports_reading",
    "reports_reminder",
    "reports_reminderrule",
    "reports_twin",
    "reports_agreement_countries",
    "municipalities_accesstoken",
    "municipalities_accountletter",
    "municipalities_calendarfeed",
    "municipalities_guesscount",
    "municipalities_listchange",
    "municipalities_listupload",
    "municipalities_loadedrow",
    "municipalities_recoverycode",
    "municipalities_secondfactor",
}
NOT_COVERED_COLUMNS = {
    ("municipalities_user", "password"),
    ("municipalities_user", "last_login"),
    ("municipalities_user", "phone"),
    ("municipalities_user", "reset_mailed_at"),
}


def what_shows():
    """Everything that whoever verifies is told, one by one: the seals first, by which most changes show."""
    yield from broken_seals()
    yield from (one.text for one in broken_histories(Submission.objects.with_names().order_by("pk")))
    yield from map(str, changed_releases(Submission.objects.order_by().values("period")))


def found():
    return list(what_shows())


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def tables():
    """Every table of ours, the ones between two models too."""
    own = [model for model in apps.get_models(include_auto_created=True) if model.__module__.split(".")[0] in OURS]
    return [model for model in own if model._meta.db_table not in NOT_COVERED_TABLES]


OURS = {"municipalities", "reports"}


def columns():
    return [
        (model, field)
        for model in tables()
        for field in model._meta.concrete_fields
        if (model._meta.db_table, field.column) not in NOT_COVERED_COLUMNS
    ]


def otherwise(field, value):
    """Other values of the column's kind, as parameters of a raw statement: some may be refused by a constraint."""
    if field.is_relation:
        target = field.target_field
        keys = field.related_model._base_manager.exclude(pk=value).values_list("pk", flat=True)[:3]
        yield from (target.get_db_prep_value(key, connection) for key in keys)
    elif isinstance(field, models.BooleanField):
        yield not value
    elif isinstance(field, models.DateTimeField):
        yield field.get_db_prep_value((value or timezone.now()) - datetime.timedelta(days=1), connection)
    elif isinstance(field, models.DateField):
        yield field.get_db_prep_value((value or timezone.localdate()) + datetime.timedelta(days=1), connection)
    elif isinstance(field, models.JSONField):
        yield '{"a": 1}'
    elif isinstance(field, models.UUIDField):
        yield field.get_db_prep_value(uuid.UUID(int=7), connection)
    elif isinstance(field, models.BinaryField):
        yield b"other"
    elif isinstance(field, (models.IntegerField, models.FloatField)):
        yield (value or 0) + 1
        yield (value or 0) + 1000
    else:
        yield "иное"
        yield from (key for key, _ in field.flatchoices if key != value)
    yield None


def try_to(statement, *values):
    """Whether the database takes it, constraints that wait for the end included."""
    try:
        with transaction.atomic():
            sql(statement, *values)
            connection.check_constraints()
    except DatabaseError:
        return False
    return True


class Back(Exception):
    """Takes a change back."""


def noticed(statement, *values):
    """None when the database refuses the change, else whether it shows. Leaves everything as it was."""
    shows = None
    try:
        with transaction.atomic():
            if try_to(statement, *values):
                shows = next(what_shows(), None) is not None
            raise Back
    except Back:
        return shows


def test_ordinary_life_verifies_clean(life, capsys):
    assert found() == []
    call_command("verify_history")
    assert "Контрольная строка" in capsys.readouterr().out


def test_what_is_sealed_is_what_django_reads(life):
    """A write reads its row by a query of our own; whoever verifies asks Django."""
    for model in sealed_models():
        rows = model._base_manager.order_by("pk")
        if pks := list(rows.values_list("pk", flat=True)):
            read = {str(pk): values for pk, values in stored(model, model.SEALED, pks).items()}
            asked = {pk: list(facts.values()) for pk, facts in facts_by_key(model, model.SEALED, rows).items()}
            assert read == asked, model


def test_a_changed_column_shows_or_is_refused(life):
    unseen, tried = [], 0
    for model, field in columns():
        row = model._base_manager.order_by("pk").last()
        if row is None or field.primary_key:
            continue
        table, column, key = map(connection.ops.quote_name, (model._meta.db_table, field.column, model._meta.pk.column))
        statement = f"UPDATE {table} SET {column} = %s WHERE {key} = %s"
        now = getattr(row, field.attname)
        for value in otherwise(field, now):
            if value is None and now is None:
                continue
            shows = noticed(statement, value, model._meta.pk.get_db_prep_value(row.pk, connection))
            tried += shows is not None
            if shows is False:
                unseen.append((model._meta.db_table, field.column, value))
            if shows is not None:
                break
    assert unseen == []
    assert tried >= 60


def test_a_removed_row_shows_or_is_refused(life):
    unseen = []
    for model in tables():
        for row in model._base_manager.order_by("pk"):
            name = connection.ops.quote_name
            statement = f"DELETE FROM {name(model._meta.db_table)} WHERE {name(model._meta.pk.column)} = %s"
            if noticed(statement, model._meta.pk.get_db_prep_value(row.pk, connection)) is False:
                unseen.append((model._meta.db_table, row.pk))
    assert unseen == []


def test_an_added_row_shows(life):
    """A copy of every row under another key, as far as the constraints let it in."""
    unseen, tried = [], set()
    for model in tables():
        quote = connection.ops.quote_name
        names = [quote(field.column) for field in model._meta.concrete_fields if not field.primary_key]
        table = quote(model._meta.db_table)
        for field in model._meta.concrete_fields:
            row = model._base_manager.order_by("pk").last()
            if field.primary_key or row is None:
                continue
            column = quote(field.column)
            for value in otherwise(field, getattr(row, field.attname)):
                taken = ", ".join("%s" if name == column else name for name in names)
                statement = f"INSERT INTO {table} ({', '.join(names)}) SELECT {taken} FROM {table} WHERE id = %s"
                shows = noticed(statement, value, row.pk) if model._meta.pk.name == "id" else None
                tried |= {model} if shows is not None else set()
                unseen += [(model._meta.db_table, field.column)] if shows is False else []
                if shows is not None:
                    break
            if model in tried:
                break
    assert unseen == []
    assert tried >= {StateChange, Event, Agreement, PeriodChange, MunicipalityName}


def test_a_release_and_its_files_changed_together_show(life):
    release = Release.objects.first()
    sql("UPDATE reports_storedcontent SET data = %s, sha256 = 'x' WHERE id = %s", b"x", release.document.content_id)
    sql("UPDATE reports_release SET digest = 'x', code = '0000-0000-0000' WHERE id = %s", release.pk)
    assert "запись изменена мимо программы (выпуск, № " in " ".join(found())


def test_a_chain_made_anew_without_the_key_shows(life, settings):
    """Somebody with the program's own code and the database, but not the key."""
    sql("UPDATE reports_statechange SET note = 'Иначе' WHERE submission_id = %s AND move = 'extend'", life.pk)
    keys = settings.HISTORY_KEYS
    settings.HISTORY_KEYS = ["another key"]
    chain_anew(life)
    assert found()
    settings.HISTORY_KEYS = keys
    assert any("ключ" in text for text in found())


def test_the_last_move_cut_off_with_its_link_shows(life):
    link = ChainLink.objects.filter(submission=life, kind="statechange").order_by("-number").first()
    sql("DELETE FROM reports_chainlink WHERE id = %s", link.pk)
    sql("DELETE FROM reports_statechange WHERE id = %s", link.row)
    assert found()


def test_an_old_key_still_verifies_and_an_unknown_one_is_named(life, coordinator, settings):
    keys = settings.HISTORY_KEYS
    settings.HISTORY_KEYS = ["a new key", *keys]
    assert found() == []
    periods.close(life.period, by=coordinator)
    assert found() == []
    settings.HISTORY_KEYS = ["a new key"]
    assert any("верните его в HISTORY_KEY" in text for text in found())


def test_every_table_has_a_row_to_try(life):
    assert [model for model in tables() if not model._base_manager.exists()] == []


def test_the_guide_names_what_is_not_covered():
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    told = guide.split("Not covered:", 1)[1].split("\n\n", 1)[0]
    named = set(re.findall(r"`([a-z_.]+)`", told))
    assert named == NOT_COVERED_TABLES | {f"{table}.{column}" for table, column in NOT_COVERED_COLUMNS}
