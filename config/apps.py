"""Puts the project's own admin site in the place of Django's."""

from django.contrib.admin.apps import AdminConfig

from config import checks  # noqa: F401  registers them


class PobratimAdminConfig(AdminConfig):
    """Makes `django.contrib.admin.site` the site of config/admin.py."""

    default_site = "config.admin.PobratimAdminSite"
