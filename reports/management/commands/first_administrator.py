"""`manage.py first_administrator LOGIN NAME EMAIL`: who installs the program gets the first sign-in, by a link."""

from django.core.exceptions import ValidationError

from municipalities.models import User
from reports.actions.account_letters import password_link

from ._russian import Refused, RussianCommand


class Command(RussianCommand):
    help = "Заводит первого человека с полными правами и печатает ссылку, по которой он задаёт пароль."

    def add_arguments(self, parser):
        parser.add_argument("login", nargs="?", metavar="ВХОД", help="имя для входа, латиницей")
        parser.add_argument("name", nargs="?", metavar="ФИО", help="фамилия, имя и отчество, в кавычках")
        parser.add_argument("email", nargs="?", metavar="ПОЧТА", help="адрес электронной почты")
        parser.add_argument(
            "--is-there", action="store_true", help="только сказать кодом выхода, есть ли такой человек"
        )

    def handle(self, *, login, name, email, is_there, **options):
        """Raises Refused where somebody with full rights is there already: whoever has lost the password is given a
        new one by `changepassword`."""
        there = User.objects.filter(is_superuser=True, is_active=True).first()
        if is_there:
            if there is None:
                raise Refused("Человека с полными правами ещё нет.")
            return
        if not (login and name and name.strip() and email):
            raise Refused("Назовите имя для входа, фамилию с именем и отчеством в кавычках, адрес почты.")
        if there is not None:
            raise Refused(
                f"Человек с полными правами уже есть: {there.username}. Новый пароль ему задаёт команда "
                f"changepassword {there.username}."
            )
        user = User(username=login.lower(), full_name=name, email=email, is_superuser=True)
        user.set_unusable_password()
        try:
            user.full_clean()
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from None
        user.save()
        link = password_link(user)
        self.say(f"Первый администратор: {user.full_name}, имя для входа {user.username}.")
        self.say(f"Пароль задают по ссылке, она действует до {link.until_words}:")
        self.say(link.address)
