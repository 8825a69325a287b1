"""The outbox of notices, letters and reminders."""

import pytest
from django.core import mail

from .post import OUTBOX


@pytest.fixture
def outbox(settings):
    settings.EMAIL_BACKEND = OUTBOX
    mail.outbox = []
