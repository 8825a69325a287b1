"""Whose rows follow a section row: «в Вяземском районе», «МО "Вяземский муниципальный округ"», «г. Смоленск».

Of every name that a municipality has or had, all case forms are made beforehand, so a title is known or it is not:
nothing is guessed by likeness. What is unknown, or could mean two, is asked of the person.
"""

import re
from collections import defaultdict

from django.conf import settings

from municipalities.models import Municipality
from reports.prose.cleaning import search_key

DISTRICT, OKRUG, CITY = "район", "округ", "город"

# What a title says beside the name, as patterns of whole words of the key.
_FURNITURE = re.compile(
    r"(?<![\w])(?:муниципальн\w{2,3} образовани\w{1,3}|администраци\w{1,2}|орган\w{0,3} местного самоуправления"
    r"|мун образование|мо|м о)(?!\w)|^(?:в|во|по) "
)
_NUMBERING = re.compile(
    r"(?:(?:раздел|приложени[ея]|таблица|лист|sheet) ?)?(?:n|no|№)? ?(?:\d{1,3}|[хivl]{1,6})(?: ?[.):—–-]+ ?| )(?=\D)"
)
# Their kind, in any case ending; «городской округ» is a city, «муниципальный» says no more than the noun.
_KINDS = (
    (CITY, re.compile(r"(?<!\w)городск\w{2,3} округ\w{0,2}(?: город\w{0,2}| г| гор)?(?!\w)")),
    (CITY, re.compile(r"(?<!\w)(?:город(?:а|у|е|ом)?|гор|г о|го|г)(?!\w)")),
    (OKRUG, re.compile(r"(?<!\w)(?:муниципальн\w{2,3} |мун |м )?(?:округ(?:а|у|е|ом)?|окр)(?!\w)")),
    (DISTRICT, re.compile(r"(?<!\w)(?:муниципальн\w{2,3} |мун |м )?(?:район(?:а|у|е|ом)?|р н|рн)(?!\w)")),
)
# A code of 8 or 11 digits.
_CODE = re.compile(r"(?<!\d)(?:октмо )?(\d{8}(?:\d{3})?)(?!\d)")
_NO_LETTER = re.compile(r"[^\w№.)]+|_")
_LOOK_ALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")

# Ending of the nominative → those of the other five cases, in one order; the first that fits.
_ENDINGS = (
    (("кий", "гий", "хий"), ("ого", "ому", "ий", "им", "ом")),
    (("ий",), ("его", "ему", "ий", "им", "ем")),
    (("кой", "гой", "хой"), ("ого", "ому", "ой", "им", "ом")),
    (("ый",), ("ого", "ому", "ый", "ым", "ом")),
    (("ой",), ("ого", "ому", "ой", "ым", "ом")),
    (("ая",), ("ой", "ой", "ую", "ой", "ой")),
    (("ое",), ("ого", "ому", "ое", "ым", "ом")),
    (("ые",), ("ых", "ым", "ые", "ыми", "ых")),
    (("ие",), ("их", "им", "ие", "ими", "их")),
    (("ка", "га", "ха", "жа", "ча", "ша", "ща"), ("и", "е", "у", "ой", "е")),
    (("а",), ("ы", "е", "у", "ой", "е")),
    (("я",), ("и", "е", "ю", "ей", "е")),
    (("о",), ("а", "у", "о", "ом", "е")),
    (("ь",), ("я", "ю", "ь", "ем", "е")),
)
_LAST_LETTERS = {"ий": 2, "ый": 2, "ой": 2, "ая": 2, "ое": 2, "ые": 2, "ие": 2}
_CONSONANT_ENDINGS = ("а", "у", "", "ом", "е")


class SectionFinder:
    """Finds the municipality that a section's title means. `known`: (key, names, codes) of each; `region`: the
    region's name in the nominative and the genitive, which a title may carry. Pure: no database."""

    def __init__(self, known, region=("", "")):
        self._region = _pattern_of_region(*map(search_key, region))
        self._codes = defaultdict(set)
        # Proper name in one of its cases → {key: kinds of its names}.
        self._names = defaultdict(lambda: defaultdict(set))
        for key, names, codes in known:
            for code in filter(None, codes):
                self._codes[code].add(key)
            for name in filter(None, names):
                self._add_name(key, name)

    def find(self, title):
        """The key of the one municipality that the title means, or None."""
        found = self.find_all(title)
        return next(iter(found)) if len(found) == 1 else None

    def find_all(self, title):
        """The keys of all that it can mean: none, one, or several of the same name."""
        text = search_key(title[:400])
        codes = _CODE.findall(text)
        kinds, name = self._parts(_CODE.sub(" ", text))
        by_name = {key for key, has in self._names.get(name, {}).items() if kinds <= has}
        if not codes:
            return by_name
        by_code = set().union(*(self._codes.get(code, set()) for code in codes))
        nothing_else = not name and not kinds
        return by_code if nothing_else else by_code & by_name

    def find_with_kind(self, words):
        """As `find_all`, for words out of a longer text: they must say «район», «округ» or «город» too."""
        return self.find_all(words) if self._parts(search_key(words))[0] else set()

    def _add_name(self, key, name):
        kinds, proper = self._parts(search_key(name))
        for form in _forms(proper):
            self._names[form][key] |= kinds

    def _parts(self, text):
        """What kinds of municipality the title names, and what is left: the proper name."""
        text = _NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text
        text = " ".join(_in_cyrillic(word) for word in _NO_LETTER.sub(" ", text).replace(".", " ").split())
        text = text.replace(")", " ")
        for noise in filter(None, (self._region, _FURNITURE)):
            text = " ".join(noise.sub(" ", text).split())
        kinds = set()
        for kind, pattern in _KINDS:
            text, times = pattern.subn(" ", text)
            if times:
                kinds.add(kind)
        return frozenset(kinds), " ".join(text.split())


def gather_sections():
    """The SectionFinder of all municipalities, by their primary keys (one query)."""
    names, codes = defaultdict(set), defaultdict(set)
    rows = Municipality.objects.order_by().values_list(
        "pk", "short_name", "names__heading", "names__label", "oktmo", "oktmo_before"
    )
    for pk, short_name, heading, label, *numbers in rows:
        names[pk] |= {short_name, heading or "", label or ""}
        codes[pk] |= set(numbers)
    return SectionFinder(
        [(pk, sorted(names[pk]), sorted(codes[pk])) for pk in names],
        region=(settings.REGION_NAME, settings.REGION_GENITIVE),
    )


def _forms(proper):
    """The proper name in its six cases: every word declines, of words tied by a dash only the last."""
    if not proper:
        return set()
    *before, last = proper.split()
    cases = zip(*map(_cases, [*before, last]), strict=True)
    # «Холм-Жирковского»: the key has a blank for the dash, so words before the last may stay as they are.
    return {" ".join(words) for words in cases} | {" ".join([*before, form]) for form in _cases(last)}


def _cases(word):
    for endings, others in _ENDINGS:
        if word.endswith(endings):
            stem = word[: -_LAST_LETTERS.get(word[-2:], 1)]
            return [word, *(stem + other for other in others)]
    return [word, *(word + other for other in _CONSONANT_ENDINGS)]


def _in_cyrillic(word):
    """A word all of whose letters look Cyrillic: «MO» typed in Latin."""
    return word.translate(_LOOK_ALIKES) if re.fullmatch("[abcehkmoptxy]+", word) else word


def _pattern_of_region(name, genitive):
    """The region's name in any case, «обл.» included; None without one."""
    words = [_stem(one, other) for one, other in zip(name.split(), genitive.split(), strict=False)]
    if not words:
        return None
    ends = [rf"(?:обл|{word}\w{{0,4}})" if word.startswith("обл") else rf"{word}\w{{0,4}}" for word in words]
    return re.compile(rf"(?<!\w){' '.join(ends)}(?!\w)")


def _stem(one, other):
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        same += 1
    return re.escape(one[:same])
