"""What all lists have in common as tables: headings, keys, what is unchanged, and the reasons of a refusal."""

import logging
import re

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.functional import cached_property
from import_export import fields, resources, results, widgets
from import_export.instance_loaders import BaseInstanceLoader

from municipalities.models.seals import seal_waiting, sealed_together
from reports.prose.cleaning import even_out, search_key

from .cells import NOT_FILLED, Line
from .files import UnreadableFile
from .links import Listed

logger = logging.getLogger(__name__)

# Where Django's sentence would put the column's name into the wrong case, or say less.
OWN_WORDS = {
    **dict.fromkeys(("null", "blank"), NOT_FILLED),
    "unique": "Так уже названа другая строка списка. Исправьте эту или ту.",
}

_EXCEL_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|Н/Д|ССЫЛКА!|ЗНАЧ!|ИМЯ\?|ДЕЛ/0!|ЧИСЛО!|ПУСТО!)")


class ListColumn(fields.Field):
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
        self.lines = []  # the row of the file that each row comes from
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

        Columns may come in any order; unknown ones are named in `notes`. Without the key's columns, or with two
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
        with sealed_together():
            return super().import_data(dataset, rollback_on_validation_errors=True, **kwargs)

    def after_import(self, dataset, result, **kwargs):
        """Seal what was written: inside the transaction, which may still be rolled back as a whole."""
        super().after_import(dataset, result, **kwargs)
        seal_waiting()

    def _fit_columns(self, dataset):
        """Give the headings of the file our own writing."""
        ours = {search_key(heading): heading for heading in self.headings()}
        found = [ours.get(search_key(heading or ""), "") for heading in dataset.headers]
        if twice := sorted({heading for heading in found if heading and found.count(heading) > 1}):
            raise UnreadableFile(f"Столбец «{twice[0]}» стоит в файле дважды. Оставьте один.")
        if missing := [heading for heading in self.key_headings() if heading not in found]:
            raise UnreadableFile(_lacking(missing, dataset.headers))
        self._note_unread(dataset, found)
        # Names that cannot be ours keep the row's dictionary whole.
        dataset.headers = [name or f"\0{position}" for position, name in enumerate(found)]

    def _note_unread(self, dataset, found):
        """Tell of the columns that this list does not know."""
        for position, (heading, name) in enumerate(zip(dataset.headers, found, strict=True), 1):
            if name:
                continue
            if heading:
                self.notes.append(f"Столбец «{str(heading)[:80]}» этому списку не знаком: он не прочитан.")
            elif any(dataset.get_col(position - 1)):
                self.notes.append(f"Столбец {position} без заголовка не прочитан.")

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
        """The model's own checks of what the columns can set; stored keys are made by `save()` later. What is unique
        and other constraints of the table are left to the database, which is many times cheaper; they are asked here
        only beside other errors, so that all are named at once."""
        errors = dict(import_validation_errors or {})
        exclude = self._not_ours | errors.keys()
        try:
            links = {name for name in self._links if getattr(instance, f"{name}_id")}  # read from their list just now
            instance.full_clean(exclude=exclude | links, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(self.with_constraints(instance, errors))

    def with_constraints(self, instance, errors):
        """The errors, and what the database would refuse besides."""
        try:
            instance.full_clean(exclude=self._not_ours | errors.keys())
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        return errors

    @cached_property
    def _not_ours(self):
        """Names of the model's fields that no column sets."""
        ours = {column.attribute for column in self.fields.values() if not column.readonly}
        return {field.name for field in self._meta.model._meta.fields} - ours

    @cached_property
    def _links(self):
        """Names of the columns that hold a row of another list."""
        columns = self.fields.values()
        return {column.attribute for column in columns if isinstance(column.widget, Listed) and not column.readonly}

    def do_instance_save(self, instance, is_create):
        save = super().do_instance_save
        save_or_explain(instance, lambda: save(instance, is_create), self._not_ours)

    def is_there_otherwise(self, instance):
        """Whether the list has this new row already under another key."""
        return False

    def bad_rows(self, result):
        """Pairs: the row's number in the file, the sentences on what is wrong with it."""
        bad = [(row.number, self.reasons(row.error)) for row in result.invalid_rows]
        for row in result.error_rows:
            for error in row.errors:
                logger.error("A row of a list could not be written", exc_info=error.error)
            bad.append((row.number, ["Строку не удалось записать. Проверьте её значения и попробуйте снова."]))
        return [(self.lines[number - 1], reasons) for number, reasons in sorted(bad)]

    def reasons(self, error):
        """Sentences on what is wrong with a row, each with the column's heading, from its ValidationError."""
        if not hasattr(error, "error_dict"):
            return list(error.messages)
        named = {column.attribute: column.column_name for column in self.fields.values() if not column.readonly}
        return [
            f"{named[field]}: {message}" if field in named else message
            for field, found in error.error_dict.items()
            for one in found
            for message in ([OWN_WORDS[one.code]] if one.code in OWN_WORDS else one.messages)
        ]


def _lacking(missing, headings):
    """The sentence for a file without columns by which rows are known."""
    first = "», «".join(str(heading)[:40] for heading in headings[:6] if heading)
    which, by = ("столбца", "нему") if len(missing) == 1 else ("столбцов", "ним")
    return (
        f"Нет {which} «{'», «'.join(missing)}»: по {by} узнают строки списка. "
        f"В первой строке файла стоит: «{first}». Проверьте, тот ли это список; если буквы не читаются, "
        "сохраните файл как книгу Excel (*.xlsx)."
    )


def save_or_explain(instance, save, exclude=()):
    """Call `save()`. Where the database refuses the row, raise the ValidationError with the model's own sentences."""
    try:
        with transaction.atomic():
            save()
    except IntegrityError:
        instance.full_clean(exclude=exclude)
        raise


def _comparable(value):
    if isinstance(value, models.Model):
        return value.pk
    return search_key(value) if isinstance(value, str) else value
