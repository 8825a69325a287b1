"""The reference lists as tables: their columns, keys and what a row must hold (django-import-export).

Every list has Russian headings and a key of plain facts (ОКТМО, код, имя), never a number of a database. Rows are
written one by one through `save()`, after the model's own checks, and all of them or none.
"""

import datetime
import logging
import re

from django.core.exceptions import ValidationError
from django.db import models
from import_export import fields, resources, results, widgets
from import_export.instance_loaders import BaseInstanceLoader

from municipalities.models import (
    Country,
    Municipality,
    MunicipalityName,
    Officer,
    PartnerCity,
    Partnership,
    User,
)
from municipalities.officers import tell_of_link
from reports.prose.cleaning import clean_text, even_out, one_line, search_key

from .files import UnreadableFile

logger = logging.getLogger(__name__)

YEARS = range(1900, 2101)
NOT_FILLED = "Не заполнено."
_DAYS = (r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)")
_EXCEL_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|Н/Д|ССЫЛКА!|ЗНАЧ!|ИМЯ\?|ДЕЛ/0!|ЧИСЛО!|ПУСТО!)")


# What a cell may hold. `clean` raises ValueError with the reason; `render` gives the text of a cell.


class Line(widgets.Widget):
    """Text on one line, cleaned as the model's column cleans it, so that an unchanged row is seen as such."""

    @staticmethod
    def tidy(text):
        return one_line(text)

    def clean(self, value, row=None, **kwargs):
        return self.tidy(value)

    def render(self, value, obj=None, **kwargs):
        return value or ""


class Paragraphs(Line):
    """Text of several lines."""

    @staticmethod
    def tidy(text):
        return clean_text(text)


class Capitals(Line):
    """A code whose small letters mean the same: by."""

    @staticmethod
    def tidy(text):
        return one_line(text).upper()


class Oktmo(Line):
    """8 or 11 digits; a spreadsheet program that took them for a number has dropped a leading zero."""

    @staticmethod
    def tidy(text):
        code = one_line(text).replace(" ", "").replace("\u00a0", "")
        return f"0{code}" if code.isdecimal() and len(code) in (7, 10) else code


class YesNo(widgets.Widget):
    """«да» or «нет»; an empty cell means what a new row begins with."""

    WORDS = dict.fromkeys(("да", "+", "1", "истина", "true"), True) | dict.fromkeys(
        ("нет", "-", "–", "0", "ложь", "false"), False
    )

    def __init__(self, if_empty):
        super().__init__()
        self.if_empty = if_empty

    def clean(self, value, row=None, **kwargs):
        word = one_line(value).lower()
        if not word:
            return self.if_empty
        if word not in self.WORDS:
            raise ValueError(f"«{value}» непонятно. Напишите «да» или «нет».")
        return self.WORDS[word]

    def render(self, value, obj=None, **kwargs):
        return {True: "да", False: "нет"}.get(value, "")


class Choice(widgets.Widget):
    """One of the words that the page offers."""

    def __init__(self, choices):
        super().__init__()
        self.words = dict(choices)
        self.values = {search_key(word): value for value, word in choices}

    def clean(self, value, row=None, **kwargs):
        found = self.values.get(search_key(value))
        if found is None:
            what = f"«{value}» непонятно." if value else NOT_FILLED
            raise ValueError(f"{what} Напишите одно из: {', '.join(self.words.values())}.")
        return found

    def render(self, value, obj=None, **kwargs):
        return self.words.get(value, value or "")


class Day(widgets.Widget):
    """31.12.2024 or 2024-12-31; in a workbook a real date."""

    def clean(self, value, row=None, **kwargs):
        text = one_line(value)
        if not text:
            return None
        for pattern in _DAYS:
            if match := re.fullmatch(pattern, text, re.ASCII):
                try:
                    day = datetime.date(*(int(match[part]) for part in ("year", "month", "day")))
                except ValueError:
                    break
                if day.year in YEARS:
                    return day
                break
        raise ValueError(f"«{value}» – не дата. Напишите день, месяц и год, например 28.02.2024.")

    def render(self, value, obj=None, force_native_type=False, **kwargs):
        if value is None:
            return ""
        return value if force_native_type else f"{value:%d.%m.}{value.year}"


class Listed(widgets.Widget):
    """A row of another list, named by its key. The other list is read once an import."""

    def __init__(self):
        super().__init__()
        self.known = None

    def __deepcopy__(self, memo):
        return type(self)()  # each import reads the list anew

    def load(self):
        """Rows by key."""
        raise NotImplementedError

    def key(self, value, row):
        """The key that a row of the file names."""
        raise NotImplementedError

    def missing(self, value, row):
        """What to say when the list has no such row."""
        raise NotImplementedError

    def clean(self, value, row=None, **kwargs):
        if self.known is None:
            self.known = self.load()
        if not value:
            raise ValueError(NOT_FILLED)
        found = self.known.get(self.key(value, row))
        if found is None:
            raise ValueError(self.missing(value, row))
        return found


class ListedCountry(Listed):
    def load(self):
        return {country.code: country for country in Country.objects.all()}

    def key(self, value, row):
        return Capitals.tidy(value)

    def missing(self, value, row):
        return f"Страны с кодом {one_line(value)} нет в списке."

    def render(self, value, obj=None, **kwargs):
        return value.code if value else ""


class ListedMunicipality(Listed):
    """By ОКТМО. The name beside it is for people; when it names another municipality, one of the two is a slip."""

    def load(self):
        return {row.oktmo: row for row in Municipality.objects.all()}

    def key(self, value, row):
        return Oktmo.tidy(value)

    def missing(self, value, row):
        return f"Муниципального образования с ОКТМО {one_line(value)} нет в списке."

    def clean(self, value, row=None, **kwargs):
        found = super().clean(value, row)
        name = row.get(MUNICIPALITY)
        if name and search_key(name) != search_key(found.short_name):
            raise ValueError(f"ОКТМО {found.oktmo} – это {found.short_name}, а в строке написано «{name}».")
        return found

    def render(self, value, obj=None, **kwargs):
        return value.oktmo if value else ""


class ListedUser(Listed):
    def load(self):
        return {user.username: user for user in User.objects.all()}

    def key(self, value, row):
        return one_line(value).lower()

    def missing(self, value, row):
        return f"Пользователя с именем для входа «{one_line(value)}» нет в списке."

    def render(self, value, obj=None, **kwargs):
        return value.username if value else ""


class ListedPartner(Listed):
    """By name, country and region together."""

    def load(self):
        return {partner_key(row.country_id, row.name, row.region): row for row in PartnerCity.objects.all()}

    def key(self, value, row):
        return partner_key(row.get(PARTNER_COUNTRY, ""), value, row.get(PARTNER_REGION, ""))

    def missing(self, value, row):
        where = ", ".join(filter(None, (row.get(PARTNER_COUNTRY, ""), row.get(PARTNER_REGION, ""))))
        return f"Партнёра «{one_line(value)}» ({where or 'страна не указана'}) нет в списке."

    def render(self, value, obj=None, **kwargs):
        return value.name if value else ""


def partner_key(country, name, region):
    """What makes a partner the same however it is written."""
    return Capitals.tidy(country), PartnerCity.key_of(name), search_key(region)


# Columns that several lists share

OKTMO = "ОКТМО"
MUNICIPALITY = "Муниципальное образование"
PARTNER = "Партнёр"
PARTNER_COUNTRY = "Страна партнёра"
PARTNER_REGION = "Регион партнёра"


class Column(fields.Field):
    """A column with its heading. `shown`: for people only, never read (the library says readonly)."""

    def __init__(self, attribute, heading, widget=None, *, shown=False):
        super().__init__(attribute, heading, widget or Line(), readonly=shown)

    def save(self, instance, row, is_m2m=False, **kwargs):
        """As the library's; but a text in which only the kind of blanks is another stays: «г. Минск» keeps its
        no-break space when somebody has typed it anew, and nobody could see the difference."""
        before = self.get_value(instance) if type(self.widget) is Line else None
        super().save(instance, row, is_m2m, **kwargs)
        if before and not self.readonly and even_out(before) == even_out(self.get_value(instance)):
            *way, name = self.attribute.split("__")
            for step in way:
                instance = getattr(instance, step)
            setattr(instance, name, before)


class Changes(resources.Diff):
    """Pairs of texts, before and after, one for each column; the page draws them."""

    def as_html(self):
        """Return the pairs (the name is the library's; the template escapes)."""
        before = [""] * len(self.left) if self.new else self.left
        return list(zip(before, self.right, strict=True))


class NoLoader(BaseInstanceLoader):
    """The resource finds rows itself, by their keys."""


class ListResource(resources.ModelResource):
    """What all lists have in common.

    `import_id_fields` is the key; `key_shown` names shown columns that belong to it; `order` is the order of a
    file, by stored sort keys only, so that both databases give the same (rows alike keep their order).
    """

    key_shown = ()
    order = ("pk",)

    class Meta:
        use_bulk = False  # save() makes the stored keys
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True
        instance_loader_class = NoLoader

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.notes = []  # what was not taken from the file, in Russian
        self.lines = []  # where each row stands in the file
        self._seen = {}
        self._known = None

    @classmethod
    def get_diff_class(cls):
        return Changes

    @classmethod
    def get_display_name(cls):
        return cls._meta.model._meta.verbose_name_plural

    @classmethod
    def key_headings(cls):
        """Headings of the columns that make the key."""
        return [cls.fields[name].column_name for name in (*cls._meta.import_id_fields, *cls.key_shown)]

    @classmethod
    def headings(cls):
        """All headings in the order of the file."""
        return [cls.fields[name].column_name for name in cls._meta.fields]

    # the file

    def import_data(self, dataset, **kwargs):
        """As the library's, all or nothing: a row that fails undoes the others, too.

        Columns may stand in any order; unknown ones are named in `notes`. Without the key's columns, or with two
        of one name, nothing is read: the result then has one base error.
        """
        try:
            self._fit_columns(dataset)
        except UnreadableFile as error:
            result = results.Result()
            result.append_base_error(results.Error(error))
            return result
        self.notes += getattr(dataset, "notes", [])
        self.lines = getattr(dataset, "lines", range(2, len(dataset) + 2))
        return super().import_data(dataset, rollback_on_validation_errors=True, **kwargs)

    def _fit_columns(self, dataset):
        """Give the headings of the file our own writing."""
        ours = {search_key(heading): heading for heading in self.headings()}
        found = [ours.get(search_key(heading or ""), "") for heading in dataset.headers]
        if twice := sorted({heading for heading in found if heading and found.count(heading) > 1}):
            raise UnreadableFile(f"Столбец «{twice[0]}» стоит в файле дважды. Оставьте один.")
        if missing := [heading for heading in self.key_headings() if heading not in found]:
            first = "», «".join(str(heading)[:40] for heading in dataset.headers[:6] if heading)
            which, by = ("столбца", "нему") if len(missing) == 1 else ("столбцов", "ним")
            raise UnreadableFile(
                f"Нет {which} «{'», «'.join(missing)}»: по {by} узнают строки списка. "
                f"В первой строке файла стоит: «{first}». Проверьте, тот ли это список; если буквы не читаются, "
                "сохраните файл как книгу Excel (*.xlsx)."
            )
        for position, (heading, name) in enumerate(zip(dataset.headers, found, strict=True), 1):
            if name:
                continue
            if heading:
                self.notes.append(f"Столбец «{str(heading)[:80]}» этому списку не знаком: он не прочитан.")
            elif any(dataset.get_col(position - 1)):
                self.notes.append(f"Столбец {position} без заголовка не прочитан.")
        # Names that cannot be ours keep the row's dictionary whole.
        dataset.headers = [name or f"\0{position}" for position, name in enumerate(found)]

    # rows

    def get_queryset(self):
        """With the rows of other lists that the columns name, in the order of a file."""
        return super().get_queryset().order_by(*self.order)

    def before_import_row(self, row, **kwargs):
        """Refuse what no column can mean, and a key that an earlier row had."""
        line = self.lines[kwargs["row_number"] - 1]
        for heading in self.headings():
            if _EXCEL_ERROR.fullmatch(row.get(heading, "")):
                raise ValidationError(f"{heading}: в ячейке ошибка Excel ({row[heading]}). Впишите значение.")
        key = self._key_of_row(row)
        if key is None:
            return  # the fields' own errors will say why
        if key in self._seen:
            named = "», «".join(self.key_headings())
            raise ValidationError(f"Повторяет строку {self._seen[key]}: там то же в столбце «{named}». Оставьте одну.")
        self._seen[key] = line

    def get_instance(self, instance_loader, row):
        if self._known is None:
            self._known = {self._key_of(instance): instance for instance in self.get_queryset()}
        return self._known.get(self._key_of_row(row))

    def _key_columns(self):
        return [self.fields[name] for name in self._meta.import_id_fields]

    def _key_of_row(self, row):
        try:
            return tuple(_comparable(column.clean(row)) for column in self._key_columns())
        except ValueError:
            return None

    def _key_of(self, instance):
        return tuple(_comparable(column.get_value(instance)) for column in self._key_columns())

    def import_instance(self, instance, row, **kwargs):
        """As the library's, with the errors of lists in a cell (many to many) beside those of the others."""
        errors = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for column in self.get_import_fields():
            if isinstance(column.widget, widgets.ManyToManyWidget) and column.column_name in row:
                try:
                    column.clean(row)
                except ValueError as error:
                    errors[column.attribute] = [ValidationError(str(error))]
        if errors:
            raise ValidationError(errors)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """The model's own checks of what the columns can set; stored keys are made by `save()` later."""
        errors = dict(import_validation_errors or {})
        ours = {column.attribute for column in self.fields.values() if not column.readonly}
        others = {field.name for field in instance._meta.fields} - ours
        try:
            instance.full_clean(exclude=others | errors.keys(), validate_unique=validate_unique)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def reasons(self, error):
        """Sentences on what is wrong with a row, each with the column's heading, from its ValidationError."""
        if not hasattr(error, "error_dict"):
            return list(error.messages)
        named = {column.attribute: column.column_name for column in self.fields.values() if not column.readonly}
        return [
            f"{named[field]}: {message}" if field in named else message
            for field, found in error.error_dict.items()
            for one in found
            for message in ([NOT_FILLED] if one.code in {"null", "blank"} else one.messages)
        ]


def _comparable(value):
    if isinstance(value, models.Model):
        return value.pk
    return search_key(value) if isinstance(value, str) else value


# The lists


class CountryResource(ListResource):
    code = Column("code", "Код", Capitals())
    name = Column("name", "Краткое имя")
    full_name = Column("full_name", "Имя в документах")
    synonyms = Column("synonyms", "Другие написания", Paragraphs())

    order = ("code",)

    class Meta:
        model = Country
        import_id_fields = ["code"]
        fields = ["code", "name", "full_name", "synonyms"]


class MunicipalityResource(ListResource):
    """With the first of the dated names: without one a municipality could have no section in the report."""

    oktmo = Column("oktmo", OKTMO, Oktmo())
    short_name = Column("short_name", "Краткое имя")
    is_capital = Column("is_capital", "Областной центр", YesNo(if_empty=False))
    oktmo_before = Column("oktmo_before", "Прежний ОКТМО", Oktmo())
    admin_centre = Column("admin_centre", "Административный центр")
    signer_post = Column("signer_post", "Должность подписывающего")
    signer_name = Column("signer_name", "Подписывающий")
    phone = Column("phone", "Телефон")
    email = Column("email", "Электронная почта")
    heading = Column("first__heading", "Первое наименование: заголовок раздела")
    label = Column("first__label", "Первое наименование: на страницах")
    valid_from = Column("first__valid_from", "Первое наименование: действует с", Day())

    order = ("sort_key", "pk")

    class Meta:
        model = Municipality
        import_id_fields = ["oktmo"]
        fields = (
            "oktmo short_name is_capital oktmo_before admin_centre signer_post signer_name phone email "
            "heading label valid_from"
        ).split()

    def get_queryset(self):
        return super().get_queryset().prefetch_related("names")

    def export_resource(self, instance, selected_fields=None, **kwargs):
        instance.first = _first_name(instance)
        return super().export_resource(instance, selected_fields, **kwargs)

    def after_init_instance(self, instance, new, row, **kwargs):
        """Put the first name where the columns look for it."""
        instance.first = MunicipalityName() if new else _first_name(instance)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """The name's checks beside the municipality's."""
        errors = {}
        for check in (super().validate_instance, self._validate_name):
            try:
                check(instance, import_validation_errors)
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _validate_name(self, instance, import_validation_errors):
        name, wrong = instance.first, {"municipality"}
        wrong |= {key.removeprefix("first__") for key in import_validation_errors or {} if key.startswith("first__")}
        try:
            name.full_clean(exclude=wrong)
        except ValidationError as error:
            raise ValidationError({f"first__{key}": found for key, found in error.error_dict.items()}) from error
        if name.pk and name.valid_from and "valid_from" not in wrong:
            later = [other.valid_from for other in instance.names.all() if other.pk != name.pk]
            if later and name.valid_from >= min(later):
                reason = f"Второе наименование действует с {min(later):%d.%m.%Y}, первое должно начаться раньше."
                raise ValidationError({"first__valid_from": reason})

    def after_save_instance(self, instance, row, **kwargs):
        instance.first.municipality = instance
        instance.first.save()


def _first_name(municipality):
    return min(municipality.names.all(), key=lambda name: name.valid_from, default=MunicipalityName())


class MunicipalityNameResource(ListResource):
    municipality = Column("municipality", OKTMO, ListedMunicipality())
    short_name = Column("municipality__short_name", MUNICIPALITY, shown=True)
    valid_from = Column("valid_from", "Действует с", Day())
    heading = Column("heading", "Заголовок раздела")
    label = Column("label", "Имя на страницах")

    order = ("municipality__sort_key", "valid_from", "pk")

    class Meta:
        model = MunicipalityName
        import_id_fields = ["municipality", "valid_from"]
        fields = ["municipality", "short_name", "valid_from", "heading", "label"]

    def get_queryset(self):
        return super().get_queryset().select_related("municipality")


class PartnerResource(ListResource):
    """Who proposed a partner, and which ones were merged into it, stays as it is."""

    name = Column("name", "Имя")
    country = Column("country", "Страна", ListedCountry())
    region = Column("region", "Область, регион")
    kind = Column("kind", "Вид", Choice(PartnerCity.Kind.choices))
    synonyms = Column("synonyms", "Другие написания", Paragraphs())
    is_confirmed = Column("is_confirmed", "Подтверждён", YesNo(if_empty=True))

    order = ("sort_key", "country", "pk")

    class Meta:
        model = PartnerCity
        import_id_fields = ["name", "country", "region"]
        fields = ["name", "country", "region", "kind", "synonyms", "is_confirmed"]

    def get_queryset(self):
        return super().get_queryset().select_related("country")

    def before_save_instance(self, instance, row, **kwargs):
        """What is confirmed stays so: events of other municipalities may name it by now."""
        if not instance.is_confirmed and PartnerCity.objects.filter(pk=instance.pk, is_confirmed=True).exists():
            raise ValidationError({"is_confirmed": "Подтверждённый партнёр остаётся подтверждённым. Напишите «да»."})


class PartnershipResource(ListResource):
    municipality = Column("municipality", OKTMO, ListedMunicipality())
    short_name = Column("municipality__short_name", MUNICIPALITY, shown=True)
    partner = Column("partner", PARTNER, ListedPartner())
    partner_country = Column("partner__country_id", PARTNER_COUNTRY, shown=True)
    partner_region = Column("partner__region", PARTNER_REGION, shown=True)
    kind = Column("kind", "Вид связи", Choice(Partnership.Kind.choices))
    status = Column("status", "Состояние", Choice(Partnership.Status.choices))
    status_note = Column("status_note", "Пояснение к состоянию")
    signed_on = Column("signed_on", "Подписано", Day())
    signed_text = Column("signed_text", "Подписано (словами)", Paragraphs())
    as_of = Column("as_of", "Сведения на")
    source = Column("source", "Источник", Paragraphs())
    confidence = Column("confidence", "Уверенность", Choice(Partnership.Confidence.choices))
    note = Column("note", "Примечание", Paragraphs())

    key_shown = ("partner_country", "partner_region")
    order = ("municipality__sort_key", "partner__sort_key", "partner__country", "pk")

    class Meta:
        model = Partnership
        import_id_fields = ["municipality", "partner"]
        fields = (
            "municipality short_name partner partner_country partner_region kind status status_note signed_on "
            "signed_text as_of source confidence note"
        ).split()

    def get_queryset(self):
        return super().get_queryset().select_related("municipality", "partner")


class OfficerResource(ListResource):
    """Who answers for a municipality, from when, until when. Makes no users and gives no roles.

    To answer for a municipality is a right: nobody gives or prolongs it to himself, and nobody gives it to a user
    with full rights (as on the pages of the admin).
    """

    user = Column("user", "Имя для входа", ListedUser())
    full_name = Column("user__full_name", "Фамилия, имя, отчество", shown=True)
    municipality = Column("municipality", OKTMO, ListedMunicipality())
    short_name = Column("municipality__short_name", MUNICIPALITY, shown=True)
    since = Column("since", "С", Day())
    until = Column("until", "По", Day())

    order = ("municipality__sort_key", "since", "pk")

    class Meta:
        model = Officer
        import_id_fields = ["user", "municipality", "since"]
        fields = ["user", "full_name", "municipality", "short_name", "since", "until"]

    def get_queryset(self):
        return super().get_queryset().select_related("user", "municipality")

    def before_save_instance(self, instance, row, **kwargs):
        """Only new and changed rows come here. `user` of the import is who asks."""
        if instance.user.is_superuser:
            raise ValidationError({"user": ListedUser().missing(instance.user.username, row)})
        if instance.user == kwargs["user"]:
            raise ValidationError(
                {"user": "Себя ответственным исполнителем не назначают и свой срок не меняют. Попросите коллегу."}
            )

    def after_save_instance(self, instance, row, **kwargs):
        """The officer is told; a trial run takes the letter back with everything else."""
        tell_of_link(instance)
