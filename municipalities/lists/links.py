"""Cells that name a row of another list by its key, and the headings that such cells share."""

from import_export import widgets

from municipalities.models import Country, Municipality, PartnerCity, User
from reports.prose.cleaning import one_line, search_key

from .cells import NOT_FILLED, Capitals, Oktmo

OKTMO = "ОКТМО"
MUNICIPALITY = "Муниципальное образование"
PARTNER = "Партнёр"
PARTNER_COUNTRY = "Страна партнёра"
PARTNER_REGION = "Регион партнёра"


class Listed(widgets.Widget):
    """A row of another list, named by its key. The other list is read once an import."""

    def __init__(self):
        super().__init__()
        self.known = None

    def __deepcopy__(self, memo):
        return type(self)()  # each import reads the list anew

    def load(self):
        """Rows by key."""
        raise NotImplementedError

    def key(self, value, row):
        """The key that a row of the file names."""
        raise NotImplementedError

    def missing(self, value, row):
        """What to say when the list has no such row."""
        raise NotImplementedError

    def clean(self, value, row=None, **kwargs):
        if self.known is None:
            self.known = self.load()
        if not value:
            raise ValueError(NOT_FILLED)
        found = self.known.get(self.key(value, row))
        if found is None:
            raise ValueError(self.missing(value, row))
        return found


def countries_by_words():
    """Every way to name a country in a cell → the country: code, short and official name, other writings."""
    found = {}
    for country in Country.objects.all():
        for words in (*country.synonyms.splitlines(), country.full_name, country.name):
            found[search_key(words)] = country
    return found | {search_key(country.code): country for country in found.values()}


def no_such_country(words):
    """The sentence for a country that the list does not have."""
    return f"Страны «{one_line(words)}» нет в списке. Напишите её имя или код из списка стран: Беларусь или BY."


class ListedCountry(Listed):
    """By name or code."""

    def load(self):
        return countries_by_words()

    def key(self, value, row):
        return search_key(value)

    def missing(self, value, row):
        return no_such_country(value)

    def render(self, value, obj=None, **kwargs):
        return value.code if value else ""


class ListedMunicipality(Listed):
    """By ОКТМО. The name beside it is for people; when it names another municipality, one of the two is a slip."""

    def load(self):
        return {row.oktmo: row for row in Municipality.objects.all()}

    def key(self, value, row):
        return Oktmo.tidy(value)

    def missing(self, value, row):
        return f"Муниципального образования с ОКТМО {one_line(value)} нет в списке."

    def clean(self, value, row=None, **kwargs):
        found = super().clean(value, row)
        name = row.get(MUNICIPALITY)
        if name and search_key(name) != search_key(found.short_name):
            raise ValueError(f"ОКТМО {found.oktmo} – это {found.short_name}, а в строке написано «{name}».")
        return found

    def render(self, value, obj=None, **kwargs):
        return value.oktmo if value else ""


class ListedUser(Listed):
    def load(self):
        return {user.username: user for user in User.objects.all()}

    def key(self, value, row):
        return one_line(value).lower()

    def missing(self, value, row):
        return f"Пользователя с именем для входа «{one_line(value)}» нет в списке."

    def render(self, value, obj=None, **kwargs):
        return value.username if value else ""


class ListedPartner(Listed):
    """By name, country and region together; another writing of a partner finds it where no other has that name."""

    def load(self):
        self.countries = countries_by_words()
        partners = list(PartnerCity.objects.order_by("pk"))
        otherwise = {
            partner_key(row.country_id, name, row.region): row for row in partners for name in row.synonyms.splitlines()
        }
        return otherwise | {partner_key(row.country_id, row.name, row.region): row for row in partners}

    def key(self, value, row):
        country = code_of(row.get(PARTNER_COUNTRY, ""), self.countries)
        return partner_key(country, value, row.get(PARTNER_REGION, ""))

    def missing(self, value, row):
        where = ", ".join(filter(None, (row.get(PARTNER_COUNTRY, ""), row.get(PARTNER_REGION, ""))))
        return f"Партнёра «{one_line(value)}» ({where or 'страна не указана'}) нет в списке."

    def render(self, value, obj=None, **kwargs):
        return value.name if value else ""


def code_of(words, countries):
    """The code of the country that a cell names by name or code; what is written, when no country is meant."""
    found = countries.get(search_key(words))
    return found.code if found else words


def partner_key(country, name, region):
    """What makes a partner the same however it is written."""
    return Capitals.tidy(country), PartnerCity.key_of(name), search_key(region)
