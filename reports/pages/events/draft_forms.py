"""What the form of an event sends while a person writes, and what it carries so that its draft is known again."""

import datetime
import re
import uuid

from django import forms
from django.http import QueryDict

from reports.actions.drafts import LAST_NUMBER, LONGEST_DRAFT, OLDEST
from reports.pages.forms import LAST_VERSION, LocalAddressField
from reports.prose.cleaning import clean_text

from .forms import EventForm

MOST_FIELDS = 1000
MOST_PAGES = 10  # that one text has gone through
NOT_UNDERSTOOD = "Запрос не понят. Откройте страницу заново; текст на этой странице можно скопировать."
TOO_LONG = "Слишком длинный текст: сам он не сохраняется. Сократите его."

_OF_AGREEMENTS = re.compile(r"agreements-([A-Z_]{1,20}|[0-9]{1,3}-[A-Za-z_]{1,20})")
_OWN = {*EventForm.base_fields, "new_partner", "new_partner_country"} - {"uid", "version", "new_partners"}


class PagesField(forms.CharField):
    """Numbers of pages between commas, each perhaps with «.» and the number of its last sending that counts;
    {page: number}. Anything else is ignored."""

    def clean(self, value):
        pages = {}
        for word in str(value or "").split(",")[:MOST_PAGES]:
            page, _, number = word.strip().partition(".")
            try:
                pages.setdefault(uuid.UUID(page), _number(number))
            except ValueError:
                continue
        return pages


def _number(word):
    """The number of a sending; without one all sendings count."""
    return int(word) if re.fullmatch(r"[0-9]{1,9}", word) else LAST_NUMBER


def written_pages(pages):
    """{page: number} as a PagesField reads it."""
    return ",".join(str(page) if number == LAST_NUMBER else f"{page}.{number}" for page, number in pages.items())


class PagesForm(forms.Form):
    """Which pages a text comes from. The form of an event carries it to saving; always valid."""

    draft_page = PagesField(required=False)
    draft_number = forms.Field(required=False)
    draft_continues = PagesField(required=False)

    @property
    def pages(self):
        """{page: number of its last sending that is part of this text}, the page itself first."""
        number = _number(str(self.cleaned_data["draft_number"] or ""))
        return {**dict.fromkeys(self.cleaned_data["draft_page"], number), **self.cleaned_data["draft_continues"]}


class DraftForm(forms.Form):
    """One sending: the fields of the form as they are, beside them whose and from which page."""

    uid = forms.UUIDField()
    version = forms.IntegerField(required=False, min_value=1, max_value=LAST_VERSION)
    draft_page = forms.UUIDField()
    draft_number = forms.IntegerField(min_value=1, max_value=LAST_NUMBER)
    draft_continues = PagesField(required=False)
    draft_same = forms.BooleanField(required=False)  # the form is as the server drew it
    draft_by = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    draft_age = forms.FloatField(required=False, min_value=0, max_value=10**10)  # seconds

    def clean(self):
        self.sent = [
            [name, clean_text(value)]
            for name in self.data
            if name in _OWN or _OF_AGREEMENTS.fullmatch(name)
            for value in self.data.getlist(name)
        ]
        if len(self.sent) > MOST_FIELDS or sum(len(value) for _, value in self.sent) > LONGEST_DRAFT:
            raise forms.ValidationError(TOO_LONG, code="too_long")
        return super().clean()

    @property
    def age(self):
        """How long ago the words were typed; at most as long as a computer may keep them."""
        return min(datetime.timedelta(seconds=self.cleaned_data["draft_age"] or 0), OLDEST)

    @property
    def is_nothing(self):
        """There is nothing to keep: everything was put back, or of a new event nothing is left."""
        return self.cleaned_data["draft_same"] or (not self.cleaned_data["version"] and is_blank(self.sent))

    @property
    def why_not(self):
        """The one sentence for a sending that cannot be kept."""
        return TOO_LONG if self.has_error("__all__", "too_long") else NOT_UNDERSTOOD


class PageForm(forms.Form):
    """The page whose draft is meant: to go on with, or to discard. `next` is where to go then."""

    draft = forms.UUIDField()
    next = LocalAddressField()


# What a blank form sends too, and what says nothing without a text beside it.
_SILENT = {"new_partner_country", "pin_precision", "unpin_period", "unpin_place", "confirm_pins"}
_TYPED_OF_AGREEMENT = re.compile(r"agreements-[0-9]+-(title|parties|signed)")


def is_blank(fields):
    """Whether nobody has typed or chosen anything in [[name, value], …] of the form of a new event."""
    return not any(
        value.strip()
        for name, value in fields
        if name not in _SILENT and (not name.startswith("agreements-") or _TYPED_OF_AGREEMENT.fullmatch(name))
    )


def data_of_draft(draft):
    """The draft as a browser would send it, with the version that its page had read."""
    data = QueryDict(mutable=True)
    for name, value in draft.fields:
        data.appendlist(name, value)
    data["uid"] = str(draft.uid)
    data["version"] = str(draft.base_version or 1)  # of an event that another window has saved meanwhile
    return data
