"""Where Django looks for an application's admin: the pages of the lists register themselves."""

from .pages.lists import contacts, documents, municipalities, partners, people  # noqa: F401
