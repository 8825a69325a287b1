"""Signing in, passwords, forgotten ones too, and what answers a form that was sent after the sign-in had ended."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView, PasswordResetConfirmView
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.models import guesses
from municipalities.models.sessions import end_sessions
from reports.pages.form_look import is_path_here

from . import guessing
from .addresses import address_of
from .forgotten import ask_for_forgotten
from .forms import FirstPasswordForm, ForgottenForm, OwnPasswordForm, SignInForm
from .kept_forms import WRITTEN_BY, asks_for_data, is_from_own_page, kept_of, parts_of
from .kept_pages import NOT_YOURS, go_on_page, not_yours_page
from .second_factor import ask_after_password, begin_waiting, is_asked

SIGNED_OUT_KEPT = "Вход закончился, пока вы писали. Войдите снова: введённое не потеряно и будет отправлено."
SIGNED_OUT_LOST = (
    "Вход закончился, и отправленное не принято. Войдите и повторите: пароли и файлы нужно указать заново."
)


def ask_to_sign_in(request):
    """Answer somebody who is not signed in and sent more than a click on a link; None for the usual redirect.

    A script gets 401 and {"signed_out": true}. A form gets the sign-in page with what was typed, also with 401:
    nothing was done, and no program shall take the page for success.
    """
    if asks_for_data(request):
        return JsonResponse({"signed_out": True}, status=401)
    if request.method != "POST":
        return None
    if request.path == reverse("logout"):
        return redirect("login")
    return _sign_in_page(request, kept_of(request), status=401)


def offer_again(request):
    """Answer a form from our own page whose security mark is out of date; None when there is nothing to offer.

    The mark changes at every sign-in, so this happens to people with two tabs. Sending again takes a click of
    theirs. A form from elsewhere is never offered: that may be somebody else's wish.
    """
    signed_in = request.user.is_authenticated
    if asks_for_data(request):
        return JsonResponse({"signed_out": not signed_in}, status=403 if signed_in else 401)
    if not is_from_own_page(request):
        return None
    kept = kept_of(request)
    if kept is None:
        # The sign-in form itself, sent from a second tab: its page leads on.
        return redirect(request.get_full_path()) if signed_in and request.path == reverse("login") else None
    if not signed_in:
        return _sign_in_page(request, kept, status=403)
    if kept.is_of_another(request.user):
        return not_yours_page(request, kept)
    return go_on_page(request, kept, "Страница устарела", is_automatic=False, status=403)


def refuse_words_of_another(request):
    """Answer a form from a page of somebody else, still open while another person signed in beside it; None for all
    others. Nothing is done in the wrong name, and the text can be copied."""
    kept = kept_of(request) if request.method == "POST" and WRITTEN_BY in request.POST else None
    if kept is None or not kept.is_of_another(request.user):
        return None
    if asks_for_data(request):
        return JsonResponse({"error": NOT_YOURS}, status=409)
    return not_yours_page(request, kept)


def refused_page(request, kept, *, going_to):
    """The page for whom the proxy's name did not let in; what was said stands above it. `going_to`: a path of ours."""
    context = {"form": SignInForm(request), REDIRECT_FIELD_NAME: going_to, **_words(kept)}
    return render(request, "accounts/login.html", context | {"title": "Ошибка: Вход"}, status=403)


def _sign_in_page(request, kept, *, status):
    context = {
        "form": SignInForm(request),
        REDIRECT_FIELD_NAME: _page_before(request) if kept is None else "",
        **_words(kept, SIGNED_OUT_LOST),
    }
    return render(request, "accounts/login.html", context, status=status)


def _page_before(request):
    """The local address from which the form was sent, or nothing."""
    if not is_from_own_page(request):
        return ""
    return parts_of(request.headers.get("Referer", "")).path


def _words(kept, notice=""):
    """What the sign-in page says."""
    return {
        "title": "Вход",
        "kept": kept,
        "notice": SIGNED_OUT_KEPT if kept else notice,
        "phone": settings.LISTS_PHONE,
        "knows_domain": bool(settings.REMOTE_USER_HEADER),
    }


class SaysErrorFirst:
    """Puts «Ошибка» first in the title of a page whose form was refused: it is what a screen reader says first."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if context["form"] and context["form"].errors:
            context["title"] = f"Ошибка: {context['title']}"
        return context


class SaysWhenRefused:
    """Answers 429 or 503, not 200, when passwords were not checked: programs shall see it too."""

    http_method_names = ["get", "head", "post", "options"]

    def form_invalid(self, form):
        """The page with what was typed, and the status of the refusal."""
        return guessing.refuse(super().form_invalid(form), form)


class GoesOnHere:
    """The page after it is one of ours, or the usual one."""

    def get_redirect_url(self):
        """The address that was asked for, or nothing where it leads elsewhere."""
        address = super().get_redirect_url()
        return address if is_path_here(address) else ""


class SignIn(SaysWhenRefused, SaysErrorFirst, GoesOnHere, LoginView):
    template_name = "accounts/login.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, **_words(kept_of(self.request)))

    def form_valid(self, form):
        """Sign in; then go to the asked page, or on with the form that arrived while nobody was signed in. What
        somebody else has left on the sign-in page is neither sent in this name nor shown."""
        if is_asked(form.get_user()):
            return ask_after_password(self.request, form.get_user(), going_to=self.get_redirect_url())
        kept = kept_of(self.request)
        response = super().form_valid(form)
        if kept and kept.is_of_another(self.request.user):
            messages.warning(self.request, NOT_YOURS)
        elif kept:
            response = go_on_page(self.request, kept, "Вы снова вошли", is_automatic=True)
        guessing.remember_browser(response, self.request.user)
        return response


class SignOut(GoesOnHere, LogoutView):
    """Signs out here; nothing that was to be said to this person is left for the next one at this computer."""

    def post(self, request, *args, **kwargs):
        """Sign out, say so in the log, and read the messages up, so that their cookie goes with the session."""
        if request.user.is_authenticated:
            guessing.log(request, request.user.username, "signed out")
        for _ in messages.get_messages(request):
            pass
        return super().post(request, *args, **kwargs)


class ChangePassword(SaysWhenRefused, SaysErrorFirst, PasswordChangeView):
    template_name = "accounts/password_change_form.html"
    form_class = OwnPasswordForm
    title = "Новый пароль"

    def form_valid(self, form):
        """Whoever knew the old password is signed out: all other sessions end, and the marks of all browsers with the
        password. This one gets a new mark."""
        response = super().form_valid(form)
        guessing.log(self.request, form.user.username, "own password changed")
        end_sessions(self.request.user, but=self.request.session.session_key)
        guessing.remember_browser(response, form.user)
        return response


class FirstPassword(SaysErrorFirst, PasswordResetConfirmView):
    """The page behind the link of the list administrator, for the first password or instead of a forgotten one.

    Whoever has set a password is signed in: the link was as good as the password, and to type it once more proves
    nothing.
    """

    template_name = "accounts/password_reset_confirm.html"
    form_class = FirstPasswordForm
    title = "Ваш пароль"
    post_reset_login = True
    success_url = reverse_lazy("home")

    def get_user(self, uidb64):
        """Nobody who is switched off: a link that was sent before must not set a password for later."""
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def form_valid(self, form):
        """Set the password and sign in here. Where somebody is signed in with the old one, the session ends; in this
        browser also that of anybody else. The link is as good as the password and no better: the second step is asked
        for all the same."""
        self.post_reset_login = not is_asked(self.user)
        response = super().form_valid(form)
        guessing.log(self.request, self.user.username, "password set by a link")
        if not self.post_reset_login:
            end_sessions(self.user)
            begin_waiting(self.request, form.user)
            return redirect("second_step")
        end_sessions(self.user, but=self.request.session.session_key)
        guessing.remember_browser(response, self.user)
        guessing.log(self.request, self.user.username, "signed in by a link")
        messages.success(self.request, "Пароль задан, вы вошли. Ссылка больше не действует.")
        return response

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context if self.validlink else context | {"title": "Ссылка не подошла"}


class AnsweredFirst(HttpResponseRedirect):
    """A redirect after which work is done, when the browser already has the answer.

    How long the work takes, or whether there was any, tells nothing then. It must be short: until it is done the
    server's worker takes no other request.
    """

    def __init__(self, address, work):
        super().__init__(address)
        self.work = work

    def close(self):
        """Called by the server once the answer is sent."""
        try:
            self.work()
        finally:
            super().close()


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten_password(request):
    """Ask for a letter with a link. The answer is the same for everybody, whether we know the name or not."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        who, network = form.cleaned_data["who"], guesses.network_of(address_of(request))
        guesses.wait_of("forgotten", network)  # a database that is away is told now, not when nobody hears it any more
        return AnsweredFirst(reverse("password_reset_done"), lambda: ask_for_forgotten(who, network))
    title = "Ошибка: Новый пароль по почте" if form.errors else "Новый пароль по почте"
    return render(
        request, "accounts/password_reset_form.html", {"title": title, "form": form, "phone": settings.LISTS_PHONE}
    )


@login_not_required
@require_safe
def forgotten_password_done(request):
    return render(
        request, "accounts/password_reset_done.html", {"title": "Проверьте почту", "phone": settings.LISTS_PHONE}
    )
