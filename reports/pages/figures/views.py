"""The answer page: figures of the quarters that are chosen, under the filter of the archive."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.pages.access import require
from reports.pages.archive.forms import INCLUDED, ArchiveForm, address_of
from reports.pages.figures.matrix import matrix_of
from reports.pages.figures.pictures import Pictures
from reports.pages.figures.steps import EVENTS
from reports.prose.summary.quarters import span
from reports.prose.words import plural, write_date
from reports.queries import figures as queries
from reports.rules.archive_filter import YES, ArchiveFilter
from reports.rules.permissions import can_read_released


@require_safe
def figures(request):
    """Every number leads to the rows that it counts."""
    require(can_read_released(request.user))
    form = ArchiveForm(request.GET, request.user, page="figures")
    everything, periods, chosen = queries.quarters_of(form.chosen)
    page = {
        "title": "Цифры",
        "section": "figures",
        "form": form,
        "words_alone": address_of(ArchiveFilter(words=form.chosen.words), "figures"),
        # All that may be chosen takes as long as a third of the page, so it comes when it is asked for.
        "is_filter_open": "filter" in request.GET,
        "filter": address_of(form.chosen, "figures", filter="open") + "#filter",
        "without_words": address_of(form.chosen.replace(words=""), "figures"),
        "years": _years(form.chosen, everything),
        "today": write_date(timezone.localdate()),
    }
    if periods:
        page |= _shown(request.user, chosen, periods, everything, _narrowed(form))
    return render(request, "reports/figures/figures.html", page)


def _shown(user, chosen, periods, everything, narrowed):
    earlier = _a_year_before(periods, everything)
    counts = queries.count(user, chosen, periods, before=(earlier or {}).values())
    keys = {pk for _, pk in counts.whole.places}
    municipalities = queries.places_of(periods, keys)
    if chosen.municipalities:
        municipalities = [one for one in municipalities if one.pk in chosen.municipalities]
    pictures = Pictures(counts, chosen, periods, municipalities, earlier=earlier, narrowed=narrowed)
    reports = queries.reports_of(user, periods[-queries.LAST :])
    return {
        "pictures": pictures.all(),
        "total": pictures.total,
        "total_words": plural(pictures.total.number, *EVENTS),
        "span": span((period.year, period.quarter) for period in periods),
        "matrix": matrix_of(user, counts, chosen, periods, municipalities, reports),
    }


def _narrowed(form):
    """What the figures are confined to beside the time, in words: a sentence is copied away from the filter."""
    chosen = form.chosen
    said = [f"по словам «{chosen.words}»"] if chosen.words else []
    for name in NARROWING:
        said += [form.words_of(name, value) for value in getattr(chosen, name)]
    said += [INCLUDED[chosen.included]] if chosen.included != YES else []
    return ", ".join([*said, *(["совместные – один раз"] if chosen.once else [])])


# Questions of the filter beside the time.
NARROWING = ("municipalities", "countries", "partners", "formats", "documents", "states", "months")
MOST_COMPARED = 4  # quarters


def _a_year_before(periods, everything):
    """Quarter → the same one a year before, where the program has it; None for more than a year."""
    if len(periods) > MOST_COMPARED:
        return None
    known = {(period.year, period.quarter): period for period in everything}
    pairs = ((period, known.get((period.year - 1, period.quarter))) for period in periods)
    return {period: past for period, past in pairs if past}


def _years(asked, everything):
    """The choice of years: (words, address, is this one), under the same filter otherwise."""
    plain = asked.replace(years=(), quarters=())
    choices = [("Последние кварталы", address_of(plain, "figures"), asked.years == asked.quarters == ())]
    for year in sorted({period.year for period in everything}, reverse=True):
        address = address_of(plain.replace(years=[year]), "figures")
        choices.append((str(year), address, asked.years == (year,) and not asked.quarters))
    return choices
