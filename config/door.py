"""A layer between the server and Django, for requests that Django cannot handle."""

import codecs
import os

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

REFUSAL = (
    "Данные присланы в кодировке, которую программа не принимает. Отправьте их в UTF-8: так делает браузер, "
    "когда форму открывают со страницы программы."
)


class Door:
    """A WSGI application that lets UTF-8 through to `application` and answers 400 to any other charset.

    Django decodes with any codec of Python that a request names, before our code runs. Some (punycode, idna) then end
    in an error 500 with a traceback.
    """

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        if is_utf_8(environ.get("CONTENT_TYPE", "")):
            return self.application(environ, start_response)
        body = REFUSAL.encode()
        headers = {
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }
        start_response("400 Bad Request", list(headers.items()))
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]


def is_utf_8(content_type):
    """Whether a Content-Type names UTF-8, or no charset at all."""
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):  # no such codec, or a header that cannot be read
        return False


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = Door(get_wsgi_application())
