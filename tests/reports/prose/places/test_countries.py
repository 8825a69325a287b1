from hypothesis import given
from hypothesis import strategies as st

from reports.prose.cleaning import search_key
from reports.prose.places.countries import COUNTRIES, countries_in, folded, mentions_in, words_of
from tests.answers import for_each

# (text, the codes in their order)
IN_PROSE = [
    ("делегации Республики Беларусь и Российской Федерации", ["BY", "RU"]),
    ("гости из Киргизии, Казахстана, Узбекистана и Республики Беларуси", ["KG", "KZ", "UZ", "BY"]),
    ("между КНР и РФ, КНР и РБ", ["CN", "RU", "BY"]),
    ("с Китайской Народной Республикой", ["CN"]),
    ("в Объединённых Арабских Эмиратах", ["AE"]),
    ("в Соединенных Штатах Америки", ["US"]),
    ("Россия-Беларусь: 25 лет вместе", ["RU", "BY"]),
    ("СОВЕТ РЕСПУБЛИКИ БЕЛАРУСЬ", ["BY"]),
    ("из Pеспублики Беларусь", ["BY"]),  # Latin «P»
    ("Шри Ланки и Гвинеи-Бисау", ["LK", "GW"]),
    ("в Республике Корея", ["KR"]),
    ("Гимназия № 146 г. Минска", ["BY"]),
    ("между Смоленском, Витебском и Крагуевацем", ["BY", "RS"]),
    ("детский сад Брестской области", ["BY"]),
    ("жители города Горки", ["BY"]),
    ("посольство Республики Того", ["TG"]),
]

NAMES_NONE = [
    "минские школы, белорусские коллективы и китайская мудрость",
    "Минский район, Белорусский союз женщин, Индийский культурный центр",
    "санаторий «Беларусь», отель «Минск»",
    "беларусь со строчной",
    "Того же дня выступили гости. Перу автора принадлежит книга",
    "Горки и качели, Мосты через реку, тренер Борисов, Лида и София",
    "Китай-город",
    "Корея, Конго, РК, РТ",
    "г. Брест, г. Дзержинск, г. Славгород",  # in two countries each
    "г. Смоленск, Москва, Донецкая Народная Республика",
    "Индира, Ирина, Кирилл, Чилингаров",
    "",
]


@for_each(("text", "codes"), IN_PROSE)
def test_countries_are_found_in_prose_in_any_case_each_once_in_their_order(text, codes):
    assert countries_in(text) == codes


@for_each("text", NAMES_NONE)
def test_adjectives_names_in_quotes_ordinary_words_and_unclear_names_are_no_countries(text):
    assert countries_in(text) == []


def test_a_mention_knows_its_place_and_whether_it_is_a_town():
    text = "Гимназия г. Минска (Республика Беларусь)"
    town, country = mentions_in(text)
    assert (text[town.start : town.end], town.name, town.is_town) == ("Минска", "Минск", True)
    assert (text[country.start : country.end], country.code, country.is_town) == ("Республика Беларусь", "BY", False)


def test_every_country_is_found_by_its_short_and_official_name():
    """But for the four islands with a comma or a bracket in their name: those divide names in prose."""
    names = [(code, name) for code, *both, _ in COUNTRIES for name in both]
    missed = [name for code, name in names if countries_in(f"Гости из {name[0].upper()}{name[1:]}") != [code]]
    assert [name for name in missed if not {",", "("} & set(name)] == []


@given(st.text(max_size=60) | st.lists(st.sampled_from(
    ["Республики", "Беларусь", " ", "-", "г.", "Минска", "«", "»", "КНР", "Гвинея", "Бисау", "\n", "P", "ё"]
), max_size=20).map("".join))  # fmt: skip
def test_finding_never_raises_and_stays_within_the_text(text):
    mentions = mentions_in(text)
    assert all(0 <= one.start < one.end <= len(text) for one in mentions)
    assert [one.start for one in mentions] == sorted({one.start for one in mentions})


def test_words_are_folded_alike_in_names_and_in_texts():
    assert words_of("Кот-д’Ивуар") == ["кот", "д’ивуар"] == [folded(word) for word in ("Кот", "Д’Ивуар")]
    assert folded("Mогилёв") == "могилев"


def test_every_country_has_one_code_and_every_name_one_country():
    """A name that two countries share would be guessed silently."""
    assert len({code for code, *_ in COUNTRIES}) == len(COUNTRIES) == 251
    owners = {}
    for code, short, official, others in COUNTRIES:
        for name in (short, official, *others):
            assert owners.setdefault(search_key(name), code) == code
