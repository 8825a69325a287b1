"""Adds from when until when a municipality reports, which is sealed with it. Those rows are sealed anew whose seal was
right. What had been changed past the program keeps its wrong seal, and goes on to show."""

import datetime
import hashlib
import hmac
import json

from django.conf import settings
from django.db import migrations, models

KIND = "municipality"
BEFORE = (
    *("oktmo", "oktmo_before", "short_name", "is_capital", "admin_centre", "signer_post", "signer_name"),
    *("phone", "email", "search_key", "sort_key"),
)
NOW = (*BEFORE, "reports_from", "reports_until")


def seal_anew(apps, schema_editor):
    keys = {hashlib.sha256(f"history key:{key}".encode()).hexdigest()[:8]: key for key in settings.HISTORY_KEYS}
    current = next(iter(keys))
    Seal = apps.get_model("reports", "Seal")
    rows = {str(row["pk"]): row for row in apps.get_model("municipalities", "Municipality").objects.values("pk", *NOW)}
    right = []
    for seal in Seal.objects.filter(kind=KIND).order_by("pk"):
        if seal.row in rows and seal.digest == _digest(rows[seal.row], seal, BEFORE, keys.get(seal.key, "")):
            seal.digest, seal.key = _digest(rows[seal.row], seal, NOW, keys[current]), current
            right.append(seal)
    Seal.objects.bulk_update(right, ["digest", "key"], batch_size=100)


def _digest(row, seal, names, key):
    facts = [KIND, seal.row, {name: row[name] for name in names}]
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_as_text)
    return key and hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def _as_text(value):
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value).__name__}")


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0005_observer"),
    ]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="reports_from",
            field=models.DateField(
                blank=True,
                help_text=("Первый день. Пусто: с самого начала. У образованного заново – день, когда его образовали."),
                null=True,
                verbose_name="отчитывается с",
            ),
        ),
        migrations.AddField(
            model_name="municipality",
            name="reports_until",
            field=models.DateField(
                blank=True,
                help_text="Последний день. Пусто: и дальше. У упразднённого – его последний день.",
                null=True,
                verbose_name="отчитывается по",
            ),
        ),
        migrations.AddConstraint(
            model_name="municipality",
            constraint=models.CheckConstraint(
                condition=(
                    models.Q(reports_until=None)
                    | models.Q(reports_from=None)
                    | models.Q(reports_until__gte=models.F("reports_from"))
                ),
                name="municipality_reports_in_order",
                violation_error_message="«Отчитывается по» не может быть раньше, чем «Отчитывается с».",
            ),
        ),
        migrations.RunPython(seal_anew, migrations.RunPython.noop),
    ]
