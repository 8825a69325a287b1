"""`manage.py reset_second_step NAME`: for somebody whose phone and recovery codes are lost."""

import logging

from municipalities.models import User
from municipalities.models.second_factor import turn_off
from municipalities.models.sessions import end_sessions

from ._russian import Refused, RussianCommand


class Command(RussianCommand):
    help = "Отключает второй шаг входа: телефон и запасные коды потеряны. Человек узнаёт об этом письмом."

    def add_arguments(self, parser):
        parser.add_argument("name", metavar="ИМЯ", help="имя для входа")

    def handle(self, *, name, **options):
        user = User.objects.filter(username=name.lower()).first()
        if user is None:
            raise Refused(f"Нет пользователя с именем для входа «{name}».")
        if not turn_off(user):
            raise Refused(f"У пользователя «{user}» второй шаг не включён.")
        end_sessions(user)
        logging.getLogger("pobratim.rights").info("user %s by a command: second step reset", user.pk)
        self.say(f"Второй шаг отключён: {user}. Все входы завершены; при следующем входе его можно настроить заново.")
