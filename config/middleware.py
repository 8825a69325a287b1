"""Headers that every answer carries, the sign-in that every page wants, and one not-found page."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError, InterfaceError
from django.http import Http404
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse

from config.accounts.addresses import address_of, is_of
from config.errors import method_not_allowed, page_not_found

from . import logs, unavailable
from .accounts import signin

POLICY_OF_FILES = "default-src 'none'; frame-ancestors 'none'"
PERMISSIONS_POLICY = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


class RequestLogMiddleware:
    """The first of all: numbers a request, sends the number back and writes the line of its answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        begun = time.perf_counter()
        is_passed_on = is_of(request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES)
        given = logs.begin(request.META.get("HTTP_X_REQUEST_ID", "") if is_passed_on else "")
        response = self.get_response(request)
        # Files of the look come by the dozen, and the watchdog every minute.
        is_file = is_static_file(request, response)
        if not is_file:
            response[logs.HEADER] = given
        if response.status_code >= 400 or not (is_file or request.path.startswith("/healthz")):
            logs.tell(request, response, time.perf_counter() - begun)
        return response


def is_static_file(request, response):
    """Whether a file of the look is answered, and not the page that says that there is none."""
    return response.status_code < 400 and request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/")


class ContentSecurityPolicyMiddleware:
    """The strict policy of the settings on every answer; inline styles on the admin's pages only.

    Django's change form writes style attributes; its scripts are files, so script-src stays strict. Django 6 has a
    middleware for the same setting; that exception would remain. A static file loads nothing, so its policy is shorter
    and stricter: a page over a slow line brings it with every file.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = policy_of(settings.SECURE_CSP)
        inside = [*settings.SECURE_CSP["style-src"], "'unsafe-inline'"]
        self.policy_of_admin = policy_of(settings.SECURE_CSP | {"style-src": inside})

    def __call__(self, request):
        response = self.get_response(request)
        if is_static_file(request, response):
            response.setdefault("Content-Security-Policy", POLICY_OF_FILES)
            return response
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and "Location" not in response
        is_admin = is_page and request.path_info.startswith(reverse("admin:index"))
        response.setdefault("Content-Security-Policy", self.policy_of_admin if is_admin else self.policy)
        return response


def policy_of(directives):
    """The header of a policy: {directive: sources}."""
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


class PermissionsPolicyMiddleware:
    """Tells the browser that our pages never ask for camera, location, payment and the like. It also forbids other
    sites to embed our pictures, scripts and files."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not is_static_file(request, response):
            response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class CompressedPagesMiddleware(GZipMiddleware):
    """Django's, for pages, scripts' answers and tables as text; workbooks and pictures are compressed by nature.

    WhiteNoise, before it, sends the static files compressed beforehand. Why this is safe beside secrets in a page:
    docs/design/speed.md.
    """

    def process_response(self, request, response):
        """Compress what shrinks, and only what is sent whole: a stream may be a large download."""
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        is_text = kind.startswith("text/") or kind in ("application/json", "application/javascript", "image/svg+xml")
        return super().process_response(request, response) if is_text and not response.streaming else response


class NoStoreMiddleware:
    """Keeps pages and downloads out of caches, unless the view decided otherwise.

    Town halls share computers: after signing out nothing may be left to page back to. It comes after WhiteNoise, whose
    files are public and cached for long.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Cache-Control", "private, no-store")
        return response


class DatabaseUnavailableMiddleware:
    """Answers 503 with what was typed when the database fails under a view.

    Middleware that asks the database itself does the same; where both are passed by, handler500 does.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Also for answers that are drawn after their view, such as those of the admin."""
        return unavailable.answer(request, exception) if unavailable.is_unavailable(exception) else None


NAME_OF_BEFORE = "sessionid"  # of the session's cookie, until versions that give it a prefix


class PlacedSessionMiddleware(SessionMiddleware):
    """Django's, and a session that begins knows from which browser and address.

    A session that began before its cookie had a prefix goes on under the name of before, and gets the new one.
    """

    def __call__(self, request):
        """Answer 503 when the session cannot be stored."""
        try:
            return super().__call__(request)
        except (DatabaseError, InterfaceError, SessionInterrupted) as error:
            if not unavailable.is_unavailable(error):
                raise
            return unavailable.answer(request, error)

    def process_request(self, request):
        super().process_request(request)
        name, before = settings.SESSION_COOKIE_NAME, request.COOKIES.get(NAME_OF_BEFORE)
        if before and name != NAME_OF_BEFORE and name not in request.COOKIES:
            request.session = self.SessionStore(before)
            request.session.is_by_name_of_before = True
        request.session.origin = (request.headers.get("User-Agent", "")[:300], address_of(request))


class SignedInByDefaultMiddleware(LoginRequiredMiddleware):
    """Django's, except that an open page never asks who is there.

    Asking reads the session from the database. With the database away, a browser with a session cookie would get an
    error from /healthz instead of its answer.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Let views marked `login_not_required` pass; send strangers at all others to the sign-in."""
        if not getattr(view_func, "login_required", True):
            return None
        try:
            asked = super().process_view(request, view_func, view_args, view_kwargs)
            return asked or signin.refuse_words_of_another(request)
        except (DatabaseError, InterfaceError) as error:
            if not unavailable.is_unavailable(error):
                raise
            return unavailable.answer(request, error)

    def handle_no_permission(self, request, view_func):
        """Keep what was typed when the sign-in has ended meanwhile; Django alone would drop it in a redirect.

        The session of somebody who has been switched off ends here: it must not revive when he is switched on.
        """
        if SESSION_KEY in request.session:
            request.session.flush()
        return signin.ask_to_sign_in(request) or super().handle_no_permission(request, view_func)


class OwnErrorPagesMiddleware:
    """Shows our not-found page under DEBUG too, where Django would print the list of routes, and our words where
    Django sends a refusal without any.

    The demo runs under DEBUG, and what it shows should be what the server shows. It is the last one, next to the view.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return method_not_allowed(request, response)
        if settings.DEBUG and response.status_code == 404 and request.resolver_match is None:
            return page_not_found(request, None)
        return response

    def process_exception(self, request, exception):
        """Answer an Http404 that a view raised; addresses that match no route are answered above."""
        if settings.DEBUG and isinstance(exception, Http404):
            return page_not_found(request, exception)
        return None
