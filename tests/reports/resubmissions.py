"""A report that goes back to its officer and comes again, told step by step."""

from reports.actions import events, remarks, workflow
from reports.models import Event, Submission
from reports.pages.review.proof import gather_proof
from reports.pages.review.second import gather_second_review
from reports.queries.resubmission import last_return
from reports.rules.second_review import Outcome
from tests import factories

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


ALL_FIELDS = ["name", "place_text", "period_text", "purpose", "participants"]
NEW = ("Новая строка", ALL_FIELDS, "")
GONE = ("Строка удалена", [], "")
MINSK = {"row": "А", "field": "purpose", "quote": "Минске"}
MEETING = {"row": "А", "field": "purpose", "quote": "Встреча"}
OTHER = "г. Брест (Республика Беларусь)"
ROW, WHOLE, FIELD = {"row": "А"}, {}, {"row": "А", "field": "place_text"}


def edit(row="А", **values):
    return ("edit", row, values)


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
