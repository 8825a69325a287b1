"""What the reader of JSON files takes, and what it refuses."""

import json

import pytest

from reports.files.read import rows_json as reader
from reports.files.read.rows import ERROR, PLACES_NAMED, Problem, Unreadable, folded
from reports.files.read.rows_json import read_rows
from tests.answers import for_each

SECTION = "Город Смоленск"


def file_of(*events, **more):
    return json.dumps({"title": "Отчет", "sections": [{"title": SECTION}], "events": list(events), **more}).encode()


def event(**values):
    return {"number": 14, "section": SECTION, "name": "Фестиваль", "place": "г. Минск", **values}


def problems_of(*events):
    read = read_rows(file_of(*events))
    return [(problem.text, problem.where) for problem in read.problems]


def test_the_source_has_53_rows_that_know_their_place(shared):
    read = read_rows((shared / "source" / "rows.json").read_bytes())
    assert read.problems == []
    assert [row.where for row in read.rows[:1] + read.rows[-1:]] == ["раздел 1, строка 1", "раздел 4, строка 53"]
    assert len(read.rows) == 53


def test_hard_wraps_join_as_the_joined_texts_say(shared):
    """Evened out, the joined lines are the texts that the file gives beside them; purposes keep 21 breaks."""
    data = json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))
    rows = read_rows(json.dumps(data).encode()).rows
    for row, told in zip(rows, data["events"], strict=True):
        for text, key in ((row.name, "name"), (row.period, "dates"), (row.purpose, "purpose")):
            assert " ".join(text.split()) == " ".join(told[key].split())
    assert sum(row.purpose.count("\n") for row in rows) == 21
    assert not any("\n" in row.name + row.place + row.period + row.participants for row in rows)


def test_texts_are_cleaned_as_they_enter():
    """NUL, lone surrogates, CRLF and decomposed letters: the one silent change."""
    raw = event(name=" А\x00\ud800Б\r\nв\u0438\u0306 ", purpose="раз\r\nдва")
    row = read_rows(json.dumps({"events": [raw], "title": "\ud800"}).encode()).rows[0]
    assert (row.name, row.purpose) == ("АБ вй", "раз\nдва")


def test_optional_keys_are_read():
    agreement = {"title": "Соглашение", "kind": "memorandum", "signed_on": "2024-10-31", "countries": ["BY"]}
    raw = event(total=20, foreign=5, partners=["г. Витебск"], countries=["BY", "BY"], agreements=[agreement])
    (row,) = read_rows(file_of(raw)).rows
    assert (row.total, row.foreign, row.partners, row.countries) == (20, 5, ("г. Витебск",), ("BY",))
    assert (row.agreements[0].kind, row.agreements[0].signed_on) == ("memorandum", "2024-10-31")


def test_a_byte_order_mark_is_no_obstacle():
    assert len(read_rows(b"\xef\xbb\xbf" + file_of(event())).rows) == 1


@for_each(
    ("data", "sentence"),
    [
        (b"", "не в формате JSON"),
        (b"PK\x03\x04 a Word file", "не в формате JSON"),
        (b"[" * 200_000, "не в формате JSON"),
        (b'{"events": ' + b"9" * 5000 + b"}", "не в формате JSON"),
        (b"{'events': []}", "не в формате JSON"),
        ('{"events": "Фестиваль"}'.encode("cp1251"), "не в кодировке UTF-8"),
        ('{"events": []}'.encode("utf-16"), "не в кодировке UTF-8"),
        (b"[]", "нет списка мероприятий"),
        (b"null", "нет списка мероприятий"),
        (b'{"title": "x"}', "нет списка мероприятий"),
        (b'{"events": {}}', "нет списка мероприятий"),
        (b'{"events": [], "sections": {}}', "Разделы"),
        (b'{"events": [], "sections": ["x"]}', "Разделы"),
    ],
)
def test_what_is_no_report_is_refused_in_one_sentence(data, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read_rows(data)


def test_a_file_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(reader, "MAX_BYTES", 10)
    with pytest.raises(Unreadable, match="больше 30 МБ"):
        read_rows(b" " * 11)


@for_each(
    ("values", "text"),
    [
        ({"name": ""}, "Нет наименования"),
        ({"name": None}, "Нет наименования"),
        ({"name": " \n\x00"}, "Нет наименования"),
        ({"name": 5}, "В «name» ждали текст"),
        ({"place": ["г. Минск"]}, "В «place» ждали текст"),
        ({"lines": []}, None),
        ({"lines": ["x"]}, "В «lines» ждали"),
        ({"lines": {"name": "x"}}, "столбец «name» – не список строк"),
        ({"lines": {"name": [1]}}, "столбец «name» – не список строк"),
        ({"total": "20"}, "В «total» ждали число"),
        ({"total": True}, "В «total» ждали число"),
        ({"total": -1}, "В «total» ждали число"),
        ({"total": 1.5}, "В «total» ждали число"),
        ({"total": 2**31}, "В «total» ждали число"),
        ({"total": 5, "foreign": 6}, "Иностранных участников больше"),
        ({"partners": "г. Витебск"}, "В «partners» ждали список"),
        ({"countries": [1]}, "В «countries» ждали список"),
        ({"agreements": {}}, "В «agreements» ждали список"),
        ({"agreements": ["x"]}, "В «agreements» ждали список"),
        ({"agreements": [{}]}, "нет названия"),
        ({"agreements": [{"title": "x", "kind": "letter"}]}, "Неизвестный вид документа"),
        ({"agreements": [{"title": "x", "signed_on": "31.10.2024"}]}, "ждали день"),
        (
            {"agreements": [{"title": "x", "signed_on": "2024-10-31", "valid_until": "2024-10-30"}]},
            "кончается раньше подписания",
        ),
    ],
)
def test_a_wrong_row_is_named_with_its_place(values, text):
    found = problems_of(event(**values), event())
    if text is None:
        assert found == []
    else:
        ((sentence, where),) = found
        assert text in sentence
        assert where == "раздел 1, строка 14"


def test_all_problems_are_found_at_once():
    """One file, one list to fix; the sound rows are read all the same."""
    read = read_rows(file_of(event(name=""), "not an event", event(total="x", partners=1), event()))
    assert [problem.where for problem in read.problems] == [
        "раздел 1, строка 14",
        "строка 2",
        "раздел 1, строка 14",
        "раздел 1, строка 14",
    ]
    assert len(read.rows) == 1


def test_repeated_problems_fold_into_one_sentence():
    problems = [Problem(ERROR, "Нет наименования", f"строка {n}") for n in range(PLACES_NAMED + 3)]
    problems.append(Problem(ERROR, "Отчёт принят"))
    first, second = folded(problems)
    assert first.startswith("Нет наименования: строка 0; строка 1;")
    assert first.endswith("и ещё 3.")
    assert second == "Отчёт принят."


LONG = "а" * 200_001
DEEP = json.loads("[" * 30 + "]" * 30)


@pytest.mark.parametrize(
    ("events", "more", "said"),
    [
        ([event(name=LONG)], {}, "200 000"),
        ([event(purpose=LONG)], {}, "200 000"),
        ([event(lines={"purpose": ["а" * 100_001] * 2})], {}, "200 000"),
        ([event(partners=[LONG])], {}, "200 000"),
        ([event(agreements=[{"title": LONG}])], {}, "200 000"),
        ([event(**{LONG: 1})], {}, "200 000"),
        ([], {"title": LONG}, "200 000"),
        ([], {"sections": [{"title": LONG}]}, "200 000"),
        ([event(purpose="x" * 190_000)] * 106, {}, "20 миллионов"),
        ([{}] * 20_001, {}, "20 000 мероприятий"),
        ([event(partners=[""] * 600_001)], {}, "600 000 значений"),
        ([event(agreements=DEEP)], {}, "глубже 20 раз"),
    ],
)
def test_a_file_with_more_than_a_table_may_have_is_refused_before_its_texts_are_read(events, more, said, monkeypatch):
    monkeypatch.setattr(reader, "read_event", lambda *a, **k: pytest.fail("read before it was refused"))
    with pytest.raises(Unreadable, match=said):
        read_rows(file_of(*events, **more))


def test_a_text_of_as_many_letters_as_a_cell_may_have_is_read():
    assert len(read_rows(file_of(event(purpose="а" * 200_000))).rows) == 1
