"""What a file's writer did not mean is shown apart with the reason, and no word of it stands in a field."""

from reports.files.read import signs as read_signs
from reports.files.read.child import read_file
from reports.files.table import Texts
from tests.answers import for_each

from .signs import CASES

FIELDS = Texts.__dataclass_fields__


@for_each("case", CASES)
def test_what_was_not_meant_is_apart(case):
    _, read = read_file(case.data, name=f"таблица.{case.kind}", year=2026, quarter=3)
    assert [row.name for row in read.rows] == [name for name, _ in case.rows]
    for row, (_, reason) in zip(read.rows, case.rows, strict=True):
        assert (reason in row.apart) if reason else not row.apart
        assert not row.apart or row.apart in str([doubt.text[:1].lower() + doubt.text[1:] for doubt in row.doubts])
        live = [] if row.apart else [getattr(row, field) for field in FIELDS]
        assert not [word for word in case.never if any(word in text for text in live)]
    for number, field, text in case.fields:
        assert getattr(read.rows[number], field) == text
    for number, words in case.asked:
        assert any(words in doubt.text for doubt in read.rows[number].doubts)
    for number, words in case.noted:
        assert any(words in note for note in read.rows[number].notes)
    assert case.sections is None or tuple(row.section for row in read.rows) == case.sections
    for row, words in zip(read.rows, case.where, strict=False):
        assert words in row.where


@for_each(
    ("text", "is_so"),
    [
        ("#DIV/0!", True),
        (" #дел/0! ", True),
        ("#Н/Д", True),
        ("Err:502", True),
        ("#####", True),
        ("№ 5", False),
        ("#МыВместе!", False),
        ("Error: нет", False),
    ],
)
def test_error_values_are_known_in_both_languages(text, is_so):
    assert read_signs.is_error(text) is is_so


def test_a_hidden_sheet_is_named():
    assert read_signs.hidden_sheet("Черновик") == "скрытый лист «Черновик»"
    assert read_signs.hidden_column("F") == "столбец F скрыт в книге"
    assert read_signs.excel_error("#REF!", "F3") == "В ячейке F3 ошибка Excel #ССЫЛКА!. Впишите значение."
