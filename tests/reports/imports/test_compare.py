"""An uploaded table beside the reports: only what the file changed is proposed, each row once."""

import uuid

import pytest

from municipalities.models import User
from reports.actions import events as event_actions
from reports.files.read.rows import AgreementRow, Doubt, ReadFile, ReadRow, ReadSection
from reports.files.table import COLUMNS
from reports.imports.choices import ADD, CHANGE, RowChoice, default_choices
from reports.imports.compare import compare_read
from reports.imports.comparison import CHANGED, NEW, SAME, TWIN
from reports.imports.values import letters_of_row
from reports.models import Event, Submission
from reports.queries.event_content import letters_in
from reports.rules import event_limits
from reports.rules.event_fields import CELLS
from tests import factories

pytestmark = pytest.mark.django_db
COLUMN_OF = {column.field: column for column in COLUMNS}


def printed(event, **changes):
    """The row of our own file for this event, as it is printed and read back."""
    texts = {
        attribute: ("\n" if attribute in {"purpose", "participants"} else " ").join(
            COLUMN_OF[attribute].split(getattr(event, name))
        )
        for name, attribute in CELLS.items()
    }
    mark = {"uid": str(event.uid), "version": event.version}
    section = f"Раздел {event.submission_id}"
    return ReadRow(**{"where": f"строка {event.pk}", "section": section, **texts, **mark, **changes})


def unmarked(event, **changes):
    return printed(event, **{"uid": "", "version": None, **changes})


def exported(*submissions, rows=None):
    """What would be read from an untouched file of these reports."""
    submissions = Submission.objects.filter(pk__in=[one.pk for one in submissions]).in_report_order()
    events = Event.objects.included().filter(submission__in=submissions).order_by("submission", "pk")
    sections = [ReadSection(f"Раздел {one.pk}", "", report=one.pk, version=one.version) for one in submissions]
    return ReadFile(rows=[printed(event) for event in events] if rows is None else rows, sections=sections)


@pytest.fixture
def report(period, smolensk):
    """A draft with three events, one of them with paragraphs."""
    submission = factories.make_submission(period, smolensk)
    factories.make_event(submission, name="Выставка")
    factories.make_event(submission, name="Встреча", purpose="Первый абзац.\n\n  Второй  абзац")
    factories.make_event(submission, name="Концерт")
    return Submission.objects.get(pk=submission.pk)


@pytest.fixture
def events(report):
    return list(report.events.order_by("pk"))


def compared(read, report, **more):
    return compare_read(read, report.period, **more)


def kinds(comparison):
    return [proposal.kind for proposal in comparison.proposals]


def fields(proposal):
    return {change.field: (change.base, change.now, change.file) for change in proposal.fields}


def edit(event, **values):
    return event_actions.save_event(event, by=event.created_by, values=values, base_version=event.version)


# Three ways


def test_an_untouched_file_proposes_nothing(report, events):
    """Paragraphs, breaks before brackets and blank lines come back as they were printed."""
    comparison = compared(exported(report), report)
    assert kinds(comparison) == [SAME] * 3
    assert (comparison.gone, comparison.counts["fields"]) == ([], 0)


def test_an_untouched_file_proposes_nothing_after_others_have_written(report, events):
    read = exported(report)
    edit(events[0], purpose="Новая цель", name="Новое имя")
    factories.make_event(report, name="Добавлено потом")
    event_actions.delete_event(events[2], by=events[2].created_by)
    comparison = compared(read, report)
    assert kinds(comparison) == [SAME, SAME, NEW]
    assert "удалили из отчёта" in comparison.proposals[2].doubts[0].text
    assert (comparison.gone, [one.is_good for one in comparison.proposals]) == ([], [False] * 3)


def test_what_only_the_file_changed_is_proposed_with_its_base(report, events):
    row = printed(events[1], place="г. Брест (Республика Беларусь)", participants="Новые участники")
    comparison = compared(exported(report, rows=[printed(events[0]), row, printed(events[2])]), report)
    changed = comparison.proposals[1]
    assert (kinds(comparison), changed.is_good) == ([SAME, CHANGED, SAME], True)
    assert fields(changed) == {
        "place_text": (events[1].place_text, events[1].place_text, "г. Брест (Республика Беларусь)"),
        "participants": (events[1].participants, events[1].participants, "Новые участники"),
    }


def test_a_paragraph_taken_out_is_a_change(report, events):
    row = printed(events[1], purpose="Первый абзац. Второй абзац")
    (proposal,) = compared(exported(report, rows=[row]), report).proposals
    assert list(fields(proposal)) == ["purpose"]


def test_what_both_changed_is_a_conflict(report, events):
    """And what both changed to the same is nothing to decide."""
    row = printed(events[0], purpose="Цель из файла", participants="Общие участники", name="Имя из файла")
    edit(events[0], purpose="Цель коллеги", participants="Общие участники")
    (proposal,) = compared(exported(report, rows=[row]), report).proposals
    assert [(change.field, change.is_conflict) for change in proposal.fields] == [("name", False), ("purpose", True)]
    assert fields(proposal)["purpose"] == (factories.EVENT["purpose"], "Цель коллеги", "Цель из файла")
    assert proposal.good_fields == ["name"]


def test_a_version_that_never_was_is_compared_two_ways(report, events):
    row = printed(events[0], version=77, name="Другое имя")
    (proposal,) = compared(exported(report, rows=[row]), report).proposals
    assert fields(proposal) == {"name": (None, "Выставка", "Другое имя")}
    assert ("неизвестно" in proposal.doubts[0].text, proposal.is_good) == (True, False)


def test_a_name_wiped_in_the_file_stays(report, events):
    (proposal,) = compared(exported(report, rows=[printed(events[0], name="")]), report).proposals
    assert (proposal.kind, proposal.wants_name) == (SAME, False)
    assert "останется прежнее" in proposal.doubts[0].text


def test_a_mark_outside_the_scope_counts_as_unknown(report, events, vyazma):
    """An officer who uploads another municipality's file proposes new rows; so does last quarter's file."""
    other = factories.make_submission(report.period, vyazma)
    foreign = factories.make_event(other, name="Чужое", purpose="Чужой тайный текст")
    before = factories.make_submission(factories.make_period(2024, 3), report.municipality)
    old = factories.make_event(before, name="Прошлое")
    rows = [printed(foreign, purpose="Мой текст"), printed(old), printed(events[0], uid=str(uuid.uuid4()), name="Иное")]
    comparison = compared(ReadFile(rows=rows), report, municipality=report.municipality)
    assert [(one.kind, one.event, one.fields) for one in comparison.proposals] == [(NEW, None, [])] * 3
    assert {one.submission for one in comparison.proposals} == {report}


def test_the_coordinators_scope_is_the_whole_period(report, events, vyazma):
    foreign = factories.make_event(factories.make_submission(report.period, vyazma), name="Вяземское")
    (proposal,) = compared(ReadFile(rows=[printed(foreign, place="Онлайн")]), report).proposals
    assert (proposal.kind, proposal.event, proposal.submission.municipality) == (CHANGED, foreign, vyazma)


def test_a_row_moved_into_another_section_stays_in_its_report(report, events, vyazma):
    row = printed(events[0], section="Вяземский район")
    (proposal,) = compared(ReadFile(rows=[row]), report).proposals
    assert (proposal.kind, proposal.submission) == (SAME, report)
    assert "другом разделе" in proposal.doubts[0].text


def test_a_mark_that_comes_twice_counts_once(report, events):
    rows = [printed(events[0]), printed(events[0], where="строка 99", name="Копия")]
    comparison = compared(exported(report, rows=rows), report)
    assert kinds(comparison) == [SAME, NEW]


def test_what_stands_beside_the_columns_becomes_a_note_once(report, events):
    row = printed(events[0], notes=("Примечание: перенести",))
    (proposal,) = compared(exported(report, rows=[row]), report).proposals
    assert fields(proposal) == {"note": ("", "", "Примечание: перенести")}
    edit(events[0], note="Примечание: перенести\nИ ещё")
    assert kinds(compared(exported(report, rows=[row]), report)) == [SAME]


def test_numbers_and_documents_follow_the_text_that_names_them(report, events):
    agreement = AgreementRow(title="Соглашение о дружбе")
    row = printed(
        events[0],
        participants="Всего 30 человек",
        purpose="Подписано Соглашение о дружбе",
        total=30,
        agreements=(agreement,),
    )
    (proposal,) = compared(exported(report, rows=[row]), report).proposals
    assert [(change.field, change.follows) for change in proposal.fields if change.follows] == [
        ("total", "participants"),
        ("agreements", "purpose"),
    ]
    assert compared(exported(report, rows=[row]), report).counts["fields"] == 2


def test_numbers_that_the_old_text_named_follow_nothing(report, events):
    edit(events[0], participants="Всего 30 человек из Минска")
    event = Event.objects.get(pk=events[0].pk)
    row = printed(event, participants="Всего 30 человек из Бреста", total=30)
    (proposal,) = compared(exported(report, rows=[row]), report).proposals
    assert list(fields(proposal)) == ["participants"]


# Gone


def test_an_event_that_the_file_held_and_holds_no_more_is_gone(report, events):
    read = exported(report, rows=[printed(events[0]), printed(events[2])])
    read.sections = exported(report).sections
    assert [(gone.event, gone.changed_since) for gone in compared(read, report).gone] == [(events[1], False)]
    edit(events[1], purpose="Дописано после выгрузки")
    assert [gone.changed_since for gone in compared(read, report).gone] == [True]


def test_a_new_order_is_no_change_since(report, events, coordinator):
    read = exported(report, rows=[printed(events[0]), printed(events[2])])
    factories.move_to(report, "submitted", officer=events[0].created_by)
    event_actions.set_order(report, by=coordinator, uids=[event.uid for event in reversed(events)])
    assert [(gone.event, gone.changed_since) for gone in compared(read, report).gone] == [(events[1], False)]


def test_what_the_file_never_held_is_not_gone(report, events, coordinator):
    """Added later, deleted, left out of the table then, or of a file whose section carries no mark."""
    factories.move_to(report, "submitted", officer=events[0].created_by)
    event_actions.leave_out(events[1], by=coordinator, reason="Не международное")
    read = exported(report)
    event_actions.include(events[1], by=coordinator)
    event_actions.create_event(report, by=coordinator, values={**factories.EVENT, "name": "Позже"})
    event_actions.delete_event(events[2], by=coordinator)
    read.rows = read.rows[:1]
    assert compared(read, report).gone == []
    read.sections = [ReadSection(section.title, "") for section in exported(report).sections]
    read.rows = []
    assert compared(read, report).gone == []


def test_a_row_that_lost_its_mark_is_not_gone(report, events):
    rows = [printed(events[0]), unmarked(events[1]), unmarked(events[2], purpose="Другая цель")]
    comparison = compared(exported(report, rows=rows), report)
    assert (kinds(comparison), comparison.gone) == ([SAME, SAME, TWIN], [])


def test_a_section_mark_of_another_report_makes_nothing_gone(report, events, vyazma):
    other = factories.make_submission(report.period, vyazma)
    factories.make_event(other)
    read = ReadFile(sections=[ReadSection("Вяземский район", "", report=report.pk, version=report.version)])
    comparison = compared(read, report)
    assert (comparison.sections[0].municipality, comparison.gone) == (vyazma, [])


# Rows without a mark


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, SAME),
        ({"place": "г.\u00a0Минск   (Республика  Беларусь)"}, SAME),
        ({"purpose": "Другая цель"}, TWIN),
        ({"name": "ВЫСТАВКА"}, TWIN),
        ({"period": "3-5 ноября 2024 года", "place": "г. Брест"}, TWIN),
        ({"period": "5 ноября 2024 года"}, TWIN),
        ({"name": "Другая выставка"}, NEW),
    ],
)
def test_an_unmarked_row_is_looked_for_by_texts_then_by_key_then_by_days(report, events, changes, kind):
    read = exported(report, rows=[unmarked(events[0], **changes)])
    (proposal,) = compared(read, report).proposals
    assert proposal.kind == kind
    assert (proposal.event == events[0]) == (kind != NEW)
    assert proposal.is_good == (kind == NEW)


def test_one_event_is_the_twin_of_one_row_only(report, events):
    rows = [unmarked(events[0], purpose="Одна"), unmarked(events[0], purpose="Другая", where="строка 9")]
    assert kinds(compared(exported(report, rows=rows), report)) == [TWIN, NEW]
    copy = unmarked(events[0], purpose="Копия строки")
    assert kinds(compared(exported(report, rows=[printed(events[0]), copy]), report)) == [SAME, NEW]


def test_of_equal_new_rows_only_the_first_is_good(report, events):
    rows = [unmarked(events[0], name="Новая", where=where) for where in ("строка 1", "строка 2")]
    first, second = compared(exported(report, rows=rows), report).proposals
    assert (first.is_good, second.is_good) == (True, False)
    assert "строка 1" in second.doubts[0].text


def test_guessed_and_nameless_rows_are_not_ticked(report, events):
    guess = Doubt("Склеено из двух строк", is_guess=True)
    rows = [
        unmarked(events[0], name="Новая", doubts=(guess,)),
        unmarked(events[0], name="", where="строка 2"),
        unmarked(events[0], name="Ещё", doubts=(Doubt("Сроки не поняты", "period"),)),
        printed(events[0], purpose="Склеенная цель", doubts=(guess,)),
    ]
    proposals = compared(exported(report, rows=rows), report).proposals
    assert [proposal.is_good for proposal in proposals] == [False, False, True, False]
    assert [proposal.wants_name for proposal in proposals] == [False, True, False, False]


# Sections and rights


def test_sections_of_a_consolidated_table_are_asked_for_when_unknown(report, vyazma):
    rows = [
        ReadRow("Имя", "", "", "", "", where="строка 1", section=title)
        for title in ("Вяземского района", "Псков", "", "г. Смоленск")
    ]
    comparison = compared(ReadFile(rows=rows, sections=[ReadSection("Вяземского района", "")]), report)
    assert [(one.title, one.municipality, one.is_asked_for) for one in comparison.sections] == [
        ("Вяземского района", vyazma, False),
        ("Псков", None, True),
        ("", None, True),
        ("г. Смоленск", report.municipality, False),
    ]
    answered = compared(ReadFile(rows=rows), report, chosen={1: vyazma.pk, 2: 10**9})
    assert [one.municipality for one in answered.sections] == [vyazma, vyazma, None, report.municipality]


def test_rows_without_a_section_are_of_the_municipality_that_the_title_names(report, vyazma):
    row = unmarked(report.events.first(), name="Новое", section="")
    own = factories.make_submission(report.period, vyazma)
    read = ReadFile(rows=[row], title="Отчёт Вяземского района за квартал")
    assert compare_read(read, report.period).proposals[0].submission == own
    read = ReadFile(rows=[row], title="Отчёт Вяземского района и города Смоленска")
    assert compare_read(read, report.period).proposals[0].submission is None


def test_an_unknown_title_is_known_by_its_mark(report):
    read = ReadFile(sections=[ReadSection("Наш раздел", "", report=report.pk, version=report.version)])
    assert compared(read, report).sections[0].submission == report


def test_an_officers_file_goes_into_the_own_report_only(report, events, vyazma):
    titles = ("", "Приём делегаций", "Город Смоленск", "Вяземский район")
    rows = [ReadRow(f"Имя {title}", "", "", "", "", where="строка 1", section=title) for title in titles]
    comparison = compared(ReadFile(rows=rows), report, municipality=report.municipality)
    assert [one.submission == report for one in comparison.sections] == [True, True, True, False]
    assert "другого муниципального" in comparison.proposals[3].refusal
    assert not comparison.proposals[3].is_good
    chosen = compared(ReadFile(rows=rows), report, municipality=report.municipality, chosen={3: report.municipality_id})
    assert chosen.proposals[3].submission == report
    assert (
        compared(ReadFile(rows=rows), report, municipality=report.municipality, chosen={3: vyazma.pk})
        .proposals[3]
        .refusal
    )


@pytest.mark.parametrize(
    ("state", "is_nil", "words"),
    [
        ("draft", False, ""),
        ("returned", False, ""),
        ("submitted", False, "на проверке"),
        ("submitted", True, "«нет мероприятий»"),
        ("approved", False, "принят"),
    ],
)
def test_a_report_that_takes_no_rows_says_why(period, vyazma, vyazma_officer, coordinator, state, is_nil, words):
    factories.make_submission(period, vyazma, state=state, is_nil=is_nil, officer=vyazma_officer)
    read = ReadFile(rows=[ReadRow("Имя", "", "", "", "", where="строка 1", section="Вяземский район")])
    (own,) = compare_read(read, period, municipality=vyazma, by=vyazma_officer).sections
    assert (words in own.refusal, bool(own.refusal)) == (True, bool(words))
    (all_,) = compare_read(read, period, by=coordinator).sections
    assert bool(all_.refusal) == (state == "approved" or is_nil)
    assert "координатор" not in all_.refusal and "тзовите" not in all_.refusal, "he is told what he himself can do"


def test_a_closed_quarter_keeps_officers_out_but_not_the_coordinator(vyazma, vyazma_officer, coordinator):
    """The archive of past years is filled by the coordinator."""
    past = factories.make_period(2019, 2, is_open=False)
    read = ReadFile(rows=[ReadRow("Имя", "", "", "", "", where="строка 1", section="Вяземский район")])
    (own,) = compare_read(read, past, municipality=vyazma, by=vyazma_officer).sections
    assert "Приём отчётов закончен" in own.refusal
    assert compare_read(read, past, by=coordinator).proposals[0].is_good


# Choices and the page


def test_good_rows_are_ticked_with_the_versions_that_were_compared(report, events):
    edited = edit(events[1], purpose="Цель коллеги")
    rows = [
        printed(events[0], name="Имя из файла"),
        printed(events[1], version=1, purpose="Цель из файла", place="Онлайн"),
        unmarked(events[2], name="Новая"),
        unmarked(events[2], purpose="Другая цель"),
    ]
    choices = default_choices(compared(exported(report, rows=rows), report))
    assert choices.rows == {
        0: RowChoice(CHANGE, ("name",)),
        1: RowChoice(CHANGE, ("place_text",)),
        2: RowChoice(ADD),
        3: RowChoice(CHANGE, ("purpose",)),
    }
    assert choices.gone == {}
    assert choices.versions == {str(events[0].uid): 1, str(edited.uid): 2, str(events[2].uid): 1}


def test_a_page_of_rows_shows_what_they_would_become(report, events, django_assert_num_queries):
    """With the findings; the number of queries is the same for one row and for many."""
    factories.make_country()
    rows = [
        printed(events[0], period="5 декабря 2024 года"),
        unmarked(events[0], name="Новая", place="", total=5, foreign=2),
        printed(events[1]),
    ]
    comparison = compared(exported(report, rows=rows), report)
    with django_assert_num_queries(6):
        comparison.understand(comparison.proposals)
    changed, new, same = comparison.proposals
    assert (str(changed.understood.start), changed.understood.place_country_id) == ("2024-12-05", "BY")
    assert [finding.rule for finding in new.findings][:1] == ["missing_text"]
    assert same.understood.name == "Встреча"
    rows = [unmarked(events[0], name=f"Новая {number}") for number in range(30)]
    many = compared(ReadFile(rows=rows), report, municipality=report.municipality)
    with django_assert_num_queries(3):
        many.understand(many.proposals)
    assert Event.objects.count() == 3


def test_the_number_of_queries_does_not_grow_with_the_rows(report, events, django_assert_max_num_queries):
    for number in range(20):
        factories.make_event(report, name=f"Событие {number}")
    report = Submission.objects.get(pk=report.pk)
    read = exported(report)
    for event in report.events.all()[:10]:
        edit(event, purpose="Новая цель")
    read.rows = [*read.rows[:15], unmarked(events[0], name="Новая"), unmarked(events[1], place="Онлайн")]
    by = User.objects.get(pk=events[0].created_by_id)
    with django_assert_max_num_queries(8):
        comparison = compared(read, report, by=by)
    assert comparison.counts["gone"] > 0


# Limits


def test_rows_beyond_the_room_of_the_report_are_doubtful_and_not_ticked(report, events, monkeypatch):
    monkeypatch.setattr(event_limits, "MOST_EVENTS", 5)
    rows = [unmarked(events[0], name=f"Новое {number}") for number in range(4)]
    comparison = compared(ReadFile(rows=rows), report, municipality=report.municipality, all_to_one=True)
    assert kinds(comparison) == [NEW] * 4
    assert [proposal.is_good for proposal in comparison.proposals] == [True, True, False, False]
    assert list(default_choices(comparison).rows) == [0, 1]
    assert "помещается 5 мероприятий" in comparison.proposals[2].doubts[0].text


def test_rows_whose_texts_have_no_room_in_the_report_are_doubtful_and_shorter_ones_are_not(report, events, monkeypatch):
    texts = ("я" * 9, "ю" * 9, "я")
    rows = [unmarked(events[0], name=f"Новое {number}", purpose=text) for number, text in enumerate(texts)]
    taken = letters_in([report])[report.pk] + letters_of_row(rows[0]) + letters_of_row(rows[2])
    monkeypatch.setattr(event_limits, "MOST_LETTERS", taken)
    comparison = compared(ReadFile(rows=rows), report, municipality=report.municipality, all_to_one=True)
    assert [proposal.is_good for proposal in comparison.proposals] == [True, False, True]
    assert "сократите тексты отчёта" in comparison.proposals[1].doubts[0].text


def test_deleted_events_take_no_room(report, events, monkeypatch):
    monkeypatch.setattr(event_limits, "MOST_EVENTS", 3)
    event_actions.delete_event(events[1], by=events[1].created_by)
    rows = [unmarked(events[0], name=f"Новое {number}") for number in range(2)]
    comparison = compared(ReadFile(rows=rows), report, municipality=report.municipality, all_to_one=True)
    assert [proposal.is_good for proposal in comparison.proposals] == [True, False]


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"purpose": "я" * 50_001}, "Цель, содержание и результат"),
        ({"participants": "я" * 50_001}, "Участники"),
        ({"notes": ("я" * 30_000, "б" * 30_000)}, "Заметка"),
        ({"name": "я" * 60_000}, "Заметка"),
        ({"total": 10**10}, "Всего, человек"),
        ({"agreements": (AgreementRow("я" * 501),)}, "Подписанные документы"),
        ({"agreements": (AgreementRow("Договор"),) * 31}, "Подписанные документы"),
    ],
)
@pytest.mark.parametrize("row_of", [printed, unmarked])
def test_a_row_over_the_limits_of_an_event_is_shown_with_the_reason_and_cannot_be_taken(
    report, events, row_of, changes, label
):
    rows = [row_of(events[0], **{"name": "Новое", **changes})]
    comparison = compared(ReadFile(rows=rows), report, municipality=report.municipality, all_to_one=True)
    (proposal,) = comparison.proposals
    assert label in proposal.refusal
    assert "Сократите строку" in proposal.refusal
    assert (proposal.is_good, default_choices(comparison).rows) == (False, {})


def test_a_row_at_the_limits_is_good(report, events):
    rows = [unmarked(events[0], name="Новое", purpose="я" * 50_000)]
    comparison = compared(ReadFile(rows=rows), report, municipality=report.municipality, all_to_one=True)
    assert comparison.proposals[0].is_good
