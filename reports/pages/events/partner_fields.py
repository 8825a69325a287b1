"""Partners in the form of an event: chosen ones, and new ones that a person types."""

from django import forms

from municipalities.models import PartnerCity
from reports.prose.cleaning import one_line
from reports.prose.typography import quoted

from .country_fields import one_country
from .limits import MOST_NEW_PARTNERS

LONGEST_PARTNER = PartnerCity._meta.get_field("name").max_length
TOO_MANY_PARTNERS = f"За один раз можно назвать не больше {MOST_NEW_PARTNERS} новых партнёров: сохраните эти"
USUAL_COUNTRY = "BY"


class NewPartnersWidget(forms.Widget):
    """Rows of a name and a country, the last one blank where none is filled or one more was asked for.

    `lists`: the ReferenceLists that countries are read by; `likely`: the code in a blank row.
    """

    template_name = "reports/events/new_partners.html"
    lists = None
    likely = ""

    def get_context(self, name, value, attrs):
        rows = typed_partners(value)
        if not rows or not one_line(value[-1][0]):
            rows.append(["", self.likely])
        rows = [(name, self.lists.country_names.get(country, country)) for name, country in rows]
        return {**super().get_context(name, None, attrs), "rows": rows}

    def value_from_datadict(self, data, files, name):
        """[[name, country], …] as sent, blank rows too; the country by its code wherever it is understood."""
        names, countries = data.getlist("new_partner"), data.getlist("new_partner_country")
        rows = zip(names, [*countries, *[""] * len(names)], strict=False)
        return [[name, one_country(self.lists, country)[0] or one_line(country)] for name, country in rows]

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
            if code not in self.widget.lists.country_names:
                question = one_country(self.widget.lists, code)[1]
                if not question:
                    raise own_sentence(f"Напишите страну партнёра {quoted(name)}")
                raise own_sentence(f"Страна партнёра {quoted(name)}: {question[:1].lower()}{question[1:]}")
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
