"""Encrypts the keys of phones that lie in the clear; on the way back they lie in the clear again."""

from base64 import b64decode, b64encode

import pyrage
from django.conf import settings
from django.db import migrations, models


def close(apps, schema_editor):
    own = pyrage.x25519.Identity.from_str(settings.SECOND_FACTOR_KEYS[0]).to_public()
    for factor in apps.get_model("municipalities", "SecondFactor").objects.all():
        said = f"{factor.user_id}:{factor.key}".encode()
        factor.key = b64encode(pyrage.encrypt(said, [own])).decode()
        factor.save(update_fields=["key"])


def open_again(apps, schema_editor):
    own = [pyrage.x25519.Identity.from_str(key) for key in settings.SECOND_FACTOR_KEYS]
    for factor in apps.get_model("municipalities", "SecondFactor").objects.all():
        factor.key = pyrage.decrypt(b64decode(factor.key), own).decode().partition(":")[2]
        factor.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0010_second_factor")]

    operations = [
        migrations.AlterField(
            model_name="secondfactor", name="key", field=models.TextField(verbose_name="ключ, зашифрованный")
        ),
        migrations.RunPython(close, open_again, elidable=False),
    ]
