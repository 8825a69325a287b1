"""What single texts of an uploaded table are: a column's heading, a municipality, a title, a total, a period, a place.

Only enough to find one's way in a table: what a period or a place means is for `reports.prose`. Every expression
takes time in proportion to its text. The words that name a column of ours are declared with it (`files/table.py`);
here are those that name a part of it, and those of the columns that offices have besides.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from reports.files.table import COLUMNS, NAME, NUMBER_COLUMN, PARTICIPANTS, PERIOD, PLACE, PURPOSE

NUMBER = "number"
# A column that says whose the row is; no field of an event.
OWNER = "owner"
_COLUMN_OF = {NUMBER: NUMBER_COLUMN, **{column.field: column for column in COLUMNS}}
# The official order.
FIELDS = tuple(_COLUMN_OF)
LABELS = {field: column.short for field, column in _COLUMN_OF.items()}

# --- the heading of a column ------------------------------------------------------------------------------------

_HEADING_OF = {field: re.compile(column.named_by) for field, column in _COLUMN_OF.items()}
# What the columns of one field hold of it.
PLANNED, ACTUAL, BEGIN, END, DAY, MONTH, YEAR, TIME = (
    "planned",
    "actual",
    "begin",
    "end",
    "day",
    "month",
    "year",
    "time",
)
PARTNER, TOTAL, FOREIGN, RUSSIAN = "partner", "total", "foreign", "russian"
# What other columns hold: the kind of an event may be all the name that it has, a format all the place.
# PLAIN: a column of known words that the report does not have.
KIND, FORMAT, OTHER, PLAIN = "kind", "format", "other", "plain"
_ROLES = {
    "": ((PLANNED, r"\bплан|\bзаплан|\bнамеч|\bпредполаг"), (ACTUAL, r"\bфакт")),
    PERIOD: (
        (BEGIN, r"\bначал|^с$|^от$|\bоткрыти"),
        (END, r"\bоконч|\bзаверш|^по$|^до$|\bзакрыти|\bконец"),
        (MONTH, r"\bмесяц"),
        (YEAR, r"\bгод\b"),
        (TIME, r"^время\b|^час"),
        (DAY, r"^(?:день|число|дни|числа)\b"),
    ),
    PLACE: ((PARTNER, r"партн|побратим"),),
    PARTICIPANTS: (
        (FOREIGN, r"\bиностр|\bзарубеж"),
        (RUSSIAN, r"\bросси|\bотечествен"),
        (TOTAL, r"\bвсего\b|\bобщ|^кол|^числ|^охват|^чел|\bитого\b"),
    ),
}
_ROLE = {field: tuple((role, re.compile(form)) for role, form in roles) for field, roles in _ROLES.items()}

# Columns whose words are like ours and mean something else.
_ELSE = re.compile(
    r"\b(?:дат|числ|срок|время|врем|период)\w* (?:\w+ )?(?:подпис|рожд|заключ|составл|регистр|отправ|предостав"
    r"|представл"
    r"|публик|действи|сдачи|оплат)"
    r"|\bдействует|\bдействи[ея] (?:до|с)\b|\bмест[оа] (?:работ|рожд|учеб|житель|служб|хран)|занятое мест"
    r"|^мест[оа] \(?1|\bденьги|\bдень недели"
    r"|\b(?:наим|назв)\w* (?:\w+ )?(?:учрежд|организ|документ|договор|соглаш|показат|раздел|стать|орган|партн|сми)"
    r"|\bкол\w*+[ -]?\w* (?:мероп|экз|дней|часов|листов|публик|соглаш)|\bответствен|\bисполнител|\bкто отвеч"
    r"|\bкуратор|\bконтакт|\bтелефон|\bтел\."
    r"|\bдолжност|\bподпись|\bкем подпис|\bкому\b|\bфамил|\bф\. ?и\. ?о|\bфио\b|\bфинанс|\bбюджет|\bсумм"
    r"|\bстоимост|\bрасход|\bруб|\bпримечан|\bкомментари|\bоткуда\b"
    r"|\bссылк|\bпубликац|\bсми\b|\bфото|\bприложени|\bед\w*\.? ?изм|\bединиц|\bпоказател|\bоснован"
    r"|\bэл\.? ?почт|\bстраниц|\bстр\.|\bдокументы?$"
    r"|\bпункт\w* (?:план|програм)|\bзначени|\bпроцент|\bстатус|\bуровень|\bсфер[аы]\b|\bнаправлени|\bкласс$|\bвозраст"
)
_SOFT = re.compile(r"\bвид\b|\bтип\b|\bформ[аы]\b|\bформат|\bорганизатор|\bраздел|\bкатегори")
_WITH_WHOM = re.compile(r"(?<![\w-])партнер\w*$")
_PLACE_OF_WHOM = re.compile(r"\bстран|\bгород|\bгосударств")
_AND_EVENT = re.compile(r"^(?:наим|назв)\w* [\w -]+(?:,|/| и) ?(?:наименование |название )?мероприяти[ея]\b")
_EVENT_AND = re.compile(r"(?:\w+ое )?мероприяти[ея]\w?\s*(?:,|/|и\s)")
_HOW_MANY = re.compile(r"^всего\b|\bчеловек\b|^чел\b|\bиностранн\w+$|\bзарубежн\w+$|^российск\w+$")
_OWNER = re.compile(
    r"\bмуниципальн\w* (?:образован|округ|район)|(?:^|\s)мо$|\bмуниципалитет|^район(?:ы|а)?$|^округ(?:а|и)?$"
    r"|^городск\w* округ|^орган\w* местного"
)
# Words that headings are made of; a text of other words is no heading, even if it begins like one.
_HEADING_WORD = re.compile(
    "|".join(column.words for column in _COLUMN_OF.values())
    + r"|информац|достигнут|договор|подписа|документ|общ|друг|иные$|дополнительн|сведени|числ|том$|т$|чел$"
    r"|человек|юр$|данн"
    r"|категори|организ|полн|основн|главн|точн|подробн|ключев|конкретн|фактич|сколько$|справк|что$|чем$|тематик"
    r"|отчет$|исполнени|повестк|куда$|откуда$|кого$|комментари|форма|формат"
    r"|и$|в$|о$|об$|по$|с$|ч$|до$|от$|из$|или$|за$|их$|них$|этом$|иностр|российск"
    r"|росси|зарубеж|международн"
    r"|план|факт|намеч|предполаг|всего$|итого$|вид$|тип$|партн|побратим|открыти|закрыти|конец$|ответствен"
    r"|исполнител|отвеч|куратор"
    r"|контакт|телефон|тел$|должност|подпис|расшифров|фамил|ф$|фио$|имя$|отчеств|инициал|финанс|бюджет|сумм"
    r"|стоим|расход|руб|тыс$"
    r"|примечан|ссылк|публикац|сми$|фото|приложени|ед$|изм|единиц|показател|основани|почт|стр$|страниц|значени"
    r"|процент|статус"
    r"|уровень|сфер|направлени|класс$|возраст|муницип|мо$|округ|образовани|орган|местн|самоуправ|кем$|действ"
    r"|сторон|рожден|работ"
    r"|недел|час|прим$|раздел|источник|количеств|учрежд|отметк|наш|детей$|дети$|взросл|молод[её]ж|ближн|наличи"
    r"|представ|приглаш|краткая$"
)
_WORDS = re.compile(r"№+|[^\W_]+(?:-[^\W_]+)?")
_HYPHEN = re.compile(r"(?<=[а-яё])[-\u00ad‐]\s+(?=[а-яё])")
_NOTE_SIGN = re.compile(r"[*†‡¹²³⁰⁴-⁹\u00ad]+|(?<=[а-яё])\s?\d{1,2}\s?\)|(?<=[а-яё]{3})\d\b")
_LATIN = re.compile("[a-z]")
_MIXED_WORD = re.compile("[a-zа-я]*(?:[a-z][а-я]|[а-я][a-z])[a-zа-я]*")  # typed in two alphabets
_LOOK_ALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")
_LINE_NUMBER = re.compile(r"\d{1,2}\s?[.)]\s?(?=[а-я№])")
_BRACKETS = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?")
# Words that a line's end divided without a hyphen.
_TORN = re.compile(
    r"(?:наименовани[ея]|названи[ея]|мероприяти[еяй]|участник(?:и|ов)|количество|содержание|результаты?"
    r"|проведения|место|сроки?|дата"
    r"|период|описание|международн(?:ого|ых)|цель|итоги?){1,5}"
)
LONGEST_HEADING = 250
# A header whose headings have strange words: letters of each, and how many there are at least.
LONGEST_STRANGE = 100
FEWEST_STRANGE = 4


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading says: the fields that its column holds, none for a column that the report does not have, and
    which part of the field (`role`)."""

    fields: tuple[str, ...] = ()
    role: str = ""


def folded_heading(text: str) -> str:
    """A heading for comparing: in one case, ё as е, without signs of footnotes and without hyphens at a line's end."""
    low = _NOTE_SIGN.sub("", _HYPHEN.sub("", text.casefold())).replace("ё", "е")
    if not low.isascii() and _LATIN.search(low):
        low = _MIXED_WORD.sub(lambda word: word[0].translate(_LOOK_ALIKES), low)
    return _LINE_NUMBER.sub("", " ".join(low.split()), count=1).strip(" .:;,")


@lru_cache(512)
def heading_meaning(text: str) -> Meaning | None:
    """What a heading means; None for a text that is no heading."""
    if not text or len(text) > LONGEST_HEADING:
        return None
    low = folded_heading(text)
    if not _is_made_of_heading_words(low):
        low = _known_part(low)
    return _meaning(low) if low else None


@lru_cache(512)
def meaning_in_header(text: str) -> Meaning | None:
    """What a heading among others means, though it has strange words; None where none of its words is known."""
    meaning = heading_meaning(text)
    if meaning or not text or len(text) > LONGEST_HEADING:
        return meaning
    found = _meaning(folded_heading(text))
    return found if found.fields or found.role else None


def _known_part(low: str) -> str:
    """Of a heading with strange words, what stands before its brackets, or the word that a line's end divided."""
    main = " ".join(_BRACKETS.sub(" ", low).split())
    if main != low and _is_made_of_heading_words(main):
        return main
    whole = low.replace(" ", "")
    return whole if _TORN.fullmatch(whole) else ""


def _meaning(low: str) -> Meaning:
    main = " ".join(_BRACKETS.sub(" ", low).split())
    main = main if any(map(str.isalnum, main)) or "№" in main else low
    if _OWNER.search(main):
        return Meaning((OWNER,))
    found = _fields_in(main)
    if _means_something_else(main, found):
        return Meaning((), OTHER)
    found += _fields_in_brackets(low, found)
    soft = _SOFT.search(main)
    if not found and not soft:
        found = _field_of_loose_words(main) or _fields_in(low)
    if not found:
        return Meaning((), _role_of_other(main, soft))
    role = role_in(found[0], main)
    return Meaning(tuple(found), role if len(found) == 1 or role in (PLANNED, ACTUAL) else "")


def _means_something_else(main: str, found: list[str]) -> bool:
    """«Дата подписания», «Место работы», «Партнёр»."""
    if _AND_EVENT.search(main):
        return False
    if _ELSE.search(main) and found[:1] not in ([PURPOSE], [PARTICIPANTS]):
        return True
    return found in ([], [PLACE]) and bool(_WITH_WHOM.search(main)) and not _PLACE_OF_WHOM.search(main)


def _field_of_loose_words(main: str) -> list[str]:
    """What «Всего», «Мероприятие» mean where nothing else is said."""
    if _HOW_MANY.search(main):
        return [PARTICIPANTS]
    return [NAME] if re.search(r"мероп|\bмер-т", main) else []


def _role_of_other(main: str, soft: re.Match | None) -> str:
    if soft is None:
        return role_in("", main)
    if soft[0].startswith("формат") or "провед" in main:
        return FORMAT
    return KIND if "мероп" in main or main in ("вид", "форма", "тип") else OTHER


def _fields_in(main: str) -> list[str]:
    """The fields that a heading names, in its order: one, unless name, place, days are together in a column."""
    found = {field: match.start() for field, form in _HEADING_OF.items() if (match := form.search(main))}
    if found and _EVENT_AND.match(main):
        found.setdefault(NAME, -1)
    ordered = [field for field in sorted(found, key=found.get) if not _is_of_another(field, found, main)]
    several = [field for field in ordered if field in (NAME, PLACE, PERIOD)]
    if len(several) > 1 and ordered[0] in several:
        return [field for field in ordered if field != NUMBER]
    return ordered[:1]


def _fields_in_brackets(low: str, found: list[str]) -> list[str]:
    """«Мероприятие (дата, место)»: what stands in the same cells."""
    if found[:1] not in ([NAME], [PLACE], [PERIOD]) and not low.startswith("мероприят"):
        return []
    inside = _fields_in(" ".join(piece.strip("()[]") for piece in _BRACKETS.findall(low)))
    others = [field for field in inside if field in (PLACE, PERIOD) and field not in found]
    return [NAME, *others] if others and not found else others


def _is_of_another(field: str, found: dict[str, int], main: str) -> bool:
    """Whether the words of a field are said of another one: «число участников», «страны-участницы», «дата события»."""
    words = main[found[field] :]
    if PARTICIPANTS in found and field in (PERIOD, PLACE):
        return bool(re.match(r"числ|стран|город|регион|населен", words))
    return field == NAME and 0 <= found[NAME] > min(found.values()) and not re.match(r"наим|назв|тем", words)


def role_in(field: str, low: str) -> str:
    """Which part of a field the words of a heading name; "" for the whole, or for several parts at once."""
    found = [role for role, form in (*_ROLE[""], *_ROLE.get(field, ())) if form.search(low)]
    if set(found) == {MONTH, YEAR}:
        return MONTH
    if len(found) > 1 and found[0] not in (PLANNED, ACTUAL, FOREIGN, RUSSIAN):
        return ""
    if {FOREIGN, RUSSIAN} <= set(found) or {PLANNED, ACTUAL} <= set(found):
        return ""
    return found[0] if found else ""


def narrowed(upper: Meaning, title: str) -> Meaning:
    """What a column means whose heading stands, together with others, under a wider one."""
    lower, low = meaning_in_header(title), folded_heading(title)
    if upper.fields in ((), (NAME,), (NUMBER,), (OWNER,)):
        if lower is None:
            return Meaning((), OTHER)
        is_bare = not lower.fields and lower.role in (PLANNED, ACTUAL)
        return Meaning(upper.fields if is_bare else lower.fields, lower.role or upper.role)
    own = lower.fields if lower else ()
    keeps = (
        not own or own[0] in (NAME, NUMBER, OWNER) or (upper.fields[0] == PARTICIPANTS and own[0] in (PLACE, PERIOD))
    )
    fields = upper.fields if keeps else own
    return Meaning(fields, role_in(fields[0], low) or (upper.role if upper.role != TOTAL else ""))


def is_header(meanings: Sequence[Meaning | None]) -> bool:
    """Whether texts that mean this are the header of a table of events. None: no heading."""
    unknown = [meaning is None for meaning in meanings]
    if 2 * sum(unknown) > len(meanings):
        return False
    if any(unknown) and unknown == [bool(place % 2) for place in range(len(meanings) // 2 * 2)]:
        return False  # «Дата | 15.02.2025 | Место | г. Рудня»: a row of a card
    said = [meaning for meaning in meanings if meaning]
    known = {field for meaning in said for field in meaning.fields} - {OWNER}
    if PERIOD in known and PURPOSE in known:
        return True
    has_kind = any(meaning.role == KIND for meaning in said)
    if NAME in known:
        return len(known) >= 2
    return len(known) >= (1 if has_kind else 3)


def meanings_of_row(texts: Sequence[str], *, is_first: bool = False) -> list[Meaning | None] | None:
    """What the texts of a row (those that are not empty) mean if the row is a table's header, else None. `is_first`:
    no header was seen yet, so words that are strange beside those of a heading («Цель поездки») do no harm in a row
    without a figure."""
    said = sum(map(bool, texts))
    is_strange = is_first and said >= FEWEST_STRANGE and not _has_figures(texts)
    meaning_of = _meaning_of_beginning if is_strange else heading_meaning
    found, unknown = [], 0
    for text in texts:
        if not text:
            continue
        found.append(meaning_of(text))
        unknown += found[-1] is None
        if 2 * unknown > said:  # the rows of events: a look at three or four cells is enough
            return None
    return found if is_header(found) else None


def _meaning_of_beginning(text: str) -> Meaning | None:
    """What a text means that begins with the words of a heading, whatever follows."""
    meaning = heading_meaning(text) or meaning_in_header(text)
    if meaning is None or not meaning.fields or meaning.fields[0] == OWNER:
        return meaning
    return meaning if heading_meaning(text) or _HEADING_OF[meaning.fields[0]].match(folded_heading(text)) else None


def _has_figures(texts: Sequence[str]) -> bool:
    return any(len(text) > LONGEST_STRANGE or any(map(str.isdigit, text)) or text.endswith(".") for text in texts)


def is_column_numbers(texts: Sequence[str]) -> bool:
    """The row «1 2 3 4 5 6», or «А Б 1 2 3», under a header."""
    said = [text.strip("().") for text in texts]
    letters = [text for text in said if text.isalpha()]
    numbers = said[len(letters) :]
    is_one_letter_each = all(len(letter) == 1 for letter in letters) and len(set(letters)) == len(letters)
    return len(said) > 2 and is_one_letter_each and numbers == [str(n + 1) for n in range(len(numbers))]


def is_only_official(text: str) -> bool:
    """Whether a heading consists of the usual words only, so that it may be dropped."""
    return not text or _is_made_of_heading_words(folded_heading(text), share=1)


def _is_made_of_heading_words(low: str, share: float = 0.7) -> bool:
    words = _WORDS.findall(low)
    known = sum(bool(_HEADING_WORD.match(word)) for word in words)
    return bool(words) and known >= share * len(words)


# --- a row, or a paragraph, that is no event ---------------------------------------------------------------------

_QUOTES = re.compile("[\"'«»„“”‟]")
_OF_REGION = r"(?:\s+[\w-]+(?:ой|ого|ая|ий|ый|ской)\s+(?:области|области?|края|край|республики))?"
_MUNICIPALITY = re.compile(
    r"(?:администрация\s+)?(?:"
    r"(?:муниципальное\s+образование|мо|муниципальный\s+(?:округ|район)|городской\s+округ|зато)(?:\s+[\w.-]+){1,10}"
    rf"|(?:город|г\.)\s*-?(?:герой\s+)?[а-яё][\w-]*(?:\s+[а-яё][\w-]*)?{_OF_REGION}"
    rf"|[а-яё][\w-]*(?:ский|цкий|ной|ный|ий)\s+(?:муниципальный\s+|городской\s+)?(?:район|округ|р-н){_OF_REGION}"
    r")"
)
_TITLE = re.compile(
    r"(?:сводн\w+\s+|квартальн\w+\s+|ежеквартальн\w+\s+)?(?:отч[её]т|информаци|сведени|перечень|итоги|доклад"
    r"|реестр)\w*\b"
)
_GOES_ON_TITLE = re.compile(r"[а-яё(]|.*(?:квартал|20\d\d)")
_TOTAL = re.compile(r"(?:итого|всего)\b")
_NOTHING = re.compile(
    r"(?:международн\w+\s+)?мероприяти\w+\s+(?:\w+\s+){0,6}?не\b|нет\s+мероприяти|мероприятия\s+ещё\s+не|не\s+проводил"
    r"|(?:мероприятия\s+)?отсутству|в\s+(?:отч[её]тн|\w+\s+квартале).{0,200}\bне\s+(?:провод|был)"
    r"|продолжение(?:\s+таблиц\w+)?\b"
)


def is_municipality(text: str) -> bool:
    """«Муниципальное образование «Вяземский район» Смоленской области», «г. Смоленск», «Вяземский округ»."""
    low = " ".join(_QUOTES.sub(" ", text).casefold().split()).rstrip(".:")
    return len(low) <= 200 and not re.search(r"\d", low) and bool(_MUNICIPALITY.fullmatch(low))


def is_title(text: str) -> bool:
    """The title of the whole: «Отчет о мероприятиях …»."""
    return len(text) <= 600 and bool(_TITLE.match(text.casefold()))


def goes_on_title(text: str) -> bool:
    """A further line of the title."""
    return len(text) <= 300 and bool(_GOES_ON_TITLE.match(text)) and not is_municipality(text)


def is_remark(text: str) -> bool:
    """«Итого: 5», «Мероприятий не было», «Продолжение таблицы»: a row that tells of the table, not of an event."""
    low = text.casefold()
    return len(low) <= 300 and bool(_TOTAL.match(low) or _NOTHING.match(low))


# --- what a column without a heading holds -----------------------------------------------------------------------

_NUMBER = re.compile(r"(?:№\s*)?\d{1,5}(?:\.\d{1,4})*\s*[.)]?")
_PERIOD = re.compile(
    r"\d{1,2}\s*[./]\s*\d{1,2}|\b(?:19|20)\d\d\b|январ|феврал|\bмарт|апрел|\bма[йя]\b|\bиюн|\bиюл|август|сентябр|октябр"
    r"|ноябр|декабр|квартал|полугоди|декад[аы]|в течение"
)
_PLACE = re.compile(
    r"(?:г|п|с|д|дер|пос|пгт|аг|гор)\.|(?:город|пос[её]лок|деревня|село)\s|.*(?:област|\bрайон|республик"
    r"|\bросси|беларус|китай"
    r"|\bвкс\b|онлайн|on-?line|дистанцион|\bформат|заочн|\bул\.|\bдом культуры)"
)


def is_number(text: str) -> bool:
    """A row's number as people type it."""
    return bool(_NUMBER.fullmatch(text))


def is_period(text: str) -> bool:
    """Short, and speaks of days, months or years."""
    return len(text) <= 120 and bool(_PERIOD.search(text.casefold()))


def is_place(text: str) -> bool:
    """Short, and speaks of a settlement, a region or a format."""
    return len(text) <= 160 and bool(_PLACE.match(text.casefold()))


def is_district(title: str) -> bool:
    """Whether a heading means any district, so that beside a town it is part of a place."""
    return folded_heading(title) in ("район", "округ", "районы", "округа")
