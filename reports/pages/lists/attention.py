"""The administrator's home: each matter that waits, with the way to it."""

from dataclasses import dataclass, field

from django.urls import reverse

from reports.pages.look import day
from reports.prose.words import counted

SHOWN = 15


@dataclass(frozen=True)
class Item:
    """`address` and `words`: where it is put right; `note`: what is known; `ways`: further pairs (address, words)."""

    address: str
    words: str
    note: str = ""
    ways: list = field(default_factory=list)


@dataclass(frozen=True)
class Matter:
    """What waits: a heading that counts, what to do, the first things themselves and `more` of them elsewhere."""

    heading: str
    told: str
    items: list
    more: int = 0


def matters(found) -> list:
    """The matters of reports.queries.lists_attention that are not empty, the most pressing first."""
    all_of_them = [
        _matter(
            found.without_officer,
            lambda n: f"Нет исполнителя: {counted(n, *MUNICIPALITIES)}",
            "Отчёт вносить некому, письма уходят только на адрес муниципалитета.",
            _without_officer,
        ),
        _matter(
            found.undelivered,
            lambda n: f"Не доставлено: {counted(n, 'письмо', 'письма', 'писем')}",
            "Проверьте адрес. Отправить письмо ещё раз может координатор на странице «Письма».",
            _undelivered,
        ),
        _matter(
            found.account_letters,
            lambda n: f"Не уходит: {counted(n, 'письмо', 'письма', 'писем')} о входе",
            "Программа ещё пробует. Проверьте адрес или создайте ссылку и передайте её сами.",
            lambda letter: Item(_row("user", letter.user), letter.user.full_name, letter.address or letter.user.email),
        ),
        _matter(
            found.links_run_out,
            lambda n: f"Ссылка устарела, пароля нет: {counted(n, 'человек', 'человека', 'человек')}",
            "Ссылка для первого пароля действует три дня. Отправьте новую.",
            _without_password,
        ),
        _matter(
            found.proposed,
            lambda n: f"Предложено исполнителями: {counted(n, 'партнёр', 'партнёра', 'партнёров')}",
            "Подтвердите нового партнёра или объедините с тем, который уже есть.",
            lambda pair: _proposed(*pair),
        ),
        _matter(
            found.ending_officers,
            lambda n: f"Скоро закончится срок: {counted(n, 'исполнитель', 'исполнителя', 'исполнителей')}",
            "Назначьте замену заранее: после этого дня отчёт вносить будет некому.",
            lambda link: Item(_row("officer", link), str(link), f"последний день – {day(link.until)}"),
        ),
        _matter(
            found.found,
            lambda n: f"Названо в текстах, но не внесено: {counted(n, 'документ', 'документа', 'документов')}",
            "Внесите документ в реестр договорённостей или отметьте, что это не документ.",
            _found,
        ),
        _matter(
            found.ending,
            lambda n: f"Закончатся за 90 дней: {counted(n, 'договорённость', 'договорённости', 'договорённостей')}",
            "Напомните муниципальному образованию о продлении.",
            _ending,
        ),
    ]
    return [matter for matter in all_of_them if matter]


MUNICIPALITIES = ("муниципальное образование", "муниципальных образования", "муниципальных образований")


def _matter(rows, heading, told, item):
    if not rows:
        return None
    return Matter(heading(len(rows)), told, [item(row) for row in rows[:SHOWN]], max(0, len(rows) - SHOWN))


def _row(model, row):
    return reverse(f"admin:municipalities_{model}_change", args=[row.pk])


def _without_officer(municipality):
    return Item(f"{reverse('admin:municipalities_officer_add')}?municipality={municipality.pk}", str(municipality))


def _undelivered(letter):
    owner = ("user", letter.user) if letter.user else ("municipality", letter.municipality)
    return Item(_row(*owner), letter.reader_name, f"{letter.address}, {day(letter.made_at)}: {letter.failure or '–'}")


def _without_password(user):
    return Item(reverse("admin:municipalities_user_first_password", args=[user.pk]), user.full_name, user.email)


def _proposed(partner, twins):
    merge = reverse("admin:municipalities_partnercity_merge", args=[partner.pk])
    words = [partner.country.name]
    if partner.proposed_by:
        words += [str(partner.proposed_for), partner.proposed_by.short_name]
    ways = [(f"{merge}?kept={twin.pk}", f"похож на «{twin}»") for twin in twins]
    return Item(_row("partnercity", partner), str(partner), ", ".join(words), ways)


def _ending(agreement):
    of = agreement.partnership or agreement.municipality
    address = reverse("agreement", args=[agreement.pk])
    return Item(address, agreement.title, f"{of}, действует до {day(agreement.until)}")


def _found(one):
    report = one.event.submission
    return Item(reverse("agreements_found"), one.title, f"{report.municipality}, {report.period}")
