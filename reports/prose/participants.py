"""Understands how many people took part, where the text of the participants says so exactly.

Taken is what the text calls a total («всего 45 участников», «общее количество – 120 человек»), a number of people that
is all it says, or the sum of a breakdown by country that names Russia. Numbers of groups, schools, viewers and years do
not count. «более 300 человек» is not exact: it is flagged, and so is a total that its own parts contradict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.prose.breakdown import Item, items_of
from reports.prose.cleaning import without_unseen
from reports.prose.numerals import in_digits, without_confirmation

MOST_PEOPLE = 1_000_000_000
# A text longer than this is no cell of a table; its first part tells the total if any does.
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Total:
    """What the text says: all people, the foreign ones among them, and what should be asked (Russian sentences)."""

    total: int | None = None
    foreign: int | None = None
    doubts: tuple[str, ...] = ()


NOTHING = Total()

_NUMBER = r"(?<![\w.,№-])(?<!№ )(?:\d{1,3}(?: \d{3}){1,4}|\d{1,15})(?!\w|[.,:]\d)"
_PEOPLE = r"(?:человека?|чел\b\.?|участник(?:ов|а|и)?|людей)(?!\w)"
_INEXACT = (
    r"(?:(?:не )?(?:более|менее|больше|меньше)(?: чем)?|свыше|около|порядка|примерно|приблизительно|ориентировочно"
    r"|почти|до|от|~)"
)
_HOW_MANY = rf"(?P<inexact>{_INEXACT} ?)?(?P<number>{_NUMBER})(?P<range> ?(?:[-–—]|до) ?\d+|\+| и более| и больше)?"
# What is counted beside people: «всего 2 команды, 30 человек».
_KINDS_OF_GROUPS = "команд|коллектив|делегаци|групп|организаци|школ|стран|ансамбл|район|регион|клуб|семь"
_GROUPS = rf"(?:\d{{1,4}} (?:{_KINDS_OF_GROUPS})\w*(?:,| и|:| –)? ?\(?)"
# Words allowed between «всего» and its number.
_FILLING = (
    rf"(?:[ :–—-]|\(чел(?:\.|овек)?\)|, чел\.?|{_GROUPS}|участвующих|участников|участия|мероприятия|конкурса"
    r"|фестиваля|турнира|соревнований|встречи"
    r"|в мероприяти[ия]|в нём|в встрече|человек|людей|чел\."
    r"|составил[оа]?|составляет|приняло участие|приняли участие|приняло|приняли|участие|участвовал[ио]?"
    r"|присутствовал[ио]?|было)*?"
)
_LABELLED = re.compile(
    rf"(?<!\w)(?P<label>общее (?:количество|число|кол-во)|общая численность|численность|общий охват|охват"
    rf"|(?:количество|кол-во|число)(?= участников| присутств| человек| ?[:–—-])"
    rf"|всего|итого)(?P<filling>{_FILLING}){_HOW_MANY}(?! ?(?:{_KINDS_OF_GROUPS}))(?P<unit> ?{_PEOPLE})?",
    re.IGNORECASE,
)
_TOOK_PART = re.compile(
    r"(?:(?:приняли|приняло|принимали) участие|участие (?:приняли|приняло|принимали)|участвовал[ио]?"
    rf"|присутствовал[ио]?)[ :–—-]{{1,3}}(?:{_GROUPS})?{_HOW_MANY} ?{_PEOPLE}",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"\s*(?:(?P<label>участник(?:и|ов) ?[:–—-]? ?)|{_GROUPS}){{0,3}}{_HOW_MANY}"
    rf"(?: ?{_PEOPLE}|(?(label)(?=[ .;]*\Z)|(?!)))",
    re.IGNORECASE,
)
# «Представители библиотек, 35 человек»: the number closes the list of who they are.
_AT_THE_END = re.compile(
    rf"(?:,| [–—-]| ?\(| в количестве| численностью) ?{_HOW_MANY} ?{_PEOPLE}[ .;)]*\Z", re.IGNORECASE
)
_COMPOSITION = re.compile(
    r"\s*(?:(?:творческие|детские|юные|официальные|взрослые|народные) )?(?:представители|участники|обучающиеся|учащиеся"
    r"|педагоги|преподаватели|коллективы|команды|школьники|студенты|жители|дети|спортсмены|воспитанники|специалисты"
    r"|работники|сотрудники|руководители|волонтёры|ветераны|мастера)(?!\w)",
    re.IGNORECASE,
)
_AMONG_THEM = re.compile(
    r"[\s,;.:(–—-]*(?P<opens>из них|из которых|в том числе|в т\. ?ч\.|включая)[\s:–—-]*(?P<groups>[^;)]*)",
    re.IGNORECASE,
)
# «Иностранных участников – 12», «12 зарубежных гостей», «число иностранных участников: 12».
_FOREIGN_WORDS = r"(?:иностран|зарубеж)\w+(?: (?:участник|граждан|гост|представител|специалист|делегат)\w*)?"
_FOREIGN = re.compile(
    rf"(?<!\w){_FOREIGN_WORDS}(?: ?[:–—-]| составил[оа]?)? ?(?P<after>{_NUMBER})"
    rf"|(?P<before>{_NUMBER})(?: \(\d+\))?(?: {_PEOPLE})? ?(?:[–—-] ?)?(?:из числа )?{_FOREIGN_WORDS}",
    re.IGNORECASE,
)
# «1 200 участников очно и 300 онлайн»: which of them is the total?
_AND_MORE = re.compile(rf"[^,.:;()\n]{{0,80}}\sи\s+{_NUMBER}")
_NOTHING_MORE = re.compile(
    r"(?: из \d{1,3} (?:стран|регион|район|город|област|школ|организаци)[а-яё]*)?"
    r"(?:\s+(?:из|от|со?) (?:[^\d,;.()\n:]|(?<=\bг)\.|(?<=обл)\.){1,200})?[\s.;,)]*\Z"
)
_BARE = re.compile(r"\s*(?:[,.;()–—:]|\Z|\n)")
# Who only looks on is counted apart.
_LOOKING_ON = re.compile(
    r"[,;.]?\s*(?:и )?(?:(?:количество|число) )?(?:онлайн[- ]?)?(?<![\w-])"
    r"(?:зрител(?:и|ей)|просмотр(?:ы|ов)|подписчик(?:и|ов)|болельщик(?:и|ов)|онлайн-просмотр(?:ы|ов))"
    rf"(?: трансляции| онлайн)? ?[:–—-]? ?{_NUMBER}(?: {_PEOPLE})?"
    rf"|[,;.]?\s*(?:и )?{_NUMBER} (?:онлайн[- ]?)?(?:зрител|просмотр|подписчик|болельщик)\w*(?: трансляции| онлайн)?",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(
    r"(?<!\d)\d{1,12}(?:[.,]\d{1,3})? ?(?:тыс\.?|тысяч\w*|млн\.?) ?(?:человек|чел|участник|людей)", re.IGNORECASE
)
_EACH = re.compile(rf"(?<!\w)по {_NUMBER} {_PEOPLE} (?:от|из|с) (?:каждо\w+ из )?{_NUMBER}", re.IGNORECASE)
_STUCK = re.compile(r"(?<=\d)(?=(?:человек|чел|участник))|(?:(?<=всего)|(?<=итого))[–—-]?(?=\d)", re.IGNORECASE)

# «из России (30 человек) и Беларуси (20 человек)»
_IN_BRACKET = re.compile(rf" ?\(({_NUMBER}) ?{_PEOPLE}\)", re.IGNORECASE)

IN_THOUSANDS = "Количество участников названо в тысячах («{}») – впишите число, если знаете его"
FOR_EACH = "Количество названо на каждую группу («{}») – посчитайте и впишите общее"
DISAGREES = "Число и слова в скобках не совпадают – проверьте количество участников"


def participants_total(text: str) -> Total:
    """Return the totals that the text tells exactly; nothing is guessed. Linear in the text's length."""
    text = re.sub(r" ?\n[ \n]*", "\n", re.sub(r"[^\S\n]+", " ", without_unseen(text[:LONGEST])))
    text = _STUCK.sub(" ", in_digits(text))
    if not re.search(r"\d", text):
        return NOTHING
    text, agree = without_confirmation(text)
    if not agree:
        return Total(doubts=(DISAGREES,))
    text = _LOOKING_ON.sub("", text).lstrip(" ,.;")
    if each := _EACH.search(text):
        return Total(doubts=(FOR_EACH.format(each[0]),))
    stated = _stated(text)
    if not stated:
        return _without_total(text)
    return _of_stated(text, stated)


def _of_stated(text: str, stated: list[re.Match[str]]) -> Total:
    inexact = next((match for match in stated if match["inexact"] or match["range"]), None)
    if inexact:
        written = f"{inexact['inexact'] or ''}{inexact['number']}{inexact['range'] or ''}"
        return Total(doubts=(f"Количество участников названо неточно («{written}») – впишите число, если знаете его",))
    numbers = sorted({_value(match["number"]) for match in stated})
    if len(numbers) > 1:
        named = " и ".join(map(str, numbers[:3]))
        return Total(doubts=(f"В тексте названо несколько итогов ({named}) – впишите верный",))
    if any(_AND_MORE.match(text, match.end()) for match in stated):
        return Total(doubts=("В тексте названо несколько чисел – впишите общее количество",))
    return _with_foreign(numbers[0], text, stated[0])


def _stated(text: str) -> list[re.Match[str]]:
    """Return the numbers that are called totals; without any, the one that the text begins with, ends with or «took
    part»."""
    labelled = [match for match in _LABELLED.finditer(text) if _is_of_people(match, text)]
    if labelled:
        return labelled
    others = [match for match in (_ALONE.match(text), _TOOK_PART.search(text)) if match]
    found = [match for match in others if _says_all(text, match.end())][:1]
    last = None if found else _AT_THE_END.search(text, max(0, len(text) - 60))
    if last and _COMPOSITION.match(text) and _is_one_list(text[: last.start()]):
        return [last]
    return found


def _is_of_people(match: re.Match[str], text: str) -> bool:
    """Say whether a labelled number counts people: it says so, or its label does and nothing else is counted."""
    label = f"{match['label']}{match['filling']}".lower()
    before = text[max(0, match.start() - 40) : match.start()].lower()
    if re.search(r"(?:иностран|зарубеж|российск)\w+ *\Z", before) or "иностран" in label:
        return False
    if match["unit"] or (match["label"].lower() in ("всего", "итого") and _counts_people(text, match)):
        return True
    is_label_of_people = label.startswith(("общ", "численн")) or "участник" in label or "человек" in label
    # «Иностранных участников – 12, всего – 40»
    is_label_of_people = is_label_of_people or bool(re.search(r"участник\w* ?[:–—-]? ?(?:\d+,? ?)?\Z", before))
    return (is_label_of_people or bool(match["inexact"])) and _BARE.match(text, match.end()) is not None


def _counts_people(text: str, match: re.Match[str]) -> bool:
    """«Всего 120 спортсменов» where nothing else is counted, «всего 45, иностранных 15»."""
    beside = _BEFORE_FOREIGN.match(text, match.end())
    if beside and _FOREIGN.match(text, beside.end()):
        return True
    people = _COUNTED_PEOPLE.match(text, match.end())
    is_first = not re.search(r"\d", text[: match.start()])
    return people is not None and is_first and _says_all(text, people.end())


_BEFORE_FOREIGN = re.compile(r" ?[,;(] ?(?:из них |в том числе |в т\. ?ч\. )?", re.IGNORECASE)
_COUNTED_PEOPLE = re.compile(
    r" (?:спортсмен|дет(?:ей|и)|школьник|студент|делегат|гост|педагог|учащ|обучающ|музыкант|артист|волонт[её]р"
    r"|специалист|представител|исполнител|воспитанник|жител|ребят|юнармейц)[а-яё]*",
    re.IGNORECASE,
)


def _is_one_list(before: str) -> bool:
    """Say whether the words before a number are one list of people that it counts whole."""
    return not re.search(r"[\d,;()]| и ", re.sub(r"№ ?\d+|(?<!\w)и (?=[А-ЯЁ])", "", before))


def _says_all(text: str, end: int) -> bool:
    """Say whether the text tells of nobody else after this number, but for groups among them."""
    if any(pattern.match(text, end) for pattern in (_AMONG_THEM, _NOTHING_MORE, _AMONG_BEHIND)):
        return True
    rest = re.compile(r"\s*[,(;]\s*").match(text, end)
    if rest and (foreign := _FOREIGN.match(text, rest.end())):
        return (
            _NOTHING_MORE.match(text, re.compile(r"(?: человека?| чел\.?)?").match(text, foreign.end()).end())
            is not None
        )
    items = items_of(_beside(text, end))
    return items is not None and all(item.code for item in items)


_AMONG_BEHIND = re.compile(
    rf"\s*[,(;]\s*(?P<number>{_NUMBER})(?: {_PEOPLE})? (?:из них|из которых)[\s–—-]*(?P<who>[^,;)]*)"
)


def _with_foreign(total: int, text: str, stated: re.Match[str]) -> Total:
    if total > MOST_PEOPLE:
        return Total(doubts=("Количество участников не похоже на настоящее – проверьте число",))
    foreign, doubt = _foreign_among(total, text, stated)
    if doubt:
        return Total(doubts=(doubt,))
    if foreign is not None and foreign > total:
        return Total(doubts=(f"Иностранных участников ({foreign}) больше, чем всего ({total}) – проверьте числа",))
    return Total(total, foreign)


def _foreign_among(total: int, text: str, stated: re.Match[str]) -> tuple[int | None, str]:
    """Return how many of the groups that the text names are foreign (None when none is), and a doubt or ""."""
    people = _COUNTED_PEOPLE.match(text, stated.end())
    end = people.end() if people else stated.end()
    labelled = {_value(match["after"] or match["before"]) for match in _FOREIGN.finditer(text)}
    if len(labelled) == 1:
        return labelled.pop(), ""
    if behind := _AMONG_BEHIND.match(text, end):
        one = items_of(f"{behind['number']} {behind['who']}")
        return (_value(behind["number"]) if one and one[0].is_foreign else None), ""
    among = _AMONG_THEM.match(text, end)
    items = items_of(among["groups"] if among else _beside(text, end), is_open=among is not None) or []
    if labelled:
        return sum(item.value for item in items if item.is_labelled) or None, ""
    return _of_items(total, items, is_partial=among is not None)


def _beside(text: str, end: int) -> str:
    """What may break a total down: the bracket behind it, else all that follows."""
    bracket = re.compile(r"\s*\(([^()]*)\)").match(text, end)
    return bracket[1] if bracket else text[end:]


def _of_items(total: int, items: list[Item], *, is_partial: bool) -> tuple[int | None, str]:
    codes = [item.code for item in items]
    if not items or (not is_partial and "" in codes) or any(item.is_inexact for item in items):
        return None, ""
    coded = sum(item.value for item in items if item.code)
    # A breakdown of all people, not only of some among them, names Russia too.
    is_whole = not is_partial and len(codes) > 1 and "RU" in codes
    if coded > total or (is_whole and coded != total):
        return None, f"Части ({coded}) не сходятся с общим количеством ({total}) – проверьте числа"
    return _foreign_of(items), ""


def _foreign_of(items: list[Item]) -> int | None:
    return sum(item.value for item in items if item.is_foreign) or None


def _without_total(text: str) -> Total:
    """A breakdown that names Russia is the whole; anything else is asked about or says nothing."""
    if thousands := _THOUSANDS.search(text):
        return Total(doubts=(IN_THOUSANDS.format(thousands[0]),))
    if split := _split_total(text):
        return split
    whole = _NAMES_IN_BRACKETS.sub("", _IN_BRACKET.sub(r" – \1 человек", _LABEL.sub("", text)))
    items = items_of(whole, whole=True) or []
    codes = {item.code for item in items}
    if len(items) < 2 or "RU" not in codes or codes == {"RU"} or "" in codes:
        return NOTHING
    if any(item.is_inexact for item in items):
        return Total(doubts=("Количество участников названо неточно – впишите число, если знаете его",))
    return Total(sum(item.value for item in items), _foreign_of(items))


# «Количество участников: российских – 30, …»; «Россия (Смоленск, Вязьма) – 40».
_LABEL = re.compile(r"\A[^:\d]{0,60}участник\w* ?: ?", re.IGNORECASE)
_NAMES_IN_BRACKETS = re.compile(r" ?\([^()\d]{1,200}\)")
_FIRST_NUMBER = re.compile(
    rf"\s*(?:всего|итого)?[ :–—-]{{0,3}}(?P<number>{_NUMBER})(?P<unit> ?{_PEOPLE})?[\s.,:;–—-]*", re.I
)


def _split_total(text: str) -> Total | None:
    """«100 человек (очно – 60, онлайн – 40)», «Всего: 35. Россия: 20. Беларусь: 15»: a number and all its parts."""
    first = _FIRST_NUMBER.match(text)
    if first is None:
        return None
    items = items_of(_beside(text, first.end())) or []
    are_coded = all(item.code for item in items)
    if len(items) < 2 or not (first["unit"] or are_coded) or any(item.is_inexact for item in items):
        return None
    total = _value(first["number"])
    if sum(item.value for item in items) != total:
        return None
    return Total(total, _foreign_of(items) if are_coded else None)


def _value(written: str) -> int:
    return int(written.replace(" ", ""))
