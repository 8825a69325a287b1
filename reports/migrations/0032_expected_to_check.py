"""Remembers what of a row that was taken from an earlier report is still to be looked at. Until now that was everything,
as long as nobody had saved the row.
"""

from django.db import migrations, models


def remember(apps, schema_editor):
    rows = apps.get_model("reports", "Expected").objects.filter(taken__version=1)
    rows.update(to_check="period_text purpose participants")


class Migration(migrations.Migration):
    dependencies = [("reports", "0031_register")]

    operations = [
        migrations.AddField(
            model_name="expected",
            name="to_check",
            field=models.CharField(blank=True, editable=False, max_length=60, verbose_name="что проверить"),
        ),
        migrations.RunPython(remember, migrations.RunPython.noop, elidable=True),
    ]
