"""Where Django looks for an application's admin: the lists that touch reports register themselves."""

from .pages.lists import admin, municipalities  # noqa: F401
