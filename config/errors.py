"""The pages for what went wrong; each with its own status.

Those of `_bare_page` stand on their own: neither database nor session nor context processors, and the style sheets only
where there are any.
"""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.views.decorators.csrf import requires_csrf_token

from reports.pages.machines.answers import is_of_machines, refusal
from reports.pages.ways_on import ways_on

from . import logs, unavailable
from .accounts import signin


@requires_csrf_token
def bad_request(request, exception):
    """400: drawn without context, because the request itself cannot be trusted; 413 when it was too large for us. For
    programs as data."""
    if is_of_machines(request):
        return refusal("not_understood_at_all")
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)
        return _bare_page("errors/413.html", 413, {"megabytes": megabytes})
    return _bare_page("errors/400.html", 400)


@requires_csrf_token
def permission_denied(request, exception):
    """403: signed in, but without this right."""
    return render(
        request, "errors/403.html", {"csrf_failed": False, "code": logs.code(), **ways_on(request)}, status=403
    )


def csrf_failure(request, reason=""):
    """403 for a form whose security mark is out of date, with what was typed if it came from our own page."""
    return signin.offer_again(request) or render(
        request, "errors/403.html", {"csrf_failed": True, "code": logs.code(), **ways_on(request)}, status=403
    )


@requires_csrf_token
def page_not_found(request, exception):
    """404: no such page, or somebody else's object."""
    return render(request, "errors/404.html", {"code": logs.code(), **ways_on(request)}, status=404)


def method_not_allowed(request, response):
    """Put words into a 405 of Django's: somebody has opened the address of a button."""
    page = _bare_page("errors/405.html", 405)
    page["Allow"] = response["Allow"]
    return page


@requires_csrf_token
def server_error(request):
    """500 with what was typed, drawn without database and context processors, which may be what has failed; 503 when
    it was the database, outside of any view."""
    error = sys.exception()
    if unavailable.is_unavailable(error):
        return unavailable.answer(request, error)
    if answer := unavailable.as_data(request, 500):
        return answer
    return _bare_page("errors/500.html", 500, unavailable.typed(request))


def _bare_page(template_name, status, context=None):
    try:
        return HttpResponse(get_template(template_name).render({"code": logs.code(), **(context or {})}), status=status)
    except TemplateDoesNotExist:
        return HttpResponse("Не получилось. Попробуйте ещё раз.", status=status, content_type="text/plain")
