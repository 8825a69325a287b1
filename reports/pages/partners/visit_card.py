"""«Папка визита»: a Card as the words of one or two pages."""

from django.conf import settings
from django.utils import timezone

from municipalities.models import Country
from reports.files.write.card import CardList, VisitCard
from reports.prose.words import counted, write_date
from reports.queries.partner_cards import Card, drawn_at

EVENTS_WORDS = ("мероприятие", "мероприятия", "мероприятий")
# Of a list: a delegation takes two pages along.
MOST_ROWS = 10
MOST_OF_COUNTRY = 7
LONGEST_TEXT = 240  # letters of a cell


def visit_card(card: Card) -> VisitCard:
    subject = card.subject
    of_country = isinstance(subject, Country)
    return VisitCard(
        title=subject.full_name if of_country else subject.name,
        subtitle=subtitle_of(subject),
        facts=tuple(_facts(card)),
        lists=tuple(_lists(card)),
        foot=f"Составлено {write_date(timezone.localdate())} по отчётам муниципальных образований и справочникам.",
        author=settings.REGION_NAME,
        created=drawn_at(),
    )


def subtitle_of(subject) -> str:
    """«город-партнёр, Витебская область, Республика Беларусь»; of a country what the page is about."""
    if isinstance(subject, Country):
        return f"Связи муниципальных образований, {settings.REGION_NAME}"
    return ", ".join(filter(None, (subject.get_kind_display(), subject.region, subject.country.full_name)))


def _facts(card):
    if card.number.count:
        years = card.years
        span = f"{years[0].year} год" if len(years) == 1 else f"{years[0].year}–{years[-1].year} годы"
        yield "Мероприятия", f"{counted(card.number.count, *EVENTS_WORDS)}, отчёты за {span}"
        if len(years) > 1:
            yield "По годам", ", ".join(f"{one.year} – {one.number.count}" for one in years)
    else:
        yield "Мероприятия", "в отчётах ещё не было"
    in_force = sum(one.row.state in ("in_force", "lapsing") for one in card.promised)
    if card.promised:
        yield "Документы", f"подписано {len(card.promised)}, действует {in_force}"


def _lists(card):
    most = MOST_OF_COUNTRY if card.partners else MOST_ROWS
    between = ", " if card.partners else "\n"
    yield _short(
        "Кто работает",
        (("Муниципальное образование", 34), ("Что связывает", 46), ("Мероприятий", 18), ("Последнее", 15)),
        [(one.name, _cut(between.join(one.ties)), str(one.number.count), one.last) for one in card.workers],
        most,
    )
    yield _short(
        "Партнёры",
        (("Партнёр", 60), ("Вид", 30), ("Мероприятий", 20)),
        [
            (", ".join(filter(None, (one.name, one.region))), one.get_kind_display(), str(number.count))
            for one, number in card.partners
        ],
        most,
    )
    yield _short(
        "Что подписано и что вышло",
        (("Документ", 46), ("Подписан", 20), ("Действует до", 20), ("Мероприятий с тех пор", 22)),
        [_promised(one) for one in card.promised],
        most,
    )
    yield _short(
        "Последние мероприятия",
        (("Мероприятие", 48), ("Сроки", 24), ("Место", 26), ("Кто провёл", 26)),
        [(_cut(one.name), one.when, _cut(one.where), one.municipality) for one in card.held[:most]],
        most,
    )
    for side, contacts in card.contacts:
        yield _short(
            f"Контакты: {side}",
            (("Кто", 44), ("Телефон и почта", 36), ("Примечание", 30)),
            [_contact(one) for one in contacts],
            most,
        )


def _short(title, columns, rows, most):
    """The first rows of a list, and how many more there are."""
    below = f"И ещё {len(rows) - most}: на странице в программе." if len(rows) > most else ""
    return CardList(title, columns, tuple(rows[:most]), below)


def _cut(text):
    """A text of some lines: names may have thousands of letters, and the whole one is in the program."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1].rstrip()}…"


def _promised(one):
    since = f"{one.number.count} (с {one.since} года)" if one.number else ""
    about = filter(None, (one.row.title, one.row.parties, f"{one.row.municipality}, {one.row.state.words}"))
    return "\n".join(map(_cut, about)), one.row.signed, one.row.until, since


def _contact(one):
    who = "\n".join(filter(None, (one.name, one.post, str(one.municipality or ""))))
    return who, "\n".join(filter(None, (one.phone, one.email))), _cut(one.note)
