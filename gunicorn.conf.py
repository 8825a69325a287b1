"""Read by gunicorn from the folder in which it starts: what its command line cannot say."""

from gunicorn.http import wsgi

from reports.files.closed import hide_memory

# The first process knows the keys, too; those that it forks for the work are as closed as it is.
hide_memory()

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
