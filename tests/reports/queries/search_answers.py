"""What people type into the search, and which of the sixty events (`search_events.py`) they mean. Written by hand
before the search. A municipality's name finds what it reported, too.

Right are the first five hits (as many as there are right events, if there are fewer) that all are among the right ones.
"""

from dataclasses import dataclass

from .search_events import EVENTS, PARTNERS


@dataclass(frozen=True)
class Asked:
    """What was typed; the keys of all events that are right; the word by which the page must say that it has shown
    something else."""

    typed: str
    right: tuple[str, ...]
    instead: str = ""

    def is_right(self, found):
        """Whether these keys of the first hits are what was meant."""
        count = min(5, len(self.right))
        return len(found) >= count and set(found[:count]) <= set(self.right) if count else not found


def _of_country(code):
    """The events of a country: told, or by their partner."""
    partners = {name for name, country, _ in PARTNERS if country == code}
    return tuple(event.key for event in EVENTS if code in event.countries or partners & set(event.partners))


BY, CN, DE, UZ, KZ = map(_of_country, ("BY", "CN", "DE", "UZ", "KZ"))
MINSK = ("minsk-tractor", "minsk-youth", "pochinok-tvardovsky")
VITEBSK = ("slavic-bazaar", "twins-meeting", "rudnya-tank", "rudnya-festival")
ORSHA = ("orsha-sport", "orsha-library")
VYAZMA = ("vyazma-gingerbread", "vyazma-memory", "twins-exhibition")
TWINS = ("twins-meeting", "twins-exhibition", "mstislavl-agreement")
MSTISLAVL = ("mstislavl-knights", "mstislavl-agreement", "khislavichi-cooks")
KRICHEV = ("krichev-farm", "krichev-roads", "roslavl-rail")
HAGEN = ("hagen-orchestra", "hagen-letters", "twins-meeting")
LIOZNO = ("liozno-chagall",)
RUDNYA = ("rudnya-festival", "rudnya-tank", "liozno-chagall")
VELIZH = ("velizh-crafts", "velizh-lelikov")
GAGARIN = ("gagarin-cosmos", "gagarin-marathon", "kutno-fair")

WORD_FORMS = (
    Asked("минский", MINSK),
    Asked("Минск", MINSK),
    Asked("в Минске", MINSK),
    Asked("побратимы", TWINS),
    Asked("город-побратим", ("twins-meeting",)),
    Asked("городов-побратимов", ("twins-meeting",)),
    Asked("фестивали", ("slavic-bazaar", "rudnya-festival", "glinka-glinka")),
    Asked("концерты", ("hagen-orchestra", "ugra-mothers")),
    Asked("выставок", ("twins-exhibition", "smolensk-dogs")),
    Asked("кардиолог", ("smolensk-doctors",)),
    Asked("рыцари турнир", ("mstislavl-knights",)),
    Asked("врачей", ("smolensk-doctors",)),
    Asked("школьниками", ("hagen-letters", "serbia-bells", "kardymovo-lessons")),
    Asked("библиотекой", ("twins-exhibition", "orsha-library", "smolensk-zhukovsky")),
    Asked("пчеловод", ("pochinok-bees",)),
    Asked("поэта", ("pochinok-tvardovsky",)),
    Asked("ярмарки", ("smolensk-fair", "kutno-fair", "vyazma-gingerbread")),
    Asked("спектакли театра", ("dorogobuzh-theatre",)),
    Asked("меморандумы", ("smolensk-business",)),
)

LETTERS = (
    Asked("елка дружбы", ("ershichi-borders",)),
    Asked("ёлка", ("ershichi-borders",)),
    Asked("конёнков", ("roslavl-konenkov",)),
    Asked("Коненкова", ("roslavl-konenkov",)),
    Asked("темкино", ("temkino-museum",)),
    Asked("мед", ("pochinok-bees",)),
    Asked("ученые", ("gagarin-cosmos",)),
    Asked("ремесла", ("velizh-crafts", "kutno-fair")),
    Asked('"Славянский базар"', ("slavic-bazaar",)),
    Asked("„Славянский базар“", ("slavic-bazaar",)),
    Asked("СЛАВЯНСКИЙ БАЗАР", ("slavic-bazaar",)),
    Asked("«Бульба–пир»", ("khislavichi-cooks",)),
    Asked("бульба - пир", ("khislavichi-cooks",)),
    Asked("бульба-пир", ("khislavichi-cooks",)),
    Asked("холм–жирковский", ("kholm-skiing",)),
    Asked("видеоконференцсвязь", ("hagen-letters",)),
    Asked("видео-конференц-связи", ("hagen-letters",)),
    Asked("мини футбол", ("orsha-sport",)),
    Asked("Глинки,романсы", ("glinka-glinka",)),
    Asked("III форум", ("smolensk-business",)),
    Asked("1812 год", ("kardymovo-fields",)),
    Asked("ДЮСШ №4", ("smolensk-chess",)),
)

NAMES = (
    Asked("вяземский", VYAZMA),
    Asked("Вязьма", VYAZMA),
    Asked("из Вязьмы", VYAZMA),
    Asked("оршанский", ORSHA),
    Asked("Орша", ORSHA),
    Asked("мстиславский", MSTISLAVL),
    Asked("Мстиславль", MSTISLAVL),
    Asked("Кричев", KRICHEV),
    Asked("кричевский", KRICHEV),
    Asked("руднянский", RUDNYA),
    Asked("Рудня", RUDNYA),
    Asked("лиозненский", LIOZNO),
    Asked("полоцкий", ("dukhovshchina-bread", "velizh-lelikov")),
    Asked("гомельский", ("yartsevo-wrestling",)),
    Asked("велижские", VELIZH),
    Asked("гагаринский", GAGARIN),
    Asked("Хотимск", ("ershichi-borders",)),
    Asked("чаусский", ("khislavichi-twins",)),
    Asked("дорогобужский", ("dorogobuzh-chem", "dorogobuzh-theatre")),
    Asked("Могилев", ("dorogobuzh-theatre", "roslavl-rail")),
)

COUNTRIES = (
    Asked("белорусский", BY),
    Asked("Беларусь", BY),
    Asked("РБ", BY),
    Asked("Белоруссия", BY),
    Asked("Республика Беларусь", BY),
    Asked("из Китая", CN),
    Asked("КНР", CN),
    Asked("китайские", CN),
    Asked("Китайская Народная Республика", CN),
    Asked("немецкий", DE),
    Asked("Германия", DE),
    Asked("ФРГ", DE),
    Asked("узбекский", UZ),
    Asked("Казахстан", KZ),
    Asked("казахстанский", KZ),
    Asked("болгары", ("bulgaria-roses", "roslavl-konenkov")),
    Asked("сербский", ("serbia-bells", "roslavl-konenkov", "twins-meeting")),
    Asked("вьетнамские врачи", ("smolensk-doctors",)),
    Asked("турецкий", ("desnogorsk-regatta",)),
    Asked("белорусские театры", ("dorogobuzh-theatre",)),
)

OTHER_WRITINGS = (
    Asked("Vitebsk", VITEBSK),
    Asked("Віцебск", VITEBSK),
    Asked("Hagen", HAGEN),
    Asked("Кутно", ("kutno-fair",)),
    Asked("Тарговиште", ("bulgaria-roses",)),
    Asked("Нарухито", ("china-calligraphy",)),
    Asked("Kragujevac", ("serbia-bells", "twins-meeting")),
)

DOCUMENTS_AND_PEOPLE = (
    Asked("соглашение побратимские связи", ("mstislavl-agreement",)),
    Asked("протокол о намерениях", ("khislavichi-twins",)),
    Asked("меморандум торгово-промышленная палата", ("smolensk-business",)),
    Asked("народный хор", ("slavic-bazaar",)),
    Asked("гроссмейстер", ("smolensk-chess",)),
    Asked("оркестр музыканты", ("hagen-orchestra",)),
    Asked("участие фестиваль Витебск", ("slavic-bazaar",)),
    Asked("в честь Дня Победы", ("rudnya-tank",)),
    Asked("турнир Ярцево борьба", ("yartsevo-wrestling",)),
    Asked("посольство казахстана ельня", ("elnya-guard",)),
    Asked("подписание", ("mstislavl-agreement", "khislavichi-twins", "smolensk-business")),
    Asked("лён", ("sychevka-flax", "krichev-farm")),
)

SLIPS = (
    Asked("Витепск", VITEBSK, "Витебск"),
    Asked("Виетбск", VITEBSK, "Витебск"),
    Asked("Вязма", VYAZMA, "Вязьма"),
    Asked("Мстиславаль", MSTISLAVL, "Мстиславль"),
    Asked("Росславль", ("roslavl-rail", "roslavl-konenkov", "minsk-youth"), "Рославль"),
    Asked("Десногорс", ("desnogorsk-atom", "desnogorsk-regatta", "china-calligraphy"), "Десногорск"),
    Asked("фестеваль Рудня", ("rudnya-festival",), "фестиваль"),
    Asked("Узбекистн", UZ, "Узбекистан"),
    Asked("каллегография", ("china-calligraphy",), "каллиграфия"),
    Asked("Хиславич", ("khislavichi-cooks", "khislavichi-twins"), "Хиславичи"),
    Asked("Крагуевас", ("serbia-bells", "twins-meeting"), "Крагуевац"),
    Asked("Dbnt,cr", VITEBSK, "Витебск"),
    Asked("vbycrbq", MINSK, "минский"),
    Asked("Jhif", ORSHA, "Орша"),
    Asked(",fpfh", ("slavic-bazaar",), "базар"),
    Asked("Смаленск шахматы", ("smolensk-chess",), "Смоленск"),
    Asked("<tkfhecm", BY, "Беларусь"),
    Asked("витеб", VITEBSK, "витеб"),
    Asked("кинолог", ("smolensk-dogs",)),
)

NOTHING = (
    Asked("вязать", ()),
    Asked("Антарктида", ()),
    Asked("мировоззрение", ()),
    Asked("!!!", ()),
    Asked("фестиваль хоккей", ()),
)

QUERIES = (
    *WORD_FORMS,
    *LETTERS,
    *NAMES,
    *COUNTRIES,
    *OTHER_WRITINGS,
    *DOCUMENTS_AND_PEOPLE,
    *SLIPS,
    *NOTHING,
)
