"""Texts that cost a careless reader more than their length, and how all public functions of prose are fed with them."""

import contextlib
import importlib
import inspect
import pkgutil
import random
import re
import types
from datetime import date

import reports.prose
from reports.prose import covering, differences, governing, participation, proofreading, quotes, twins
from reports.prose.documents import days, lift, nouns, requisites, sides
from reports.prose.morphology import Names
from reports.prose.people_number import people_number
from reports.prose.periods import aside, grammar, house_form, understand, words
from reports.prose.periods.days import Report, spans_of
from reports.prose.periods.tokens import Refused, Token, Words
from reports.prose.places import country, naming, partners
from reports.prose.places import house_form as house_form_of_places
from reports.prose.places import understand as places
from reports.prose.places.chain import Chain, Item
from reports.prose.places.countries import words_of
from reports.prose.places.parts import Parts, take_bare_town
from reports.prose.series import SeriesProblem
from reports.prose.summary import letter

LETTERS = 50_000

_PIECES = (
    "а¦А¦аА¦Аа¦АБВ ¦и¦г¦ё¦ъ¦ый ¦не¦недо¦aбc¦X¦1I¦IV ¦Ⅳ¦ǅ¦İ¦ß¦ﷺ¦ ¦\u00a0¦\t¦\n¦ \n¦\u2028¦\u200b¦а\u200b¦\u202e¦"
    '\u0301¦e\u0301¦\ue000¦😀¦😀 ¦1¦12 ¦0,¦1.1.1.¦1-¦1–2 ¦½¦№¦№ 1 ¦01.01.2024¦05.11.2024 ¦5 ноября ¦с 1 по 2 ¦«¦"¦'
    '«а» ¦»«¦«»¦«XX¦"а¦(¦((а))¦)(¦[¦{¦{имя}¦<b>¦</¦&amp;¦\\¦/¦%¦,¦. ¦...¦: ¦; ¦! ¦…¦а… ¦–¦— ¦- ¦а-¦-де¦а б а б ¦'
    "_¦а_¦___ ¦'¦г.¦г. ¦А.¦А. А. ¦т.д. ¦им. ¦ул. ¦чел.¦Аа, ¦Аа и ¦Аа-¦и ¦и и и ¦не ¦ского ¦https://¦http://a.b/¦"
    "a@b.ru ¦XX ¦XX Международный ¦3 диплом ¦двадцать ¦12 человек ¦Беларусь, ¦Россия и Китай ¦"
    "из Республики Беларусь ¦Республика ¦г. Минск (Беларусь), ¦в г. ¦ВКС ¦подписали протокол, ¦"
    "Подписано Соглашение о дружбе. ¦договор о ¦между А и Б ¦в лице ¦о ¦с ¦по ¦городами Аа, Аа¦сельский ¦"
    "Сельский-¦делегация ¦100 человек (20 иностранных), ¦человек"
).split("¦")
_EDGES = " \u00a0\n-–.,«»()\u200b\u0301"


def repeated(piece, length=LETTERS):
    return (piece * (length // len(piece) + 1))[:length]


def texts(length=LETTERS):
    """Name → text of so many letters. Equal names are the same kind of text, whatever the length."""
    found = {piece: repeated(piece, length) for piece in _PIECES}
    found |= {f"а{edge}…а": f"а{edge * (length - 2)}а" for edge in _EDGES}
    found |= {f"подписали{blank}…план": f"подписали{blank * (length - 13)}план" for blank in " \u00a0\n"}
    dice = random.Random(length)
    found["signs at random"] = "".join(dice.choice('аб «»()-–.,\n1Г\u00a0"') for _ in range(length))
    found["numbers"] = " ".join(map(str, range(length)))[:length]
    return found


# --- the functions ----------------------------------------------------------------------------------------------------

_NUMBERS = {"year": 2024, "quarter": 4, "at": 0, "start": 0, "title_end": 0, "end": 0, "years": 1}
_WORDS = {"style": "Normal", "case": "gent", "gender": "masc", "kind": "agreement", "precision": "day"}


def public(package=reports.prose):
    """Name in the package → function, for every public function of it, and every public method of its classes."""
    found = {}
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(info.name)
        short = info.name.removeprefix(f"{package.__name__}.")
        for name, value in vars(module).items():
            if name.startswith("_") or getattr(value, "__module__", None) != info.name:
                continue
            if inspect.isclass(value):
                methods = {key: one for key, one in vars(value).items() if not key.startswith("_")}
                found |= {
                    f"{short}.{name}.{key}": one for key, one in methods.items() if isinstance(one, types.FunctionType)
                }
            elif callable(value) and not isinstance(value, types.GenericAlias):
                found[f"{short}.{name}"] = value
    return found


def _is_text(annotation):
    return annotation in (str, "str")


def _are_texts(annotation):
    return str(annotation).replace("collections.abc.", "") in ("Sequence[str]", "Iterable[str]", "list[str]")


def fed(function):
    """The function as one of a text alone: each of its texts is that text, numbers are what they may be. None where it
    takes other things without which it cannot be called."""
    given, numbers = {}, {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name in _WORDS and _is_text(parameter.annotation):
            numbers[name] = _WORDS[name]
        elif _is_text(parameter.annotation):
            given[name] = str
        elif _are_texts(parameter.annotation):
            given[name] = list
        elif parameter.annotation in (int, "int", "int | None", "date | None") and name in _NUMBERS:
            numbers[name] = _NUMBERS[name]
        elif parameter.annotation in (bool, "bool") and parameter.default is inspect.Parameter.empty:
            numbers[name] = False
        elif parameter.default is inspect.Parameter.empty:
            return None
    if not given:
        return None

    def read(text):
        values = {name: text if kind is str else text.split(" ") for name, kind in given.items()}
        more = numbers | ({"end": len(text)} if "end" in numbers else {})
        answer = function(**values, **more)
        return list(answer) if inspect.isgenerator(answer) else answer

    return read


# --- those that take more than texts ----------------------------------------------------------------------------------

_DAY = date(2024, 10, 1)
_TOWNS = {"г. Витебск": "BY", "Кричевский район": "BY"}
_PARTNERS = participation.PartnerNames([participation.Partner(name, code) for name, code in _TOWNS.items()])
_COUNTRIES = naming.CountryNames([("BY", ["Беларусь", "Республика Беларусь"])])


def _turned(text):
    """The second half first: long runs are the same, and at other places."""
    return text[len(text) // 2 :] + text[: len(text) // 2]


def _parts(text):
    parts = Parts()
    for piece in re.split("[,()]", text):
        parts.add(piece, False)
    return parts


def _words(text):
    try:
        return words.read_words(text)
    except Refused:
        return Words([Token("word", word, word) for word in text.split(" ")])


def _reading(text):
    return grammar.read_period(_words(text).tokens)


def _tokens(text):
    return list(nouns.TOKEN.finditer(text))


def _texts(text):
    """The fields of an event that have so many letters together."""
    third = text[: len(text) // 3]
    return {"name": third, "purpose": third, "participants": third}


def _silence(text):
    days_ = {"deadline": _DAY, "today": _DAY, "last_day": _DAY}
    names = {"municipality": text, "post": text, "name": text, "officers": [text] * 2, "signature": [text] * 2}
    return letter.Silence(quarter=(2024, 4), takes_reports=True, **days_, **names)


def _people(text):
    with contextlib.suppress(ValueError):
        people_number(text)


SPECIAL = {
    "people_number.people_number": _people,
    "covering.about_the_rest": lambda text: covering.about_the_rest(
        1, 1, silent=text.split(" "), waiting=text.split(" ")
    ),
    "covering.filled": lambda text: covering.filled(
        text.replace("{", "").replace("}", ""), dict.fromkeys(covering.PLACEHOLDERS, "")
    ),
    "covering.attachment": lambda text: covering.attachment(text, None, 1),
    "differences.is_changed": lambda text: differences.is_changed(text, _turned(text)),
    "differences.is_kept": lambda text: differences.is_kept(text, _turned(text), (5, 500)),
    "differences.compared_words": lambda text: differences.compared_words(text.split(" "), _turned(text).split(" ")),
    "differences.readable_words": lambda text: differences.readable_words(
        *differences.compared_words(text.split(" "), _turned(text).split(" "))
    ),
    "documents.days.Window.day_of": lambda text: days.Window(2024, 4).day_of(text, text, 0),
    "documents.days.Window.is_of_now": lambda text: days.Window(2024, 4).is_of_now(text),
    "documents.lift.not_entered": lambda text: lift.not_entered(
        lift.signed_documents(text, year=2024, quarter=4), [("agreement", text[:400])] * 30
    ),
    "documents.nouns.may_begin": lambda text: nouns.may_begin(text, next(iter(nouns.FORMS["nomn"].values()))),
    "documents.requisites.day_among": lambda text: requisites.day_among(re.match("[^ж]*", text)),
    "documents.sides.as_parties": lambda text: sides.as_parties(text, [(0, len(text), "ablt"), (1, len(text), "nomn")]),
    "documents.sides.is_spaced": lambda text: [sides.is_spaced(text, token) for token in _tokens(text)[:100]],
    "documents.sides.lower_of": lambda text: sides.lower_of(_tokens(text), 0),
    "governing.governor_of": lambda text: governing.governor_of(
        text, len(text) // 2, passed=[(place, place + 1) for place in range(0, len(text), 2)]
    ),
    "morphology.Names.at": lambda text: Names([(text, 1), ("Минск", 2)], words_of).at(words_of(text), 0, 3),
    "participation.countries_taking_part": lambda text: participation.countries_taking_part(_texts(text)),
    "participation.partners_taking_part": lambda text: participation.partners_taking_part(_texts(text), _PARTNERS),
    "participation.PartnerNames.find": lambda text: list(_PARTNERS.find(text)),
    "periods.aside.refuse_what_names_no_days": lambda text: aside.refuse_what_names_no_days(_words(text).tokens),
    "periods.aside.put_aside_times": lambda text: aside.put_aside_times(_words(text)),
    "periods.aside.put_aside_weekdays": lambda text: aside.put_aside_weekdays(_words(text)),
    "periods.aside.put_aside_day_count": lambda text: aside.put_aside_day_count(_words(text)),
    "periods.aside.put_aside_labels": lambda text: aside.put_aside_labels(_words(text)),
    "periods.aside.refuse_unknown": lambda text: aside.refuse_unknown(_words(text)),
    "periods.days.spans_of": lambda text: spans_of(_reading(text), Report.of(2024, 4)),
    "periods.grammar.read_period": _reading,
    "periods.house_form.house_form": lambda text: house_form.house_form(
        _reading(text), spans_of(_reading(text), Report.of(2024, 4)), "day"
    ),
    "periods.understand.describe_period": lambda text: understand.describe_period(
        understand.understand_period(text, year=2024, quarter=4)
    ),
    "places.chain.Chain.whole": lambda text: Chain(text[:300]).whole(),
    "places.chain.Chain.read": lambda text: Chain(text[:300]).read(0),
    "places.country.country_of": lambda text: country.country_of(_parts(text)),
    "places.country.names_several": lambda text: country.names_several(_parts(text)),
    "places.country.named_as_its_country": lambda text: country.named_as_its_country(Item("settlement", text)),
    "places.house_form.house_form": lambda text: house_form_of_places.house_form(_parts(text), "online"),
    "places.house_form.sides_of": lambda text: house_form_of_places.sides_of(_parts(text)),
    "places.house_form.written": lambda text: house_form_of_places.written([text], [text], "BY", text, text),
    "places.naming.CountryNames.read": lambda text: _COUNTRIES.read(text),
    "places.partners.take_partners": lambda text: partners.take_partners(_parts(text), {text: "BY", **_TOWNS}),
    "places.parts.Parts.add": _parts,
    "places.parts.take_bare_town": lambda text: take_bare_town(_parts(text)),
    "places.understand.understand_place": lambda text: places.understand_place(text, {text: "BY", **_TOWNS}),
    "places.understand.missing_country": lambda text: places.missing_country(text, {text: "BY", **_TOWNS}),
    "places.understand.describe_place": lambda text: places.describe_place(places.understand_place(text)),
    "proofreading.accept": lambda text: proofreading.accept(text, proofreading.proofread(text)),
    # Its rounds read the text up to six times.
    "proofreading.corrected": lambda text: proofreading.corrected(text[: len(text) // 4]),
    "quotes.places_of": lambda text: [
        quotes.places_of(text, text[: len(text) // part]) for part in (1, 3, 100, 50_000)
    ],
    "quotes.place_of": lambda text: quotes.place_of(text, text[:20], 1000),
    "quotes.is_touched": lambda text: quotes.is_touched(text, _turned(text), text[:50]),
    "summary.letter.letter_of": lambda text: letter.letter_of(_silence(text)),
    "summary.letter.text_of": lambda text: letter.text_of(_silence(text)),
    "twins.are_twins": lambda text: twins.are_twins(
        twins.Telling(text, _DAY, _DAY, text), twins.Telling(_turned(text), _DAY, None, text[1:])
    ),
}
# Why these read no text that a person wrote.
_DAYS_ONLY = "days and numbers of a calendar"
_OF_LISTS = "numbers, and names of our lists"
WITHOUT_TEXTS = {
    "documents.nouns.singular_of": "a noun of its own list",
    "morphology.dictionary": "no text",
    "morphology.Regional.inflect": "a form of a word that was read",
    "periods.days.span_of": _DAYS_ONLY,
    "periods.house_form.name_of": _DAYS_ONLY,
    "periods.understand.sort_key": _DAYS_ONLY,
    **dict.fromkeys(
        (f"periods.write.{name}" for name in (
            "last_of_month", "parts_of_month", "plain_date", "write_period", "write_days", "write_list_of_days",
            "write_list", "write_numbers", "write_parts_of_one_month",
        )),
        _DAYS_ONLY,
    ),
    "places.kindred.names": "no text",
    "places.kinds.writing_of": "a kind of settlement that was found",
    "roman.written": "a number",
    **dict.fromkeys(
        (f"summary.figures.by_{name}" for name in (
            "country", "quarter", "municipality", "format", "month", "document", "participants", "report",
        )),
        _OF_LISTS,
    ),
    **dict.fromkeys(
        (f"summary.{name}" for name in (
            "pieces.number", "pieces.counted", "pieces.written", "pieces.plain", "pieces.listed", "quarters.span",
            "year.paragraphs", "year.span", "year.quarters_named",
        )),
        _OF_LISTS,
    ),
    "words.plural": "words of the program",
    "words.counted": "words of the program",
    "words.write_date": _DAYS_ONLY,
    "words.quarter_name": _DAYS_ONLY,
    "words.quarter_in": _DAYS_ONLY,
    "covering.about_the_report": "numbers",
    "covering.about_the_addendum": "numbers",
    "covering.about_documents": "numbers",
}  # fmt: skip


def readers():
    """Full name → function of a text, for all public functions of prose that read texts, and the names of those that
    nobody has thought of."""
    found, unthought = {}, []
    for name, function in public().items():
        if name in SPECIAL:
            found[name] = _passing(SPECIAL[name])
        elif name not in WITHOUT_TEXTS:
            read = fed(function)
            if read is None:
                unthought.append(name)
            else:
                found[name] = _passing(read)
    return found, unthought


def _passing(read):
    """A text that is refused has been read."""

    def ask(text):
        with contextlib.suppress(Refused, SeriesProblem):
            read(text)

    return ask
