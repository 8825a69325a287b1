"""PDF and ODT of a document: the file when it is there, else a page that says how it stands and comes back itself."""

import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from reports.actions import conversions
from reports.models import Conversion

SECONDS_OF_PATIENCE = 1.5  # most reports are ready by then; a page never waits longer
SECONDS_TO_COME_BACK = 3
LONG_WAIT = datetime.timedelta(minutes=2)  # before anybody has begun

NOT_THERE = (
    "На сервере нет LibreOffice, которая делает {}. Скачайте Word и сохраните его как {}: «Файл» → «Сохранить как». "
    "Чтобы кнопка заработала, попросите того, кто ведёт сервер, установить LibreOffice."
)
TOO_LONG = (
    "Документ слишком большой: за три минуты {} не получился. Скачайте Word и сохраните его как {}: «Файл» → "
    "«Сохранить как»."
)
FAILED = (
    "{} не получился из-за ошибки; мы её записали. Попробуйте ещё раз или скачайте Word и сохраните его как {}: «Файл» "
    "→ «Сохранить как»."
)

reads_copies = require_http_methods(["GET", "HEAD", "POST"])  # a POST tries again what has failed


def why_absent():
    """Why there is no PDF and no ODT on this server, in Russian, or ""."""
    return "" if conversions.is_possible() else "нет на сервере: для них нужна LibreOffice"


def file_of(stored):
    """A kept file, byte for byte."""
    return as_file(bytes(stored.content.data), stored.name, stored.content_type)


def as_file(data, name, content_type):
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


def copy_of(request, kind, ask, *, name, word_address, crumbs):
    """The answer to whoever wants a document as `kind`. `ask()` gives its Conversion; `name`: of the file, without its
    ending; `word_address`: where the Word document is."""
    words = Conversion.Kind(kind).label
    page = {"title": f"{words}: {name}", "words": words, "name": name, "word_address": word_address, "crumbs": crumbs}
    if not conversions.is_possible():
        return _page(request, page, NOT_THERE, status=409)
    try:
        conversion = ask()
    except conversions.TooMany as reason:
        return _page(request, page, str(reason), status=429)
    if request.method == "POST":
        conversions.try_again(conversion, by=request.user)
        return redirect(request.get_full_path())
    conversion = conversions.wait(conversion, SECONDS_OF_PATIENCE)
    if conversion.state == Conversion.State.FAILED:
        return _page(request, page, TOO_LONG if conversion.is_too_long else FAILED, status=409, may_try_again=True)
    if conversion.is_running:
        waits_long = conversion.state == Conversion.State.WAITING and timezone.now() - conversion.at > LONG_WAIT
        answer = _page(request, {**page, "waits_long": waits_long}, "", status=202)
        answer["Refresh"] = str(SECONDS_TO_COME_BACK)
        return answer
    return _finished(conversion, name)


def _finished(conversion, name):
    kept = conversion.release.copies.filter(kind=conversion.kind).first() if conversion.release else None
    if kept:
        return file_of(kept.file)
    content_type = conversions.CONTENT_TYPES[conversion.kind]
    return as_file(bytes(conversion.result), f"{name}.{conversion.kind}", content_type)


def _page(request, page, reason, *, status, may_try_again=False):
    words = page["words"]
    values = {"waits_long": False, **page, "reason": reason.format(words, words), "may_try_again": may_try_again}
    return render(request, "reports/copy.html", values, status=status)
