"""Salts the digests of recovery codes and makes them slow. The codes on paper go on; there is no way back to the digests
of before, so going back voids them."""

import hashlib
import secrets

from django.db import migrations, models

ROUNDS = 100_000


def salt_them(apps, schema_editor):
    salts = {}
    for code in apps.get_model("municipalities", "RecoveryCode").objects.filter(salt=""):
        code.salt = salts.setdefault(code.user_id, secrets.token_hex(16))
        code.digest = hashlib.pbkdf2_hmac("sha256", code.digest.encode(), bytes.fromhex(code.salt), ROUNDS).hex()
        code.save(update_fields=["digest", "salt"])


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0011_closed_keys")]

    operations = [
        migrations.AddField(
            model_name="recoverycode",
            name="salt",
            field=models.CharField(default="", max_length=32, verbose_name="соль"),
            preserve_default=False,
        ),
        migrations.RunPython(salt_them, migrations.RunPython.noop, elidable=False),
    ]
