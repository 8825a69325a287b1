"""What `manage.py check --deploy` asks beyond Django's own questions."""

import json
import os

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import checks
from django.db import DatabaseError

# Printed in README.md. It is here because checks are imported before models are loaded.
DEMO_PASSWORD = "pobratim-demo"


@checks.register(checks.Tags.security, deploy=True)
def no_demo_sign_ins(app_configs, **kwargs):
    """An error while an active demo sign-in still has the demo password.

    Only the names of fixtures/demo.json are looked at: a hash takes a quarter of a second.
    """
    demo = json.loads((settings.BASE_DIR / "fixtures" / "demo.json").read_text(encoding="utf-8"))
    names = [user["username"] for user in demo["users"]]
    people = apps.get_model(settings.AUTH_USER_MODEL).objects.filter(username__in=names, is_active=True)
    try:
        standing = [user.username for user in people if check_password(DEMO_PASSWORD, user.password)]
    except DatabaseError:  # not migrated yet: nobody can sign in
        return []
    if not standing:
        return []
    return [
        checks.Error(
            f"Демонстрационные учётные записи с известным всем паролем: {', '.join(standing)}.",
            hint="Отключите их в разделе «Управление» или задайте им новые пароли.",
            id="pobratim.E001",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def own_history_key(app_configs, **kwargs):
    """A warning while the seals of the histories hang on SECRET_KEY, which an office must be free to change."""
    if settings.DEBUG or os.environ.get("HISTORY_KEY", "").strip():
        return []
    return [
        checks.Warning(
            "HISTORY_KEY не задан: истории отчётов запечатаны ключом, сделанным из SECRET_KEY.",
            hint="Задайте HISTORY_KEY – 32 случайных знака или больше – и храните его отдельно от копий базы.",
            id="pobratim.W001",
        )
    ]
