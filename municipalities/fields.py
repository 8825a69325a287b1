"""Text columns that clean every value that enters them, and columns made to be sorted.

Model and form fields are together because both must apply the same `clean_text`. The form does so for the checks to see
what will be stored, the model so that no import, command or shell bypasses it.
"""

from django import forms
from django.db import models

from reports.prose.cleaning import clean_text, one_line, tidy


class CleanLineFormField(forms.CharField):
    """One line of text; line breaks become blanks."""

    def to_python(self, value):
        return super().to_python(one_line(value) if isinstance(value, str) else value)


class CleanTextFormField(forms.CharField):
    """Text of several paragraphs."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.strip = False  # clean_text strips, and knows more blanks than str.strip does

    def to_python(self, value):
        return super().to_python(clean_text(value) if isinstance(value, str) else value)


class _CleansBeforeSave:
    clean_value = staticmethod(clean_text)

    def _stored(self, value):
        # An old row may have only invisible characters where a text is required. Forms refuse that now, but the row
        # must still be one that can be deleted or left out.
        return self.clean_value(value) or ("" if self.blank else tidy(value))

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self._stored(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value):
        # QuerySet.update goes here without pre_save.
        value = super().get_prep_value(value)
        return self._stored(value) if isinstance(value, str) else value


class CleanLineField(_CleansBeforeSave, models.CharField):
    clean_value = staticmethod(one_line)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": CleanLineFormField, **kwargs})


class SignInNameField(models.CharField):
    """A name to sign in with. Its form takes off what nobody can see, and the rest must be as its validators say."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": CleanLineFormField, **kwargs})

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class CleanTextField(_CleansBeforeSave, models.TextField):
    clean_value = staticmethod(clean_text)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": CleanTextFormField, **kwargs})


class SortKeyField(models.CharField):
    """A stored key compared by code points, so that both databases give the same order.

    SQLite compares so by itself; PostgreSQL would ask the locale of its cluster.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 300)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class TokensField(models.Field):
    """A set of tokens, each of small letters and digits only; read back it is sorted."""

    description = "Tokens to be searched"

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value, compiler, connection):
        """How a value is written into a statement."""
        return "array_to_tsvector(%s::text[])" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_value(self, value, connection, prepared=False):
        """A list for PostgreSQL, words between blanks for SQLite."""
        return list(value) if connection.vendor == "postgresql" else " ".join(value)

    def from_db_value(self, value, expression, connection):
        """The same list from both: PostgreSQL writes each token in apostrophes."""
        return sorted(token.strip("'") for token in value.split())
