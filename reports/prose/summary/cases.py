"""The head of a municipality as a letter is addressed: post and name in the dative, where their endings are certain."""

from __future__ import annotations

import re

_WORD = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)?")


def _cased(model: str, word: str) -> str:
    return word.capitalize() if model[:1].isupper() else word


_POSTS = {
    "глава": "главе",
    "мэр": "мэру",
    "председатель": "председателю",
    "руководитель": "руководителю",
    "начальник": "начальнику",
    "заместитель": "заместителю",
    "исполняющий": "исполняющему",
    "и.о.": "и.о.",
    "и. о.": "и. о.",
}
# How a surname ends, and its dative; the ending tells the sex, which initials do not.
_SURNAMES = (
    (re.compile(r"(?<=[ое]в)\Z|(?<=ёв)\Z|(?<=[иы]н)\Z"), "у"),
    (re.compile(r"(?<=[оеё]в)а\Z|(?<=[иы]н)а\Z"), "ой"),
    (re.compile(r"(?<=[сц]к)ий\Z"), "ому"),
    (re.compile(r"(?<=[сц]к)ая\Z"), "ой"),
    (re.compile(r"(?<=[оиы]х)\Z|(?<=ко)\Z"), ""),
)
_INITIALS = re.compile(r"(?:[А-ЯЁ]\.[ \u00a0]?){1,2}")


def post_in_dative(post: str) -> str | None:
    """«Главе Вяземского муниципального округа»; None for a post that is not known."""
    first, _, rest = post.partition(" ")
    form = _POSTS.get(first.lower())
    if form is None or (form == "заместителю" and not rest):
        return None
    return f"{_cased(first, form)} {rest}".rstrip()


def name_in_dative(name: str) -> str | None:
    """«И.И. Петрову» of «И.И. Петров» or «Петров И.И.»; a full name and a surname whose sex is not plain give None."""
    initials = _INITIALS.search(name)
    if initials is None:
        return None
    surname = (name[: initials.start()] + name[initials.end() :]).strip()
    if not _WORD.fullmatch(surname):
        return None
    for ending, added in _SURNAMES:
        if ending.search(surname):
            return f"{initials[0].strip()} {ending.sub(added, surname)}"
    return None
