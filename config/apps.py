"""Puts the project's own admin site in the place of Django's."""

from importlib import import_module

from django.contrib.admin.apps import AdminConfig


class PobratimAdminConfig(AdminConfig):
    """Makes `django.contrib.admin.site` the site of reports/pages/lists/site.py."""

    default_site = "reports.pages.lists.site.PobratimAdminSite"

    def ready(self):
        """Register the checks of the installation, which look at models."""
        super().ready()
        import_module("config.checks")
