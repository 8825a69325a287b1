"""Lifts signed documents out of the prose of a report: «Подписано Соглашение о … между А и Б».

Only what the text says was signed now. Documents that are mentioned, planned, refused or older are left alone, and so
is whatever is not certain: a document that was missed is asked for by its reader, a wrong one may be printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from reports.prose.cleaning import even_out, one_line
from reports.prose.morphology import parses_of
from reports.prose.periods.understand import understand_period
from reports.prose.places.countries import countries_in
from reports.prose.words import MONTHS_PREPOSITIONAL

from .nouns import (
    AFTER_NOUN,
    BEFORE_NOUN,
    BRACKET,
    DAY,
    FORMS,
    HEADS,
    IN_MONTH,
    MUST,
    NOT_OF_A_TITLE,
    PREPOSITIONS,
    QUOTE,
    SINCE,
    TOKEN,
    YEAR,
    Noun,
    ends_title,
    flatten,
    is_free_of_other_objects,
    is_told,
    may_begin,
    may_stand_between,
    names_another,
    sentences,
)
from .parties import (
    FAMILIAR,
    SHORT_NAME,
    adjective_in_nominative,
    cases_of,
    has_head,
    in_nominative,
    is_number,
    is_organisation,
    is_verb,
    written_like,
)
from .write import bare_key

LONGEST_TITLE = 500
# Between the verb and its document stand days, places and people; what is further away belongs to something else.
LONGEST_GAP = 250
# A clause longer than this is no sentence of a report, nor are so many documents: neither is read to its end.
LONGEST_CLAUSE = 1500
MOST_READ = 60
NO_PARTIES = "Стороны в тексте не названы – впишите их"
ONE_PARTY = "В тексте названа только одна сторона – впишите остальные"
UNCERTAIN_PARTIES = "Стороны записаны как в тексте – поставьте их в именительный падеж, каждую с новой строки"
SEVERAL_AT_ONCE = "В тексте названо несколько документов сразу – внесите каждый отдельно"
NO_TITLE = "В тексте нет полного названия документа – допишите его"


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """One document that the text says was signed. `kind` is a key of agreements.KINDS, `parties` has one a line,
    `countries` are foreign ones (ISO 3166 alpha-2); text[start:end] names it; `doubts` are Russian sentences."""

    kind: str
    title: str
    parties: str
    countries: tuple[str, ...]
    signed_on: date | None
    signed_text: str
    start: int
    end: int
    doubts: tuple[str, ...]


def signed_documents(text: str, *, year: int | None = None, quarter: int | None = None) -> list[SignedDocument]:
    """Return the documents that the text says were signed, in its order.

    `year` and `quarter` are those of the report: a document signed before its window is an older one. Without them a
    bare year beside the verb («в 2019 году») counts as older. A text that does not speak of signing costs two
    searches.
    """
    if not speaks_of_signing(text):
        return []
    prose = _Prose(text, year, quarter)
    found: dict[int, SignedDocument] = {}
    for start, end in prose.sentences:
        for verb in _TRIGGER.finditer(prose.flat, start, end):
            for document in prose.documents_at(verb, start, end):
                found.setdefault(document.start, document)
    return [found[start] for start in sorted(found)]


def speaks_of_signing(text: str) -> bool:
    """Whether the text has one of the words without which nothing can be lifted."""
    text = text.lower()
    return "подпис" in text or "заключ" in text


def not_entered(documents: list[SignedDocument], entered: Iterable[tuple[str, str]]) -> list[SignedDocument]:
    """Return the documents that none of the entered ones, (kind, title) each, can mean.

    One entered document means one of the text: the one whose title is or begins with its own, or else one of its kind.
    """
    left = [(kind, bare_key(title)) for kind, title in entered]
    missing = []
    for document in documents:
        own = bare_key(document.title)
        same = next((row for row in left if row[1] and (own.startswith(row[1]) or row[1].startswith(own))), None)
        if same:
            left.remove(same)
        else:
            missing.append(document)
    unmet = []
    for document in missing:
        same = next((row for row in left if row[0] == document.kind), None)
        if same:
            left.remove(same)
        else:
            unmet.append(document)
    return unmet


_TRIGGER = re.compile(
    r"(?<![\w-])(?:"
    r"(?P<passive>(?:подписан|заключ[её]н)(?P<ending>[оаы]?))"
    r"|(?P<active>подписал[иао]?|заключил[иа]?|подписав|заключив)"
    r"|(?P<noun>(?:подписани|заключени)(?:е|ем|я))"
    r")(?![\w-])",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:[–—•*-]|\d{1,2}[.)]|[а-яa-z]\))?\s*", re.IGNORECASE)
_TAIL_BEGINS = {
    "о": (),
    "об": (),
    "обо": (),
    "в": "сфере области сферах областях целях рамках присутствии ходе".split(),
}
_TOPIC_BEFORE_PARTIES = re.compile(
    r"(?:сотрудничестве|намерениях|намерений|дружбе|взаимопонимании|деятельности|партн[её]рстве|связях|мероприятий"
    r"|сотрудничества|взаимодействии|обмене|побратимстве) (?=[А-ЯЁ])"
)
# A party in the text: from, to, and the case in which it stands.
_Side = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class _Named:
    """A document as the series of a sentence names it: where it begins and ends, its title, its parties' places."""

    noun: Noun
    start: int
    end: int
    title: str
    parties: tuple[_Side, ...]
    ended_by: str  # what came next: «verb», «date» …


class _Prose:
    """One text: `flat` is the text, letter for letter, with the inside of quotes and brackets hidden."""

    def __init__(self, text: str, year: int | None, quarter: int | None) -> None:
        self.text, self.year, self.quarter = text, year, quarter
        self.flat = flatten(text)
        self.sentences = list(sentences(self.flat))
        self.may_read = MOST_READ

    def documents_at(self, verb: re.Match[str], start: int, end: int) -> list[SignedDocument]:
        """Return the documents that this verb of the sentence signs."""
        start = max(start, self.flat.rfind(";", start, verb.start()) + 1)
        end = min(end, verb.end() + LONGEST_CLAUSE)
        if self.may_read <= 0 or verb.start() - start > LONGEST_CLAUSE:
            return []
        if verb["noun"]:
            series, around = self._after_noun(verb, start, end)
        elif verb["active"]:
            series, around = self._after(verb.end(), end, "accs", None), self.flat[start : verb.start()]
            if not series and (before := self._before(verb, start, end, "accs")):
                series, around = before
        else:
            series, around = self._after(verb.end(), end, "nomn", verb["ending"].lower()), ""
            around = self.flat[start : verb.start()]
            if not series and (before := self._before(verb, start, end, "nomn")):
                series, around = before
        if not series:
            return []
        if verb.end() <= series[0].start:
            around += f" {self.flat[verb.end() : series[0].start]} "
        chunk = around[around.rfind(",", 0, verb.start() - start) + 1 :]
        day = self._day(chunk, series[-1])
        if day is None or not is_told(around, chunk) or not self._is_of_now(around[:40]):
            return []
        return [self._document(named, day, verb, start) for named in series]

    # Where the documents of a verb stand

    def _after(self, at: int, end: int, case: str, ending: str | None) -> list[_Named]:
        """Return the series that follows the verb; a passive's ending must agree with its first document."""
        for head in HEADS[case].finditer(self.flat, at, min(end + 1, at + 2 * LONGEST_GAP)):
            gap = self.flat[at : head.start()]
            if ";" in gap or len(gap) > LONGEST_GAP:
                return []
            noun = self._noun(head, case)
            agrees = ending is None or ending == "ы" or (noun and noun.gender == _ENDINGS[ending])
            if noun is None or not agrees or not may_stand_between(gap, is_certain=not noun.is_plural):
                if not is_free_of_other_objects(gap):
                    return []
                continue
            return self._series(head, case, end, is_list=":" in gap)
        return self._list_after_colon(at, end, case)

    def _list_after_colon(self, at: int, end: int, case: str) -> list[_Named]:
        """«Подписаны следующие документы:» with the documents in paragraphs of their own."""
        intro = re.compile(r"[^.;:\n]{0,80}:\s*").match(self.flat, at)
        if not intro or intro.end() <= end or not is_free_of_other_objects(intro[0].rstrip(": \n")):
            return []
        item = _ITEM.match(self.flat, intro.end())
        head = HEADS[case].match(self.flat, item.end() if item else intro.end())
        return self._series(head, case, self._end_of(head.start()), is_list=True) if head else []

    def _after_noun(self, verb: re.Match[str], start: int, end: int) -> tuple[list[_Named], str]:
        """«Состоялось подписание Соглашения …», or «Подписание Соглашения … состоялось»."""
        before = self.flat[start : verb.start()]
        agents = re.compile(r" (?:сторонами )?").match(self.flat, verb.end())
        head = HEADS["gent"].match(self.flat, agents.end()) if agents else None
        if head is None or self._noun(head, "gent") is None:
            return [], ""
        series = self._series(head, "gent", end)
        governing = BEFORE_NOUN.search(before)
        is_genitive = verb[0][-1].lower() == "я"
        if governing and is_genitive == before.rstrip().lower().endswith("церемония"):
            return series, before
        begins = not before.strip() or before.strip().lower() in ("торжественное", "официальное")
        if begins and not is_genitive and series and AFTER_NOUN.match(self.flat, series[-1].end):
            return series, f"{before} {self._until_comma(series[-1].end, end)}"
        return [], ""

    def _before(self, verb: re.Match[str], start: int, end: int, case: str) -> tuple[list[_Named], str] | None:
        """«Соглашение о … подписано …»: the series must reach the verb, and begin its clause."""
        zone_end = _AUXILIARY.sub("", self.flat[start : verb.start()])
        limit = start + len(zone_end)
        for head in HEADS[case].finditer(self.flat, start, limit):
            if self.may_read <= 0:
                return None
            left = self.flat[start : head.start()]
            noun = self._noun(head, case)
            if noun is None or not may_begin(left, noun):
                continue
            series = self._series(head, case, limit)
            rest = self.flat[series[-1].end : limit] if series else "?"
            wanted = _ENDINGS[verb["ending"].lower()] if verb["passive"] else None
            agrees = wanted in (None, "plur" if len(series) > 1 else noun.gender)
            if agrees and not DAY.sub("", rest).strip(" ,"):
                tail = self._until_comma(verb.end(), end)
                aux = self.flat[limit : verb.start()]
                return series, f"{left} {rest} {aux} {tail}"
            return None
        return None

    def _until_comma(self, at: int, end: int) -> str:
        comma = re.compile("[,;]").search(self.flat, at, end)
        return self.flat[at : comma.start() if comma else end]

    def _end_of(self, at: int) -> int:
        return next((end for start, end in self.sentences if start <= at <= end), len(self.flat))

    # One document after the other

    def _series(self, head: re.Match[str], case: str, end: int, *, is_list: bool = False) -> list[_Named]:
        """Read the documents from this one on: «договор о …, меморандум о … и дорожная карта»."""
        series: list[_Named] = []
        while head and self.may_read > 0:
            self.may_read -= 1
            noun = self._noun(head, case)
            if noun is None:
                break
            if colon := re.compile(r"\s*:").match(self.flat, head.end()):
                # «Подписаны соглашения: Соглашение …, Соглашение …»
                item = _ITEM.match(self.flat, colon.end())
                head = HEADS["nomn"].match(self.flat, item.end() if item else colon.end())
                case, is_list, end = "nomn", True, self._end_of(item.end() if item else end)
                continue
            named = self._named(head, noun, case, end)
            if (named.ended_by == "verb" and series) or len(named.title) > LONGEST_TITLE:
                break  # «…, план утверждён»: the subject of another clause
            series.append(named)
            head, end = self._next_head(named.end, end, case, is_list)
        return series

    def _next_head(self, at: int, end: int, case: str, is_list: bool) -> tuple[re.Match[str] | None, int]:
        between = _BETWEEN_ITEMS.match(self.flat, at)
        if between is None:
            return None, end
        is_far = "." in between["stop"] or ("\n" in between[0] and ";" not in between["stop"])
        if not is_list and ("\n" in between[0] or is_far):
            return None, end
        if is_far and not between["mark"]:
            return None, end
        head = HEADS[case].match(self.flat, between.end())
        return head, (self._end_of(head.start()) if head and head.start() > end else end)

    def _noun(self, head: re.Match[str], case: str) -> Noun | None:
        noun = FORMS[case][head["noun"].lower()]
        if not noun.must:
            return noun
        adjective, follows = MUST[noun.must]
        if adjective and adjective.search(head["adjectives"].lower()):
            return noun
        return noun if follows.match(self.flat[head.end() : head.end() + 40].lower()) else None

    def _named(self, head: re.Match[str], noun: Noun, case: str, end: int) -> _Named:
        title_end, ended_by, after = self._title(head.end(), end, case)
        title = self._head_in_nominative(head, noun, case) + self.text[head.end() : title_end]
        parties: list[_Side] = []
        stop = title_end
        if ended_by in ("between", "with"):
            parties, stop, tail = self._parties(after, end)
            if tail is not None and not self.text[head.end() : title_end].strip():
                tail_end, ended_by, _ = self._title(tail, end, case)
                title, stop = f"{title.strip()} {self.text[tail:tail_end]}", tail_end
        if ended_by == "with" and (first := self._organisation_in(head.end(), title_end)):
            title = self._head_in_nominative(head, noun, case) + self.text[head.end() : first[0]]
            parties = [first, *parties]
        elif not parties and (split := self._parties_in_genitive(head.end(), title_end, end)):
            title = self._head_in_nominative(head, noun, case) + self.text[head.end() : split[0][0]]
            parties, stop = split, split[1][1]
        title = even_out(title).strip(" ,–-»" if "«" not in title else " ,–-")
        return _Named(noun, head.start("noun"), stop, title, tuple(parties), ended_by)

    def _head_in_nominative(self, head: re.Match[str], noun: Noun, case: str) -> str:
        """«дополнительного соглашения» → «Дополнительное соглашение»; a noun that stands right is kept as typed."""
        written = head["noun"]
        name = written if case == "nomn" else written_like(written, noun.nominative)
        kept = []
        for adjective in head["adjectives"].split():
            is_name_only = written[0].isupper() and not adjective[0].isupper()
            if is_name_only or NOT_OF_A_TITLE.match(adjective):
                continue
            form = adjective if case == "nomn" else adjective_in_nominative(adjective, noun.gender)
            kept += [form] if form else []
        whole = " ".join([*kept, name])
        return whole[:1].upper() + whole[1:]

    def _title(self, at: int, end: int, case: str) -> tuple[int, str, int]:
        """Return where the title ends, what ended it, and where what follows begins."""
        last = at  # the end of what belongs to the title so far
        fork = None  # a comma or «и» after which the title may have been over
        tokens = list(TOKEN.finditer(self.flat, at, min(end, at + LONGEST_TITLE)))
        for index, token in enumerate(tokens):
            word = token[0].lower()
            following = tokens[index + 1][0].lower() if index + 1 < len(tokens) else ""
            if word == "между":
                return last, "between", token.end()
            if word in ("с", "со") and self._is_party(token.end(), end):
                return last, "with", token.end()
            if word in ("с", "со") and (following.isdecimal() or is_number(following)):
                return last, "many", token.start()
            if word == "от" and following[:1].isdecimal() and not names_another(self.flat[at:last]):
                return last, "date", token.start()
            if word[0] == BRACKET:
                if following not in ("между", "с", "со", "от"):
                    return last, "end", token.start()
                continue
            if word == "делегациями" and self.flat[at:last].endswith(("обмен", "обмена", "обмене")):
                last = token.end()
                continue
            if ends_title(word, following) or (word in "–—-" and self._is_spaced(token)):
                return last, "end", token.start()
            if word in (",", "и", "а"):
                if not self._goes_on(at, token, tokens[index + 1 :], case):
                    return last, "end", token.start()
                fork = token.start()
            elif word == "не" or is_verb(token[0]):
                return (last, "verb", token.start()) if fork is None else (fork, "end", fork)
            last = token.end()
        return last, "end", last

    def _is_spaced(self, token: re.Match[str]) -> bool:
        return self.flat[token.start() - 1 : token.start()].isspace() and self.flat[token.end() :][:1].isspace()

    def _goes_on(self, at: int, sign: re.Match[str], tokens: list[re.Match[str]], case: str) -> bool:
        """Say whether what follows a comma or «и» still belongs to the title: a word in the same case does."""
        while tokens and tokens[0][0].lower() in ("и", "также"):
            tokens = tokens[1:]
        if not tokens or HEADS[case].match(self.flat, tokens[0].start()):
            return False
        word = tokens[0][0].lower()
        title = [token[0] for token in TOKEN.finditer(self.flat, at, sign.start())]
        if word in PREPOSITIONS:
            return word in (piece.lower() for piece in title) and not ends_title(word, _lower_of(tokens, 1))
        if word[0] == QUOTE:
            return bool(title) and title[-1][0] == QUOTE
        if not title or is_verb(tokens[0][0]):
            return False
        before = cases_of(title[-1])
        oblique = before - {"nomn", "accs", "voct"} or before
        return bool(oblique & (cases_of(word) - ({"nomn", "accs", "voct"} if oblique != before else set())))

    # Parties

    def _is_party(self, at: int, end: int) -> bool:
        """Say whether a party begins here: an abbreviation, a name in quotes, or a noun in the instrumental that is
        a name or an organisation."""
        tokens = [token for _, token in zip(range(6), TOKEN.finditer(self.flat, at, end), strict=False)]
        if not tokens:
            return False
        if SHORT_NAME.fullmatch(tokens[0][0]) or tokens[0][0][0] == QUOTE:
            return True
        for token in tokens:
            word = token[0]
            if SHORT_NAME.fullmatch(word):
                return True  # «китайским ООО»
            cases = cases_of(word)
            if "ablt" not in cases or "nomn" in cases:
                return False
            if any("NOUN" in parse.tag and "ablt" in parse.tag for parse in parses_of(word)):
                return word[0].isupper() or tokens[0][0][0].isupper() or bool(FAMILIAR.match(word))
        return False

    def _parties(self, at: int, end: int) -> tuple[list[_Side], int, int | None]:
        """Return the places of the parties, where they end, and where a tail of the title begins («о …»)."""
        pieces, piece, last, fork = [], at, at, None
        tokens = list(TOKEN.finditer(self.flat, at, min(end, at + LONGEST_CLAUSE)))
        tail = None
        for index, token in enumerate(tokens):
            word = token[0].lower()
            following = tokens[index + 1][0].lower() if index + 1 < len(tokens) else ""
            if word in ";:" or word.startswith("котор") or (word in "–—" and self._is_spaced(token)):
                break
            if word == "от" and following[:1].isdecimal():
                break
            if word in _TAIL_BEGINS and (not _TAIL_BEGINS[word] or following in _TAIL_BEGINS[word]):
                tail = token.start()
                break
            if ends_title(word, following) or (
                word == "на" and (following in ("срок", "период") or following.isdecimal())
            ):
                break
            if word in (",", "и", "а"):
                skip = token.end() + (len(" также") if word == "а" and following == "также" else 0)
                if self._is_party(skip, end):
                    pieces.append((piece, last, "ablt"))
                    piece = skip
                elif word != "и" or not self._party_goes_on(tokens[index + 1 :]):
                    break
                fork = token.start()
            elif is_verb(token[0]):
                if fork is not None and fork > piece:
                    last = fork
                break
            last = token.end()
        return [*pieces, (piece, last, "ablt")], last, tail

    def _party_goes_on(self, tokens: list[re.Match[str]]) -> bool:
        if not tokens or is_verb(tokens[0][0]) or HEADS["nomn"].match(self.flat, tokens[0].start()):
            return False
        return "nomn" not in cases_of(tokens[0][0]) or "gent" in cases_of(tokens[0][0])

    def _organisation_in(self, at: int, title_end: int) -> _Side | None:
        """«о сотрудничестве Администрации города Смоленска с ООО «…»»: the organisation at the end of a title."""
        topic = _TOPIC_BEFORE_PARTIES.search(self.flat, at, title_end)
        if topic and is_organisation(self.flat[topic.end() : title_end]):
            return topic.end(), title_end, "gent"
        return None

    def _parties_in_genitive(self, at: int, title_end: int, end: int) -> list[_Side]:
        """«о сотрудничестве Администрации города Смоленска и ГУО «…»»: two organisations at the end of a title."""
        topic = _TOPIC_BEFORE_PARTIES.search(self.flat, at, title_end)
        if topic is None:
            return []
        sign = re.compile("[,;:]| [–—-] ").search(self.flat, topic.end(), end)
        end = sign.start() if sign else end
        if any(is_verb(token[0]) for token in TOKEN.finditer(self.flat, topic.end(), end)):
            return []
        for link in re.compile(" и ").finditer(self.flat, topic.end(), end):
            sides = [(topic.end(), link.start()), (link.end(), end)]
            if all(is_organisation(self.flat[start:stop]) for start, stop in sides):
                return [(start, stop, "gent") for start, stop in sides]
        return []

    # Putting together

    def _document(self, named: _Named, day: _Day, verb: re.Match[str], start: int) -> SignedDocument:
        pieces, end = list(named.parties), named.end
        if not pieces and verb.start() < named.start:
            pieces = self._sides_before(verb, start)
        doubts = []
        sides, is_certain = self._sides(pieces)
        if named.noun.is_plural:
            sides, doubts = [], [SEVERAL_AT_ONCE]
        elif not sides:
            doubts.append(NO_PARTIES)
        elif len(sides) == 1 and is_certain:
            doubts.append(ONE_PARTY)
        if not is_certain and sides:
            doubts.append(UNCERTAIN_PARTIES)
        if " " not in named.title and not named.noun.is_plural:
            doubts.append(NO_TITLE)
        countries = countries_in(" ".join([named.title, *(self.text[a:b] for a, b, _ in pieces)]))
        return SignedDocument(
            kind=named.noun.kind,
            title=named.title,
            parties="\n".join(sides),
            countries=tuple(code for code in countries if code != "RU"),
            signed_on=day.on,
            signed_text=day.text,
            start=named.start,
            end=end,
            doubts=tuple(doubts),
        )

    def _sides_before(self, verb: re.Match[str], start: int) -> list[_Side]:
        """«Между А и Б подписано …», «С А подписано …»; «А и Б подписали …» where both are organisations."""
        if opening := _SIDES_FIRST.match(self.flat, start, verb.start()):
            return self._parties(opening.end(), verb.start())[0]
        if not verb["active"]:
            return []
        links = [start, *(at for m in re.finditer(" и |, ", self.flat[start : verb.start()]) for at in m.span())]
        places = [at if at == start else at + start for at in links] + [verb.start()]
        sides = list(zip(places[::2], places[1::2], strict=True))
        is_pair = len(sides) > 1 and all(is_organisation(self.flat[a:b], "nomn") for a, b in sides)
        return [(a, b, "nomn") for a, b in sides] if is_pair else []

    def _sides(self, pieces: list[_Side]) -> tuple[list[str], bool]:
        """Return the parties that are named, in the nominative as far as it is certain, and whether all are."""
        written = [(one_line(self.text[start:end]).strip(" ,"), case) for start, end, case in pieces]
        written = [(side, case) for side, case in written if re.search(r"[А-ЯЁA-Z«\"\d]", side)]
        if len(written) == 1 and SHORT_NAME.fullmatch(written[0][0]):
            return [], True  # «между ДШИ»
        if len(written) > 1 and not all(has_head(side, case) for side, case in written):
            start, end = pieces[0][0], pieces[-1][1]
            return [one_line(self.text[start:end]).strip(" ,")], False  # «Хиславичским и Кричевским районами»
        nominative = [in_nominative(side, case) for side, case in written]
        sides = [found or side for found, (side, _) in zip(nominative, written, strict=True)]
        is_one_of_many = len(sides) == 1 and " и " in flatten(sides[0])
        return sides, None not in nominative and not is_one_of_many

    # Days

    def _day(self, chunk: str, named: _Named) -> _Day | None:
        """Return the day of signing that the words around the verb give (often none); None for another time's."""
        chunk = SINCE.sub(" ", chunk)
        after = re.compile(r" от (?=\d)").match(self.flat, named.end)
        if after and not self._is_of_now(self.flat[after.end() : after.end() + 30].split(",")[0]):
            return None
        written = DAY.search(self.flat, after.end()) if after else None
        written = written or DAY.search(chunk)
        if written is None:
            return _Day() if self._is_of_now(chunk) else None
        text = written[0].strip()
        understood = understand_period(text, year=self.year, quarter=self.quarter)
        if understood.start is None:
            return _Day(text=text)
        return _Day(on=understood.start) if self._is_in_window(understood.start) else None

    def _is_of_now(self, words: str) -> bool:
        """Say whether the years among the words are those of the report."""
        words = SINCE.sub(" ", words)
        years = [int(match[1] or match[2]) for match in YEAR.finditer(words)]
        months = [MONTHS_PREPOSITIONAL.index(match[1].lower()) + 1 for match in IN_MONTH.finditer(words)]
        if self.quarter in (1, 2, 3, 4) and any((month - self.quarter * 3 + 3) % 12 > 5 for month in months):
            return False
        if self.year is None:
            return not any(not DAY.search(words) for _ in years)
        return all(self.year - (self.quarter == 1) <= year <= self.year + 1 for year in years)

    def _is_in_window(self, day: date) -> bool:
        if self.year is None or self.quarter not in (1, 2, 3, 4):
            return True
        first = date(self.year, self.quarter * 3 - 2, 1)
        return first - timedelta(days=31) <= day <= first + timedelta(days=200)


@dataclass(frozen=True, slots=True)
class _Day:
    on: date | None = None
    text: str = ""


_ENDINGS = {"": "masc", "а": "femn", "о": "neut", "ы": "plur"}
_AUXILIARY = re.compile(
    r"(?:\s+(?:был[аои]?|не|пока|тоже|также|торжественно|официально|успешно|сторонами))*\s*\Z", re.IGNORECASE
)
_BETWEEN_ITEMS = re.compile(
    r"(?P<stop>[,;.]*)(?P<and>\s+(?:и|а также))?\s*(?P<mark>(?:[–—•*-]|\d{1,2}[.)]|[а-яa-z]\))\s*)?", re.IGNORECASE
)
_SIDES_FIRST = re.compile(r"(?:[^;]*(?<!\w)между|\s*со?) (?=[А-ЯЁа-яё§])", re.IGNORECASE)


def _lower_of(tokens: list[re.Match[str]], index: int) -> str:
    return tokens[index][0].lower() if index < len(tokens) else ""
