"""The address at which browsers look for the icon unasked."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def favicon(request):
    """Lead to the picture; pages that cannot name it (a file opened in the browser, an old browser) ask here."""
    return redirect(static("img/favicon.png"))
