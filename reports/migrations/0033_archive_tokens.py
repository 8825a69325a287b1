"""What the archive is searched by. Each database has an index of its own kind over the same tokens."""

import django.db.models.deletion
from django.db import migrations, models

import municipalities.fields

# FTS5 keeps its own writing of the words beside the table's, and has to be told the old words to forget them.
SQLITE = (
    """CREATE VIRTUAL TABLE reports_archivetokens_index USING fts5(
        of_name, of_all, content='reports_archivetokens', content_rowid='row_id',
        tokenize='unicode61 remove_diacritics 0', detail='column')""",
    """CREATE TRIGGER reports_archivetokens_added AFTER INSERT ON reports_archivetokens BEGIN
        INSERT INTO reports_archivetokens_index(rowid, of_name, of_all) VALUES (new.row_id, new.of_name, new.of_all);
        END""",
    """CREATE TRIGGER reports_archivetokens_removed AFTER DELETE ON reports_archivetokens BEGIN
        INSERT INTO reports_archivetokens_index(reports_archivetokens_index, rowid, of_name, of_all)
        VALUES ('delete', old.row_id, old.of_name, old.of_all); END""",
    """CREATE TRIGGER reports_archivetokens_changed AFTER UPDATE ON reports_archivetokens BEGIN
        INSERT INTO reports_archivetokens_index(reports_archivetokens_index, rowid, of_name, of_all)
        VALUES ('delete', old.row_id, old.of_name, old.of_all);
        INSERT INTO reports_archivetokens_index(rowid, of_name, of_all) VALUES (new.row_id, new.of_name, new.of_all);
        END""",
)
POSTGRESQL = (
    "CREATE INDEX reports_archivetokens_of_name ON reports_archivetokens USING gin (of_name)",
    "CREATE INDEX reports_archivetokens_of_all ON reports_archivetokens USING gin (of_all)",
)
SQLITE_BACK = (
    "DROP TRIGGER reports_archivetokens_added",
    "DROP TRIGGER reports_archivetokens_removed",
    "DROP TRIGGER reports_archivetokens_changed",
    "DROP TABLE reports_archivetokens_index",
)
POSTGRESQL_BACK = ("DROP INDEX reports_archivetokens_of_name", "DROP INDEX reports_archivetokens_of_all")


def make_index(apps, schema_editor):
    """Make the index of this database."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    """Take it away."""
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("reports", "0032_expected_to_check")]

    operations = [
        migrations.CreateModel(
            name="ArchiveTokens",
            fields=[
                (
                    "row",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="tokens",
                        serialize=False,
                        to="reports.archiverow",
                        verbose_name="строка",
                    ),
                ),
                ("of_name", municipalities.fields.TokensField(verbose_name="наименование")),
                ("of_all", municipalities.fields.TokensField(verbose_name="всё")),
            ],
            options={"verbose_name": "слова строки архива", "verbose_name_plural": "слова строк архива"},
        ),
        migrations.CreateModel(
            name="KnownWord",
            fields=[
                (
                    "token",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="основа"),
                ),
                ("word", models.CharField(help_text="В начальной форме", max_length=100, verbose_name="слово")),
                ("first", models.CharField(max_length=1, verbose_name="первая буква")),
                ("letters", models.PositiveSmallIntegerField(verbose_name="сколько букв")),
            ],
            options={
                "verbose_name": "слово архива",
                "verbose_name_plural": "слова архива",
                "indexes": [models.Index(fields=["first", "letters"], name="known_word_alike")],
            },
        ),
        migrations.RunPython(make_index, drop_index, elidable=False),
    ]
