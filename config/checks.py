"""What `manage.py check --deploy` asks beyond Django's own questions."""

import json

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import checks
from django.db import DatabaseError

# Printed in README.md. It stands here because checks are read before there are models.
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
