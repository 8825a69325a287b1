"""What `manage.py check --deploy` asks beyond Django's own questions: everything that /healthz asks.

It looks at the database without `--database`, because nobody would remember to say it before an office begins. A
database that is away is a finding and no crash. Under their own tag these questions can be left out, where there is no
installation yet: `check --deploy --tag security`.
"""

from django.conf import settings
from django.core import checks

from config import health, troubles

TAG = "installation"


@checks.register(TAG, deploy=True)
def installation_is_whole(app_configs, **kwargs):
    """An error for each trouble of this installation, with the way out."""
    found = map(troubles.TROUBLES.get, health.all_troubles())
    return [checks.Error(one.words, hint=one.hint, id=f"pobratim.{one.number}") for one in found]


@checks.register(TAG, deploy=True)
def letters_can_be_answered(app_configs, **kwargs):
    """Warnings about values that are allowed and seldom meant on a server."""
    warnings = []
    if settings.IS_SERVER and settings.EMAIL_BACKEND == "django.core.mail.backends.dummy.EmailBackend":
        warnings.append(
            checks.Warning(
                "EMAIL_URL=dummymail://: письма выбрасываются, а программа считает их отправленными.",
                hint="Так оставляют, только если почты нет совсем: ссылки для паролей тогда передают лично.",
                id="pobratim.W001",
            )
        )
    elif settings.IS_SERVER and settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        warnings.append(
            checks.Warning(
                "DEFAULT_FROM_EMAIL не задан: письма уходят от pobratim@localhost, и почтовые серверы их не принимают.",
                hint="Задайте адрес отправителя, которому можно ответить.",
                id="pobratim.W002",
            )
        )
    return warnings
