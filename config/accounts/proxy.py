"""Signing in by what the proxy in front has found out: the header of Kerberos (Active Directory, ALD Pro, FreeIPA).

Off unless REMOTE_USER_HEADER names a header. It is believed from an address of REMOTE_USER_PROXIES alone, and read at
one address, behind a button: so signing out means something, and no page of another site signs anybody in. Nobody is
made who is not there. The domain vouches for the password and not for a second step, which is asked for all the same.
"""

import logging
import re

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.backends import RemoteUserBackend
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from reports.pages.form_look import is_path_here

from . import guessing, signin
from .addresses import is_of
from .kept_forms import kept_of
from .second_factor import ask_after_password, enter, is_asked

REFUSED = (
    "Под учётной записью домена войти не получилось: программа не знает такого человека, или он отключён. "
    "Войдите по имени и паролю."
)
# The name, before it «DOMAIN\\» or behind it «@REALM».
TOLD = re.compile(r"(?:(?P<domain>[\w.-]+)\\)?(?P<name>[A-Za-z0-9._-]{1,60})(?:@(?P<realm>[\w.-]+))?", re.ASCII)

logger = logging.getLogger("pobratim.signin")


class ProxyBackend(RemoteUserBackend):
    """Django's, for people who are there already and not switched off."""

    create_unknown_user = False


def name_in(told, realms):
    """The sign-in name in the header's text, or "" where it is none or comes from a realm that we do not take.

    A realm is taken when it is one of `realms`: another realm that the domain trusts may have a person of the
    same name. Two headers arrive as one with a comma, and are none.
    """
    found = TOLD.fullmatch(told)
    if not found or (found["domain"] and found["realm"]):
        return ""
    realm = found["domain"] or found["realm"]
    is_known = not realm or realm.lower() in (one.lower() for one in realms)
    return found["name"].lower() if is_known else ""


def told_by_proxy(request):
    """What the header says, or "": also where it did not come from a proxy of ours, which the log tells."""
    told = request.META.get(f"HTTP_{settings.REMOTE_USER_HEADER.upper().replace('-', '_')}", "").strip()
    if not told:
        return ""
    if not is_of(request.META.get("REMOTE_ADDR", ""), settings.REMOTE_USER_PROXIES):
        logger.warning("%s not believed from %s", settings.REMOTE_USER_HEADER, request.META.get("REMOTE_ADDR") or "-")
        return ""
    return told


@login_not_required
@require_POST
def by_proxy(request):
    """Sign in whom the proxy names; then on as after a password. Everybody else gets the sign-in page, for whatever
    reason, and the log has the reason."""
    if not settings.REMOTE_USER_HEADER:
        raise Http404
    if request.user.is_authenticated:
        return redirect("home")
    going_to = request.POST.get(REDIRECT_FIELD_NAME, "")
    going_to = going_to if is_path_here(going_to) else ""
    told = told_by_proxy(request)
    name = name_in(told, settings.REMOTE_USER_REALMS)
    user = ProxyBackend().authenticate(request, remote_user=name)
    if user is None:
        shown = guessing.account_of(name).shown if name else "nobody" if not told else "no name of ours"
        guessing.log(request, shown, "refused by the proxy's name")
        messages.error(request, REFUSED)
        return signin.refused_page(request, kept_of(request), going_to=going_to)
    if is_asked(user):
        return ask_after_password(request, user, going_to=going_to)
    guessing.log(request, user.username, "signed in by the proxy's name")
    return enter(request, user, going_to)
