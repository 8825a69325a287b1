"""Knows houses, squares and organisations that are named without their town.

A municipality writes «Районный дом культуры» and means its own. That is so where the first noun is one of a venue, and
nothing ties it to another country: «Минский дворец спорта», «Национальная библиотека Беларуси» are asked about.
"""

from __future__ import annotations

import re
from functools import lru_cache

from reports.prose.morphology import parses_of

from .adjectives import COUNTRY_ADJECTIVES, TOWN_ADJECTIVES
from .countries import countries_in, folded
from .gazetteer import BELARUSIAN_DISTRICTS
from .towns import TOWNS

# The beginnings of nouns that are a house, an open place or an organisation; `|` after a whole word.
_NOUNS = (
    "дом дворец дворц клуб| клуба клубе библиотек медиатек музе зал| зала зале залы залах галере стадион "
    "спорткомплекс спортзал спортшкол комплекс бассейн манеж школ гимнази лице колледж техникум училищ институт "
    "университет академи сад| саду сада ясли центр кабинет парк| парка парке сквер площад площадк улиц набережн "
    "проспект переул бульвар шоссе проезд микрорайон квартал| квартала тупик памятник мемориал обелиск стел стелы "
    "монумент бюст кладбищ могил захоронени аллея аллее аллеи церковь церкви храм собор| собора соборе монастыр "
    "костел часовн приход| приходе приюта епархи молельн санатори профилактори лагер турбаз пансионат гостиниц "
    "отел кафе ресторан усадьб агроусадьб поместь крепост кремл берег| берега берегу озер рек| реке реки река "
    "пляж лес| лесу урочищ полигон аэродром аэропорт вокзал автовокзал станци автостанци переход| переходе пункт "
    "завод фабрик предприяти комбинат ферм рынок рынк больниц поликлиник амбулатори госпитал отделени управлени "
    "отдел| отдела отделе комитет| комитета комитете совет| совета совете администраци мэри ратуш суд| суда "
    "прокуратур полици част| часть части кинотеатр театр филармони цирк сцен эстрад амфитеатр планетари технопарк "
    "кванториум архив редакци студи филиал помещени здани холл фойе аудитори территори корт| корта кортах пол| "
    "поле трасс баз| база базе базы тир тире каток катке катк ипподром картодром автодром мотодром хостел "
    "общежити приют| учреждени хозяйств казарм вышк мост| мосту моста источник родник холм| холме курган городищ "
    "заповедник заказник массив| массиве поляна поляне поляны опушк роща роще дендропарк зоопарк сельсовет беседк "
    "павильон лектори коворкинг бизнес-инкубатор склад| магазин универмаг супермаркет пекарн мкр| огонь огня "
    "интернат дом-интернат музей-усадьба музей-заповедник музея-усадьбы музее-усадьбе дом-музей доме-музее "
    "конференц-зал конференц-зале спортплощадк стрельбищ дамб плотин пристан причал яхт-клуб дача даче теплиц "
    "станица| крыльц двор| дворе двора этаж| помост усыпальниц некрополь скит штаб| штаба штабе депо верфь пасек "
    "питомник конюшн трибун ворот| гостин| класс| классе лаборатори мастерские терем теремок изба избе подворь "
    "посольств консульств торгпредств арена арене коробк пост| посту кинозал колхоз совхоз кооператив комиссариат "
    "военкомат лесничеств лесхоз турклуб автошкол терраса террасе веранд корпус| корпусе кемпинг скалодром "
    "аквапарк ротонд фонтан стоянк парковк остановк мечеть мечети синагог кирха знак| знака крест| креста "
    "сельхозярмарк этнопарк экопарк экоцентр лицей диорам панорам колокольн звонниц купель купели землянк блиндаж "
    "дот| батаре организации| организациях| организаций| приемная| приемной| столовая| столовой| мастерская| "
    "мастерской| гостиная| гостиной| учительская| учительской| рекреация| рекреации| замок замк"
).split()
_WHOLE = frozenset(noun.rstrip("|") for noun in _NOUNS if noun.endswith("|"))
_BEGINNINGS = tuple(sorted((noun for noun in _NOUNS if not noun.endswith("|")), key=len, reverse=True))
# What begins like a venue and is none.
_NO_VENUES = re.compile(
    r"школьник|школьниц|лицеист|гимназист|студент|студенч|советник|советов(?!ани)|судь|судеб|лесник|рекорд|реклам|рекоменд"
    r"|реконстр|тирад|храмов|партнер|организатор|клубник|академик|библиотекар|музейщик|кадет|озеленен|холмов|дворян"
    r"|консул(?!ьств)|редактор|сценар|цирков|театрал|домин|домовод|садовод|парков(?!к)|дорог|полев|полит|поликл(?!иник)"
)
# People and deeds: a cell of another column, and no place.
_PEOPLE = (
    r"(?:об)?учащ(?:ий|ая|ие|их|им)|обучающ|воспитанник|участник|преподавател|педагог|учител(?!ьск)|школьник|студент"
    r"|представител|делегаци|коллектив|команд[аыеу]?(?![\w])|член[ыов]{1,2}(?![\w])|жител|гост(?:и|ей)(?![\w])"
    r"|дет(?:и|ей)(?![\w])|молод[её]жь|волонт[её]р|сотрудник|специалист|руководител|артист|спортсмен|юноши|девушки"
    r"|чел(?:\.|овек)"
)
_DEEDS = (
    r"при[её]м(?! граждан)(?:а|ы|е)?(?![\w])|визит|командировк|встреч[аиеу](?![\w])|фестивал|конкурс|турнир"
    r"|соревновани|подписани|проведени|участи[ея](?![\w])|организация |праздновани|выставк[аи] |концерт[аы]?(?![\w])"
    r"|обмен |укреплени|развити[ея] |сотрудничеств|обсуждени|посещени|поездк|открыти[ея] |мастер-класс|экскурси"
    r"|совещани|награждени|поздравлени|знакомств|акци[яи](?![\w])|ярмарк[аи] "
)
_PEOPLE_OR_DEEDS = re.compile(rf"(?i)(?<![\w-])(?:{_PEOPLE}|{_DEEDS})")
_COUNTS_PEOPLE = re.compile(r"(?i)\d[ \u00a0]?(?:чел(?:\.|овек)|участник|команд|детей|школьник)")
_ABBREVIATION = re.compile(
    r"(?:[МГОСФР]?(?:ОГ|ФГ|ГБ|БУ|КУ|АУ|МБ|МК|МА)[А-ЯЁ]{0,7}|МУК?|ДК|[РСЦГМП]ДК|[МР]?КДЦ|КСК|КДО|КДК|ЦКиД|ЦКД|ЦКС|ЦБС|РБ|ЦБ|"
    r"ЦДБ|ДШИ|ДМШ|ДХШ|Д?ЮСШ|СШОР|СОШ|ООШ|НОШ|СШ|ДЮЦ|ДДТ|РДТ|ЦДТ|ЦДО|ЦВР|ЦРТ|ЦТ|СЮТ|СЮН|ФОК|ФСК|СК|СОК|ФСЦ|МФЦ|ЗАГС|"
    r"ЦСОН|КЦСО[НР]?|ЦСО|СРЦН?|ЦРБ|РБ|ФАП|ПУ|ПЛ|МЦ|МИБЦ|МВЦ|ВДНХ|МАПП|ДАПП|МТРЦ|ТРЦ|ТЦ|БЦ|ТОС|РОВД|МВД|МЧС|ЕДДС|КЦ|КЗ|КВЦ|"
    r"ДОЛ|ДОУ|ДС|НПО|ООО|АО|ПАО|ОАО|ЗАО|СПК|КФХ|СХПК|ТГК|АЭС|САЭС|ГРЭС|ТЭЦ|РЦ|ЦМИТ|IT|ДОСААФ|КСЦ|СДДТ|ЦНТ|РЭУ|СГУ|СмолГУ|"
    r"ГУО|УО|УК|ГУК|ГУ|СГМУ|СГИИ|СГАФКСТ|СГУС|МЭИ|ФМК)(?![\w])"
)
_SHORT_FOR = re.compile(
    r"(?i)(?:ул|пл|пр|просп|пер|наб|б-р|бул|ш|пр-т|пр-кт|пр-д|мкр|мкр-н|м-н|р/д|г/д|к/т|д/с|д/к|с/к|ж/д|в/ч|шк|б-ка|оз|б/о|т/б|д/о)"
    r"(?:\.|(?=[ «]))"
)
_LEADING = re.compile(
    r"(?i)\A(?:(?:на базе|на территории|территория|в здании|в помещении|здание|помещение|в|во|на|у|около|возле|при"
    r"|перед|из) )+"
)
_NUMBER = re.compile(r"(?i)(?:[№N] ?\d+[а-я]?|\d+(?:-?[а-яё]{1,3})?)\Z")
_ADDRESS = re.compile(
    r"(?i)(?:(?:дом|д|корпус|корп|к|строение|стр|литер|лит|офис|оф|квартира|кв|кабинет|каб|ауд|этаж|эт|зал|здание|зд)"
    r"\.? ?)?\d{1,4}[а-я]?(?:[/-]\d{1,3}[а-я]?)?(?:-?[йя])?(?: (?:этаж|корпус|кабинет|подъезд))?\Z"
)
# What is named after a town is not in it: «Варшавское шоссе», «ул. Минская», кинотеатр «Минск».
_OPEN = r"(?:улиц|площад|переул|набережн|проспект|бульвар|шоссе|мост|сквер|парк)[а-яё]{0,3}"
_STREET = re.compile(
    rf"(?i)(?<![\w])(?:(?:ул|пл|пер|наб|пр-т|просп|бул|б-р|ш)(?:\. ?| )|{_OPEN} )[А-ЯЁ][а-яё-]{{1,40}}"
    rf"|[А-ЯЁ][а-яё-]{{1,40}}(?:ая|ое|ый|ий|ой|ого|ом) {_OPEN}"
)
_AFTER_A_PERSON = re.compile(r"(?i)(?<![\w])(?:им\.?|имени) [^,;()]*")  # «им. Н.К. Крупской» is no Крупский район
_QUOTED = re.compile(r"«[^»]*»?")
_QUOTED_NAME = re.compile(r"«([^«»]+)")
# Houses that people of the region go to elsewhere: their name may say where.
_MAY_BE_ELSEWHERE = re.compile(r"(?i)санатори|отел|гостиниц|пансионат|дом[а-я]? отдыха|турбаз|здравниц|комплекс")
# Sights of Беларусь that need no country to be known.
_SIGHTS_ABROAD = re.compile(
    r"(?i)хатын|брестск[а-я]{2} крепост|лини[яи] сталина|мирск[а-я]{2} зам|буйничск|тростен[её]?ц|минск-арен"
    r"|(?<![\w])дом[а-я]{0,2} москвы|летн[а-я]{2,3} амфитеатр|(?<![\w])русск[а-я]{2,3} дом|центр[а-я]? науки и культуры"
)
_OWN_TERRITORY = re.compile(
    r"(?i)(?:на |по )?(?:вс[яей]{1,2} )?территори[яи] (?:муниципального )?"
    r"(?:округа|района|города|поселения|образования)"
)
_ABROAD = re.compile(
    r"(?<![\w])(?:ГУО|УО|УК|ГУК|ГУ|РУП|КУП|УП|УСП|ЧУП|ОСК)(?= ?[«А-ЯЁ])|исполком|исполнительн[а-я]{2,3} комитет"
    r"|посольств|консульств|сельсовет|сельск[а-я]{2,3} совет"
)
_ADJECTIVE = re.compile(
    r"(?<![\w«-])([А-ЯЁа-яё][а-яё]+(?:-[А-ЯЁа-яё][а-яё]+)?(?:ск|цк))(?:ий|ая|ое|ие|ого|ой|ом|ому|им|их|ую)(?![\w])"
)
LONGEST_WORDS = 24


def _adjectives_abroad() -> frozenset[str]:
    """Return the beginnings of adjectives («минск») that are made of foreign towns, districts and countries."""
    of_districts = {folded(name)[:-2] for name in BELARUSIAN_DISTRICTS}
    of_towns = {
        re.sub(r"[аеиоуыэюяйь]\Z", "", folded(town)) + "ск"
        for code, towns in TOWNS.items()
        if code not in ("RU", "BY")
        for town in towns
    }
    russian = {re.sub(r"[аеиоуыэюяйь]\Z", "", folded(town)) + "ск" for town in TOWNS["RU"]}
    return frozenset(
        (of_towns - russian) | of_districts | (set(COUNTRY_ADJECTIVES) - {"российск"}) | set(TOWN_ADJECTIVES)
    )


_FOREIGN = _adjectives_abroad()


@lru_cache(maxsize=4096)
def is_venue(text: str) -> bool:
    """Say whether the words name a house, an open place or an organisation, and tell of nothing that was done."""
    rest = _LEADING.sub("", text)
    if len(rest.split()) > LONGEST_WORDS or speaks_of_people_or_deeds(text):
        return False
    if rest != text and re.match(r"[А-ЯЁа-яё-]+(?:ск|цк)(?:ом|ий|ая|ой) (?:район|округ|област)", rest):
        return False
    if _OWN_TERRITORY.fullmatch(text):
        return True
    return _begins_as_a_venue(rest) and not _says_what_was_done(rest)


def speaks_of_people_or_deeds(text: str) -> bool:
    """Say whether the words tell who came or what was done, so that they belong into another column."""
    return _PEOPLE_OR_DEEDS.match(_LEADING.sub("", text)) is not None or _COUNTS_PEOPLE.search(text) is not None


def is_address(text: str) -> bool:
    """Say whether the text is a part of an address that follows a street: «д. 5», «14», «2 этаж»."""
    return _ADDRESS.match(text) is not None


@lru_cache(maxsize=4096)
def is_tied_abroad(text: str) -> bool:
    """Say whether a country, a foreign town or its adjective stands among the words, or in the name of a sanatorium."""
    plain = _AFTER_A_PERSON.sub(" ", _QUOTED.sub("«»", text))
    unnamed = _STREET.sub(" ", plain)
    if _ABROAD.search(plain) or _SIGHTS_ABROAD.search(text) or set(countries_in(unnamed)) - {"RU"}:
        return True
    if any(folded(match[1]) in _FOREIGN for match in _ADJECTIVE.finditer(unnamed)):
        return True
    names = _QUOTED_NAME.findall(text) if _MAY_BE_ELSEWHERE.search(plain) else []
    return any(set(countries_in(name)) - {"RU"} for name in names)


def _begins_as_a_venue(text: str) -> bool:
    """Find the first noun: adjectives, numbers and names of people may stand before it."""
    if _ABBREVIATION.match(text) or _SHORT_FOR.match(text):
        return True
    for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*|[№N]? ?\d+(?:-[а-яё]{1,3})?", _QUOTED.sub(" ", text))[:7]:
        key = folded(word).strip()
        if _NUMBER.match(key):
            continue
        if _is_noun_of_a_venue(key):
            return True
        if _ABBREVIATION.fullmatch(word):
            return True
        if not _is_adjective(key):
            return False
    return False


_LOOKS_ADJECTIVE = re.compile(
    r"(?:ск|цк|(?<![аеиоуыэюя])н|ов|ев|ин)(?:ий|ый|ой|ая|яя|ое|ее|ие|ые|ого|его|ому|ему|ую|юю|ых|их|ым|им|ском|цком|ном)\Z"
)


def _is_noun_of_a_venue(key: str) -> bool:
    if key in _WHOLE:
        return True
    if _LOOKS_ADJECTIVE.search(key):
        return key.startswith("набережн")
    if key.startswith(_BEGINNINGS) and not _NO_VENUES.match(key):
        return True
    first, _, last = key.rpartition("-")  # «пресс-центр»; «мастер-класс» is none
    return len(first) > 2 and first != "мастер" and _is_noun_of_a_venue(last)


def _is_adjective(key: str) -> bool:
    # A name of a place is one too: «Вяземская», «Свято-Троицкий», which the dictionary may lack.
    if _LOOKS_ADJECTIVE.search(key):
        return True
    return any(parse.tag.POS in ("ADJF", "PRTF") for parse in parses_of(key)[:2])


_DONE = ("VERB", "INFN", "GRND", "PRTS")


def _says_what_was_done(text: str) -> bool:
    words = re.findall(r"(?<![\w«-])[а-яё]{3,}(?![\w.-])", _QUOTED.sub("", text))
    return any(parses_of(word)[0].tag.POS in _DONE for word in words)


_AFTER_SHORT = re.compile(
    r"(?i)(?<![\w.])(ул|пл|пр|просп|пер|наб|бул|ш|им|д|стр|корп|оф|каб|кв|мкр|лит|зд)\.(?=[^\s\d.,]|\d)"
)
_NUMBER_OF_A_HOUSE = re.compile(r"(?<=[а-яё\d»]) (?=(?:д|дом|корп|стр)\.? ?\d)", re.IGNORECASE)
_STREET_BEGINS = re.compile(
    r"(?i)\A(?:\d+-[а-я]{1,2} )?(?:(?:ул|пл|пр|просп|пер|наб|бул|б-р|ш|пр-т|мкр)(?:\.|(?= ))"
    r"|(?:улиц|площад|проспект|переул|набереж|бульвар))"
)


def tidied(text: str) -> str:
    """Return a venue with the blanks and the comma that it wants: «ул.Ленина д.32» → «ул. Ленина, д. 32»."""
    spaced = _AFTER_SHORT.sub(r"\1. ", text)
    return _NUMBER_OF_A_HOUSE.sub(", ", spaced) if _STREET_BEGINS.match(spaced) else spaced
