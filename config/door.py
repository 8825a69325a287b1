"""A layer between the server and Django, for requests that Django cannot handle."""

import logging
import os

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

from config import logs

REFUSAL = (
    "Данные присланы в кодировке, которую программа не принимает. Отправьте их в UTF-8: так делает браузер, "
    "когда форму открывают со страницы программы."
)
BROKEN = (
    "Ошибка в программе. Сохранённое раньше на месте. Подождите несколько минут и откройте страницу ещё раз; "
    "если не помогло, позвоните координатору."
)
log = logging.getLogger("pobratim.door")


class Door:
    """A WSGI application that lets UTF-8 through to `application` and answers 400 to any other charset.

    Django decodes with any codec of Python that a request names, before our code runs. Some (punycode, idna) then end
    in an error 500 with a traceback. Where even the page for errors cannot be made, the answer is a plain sentence in
    Russian, in place of the server's own English page.
    """

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        logs.number.set("-")  # of the request before
        if not is_utf_8(environ.get("CONTENT_TYPE", "")):
            return self._say("400 Bad Request", REFUSAL, environ, start_response)
        try:
            return self.application(environ, start_response)
        except Exception:
            log.exception("No page for %s", environ.get("REQUEST_METHOD"))
            return self._say("500 Internal Server Error", BROKEN, environ, start_response)

    @staticmethod
    def _say(status, sentence, environ, start_response):
        body = sentence.encode()
        headers = {
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }
        start_response(status, list(headers.items()))
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]


# As browsers and programs write it. Not asked of Python: it tries to import whatever codec a request names, and keeps
# each name for good.
UTF_8 = {"utf-8", "utf8"}


def is_utf_8(content_type):
    """Whether a Content-Type names UTF-8, or no charset at all."""
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
    except ValueError:  # a header that cannot be read
        return False
    return charset.lower().replace("_", "-") in UTF_8


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = Door(get_wsgi_application())
