"""The archive: every row that a person may read, over all quarters, by words and by a filter. Nothing is written."""

import itertools
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from reports.files.write import excel
from reports.models import ArchiveRow
from reports.pages.access import require
from reports.pages.addresses import crumbs, event_address, review_address
from reports.pages.downloads import file_to_save, safe_name
from reports.prose.words import counted, write_date
from reports.queries.archive import rows_of
from reports.queries.archive_list import LOADED, MOST_FOUND, PAGE, find, hits_of, page_of
from reports.queries.search import MOST_WORDS
from reports.rules.event_fields import PRINTED
from reports.rules.permissions import can_follow_quarters, can_read_released

from .forms import ArchiveForm, address_of
from .marking import Marker
from .workbook import COLUMNS, MOST_IN_WORKBOOK, all_hits

LAST_PAGE = MOST_FOUND // PAGE
# Where the found word may stand, when it stands in neither name nor place.
TOLD = {"participants": "Участники", "purpose": "Цель и результат", "period_text": "Сроки"}


@dataclass(frozen=True)
class Line:
    """A hit as the page draws it."""

    hit: object
    name: SafeString
    place: SafeString
    address: str
    told: list
    where: str
    where_address: str


@require_safe
def archive(request):
    """The list with its search line and its filter."""
    require(can_read_released(request.user))
    form = ArchiveForm(request.GET, request.user)
    found = find(request.user, form.chosen)
    page = _page(request, found)
    marker = Marker(found.asked)
    hits = hits_of(page_of(request.user, found, (page - 1) * PAGE))
    return render(
        request,
        "reports/archive/archive.html",
        {
            "title": _title(form.chosen, page),
            "section": "archive",
            "form": form,
            "found": found,
            "lines": [_line(request.user, hit, marker) for hit in hits],
            "first": (page - 1) * PAGE + 1,
            "page": page,
            "before": address_of(form.chosen, page=page - 1) if page > 1 else "",
            "after": address_of(form.chosen, page=page + 1) if _has_more(found, page) else "",
            "without_words": address_of(form.chosen.replace(words="")),
            "words_alone": address_of(type(form.chosen)(words=form.chosen.words)),
            "workbook": address_of(found.chosen, "archive_xlsx"),
            "most_in_workbook": MOST_IN_WORKBOOK,
            "count": _count(found),
            "people": _people(found),
            "instead": _instead(found),
            "most_words": MOST_WORDS,
            "today": timezone.localdate(),
        },
    )


@require_safe
def archive_xlsx(request):
    """The rows of the list as a workbook, the newest first."""
    require(can_read_released(request.user))
    form = ArchiveForm(request.GET, request.user)
    found = find(request.user, form.chosen)
    title = f"Архив мероприятий на {write_date(timezone.localdate())}"
    if found.count > MOST_IN_WORKBOOK or found.is_cut:
        title += f", первые {MOST_IN_WORKBOOK} строк"
    draw = partial(
        excel.write_list,
        "Архив",
        COLUMNS,
        all_hits(request.user, found),
        title=title,
        author=settings.REGION_NAME,
        created=timezone.now(),
    )
    return file_to_save(draw, f"{safe_name(title)}.xlsx", excel.CONTENT_TYPE)


@require_safe
def archive_row(request, uid):
    """One row of the archive, whole, as this person reads it: with others' words as they were released."""
    require(can_read_released(request.user))
    row = rows_of(request.user).filter(event__uid=uid).select_related(*LOADED).first()
    hits = hits_of([row]) if row else []
    if not hits:
        raise Http404
    [hit] = hits
    return render(
        request,
        "reports/archive/row.html",
        {
            "title": f"Архив: {hit.texts['name']}",
            "section": "",
            "crumbs": crumbs((reverse("archive"), "Архив"), here=hit.texts["name"]),
            "hit": hit,
            "texts": [(words, hit.texts[name]) for name, words in PRINTED.items() if name != "name"],
            "countries": row.countries.order_by("sort_key"),
            "partners": row.partners.all(),
            "where": where_printed(hit),
            "where_address": _where_address(request.user, hit),
            "own_address": own_address(request.user, hit.row),
        },
    )


def own_address(user, row):
    """Where the row is worked on, for the person whose row it is; empty for a row that was released by others."""
    if row.edition == ArchiveRow.Edition.RELEASED:
        return ""
    if user.is_coordinator:
        return review_address(row.submission, row.event)
    return event_address("event", row.event.uid)


def where_printed(hit):
    """«Сводный отчёт, IV квартал 2024 года, строка 14»."""
    if not hit.printed:
        return ""
    return f"{hit.printed.release.name}, {hit.printed.release.period}, строка {hit.printed.number}"


def _where_address(user, hit):
    if not hit.printed or not can_follow_quarters(user):
        return ""
    period = hit.printed.release.period
    return reverse("releases", args=[period.year, period.quarter])


def _line(user, hit, marker):
    name, place = marker.marked(hit.texts["name"]), marker.marked(hit.texts["place_text"])
    return Line(
        hit=hit,
        name=name,
        place=place,
        address=own_address(user, hit.row) or event_address("archive_row", hit.row.event.uid),
        told=[] if "<mark>" in name + place else _told(hit, marker),
        where=where_printed(hit),
        where_address=_where_address(user, hit),
    )


def _told(hit, marker):
    """The one place beside name and place where a found word stands: [(words, text)]."""
    texts = [(words, hit.texts[name]) for name, words in TOLD.items()]
    texts += [("Документ", "; ".join(hit.documents)), ("Партнёры", ", ".join(hit.partners))]
    marked = ((words, marker.around(text)) for words, text in texts if text)
    return list(itertools.islice(((words, text) for words, text in marked if text), 1))


def _page(request, found):
    typed = request.GET.get("page", "1")
    page = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else 1
    last = max(1, -(-found.count // PAGE))
    return min(max(1, page), last, LAST_PAGE)


def _has_more(found, page):
    return page * PAGE < found.count and page < LAST_PAGE


def _title(chosen, page):
    words = f"Архив: {chosen.words}" if chosen.words else "Архив"
    return f"{words}, страница {page}" if page > 1 else words


def _count(found):
    if found.is_cut:
        return f"Больше {MOST_FOUND} мероприятий"
    return counted(found.count, "мероприятие", "мероприятия", "мероприятий")


def _instead(found):
    """«слову «Витебск»» or «словам «Витебск», «хор»»: what was searched for in the place of the typed line."""
    shown = found.meant.shown if found.meant else ()
    quoted = ", ".join(f"«{word.replace('*', '…')}»" for word in shown)
    return f"{'слову' if len(shown) == 1 else 'словам'} {quoted}"


def _people(found):
    """How many people took part, in words; empty where no row has a number."""
    if found.is_cut or found.without_total == found.count:
        return ""
    words = f"участников {_spaced(found.total)}, из них иностранных {_spaced(found.foreign)}"
    if found.without_total:
        return f"{words} (без {found.without_total}, где число не указано)"
    return words


def _spaced(number):
    return f"{number:,}".replace(",", "\u00a0")
