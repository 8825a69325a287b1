"""Writes the sentence that names a signed document, and finds it in a text that names it already.

Parties come as a clerk types them: nominative, one a line or separated by «;». The sentence needs them in the
instrumental («между Администрацией … и отделом …»). Where that is not certain, the sentence takes a form that needs
no case: a wrong ending in an official table is worse than a plain list.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pymorphy3.analyzer import Parse

from reports.prose.cleaning import even_out, search_key
from reports.prose.morphology import parses_of

KINDS: dict[str, str] = {
    "agreement": "соглашение",
    "contract": "договор",
    "memorandum": "меморандум",
    "protocol": "протокол",
    "roadmap": "дорожная карта",
    "plan": "план (перечень) мероприятий",
    "other": "иной документ",
}
MOST_PARTIES = 12
LONGEST_PARTY = 500

# What the sentence calls a document whose title does not begin with its kind.
_NOUNS = KINDS | {"plan": "план мероприятий", "other": "документ"}
_SIGNED = {"masc": "Подписан", "femn": "Подписана", "neut": "Подписано", "plur": "Подписаны"}

_PARTIES = re.compile("[;\n]")
_WORD = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
_ABBREVIATION = re.compile(r"[А-ЯЁ]{2,}(?:-[А-ЯЁ\d]+)*")
_PREPOSITIONS = frozenset("по в во на о об для с со при под из от до без за к над между через".split())
_LINKS = frozenset("и или г. пос. д. с.".split())
# After these a town or country may be in the nominative and stays so: «Министерство … Республики Беларусь».
_BEFORE_A_FIXED_NAME = frozenset("республики города г. пос. поселка посёлка деревни д. села".split())
# «Отель «Европа» closes once: the first closing mark ends all that were opened.
_QUOTED = re.compile(r'«[^»]*»|"[^"]*"|„[^“”]*[“”]|\([^)]*\)')


def signed_sentence(kind: str, title: str, parties: str) -> str:
    """Return «Подписано Соглашение о … между А и Б» without a full stop, as cells end in house form.

    `kind` is a key of KINDS (KeyError otherwise). Title and parties may be empty. The parties stay apart («Стороны:
    А; Б») when their endings are not certain, and are left out when the title names them («… между …»).
    """
    document, gender = _document(kind, _without_full_stop(even_out(title)))
    sentence = f"{_SIGNED[gender]} {document}"
    sides = [side for side in (_without_full_stop(even_out(part)) for part in _PARTIES.split(parties)) if side]
    if not sides or re.search(r"(?<!\w)между(?!\w)", document):
        return sentence
    if len(sides) == 1 and sides[0].lower().startswith(("между ", "с ", "со ")):
        return f"{sentence} {sides[0][0].lower()}{sides[0][1:]}"
    if len(sides) == 1 and _is_a_pair_in_instrumental(sides[0]):
        return f"{sentence} между {sides[0]}"
    named = _all_in_instrumental(sides)
    if named is None:
        return f"{sentence}. {'Стороны' if len(sides) > 1 else 'Сторона'}: {'; '.join(sides)}"
    return f"{sentence} между {', '.join(named[:-1])} и {named[-1]}"


def _all_in_instrumental(sides: list[str]) -> list[str] | None:
    """Return the parties in the instrumental, or None when the ending of one is not certain."""
    # More or longer ones are no names of parties: they are listed as typed, and the dictionary is not asked.
    if not 2 <= len(sides) <= MOST_PARTIES or any(len(side) > LONGEST_PARTY for side in sides):
        return None
    named = [_in_instrumental(side) for side in sides]
    return None if None in named else [str(name) for name in named]


def _without_full_stop(text: str) -> str:
    return text.rstrip(" .;,") if not re.search(r"(?<!\w)\w{1,2}\.\Z", text) else text


def _document(kind: str, title: str) -> tuple[str, str]:
    """Return how the sentence calls the document, and the gender (or «plur») of its verb."""
    noun = _NOUNS[kind]
    if title:
        begins_as_tail = title.split()[0].lower() in _PREPOSITIONS or title.startswith(("«", '"', "„", "“"))
        if not begins_as_tail and (gender := _gender_of_head(title)):
            return title, gender
        noun = f"{noun} {title}" if begins_as_tail else f"{noun} «{title}»"
    gender = _gender_of_head(noun)
    if gender is None:
        raise AssertionError(f"a kind of document without a noun: {noun}")
    return noun, gender


def _gender_of_head(title: str) -> str | None:
    """Return the gender of the noun that the title begins with, after adjectives («Дорожная карта»), if it does."""
    for word in title.split()[:6]:
        if not _WORD.fullmatch(word):
            return None
        nominatives = [parse for parse in parses_of(word) if "nomn" in parse.tag]
        nouns = [parse for parse in nominatives if "NOUN" in parse.tag and not _is_a_name(parse)]
        adjectives = [parse for parse in nominatives if parse.tag.POS in ("ADJF", "PRTF")]
        if nouns and not adjectives:
            return "plur" if "plur" in nouns[0].tag else str(nouns[0].tag.gender)
        if not adjectives:
            return None
    return None


# --- cases ---------------------------------------------------------------------------------------------------


def _is_a_name(parse: Parse) -> bool:
    return any(mark in parse.tag for mark in ("Surn", "Name", "Patr"))


def _head(party: str) -> tuple[list[str], str]:
    """Return the words at the beginning that may be inflected, and the rest from the first that never is."""
    end = re.search(r"[«»\"„“”()№,\d]", party)
    limit = end.start() if end else len(party)
    return party[:limit].split(), party[limit:]


def _in_instrumental(party: str) -> str | None:
    """Return the party in the instrumental, or None when its ending is not certain.

    Adjectives and the head noun change; what follows must be a tail that stays («… города Смоленска»).
    """
    words, rest = _head(party)
    if not words:
        return None
    if _is_instrumental(party):
        return party
    later = _words_outside_quotes(rest)
    if _ABBREVIATION.fullmatch(words[0]):
        return party if _stays(words[1:] + later) else None
    head = _index_of_head(words)
    if head is None:
        return None
    noun = _nominative_noun(words[head])
    tail = words[head + 1 :]
    if words[head].lower() == "город" and len(tail) == 1 and not rest:
        town = _town_in_instrumental(tail[0])
        return f"{cased(words[head], 'городом')} {town}" if town and head == 0 else None
    if not _stays(tail + later):
        return None
    forms = [_inflected(word, noun) for word in words[: head + 1]]
    if None in forms:
        return None
    return _rejoined(party, words[: head + 1], forms)


def _rejoined(party: str, words: list[str], forms: list[str | None]) -> str:
    """Replace the first words of the party, one after the other, and leave all else as it was typed."""
    done, position = "", 0
    for word, form in zip(words, forms, strict=True):
        start = party.index(word, position)
        done += party[position:start] + str(form)
        position = start + len(word)
    return done + party[position:]


def _index_of_head(words: list[str]) -> int | None:
    """Return the place of the head noun: the first word that is one, with adjectives only before it."""
    for index, word in enumerate(words[:8]):
        if not _WORD.fullmatch(word):
            return None
        if _nominative_adjective(word):
            continue
        return index if _nominative_noun(word) else None
    return None


def _nominative_noun(word: str) -> Parse | None:
    """Return the parse of a head noun in the nominative; None for names and for forms that may be a genitive."""
    parses = [parse for parse in parses_of(word) if "NOUN" in parse.tag and parse.is_known]
    if any("gent" in parse.tag and not _is_a_name(parse) for parse in parses):
        return None
    return next((parse for parse in parses if "nomn" in parse.tag and not _is_a_name(parse)), None)


def _nominative_adjective(word: str) -> Parse | None:
    # «Оршанский» is in no dictionary, but its ending is certain.
    certain = word.lower().endswith(("ский", "ская", "ское", "ские", "цкий", "цкая", "цкое", "цкие"))
    return next(
        (
            parse
            for parse in parses_of(word)
            if parse.tag.POS in ("ADJF", "PRTF") and "nomn" in parse.tag and (parse.is_known or certain)
        ),
        None,
    )


def _inflected(word: str, noun: Parse) -> str | None:
    """Return the word in the instrumental; an adjective must agree with the noun."""
    adjective = _nominative_adjective(word)
    if adjective is None:
        form = noun.inflect({"ablt"})
        return cased(word, form.word) if form else None
    agrees = adjective.tag.number == noun.tag.number and (
        noun.tag.number == "plur" or adjective.tag.gender == noun.tag.gender
    )
    if not agrees:
        return None
    wanted = {"ablt", noun.tag.number} | ({noun.tag.gender} if noun.tag.number == "sing" else set())
    form = adjective.inflect(wanted)
    return cased(word, form.word) if form else None


def _town_in_instrumental(word: str) -> str | None:
    town = next((p for p in parses_of(word) if "Geox" in p.tag and "nomn" in p.tag and p.is_known), None)
    form = town.inflect({"ablt"}) if town else None
    return cased(word, form.word) if form else None


def cased(model: str, word: str) -> str:
    """Give the word the capitals of the model, part by part («Торгово-Промышленная»), and no ё that it lacks."""
    if "ё" not in model.lower():
        word = word.replace("ё", "е")
    parts = word.split("-")
    models = model.split("-")
    if len(parts) != len(models):
        models = [model] * len(parts)
    return "-".join(
        part.upper() if len(like) > 1 and like.isupper() else part.capitalize() if like[:1].isupper() else part
        for part, like in zip(parts, models, strict=True)
    )


def _stays(tail: list[str]) -> bool:
    """Say whether the words after the head noun keep their form: genitives, or anything after a preposition."""
    before = ""
    for index, word in enumerate(tail):
        lower = word.lower()
        if lower in ("имени", "им."):
            return True  # a name ends the party: «Школа имени М.И. Глинки»
        if lower in _PREPOSITIONS:
            return not any(map(_may_be_another_head, tail[index + 1 :]))
        is_link = lower in _LINKS or _ABBREVIATION.fullmatch(word) is not None
        if not is_link and not _is_genitive(word) and not (before in _BEFORE_A_FIXED_NAME and word[0].isupper()):
            return False
        before = lower
    return True


def _words_outside_quotes(rest: str) -> list[str]:
    """Return the words of the rest that could still matter: a second party typed after the quoted name of one."""
    outside = _QUOTED.sub(" ", rest)
    return [word for word in (piece.strip(',:«»"„“”()') for piece in outside.split()) if re.search(r"[^\W\d]", word)]


def _may_be_another_head(word: str) -> bool:
    # «Отдел по культуре и Администрация города»: two parties in one line.
    parses = [parse for parse in parses_of(word) if parse.tag.case]
    return bool(parses) and all("nomn" in parse.tag or _is_a_name(parse) for parse in parses)


def _is_genitive(word: str) -> bool:
    if not _WORD.fullmatch(word):
        return False
    parses = parses_of(word)
    if any("Surn" in parse.tag and "nomn" in parse.tag and parse.score > 0.3 for parse in parses):
        return False  # «Глава города Иванов»: a genitive plural of «Иван» only on paper
    return any("gent" in parse.tag or "gen2" in parse.tag or "Fixd" in parse.tag for parse in parses)


def _is_instrumental(party: str) -> bool:
    """Say whether the party was typed in the instrumental already («отделом культуры …»)."""
    words, _ = _head(party)
    for word in words[:8]:
        if not _WORD.fullmatch(word):
            return False
        cases = {parse.tag.case for parse in parses_of(word) if parse.tag.POS in ("NOUN", "ADJF", "PRTF")}
        if "ablt" not in cases or "nomn" in cases:
            return False
        if any("NOUN" in parse.tag and "ablt" in parse.tag for parse in parses_of(word)):
            return True
    return False


def _is_a_pair_in_instrumental(text: str) -> bool:
    """Say whether one line names both parties in the instrumental («отделом культуры … и комитетом …»)."""
    if len(text) > 2 * LONGEST_PARTY:
        return False
    first, *others = text.split(" и ")
    return _is_instrumental(first) and any(map(_is_instrumental, others))


# --- finding -------------------------------------------------------------------------------------------------

_SENTENCE_END = re.compile("[.;]")


def names_agreement(text: str, *, kind: str, title: str) -> bool:
    """Say whether the text names this signed document already, without regard to case, blanks and quotes.

    A title in its own words is enough. Some titles count only where the text speaks of signing. Those are a title of
    one word («Соглашение»), an empty one, and a title in another case or split by its parties («соглашение между А и Б
    о дружбе»).
    """
    wanted = bare_key(title) or bare_key(_NOUNS[kind])
    key, signing = _read_for_names(text)
    if " " in wanted and title.strip() and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", key):
        return True
    if not _SIGNS.search(key):
        return False
    pattern = _in_any_case(wanted)
    return any(pattern.search(sentence) for sentence in signing) or (
        " " in wanted and _split_by_parties(wanted).search(key) is not None
    )


# A request asks about each of its documents in turn: its one long text is read once for all of them.
@lru_cache(maxsize=4)
def _read_for_names(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the key of the text, and the keys of its sentences that speak of signing."""
    # One key of the whole text is many times cheaper than a key of each sentence; a paragraph ends a sentence too.
    sentences = _SENTENCE_END.split(bare_key(text.replace("\n", ". ")))
    return bare_key(text), tuple(sentence for sentence in sentences if _SIGNS.search(sentence))


_SIGNS = re.compile("подпис|заключ")


def _in_any_case(wanted: str) -> re.Pattern[str]:
    """Match the title with its first words in any case, up to the first word that takes no ending."""
    words = wanted.split(" ")
    until = next((n for n, word in enumerate(words[1:4], start=1) if word in _PREPOSITIONS), min(len(words), 3))
    first = [rf"{re.escape(word[: max(4, len(word) - 2)])}\w{{0,6}}" for word in words[:until]]
    return re.compile(rf"(?<!\w){' '.join([*first, *map(re.escape, words[until:])])}(?!\w)")


def _split_by_parties(wanted: str) -> re.Pattern[str]:
    head, rest = wanted.split(" ", 1)
    return re.compile(rf"(?<!\w){re.escape(head)} между [^;]{{1,400}}? {re.escape(rest)}(?!\w)")


def bare_key(text: str) -> str:
    """The search key without quotation marks, in which titles are compared."""
    return even_out(search_key(text).replace('"', " "))
