"""Lifts signed documents out of the prose of a report: «Подписано Соглашение о … между А и Б».

Only what the text says was signed now. Documents that are mentioned, planned, refused or older are left alone, and so
is all that is not certain. A reader asks for a missing document, but a wrong one may be printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from reports.prose.cleaning import even_out
from reports.prose.places.countries import mentions_in

from .days import Day, Window
from .doubts import TAKEN_APART, doubts_about
from .nouns import (
    AFTER_NOUN,
    ANOTHER_VERB,
    BEFORE_NOUN,
    DAY,
    FORMS,
    HEADS,
    MUST,
    NOT_OF_A_TITLE,
    OPENS_CLAUSE,
    TITLE_QUOTE,
    WITH_WHOM,
    Noun,
    flatten,
    is_free_of_other_objects,
    is_told,
    may_begin,
    may_stand_between,
    sentences,
    singular_of,
)
from .parties import adjective_in_nominative, written_like
from .proxies import without_proxies
from .requisites import NUMBER_OF_DOCUMENT, REQUISITES, day_among
from .sides import LONGEST_CLAUSE, Side, as_parties, organisation_in, parties_at, parties_in_genitive
from .signers import sides_behind, sides_within, signers_behind, signers_of
from .titles import LONGEST_TITLE, title_end
from .write import bare_key

# Days, places and people come between the verb and its document. What is further away belongs to something else.
LONGEST_GAP = 250
# No report names so many documents in one sentence.
MOST_READ = 60


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
    found = _found_in(text, year, quarter)
    # What a bracket tells is a sentence of its own: «встреча (подписан меморандум о …)».
    for bracket in _IN_BRACKETS.finditer(text):
        if speaks_of_signing(bracket[1]):
            moved = bracket.start(1)
            for (start, number), document in _found_in(bracket[1], year, quarter).items():
                inner = replace(document, start=document.start + moved, end=document.end + moved)
                found.setdefault((start + moved, number), inner)
    return [found[place] for place in sorted(found)]


_IN_BRACKETS = re.compile(r"\(([^()\n]{15,600})\)")


def _found_in(text: str, year: int | None, quarter: int | None) -> dict[tuple[int, int], SignedDocument]:
    """Return the documents by their place; those that a plural names together have numbers."""
    prose = _Prose(text, year, quarter)
    found: dict[tuple[int, int], SignedDocument] = {}
    places: set[int] = set()
    for start, end in prose.sentences:
        for verb in _TRIGGER.finditer(prose.flat, start, end):
            new = [one for one in prose.documents_at(verb, start, end) if one.start not in places]
            for number, document in enumerate(new):
                found[document.start, number] = document
            places |= {document.start for document in new}
    return found


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
    r"(?P<passive>(?:подписан|заключ[её]н|скрепл[её]н(?=[оаы]? (?:\w+ )?подписями))(?P<ending>[оаы]?))"
    r"|(?P<under>поставил[аи]?(?: свои)? подписи под|поставив(?: свои)? подписи под)"
    r"|(?P<over>поставил[аи]?(?: свои)? подписи(?! под))"
    r"|(?P<copies>обменялись(?: между собой)? подписанными (?:экземплярами|текстами|копиями))"
    r"|(?P<active>подписал[иао]?|заключил[иао]?|подписав|заключив|скрепил[иа]?(?: своими)? подписями(?: и печатями)?)"
    r"|(?P<noun>(?:подписани|заключени)(?:е|ем|я))"
    r")(?![\w-])",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*+(?:[–—•*-]|\d{1,2}[.)]|[а-яa-z]\))?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Named:
    """A document as the series of a sentence names it: where it begins and ends, its title, its parties' places."""

    noun: Noun
    start: int
    end: int
    title: str
    parties: tuple[Side, ...]
    ended_by: str  # what came next: «verb», «date» …
    dated: str = ""  # «от 20.02.2025 № 5», before the topic


class _Prose:
    """One text: `flat` is the text, letter for letter, with the inside of quotes and brackets hidden."""

    def __init__(self, text: str, year: int | None, quarter: int | None) -> None:
        self.text, self.window = text, Window(year, quarter)
        self.flat = without_proxies(flatten(text))
        self.sentences = list(sentences(self.flat))
        self.may_read = MOST_READ

    def documents_at(self, verb: re.Match[str], start: int, end: int) -> list[SignedDocument]:
        """Return the documents that this verb of the sentence signs."""
        start = max(start, self.flat.rfind(";", start, verb.start()) + 1)
        end = min(end, verb.end() + LONGEST_CLAUSE)
        if self.may_read <= 0 or verb.start() - start > LONGEST_CLAUSE:
            return []
        series, around = self._series_of(verb, start, end)
        if not series:
            return []
        if verb.end() <= series[0].start:
            around += f" {self.flat[verb.end() : series[0].start]} "
        chunk = around[around.rfind(",", 0, verb.start() - start) + 1 :]
        day = self.window.day_of(self.flat, chunk, series[-1].end)
        if day is None or not is_told(around, chunk) or not self.window.is_of_now(around[:40]):
            return []
        days = [self.window.day_of(named.dated, "", 0) if named.dated else day for named in series]
        pairs = [(named, own) for named, own in zip(series, days, strict=True) if own]
        return [one for named, own in pairs for one in self._documents(named, own, verb, start)]

    # Where the documents of a verb are

    def _series_of(self, verb: re.Match[str], start: int, end: int) -> tuple[list[_Named], str]:
        """The documents of the verb, and the words around it that tell whether this happened."""
        if verb["noun"]:
            return self._after_noun(verb, start, end)
        case = next(case for name, case in _CASES.items() if verb[name])
        ending = verb["ending"].lower() if verb["passive"] else None
        if series := self._after(verb.end(), end, case, ending):
            return series, self.flat[start : verb.start()]
        return self._before(verb, start, end, case) or ([], "")

    def _after(self, at: int, end: int, case: str, ending: str | None) -> list[_Named]:
        """Return the series that follows the verb; a passive's ending must agree with its first document."""
        for head in HEADS[case].finditer(self.flat, at, min(end + 1, at + 2 * LONGEST_GAP)):
            gap = self.flat[at : head.start()]
            if ";" in gap or len(gap) > LONGEST_GAP or ANOTHER_VERB.search(gap):
                return []
            noun = self._noun(head, case)
            agrees = ending in (None, "ы") or ":" in gap or (noun and noun.gender == _ENDINGS[ending])
            if noun is None or not agrees or not may_stand_between(gap, is_certain=not noun.is_plural):
                if not is_free_of_other_objects(gap):
                    return []
                continue
            return self._series(head, case, end, is_list=":" in gap or gap.rstrip().endswith((".", ")")))
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
        if governing and is_genitive == before.rstrip().lower().endswith(("церемония", "процедура", "обряд")):
            return series, f"{before} {self._until_comma(series[-1].end, end) if series else ''}"
        begins = not before.strip() or before.strip().lower() in ("торжественное", "официальное")
        begins = begins or OPENS_CLAUSE.match(before) is not None
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
            is_over = case == "ablt" and left.split()[-1:] in (["Под"], ["под"])  # «Под договором поставили подписи …»
            if noun is None or not (is_over or may_begin(left, noun)):
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
                listed = HEADS["nomn"].match(self.flat, item.end() if item else colon.end())
                if listed is None and noun.is_plural and WITH_WHOM.match(self.flat, colon.end()):
                    name = self._head_in_nominative(head, noun, case)
                    return [_Named(noun, head.start("noun"), head.end(), name, (), "end")]
                head = listed
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
        requisites = REQUISITES.match(self.flat, head.end(), end)
        begin = requisites.end() if requisites else head.end()
        stop_of_title, ended_by, after = title_end(self.flat, begin, end, case)
        name = self._head_in_nominative(head, noun, case)
        title = name + self.text[begin:stop_of_title]
        parties: list[Side] = []
        stop = stop_of_title
        if ended_by in ("between", "with"):
            parties, stop, tail = parties_at(self.flat, after, end)
            if tail is not None and (self.flat[tail] == TITLE_QUOTE or not self.text[begin:stop_of_title].strip()):
                tail_end, ended_by, _ = title_end(self.flat, tail, end, case)
                title, stop = f"{title.strip()} {self.text[tail:tail_end]}", tail_end
        elif ended_by == "subject" or self.flat.startswith(":", stop_of_title):
            parties = signers_behind(self.flat, after if ended_by == "subject" else stop_of_title + 2, end)
        if ended_by == "with" and (first := organisation_in(self.flat, begin, stop_of_title)):
            title = name + self.text[begin : first[0]]
            parties = [first, *parties]
        elif not parties and (split := parties_in_genitive(self.flat, begin, stop_of_title, end)):
            title = name + self.text[begin : split[0][0]]
            parties, stop = split, split[1][1]
        if ended_by == "date":
            title = NUMBER_OF_DOCUMENT.sub("", title)
        title = even_out(title).strip(" ,–-»" if "«" not in title else " ,–-")
        return _Named(noun, head.start("noun"), stop, title, tuple(parties), ended_by, day_among(requisites))

    def _head_in_nominative(self, head: re.Match[str], noun: Noun, case: str) -> str:
        """«дополнительного соглашения» → «Дополнительное соглашение»; a noun in the right case is kept as typed."""
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

    # Putting together

    def _documents(self, named: _Named, day: Day, verb: re.Match[str], start: int) -> list[SignedDocument]:
        """The document; or, of «соглашения с А, Б и В», one for each."""
        sides, are_certain = as_parties(self.text, list(named.parties))
        is_single_word = named.title.split()[0].lower() == named.noun.nominative
        if not (
            named.noun.is_plural and named.ended_by == "with" and len(sides) > 1 and are_certain and is_single_word
        ):
            return [self._document(named, day, verb, start)]
        single = singular_of(named.noun)
        title = written_like(named.title.split()[0], single) + named.title[len(named.noun.nominative) :]
        noun = replace(named.noun, nominative=single, is_plural=False)
        whole = [replace(named, noun=noun, title=title, parties=(side,)) for side in named.parties]
        found = [self._document(one, day, verb, start) for one in whole]
        return [replace(one, doubts=(*one.doubts, TAKEN_APART)) for one in found]

    def _document(self, named: _Named, day: Day, verb: re.Match[str], start: int) -> SignedDocument:
        pieces, is_after = list(named.parties), verb.start() < named.start
        if is_after and not pieces:
            pieces = sides_within(self.flat, verb.end(), named.start)
        is_one = bool(pieces) and (named.ended_by == "with" or not named.parties)
        if is_after and (not pieces or (is_one and verb["active"])):
            pieces = [*self._sides_before(verb, start, is_one=is_one), *pieces]
        pieces = pieces or sides_behind(self.flat, named.end)
        sides, is_certain = as_parties(self.text, pieces)
        doubts = doubts_about(named.title, sides, is_plural=named.noun.is_plural, is_certain=is_certain)
        countries = _countries_in(" ".join([named.title, *(self.text[a:b] for a, b, _ in pieces)]))
        return SignedDocument(
            kind=named.noun.kind,
            title=named.title,
            parties="" if named.noun.is_plural else "\n".join(sides),
            countries=countries,
            signed_on=day.on,
            signed_text=day.text,
            start=named.start,
            end=named.end,
            doubts=doubts,
        )

    def _sides_before(self, verb: re.Match[str], start: int, *, is_one: bool) -> list[Side]:
        """«Между А и Б подписано …», «С А подписано …»; «А и Б подписали …», «А подписала … с Б» of organisations."""
        if not is_one and (opening := _SIDES_FIRST.match(self.flat, start, verb.start())):
            return parties_at(self.flat, opening.end(), verb.start())[0]
        return signers_of(self.flat, start, verb.start(), is_one=is_one) if verb["active"] else []


# The case of the document behind each kind of verb.
_CASES = {"passive": "nomn", "active": "accs", "under": "ablt", "over": "ablt", "copies": "gent"}


def _countries_in(words: str) -> tuple[str, ...]:
    """The foreign countries of a title and its parties. «ГУК «Шкловская РБ» is a library, not a country."""
    found = [one for one in mentions_in(words) if not (one.name.isupper() and words[one.end : one.end + 1] == "»")]
    return tuple(dict.fromkeys(one.code for one in found if one.code != "RU"))


_ENDINGS = {"": "masc", "а": "femn", "о": "neut", "ы": "plur"}
_AUXILIARY = re.compile(
    r"(?:\s+(?:был[аои]?|не|пока|тоже|также|торжественно|официально|успешно|сторонами))*\s*\Z", re.IGNORECASE
)
_BETWEEN_ITEMS = re.compile(
    r"(?P<stop>[,;.]*)(?P<and>\s+(?:и|а также))?\s*(?P<mark>(?:[–—•*-]|\d{1,2}[.)]|[а-яa-z]\))\s*)?", re.IGNORECASE
)
_SIDES_FIRST = re.compile(r"(?:[^;]*(?<!\w)между|\s*со?) (?=[А-ЯЁа-яё§])", re.IGNORECASE)
