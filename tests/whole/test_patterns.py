"""No regular expression tries a long text again and again.

Two loops over the same letters, with nothing between them that has to be there, share a run of letters in as many ways
as it is long; a loop inside a loop in far more. When what follows is missing, all ways are tried: a second for ten
thousand blanks, a minute for fifty thousand. So the first loop of such a pair gives nothing back (`\\s*+`), or the
pattern stands in HARMLESS with the reason. The patterns are found by looking into all modules.
"""

import importlib
import pkgutil
import re
import re._constants as signs
import re._parser

import pytest

import config
import municipalities
import reports

ROOMS = (config, municipalities, reports)
NOT_LOOKED_AT = (".migrations", ".management", "config.wsgi")
LONG = 100  # times; a loop that ends sooner costs little
LETTERS = [*map(chr, range(32, 127)), *"\n\t\u00a0\u200b\u0301№«»–—…“”", *map(chr, range(0x410, 0x452))]

_ENDS = "nothing has to follow, so the first try is the last"
_SHORT = "what it is asked about is short"
HARMLESS = {
    "reports.files.line_breaks._DAYS_THEN_YEAR": "blanks were made one before",
    "reports.files.line_breaks._TWO_YEARS": "blanks were made one before",
    "reports.files.read.excel_formats._TOKEN": _SHORT,
    "reports.files.read.html_look._LIST_STYLE": _ENDS,
    "reports.pages.events.laying_out._FACT": _ENDS,
    "reports.prose.participants._AMONG_BEHIND": _ENDS,
    "reports.prose.participants._AMONG_THEM": _ENDS,
    "reports.prose.places.naming._JOINT": "blanks were made one before",
}
_LOOPS = (signs.MAX_REPEAT, signs.MIN_REPEAT)
_EVERY_LOOP = (*_LOOPS, signs.POSSESSIVE_REPEAT)
_NO_WIDTH = (signs.AT, signs.ASSERT, signs.ASSERT_NOT, signs.GROUPREF)
_CLASSES = {
    signs.CATEGORY_SPACE: str.isspace,
    signs.CATEGORY_DIGIT: str.isdecimal,
    signs.CATEGORY_WORD: lambda letter: letter.isalnum() or letter == "_",
}


def letters_of(item, flags):
    """Which of LETTERS an item of one letter matches; None for any other item."""
    kind, value = item
    if kind is signs.ANY:
        return {letter for letter in LETTERS if letter != "\n" or flags & re.DOTALL}
    if kind is signs.NOT_LITERAL:
        return set(LETTERS) - _any_case({chr(value)}, flags)
    if kind in (signs.LITERAL, signs.CATEGORY):
        kind, value = signs.IN, [item]
    if kind is not signs.IN:
        return None
    found = _any_case({letter for letter in LETTERS if any(_is_in(letter, one) for one in value)}, flags)
    return set(LETTERS) - found if value[0][0] is signs.NEGATE else found


def _any_case(letters, flags):
    return {one for one in LETTERS if {one, one.lower(), one.upper()} & letters} if flags & re.IGNORECASE else letters


def _is_in(letter, member):
    kind, value = member
    if kind is signs.LITERAL:
        return ord(letter) == value
    if kind is signs.RANGE:
        return value[0] <= ord(letter) <= value[1]
    if kind is not signs.CATEGORY:
        return False
    if value in _CLASSES:
        return bool(_CLASSES[value](letter))
    return not any(_CLASSES[one](letter) for one in _CLASSES if str(one).replace("_", "_NOT_", 1) == str(value))


def parts_of(item):
    """The sequences inside an item, one of which it matches; none of an item that is matched as one."""
    kind, value = item
    if kind in _EVERY_LOOP:
        return [value[2]]
    if kind is signs.SUBPATTERN:
        return [value[3]]
    return value[1] if kind is signs.BRANCH else []


def may_be_nothing(item):
    kind, value = item
    if kind in _EVERY_LOOP and value[0] == 0:
        return True
    return kind in _NO_WIDTH or any(all(map(may_be_nothing, part)) for part in parts_of(item))


def loops_at(item, flags, step):
    """The letters of each long loop with which an item may begin (`step` 1) or end (-1)."""
    kind, value = item
    if kind in _LOOPS and len(value[2]) == 1 and (letters := letters_of(value[2][0], flags)) is not None:
        return [letters] if value[1] is signs.MAXREPEAT or value[1] > LONG else []
    if kind is signs.POSSESSIVE_REPEAT:  # gives nothing back
        return []
    return [loop for part in parts_of(item) for loop in loops_of(part, flags, step)]


def loops_of(sequence, flags, step):
    found = []
    for item in list(sequence)[::step]:
        found += loops_at(item, flags, step)
        if not may_be_nothing(item):
            break
    return found


def tries_again(sequence, flags):
    """Whether two long loops over the same letters stand beside each other, or one in another."""
    items = list(sequence)
    for place, item in enumerate(items):
        ends = loops_at(item, flags, -1)
        for following in items[place + 1 :]:
            if any(one & other for one in ends for other in loops_at(following, flags, 1)):
                return True
            if not may_be_nothing(following):
                break
        kind, value = item
        is_long = kind in _LOOPS and (value[1] is signs.MAXREPEAT or value[1] > LONG)
        if is_long and letters_of(value[2][0], flags) is None:
            begins = loops_of(value[2], flags, 1)
            if any(one & other for one in loops_of(value[2], flags, -1) for other in begins):
                return True
        inside = [value[1]] if kind in (signs.ASSERT, signs.ASSERT_NOT) else parts_of(item)
        if any(tries_again(part, flags) for part in inside):
            return True
    return False


def is_slow(pattern):
    words = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    return tries_again(re._parser.parse(words, pattern.flags & ~re.UNICODE), pattern.flags)


def patterns_in(value, deep=0):
    """The compiled patterns that are this value, or lie in it."""
    if isinstance(value, re.Pattern):
        yield value
    elif deep < 3 and isinstance(value, (dict, list, tuple, set, frozenset)):
        inside = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        for one in inside:
            yield from patterns_in(one, deep + 1)


def all_patterns():
    """Full name of the module's constant → its patterns."""
    found = {}
    for room in ROOMS:
        for info in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if any(part in info.name for part in NOT_LOOKED_AT):
                continue
            for name, value in vars(importlib.import_module(info.name)).items():
                if patterns := list(patterns_in(value)):
                    found[f"{info.name}.{name}"] = patterns
    return found


def test_no_pattern_tries_a_text_again_and_again():
    found = all_patterns()
    assert sum(map(len, found.values())) > 500
    slow = {name for name, patterns in found.items() if any(map(is_slow, patterns))}
    assert slow == set(HARMLESS)


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"\s*x?\s*y", r"(a+)+$", r"(?:a|b+)*c", r"\w*[ -]?\w* m", r".*,?.*;", r"(?:\s*-?)*\s*x", r"[^)]*\)?[^(]*\("),
        *(r"(?i)а*б?А*в", r"\d+(?=x)?\d+y", r"x(?:y\s*)?\s+z", r"(\s+|a)*b"),
    ],
)
def test_the_look_finds(pattern):
    assert is_slow(re.compile(pattern))


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            r"\s*+x?\s*y",
            r"\s*x\s*y",
            r"(?:a+b)+$",
            r"\w* ?-\w*m",
            r"(?:\s*x)?y",
            r"\d{1,9} ?\d{1,9}",
            r"[а-я]*[a-z]*;",
        ),
        *(r"\S+\s+\S+", r"(?:ab)*a*c", r"[^a]*a[^a]*", r"а*б?А*в", r"(?s).*+x"),
    ],
)
def test_the_look_lets_pass(pattern):
    assert not is_slow(re.compile(pattern))
