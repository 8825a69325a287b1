"""The steps by which an empty server becomes an office that works: each is done, or says what to do and where."""

import datetime
from dataclasses import dataclass, field

from django.core import checks
from django.urls import reverse
from django.utils import timezone

from municipalities.lists.fixtures import number_shipped
from municipalities.models import User
from reports.actions.trial_letters import has_mail_server
from reports.models import Letter
from reports.pages.look import moment
from reports.prose.words import counted, plural
from reports.queries.first_steps import Beginnings
from reports.rules.permissions import can_manage_periods

SENT_WITHIN = datetime.timedelta(minutes=15)  # the timer of letters runs every five
TOLD_ELSEWHERE = {"pobratim.E007"}  # the lists are empty: the first two steps


@dataclass(frozen=True)
class Step:
    """`told`: sentences on how it stands; `links`: pairs (address, words) to what is done next; `items`: such pairs for
    each single thing that is missing, under `items_heading`; `button`: (address, words, words beside it) of a form that
    does it here; `answer`: what the mail server said."""

    heading: str
    is_done: bool
    told: list
    links: list = field(default_factory=list)
    items: list = field(default_factory=list)
    items_heading: str = ""
    button: tuple = ()
    answer: str = ""


def steps_of(user: User, found: Beginnings) -> list:
    """The administrator's steps in their order."""
    return [
        _lists(found),
        _municipalities(found),
        _people(found),
        _mail(user, found),
        _quarter(user, found),
    ]


def server_troubles() -> list:
    """[(what is wrong, what to do), …]: what `check --deploy` says about this installation."""
    said = checks.run_checks(tags=["installation"], include_deployment_checks=True)
    return [(one.msg, one.hint or "") for one in said if one.id not in TOLD_ELSEWHERE]


def _lists(found):
    is_done = bool(found.countries and found.partners)
    if is_done:
        told = [f"В списках {_counted(found.countries, COUNTRIES)} и {_counted(found.partners, PARTNERS)}."]
    else:
        told = [
            "Из этих списков исполнители выбирают, с кем было мероприятие.",
            _how_many(found.countries, COUNTRIES, "Стран в списке пока нет."),
            _how_many(found.partners, PARTNERS, "Партнёров в списке пока нет."),
        ]
    offers_files = not (found.countries and found.partners and found.municipalities)
    if offers_files:
        shipped = [
            _counted(number_shipped("countries"), COUNTRIES),
            _counted(number_shipped("municipalities"), MUNICIPALITIES),
            _counted(number_shipped("partners"), PARTNERS),
        ]
        told.append(f"С программой идут списки: {', '.join(shipped)}. Внесённого вручную загрузка не меняет.")
    links = [(_list("country"), "Страны"), (_list("partnercity"), "Партнёры"), (_list("partnership"), "Партнёрства")]
    return Step(
        "Страны и партнёры",
        is_done,
        told,
        links,
        button=(reverse("first_steps_lists"), "Загрузить эти списки", "") if offers_files else (),
    )


def _municipalities(found):
    number, shipped = found.municipalities, number_shipped("municipalities")
    told = [
        _how_many(
            number,
            MUNICIPALITIES,
            "Отчитываться пока некому. Загрузите списки первого шага или файл своей области.",
        )
    ]
    if 0 < found.listed < shipped:
        told.append(f"В списке, который идёт с программой, их {shipped}. Проверьте, все ли внесены.")
    if number and not found.nameless:
        told.append("У каждого есть наименование, которое действует сегодня.")
    if found.without_signer:
        told.append(
            f"Подписывающий не указан у {found.without_signer} из {number}: без него строка подписи под отчётом пуста. "
            "Проще всего выгрузить список в Excel, вписать подписывающих, телефоны и почту и загрузить обратно."
        )
    return Step(
        "Муниципальные образования",
        bool(number) and not found.nameless,
        told,
        [
            (_list("municipality"), "Список"),
            (reverse("admin:municipalities_municipality_export"), "Выгрузить в файл"),
            (reverse("admin:municipalities_municipality_import"), "Загрузить из файла"),
        ],
        [(reverse("admin:municipalities_municipality_change", args=[one.pk]), str(one)) for one in found.nameless],
        "Нет наименования, которое действует сегодня",
    )


def _people(found):
    told = []
    if not found.coordinators:
        told.append("Регионального координатора пока нет: он открывает кварталы и принимает отчёты.")
    if not found.municipalities:
        told.append("Исполнителей назначают, когда внесены муниципальные образования.")
    elif found.without_officer:
        number = len(found.without_officer)
        told.append(
            f"Исполнитель назначен у {found.municipalities - number} из {found.municipalities}. "
            "Сначала добавьте человека в пользователи, потом назначьте его."
        )
    else:
        told.append("У каждого муниципального образования есть ответственный исполнитель.")
    if found.coordinators:
        names = ", ".join(one.full_name for one in found.coordinators)
        told.append(f"{plural(len(found.coordinators), 'Координатор', 'Координаторы', 'Координаторы')}: {names}.")
    if found.without_password:
        told.append(f"Ещё не задали пароль: {found.without_password}. Ссылку для пароля дают на странице пользователя.")
    assign = reverse("admin:municipalities_officer_add")
    return Step(
        "Пользователи и исполнители",
        bool(found.coordinators and found.municipalities and not found.without_officer),
        told,
        [
            (reverse("admin:municipalities_user_add"), "Добавить пользователя"),
            (_list("user"), "Пользователи"),
            (_list("officer"), "Исполнители"),
            (reverse("admin:municipalities_officer_import"), "Назначить из файла"),
        ],
        [(f"{assign}?municipality={one.pk}", str(one)) for one in found.without_officer],
        "Назначить исполнителя",
    )


def _mail(user, found):
    heading, profile = "Почта", (reverse("profile"), "Профиль")
    if not has_mail_server():
        return Step(
            heading,
            False,
            [
                "Почта на сервере не настроена: письма и приглашения никому не придут. Попросите того, кто ведёт "
                "сервер, задать EMAIL_URL. Тогда здесь можно будет отправить пробное письмо."
            ],
        )
    told, is_done, again = _trial(found)
    if not user.email:
        told.append("Чтобы отправить пробное письмо себе, впишите свою почту в профиле.")
        return Step(heading, is_done, told, [profile], answer=found.failure)
    words = "Отправить ещё раз" if again else "Отправить пробное письмо"
    button = (reverse("first_steps_letter"), words, f"на ваш адрес {user.email}")
    return Step(heading, is_done, told, [profile], button=button, answer=found.failure)


def _trial(found):
    """(sentences, has it left, was there one) of the last trial letter."""
    letter = found.trial
    if letter is None or letter.state == Letter.State.DROPPED:
        return (
            ["Почту ещё не пробовали. Отправьте себе письмо: так проверяется весь путь до почтового сервера."],
            False,
            False,
        )
    if letter.state == Letter.State.SENT:
        told = f"Пробное письмо ушло {moment(letter.sent_at)} на {letter.address}: почтовый сервер его принял."
        return [told, "Проверьте, что оно пришло и что ссылка в нём открывается."], True, True
    if letter.state == Letter.State.GIVEN_UP:
        return [f"Пробное письмо на {letter.address} не ушло. Передайте ответ тому, кто ведёт сервер."], False, True
    if found.failure:
        told = f"Пробное письмо на {letter.address} не ушло; следующая попытка {moment(letter.next_try_at)}."
        return [told, "Передайте ответ тому, кто ведёт сервер."], False, True
    told = f"Пробное письмо ждёт отправки с {moment(letter.made_at)}. Обычно оно уходит в течение пяти минут."
    if timezone.now() - letter.made_at < SENT_WITHIN:
        return [told, "Обновите страницу чуть позже."], False, True
    late = "Похоже, на сервере не работает команда send_mail: скажите тому, кто ведёт сервер."
    return [told, late], False, True


def _quarter(user, found):
    heading = "Первый квартал"
    if found.period:
        return Step(heading, True, [f"Открыт {found.period}: исполнители видят свои отчёты."])
    if not found.municipalities or found.nameless:
        return Step(heading, False, ["Квартал открывают, когда муниципальные образования внесены и названы."])
    if can_manage_periods(user):
        return Step(heading, False, ["Ни один квартал не открыт."], [(reverse("periods"), "Открыть квартал")])
    if not found.coordinators:
        return Step(heading, False, ["Квартал открывает региональный координатор. Добавьте его в пользователи."])
    people = "; ".join(", ".join(filter(None, (one.full_name, one.phone, one.email))) for one in found.coordinators)
    return Step(
        heading, False, [f"Квартал открывает региональный координатор, страница «Кварталы». Скажите ему: {people}."]
    )


# Words

COUNTRIES = ("страна", "страны", "стран")
PARTNERS = ("партнёр", "партнёра", "партнёров")
MUNICIPALITIES = ("муниципальное образование", "муниципальных образования", "муниципальных образований")


def _counted(number, forms):
    return counted(number, *forms)


def _how_many(number, forms, none):
    return f"{_counted(number, forms)} в списке." if number else none


def _list(model):
    return reverse(f"admin:municipalities_{model}_changelist")
