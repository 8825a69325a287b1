"""The second review: scripted resubmissions with known truth, and the page that shows what was found."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.actions import events, remarks, workflow
from reports.models import Event, Remark, Submission
from reports.pages.review.proof import gather_proof
from reports.pages.review.second import gather_second_review
from reports.queries.resubmission import last_return
from reports.rules.second_review import Outcome, compare
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.plain_sql]

FIXED, ANSWERED, ELSEWHERE, UNTOUCHED = Outcome.FIXED, Outcome.ANSWERED, Outcome.ELSEWHERE, Outcome.UNTOUCHED
PLACE = "г. Минск (Республика Беларусь)"
PURPOSE = "Встреча в Минске. Подписан договор. Встреча в Гомеле."


class Script:
    """A report of three rows (А, Б, В) that goes back to its officer and comes again."""

    def __init__(self, submission, officer, coordinator):
        self.submission, self.officer, self.coordinator = submission, officer, coordinator
        self.rows = {}
        for name in "АБВ":
            values = {"name": f"Мероприятие {name}", "place_text": PLACE, "purpose": PURPOSE}
            self.rows[name] = factories.make_event(submission, by=officer, **values)
        self.remarks = {}
        self.submission = workflow.submit(self.fresh(), by=officer)

    def fresh(self):
        return Submission.objects.get(pk=self.submission.pk)

    def row(self, name):
        return Event.objects.get(pk=self.rows[name].pk)

    def ask(self, key, row=None, field="", quote="", number=1):
        event = self.row(row) if row else None
        place = {"event": event, "field": field, "quote": quote, "quote_number": number}
        self.remarks[key] = remarks.add_remark(self.fresh(), by=self.coordinator, text=f"Замечание {key}", **place)

    def answer(self, key):
        remarks.answer_remark(self.remarks[key], by=self.officer, answer="Так и было")

    def accept(self, key):
        remarks.accept_remark(self.remarks[key], by=self.coordinator)

    def reply(self, key):
        remarks.reply_to_remark(self.remarks[key], by=self.coordinator, text="И всё же уточните")

    def give_back(self):
        workflow.return_for_changes(self.fresh(), by=self.coordinator, note="Исправьте")

    def edit(self, row, by=None, **values):
        event = self.row(row)
        events.save_event(event, by=by or self.officer, values=values, base_version=event.version)

    def restore(self, row, version):
        event = self.row(row)
        events.restore_version(event, by=self.officer, version=version, base_version=event.version)

    def delete(self, row):
        events.delete_event(self.row(row), by=self.officer)

    def undelete(self, row):
        events.undelete_event(self.row(row), by=self.officer)

    def add(self, name):
        self.rows[name] = factories.make_event(self.fresh(), by=self.officer, name=f"Мероприятие {name}")

    def leave_out(self, row):
        events.leave_out(self.row(row), by=self.coordinator, reason="Внутрироссийское")

    def reorder(self, names):
        uids = [self.row(name).uid for name in names]
        events.set_order(self.fresh(), by=self.coordinator, uids=uids)

    def withdraw(self):
        workflow.withdraw(self.fresh(), by=self.officer)

    def hand_in(self):
        self.submission = workflow.submit(self.fresh(), by=self.officer)

    def read(self):
        """The report and its last return, as the page fetches them."""
        submission = Submission.objects.with_names().select_related("period").get(pk=self.submission.pk)
        return submission, last_return(list(submission.state_changes.all()))

    def result(self):
        """({key: outcome}, {row: (what, fields, others)}) as the page has them."""
        submission, returned = self.read()
        read = gather_second_review(submission, returned, can_remark=True, can_edit=True)
        margins = [margin for row in read.asked for block in row.blocks for margin in block.remarks] + read.whole
        labels = labels_of(margins)
        names = {event.pk: name for name, event in self.rows.items()}
        unasked = {}
        for row in read.unasked:
            (block,) = row.blocks
            unasked[names[row.event.pk]] = (block.what, [field for field, _, _ in block.fields], block.others)
        return labels, unasked

    def whole_sheet(self):
        """({key: label}, {row: words of its tags}, names of the deleted rows) as the whole sheet has them."""
        sheet = gather_proof(*self.read())
        labels = labels_of([margin for row in sheet.rows for margin in row.remarks] + sheet.elsewhere)
        names = {event.pk: name for name, event in self.rows.items()}
        tags = {names[row.event.pk]: [words.split("\u00a0")[0] for _, words, _ in row.news] for row in sheet.rows}
        return labels, tags, {names[revision.event_id] for revision in sheet.gone}


def labels_of(margins):
    return {margin.remark.text.split()[-1]: margin.label for margin in margins}


@pytest.fixture
def script(period, smolensk, smolensk_officer, coordinator):
    submission = Submission.objects.get(period=period, municipality=smolensk)
    return Script(submission, smolensk_officer, coordinator)


ALL_FIELDS = ["name", "place_text", "period_text", "purpose", "participants"]
NEW = ("Новая строка", ALL_FIELDS, "")
GONE = ("Строка удалена", [], "")
MINSK = {"row": "А", "field": "purpose", "quote": "Минске"}
MEETING = {"row": "А", "field": "purpose", "quote": "Встреча"}
OTHER = "г. Брест (Республика Беларусь)"
ROW, WHOLE, FIELD = {"row": "А"}, {}, {"row": "А", "field": "place_text"}


def edit(row="А", **values):
    return ("edit", row, values)


# name: remarks before the return; what is done after it; outcomes; what nobody asked for
SCENARIOS = {
    "field changed": ({"1": FIELD}, [edit(place_text=OTHER)], {"1": FIXED}, {}),
    "field answered": ({"1": FIELD}, [("answer", "1")], {"1": ANSWERED}, {}),
    "field changed and answered": ({"1": FIELD}, [edit(place_text=OTHER), ("answer", "1")], {"1": FIXED}, {}),
    "nothing done": ({"1": FIELD}, [], {"1": UNTOUCHED}, {}),
    "another field of the row changed": (
        {"1": FIELD},
        [edit(purpose="Другая цель")],
        {"1": ELSEWHERE},
        {"А": ("Изменено", ["purpose"], "")},
    ),
    "another field changed, and answered": (
        {"1": FIELD},
        [edit(purpose="Другая цель"), ("answer", "1")],
        {"1": ANSWERED},
        {"А": ("Изменено", ["purpose"], "")},
    ),
    "another row changed": (
        {"1": FIELD},
        [edit("Б", place_text=OTHER)],
        {"1": UNTOUCHED},
        {"Б": ("Изменено", ["place_text"], "")},
    ),
    "changed and restored": ({"1": FIELD}, [edit(place_text=OTHER), ("restore", "А", 1)], {"1": UNTOUCHED}, {}),
    "changed, restored and answered": (
        {"1": FIELD},
        [edit(place_text=OTHER), ("restore", "А", 1), ("answer", "1")],
        {"1": ANSWERED},
        {},
    ),
    "only blanks changed": ({"1": FIELD}, [edit(purpose=PURPOSE.replace(". ", ".  "))], {"1": UNTOUCHED}, {}),
    "row deleted": ({"1": FIELD}, [("delete", "А")], {"1": FIXED}, {}),
    "row of a quote deleted": ({"1": MINSK}, [("delete", "А")], {"1": FIXED}, {}),
    "row deleted and brought back": ({"1": FIELD}, [("delete", "А"), ("undelete", "А")], {"1": UNTOUCHED}, {}),
    "another row deleted": ({"1": ROW}, [("delete", "Б")], {"1": UNTOUCHED}, {"Б": GONE}),
    "row added": ({"1": ROW}, [("add", "Г")], {"1": UNTOUCHED}, {"Г": NEW}),
    "row added and deleted again": ({"1": ROW}, [("add", "Г"), ("delete", "Г")], {"1": UNTOUCHED}, {}),
    "row deleted, its words in a new one": ({"1": ROW}, [("delete", "А"), ("add", "Г")], {"1": FIXED}, {"Г": NEW}),
    "remark on the row, any field": ({"1": ROW}, [edit(participants="Хор, 20 человек")], {"1": FIXED}, {}),
    "remark on the row, what is not printed": ({"1": ROW}, [edit(window_reason="Поздно узнали")], {"1": FIXED}, {}),
    "remark on a field, what is not printed": (
        {"1": FIELD},
        [edit(note="Уточняем")],
        {"1": ELSEWHERE},
        {"А": ("", [], "заметка")},
    ),
    "row moved by its dates": (
        {"1": {"row": "А", "field": "period_text"}, "2": FIELD},
        [edit(period_text="28 ноября 2024 года")],
        {"1": FIXED, "2": ELSEWHERE},
        {},
    ),
    "several remarks on one field": (
        {"1": FIELD, "2": FIELD, "3": {**FIELD, "quote": "Минск"}, "4": {**FIELD, "quote": "Республика"}},
        [("answer", "2"), edit(place_text=OTHER)],
        {"1": FIXED, "2": FIXED, "3": FIXED, "4": ELSEWHERE},
        {},
    ),
    "quote gone": ({"1": MINSK}, [edit(purpose=PURPOSE.replace("Минске", "Бресте"))], {"1": FIXED}, {}),
    "quote there, other words of the field changed": (
        {"1": MINSK},
        [edit(purpose=PURPOSE + " Обмен опытом.")],
        {"1": ELSEWHERE},
        {},
    ),
    "quote moved to another sentence": (
        {"1": MINSK},
        [edit(purpose="Подписан договор. Встреча в Гомеле. Встреча в Минске.")],
        {"1": ELSEWHERE},
        {},
    ),
    "first of two equal quotes gone": (
        {"1": MEETING, "2": {**MEETING, "number": 2}},
        [edit(purpose=PURPOSE.replace("Встреча", "Приём", 1))],
        {"1": FIXED, "2": ELSEWHERE},
        {},
    ),
    "second of two equal quotes gone": (
        {"1": MEETING, "2": {**MEETING, "number": 2}},
        [edit(purpose="Встреча в Минске. Подписан договор. Приём в Гомеле.")],
        {"1": ELSEWHERE, "2": FIXED},
        {},
    ),
    "quote within a longer word is gone": (
        {"1": {**FIELD, "quote": "Минск"}},
        [edit(place_text="Минский район (Республика Беларусь)")],
        {"1": FIXED},
        {},
    ),
    "whole report, nothing done": ({"1": WHOLE}, [], {"1": UNTOUCHED}, {}),
    "whole report, answered": ({"1": WHOLE}, [("answer", "1")], {"1": ANSWERED}, {}),
    "whole report, answered, and a row changed": (
        {"1": WHOLE},
        [("answer", "1"), edit("Б", place_text=OTHER)],
        {"1": ANSWERED},
        {"Б": ("Изменено", ["place_text"], "")},
    ),
    "only the kind of blanks changed": (
        {"1": {"row": "А", "field": "period_text"}},
        [edit(place_text=PLACE.replace(" ", "\u00a0"))],
        {"1": UNTOUCHED},
        {},
    ),
    "a row deleted at the review brought back": (
        {"1": ROW},
        [("hand_in",), ("delete_himself", "Б"), ("give_back",), ("undelete", "Б")],
        {"1": UNTOUCHED},
        {"Б": ("Удалённая строка возвращена", ALL_FIELDS, "")},
    ),
    "whole report, row added": ({"1": WHOLE}, [("add", "Г")], {"1": FIXED}, {"Г": NEW}),
    "whole report, changed only where another remark asked": (
        {"1": WHOLE, "2": FIELD},
        [edit(place_text=OTHER)],
        {"1": ELSEWHERE, "2": FIXED},
        {},
    ),
    "left out by the coordinator": (
        {"1": FIELD},
        [("hand_in",), ("leave_out", "Б")],
        {"1": UNTOUCHED},
        {"Б": ("Не входит в сводный отчёт: Внутрироссийское", [], "")},
    ),
    "withdrawn and handed in again": (
        {"1": FIELD},
        [edit(place_text=OTHER), ("hand_in",), ("withdraw",)],
        {"1": FIXED},
        {},
    ),
    "two returns, changed before the second only": (
        {"1": FIELD},
        [edit(place_text=OTHER), ("hand_in",), ("give_back",)],
        {"1": UNTOUCHED},
        {},
    ),
    "answered before the second return": (
        {"1": FIELD},
        [("answer", "1"), ("hand_in",), ("give_back",)],
        {"1": UNTOUCHED},
        {},
    ),
    "asked on, then answered again": (
        {"1": FIELD},
        [("answer", "1"), ("hand_in",), ("reply", "1"), ("give_back",), ("answer", "1")],
        {"1": ANSWERED},
        {},
    ),
    "settled before the return": (
        {"1": FIELD, "2": ROW},
        [("hand_in",), ("accept", "1"), ("give_back",)],
        {"2": UNTOUCHED},
        {},
    ),
    "changed by the coordinator himself": (
        {"1": FIELD},
        [("hand_in",), ("edit_himself", "Б")],
        {"1": UNTOUCHED},
        {"Б": ("Изменено", ["participants"], "")},
    ),
    "a remark written after the change": (
        {"1": FIELD},
        [edit("Б", place_text=OTHER), ("ask", "late", "Б", "place_text")],
        {"1": UNTOUCHED, "late": UNTOUCHED},
        {"Б": ("Изменено", ["place_text"], "")},
    ),
    "a remark written while it was worked over": (
        {"1": FIELD},
        [("ask", "late", "Б", "place_text"), edit("Б", place_text=OTHER)],
        {"1": UNTOUCHED, "late": FIXED},
        {},
    ),
    "a remark written after another change": (
        {"1": FIELD},
        [edit("В", place_text=OTHER), ("ask", "late", "Б", "place_text"), edit("Б", place_text=OTHER)],
        {"1": UNTOUCHED, "late": FIXED},
        {"В": ("Изменено", ["place_text"], "")},
    ),
    "a late remark on a row that was added": (
        {"1": FIELD},
        [("add", "Г"), ("ask", "late", "Г"), edit("Г", place_text=OTHER)],
        {"1": UNTOUCHED, "late": FIXED},
        {"Г": NEW},
    ),
}


def play(script, asked, steps):
    for key, place in asked.items():
        script.ask(key, **place)
    script.give_back()
    for step, *arguments in steps:
        if step == "edit":
            row, values = arguments
            script.edit(row, **values)
        elif step == "delete_himself":
            events.delete_event(script.row(*arguments), by=script.coordinator)
        elif step == "edit_himself":
            script.edit(*arguments, by=script.coordinator, participants="Хор")
        else:
            getattr(script, step)(*arguments)
    if script.fresh().state == "returned":
        script.hand_in()


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_remark_gets_the_label_that_is_true(script, name):
    asked, steps, outcomes, unasked = SCENARIOS[name]
    play(script, asked, steps)
    labels, found = script.result()
    assert labels == {key: outcome.value for key, outcome in outcomes.items()}
    assert found == unasked


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_whole_sheet_says_the_same_as_what_has_changed(script, name):
    """The same labels; a tag for each row that was changed unasked, and none of that sort for another row."""
    asked, steps, outcomes, unasked = SCENARIOS[name]
    play(script, asked, steps)
    labels, tags, gone = script.whole_sheet()
    assert {key: labels[key] for key in outcomes} == {key: outcome.value for key, outcome in outcomes.items()}
    own = ("Новая строка", "Удалённая строка возвращена", "Изменено без замечаний")
    told = {row for row, words in tags.items() if any(word.startswith(own) for word in words)}
    assert told | gone >= {row for row, (what, _, _) in unasked.items() if not what.startswith("Не входит")}
    assert told <= set(unasked)


def test_rows_moved_by_hand_are_one_line(script):
    play(script, {"1": FIELD}, [("hand_in",), ("reorder", "ВБА")])
    labels, unasked = script.result()
    assert (labels, unasked) == ({"1": "без изменений"}, {})
    assert gather_second_review(*script.read(), can_remark=True, can_edit=True).is_reordered
    assert gather_proof(*script.read()).is_reordered


def test_the_judgement_needs_no_database(django_assert_num_queries):
    remark = Remark(pk=1, event_id=7, field="name", version=3)
    before, after = {"name": "Было", "partners": []}, {"name": "Стало", "partners": [[1, "Минск"]]}
    with django_assert_num_queries(0):
        found = compare([remark], {7: [(3, before), (4, after)]}, 3, answered=set())
    assert found.outcomes == {1: FIXED}
    assert [one.others for one in found.unasked] == [("partners",)]


# The page


@pytest.fixture
def reviewing(client_of, coordinator):
    return client_of(coordinator)


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " ").split())


def review(script):
    return reverse("review", args=[script.submission.pk])


def test_a_resubmission_opens_with_what_changed_and_leads_to_the_whole_report(script, reviewing):
    play(script, {"1": MINSK, "2": {"row": "В"}}, [edit(purpose=PURPOSE.replace("Минске", "Бресте")), ("add", "Г")])
    response = reviewing.get(review(script))
    html, page = response.content.decode(), words(response)
    assert "исправлено – 1 , без изменений – 1" in page
    assert "Минске.</del>" in html and "Бресте.</ins>" in html
    assert "этих слов больше нет" in page
    assert "Мероприятие Г" in page and "Мероприятие Б" not in page
    assert '<a href="?view=changes">Весь отчёт</a>' in html
    assert "Мероприятие Б" in words(reviewing.get(review(script), {"view": "changes"}))


def test_words_that_still_stand_are_marked_in_the_difference(script, reviewing):
    play(script, {"1": {**MEETING, "number": 2}}, [edit(purpose=PURPOSE.replace("договор", "протокол"))])
    html = reviewing.get(review(script)).content.decode()
    assert re.search(r"Подписан <del>.*?</ins> <mark class=\"in-text\">Встреча</mark> в Гомеле", html)
    assert html.count("<mark") == 1


def test_a_first_review_shows_the_whole_sheet(script, reviewing):
    script.ask("1", **FIELD)
    page = words(reviewing.get(review(script), {"view": "changed"}))
    assert "Мероприятие Б" in page and "С возврата" not in page


def test_a_new_remark_of_this_pass_is_not_judged(script, reviewing):
    play(script, {"1": FIELD}, [])
    script.ask("новое", "Б")
    labels, _ = script.result()
    assert labels == {"1": "без изменений", "новое": "открыто"}


def test_a_decision_in_the_whole_report_comes_back_to_it(script, reviewing):
    play(script, {"1": FIELD}, [])
    accept = reverse("remark_accept", args=[script.remarks["1"].pk])
    assert f'{accept}?view=changes"' in reviewing.get(review(script), {"view": "changes"}).content.decode()
    assert "?view=changes#row-" in reviewing.post(f"{accept}?view=changes").url


def test_the_number_of_queries_does_not_grow(script, reviewing, django_assert_num_queries):
    play(script, {"1": FIELD}, [edit(place_text=OTHER)])
    with django_assert_num_queries(11):
        reviewing.get(review(script))
    script.give_back()
    for number in range(10):
        script.add(f"{number}")
        script.ask(f"{number}", f"{number}", "purpose", "Знакомство")
        script.edit(f"{number}", purpose="Знакомство с ремеслами")
        script.answer(f"{number}")
    script.hand_in()
    with django_assert_num_queries(11):
        reviewing.get(review(script))


def test_a_report_reopened_after_approval_shows_what_changed_since(script, reviewing):
    script.ask("1", **FIELD)
    workflow.approve(script.fresh(), by=script.coordinator, version=script.fresh().version)
    workflow.reopen(script.fresh(), by=script.coordinator, reason="Ошибка в месте", until=timezone.localdate())
    script.edit("А", place_text=OTHER)
    script.hand_in()
    assert script.result() == ({"1": "исправлено"}, {})


def test_what_is_not_printed_is_named_beside_the_remark_that_asked_for_it(script, reviewing):
    """«Исправлено» with nothing to see would be no help."""
    play(script, {"1": ROW}, [edit(window_reason="Поздно узнали")])
    page = words(reviewing.get(review(script)))
    assert "Изменены сведения, которые не печатаются: причина вне периода сбора." in page
    sheet = words(reviewing.get(review(script), {"view": "changes"}))
    assert "сведения, которые не печатаются: причина вне периода сбора." in sheet


def test_who_moved_the_rows_is_not_named_as_who_changed_the_words(script):
    play(script, {"1": FIELD}, [edit(place_text=OTHER), ("hand_in",), ("reorder", "ВБА")])
    [row] = gather_second_review(*script.read(), can_remark=True, can_edit=True).asked
    assert row.written_by == script.officer


def test_while_the_officer_works_nothing_is_called_untouched(script):
    """The remark is still open; what is done already is shown."""
    script.ask("1", **FIELD)
    script.ask("2", "В")
    script.give_back()
    script.edit("А", place_text=OTHER)
    labels, _, _ = script.whole_sheet()
    assert labels == {"1": "исправлено", "2": "открыто"}
