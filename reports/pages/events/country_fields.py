"""Countries in the form of an event: one for a pin or a new partner, several for those who came. A person types a name,
a stored draft or an older page sends the code; both are read. No list of all countries is drawn.
"""

from django import forms

from reports.prose.cleaning import one_line
from reports.prose.places.naming import LONGEST, UNKNOWN

TOO_LONG = f"Слишком длинно: помещается {LONGEST} знаков. Напишите страны через запятую"
ONE_COUNTRY = "Напишите одну страну"


class CountryInput(forms.TextInput):
    """A line with the list of countries behind it, which the page fetches when the line is first entered."""

    lists = None

    def __init__(self, attrs=None):
        super().__init__({"list": "country-names", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value):
        """The name of a code; what is no code as it was typed."""
        return self.lists.country_names.get(value, value) if self.lists else value


class CountryField(forms.CharField):
    """One country; its code, "" for none."""

    widget = CountryInput

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def set_lists(self, lists):
        self.lists = self.widget.lists = lists

    def clean(self, value):
        code, question = one_country(self.lists, value)
        if question:
            raise forms.ValidationError(question)
        return code


def one_country(lists, typed):
    """(code, "") of what was typed, (code "", question) where it is not one country; twice "" for nothing."""
    typed = one_line(typed or "")
    read = lists.reader.read(typed)
    if read.questions or len(typed) > LONGEST:
        return "", (read.questions or (UNKNOWN.format(typed[:50]),))[0]
    if len(read.codes) > 1:
        return "", ONE_COUNTRY
    return (read.codes[0] if read.codes else ""), ""


class CountriesField(forms.Field):
    """Several countries: the values of ticked boxes, and lines in which they are named."""

    widget = forms.SelectMultiple

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def set_lists(self, lists):
        self.lists = lists

    def read(self, values):
        """(codes, what was not understood, questions about it) of the values of the control."""
        codes, left, questions = {}, [], []
        for value in values or []:
            value = str(value).replace("\x00", "")
            if value in self.lists.country_names:
                codes[value] = None
                continue
            read = self.lists.reader.read(value)
            codes |= dict.fromkeys(read.codes)
            questions += read.questions
            if len(value) > LONGEST:
                left, questions = [*left, value], [*questions, TOO_LONG]
            elif read.left:
                left.append(read.left)
        return list(codes), ", ".join(left), list(dict.fromkeys(questions))

    def clean(self, values):
        codes, _, questions = self.read(values)
        if questions:
            raise forms.ValidationError(questions)
        return codes
