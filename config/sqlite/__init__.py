"""Django's backend for SQLite, with what a file on a server needs."""
