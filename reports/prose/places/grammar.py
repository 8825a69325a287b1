"""Reads one piece of a place (the text between commas and brackets) into what it names: country, region, district,
settlement, format, platform, venue.

A piece is a chain of names (`chain.py`) with blanks, prepositions or «и» between them. A venue may come before or after
the chain («МБОУ «СШ № 40» г. Смоленска»). What fits none of this is left whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

from reports.prose.morphology import parses_of

from .chain import LONGEST, QUOTED, Chain, Item
from .formats import formats_in, is_about_format, is_partly_distant
from .kinds import kinds_in
from .misspellings import misspelled_country
from .networks import network_in
from .venues import speaks_of_people_or_deeds

_BARE_TAIL = re.compile(r" во? (?=[А-ЯЁ])")
_SPACED_DASH = re.compile(r" [–—-] ")
_VENUE_BEGINS = re.compile(r" (?=[«\dа-яё]|[А-ЯЁ]{2,})(?!и )")
_PREPOSITION_AT_END = re.compile(r"(?i) (?:из|до|от|от имени|для|с|к|по|о|об|при|и|или|между)\Z")


def read_piece(piece: str) -> tuple[Item, ...]:
    """Return what the piece names, in its order; a single venue when it is nothing that is known, or too long."""
    return _read(piece) if len(piece) <= LONGEST else (Item("venue", piece),)


# The latest pieces are remembered: reports name the same few places again and again.
@lru_cache(maxsize=4096)
def _read(piece: str) -> tuple[Item, ...]:
    chain = Chain(piece)
    items = (
        _format_phrase(piece)
        or _network(piece)
        or _partly_distant(piece)
        or chain.whole()
        or _around_a_dash(piece)
        or _venue_then_chain(chain)
        or _town_then_venue(chain)
        or _misspelled(piece)
    )
    return tuple(items) or (Item("venue", piece),)


def _format_phrase(piece: str) -> list[Item]:
    if not is_about_format(piece.lower().replace("ё", "е")):
        return []
    # «дистанционный (заочный) формат»: the last word says nothing more.
    return [Item("format", code) for code in sorted(formats_in(piece))] or [Item("nothing", piece)]


def _network(piece: str) -> list[Item]:
    found = network_in(piece)
    if found is None:
        return []
    name, formats = found
    return [Item("platform", name), *(Item("format", code) for code in sorted(formats))]


def _partly_distant(piece: str) -> list[Item]:
    return [Item("format", "mixed")] if is_partly_distant(piece) else []


def _around_a_dash(piece: str) -> list[Item]:
    """Read «г. Минск – Республика Беларусь»; a way through several towns stays whole."""
    parts = _SPACED_DASH.split(piece)
    if len(parts) != 2:
        return []
    items = [item for part in parts for item in (_format_phrase(part) or Chain(part).whole())]
    if len(items) < 2 or sum(item.kind == "settlement" for item in items) != 1:
        return []
    return items


def _venue_then_chain(chain: Chain) -> list[Item]:
    """Read «Гимназия № 146 г. Минска»: a venue, and the place at the end of the piece.

    Countries alone make no such place: «Посольство Республики Беларусь» is somewhere else.
    """
    piece = chain.text
    starts = [match.start() for match in kinds_in(chain.unquoted)]
    starts += [match.end() for match in _BARE_TAIL.finditer(chain.unquoted)]
    for start in sorted(starts):
        items = chain.read(start)
        venue = re.sub(r" во?\Z", "", piece[:start].rstrip())
        if not items or items[0].kind != "settlement" or items[-1].end != len(piece) or not _is_venue(venue):
            continue
        if any(kinds_in(QUOTED.sub("", venue) + " А")):
            return []
        # The town stays as it was written; only what the bracket takes is cut off.
        ends = [item.end for item in items if item.kind not in ("country", "format")]
        as_written = Item("as written", piece[: max(ends)])
        return [as_written, Item("venue", venue), *items]
    return []


def _town_then_venue(chain: Chain) -> list[Item]:
    """Read «г. Смоленск ул. Ленина»: what follows the town begins as no name of a settlement does."""
    piece, items = chain.text, chain.read(0)
    if not items or items[-1].kind not in ("settlement", "district", "region"):
        return []
    begins = _VENUE_BEGINS.match(piece, items[-1].end)
    if not begins or not _is_venue(piece[begins.end() :]) or any(kinds_in(piece, begins.end())):
        return []
    return [*items, Item("venue", piece[begins.end() :])]


def _is_venue(text: str) -> bool:
    """Say whether the words may name a house or an organisation: no verb among them, no people, nothing left open."""
    if speaks_of_people_or_deeds(text) or not re.search(r"\w", text) or _PREPOSITION_AT_END.search(f" {text}"):
        return False
    words = re.findall(r"(?<![\w«-])[а-яё]{3,}(?![\w.-])", QUOTED.sub("", text))
    return not any(parses_of(word)[0].tag.POS in ("VERB", "INFN", "GRND") for word in words)


def _misspelled(piece: str) -> list[Item]:
    code = misspelled_country(piece)
    return [Item("misspelled", piece, (code,), len(piece))] if code else []
