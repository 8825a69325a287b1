"""The admin site: Django's own, with the project's sign-in and the project's refusals."""

from functools import update_wrapper

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator

from reports.pages.first_steps_list import steps_of
from reports.queries.first_steps import beginnings
from reports.queries.lists_attention import attention
from reports.rules.permissions import can_keep_lists

from .attention import matters

METHODS = ("GET", "HEAD", "POST")
ORDER = "User Officer Municipality MunicipalityName PartnerCity Partnership Agreement Country".split()


def _place(model):
    """Where a list stands in the row of lists."""
    name = model["object_name"]
    return ORDER.index(name) if name in ORDER else len(ORDER)


class PobratimAdminSite(admin.AdminSite):
    """Sends strangers to the sign-in that everybody uses and answers 403 to those who lack the right."""

    site_title = "Побратим"
    index_title = "Что требует внимания"
    empty_value_display = "—"
    enable_nav_sidebar = False  # the row of lists under the head

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Redirect to the one sign-in page; a signed-in person without the right gets 403."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME, reverse("admin:index")))

    def each_context(self, request):
        """With the place of these pages in the head."""
        return {**super().each_context(request), "section": "lists", "index_path": reverse("admin:index")}

    def get_app_list(self, request, app_label=None):
        """The lists as one, in the order in which an office fills them; from whatever application they come."""
        apps = super().get_app_list(request, app_label)
        models = sorted((model for app in apps for model in app["models"]), key=_place)
        return [{"name": "Справочники", "app_label": "municipalities", "models": models}] if models else []

    def app_index(self, request, app_label, extra_context=None):
        """Django's page of one application; there is one page of all lists."""
        return redirect("admin:index")

    def index(self, request, extra_context=None):
        """What waits for the administrator; above it, how far the first steps are while they are not done."""
        steps = steps_of(request.user, beginnings()) if can_keep_lists(request.user) else []
        following = next((step.heading for step in steps if not step.is_done), "")
        told = (sum(step.is_done for step in steps), len(steps), following) if following else ()
        own = {"steps": told, "matters": matters(attention())}
        return super().index(request, own | (extra_context or {}))

    def password_change(self, request, extra_context=None):
        """There is one page for the own password, as there is one sign-in."""
        return redirect("password_change")

    def password_change_done(self, request, extra_context=None):
        """As `password_change`."""
        return redirect("password_change_done")

    def admin_view(self, view, cacheable=False):
        """As Django's, but 403 instead of a second sign-in form for a signed-in person without the right, and 405 to
        the methods that Django would take for GET."""
        guarded = super().admin_view(view, cacheable)

        def answer(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            if request.user.is_authenticated and request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            return guarded(request, *args, **kwargs)

        return update_wrapper(answer, guarded)
