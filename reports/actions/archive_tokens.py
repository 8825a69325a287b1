"""Writes by which words the rows of the archive are found. `archive.py` calls it for every row that it stores."""

from django.db import transaction

from municipalities.models import PartnerCity
from reports.models import ArchiveTokens, KnownWord
from reports.prose import stems
from reports.prose.places.countries import COUNTRIES
from reports.queries.search import country_token, municipality_token, partner_token

TOLD = ("place_text", "period_text", "purpose", "participants")
AT_ONCE = 900  # values in one question: SQLite takes no more than some thousand

_COUNTRY_NAMES = {code: (short, official) for code, short, official, _ in COUNTRIES}


def store_tokens(made):
    """`made`: a list of (row, content, keys of its partners, codes of its countries), of rows that are stored. What
    they were found by before is replaced."""
    names = _names_of({pk for _, _, partners, _ in made for pk in partners})
    known, rows = {}, []
    for row, content, partners, countries in made:
        of_name = _tokens(content["name"], known)
        texts = [content[field] for field in TOLD]
        texts += [document["title"] for document in content["agreements"]]
        texts += [names[pk] for pk in partners if pk in names]
        texts += [name for code in countries for name in _COUNTRY_NAMES.get(code, ())]
        said = [*map(partner_token, partners), *map(country_token, countries), municipality_token(row.municipality_id)]
        of_all = dict.fromkeys([*of_name, *(token for text in texts for token in _tokens(text, known)), *said])
        rows.append(ArchiveTokens(row=row, of_name=of_name, of_all=list(of_all)))
    ArchiveTokens.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["row"], update_fields=["of_name", "of_all"]
    )
    # Two writers of one word would wait for each other, in whichever order: so each is written by itself, afterwards.
    transaction.on_commit(lambda: learn_words(known), robust=True)


def learn_words(known):
    """`known`: token → folded word. Keep those that are not kept yet."""
    tokens = list(known)
    for start in range(0, len(tokens), AT_ONCE):
        part = tokens[start : start + AT_ONCE]
        old = set(KnownWord.objects.filter(token__in=part).values_list("token", flat=True))
        new = [_known_word(token, known[token]) for token in part if token not in old]
        KnownWord.objects.bulk_create(new, ignore_conflicts=True)


def _known_word(token, word):
    lemma = stems.lemma(word)[:100]
    return KnownWord(token=token, word=lemma, first=lemma[0], letters=len(lemma))


def _tokens(text, known):
    """The tokens of a text; `known` learns its words."""
    found = {}
    for word in stems.words_of(text):
        for token, part in stems.pairs_of(word):
            found[token] = None
            if part:
                known.setdefault(token, part)
    return list(found)


def _names_of(partners):
    """Partner's key → its name."""
    return dict(PartnerCity.objects.filter(pk__in=partners).values_list("pk", "name")) if partners else {}
