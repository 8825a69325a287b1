"""Values of an event as the browser sends them, and back."""

import datetime
import re

from django.http import QueryDict

from reports.prose.cleaning import clean_text, one_line
from reports.rules.event_fields import CONTROLS, EMPTY, LABELS, LINES, NUMBERS, TEXTS

from .agreement_forms import AgreementForm
from .forms import initial_of


def data_of(values):
    """The values as a browser would send them, [(name, text), …]: what a page carries along in hidden controls."""
    initial = initial_of({**EMPTY, **values})
    agreements = initial.pop("agreements")
    pairs = []
    for name, code in initial.pop("new_partners", []):
        pairs += [("new_partner", name), ("new_partner_country", code)]
    for name, value in initial.items():
        pairs += [(name, _sent(item)) for item in (value if isinstance(value, list) else [value]) if item is not None]
    pairs += [("agreements-TOTAL_FORMS", str(len(agreements))), ("agreements-INITIAL_FORMS", "0")]
    for number, row in enumerate(agreements):
        pairs += [
            (f"agreements-{number}-{name}", _sent(value)) for name, value in row.items() if value not in (None, False)
        ]
    return pairs


def _sent(value):
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def control_carries(name, keys):
    """Whether the control of this name carries the value of one of these keys."""
    if name.startswith("agreements-"):
        return "agreements" in keys
    return any(name in CONTROLS.get(key, (key,)) for key in keys)


def with_values(data, values):
    """The data of a form with these values (some keys) in place of what was typed."""
    merged = QueryDict(mutable=True)
    for name in data:
        if not control_carries(name, values):
            merged.setlist(name, data.getlist(name))
    for name, value in data_of(values):
        if control_carries(name, values):
            merged.appendlist(name, value)
    return merged


_TYPED = [key for key in LABELS if key in {*TEXTS, *LINES, *NUMBERS}]
_TYPED_OF_AGREEMENT = re.compile(r"agreements-[0-9]+-(title|parties|signed)")


def typed_texts(data):
    """What a person sent, as [(label, text), …] for a page that can only show it."""
    texts = [(LABELS[key], clean_text(data.get(key, ""))) for key in _TYPED]
    for name in data:
        if match := _TYPED_OF_AGREEMENT.fullmatch(name):
            label = AgreementForm.base_fields[match[1]].label
            texts.append((f"Подписанный документ, {label.lower()}", clean_text(data[name])))
    texts += [("Новый партнёр", one_line(name)) for name in data.getlist("new_partner")]
    return [(label, text) for label, text in texts if text]
