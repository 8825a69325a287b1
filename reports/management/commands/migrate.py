"""`manage.py migrate`: as Django's, and the archive is made anew where its rows were made in another way. Approved
texts are read for signed documents where that was never done.

What is derived from events is made by the program's own functions, so a migration cannot make it."""

from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader

from reports.actions.archive import rebuild_if_outdated
from reports.actions.register import find_if_never
from reports.rules.permissions import THE_PROGRAM


class Command(Migrate):
    def handle(self, *args, database, **options):
        super().handle(*args, database=database, **options)
        # Somebody may have asked for an earlier migration, or only for the plan.
        loader = MigrationLoader(connections[database])
        if database == DEFAULT_DB_ALIAS and loader.applied_migrations.keys() >= set(loader.graph.leaf_nodes()):
            rebuild_if_outdated(by=THE_PROGRAM)
            find_if_never(by=THE_PROGRAM)
