"""The proofreader speaks where it is certain, and never of what is right."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.prose.proofreading import accept, proofread
from reports.prose.words import NBSP
from tests.answers import for_each

from . import kinds_of_style, second_of_style, third_lists
from .right_answers import nbsp

# (as written, as the house writes it); `~` is a no-break space. Rules: docs/design/layout.md, «House form».
CORRECTED = [
    ("получили 3 диплом", "получили 3 диплома"),
    ("вручены 5 диплома", "вручены 5 дипломов"),
    ("21 дипломы", "21 диплом"),
    ("4 команда и 12 участник", "4 команды и 12 участников"),
    ("Участие в Х Международном фестивале", "Участие в X Международном фестивале"),
    ("ХІІ открытый турнир", "XII открытый турнир"),
    ("дипломы І и ІІ степени", "дипломы I и II степени"),
    ("ХХ век", "XX век"),
    ("Mоcква", "Москва"),
    ("Конкуpс pисунков", "Конкурс рисунков"),
    ('ООО "Ромашка" и "Лютик"', "ООО «Ромашка» и «Лютик»"),
    ("газета „Край“ и “Дом”", "газета «Край» и «Дом»"),
    ("8-11 классов", "8–11 классов"),
    ("команды 2013-2014 г.р.", "команды 2013–2014 г.р."),
    ("Рожок - 2024", "Рожок~– 2024"),
    ("встреча — обсуждение", "встреча~– обсуждение"),
    ("ноябрь –декабрь", "ноябрь~– декабрь"),
    ("два  пробела", "два пробела"),
    ("слово , слово", "слово, слово"),
    ("песни,танцы", "песни, танцы"),
    ("( в зале )", "(в зале)"),
    ("школа«Радуга»", "школа «Радуга»"),
    ("г.Минск, школа №40", "г.~Минск, школа №~40"),
    ("имени М.И. Глинки", "имени М.И.~Глинки"),
]

# Right as they are.
LEFT = [
    "КСУП «Отель «Европа» (г.~Минск)",
    "«Детский сад №~23 «Огонёк»",
    "Международный заплыв X-WATERS NUCLEAR",
    "IT-специалистов и PR-служб",
    "PROдвижение",
    "занял 3 место, 2 степень, 5 класс",
    "с 5 дипломами и 2 участниками",
    "делегация из 3 человек, всего 25 человек",
    "из 2 дипломов",
    "победили со счётом 3-2",
    "тел. 8-4812-00-00-16",
    "1161-летию города",
    "видео- и аудиозаписи",
    "Санкт-Петербург",
    "Х",
    '5" и 6',
    "участник(и)",
    "Конкурс направлен на:\n- сохранение;\n- развитие",
    "и т.д., и т.п. ...",
    "дипломы I, II, III степени",
    "https://a.b-c.ru/1-2",
]


ROUNDS = 6  # one change can open the way for another; no text met so far needed more than three


def in_house_style(text, field="", **context):
    """The text with everything accepted, until nothing is left to suggest."""
    for _ in range(ROUNDS):
        text = accept(text, proofread(text, field, **context))
    return text


@for_each(("written", "right"), CORRECTED)
def test_what_the_house_writes_otherwise_is_suggested(written, right):
    assert in_house_style(written) == nbsp(right)


@for_each("text", LEFT)
def test_what_is_right_is_left_alone(text):
    assert proofread(nbsp(text)) == []


@for_each(
    ("written", "right"),
    kinds_of_style.CORRECTED + second_of_style.CORRECTED + third_lists.CORRECTED,
)
def test_each_kind_of_slip_is_found(written, right):
    assert in_house_style(nbsp(written)) == nbsp(right)


@for_each("text", kinds_of_style.LEFT + second_of_style.LEFT + third_lists.LEFT)
def test_each_kind_that_only_looks_like_a_slip_is_left(text):
    """But for blanks that must not part, and the dash that they put in a hyphen's place."""
    assert [one for one in proofread(nbsp(text)) if one.rule != "no-break" and one.old.strip() != "–"] == []


@pytest.mark.parametrize(
    ("field", "written", "right"),
    [
        ("period_text", "28-29.09.2024", "28–29 сентября 2024 года"),
        ("period_text", "28-29 сентября 2024 года", "28–29 сентября 2024 года"),
        ("place_text", "г.Минск (Республика Беларусь)", "г.~Минск (Республика Беларусь)"),
    ],
)
def test_a_period_and_a_place_are_offered_in_their_house_form_whole(field, written, right):
    assert in_house_style(written, field, year=2024, quarter=4) == nbsp(right)


@pytest.mark.parametrize("text", ["31 ноября 2024 года", "осенью", "в разное время"])
def test_a_period_that_is_not_understood_is_not_rewritten(text):
    assert all(edit.new != text for one in proofread(text, "period_text") for edit in one.edits)
    assert in_house_style(text, "period_text") == text


@pytest.mark.parametrize(
    ("field", "written", "offered"),
    [
        ("place_text", "г. Витебск", "г. Витебск (Республика Беларусь)"),
        ("place_text", "г. Крагуевац", "г. Крагуевац (Республика Сербия)"),
        ("period_text", "4 ноября", "4 ноября 2024 года"),
        ("period_text", "4 ноября 2024 года, 15.00", "4 ноября 2024 года"),
    ],
)
def test_what_says_more_or_less_than_the_text_is_offered_as_doubtful(field, written, offered):
    [one] = proofread(written, field, year=2024, quarter=4, towns={"г. Крагуевац": "RS"})
    assert (one.new.replace(NBSP, " "), one.is_doubtful) == (offered, True)


def test_a_town_that_is_in_two_countries_gets_none():
    assert [one.rule for one in proofread("г. Славгород", "place_text")] in ([], ["no-break"])


def test_each_suggestion_can_be_accepted_alone():
    text = 'Конкурс "Заря"  и 3 диплом'
    for one in proofread(text):
        changed = accept(text, [one])
        assert changed != text
        assert len(proofread(changed)) == len(proofread(text)) - 1


def test_a_suggestion_shows_what_stands_there_and_what_would():
    [one] = proofread("Ансамбль получил 3 диплом в Минске")
    assert (one.before, one.after) == (
        "Ансамбль получил 3 диплом в Минске",
        "Ансамбль получил 3 диплома в Минске",
    )


WORDS = (
    'г. № М.И. Минск 3 21 диплом диплома - – — " « » „ “ ” ( ) , . : Х I ІІ век X-WATERS cлово 2013-2014 г.р. классов'
)
PIECES = st.sampled_from([*WORDS.split(), " ", "  ", NBSP, "\n"])


@given(
    st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["", "name", "purpose", "period_text", "place_text"])
)
def test_accepting_everything_leaves_nothing_to_suggest(text, field):
    once = in_house_style(text, field, year=2024, quarter=4)
    assert proofread(once, field, year=2024, quarter=4) == []


@given(st.lists(PIECES, max_size=30).map("".join))
def test_suggestions_never_overlap(text):
    edits = sorted((edit for one in proofread(text) for edit in one.edits), key=lambda edit: (edit.start, edit.end))
    assert all(one.end <= other.start for one, other in itertools.pairwise(edits))


# Row, field, rule, replacement: the agreed list. Only blanks that must not part are not listed.
AGREED = {
    (1, "name", "dash", f"{NBSP}–"),
    (14, "name", "roman", "X"),
    (22, "participants", "range", "–"),
    (25, "name", "range", "–"),
    (47, "purpose", "number-and-noun", "диплома"),
}
FIELDS = {
    "name": "name",
    "place": "place_text",
    "dates": "period_text",
    "purpose": "purpose",
    "participants": "participants",
}


def test_every_finding_in_the_source_is_true(shared):
    rows = json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))["events"]
    found = set()
    for row in rows:
        for key, field in FIELDS.items():
            for one in proofread(row[key], field, year=2024, quarter=4):
                if field == "period_text" and one.rule == "house-form":
                    assert one.new.replace("–", "-").replace(NBSP, " ") == row[key].replace("–", "-").replace(
                        " -д", " - д"
                    )
                elif one.rule != "no-break":
                    found.add((row["number"], field, one.rule, one.new))
    print(f"proofreader on the source: {len(found)} findings besides dashes of periods and no-break spaces")
    assert found == AGREED


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("команда спорта ,подписаны документы", "команда спорта, подписаны документы"),
        ("встреча ;подписано соглашение", "встреча; подписано соглашение"),
        ("Прошла встреча .Подписано соглашение", "Прошла встреча. Подписано соглашение"),
        ("встреча , подписано", "встреча, подписано"),
    ],
)
def test_a_blank_on_the_wrong_side_of_a_mark_goes_to_the_right_one(text, right):
    """Each step must be right: it is shown beside the field as the way to write it."""
    (suggestion,) = [one for one in proofread(text, "purpose") if one.rule == "blank"]
    assert suggestion.after == right
