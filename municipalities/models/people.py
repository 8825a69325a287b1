"""Who reports, and with whom: users, municipalities, their officers, countries, partners, partnerships."""

import os

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from municipalities.fields import CleanLineField, SignInNameField

from .access import end_access
from .municipality import Municipality
from .seals import Sealed, SealedQuerySet
from .sessions import end_sessions

# What a list administrator may do in the admin; everything else there stays shut (User.has_perm).
LISTS_WITHOUT_DELETING = {"user", "municipality", "country"}
# The one list outside this application: agreements of partnerships.
LISTS_OF_REPORTS = {"agreement"}


class UserManager(BaseUserManager.from_queryset(SealedQuerySet)):
    use_in_migrations = True

    def get_by_natural_key(self, username):
        """Find a user by sign-in name without regard to case (names are stored in lower case)."""
        return self.get(username=username.lower())

    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username, password=None, **fields):
        """Make a user with full rights. Raises ValidationError for an easy password of `createsuperuser --noinput`:
        Django asks the validators only about passwords that are typed."""
        if password and password == os.environ.get("DJANGO_SUPERUSER_PASSWORD"):
            validate_password(password, self.model(username=username, **fields))
        return self.create_user(username, password, is_superuser=True, **fields)


class User(Sealed, AbstractBaseUser):
    """A person who signs in. Deactivated, never deleted: the history of reports names people.

    Roles are plain flags; an officer's role is the link `Officer`. Django's groups and single permissions are not used,
    so nobody can be given a right by accident.
    """

    # Who somebody is and what he may; passwords and sign-ins come and go.
    SEALED = (
        *("username", "full_name", "post", "email", "is_active", "created_at"),
        *("is_coordinator", "is_observer", "is_list_administrator", "is_superuser"),
    )

    username = SignInNameField(
        "имя для входа",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Za-z0-9._-]+\Z", "Только латинские буквы, цифры, точка, дефис и знак подчёркивания.")
        ],
        error_messages={"unique": "Пользователь с таким именем для входа уже есть."},
        help_text="Латинскими буквами. Заглавные и строчные не различаются.",
    )
    full_name = CleanLineField("фамилия, имя, отчество", max_length=200)
    post = CleanLineField("должность", max_length=300, blank=True)
    phone = CleanLineField("телефон", max_length=60, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    is_active = models.BooleanField(
        "действует",
        default=True,
        help_text="Снимите отметку вместо удаления: история отчётов называет людей.",
    )
    is_coordinator = models.BooleanField("региональный координатор", default=False)
    is_observer = models.BooleanField(
        "наблюдатель",
        default=False,
        help_text="Читает ход сбора, сводный отчёт и выпуски, скачивает их и ничего не меняет: министр, помощник.",
    )
    is_list_administrator = models.BooleanField("администратор справочников", default=False)
    is_superuser = models.BooleanField("полные права", default=False, editable=False)
    created_at = models.DateTimeField("создан", auto_now_add=True)
    reset_mailed_at = models.DateTimeField("ссылка для нового пароля отправлена", null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "пользователь"
        verbose_name_plural = "пользователи"
        ordering = ["username"]

    def __str__(self):
        return self.full_name or self.username

    def save(self, *args, **kwargs):
        self.username = self.username.lower()
        super().save(*args, **kwargs)
        if not self.is_active:
            end_sessions(self)
            end_access(self)

    def delete(self, *args, **kwargs):
        raise models.ProtectedError("Пользователя не удаляют, а отключают.", {self})

    @property
    def short_name(self):
        """«Ковалёва М. С.»; a name that is not three words stays as it is."""
        parts = self.full_name.split()
        if len(parts) != 3:
            return self.full_name or self.username
        return f"{parts[0]}\u00a0{parts[1][0]}.\u00a0{parts[2][0]}."

    @property
    def polite_name(self):
        """«Мария Сергеевна», as a letter begins; a name without a patronymic stays as it is."""
        parts = self.full_name.split()
        if len(parts) == 3 and parts[2].endswith(("ич", "вна", "чна")):
            return f"{parts[1]} {parts[2]}"
        return self.full_name or self.username

    def get_full_name(self):
        """As `full_name`; Django's admin asks for this name and the next."""
        return self.full_name

    def get_short_name(self):
        return self.short_name

    @cached_property
    def municipality_ids(self):
        """Keys of the municipalities that the person answers for today (one query, once a request)."""
        return set(Officer.objects.current().filter(user=self).values_list("municipality", flat=True))

    @property
    def role_name(self):
        """How the page's head names the person's role."""
        if self.is_coordinator:
            return "региональный координатор"
        if self.is_list_administrator:
            return "администратор справочников"
        if self.is_superuser:
            return "полные права"
        if self.is_observer and not self.municipality_ids:
            return "наблюдатель"
        return "ответственный исполнитель"

    @property
    def is_staff(self):
        """May enter the admin. Django's admin asks for this name."""
        return self.is_active and (self.is_list_administrator or self.is_superuser)

    def has_perm(self, perm, obj=None):
        """A list administrator may view, add and change the lists of this application and the agreements of
        partnerships, and delete the unimportant ones. A superuser may do all. Others may do nothing in the admin."""
        if not self.is_active:
            return False
        if self.is_superuser:
            return True
        app, _, codename = perm.partition(".")
        action, _, model = codename.partition("_")
        is_list = app == "municipalities" or (app == "reports" and model in LISTS_OF_REPORTS)
        if not self.is_list_administrator or not is_list:
            return False
        return action in {"view", "add", "change"} or (action == "delete" and model not in LISTS_WITHOUT_DELETING)

    def has_perms(self, perm_list, obj=None):
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label):
        has_lists = self.is_list_administrator and app_label in {"municipalities", "reports"}
        return self.is_active and (self.is_superuser or has_lists)


class AccountLetter(models.Model):
    """A letter about somebody's sign-in that waits for `manage.py send_mail`; it is deleted once it has left.

    Without a text it brings a link for the password. The link is made when the letter leaves, so that no copy of the
    database holds one.
    """

    # Users are not deleted, and a letter needs its reader.
    user = models.ForeignKey(User, models.CASCADE, related_name="account_letters")
    address = models.EmailField(blank=True, help_text="Пусто: на почту, которая указана при отправке.")
    text = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(text=""), name="account_letter_one_link_waits"),
        ]

    def __str__(self):
        return f"{self.user}: {'изменения' if self.text else 'ссылка для пароля'}"


class OfficerQuerySet(SealedQuerySet):
    def current(self, on=None):
        """Links in force on that day (today), of active users."""
        on = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on, user__is_active=True)


class Officer(Sealed):
    """A person who answers for a municipality from a day until a day (both included)."""

    SEALED = ("user_id", "municipality_id", "since", "until")

    user = models.ForeignKey(User, models.PROTECT, related_name="officer_of", verbose_name="пользователь")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="officers", verbose_name="муниципальное образование"
    )
    since = models.DateField("с", default=timezone.localdate)
    until = models.DateField("по", null=True, blank=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = "ответственный исполнитель"
        verbose_name_plural = "ответственные исполнители"
        ordering = ["municipality__sort_key", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "municipality", "since"],
                name="officer_once_per_day",
                violation_error_message="Этот исполнитель уже назначен с этого дня.",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="officer_until_after_since",
                violation_error_message="Последний день не может быть раньше первого.",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.municipality}"


class GuessCount(models.Model):
    """How many passwords somebody had checked: one row for each account, address or known browser.

    The key is a digest, because people type passwords into the field for the name.
    """

    key = models.CharField("чей счёт", max_length=64, primary_key=True)
    number = models.PositiveIntegerField("проверено паролей", default=0)
    last_at = models.DateTimeField("последняя проверка")

    class Meta:
        verbose_name = "счёт проверенных паролей"
        verbose_name_plural = "счета проверенных паролей"
        indexes = [models.Index(fields=["last_at"], name="guess_count_last_at")]

    def __str__(self):
        return f"{self.key[:8]}: {self.number}"
