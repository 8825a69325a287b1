"""Asks the application for pages as gunicorn would, as one of the people, without a network."""

from http import HTTPStatus
from io import BytesIO
from urllib.parse import urlencode

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client

from municipalities.models import User

HOST = "localhost"
MARK = "bench" * 6 + "mk"  # the security mark of forms, 32 letters as Django wants it


class Asking:
    """Sends requests to the application as gunicorn would, as one of the people."""

    def __init__(self):
        self.application = get_wsgi_application()
        mark = f"{settings.CSRF_COOKIE_NAME}={MARK}"
        self.cookies = {None: mark}
        for username in ("officer", "coordinator", "root"):
            client = Client()
            client.force_login(User.objects.get(username=username))
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            self.cookies[username] = f"{settings.SESSION_COOKIE_NAME}={session}; {mark}"

    def __call__(self, username, address, sent=None):
        """The body of the answer to a GET or, with `sent` ([(name, text), …]), to a POST. Raises RuntimeError unless
        it is 200."""
        route, _, query = address.partition("?")
        body = b"" if sent is None else urlencode([*sent, ("csrfmiddlewaretoken", MARK)]).encode()
        environ = {
            "REQUEST_METHOD": "GET" if sent is None else "POST",
            "PATH_INFO": route,
            "QUERY_STRING": query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": HOST,
            "HTTP_REFERER": f"https://{HOST}/",
            "HTTP_X_FORWARDED_PROTO": "https",
            "HTTP_COOKIE": self.cookies[username],
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": None,
        }
        statuses = []
        response = self.application(environ, lambda status, headers: statuses.append(status))
        body = b"".join(response)
        response.close()
        if not statuses[0].startswith(str(HTTPStatus.OK.value)):
            raise RuntimeError(f"{address}: {statuses[0]}")
        return body
