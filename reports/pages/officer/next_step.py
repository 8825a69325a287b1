"""The one next step of a report: the first situation of the table that fits."""

from dataclasses import dataclass

from django.urls import reverse

from reports.models import State
from reports.prose.words import NBSP, counted


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    words: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """The next step in words; without buttons there is nothing to do."""

    title: str
    text: str = ""
    button: Link | None = None
    second: Link | None = None


def next_step(case):
    """The one thing to do next with this report, in words and with at most one primary button."""
    return next(step(case) for fits, step in SITUATIONS if fits(case))


ON_BEHALF = "Прочитайте его и подтвердите, а если что-то не так, {}."


def _approved(case):
    if case.submission.awaits_confirmation:
        text = ON_BEHALF.format("позвоните координатору: он откроет отчёт снова")
        return Step("Отчёт за вас внёс координатор, он принят.", text)
    return Step("Отчёт принят.", "Делать ничего не нужно.")


def _submitted(case):
    if case.submission.awaits_confirmation:
        otherwise = "отзовите отчёт" if case.can_withdraw else "попросите продлить срок"
        return Step("Отчёт за вас внёс и сдал координатор.", ON_BEHALF.format(otherwise))
    if case.remarks:
        return Step("Отчёт на проверке.", "Координатор задал вопросы: на них уже можно ответить.")
    return Step("Отчёт на проверке.", "Делать ничего не нужно.")


def _closed(case):
    title = "Квартал закрыт" if case.submission.period.is_closed else "Приём отчётов закончен"
    contacts = [f"{user.short_name}, {user.phone.replace(' ', NBSP)}".rstrip(", ") for user in case.coordinators]
    whom = f" Позвонить можно и самим: {'; '.join(contacts)}." if contacts else ""
    if not case.can_ask:
        return Step(f"{title}.", f"Вы попросили координатора продлить срок: он ответит здесь и письмом.{whom}")
    text = f"Чтобы изменить или сдать отчёт, попросите координатора продлить срок вашему муниципалитету.{whom}"
    return Step(
        title, text, Link(reverse("ask_extension", args=[case.submission.pk]), "Попросить продлить срок", "late")
    )


def _empty(case):
    pk = case.submission.pk
    return Step(
        "Внесите первое мероприятие или сообщите, что их не было",
        "«Нет мероприятий» тоже отчёт: его проверяют и принимают.",
        Link(reverse("event_add", args=[pk]), "Внести мероприятие", "plus"),
        Link(reverse("declare_nil", args=[pk]), "Мероприятий не было"),
    )


def _empty_again(case):
    """A new quarter opens with what there was before."""
    pk = case.submission.pk
    number = counted(case.offers, "мероприятие", "мероприятия", "мероприятий")
    return Step(
        f"Раньше у вас было {number}: отметьте, что состоялось снова",
        "Отмеченное придёт строками, останется вписать дни и результат. Новое внесите ниже.",
        Link(reverse("report_expected", args=[pk]), "Отметить, что состоялось", "changed"),
        Link(reverse("declare_nil", args=[pk]), "Мероприятий не было"),
    )


def _to_settle(case):
    remarks, errors = len(case.remarks), len(case.errors)
    todo = []
    if remarks:
        todo.append(
            "ответьте на замечание"
            if remarks == 1
            else f"ответьте на {counted(remarks, 'замечание', 'замечания', 'замечаний')}"
        )
    if errors:
        todo.append("исправьте ошибку" if errors == 1 else f"исправьте {counted(errors, 'ошибку', 'ошибки', 'ошибок')}")
    title = " и ".join(todo)
    if remarks:
        words = "К первому замечанию" if remarks > 1 else "К замечанию"
    else:
        words = "К первой ошибке" if errors > 1 else "К ошибке"
    again = " снова" if case.submission.first_submitted_at else ""
    first = case.questions[0]
    text = f"После этого отчёт можно сдать{again}."
    return Step(title[:1].upper() + title[1:], text, Link(first.href, words), _check_link(case))


def _returned(case):
    text = "Что исправить, написал координатор. Перед сдачей программа проверит отчёт ещё раз."
    if changed := len(case.changed):
        remarks = counted(changed, "замечанию", "замечаниям", "замечаниям")
        text = f"По {remarks} текст изменён, координатор это увидит. Перед сдачей программа проверит отчёт ещё раз."
        return Step("Проверьте и сдайте отчёт снова", text, _check_link(case))
    return Step("Внесите правки и сдайте отчёт снова", text, _check_link(case))


def _ready(case):
    text = "Ошибок нет. Перед сдачей можно всё прочитать ещё раз."
    if warnings := len(case.findings):
        words = counted(warnings, "предупреждение", "предупреждения", "предупреждений")
        text = f"Ошибок нет, {words}: взгляните ещё раз."
    return Step("Отчёт готов: проверьте и сдайте", text, _check_link(case))


def _check_link(case):
    return Link(reverse("submit", args=[case.submission.pk]), "Проверить и сдать", "send")


SITUATIONS = [
    (lambda case: case.submission.state == State.APPROVED, _approved),
    (lambda case: case.submission.state == State.SUBMITTED, _submitted),
    (lambda case: not case.submission.is_open_for_officers, _closed),
    (lambda case: not case.events and case.offers, _empty_again),
    (lambda case: not case.events, _empty),
    (lambda case: case.remarks or case.errors, _to_settle),
    (lambda case: case.submission.state == State.RETURNED, _returned),
    (lambda case: True, _ready),
]
