"""Names of one place that differ in kind."""

from reports.prose.places.gazetteer import BELARUSIAN_DISTRICTS, RUSSIAN_DISTRICTS
from reports.prose.places.kindred import countries_of, kin_of, names, words_for
from reports.prose.stems import stem
from tests.answers import for_each

PAIRS = (
    "Вязьма вяземский, Орша оршанский, Кричев кричевский, Рудня руднянский, Мстиславль мстиславский, "
    "Чаусы чаусский, Гомель гомельский, Горки горецкий, Гродно гродненский, Лиозно лиозненский, Ельня ельнинский, "
    "Дубровно дубровенский, Починок починковский, Сычёвка сычёвский, Угра угранский, Гагарин гагаринский, "
    "Велиж велижский, Духовщина духовщинский, Ярцево ярцевский, Москва московский, Калуга калужский, Рига рижский, "
    "Прага пражский, Хаген хагенский"
)
# Districts whose centre is called otherwise, or in several words, or is no town of the gazetteer.
WITHOUT_TOWN = set(
    "Берестовицкий Пуховичский Стародорожский Холм-Жирковский Рогнединский Клетнянский Жирятинский Великолукский "
    "Усвятский Куньинский Западнодвинский Жарковский Оленинский Барятинский Износковский Лотошинский "
    "Островецкий Буда-Кошелевский Спас-Деменский".split()
)


@for_each("pair", PAIRS.split(", "))
def test_a_town_and_its_adjective_lead_to_each_other(pair):
    town, adjective = (stem(word.lower().replace("ё", "е")) for word in pair.split())
    assert adjective in kin_of(town)
    assert town in kin_of(adjective)


@for_each("district", sorted(set(RUSSIAN_DISTRICTS + BELARUSIAN_DISTRICTS) - WITHOUT_TOWN))
def test_every_district_leads_to_its_town(district):
    """Either both have one stem («Минск», «Минский»), or the adjective knows its town."""
    adjective = stem(district.lower().replace("ё", "е"))
    towns = {stem(name.lower().replace("ё", "е")) for name in names() if " " not in name and "-" not in name}
    assert adjective in towns or towns & set(kin_of(adjective))


@for_each(
    ("typed", "code"),
    [
        ("Беларусь", "BY"),
        ("Белоруссии", "BY"),
        ("белорусский", "BY"),
        ("белорусы", "BY"),
        ("РБ", "BY"),
        ("КНР", "CN"),
        ("китайцев", "CN"),
        ("ФРГ", "DE"),
        ("немецких", "DE"),
        ("болгарами", "BG"),
        ("США", "US"),
        ("сербская", "RS"),
    ],
)
def test_a_country_is_known_by_name_adjective_people_and_abbreviation(typed, code):
    assert countries_of(stem(typed.lower())) == (code,)


def test_what_names_no_place_has_no_kin():
    assert kin_of(stem("фестиваль")) == countries_of(stem("фестиваль")) == ()
    assert words_for("ZZ") == ()
    assert stem("китайский") in words_for("CN")
