"""Who reports, and with whom: users, municipalities, their officers, countries, partners, partnerships."""

import datetime
import os

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import cached_property

from reports.prose.cleaning import search_key

from .fields import CleanLineField, CleanTextField, SortKeyField
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

    Roles are plain flags; an officer's role is the link `Officer`. There are no Django groups and no
    single permissions to grant, so nobody can be given a right by accident.
    """

    # Who somebody is and what he may; passwords and sign-ins come and go.
    SEALED = (
        *("username", "full_name", "post", "email", "is_active", "created_at"),
        *("is_coordinator", "is_list_administrator", "is_superuser"),
    )

    username = models.CharField(
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
        return "ответственный исполнитель"

    @property
    def is_staff(self):
        """May enter the admin. Django's admin asks for this name."""
        return self.is_active and (self.is_list_administrator or self.is_superuser)

    def has_perm(self, perm, obj=None):
        """A list administrator may view, add and change the lists of this application and the agreements of
        partnerships, and delete the unimportant ones; a superuser may do all; nobody else may do anything in
        the admin."""
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

    # Users are not deleted; a letter to nobody would mean nothing.
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


class MunicipalityQuerySet(SealedQuerySet):
    def named_on(self, day):
        """Add `label` and `heading`: the names valid on that day."""
        names = MunicipalityName.objects.valid_on(day).filter(municipality=OuterRef("pk"))
        return self.annotate(label=Subquery(names.values("label")[:1]), heading=Subquery(names.values("heading")[:1]))


class Municipality(Sealed):
    """One of the municipalities that report. Its printed name depends on the date (MunicipalityName)."""

    SEALED = (
        *("oktmo", "oktmo_before", "short_name", "is_capital", "admin_centre", "signer_post", "signer_name"),
        *("phone", "email", "search_key", "sort_key"),
    )

    oktmo = models.CharField(
        "ОКТМО",
        max_length=11,
        unique=True,
        validators=[RegexValidator(r"^\d{8}(\d{3})?\Z", "8 или 11 цифр.")],
    )
    oktmo_before = models.CharField("прежний ОКТМО", max_length=11, blank=True)
    short_name = CleanLineField(
        "краткое имя",
        max_length=120,
        unique=True,
        help_text="По нему стоят по алфавиту: Вяземский, Десногорск.",
    )
    is_capital = models.BooleanField("областной центр", default=False, help_text="В сводном отчёте стоит первым.")
    admin_centre = CleanLineField("административный центр", max_length=120, blank=True)
    signer_post = CleanLineField("должность подписывающего", max_length=300, blank=True)
    signer_name = CleanLineField("подписывающий", max_length=200, blank=True, help_text="И.О. Фамилия")
    phone = CleanLineField("телефон", max_length=60, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    search_key = models.CharField(max_length=500, editable=False, db_index=True)
    sort_key = SortKeyField(db_index=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = "муниципальное образование"
        verbose_name_plural = "муниципальные образования"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_capital"],
                condition=Q(is_capital=True),
                name="municipality_one_capital",
                violation_error_message="Областной центр уже указан у другого муниципального образования.",
            )
        ]

    def __str__(self):
        return self.short_name

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.short_name} {self.oktmo} {self.oktmo_before}")[:500]
        self.sort_key = (("0" if self.is_capital else "1") + search_key(self.short_name))[:300]
        super().save(*args, **kwargs)

    def current_officers(self, on=None):
        """The people who answer for it on that day (one query, with users)."""
        return self.officers.current(on).select_related("user").order_by("since", "pk")


class MunicipalityNameQuerySet(SealedQuerySet):
    def valid_on(self, day):
        """The names begun by that day, the one in force first."""
        return self.filter(valid_from__lte=day).order_by("-valid_from")


class MunicipalityName(Sealed):
    """The legal name from a day on; it holds until the next one begins."""

    SEALED = ("municipality_id", "heading", "label", "valid_from")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="names", verbose_name="чьё имя")
    heading = CleanLineField(
        "заголовок раздела",
        max_length=300,
        help_text="Как в сводном отчёте: Муниципальное образование «Вяземский район» Смоленской области",
    )
    label = CleanLineField("имя на страницах", max_length=200, help_text="Вяземский район")
    valid_from = models.DateField("действует с")

    objects = MunicipalityNameQuerySet.as_manager()

    class Meta:
        verbose_name = "наименование"
        verbose_name_plural = "наименования"
        ordering = ["municipality", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "valid_from"],
                name="municipality_name_one_per_day",
                violation_error_message="С этого дня уже действует другое наименование.",
            )
        ]

    def __str__(self):
        return self.label


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


class Country(Sealed):
    """A country by ISO 3166 (АВ and OS as in the Russian classifier)."""

    SEALED = ("name", "full_name", "synonyms", "search_key", "sort_key")

    code = models.CharField(
        "код",
        max_length=2,
        primary_key=True,
        validators=[RegexValidator(r"^[A-Z]{2}\Z", "Две латинские буквы.")],
    )
    name = CleanLineField("краткое имя", max_length=120)
    full_name = CleanLineField("имя в документах", max_length=200, help_text="Республика Беларусь")
    synonyms = CleanTextField("другие написания", blank=True, help_text="По одному в строке: РБ, Белоруссия")
    search_key = models.CharField(max_length=1000, editable=False)
    sort_key = SortKeyField(db_index=True)

    class Meta:
        verbose_name = "страна"
        verbose_name_plural = "страны"
        ordering = ["sort_key", "code"]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.name} {self.full_name} {self.synonyms} {self.code}")[:1000]
        self.sort_key = search_key(self.name)[:300]
        super().save(*args, **kwargs)


class PartnerCity(Sealed):
    """A partner abroad (or, for joint delegations, in Russia): a town, a district, a union, an organisation.

    One that an officer typed into an event stands here at once, proposed: unconfirmed, with who proposed it and
    for which municipality. It is confirmed, or merged into one that is known, by a list administrator.
    """

    SEALED = (
        *("name", "kind", "region", "country_id", "synonyms", "is_confirmed", "merged_ids"),
        *("proposed_by_id", "proposed_for_id", "proposed_at", "search_key", "synonym_keys", "sort_key"),
    )

    class Kind(models.TextChoices):
        CITY = "city", "город"
        DISTRICT = "district", "район"
        UNION = "union", "объединение"
        ORGANISATION = "organisation", "организация"

    name = CleanLineField("имя", max_length=250, help_text="Как в документе: г. Витебск, Кричевский район")
    kind = models.CharField("вид", max_length=20, choices=Kind.choices, default=Kind.CITY)
    region = CleanLineField("область, регион", max_length=200, blank=True)
    country = models.ForeignKey(Country, models.PROTECT, related_name="partners", verbose_name="страна")
    synonyms = CleanTextField("другие написания", blank=True, help_text="По одному в строке")
    is_confirmed = models.BooleanField(
        "подтверждён",
        default=True,
        help_text="Предложенных исполнителями подтверждает администратор справочников.",
    )
    proposed_by = models.ForeignKey(
        User,
        models.PROTECT,  # whom to ask what was meant
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="кто предложил",
    )
    proposed_for = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="для кого предложен",
    )
    proposed_at = models.DateTimeField("когда предложен", null=True, blank=True, editable=False)
    # Forms that were open while partners were merged, and old versions of events, still name the old numbers.
    merged_ids = models.JSONField("номера присоединённых", default=list, editable=False)
    search_key = models.CharField(max_length=500, editable=False, db_index=True)
    synonym_keys = models.TextField(default="", blank=True, editable=False)  # one a line, with a break on both sides
    sort_key = SortKeyField(db_index=True)

    class Meta:
        verbose_name = "партнёр"
        verbose_name_plural = "партнёры"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "search_key", "region"],
                name="partner_city_once",
                violation_error_message="Такой партнёр в этой стране уже есть.",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None, proposed_for=None, proposed_at=None)
                | Q(proposed_by__isnull=False, proposed_for__isnull=False, proposed_at__isnull=False),
                name="partner_city_proposal_is_whole",
                violation_error_message="У предложенного партнёра указывают, кто, когда и для кого его предложил.",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_key = self.key_of(self.name)
        keys = dict.fromkeys(filter(None, map(self.key_of, self.synonyms.splitlines())))
        self.synonym_keys = "\n".join(["", *keys, ""]) if keys else ""
        self.sort_key = self.bare_key_of(self.name)
        super().save(*args, **kwargs)

    @property
    def keys(self):
        """The keys of the name and of the other writings."""
        return {self.search_key, *filter(None, self.synonym_keys.split("\n"))}

    @staticmethod
    def key_of(name):
        """The stored key of a name (some letters become several there)."""
        return search_key(name)[:500]

    @staticmethod
    def bare_key_of(name):
        """The key without «г.», by which partners are sorted."""
        return search_key(name.removeprefix("г.о.").removeprefix("г.").strip())[:300]


class Partnership(Sealed):
    """What ties a municipality to a partner, how sure we are of it and where that is written."""

    SEALED = (
        *("municipality_id", "partner_id", "kind", "status", "status_note", "signed_on", "signed_text"),
        *("as_of", "source", "confidence", "note"),
    )

    class Kind(models.TextChoices):
        TWIN = "twin", "побратим"
        PARTNER = "partner", "партнёр"
        JOINT = "joint", "совместные мероприятия"

    class Status(models.TextChoices):
        ACTIVE = "active", "действует"
        SUSPENDED = "suspended", "приостановлено"
        ENDED = "ended", "прекращено"
        UNCHECKED = "unchecked", "не проверено"

    class Confidence(models.TextChoices):
        HIGH = "high", "высокая"
        MEDIUM = "medium", "средняя"
        LOW = "low", "низкая"

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="partnerships", verbose_name="муниципальное образование"
    )
    partner = models.ForeignKey(PartnerCity, models.PROTECT, related_name="partnerships", verbose_name="партнёр")
    kind = models.CharField("вид связи", max_length=20, choices=Kind.choices)
    status = models.CharField("состояние", max_length=20, choices=Status.choices, default=Status.UNCHECKED)
    status_note = CleanLineField("пояснение к состоянию", max_length=300, blank=True)
    signed_on = models.DateField("подписано", null=True, blank=True)
    signed_text = CleanTextField("подписано (словами)", blank=True, help_text="Если точный день неизвестен")
    as_of = CleanLineField("сведения на", max_length=60, blank=True)
    source = CleanTextField("источник", blank=True)
    confidence = models.CharField("уверенность", max_length=10, choices=Confidence.choices, default=Confidence.MEDIUM)
    note = CleanTextField("примечание", blank=True)

    class Meta:
        verbose_name = "партнёрство"
        verbose_name_plural = "партнёрства"
        ordering = ["municipality__sort_key", "partner__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "partner"],
                name="partnership_once",
                violation_error_message="Связь с этим партнёром уже внесена.",
            )
        ]

    def __str__(self):
        return f"{self.municipality} — {self.partner}"


class ListUpload(models.Model):
    """A file between «посмотреть» and «загрузить» of a list's import; deleted after the second."""

    by = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="кто")
    model = models.CharField("список", max_length=100)
    name = CleanLineField("имя файла", max_length=255)
    data = models.BinaryField("содержимое")
    at = models.DateTimeField("когда", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "файл для загрузки"
        verbose_name_plural = "файлы для загрузки"

    def __str__(self):
        return self.name


FIRST_NAMES_FROM = datetime.date(2006, 1, 1)  # Federal law 131-FZ: municipalities in today's sense


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
