"""Adds the observer; the role is one of the facts of a user that are sealed. Those rows are sealed anew whose seal was
right. What had been changed past the program keeps its wrong seal, and goes on to show."""

import datetime
import hashlib
import hmac
import json

from django.conf import settings
from django.db import migrations, models

KIND = "user"
BEFORE = (
    *("username", "full_name", "post", "email", "is_active", "created_at"),
    *("is_coordinator", "is_list_administrator", "is_superuser"),
)
NOW = (*BEFORE, "is_observer")


def seal_anew(apps, schema_editor):
    keys = {hashlib.sha256(f"history key:{key}".encode()).hexdigest()[:8]: key for key in settings.HISTORY_KEYS}
    current = next(iter(keys))
    Seal = apps.get_model("reports", "Seal")
    rows = {str(row["pk"]): row for row in apps.get_model("municipalities", "User").objects.values("pk", *NOW)}
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
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value).__name__}")


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0004_loaded_rows"),
        ("reports", "0013_seals"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_observer",
            field=models.BooleanField(
                default=False,
                help_text=(
                    "Читает ход сбора, сводный отчёт и выпуски, скачивает их и ничего не меняет: министр, помощник."
                ),
                verbose_name="наблюдатель",
            ),
        ),
        migrations.RunPython(seal_anew, migrations.RunPython.noop),
    ]
