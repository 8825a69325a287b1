"""Numbers with nouns that do not agree: «3 диплом», «5 диплома», «проведено 2 экскурсий»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pymorphy3.analyzer import Parse

from reports.prose.edits import Edit
from reports.prose.morphology import parses_of
from reports.prose.words import plural

# What is counted in reports. Not «место», «степень», «класс»: «занял 3 место» is the third.
_COUNTED = frozenset(
    "диплом грамота сертификат кубок медаль приз награда благодарность участник участница человек представитель "
    "представительница делегат гость зритель спортсмен спортсменка учащийся обучающийся воспитанник воспитанница "
    "школьник студент педагог преподаватель учитель ребёнок команда делегация коллектив ансамбль работа мероприятие "
    "концерт выставка мастер-класс экскурсия встреча соглашение договор протокол страна город регион район организация "
    "предприятие".split()
)
# Of these only the genitive plural after two to four is wrong: «директор 5 школы» is of the fifth.
_COUNTED_IN_GENITIVE = _COUNTED | frozenset(
    "занятие лекция урок турнир фестиваль конкурс семинар спектакль фильм игра матч победа песня танец экспонат книга "
    "рисунок площадка станция музей библиотека школа гимназия колледж вуз учреждение семья соревнование тренировка "
    "репетиция конференция круиз поездка визит приём заседание совещание урок беседа викторина квест акция показ забег "
    "открытка письмо видеоролик ролик публикация статья доклад проект программа документ меморандум контракт номинация "
    "турист волонтёр ветеран музыкант артист художник мастер композиция номер-дуэт сувенир подарок саженец дерево дуб "
    "памятник мемориал захоронение депутат глава директор руководитель специалист эксперт".split()
)
_NUMBER_AND_NOUN = re.compile(r"(?<![\w№.,:/–-])(?<!№[ \u00a0])(\d{1,4})[ \u00a0]([а-яё]{3,}(?:-[а-яё]+)?)(?![\w-])")
# Words between a verb and what it counts, and earlier items of the same list.
_BETWEEN = r"(?:[ \u00a0](?:участие|всего|также|ещё|еще|было|уже|ровно|сразу))?[: \u00a0]{1,2}"
_ITEMS = r"(?:\d{1,4}[ \u00a0][а-яё-]{3,30}(?:[ \u00a0][а-яё-]{2,30}){0,2}(?:, | и )){0,6}"
_AFTER_VERB = re.compile(rf"(?:(?P<verb>[А-Яа-яё]{{4,30}}){_BETWEEN}|\A\s{{0,3}}|\n\s{{0,3}}){_ITEMS}\Z")
BEFORE = 200
# Verbs that take a genitive: «удостоены 2 медалей» is right.
_TAKES_GENITIVE = re.compile(
    r"удост|добил|достиг|лиш|хвата|хвати|требу|потреб|ожида|жд[аеу]|каса|косну|боял|избег|придерж", re.I
)


def numbers_with_nouns(text: str) -> Iterator[Edit]:
    """«3 диплом», «5 диплома»: forms that are wrong in every case of the sentence. «2 экскурсий» only where the
    sentence needs no genitive: behind a verb that counts, or at the beginning."""
    for match in _NUMBER_AND_NOUN.finditer(text):
        form = _right_form(int(match[1]), match[2])
        if form is None and _needs_no_genitive(text, match.start()):
            form = _form_of_genitive(int(match[1]), match[2])
        if form and form != match[2]:
            yield Edit(match.start(2), match.end(2), form)


def _right_form(number: int, word: str) -> str | None:
    noun = next((p for p in parses_of(word) if "NOUN" in p.tag and p.normal_form in _COUNTED), None)
    if noun is None:
        return None
    forms = {
        (parse.tag.number, parse.tag.case)
        for parse in parses_of(word)
        if "NOUN" in parse.tag and parse.normal_form == noun.normal_form
    }
    kind = plural(number, "one", "few", "many")
    wrong = {
        "one": {("plur", "nomn")},
        "few": {("sing", "nomn")},
        "many": {("sing", "nomn"), ("sing", "gent")},
    }[kind]
    # «человек» is one and many; «5 дипломам» is right in its case.
    right = {"one": {("sing", "nomn")}, "few": {("sing", "gent"), ("plur", "gent")}, "many": {("plur", "gent")}}[kind]
    others = {("sing", "datv"), ("sing", "ablt"), ("sing", "loct")} if kind == "one" else _OBLIQUE
    if not forms & wrong or forms & (right | others):
        return None
    return _agreed(noun, number, word)


_OBLIQUE = {("plur", "datv"), ("plur", "ablt"), ("plur", "loct")}


def _needs_no_genitive(text: str, at: int) -> bool:
    """Say whether a verb counts here («проведено 2 …»), or the text begins with the number."""
    found = _AFTER_VERB.search(text, max(0, at - BEFORE), at)
    if found is None:
        return False
    if not found["verb"]:
        return found.start() == 0 or text[found.start()] == "\n"
    verb = found["verb"].lower()
    parses = parses_of(verb)
    # «открыто»: an adverb too.
    is_verb = parses[0].tag.POS == "VERB" or any(parse.tag.POS == "PRTS" for parse in parses)
    return is_verb and not _TAKES_GENITIVE.match(verb)


def _form_of_genitive(number: int, word: str) -> str | None:
    """The form for two to four of a word that stands in the genitive plural; None where it may be another form."""
    if plural(number, "one", "few", "many") != "few":
        return None
    parses = [one for one in parses_of(word) if "NOUN" in one.tag and one.normal_form in _COUNTED_IN_GENITIVE]
    noun = next((one for one in parses if {"plur", "gent"} in one.tag), None)
    # «2 участников», «3 гостей» may be whom somebody met or saw.
    if noun is None or "anim" in noun.tag or any({"sing", "gent"} in one.tag for one in parses):
        return None
    form = noun.inflect({"sing", "gent"})
    return form and (form.word if "ё" in word else form.word.replace("ё", "е"))


def _agreed(noun: Parse, number: int, word: str) -> str | None:
    form = noun.make_agree_with_number(number)
    if form is None:
        return None
    return form.word if "ё" in word else form.word.replace("ё", "е")
