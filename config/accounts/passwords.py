"""Refuses passwords that are easy to guess in a Russian office: common words, keyboard rows, names of the region.

A password is read as typed, in the other keyboard layout and in Latin letters. Digits and signs do not help a word.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from municipalities.models import Municipality

from .demo import DEMO_PASSWORD

WEAK_WORDS = Path(__file__).resolve().parents[2] / "fixtures" / "weak_words.list"
MANY_WORDS = 4  # different known words: a phrase then, no longer a word
RUN = 3  # neighbouring keys that make a run

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)
_LOOKS_LIKE = str.maketrans("0134@$", "oiea" + "as")
_TRANSLIT = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e e zh z i i k l m n o p r s t u f h c ch sh sch _ i _ e iu ia".replace("_", "").split(" "),
            strict=True,
        )
    )
)
_LATIN_SPELLINGS = (("shch", "sch"), ("kh", "h"), ("ts", "c"), ("y", "i"), ("j", "i"), ("w", "v"))
_ROWS = (
    "1234567890-=",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "qazwsxedcrfvtgbyhnujmik,ol.p;/",
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя".translate(_TO_LATIN),
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя".translate(_TO_LATIN),
)
_RUNS = frozenset(line[i : i + RUN] for row in _ROWS for line in (row, row[::-1]) for i in range(len(row) - RUN + 1))
_ENDINGS = (
    "|a|u|e|i|o|oi|om|ov|am|ah|ami|em|ei|iu|ia|iam|iah|ogo|omu|aia|oe|ie|ii|ih|im"
    "|sk|ski|skaia|skoe|skogo|skoi|skom|skie|skih|ka|ok"
).split("|")


class EasyToGuessValidator:
    """A validator of AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password, user=None):
        """Raise ValidationError when `password` is made of easy words, keyboard rows or repeats."""
        typed = unicodedata.normalize("NFKC", password).lower()
        if DEMO_PASSWORD in (typed, typed.translate(_TO_LATIN)):
            raise ValidationError("Этот пароль напечатан в описании программы. Придумайте другой.", code="demo")
        if _is_row(typed) or _is_repeat(typed):
            raise ValidationError(
                "Такой пароль легко угадать: ряд клавиш или повтор одних и тех же знаков. "
                "Возьмите три-четыре слова, не связанных между собой.",
                code="keyboard_row",
            )
        if _is_common(typed) or _is_easy_words(typed, user):
            raise ValidationError(
                "Такой пароль легко угадать: частое слово, название или имя, пусть с цифрами или в другой "
                "раскладке. Возьмите три-четыре слова, не связанных между собой.",
                code="easy_to_guess",
            )

    def get_help_text(self):
        """What the admin and createsuperuser say before a password is typed."""
        return "Пароль не должен быть частым словом, названием, именем или рядом клавиш, даже с цифрами."


def _is_row(typed):
    """Is everything that was typed part of runs of neighbouring keys?"""
    for text in {typed.translate(_TO_LATIN), _letters(typed.translate(_TO_LATIN))}:
        covered = [False] * len(text)
        for i in range(len(text) - RUN + 1):
            if text[i : i + RUN] in _RUNS:
                covered[i : i + RUN] = [True] * RUN
        if text and all(covered):
            return True
    return False


def _letters(text):
    return re.sub(r"^[\d\W_]+|[\d\W_]+$", "", text)


def _is_repeat(typed):
    """Few different signs, a short piece over and over, or digits with hardly a letter."""
    piece_over_and_over = any(typed == (typed[:size] * len(typed))[: len(typed)] for size in range(1, 5))
    letters, digits = re.findall(r"[^\W\d_]", typed), "".join(re.findall(r"\d", typed))
    hardly_a_letter = not letters or (len(letters) < 3 and bool(digits) and _is_row(digits))
    return len(set(typed)) <= 3 or piece_over_and_over or hardly_a_letter


@cache
def _django_list():
    return CommonPasswordValidator().passwords


def _is_common(typed):
    """In Django's English list when read on Latin keys, with or without the characters at the ends, or doubled."""
    keys = typed.translate(_TO_LATIN)
    cores = {keys, _letters(keys), _letters(keys.translate(_LOOKS_LIKE)), _letters(typed)}
    cores |= {core[: len(core) // 2] for core in cores if core[: len(core) // 2] * 2 == core}
    return any(len(core) >= 4 and core in _django_list() for core in cores)


def _is_easy_words(typed, user):
    words = _weak_words() | _names_of_the_region() | _words_about(user)
    readings = {typed, typed.translate(_TO_RUSSIAN), typed.translate(_TO_LATIN)}
    readings |= {reading.translate(_LOOKS_LIKE) for reading in readings}
    return any(_is_made_of(_skeleton(reading), words) for reading in readings)


def _skeleton(text):
    """Latin letters only, in one spelling, doubled ones once."""
    latin = re.sub("[^a-z]", "", text.lower().translate(_TRANSLIT))
    for spelling, ours in _LATIN_SPELLINGS:
        latin = latin.replace(spelling, ours)
    return re.sub(r"(.)\1+", r"\1", latin)


def _is_made_of(text, words):
    """Is the text wholly known words with endings, fewer than MANY_WORDS different ones?"""
    made = {0: frozenset()}
    for start in range(len(text)):
        if start not in made:
            continue
        for end in range(start + 3, len(text) + 1):
            if text[start:end] not in words:
                continue
            used = made[start] | {text[start:end]}
            for stop in {end + len(ending) for ending in _ENDINGS if text.startswith(ending, end)}:
                if stop not in made or len(used) < len(made[stop]):
                    made[stop] = used
    return bool(text) and len(made.get(len(text), range(MANY_WORDS))) < MANY_WORDS


def _forms(text):
    """Skeletons of every word of a text, whole and without an ending."""
    for word in re.findall(r"[^\W\d_]{3,}", text):
        whole = _skeleton(word)
        for ending in ("", *(one for one in _ENDINGS if one)):
            stem = whole.removesuffix(ending) if ending else whole
            if len(stem) >= (3 if stem == whole else 5):
                yield stem


@cache
def _weak_words():
    lines = WEAK_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(form for line in lines if not line.startswith("#") for form in _forms(line))


def _names_of_the_region():
    names = Municipality.objects.values_list("short_name", "admin_centre")
    return frozenset(form for row in names for name in row for form in _forms(name or ""))


def _words_about(user):
    if user is None:
        return frozenset()
    texts = (getattr(user, name, "") or "" for name in ("username", "full_name", "post", "email"))
    return frozenset(form for text in texts for form in _forms(text))
