from dataclasses import replace

import pytest

from reports.files.read.rows import AgreementRow, Doubt, ReadFile, ReadRow
from reports.files.read.rows_json import read_rows
from reports.files.read.understanding import understand
from tests.answers import for_each

ROW = ReadRow(
    where="строка 1",
    section="Город Смоленск",
    name="Приём делегации",
    place="г. Смоленск",
    period="22 октября 2024 года",
    purpose="Обмен опытом",
    participants="Представители школ",
)


def understood(**texts):
    return understand(ReadFile(rows=[replace(ROW, **texts)]), 2024, 4).rows[0]


def test_a_row_that_says_nothing_more_stays_as_it_was():
    assert understood() == ROW


def test_signed_documents_of_the_purpose_become_agreements():
    row = understood(purpose="Обмен опытом. Подписан Договор о дружбе между городом Смоленском и городом Витебском")
    assert row.agreements == (
        AgreementRow("Договор о дружбе", "contract", "город Смоленск\nгород Витебск", ("BY",), None, ""),
    )
    assert row.doubts == ()


def test_the_day_of_signing_is_told_as_iso():
    row = understood(purpose="28 сентября 2024 года подписан договор о дружбе между г. Смоленском и г. Минском")
    assert [agreement.signed_on for agreement in row.agreements] == ["2024-09-28"]


def test_what_a_document_lacks_is_doubted_by_its_name():
    row = understood(purpose="Подписан договор о дружбе")
    assert row.doubts == (Doubt("Документ «Договор о дружбе»: стороны в тексте не названы – впишите их.", "purpose"),)


def test_totals_are_taken_from_the_participants():
    row = understood(participants="Всего 45 участников, в том числе 12 из Республики Беларусь")
    assert (row.total, row.foreign, row.doubts) == (45, 12, ())


def test_a_total_that_is_not_exact_is_doubted():
    row = understood(participants="Более 300 человек")
    assert (row.total, row.foreign) == (None, None)
    assert [doubt.field for doubt in row.doubts] == ["participants"]


def test_what_the_file_gave_in_fields_of_its_own_is_kept():
    given = AgreementRow("Соглашение о музеях")
    row = understood(
        purpose="Подписан договор о дружбе", participants="Всего 45 участников", agreements=(given,), total=40
    )
    assert (row.agreements, row.total, row.foreign, row.doubts) == ((given,), 40, None, ())


@for_each(
    ("texts", "field"),
    [
        ({"period": "когда-нибудь"}, "period"),
        ({"period": "31 ноября 2024 года"}, "period"),
        ({"period": ""}, "period"),
        ({"period": "22 октября 2042 года"}, "period"),
        ({"place": "г. Энск"}, "place"),
        ({"place": ""}, "place"),
    ],
)
def test_what_is_not_understood_is_doubted_and_kept(texts, field):
    row = understood(**texts)
    assert [(doubt.field, doubt.is_guess) for doubt in row.doubts] == [(field, False)]
    assert replace(row, doubts=()) == replace(ROW, **texts)


def test_december_may_be_told_in_the_first_quarter():
    row = replace(ROW, period="25 декабря 2024 года")
    assert understand(ReadFile(rows=[row]), 2025, 1).rows == [row]
    assert understand(ReadFile(rows=[row]), 2025, 2).rows != [row]


def test_understanding_twice_changes_nothing_more():
    once = understand(ReadFile(rows=[replace(ROW, period="31 ноября 2024 года", purpose="Подписан договор")]), 2024, 4)
    assert understand(once, 2024, 4) == once


def test_the_source_gives_seven_documents_in_four_rows_and_no_total(shared):
    read = understand(read_rows((shared / "source" / "rows.json").read_bytes()), 2024, 4)
    assert [len(row.agreements) for row in read.rows if row.agreements] == [3, 1, 1, 2]
    assert {(row.total, row.foreign) for row in read.rows} == {(None, None)}
    assert [doubt for row in read.rows for doubt in row.doubts if doubt.field == "period"] == []


@for_each(
    ("period", "shown"),
    [
        ("45703", "15.02.2025"),
        ("45703.0", "15.02.2025"),
        ("45703,4375", "15.02.2025"),
        ("45703 – 45705", "15.02.2025 – 17.02.2025"),
        ("с 45703 по 45705", "с 15.02.2025 по 17.02.2025"),
        ("45703, 45710", "15.02.2025, 22.02.2025"),
        ("45658", "01.01.2025"),
        # No days near the report's quarter, and no numbers alone.
        ("36526", "36526"),
        ("99999", "99999"),
        ("4570", "4570"),
        ("45703 человека", "45703 человека"),
        ("15.02.2025", "15.02.2025"),
        ("", ""),
    ],
)
def test_a_day_that_excel_stored_as_a_number_is_offered_with_a_doubt(period, shown):
    [row] = understand(ReadFile(rows=[replace(ROW, period=period)]), 2025, 1).rows
    assert row.period == shown
    guesses = [doubt.text for doubt in row.doubts if doubt.is_guess]
    assert bool(guesses) is (shown != period)
    assert all(period in text and "Excel" in text for text in guesses)


@pytest.mark.parametrize(
    ("place", "period"),
    [
        ("Центральная детская библиотека", "22 октября 2024 года"),
        ("площадь Победы", "22 октября 2024 года"),
        ("МБУК «Городская ЦБС»", "22 октября 2024 года"),
        ("д. Высокое", "22 октября 2024 года"),
        ("в сообществе ВКонтакте", "октябрь 2024 года (по субботам)"),
    ],
)
def test_a_venue_of_the_own_municipality_and_a_month_with_weekdays_are_not_doubted(place, period):
    assert understood(place=place, period=period).doubts == ()


def test_a_partner_of_the_list_is_known_where_the_text_leaves_out_its_country():
    row = replace(ROW, place="г. Энск")
    (read,) = understand(ReadFile(rows=[row]), 2024, 4, {"г. Энск": "PL"}).rows
    assert ["Республика Польша" in doubt.text for doubt in read.doubts] == [True]
    (read,) = understand(ReadFile(rows=[row]), 2024, 4, {"г. Энск": "RU"}).rows
    assert read.doubts == ()
