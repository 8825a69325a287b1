"""The pages of the second step: the code after the password, setting it up, and the own choice in the profile.

Between password and code nobody is signed in yet: the session only remembers whose password was right, for ten minutes
and as long as that password holds. The form that came too late travels in hidden fields, as through the sign-in page.
"""

import time

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render, resolve_url
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods, require_POST

from municipalities.models import User
from municipalities.models.second_factor import is_on, turn_off
from municipalities.models.sessions import end_sessions
from reports.pages.form_look import LookMixin, is_path_here

from . import codes, guessing
from .kept_forms import kept_of
from .kept_pages import NOT_YOURS, go_on_page

WAITING = "second_step_of"
PATIENCE = 10 * 60  # seconds between the password and the code
BACKEND = "config.people.PeopleBackend"
TOO_LATE = "Прошло больше 10 минут, начните вход сначала: введите имя и пароль."
NEEDS_PASSWORD = "Введите нынешний пароль: так никто другой не изменит ваш вход за вашим компьютером."


class CodeForm(LookMixin, forms.Form):
    """A code of the phone or a recovery code."""

    code = forms.CharField(
        label="Код из приложения",
        max_length=20,
        error_messages={"required": "Введите шесть цифр из приложения."},
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def __init__(self, *args, take, **kwargs):
        super().__init__(*args, **kwargs)
        self.take, self.taken = take, None

    def clean_code(self):
        """`take` decides, and what it gives stays in `taken`."""
        self.taken = self.take(self.cleaned_data["code"])
        return self.cleaned_data["code"]


class OwnCodeForm(CodeForm):
    """The same of somebody who is signed in: the password is asked for, too."""

    password = forms.CharField(
        label="Нынешний пароль",
        strip=False,
        max_length=4096,
        error_messages={"required": NEEDS_PASSWORD},
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    field_order = ["password", "code"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["code"].widget.attrs.pop("autofocus")

    def clean_password(self):
        guessing.check_own(self.user, self.cleaned_data["password"], "Нынешний пароль не подошёл.")
        return self.cleaned_data["password"]

    def clean_code(self):
        """A code is used up only together with the right password."""
        return super().clean_code() if "password" in self.cleaned_data else self.cleaned_data["code"]


class OwnPasswordForm(LookMixin, forms.Form):
    """The password before something of the own sign-in changes."""

    password = OwnCodeForm.base_fields["password"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    clean_password = OwnCodeForm.clean_password


# Signing in


def is_asked(user):
    """Whether the password alone does not sign this person in."""
    return codes.is_required(user) or is_on(user)


def ask_after_password(request, user, *, going_to=""):
    """The page of the second step, for somebody whose password was right just now."""
    begin_waiting(request, user)
    return _step_page(request, user, None, going_to)


def begin_waiting(request, user):
    """Remember in this browser whose password, or link for one, was right just now; nobody is signed in."""
    request.session.flush()
    request.session[WAITING] = [user.pk, user.get_session_auth_hash(), time.time()]
    guessing.log(request, user.username, "password right, second step asked")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request):
    """Take the code and sign in; then on to the asked page, or with the form that arrived meanwhile. Who has to set the
    second step up does it here."""
    user = _waiting(request)
    if user is None:
        if request.user.is_authenticated:
            return redirect("home")
        messages.warning(request, TOO_LATE)
        return redirect("login")
    going_to = request.POST.get(REDIRECT_FIELD_NAME, "")
    if request.method != "POST":
        return _step_page(request, user, None, "")
    is_new = not is_on(user)
    take = codes.turn_on if is_new else codes.check
    form = CodeForm(request.POST, take=lambda typed: take(user, typed))
    if not form.is_valid():
        guessing.log(request, user.username, "second step refused")
        return guessing.refuse(_step_page(request, user, form, going_to), form)
    guessing.log(request, user.username, "signed in")
    return enter(request, user, going_to, recovery=form.taken if is_new else None)


def _waiting(request):
    """Whose password was right in this browser, or None when that was too long ago or the password is another now."""
    pk, fingerprint, at = request.session.get(WAITING, (None, "", 0))
    user = User.objects.filter(pk=pk, is_active=True).first() if time.time() - at < PATIENCE else None
    is_same = user is not None and constant_time_compare(fingerprint, user.get_session_auth_hash())
    return user if is_same else None


def _step_page(request, user, form, going_to):
    is_new = not is_on(user)
    factor = codes.offered(user) if is_new else None
    title = "Второй шаг входа" if not is_new else "Включите второй шаг входа"
    context = {
        "title": f"Ошибка: {title}" if form and form.errors else title,
        "heading": title,
        "form": form or CodeForm(take=None),
        "kept": kept_of(request),
        REDIRECT_FIELD_NAME: going_to,
        "picture": factor and codes.picture_of(factor),
        "secret": factor and codes.secret_of(factor),
    }
    return render(request, "accounts/second_step.html", context)


def enter(request, user, going_to, *, recovery=None):
    """Sign in somebody who has shown everything, and lead on: to new recovery codes, to the form that came too late, or
    to the asked page."""
    kept = kept_of(request)
    request.session.pop(WAITING, None)
    login(request, user, backend=BACKEND)
    if kept and kept.is_of_another(request.user):
        messages.warning(request, NOT_YOURS)
        kept = None
    if recovery:
        context = {"title": "Запасные коды", "codes": recovery, "kept": kept, "next": _page_after(going_to)}
        response = render(request, "accounts/recovery_codes.html", context)
    elif kept:
        response = go_on_page(request, kept, "Вы снова вошли", is_automatic=True)
    else:
        response = redirect(_page_after(going_to))
    guessing.remember_browser(response, user)
    return response


def _page_after(going_to):
    return going_to if is_path_here(going_to) else resolve_url(settings.LOGIN_REDIRECT_URL)


# The own choice


@require_http_methods(["GET", "HEAD", "POST"])
def own_second_step(request):
    """Set the second step up, or see that it is on and how many recovery codes are left."""
    user = request.user
    if is_on(user):
        form = OwnPasswordForm(user=user)
        return _own_page(request, form)
    form = OwnCodeForm(request.POST or None, user=user, take=lambda typed: codes.turn_on(user, typed))
    if request.method == "POST" and form.is_valid():
        end_sessions(user, but=request.session.session_key)
        guessing.log(request, user.username, "second step turned on")
        return render(request, "accounts/recovery_codes.html", {"title": "Запасные коды", "codes": form.taken})
    return guessing.refuse(_own_page(request, form), form)


@require_POST
def change_second_step(request):
    """Turn it off, or get new recovery codes; both ask for the password. Who must have it keeps it."""
    if not is_on(request.user):
        return redirect("own_second_step")
    form = OwnPasswordForm(request.POST, user=request.user)
    if not form.is_valid():
        return guessing.refuse(_own_page(request, form), form)
    if "off" not in request.POST:
        fresh = codes.new_recovery_codes(request.user)
        guessing.log(request, request.user.username, "new recovery codes")
        return render(request, "accounts/recovery_codes.html", {"title": "Запасные коды", "codes": fresh})
    if turn_off(request.user):
        guessing.log(request, request.user.username, "second step turned off")
        further = " Для вашей роли он обязателен: настройте его заново." if codes.is_required(request.user) else ""
        messages.success(request, f"Второй шаг отключён, запасные коды больше не действуют.{further}")
    return redirect("own_second_step")


def _own_page(request, form):
    has_one = is_on(request.user)
    factor = None if has_one else codes.offered(request.user)
    context = {
        "title": "Ошибка: Второй шаг входа" if form.errors else "Второй шаг входа",
        "section": "profile",
        "form": form,
        "is_on": has_one,
        "is_required": codes.is_required(request.user),
        "left": codes.codes_left(request.user),
        "picture": factor and codes.picture_of(factor),
        "secret": factor and codes.secret_of(factor),
    }
    return render(request, "accounts/own_second_step.html", context)
