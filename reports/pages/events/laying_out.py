"""A pasted row of a table, a press note, or a dropped file with one of them, as the controls of the form; read by the
functions of the import. Nothing is written, and the page's script puts nothing into a control without a yes."""

import re

from django import forms
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from reports.files.read.process import read_table
from reports.files.read.rows import NoTable, ReadFile, ReadRow, Unreadable
from reports.files.read.understanding import understand
from reports.imports.taking_part import taking_part
from reports.imports.values import Lists, values_of_row
from reports.models import ImportJob
from reports.pages.access import fetch_submission, require
from reports.prose.press_note import LONGEST, facts_of
from reports.prose.typography import quoted
from reports.queries.reference_lists import reference_lists
from reports.rules.event_fields import CELLS, LABELS, NUMBERS

from .agreement_forms import initial_agreement
from .limits import one_preview
from .page import enter

ONE_ROW = "Похоже на строку таблицы: разложить по полям?"
ONE_NOTE = "Похоже на рассказ о мероприятии: разложить по полям? Отметьте, что взять."
SEVERAL = "Это таблица, строк: {}. В форму входит одна: загрузите таблицу целиком."
NOTHING = "Строки таблицы в этом не нашлось."
TOO_LARGE = "Файл больше 5 МБ. Загрузите его на странице «Загрузить из Word или Excel»."
FEWEST_FACTS = 3
_FACT = re.compile(r"\s*([А-ЯЁ][^:\n]{3,60}?) ?:(?!//)\s*([^\n]*)")
SECONDS = 5
LARGEST = 5_000_000
LONGEST_PASTED = 1_000_000


class PastedForm(forms.Form):
    """What was pasted, as HTML and as text, or a file that was dropped."""

    html = forms.CharField(required=False, max_length=LONGEST_PASTED)
    text = forms.CharField(required=False, max_length=LONGEST_PASTED, strip=False)
    file = forms.FileField(required=False)


@require_POST
def lay_out(request, pk):
    """JSON of the one row that was pasted or dropped, or a sentence why there is none. Empty while something else of
    the same person is computed: the page asks again."""
    submission = fetch_submission(request, pk)
    standing = enter(request, submission)
    require(standing.may_write)
    form = PastedForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"rows": 0, "question": NOTHING})
    file = form.cleaned_data["file"]
    if file and file.size > LARGEST:
        return JsonResponse({"rows": 0, "question": TOO_LARGE})
    with one_preview(request.user) as is_free:
        if not is_free:
            return HttpResponse(status=204, headers={"Retry-After": "1"})
        try:
            rows = _rows(submission, form.cleaned_data)
        except NoTable as none:
            note = _note(submission, none.prose)
            return JsonResponse(note or {"rows": 0, "question": str(none)})
        except Unreadable as unreadable:
            return JsonResponse({"rows": 0, "question": str(unreadable)})
    if len(rows) != 1:
        question = SEVERAL.format(len(rows)) if rows else NOTHING
        return JsonResponse({"rows": len(rows), "question": question, "address": _address(standing)})
    return JsonResponse({"rows": 1, "question": ONE_ROW, **_controls(submission, rows[0])})


def _rows(submission, sent):
    """The rows that were meant; raises Unreadable."""
    kind = None
    if not sent["file"]:
        is_table = "<table" in sent["html"].lower()
        kind = ImportJob.Kind.HTML if is_table else ImportJob.Kind.TEXT
    pasted = sent["html"] if kind == ImportJob.Kind.HTML else as_table(sent["text"])
    data = sent["file"].read() if sent["file"] else pasted.encode("utf-8", "replace")
    _, read = read_table(
        data,
        name=sent["file"].name if sent["file"] else "",
        year=submission.period.year,
        quarter=submission.period.quarter,
        kind=kind,
        towns=reference_lists().places,
        seconds=SECONDS,
        converter="",  # a person waits for this answer: old formats go through the page of uploads
    )
    return [row for row in read.rows if not row.apart]


def _note(submission, text):
    """The controls of an event that is told in prose, each with the words that it came from; None where the text tells
    of none. What was guessed says so."""
    period = submission.period
    about = {"year": period.year, "quarter": period.quarter, "towns": reference_lists().places}
    note = facts_of(text, **about) if len(text) <= LONGEST else None
    if not (note and note.is_one):
        return None
    texts = {name: note.facts[name].value if name in note.facts else "" for name in CELLS.values()}
    (row,) = understand(ReadFile(rows=[ReadRow(where="", section="", **texts)]), **about).rows
    found = _controls(submission, row)
    for one in found["fields"]:
        fact = note.facts.get(CELLS.get(one["name"]))
        one |= {"words": fact.words if fact else "", "is_guess": bool(fact and fact.is_guess)}
    return {"rows": 1, "question": ONE_NOTE, "is_note": True, **found}


def as_table(text):
    """A letter that names its facts line by line («Место проведения: г. Витебск») as a table of one row; any other text
    as it is."""
    facts = []
    for line in [] if "\t" in text else text.splitlines():
        if match := _FACT.fullmatch(line):
            facts.append([match[1].strip(), match[2].strip()])
        elif facts and line.strip():
            facts[-1][1] = f"{facts[-1][1]}\n{line.strip()}".strip()
    facts = [fact for fact in facts if fact[1]]
    if len(facts) < FEWEST_FACTS:
        return text
    return "\n".join("\t".join(_cell(fact[at]) for fact in facts) for at in (0, 1))


def _cell(text):
    """As a spreadsheet puts it on the clipboard: in quotes where it has several lines."""
    return '"{}"'.format(text.replace('"', '""')) if "\n" in text else text


def _controls(submission, row):
    """What the row says, by the controls: texts and numbers with their labels; countries, partners and documents with
    the words that they came from."""
    lists, kept = Lists(), reference_lists()
    values = values_of_row(row, submission.municipality_id, lists)
    named = taking_part(row, submission.municipality_id, lists)
    by_key = {partner.pk: partner for partner in kept.partners}
    partners = [by_key[key] for key, _ in values["partners"] if key in by_key]
    names = (*CELLS, *NUMBERS, "note")
    full_names = {country.code: country.full_name for country in kept.countries}
    return {
        "fields": [
            {"name": name, "label": LABELS[name], "value": str(values[name])}
            for name in names
            if values[name] not in ("", None)
        ],
        "countries": [{"code": code, "name": full_names[code]} for code in values["countries"] if code in full_names],
        "partners": [
            {
                "partner": partner.pk,
                "name": f"{partner.name}, {partner.country.full_name}",
                "code": partner.country_id,
                "country_name": partner.country.full_name,
            }
            for partner in partners
        ],
        "documents": [_document(row) for row in values["agreements"]],
        "words": [
            *(sentence for _, sentence in named.sentences(lists)),
            *(f"Подписанный документ: {quoted(row['title'])}" for row in values["agreements"]),
            *(doubt.text for doubt in row.doubts),
        ],
    }


def _document(row):
    return {key: value for key, value in initial_agreement(row).items() if key not in ("id", "append") and value}


def _address(standing):
    return reverse("report_import", args=[standing.submission.pk])
