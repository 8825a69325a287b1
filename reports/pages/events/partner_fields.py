"""Partners in the form of an event: chosen ones, and new ones that a person types."""

from django import forms
from django.utils.html import escape
from django.utils.safestring import mark_safe

from municipalities.models import PartnerCity
from reports.prose.cleaning import one_line
from reports.prose.typography import quoted

from .limits import MOST_NEW_PARTNERS

LONGEST_PARTNER = PartnerCity._meta.get_field("name").max_length
TOO_MANY_PARTNERS = f"За один раз можно назвать не больше {MOST_NEW_PARTNERS} новых партнёров: сохраните эти"
USUAL_COUNTRY = "BY"


class NewPartnersWidget(forms.Widget):
    """Rows of a name and a country, the last one blank where none is filled or one more was asked for.

    `countries`: [(code, name), …] to choose from; `likely`: the code chosen in a blank row.
    """

    template_name = "reports/events/new_partners.html"
    countries = ()
    likely = ""

    def get_context(self, name, value, attrs):
        rows = typed_partners(value)
        if not rows or not one_line(value[-1][0]):
            rows.append(["", self.likely])
        rows = [(name, self._options(code)) for name, code in rows]
        return {**super().get_context(name, None, attrs), "rows": rows}

    def _options(self, chosen):
        """Made here and not in the template: there are a few hundred."""
        marks = {chosen: " selected"}
        options = [
            f'<option value="{escape(code)}"{marks.get(code, "")}>{escape(name)}</option>'
            for code, name in self.countries
        ]
        return mark_safe("".join(options))

    def value_from_datadict(self, data, files, name):
        """[[name, country code], …] as sent, blank rows too."""
        names, countries = data.getlist("new_partner"), data.getlist("new_partner_country")
        return [[name, code] for name, code in zip(names, [*countries, *[""] * len(names)], strict=False)]

    def value_omitted_from_data(self, data, files, name):
        return "new_partner" not in data


class NewPartnersField(forms.Field):
    """Partners that are not in the list, as typed: [[name, country code], …] without blank rows and repetitions."""

    def clean(self, rows):
        rows = {(PartnerCity.key_of(name), code): [name, code] for name, code in typed_partners(rows)}
        for name, code in rows.values():
            if len(name) > LONGEST_PARTNER:
                raise own_sentence(f"Имя партнёра слишком длинное: {len(name)} знаков, помещается {LONGEST_PARTNER}")
            if not any(map(str.isalnum, name)):
                raise own_sentence(f"Напишите имя партнёра словами: {quoted(name)} не найти в списке")
            if not code or code not in dict(self.widget.countries):
                raise own_sentence(f"Выберите страну партнёра {quoted(name)}")
        if len(rows) > MOST_NEW_PARTNERS:
            raise own_sentence(TOO_MANY_PARTNERS)
        return list(rows.values())


def typed_partners(rows):
    """The rows with a name, cleaned as it will be stored."""
    rows = [[one_line(name), code] for name, code in rows or []]
    return [[name, code] for name, code in rows if name]


WHOLE = "whole"


def own_sentence(text):
    """An error whose sentence names its field itself."""
    return forms.ValidationError(text, code=WHOLE)
