"""A form that was sent after the sign-in had ended.

Its fields travel in hidden inputs through the sign-in page to a page that sends them on to where they were going.
They live in these two pages only, never in the session or the database: on a shared computer nothing of them is left
behind.
"""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
PREFIX = "kept-"  # of the posted names, so that they cannot meet those of the sign-in form
ADDRESS = "kept_address"
CSRF_FIELD = "csrfmiddlewaretoken"
WRITTEN_BY = "written_by"  # hidden in forms with prose: the key of the person whose page it is


@dataclass(frozen=True)
class Kept:
    """A posted form on its way: the local address with its query, and (name, value) of every field in order."""

    address: str
    fields: list

    @property
    def texts(self):
        """What a person wrote, for reading and copying: values of several words."""
        return [value for _, value in self.fields if len(value.split(maxsplit=1)) > 1]

    def is_of_another(self, user):
        """Was it written on a page of somebody else, who sat at this computer before?"""
        return any(name == WRITTEN_BY and value != str(user.pk) for name, value in self.fields)


def kept_of(request):
    """The form of this POST, or None when it cannot go on.

    A form with files or filled passwords cannot: those must not stay in a page. Neither can a request that is no form
    or has no page to go to. A POST of the sign-in page, by
    password or by the proxy, or of the second step after it, gives what that page carries.
    """
    if request.content_type not in FORM_TYPES or request.FILES:
        return None
    posted = [(name, value) for name, values in request.POST.lists() for value in values]
    address = request.get_full_path()
    if request.path in (reverse("login"), reverse("by_proxy"), reverse("second_step")):
        address = request.POST.get(ADDRESS, "")
        posted = [(name.removeprefix(PREFIX), value) for name, value in posted if name.startswith(PREFIX)]
    has_password = any("password" in name.lower() and value for name, value in posted)
    if has_password or not _takes_forms(request, address):
        return None
    return Kept(address, [(name, value) for name, value in posted if name != CSRF_FIELD])


def _takes_forms(request, address):
    """Is this a path of ours behind the sign-in? Signing out is left: nobody wants that to go on."""
    if not address.startswith("/") or not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return False
    try:
        match = resolve(unquote(urlsplit(address).path))
    except Resolver404:
        return False
    return getattr(match.func, "login_required", True) and match.url_name != "logout"


def parts_of(header):
    """The parts of an address that a header names; those of none where it is no address, such as «http://[»."""
    try:
        return urlsplit(header)
    except ValueError:
        return urlsplit("")


def asks_for_data(request):
    """Did a script of ours ask, which can show no sign-in page?"""
    return request.headers.get("X-Requested-With") == "fetch" or "application/json" in request.headers.get("Accept", "")


def is_from_own_page(request):
    """Was the form sent from a page of this host? Browsers say so truly, and other sites cannot change it."""
    source = parts_of(request.headers.get("Origin") or request.headers.get("Referer", ""))
    return (source.scheme, source.netloc) == (request.scheme, request.get_host())
