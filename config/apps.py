"""Puts the project's own admin site in the place of Django's."""

from importlib import import_module

from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in


class PobratimAdminConfig(AdminConfig):
    """Makes `django.contrib.admin.site` the site of reports/pages/lists/site.py."""

    default_site = "reports.pages.lists.site.PobratimAdminSite"

    def ready(self):
        """Register the checks of the installation and what a sign-in notes; both look at models."""
        super().ready()
        import_module("config.checks")
        user_logged_in.connect(import_module("config.accounts.same_rights").note_rights)
