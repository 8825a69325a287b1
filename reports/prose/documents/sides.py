"""Finds the parties of a document in a sentence: «между А и Б», «с А», «Администрации А и Б».

`flat` is the text with the inside of quotes and brackets hidden, letter for letter.
"""

import re

from reports.prose.cleaning import one_line
from reports.prose.morphology import adjectives_of, parses_of

from .nouns import HEADS, QUOTE, TITLE_QUOTE, TOKEN, ends_title, flatten
from .parties import (
    FAMILIAR,
    SHORT_NAME,
    TOWN,
    TOWN_PARTY,
    cases_of,
    has_head,
    in_nominative,
    is_organisation,
    is_unknown_name,
    is_verb,
    town_of,
)

# A clause longer than this is no sentence of a report: it is not read to its end.
LONGEST_CLAUSE = 1500

# What stands between two parties: «,», «и», «а также», «, а также», «, и».
_LINK = re.compile(r",(?:\s*(?:а\s+также|и)(?!\w))?|(?:а\s+также|а|и)(?!\w)", re.IGNORECASE)

# A party in the text: from, to, and its case.
Side = tuple[int, int, str]

_TAIL_BEGINS = {
    "о": (),
    "об": (),
    "обо": (),
    "на": "поставку поставки выполнение оказание проведение строительство аренду изготовление закупку".split(),
    "в": "сфере области сферах областях целях рамках присутствии ходе".split(),
}
_TOPIC_BEFORE_PARTIES = re.compile(
    r"(?:сотрудничестве|намерениях|намерений|дружбе|взаимопонимании|деятельности|партн[её]рстве|связях|мероприятий"
    r"|сотрудничества|взаимодействии|обмене|побратимстве) (?=[А-ЯЁ])"
)


def is_party(flat: str, at: int, end: int) -> bool:
    """Say whether a party begins here: an abbreviation, a name in quotes, or a noun in the instrumental that is
    a name or an organisation."""
    tokens = [token for _, token in zip(range(6), TOKEN.finditer(flat, at, end), strict=False)]
    if not tokens:
        return False
    if _is_a_name(flat, tokens[0]):
        return True
    for token in tokens:
        word = token[0]
        if SHORT_NAME.fullmatch(word):
            return True  # «китайским ООО»
        if not _may_be_instrumental(word):
            return False
        if any("NOUN" in parse.tag and "ablt" in parse.tag for parse in parses_of(word)):
            return word[0].isupper() or tokens[0][0][0].isupper() or bool(FAMILIAR.match(word))
    return False


def _is_a_name(flat: str, token: re.Match[str]) -> bool:
    """Say whether a party begins by an abbreviation, a quotation, «г. …», or a name that no dictionary inflects."""
    word = token[0]
    if SHORT_NAME.fullmatch(word) or word[0] == QUOTE or TOWN_PARTY.match(flat, token.start()):
        return True
    return bool(town_of(word)) or is_unknown_name(word)


def _may_be_instrumental(word: str) -> bool:
    """Say whether a word may begin a party: an adjective in several cases («областной») may, its noun decides."""
    cases = cases_of(word)
    return "ablt" in cases and ("nomn" not in cases or bool(adjectives_of(word.lower())))


def parties_at(flat: str, at: int, end: int) -> tuple[list[Side], int, int | None]:
    """Return the places of the parties, where they end, and where a tail of the title begins («о …»)."""
    if towns := _TOWNS_TOGETHER.match(flat, at, end):
        names = _TOWN_NAME.finditer(flat, towns.start("names"), towns.end())
        return [(name.start(), name.end(), TOWN) for name in names], towns.end(), _tail_behind(flat, towns.end())
    return _parties_one_by_one(flat, at, end)


def _parties_one_by_one(flat: str, at: int, end: int) -> tuple[list[Side], int, int | None]:
    pieces, piece, last, fork = [], at, at, None
    tokens = list(TOKEN.finditer(flat, at, min(end, at + LONGEST_CLAUSE)))
    for index, token in enumerate(tokens):
        if token.start() < piece:
            continue  # «а также» after a comma
        word, following = token[0].lower(), lower_of(tokens, index + 1)
        if _begins_tail(word, following, is_first=token.start() == at):
            return [*pieces, (piece, last, "ablt")], last, token.start()
        if not pieces and _introduces(flat, piece, token):
            piece = token.end()
            continue
        if _ends_parties(flat, token, following):
            break
        if is_link(token[0], following):
            skip = _LINK.match(flat, token.start()).end()
            if is_party(flat, skip, end):
                pieces.append((piece, last, "ablt"))
                piece = skip
            elif word != "и" or not _party_goes_on(flat, tokens[index + 1 :]):
                break
            fork = token.start()
        elif is_verb(token[0]):
            last = fork if fork is not None and fork > piece else last
            break
        last = token.end()
    return [*pieces, (piece, last, "ablt")], last, None


def _introduces(flat: str, piece: int, token: re.Match[str]) -> bool:
    """«между библиотеками: Центральной библиотекой … и …»: the names stand behind the colon."""
    return token[0] == ":" and not re.search(r"[А-ЯЁ§]", flat[piece : token.start()])


# «между городами Смоленск и Витебск», «… Смоленском и Витебском».
_TOWN_NAME = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё][а-яё]*)*(?: [А-ЯЁ][а-яё]+)?(?: ¤+)?")
_TOWNS_TOGETHER = re.compile(
    rf" ?городами(?:-побратимами)? (?P<names>{_TOWN_NAME.pattern}(?:, {_TOWN_NAME.pattern}){{0,8}}"
    rf" и {_TOWN_NAME.pattern})"
)


def _tail_behind(flat: str, at: int) -> int | None:
    """Where a topic begins directly behind the parties, if one does."""
    token = TOKEN.search(flat, at)
    return token.start() if token and token[0].lower() in ("о", "об", "обо") else None


def _begins_tail(word: str, following: str, *, is_first: bool) -> bool:
    if word[0] == TITLE_QUOTE:
        return not is_first
    return word in _TAIL_BEGINS and (not _TAIL_BEGINS[word] or following in _TAIL_BEGINS[word])


def _ends_parties(flat: str, token: re.Match[str], following: str) -> bool:
    word = token[0].lower()
    if word in ";:" or word.startswith("котор") or (word in "–—" and is_spaced(flat, token)):
        return True
    if word == "при" and flat[token.end() + 1 : token.end() + 2].isupper():
        return False  # «Молодёжная палата при Островецком районном Совете»
    if word == "от":
        return following[:1].isdecimal() or ends_title(word, following)
    if word == "на" and (following in ("срок", "период") or following.isdecimal()):
        return True
    return ends_title(word, following)


def _party_goes_on(flat: str, tokens: list[re.Match[str]]) -> bool:
    if not tokens or is_verb(tokens[0][0]) or HEADS["nomn"].match(flat, tokens[0].start()):
        return False
    return "nomn" not in cases_of(tokens[0][0]) or "gent" in cases_of(tokens[0][0])


def organisation_in(flat: str, at: int, title_end: int) -> Side | None:
    """«о сотрудничестве Администрации города Смоленска с ООО «…»»: the organisation at the end of a title."""
    topic = _TOPIC_BEFORE_PARTIES.search(flat, at, title_end)
    if topic and is_organisation(flat[topic.end() : title_end]):
        return topic.end(), title_end, "gent"
    return None


def parties_in_genitive(flat: str, at: int, title_end: int, end: int) -> list[Side]:
    """«о сотрудничестве Администрации города Смоленска и ГУО «…»»: two organisations at the end of a title."""
    topic = _TOPIC_BEFORE_PARTIES.search(flat, at, title_end)
    if topic is None:
        return []
    sign = re.compile("[,;:]| [–—-] ").search(flat, topic.end(), end)
    end = sign.start() if sign else end
    if any(is_verb(token[0]) for token in TOKEN.finditer(flat, topic.end(), end)):
        return []
    for link in re.compile(" и ").finditer(flat, topic.end(), end):
        sides = [(topic.end(), link.start()), (link.end(), end)]
        if all(is_organisation(flat[start:stop]) for start, stop in sides):
            return [(start, stop, "gent") for start, stop in sides]
    return []


def _named_sides(text: str, pieces: list[Side]) -> list[tuple[str, str]]:
    """The sides that name somebody, each with its case: «библиотеками» names nobody. In «между отделом культуры,
    отделом образования и Шкловским райисполкомом» one with a name speaks for all."""
    written = [(one_line(_OFFICIALS.sub("", text[start:end])).strip(" ,"), case) for start, end, case in pieces]
    named = [one for one in written if re.search(r"[А-ЯЁA-Z«\"\d]", one[0])]
    return [one for one in written if one in named or (named and " " in one[0] and FAMILIAR.match(one[0]))]


def as_parties(text: str, pieces: list[Side]) -> tuple[list[str], bool]:
    """Return the parties that are named, in the nominative as far as it is certain, and whether all are."""
    written = _named_sides(text, pieces)
    if len(written) == 1 and SHORT_NAME.fullmatch(written[0][0]):
        return [], True  # «между ДШИ»
    if len(written) > 1 and not all(has_head(side, case) for side, case in written):
        start, end = pieces[0][0], pieces[-1][1]
        return [one_line(text[start:end]).strip(" ,")], False  # «Хиславичским и Кричевским районами»
    nominative = [in_nominative(side, case) for side, case in written]
    sides = [found or side for found, (side, _) in zip(nominative, written, strict=True)]
    is_one_of_many = len(sides) == 1 and " и " in flatten(sides[0])
    return sides, None not in nominative and not is_one_of_many


# «(директор Петров И.И.)», «(далее – Школа)» behind a party are no part of its name.
_OFFICIALS = re.compile(
    r"\s{0,3}\((?:далее|директор|руководител|глав|председател|заведующ|начальник|в лице|ректор|мэр|именуем)[^()]*\)",
    re.IGNORECASE,
)


def is_spaced(flat: str, token: re.Match[str]) -> bool:
    """Say whether a dash has blanks on both sides."""
    return flat[token.start() - 1 : token.start()].isspace() and flat[token.end() :][:1].isspace()


def is_link(word: str, following: str) -> bool:
    """«,», «и», «а», but not the initial «А.»."""
    return word.lower() in (",", "и", "а") and not (word == "А" and following == ".")


def lower_of(tokens: list[re.Match[str]], index: int) -> str:
    """The word at this place in small letters, "" beyond the last."""
    return tokens[index][0].lower() if index < len(tokens) else ""
