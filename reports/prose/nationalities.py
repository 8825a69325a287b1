"""Countries that prose names by an adjective or by their people: «белорусские коллективы», «китайские студенты»,
«8 белорусов»."""

from __future__ import annotations

import re

from reports.prose.places.countries import Mention

# Stem → code. Stems that mean a language, a dish or a game as often («английский», «голландский») are here too: the
# noun behind an adjective decides.
_STEMS = {
    "белорус": "BY", "росси": "RU", "русск": "RU", "китай": "CN", "серб": "RS", "казах": "KZ", "армян": "AM",
    "азербайджан": "AZ", "узбек": "UZ", "таджик": "TJ", "киргиз": "KG", "кыргыз": "KG", "туркмен": "TM",
    "молдав": "MD", "молдов": "MD", "грузин": "GE", "абхаз": "AB", "монголь": "MN", "вьетнам": "VN", "индийск": "IN",
    "турецк": "TR", "болгар": "BG", "польск": "PL", "немецк": "DE", "герман": "DE", "француз": "FR", "итальян": "IT",
    "испан": "ES", "кубинск": "CU", "перуан": "PE", "венгер": "HU", "чешск": "CZ", "словац": "SK", "японск": "JP",
    "иранск": "IR", "сирий": "SY", "египет": "EG", "бразиль": "BR", "латыш": "LV", "латвий": "LV", "литов": "LT",
    "эстон": "EE", "финск": "FI", "румын": "RO", "черногор": "ME", "македон": "MK", "украин": "UA", "израиль": "IL",
}  # fmt: skip
_ADJECTIVE = re.compile(
    rf"(?<![\w-])(?P<stem>{'|'.join(sorted(_STEMS, key=len, reverse=True))})[а-яё]{{0,6}}?"
    r"(?:ий|ый|ой|ая|яя|ое|ее|ие|ые|ого|его|ому|ему|ой|ей|ую|юю|им|ым|ом|ем|их|ых|ими|ыми)(?![\w-])",
    re.IGNORECASE,
)
_PEOPLE = {
    "россиян": "RU", "белорус": "BY", "китайц": "CN", "серб": "RS", "казах": "KZ", "армян": "AM", "узбек": "UZ",
    "таджик": "TJ", "киргиз": "KG", "туркмен": "TM", "молдаван": "MD", "грузин": "GE", "монгол": "MN",
    "вьетнамц": "VN", "немц": "DE", "болгар": "BG",
}  # fmt: skip
_NATION = re.compile(rf"(?<![\w-])(?P<stem>{'|'.join(_PEOPLE)})(?:е|а|ы|и|ов|ам|ами|у|ей|ев)?(?![\w-])", re.IGNORECASE)
# Who may be of a country. A language, a dish, a song, a dance is not.
WHO = (
    r"(?:делегаци|коллектив|ансамбл|команд|участник|участниц|студент|школьник|учащи|обучающи|воспитанник|педагог"
    r"|преподавател|учител|гост|коллег|партн[её]р|друз|сторон|спортсмен|борц|музыкант|артист|исполнител|мастер|ремесленник"
    r"|художник|представител|граждан|волонт[её]р|предпринимател|специалист|экспорт[её]р|экспонент|ветеран|библиотекар|журналист"
    r"|дет(?:и|ей|ьми|ям|ях)|ребят|молод[её]ж|сверстник|паломник|турист|учён|школ(?!ьн)|гимнази|вуз|университет|предприяти"
    r"|организаци|компани|консульств|посольств|дипломат|хор(?:ы|ов|овые)?(?!\w)|театр|танцор|болельщик|аграри|врач|юнарме"
    r"|руководител|работник|деятел|сотрудник|чиновник|мэр|депутат|парламентари|атлет|боксёр|самбист|пловц|шахматист|футболист|хоккеист|семь)"
)
_BEHIND = re.compile(rf"\s+(?:[а-яё-]+(?:ые|ие|ых|их|ыми|ими|ая|ой|ую|ого|ый|ий)\s+){{0,2}}{WHO}", re.IGNORECASE)


def people_of(text: str, *, counted: bool = False) -> list[Mention]:
    """Return the countries whose people the text names by an adjective or a noun, in its order. `counted`: in a text
    that only counts people («25 российских и 15 белорусских») the adjective needs nobody behind it."""
    found = [
        Mention(_STEMS[match["stem"].lower()], match.start(), match.end(), match[0], False)
        for match in _ADJECTIVE.finditer(text)
        if match["stem"].lower() in _STEMS  # without regard to capitals, letters of old books match too
        and (counted or _BEHIND.match(text[match.end() : match.end() + 80]) or _is_counted(text, match))
    ]
    found += [
        Mention(_PEOPLE[match["stem"].lower()], match.start(), match.end(), match[0], False)
        for match in _NATION.finditer(text)
        if match[0].islower()
    ]
    return sorted(found, key=lambda mention: mention.start)


def _is_counted(text: str, match: re.Match[str]) -> bool:
    """«из них 15 белорусских»: a number before the adjective, and nothing behind it."""
    before = text[max(0, match.start() - 3) : match.start()]
    return re.search(r"\d[ \u00a0]\Z", before) is not None and not re.match(
        r"\s*[^\W\d_]", text[match.end() : match.end() + 3]
    )
