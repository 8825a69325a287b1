"""Read by gunicorn from the folder in which it starts: what its command line cannot say."""

from django.db import connections
from gunicorn.http import wsgi

from reports.files.closed import hide_memory
from reports.files.memory import give_back, keep_little

# The first process knows the keys, too; those that it forks for the work are as closed as it is.
hide_memory()

keep_little()
LARGE = 1024 * 1024  # bytes of a request or of an answer


def post_request(worker, request, environ, response):
    """A worker that took a large file, or gave one, is as small afterwards as it was."""
    if int(environ.get("CONTENT_LENGTH") or 0) > LARGE or response.sent > LARGE:
        connections.close_all()  # the statements that SQLite keeps for the next time hold the file, too
        give_back()


wsgi.SERVER = "Pobratim"  # the header «Server» of every answer: what answers is nobody's business

# «X_Remote_User» looks to the application as «X-Remote-User» does, and a proxy that strips the one may pass the other.
header_map = "refuse"

# Its own lines in the form of the program's.
logconfig_dict = {
    "formatters": {"line": {"()": "config.logs.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
