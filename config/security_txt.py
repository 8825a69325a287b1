"""To whom somebody tells of a hole in the program: /.well-known/security.txt (RFC 9116)."""

import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

HOLDS = datetime.timedelta(days=180)  # the RFC asks for less than a year; made anew at each question


@login_not_required
@require_safe
def security_txt(request):
    """The contact of SECURITY_CONTACT; 404 where none is set, because a text without one says nothing."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + HOLDS).astimezone(datetime.UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: ru",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
