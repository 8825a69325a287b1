"""Addresses of the whole project; those of the reports are in reports/urls.py."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from config.accounts.profile import profile, sign_out_elsewhere
from config.doctor import state
from config.health import health
from config.icon import favicon
from config.security_txt import security_txt

from .accounts import proxy, second_factor, signin

accounts = [
    path("profile/", profile, name="profile"),
    path("sessions/end/", sign_out_elsewhere, name="sign_out_elsewhere"),
    path("login/", signin.SignIn.as_view(), name="login"),
    path("by-domain/", proxy.by_proxy, name="by_proxy"),
    path("second-step/", second_factor.second_step, name="second_step"),
    path("own-second-step/", second_factor.own_second_step, name="own_second_step"),
    path("own-second-step/change/", second_factor.change_second_step, name="change_second_step"),
    path("logout/", signin.SignOut.as_view(), name="logout"),
    path("password/", signin.ChangePassword.as_view(), name="password_change"),
    path(
        "password/done/",
        auth.PasswordChangeDoneView.as_view(template_name="accounts/password_change_done.html", title="Пароль изменён"),
        name="password_change_done",
    ),
    path("forgotten-password/", signin.forgotten_password, name="password_reset"),
    path("forgotten-password/done/", signin.forgotten_password_done, name="password_reset_done"),
    # The link to this comes from the list administrator or by mail.
    path("first-password/<uidb64>/<token>/", signin.FirstPassword.as_view(), name="password_reset_confirm"),
]

urlpatterns = [
    path("healthz", health, name="healthz"),
    path("state/", state, name="state"),
    path("favicon.ico", favicon, name="favicon"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("admin/", admin.site.urls),
    path("accounts/", include(accounts)),
    path("", include("reports.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
