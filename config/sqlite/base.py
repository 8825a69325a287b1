"""SQLite on a file that is never created by accident, and whose disappearance is seen at once."""

import os
from urllib.parse import quote

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, and it knows which file it has opened.

    A connection that is kept goes on with a file that was removed or replaced: it reads what nobody else sees, and
    writes nothing. SQLite itself makes an empty database where it finds none, and so hides that one is gone.
    """

    opened = None  # device and number of the file

    def get_connection_params(self):
        """Django's; where MAY_CREATE of the settings is False, a file that is not there is an OperationalError."""
        params = super().get_connection_params()
        name = os.fspath(params["database"])
        if not self.settings_dict.get("MAY_CREATE", True) and not name.startswith((":memory:", "file:")):
            params["database"] = f"file:{quote(os.path.abspath(name))}?mode=rw"
        return params

    def get_new_connection(self, conn_params):
        """Open, and note what was opened."""
        connection = super().get_new_connection(conn_params)
        self.opened = self._found()
        return connection

    def is_usable(self):
        """Is the file still the one that was opened? Asked once a request (CONN_HEALTH_CHECKS)."""
        return self.opened == self._found()

    def _found(self):
        try:
            found = os.stat(self.settings_dict["NAME"])
        except OSError:
            return None
        return found.st_dev, found.st_ino
