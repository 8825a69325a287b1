"""Knows the words in which people say how an event is held: in person, at a distance, as a videoconference."""

import re

_DISTANT = re.compile(
    r"дистанц|дистант|удаленн|удаленк|онлайн|он-лайн|online|on-line|интернет|заочн|вебинар|трансляц|эфир|виртуальн"
)
_CONFERENCE = re.compile(r"(?<!\w)вкс(?!\w)|видео-?\s?конференц|видео-?\s?связ")
_IN_PERSON = re.compile(r"(?<!\w)(?:очно|очный|очном|очная|офлайн|оффлайн|offline)")
_MIXED = re.compile(r"смешанн|гибрид|комбинированн")
SAYS_MIXED = re.compile(r"(?i)смешанн|гибрид|комбинированн|(?<![\w])(?:очн|офлайн|оффлайн|offline)")
BY_CORRESPONDENCE = re.compile(r"(?i)(?<!\w)заочн")
# The words that a phrase about the format consists of; anything else among them makes it something else.
_FORMAT_WORD = re.compile(
    r"в|во|и|с|на|по|через|форм[а-я]*|режим[а-я]*|участи[а-я]*|посредством|использованием|связ[а-я]*|сеанс[а-я]*|сети"
    r"|дистанц[а-я]*|дистант[а-я]*|удаленн[а-я]*|удаленк[а-я]*|виртуальн[а-я]*|сетев[а-я]*|онлайн|он|лайн|online|on|line|интернет|вкс|видео|видеоконференц[а-я]*|видеосвяз[а-я]*"
    r"|видеоконференцсвяз[а-я]*|конференц[а-я]*|очн[а-я]*|заочн[а-я]*|офлайн|оффлайн|offline|смешанн[а-я]*"
    r"|гибрид[а-я]*|комбинированн[а-я]*|вебинар[а-я]*|трансляци[а-я]*|прям[а-я]*|эфир[а-я]*|этап[а-я]{0,2}|тур[а-я]?"
)
_BETWEEN_FORMAT_WORDS = re.compile("[-‐‑–/: ]+")
# A venue with one of these is no mere venue: «в режиме видеоконференцсвязи с Республикой Беларусь». An adjective within
# a name says nothing of the format: «Центр дистанционного образования».
SPEAKS_OF_FORMAT = re.compile(
    r"(?<![\w«-])(?i:онлайн|online|вкс(?!\w)|видео-?конференц)"
    r"|\A(?:[а-яё][^«]*(?<!\w))?(?i:дистанцион|удал[её]нн|заочн|смешанн|гибридн)"
)


# Some take part at a distance, the others are there: «часть участников – по ВКС», «с подключением гостей по ВКС».
_SOME_ARE_DISTANT = re.compile(
    r"(?i)\A(?:(?:часть|некоторые|отдельные|ряд|иностранные|зарубежные|белорусские|гости|спикеры|эксперты|партн[её]ры"
    r"|остальные|участники из"
    r"|участие [а-яё]{4,20} (?:коллег|партн[её]ров|стороны|гостей|участников|делегации|школьников))(?![\w])"
    r"|с (?:(?:онлайн|видео)-?)?(?:подключени|включени|участи)[а-яё]{1,3}(?![\w]))[^,;()]{0,80}\Z"
)
_SPEAKS_OF_DISTANCE = re.compile(
    r"(?i)дистанц|удал[её]нн|он-?лайн|online|(?<![\w])вкс(?![\w])|видео-?\s?(?:конференц|связ)|zoom"
)


def is_partly_distant(piece: str) -> bool:
    """Say whether the piece tells that some of the people were there and others at a distance."""
    return bool(_SOME_ARE_DISTANT.match(piece) and _SPEAKS_OF_DISTANCE.search(piece))


def formats_in(text: str) -> set[str]:
    """Return the formats that a phrase names; an empty set when it speaks of something else."""
    key = text.strip().lower().replace("ё", "е")
    if not is_about_format(key):
        return set()
    found = set()
    if _CONFERENCE.search(key):
        found.add("videoconference")
    elif _DISTANT.search(key):
        found.add("online")
    if _IN_PERSON.search(key):
        found.add("offline")
    return {"mixed"} if _MIXED.search(key) else found


def is_about_format(key: str) -> bool:
    """Say whether all words of the key are those of a format."""
    return all(_FORMAT_WORD.fullmatch(word) for word in _BETWEEN_FORMAT_WORDS.split(key))
