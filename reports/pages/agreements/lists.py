"""The register as files: the rows that the page shows under the same filter, for Word and for Excel."""

import datetime
from functools import partial

from django.conf import settings
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.files.write import excel, word
from reports.pages.access import require
from reports.pages.downloads import file_to_save, safe_name
from reports.prose.words import write_date
from reports.queries.agreements import documents_for, row_of
from reports.queries.agreements_list import COLUMNS, printed_list
from reports.rules.permissions import can_read_agreements

from .views import asked, bounds_words

NAME = "Договорённости"


@require_safe
def register_docx(request):
    """For Word, in the look of the official table."""
    rows, words, today = _rows(request)
    title = f"Договорённости муниципальных образований {settings.REGION_GENITIVE} с иностранными партнёрами\n"
    title += "\n".join(filter(None, [words, f"на {write_date(today)}"]))
    draw = partial(word.write_list, printed_list(rows, title), author=settings.REGION_NAME, created=_moment(today))
    return file_to_save(draw, f"{_name(today)}.docx", word.CONTENT_TYPE)


@require_safe
def register_xlsx(request):
    """For Excel, to sort and to filter."""
    rows, words, today = _rows(request)
    title = ", ".join(filter(None, [NAME, words, f"на {write_date(today)}"]))
    properties = {"title": title, "author": settings.REGION_NAME, "created": _moment(today)}
    draw = partial(excel.write_list, NAME, COLUMNS, rows, **properties)
    return file_to_save(draw, f"{_name(today)}.xlsx", excel.CONTENT_TYPE)


def _rows(request):
    """(the rows, the filter in words, today)."""
    require(can_read_agreements(request.user))
    form, chosen = asked(request)
    today = timezone.localdate()
    documents = documents_for(request.user, chosen, today)
    return [row_of(document, today) for document in documents], _words(form, chosen), today


def _words(form, chosen):
    """What of the register the list holds: «подписаны в 2024 году, Беларусь»; empty for all of it."""
    told = [f"подписаны в {chosen.year} году" if chosen.year else "", bounds_words(chosen)]
    told += [form.words_of(name) for name in ("state", "municipality", "country", "partner")]
    told += [f"скан {form.words_of('scan')}" if chosen.scan else "", f"«{chosen.words}»" if chosen.words else ""]
    return ", ".join(filter(None, told))


def _name(today):
    return safe_name(f"{NAME}, {write_date(today)}")


def _moment(today):
    """Not the time of drawing, so that the same data give the same bytes on the same day."""
    return datetime.datetime.combine(today, datetime.time(), tzinfo=timezone.get_default_timezone())
