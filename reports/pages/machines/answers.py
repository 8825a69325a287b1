"""How programs are answered: by a token alone, as data, in one form also where something is refused.

The session of a browser is never asked, so a page of another site can read nothing with it; nothing is ever written, so
no form needs a mark. Whoever has no living token gets the same answer, whatever the address is.
"""

import functools
import hashlib
import json
import logging

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.http import http_date, quote_etag
from django.views.decorators.csrf import csrf_exempt

from reports.actions.machines import TooOften, use_token

READS = ("GET", "HEAD")
# error → (status, in Russian, in English)
REFUSALS = {
    "no_token": (
        401,
        "Нужен действующий ключ в заголовке «Authorization: Bearer …». Его создают на странице «Доступ для программ».",
        "A living token is needed: “Authorization: Bearer …”. It is made on the page «Доступ для программ».",
    ),
    "not_found": (
        404,
        "Такого адреса нет, или ничего ещё не выпущено. Все адреса описаны в /api/v1/openapi.json.",
        "There is no such address, or nothing was released yet. All addresses are described in /api/v1/openapi.json.",
    ),
    "not_understood": (
        400,
        "Параметр separator бывает semicolon (точка с запятой) или comma (запятая).",
        "The parameter separator is either semicolon or comma.",
    ),
    "not_understood_at_all": (
        400,
        "Запрос не понят: в нём недопустимые знаки или он слишком велик.",
        "The request is not understood: it has forbidden characters or is too large.",
    ),
    "unavailable": (
        503,
        "База данных временно не отвечает. Повторите через минуту.",
        "The database does not answer for the moment. Ask again in a minute.",
    ),
    "broken": (
        500,
        "Ошибка в программе. Повторите позже; если не поможет, скажите администратору, в котором часу это было.",
        "A fault of the program. Ask again later; if that does not help, tell the administrator at what time it was.",
    ),
    "read_only": (405, "Здесь только читают: GET или HEAD.", "This is read-only: GET or HEAD."),
    "too_often": (
        429,
        "Слишком часто: не больше 60 запросов подряд и одного в секунду. Подождите и повторите.",
        "Too often: 60 requests at once, one a second on average. Wait and ask again.",
    ),
}

access_log = logging.getLogger("pobratim.access")


def is_of_machines(request):
    """Is this an address for programs, which are answered with data whatever happens?"""
    return request.path_info.startswith("/api/")


def refusal(error, **headers):
    """Why there are no data, as data."""
    status, in_russian, in_english = REFUSALS[error]
    answer = JsonResponse(
        {"error": error, "ru": in_russian, "en": in_english},
        status=status,
        headers={key.replace("_", "-"): value for key, value in headers.items()},
        json_dumps_params={"ensure_ascii": False},
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer


def for_machines(view):
    """The view for who has a living token; all others are refused alike. It is given the request and its arguments."""

    @csrf_exempt
    @login_not_required
    @functools.wraps(view)
    def answer(request, *args, **kwargs):
        if request.method not in READS:
            return refusal("read_only", Allow=", ".join(READS))
        try:
            token = use_token(_bearer(request))
        except TooOften as often:
            return refusal("too_often", Retry_After=str(often.seconds))
        if token is None:
            return refusal("no_token", WWW_Authenticate="Bearer")
        access_log.info("machine: user %s, token %s, %s", token.user_id, token.pk, iri_to_uri(request.path))
        response = view(request, *args, **kwargs)
        response["Vary"] = "Authorization"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


def _bearer(request):
    """The token of the header, or "". Not of the address: addresses are written into logs."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def kept_while(request, facts, make, *, changed_at=None):
    """The answer that `make()` gives, or 304 where the asker has it already. `facts`: of what it depends, as JSON knows
    it; it is kept by the asker and asked about each time."""
    written = json.dumps([request.path, facts], ensure_ascii=False, separators=(",", ":"), default=str)
    etag = quote_etag(hashlib.sha256(written.encode()).hexdigest()[:32])
    seconds = int(changed_at.timestamp()) if changed_at else None
    response = get_conditional_response(request, etag=etag, last_modified=seconds) or make()
    response["ETag"] = etag
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    response["Cache-Control"] = "private, no-cache"
    return response


def as_json(value):
    return HttpResponse(written_json(value), content_type="application/json")


def written_json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def streamed_json(head, name, values):
    """An object of the members `head` and, as the last one, a list that is written as it is read."""

    def pieces():
        yield f"{written_json(head)[:-1]},{written_json(name)}:["
        for number, value in enumerate(values):
            yield f"{',' if number else ''}\n{written_json(value)}"
        yield "\n]}\n"

    return StreamingHttpResponse(pieces(), content_type="application/json")
