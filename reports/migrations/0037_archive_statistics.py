"""PostgreSQL learns how frequent more words are: of words that it knows nothing of it thinks too much, and searches the
rare ones in the way for common ones."""

from django.db import migrations

WORDS = 500  # the default is 100


def learn_more(apps, schema_editor):
    """Nothing to do on SQLite."""
    if schema_editor.connection.vendor == "postgresql":
        for column in ("of_name", "of_all"):
            schema_editor.execute(f"ALTER TABLE reports_archivetokens ALTER COLUMN {column} SET STATISTICS {WORDS}")


class Migration(migrations.Migration):
    dependencies = [("reports", "0036_backup_sign")]

    operations = [migrations.RunPython(learn_more, migrations.RunPython.noop)]
