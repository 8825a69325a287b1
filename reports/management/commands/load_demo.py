"""`manage.py load_demo [--reset] [--lists-only]`: demo users, lists, periods and reports (fixtures/README.md).

A second run finds everything there and changes nothing.
"""

import datetime
import json

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction

from config.accounts.demo import DEMO_PASSWORD
from municipalities.lists.fixtures import FIXTURES, ListsRefused
from municipalities.models import Municipality, Officer, User
from reports.actions.lists import fill_lists
from reports.models import Event
from reports.rules.permissions import THE_PROGRAM

from ._past import load_past_quarter
from ._russian import Refused, RussianCommand
from ._scene import load_period

# Known to everybody, which is why the command is refused when DEBUG is off.
OFFICERS_SINCE = datetime.date(2024, 1, 1)
ROLES = {
    "officer": "ответственный исполнитель",
    "coordinator": "региональный координатор",
    "observer": "наблюдатель",
    "lists": "администратор справочников",
}


class Command(RussianCommand):
    help = "Загружает демонстрационные данные: справочники, пользователей, кварталы и отчёты."

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="сначала удалить все данные")
        parser.add_argument("--lists-only", action="store_true", help="только справочники и пользователи")

    def handle(self, *, reset, lists_only, **options):
        if not settings.DEBUG:
            raise Refused(
                "Демонстрационные данные не загружаются, когда DEBUG выключен: пароль к ним знают все. "
                "На рабочем сервере заведите людей в разделе «Управление»."
            )
        demo = json.loads((FIXTURES / "demo.json").read_text(encoding="utf-8"))
        with transaction.atomic():
            if reset:
                call_command("flush", interactive=False, verbosity=0)
                self.say("Все прежние данные удалены.")
            changed = self._load(demo, lists_only)
        if not changed:
            self.say("Демонстрационные данные уже загружены, ничего не изменено.")
        self._print_sign_ins(demo["users"])

    def _load(self, demo, lists_only):
        """Load what is missing; whether anything was."""
        try:
            loaded = fill_lists(by=THE_PROGRAM)
        except ListsRefused as refusal:
            raise Refused("\n".join(refusal.reasons)) from None
        _load_cards(demo["municipalities"])
        users = _load_users(demo["users"])
        added = sum(one.added for one in loaded)
        if counted := "; ".join(f"{one.title.lower()} – {one.added}" for one in loaded if one.added):
            self.say(f"Справочники пополнены: {counted}.")
        if users:
            self.say(f"Пользователей добавлено: {users}.")
        opened = [] if lists_only else _load_quarters(demo)
        for period in opened:
            counts = Event.objects.filter(submission__period=period).count()
            self.say(f"Загружен {period}: мероприятий {counts}, отчётов {period.submissions.count()}.")
        return bool(added or users or opened)

    def _print_sign_ins(self, users):
        self.say(f"\nВход (пароль у всех один: {DEMO_PASSWORD})")
        for person in users:
            where = f" – {', '.join(person['municipalities'])}" if person["municipalities"] else ""
            self.say(f"  {person['username']:<18}{ROLES[person['role']]}{where}")


def _load_quarters(demo):
    """Play the quarters that are missing; which they are."""
    opened = [load_period(scene) for scene in demo["periods"].values()]
    opened += [load_past_quarter(told, demo["users"]) for told in demo["past"]]
    return [period for period in opened if period]


def _load_cards(cards):
    """Give the municipalities invented signers, phones and addresses, which the lists for real offices lack."""
    for municipality in Municipality.objects.filter(short_name__in=cards, signer_name="", phone="", email=""):
        for name, text in cards[municipality.short_name].items():
            setattr(municipality, name, text)
        municipality.save()


def _load_users(people):
    """Add the missing people and what they answer for; how many people were added."""
    known = set(User.objects.values_list("username", flat=True))
    password = None
    municipalities = {municipality.short_name: municipality for municipality in Municipality.objects.all()}
    new = [person for person in people if person["username"] not in known]
    for person in new:
        # Hashed once for all: a hash takes a quarter of a second by design.
        password = password or make_password(DEMO_PASSWORD)
        user = User.objects.create(
            password=password,
            is_coordinator=person["role"] == "coordinator",
            is_observer=person["role"] == "observer",
            is_list_administrator=person["role"] == "lists",
            **{key: person[key] for key in ("username", "full_name", "post", "phone", "email")},
        )
        for name in person["municipalities"]:
            Officer.objects.create(user=user, municipality=municipalities[name], since=OFFICERS_SINCE)
    return len(new)
