"""Rows of a file become drafts: whole, once, and nowhere that they must not go."""

import datetime

import pytest

from municipalities.models import MunicipalityName
from reports.actions import events
from reports.files.read.rows import AgreementRow, Doubt, ReadFile, ReadRow, ReadSection
from reports.imports.apply import MunicipalityUnknown, find_municipality, import_rows
from reports.imports.outcomes import ADDED, CHANGED, REFUSED, SKIPPED
from reports.models import Event, EventRevision, Period, Submission
from reports.rules.permissions import THE_PROGRAM
from tests import factories

from .test_compare import printed

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def row(name="Фестиваль", section="Город Смоленск", where="строка 1", **values):
    texts = {
        "place": "г. Минск (Республика Беларусь)",
        "period": "4 ноября 2024 года",
        "purpose": "Встреча",
        "participants": "Жители",
    }
    return ReadRow(**{"name": name, "section": section, "where": where, **texts, **values})


def run(*rows, apply=True, **more):
    return import_rows(ReadFile(rows=list(rows)), 2024, 4, by=THE_PROGRAM, apply=apply, **more)


def outcomes(result):
    return [one.outcome for one in result.outcomes]


def errors(result):
    return [problem.text for problem in result.errors]


def test_a_row_enters_as_a_draft_with_its_revision(smolensk):
    factories.make_partner("г. Витебск", smolensk)
    agreement = AgreementRow(title="Соглашение о дружбе", signed_on="2024-11-04")
    values = {"total": 20, "foreign": 5, "partners": ("г. ВИТЕБСК",), "countries": ("BY",), "agreements": (agreement,)}
    result = run(row(**values))
    event = Event.objects.get()
    assert (outcomes(result), result.period_opened) == ([ADDED], True)
    assert (event.submission.municipality, event.submission.state) == (smolensk, "draft")
    assert (event.total, event.total_foreign, event.start) == (20, 5, datetime.date(2024, 11, 4))
    assert [partner.name for partner in event.partners.all()] == ["г. Витебск"]
    assert event.agreements.get().signed_on == datetime.date(2024, 11, 4)
    assert [(r.cause, r.by) for r in event.revisions.all()] == [(EventRevision.Cause.IMPORTED, None)]


def test_a_trial_says_the_same_and_leaves_nothing(smolensk):
    trial = run(row(), row("Другой"), apply=False)
    assert not (Event.objects.exists() or Period.objects.exists() or Submission.objects.exists())
    real = run(row(), row("Другой"))
    assert (outcomes(trial), trial.applied) == (outcomes(real), False)
    assert Event.objects.count() == 2


def test_equal_rows_are_skipped_also_within_one_file(smolensk):
    """Blanks, letter case and quotes do not make another row; another purpose does, with a warning."""
    twin = row("ФЕСТИВАЛЬ", place="г.\u00a0Минск  (Республика Беларусь)")
    assert outcomes(run(row(), twin)) == [ADDED, SKIPPED]
    again = run(row(), row(purpose="Другая встреча"))
    assert outcomes(again) == [SKIPPED, ADDED]
    assert "с другим текстом" in again.warnings[0].text


def test_a_deleted_row_is_not_there(smolensk, smolensk_officer):
    run(row())
    Event.objects.update(deleted_at=datetime.datetime(2024, 12, 1, tzinfo=datetime.UTC), deleted_by=smolensk_officer)
    assert outcomes(run(row())) == [ADDED]


@pytest.mark.parametrize(
    "section",
    [
        "город Смоленск",
        "СМОЛЕНСК",
        "Смоленск",
        "66701000",
        "Муниципальное образование «Новый Смоленск»",
        'муниципальное  образование "новый смоленск"',
        "Новый Смоленск",
    ],
)
def test_a_section_is_matched_by_any_name(smolensk, section):
    """The present and every dated heading and label, the short name, the code."""
    smolensk.oktmo = "66701000"
    smolensk.save()
    MunicipalityName.objects.create(
        municipality=smolensk,
        label="Новый Смоленск",
        heading="муниципальное образование «Новый Смоленск»",
        valid_from=datetime.date(2025, 1, 1),
    )
    assert outcomes(run(row(section=section))) == [ADDED]


@pytest.mark.parametrize(("section", "words"), [("Город Псков", "«Город Псков» нет"), ("", "чья это строка")])
def test_a_section_that_names_nobody_stops_the_whole_file(smolensk, section, words):
    result = run(row(), row("Другой", section=section))
    assert words in errors(result)[0]
    assert (outcomes(result), Event.objects.count(), result.applied) == ([REFUSED, REFUSED], 0, False)


def test_a_section_that_fits_two_is_refused(smolensk):
    for name in ("Северный", "Южный"):
        factories.make_municipality(name, label="Приозёрный район")
    assert "подходит нескольким" in errors(run(row(section="Приозёрный район")))[0]


def test_all_rows_go_to_the_named_municipality(smolensk, vyazma):
    result = run(row(section=""), row("Другой", section="Город Псков"), municipality=vyazma)
    assert outcomes(result) == [ADDED, ADDED]
    assert {event.submission.municipality for event in Event.objects.all()} == {vyazma}


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_a_report_that_was_handed_in_is_refused_by_name(smolensk, period, state):
    factories.make_submission(period, smolensk, state=state)
    result = run(row(), row("Другой", section="Вяземский"))
    assert "Отчёт «город Смоленск» в IV квартале 2024 года уже в состоянии" in errors(result)[0]
    assert Event.objects.count() == 1


def test_a_returned_report_takes_rows_after_the_deadline(smolensk):
    """A command acts for the officer and is bound to states, not to days."""
    period = factories.make_period()
    factories.make_submission(period, smolensk, state="returned")
    Period.objects.update(deadline=datetime.date(2025, 1, 20), hard_deadline=datetime.date(2025, 1, 31))
    assert outcomes(run(row())) == [ADDED]


def test_unknown_countries_and_partners_stop_the_file(smolensk):
    agreement = AgreementRow(title="Соглашение", countries=("QQ",))
    found = errors(run(row(countries=("ZZ",), partners=("г. Нигде",), agreements=(agreement,))))
    assert [next(word for word in ("ZZ", "QQ", "г. Нигде") if word in text) for text in sorted(found)] == [
        "г. Нигде",
        "QQ",
        "ZZ",
    ]
    assert not Event.objects.exists()


def test_among_namesakes_the_own_partner_is_meant(smolensk, vyazma):
    factories.make_partner("г. Слуцк", region="Минская область")
    own = factories.make_partner("г. Слуцк", smolensk, region="Другая область")
    assert outcomes(run(row(partners=("г. Слуцк",)))) == [ADDED]
    assert list(Event.objects.get().partners.all()) == [own]
    assert "таких несколько" in errors(run(row(section="Вяземский", partners=("г. Слуцк",))))[0]


def test_a_text_that_its_column_does_not_take_is_named(smolensk):
    """The model's own rule, in its own words; the other rows of the file wait too."""
    result = run(row(), row(place="я" * 2001, where="строка 2"))
    assert "«место проведения»" in errors(result)[0]
    assert result.errors[0].where == "строка 2"
    assert not Event.objects.exists()


def test_40000_letters_are_taken(smolensk):
    assert outcomes(run(row(purpose="слово " * 6667))) == [ADDED]


def test_a_title_of_another_quarter_is_a_warning(smolensk):
    read = ReadFile(title="Отчет о мероприятиях, проведенных в III квартале 2024 года", rows=[row()])
    (warning,) = import_rows(read, 2024, 4, by=THE_PROGRAM).warnings
    assert "назван III квартал 2024 года" in warning.text
    read.title = "Отчет о мероприятиях, проведенных в IV квартале 2024 года"
    assert import_rows(read, 2024, 4, by=THE_PROGRAM).warnings == []


def test_a_file_without_rows_says_so(smolensk):
    assert [problem.text for problem in run().warnings] == ["В файле нет ни одного мероприятия"]


@pytest.mark.parametrize("code", ["66701000", "66999999", "смоленск", " Смоленск "])
def test_a_municipality_is_found_by_code_or_short_name(smolensk, code):
    smolensk.oktmo, smolensk.oktmo_before = "66701000", "66999999"
    smolensk.save()
    assert find_municipality(code) == smolensk


@pytest.mark.parametrize("code", ["Псков", "", "\x00", "\ud800", "6670100", "город"])
def test_an_unknown_code_is_refused(smolensk, code):
    with pytest.raises(MunicipalityUnknown):
        find_municipality(code)


def test_a_section_in_another_case_is_known(smolensk, vyazma):
    assert outcomes(run(row(section="Администрация Вяземского района"))) == [ADDED]
    assert Event.objects.get().submission.municipality == vyazma


def test_a_row_without_a_name_is_an_error_that_names_the_place(smolensk):
    result = run(row(), row(name="", where="раздел 1, строка 7"))
    assert [(problem.text, problem.where) for problem in result.errors] == [
        ("Нет наименования мероприятия", "раздел 1, строка 7")
    ]
    assert not Event.objects.exists()


def test_what_fits_no_field_and_what_was_guessed_becomes_the_note(smolensk):
    doubts = (Doubt("Склеено из двух строк", is_guess=True), Doubt("Сроки не поняты", "period"))
    run(row(notes=("Седьмой столбец",), doubts=doubts))
    assert Event.objects.get().note == "Седьмой столбец\nПри загрузке: Склеено из двух строк"


# Rows of our own file


@pytest.fixture
def event(period, smolensk):
    return factories.make_event(factories.make_submission(period, smolensk))


def test_what_only_the_file_changed_is_written(event):
    result = run(printed(event, section="Смоленск", purpose="Из файла", notes=("На полях",)))
    event.refresh_from_db()
    assert (outcomes(result), event.purpose, event.note) == ([CHANGED], "Из файла", "На полях")
    assert event.revisions.get(version=2).cause == EventRevision.Cause.IMPORTED
    assert outcomes(run(printed(event, section="Смоленск"))) == [SKIPPED]


def test_what_both_changed_stays_with_a_warning(event):
    mine = printed(event, section="Смоленск", purpose="Из файла", place="Онлайн")
    events.save_event(event, by=event.created_by, values={"purpose": "Цель коллеги"}, base_version=1)
    result = run(mine)
    event.refresh_from_db()
    assert (outcomes(result), event.purpose, event.place_text) == ([CHANGED], "Цель коллеги", "Онлайн")
    assert "изменён и в файле, и в системе" in result.warnings[0].text
    again = run(printed(event, section="Смоленск", version=1, purpose="Из файла"))
    assert (outcomes(again), len(again.warnings)) == ([SKIPPED], 1)


def test_a_deleted_event_does_not_come_back_by_itself(event):
    events.delete_event(event, by=event.created_by)
    result = run(printed(event, section="Смоленск"))
    assert (outcomes(result), Event.objects.present().count()) == ([SKIPPED], 0)
    assert "удалено после выгрузки" in result.warnings[0].text


def test_an_event_that_the_file_lost_stays_with_a_warning(event):
    submission = Submission.objects.get(pk=event.submission_id)
    read = ReadFile(sections=[ReadSection("Смоленск", "", report=submission.pk, version=submission.version)])
    result = import_rows(read, 2024, 4, by=THE_PROGRAM, apply=True)
    assert Event.objects.present().exists()
    assert any("Строки нет в файле" in problem.text for problem in result.warnings)


def test_a_mark_of_another_municipality_changes_nothing_there(event, vyazma):
    """With --municipality only its report is in the scope."""
    result = run(printed(event, purpose="Из файла"), municipality=vyazma)
    event.refresh_from_db()
    assert (outcomes(result), event.purpose) == ([ADDED], factories.EVENT["purpose"])
    assert Event.objects.exclude(pk=event.pk).get().submission.municipality == vyazma


def test_a_corrected_row_changes_what_it_corrects(smolensk):
    """By the command as on the page; bringing it again changes nothing."""
    run(row(purpose="Показ обычаев"))
    corrected = row(purpose="Показ обычаев", period="5 ноября 2024 года")
    assert outcomes(run(corrected)) == [CHANGED]
    assert outcomes(run(corrected)) == [SKIPPED]
    assert Event.objects.get().period_text == "5 ноября 2024 года"
