"""The tokens by which a row of the archive is found. Python makes them (reports/prose/stems.py), a database only
compares them, so both give the same answers: SQLite by its FTS5 index, PostgreSQL by a tsvector that no parser touched.
"""

from django.db import models

from municipalities.fields import TokensField

from .archive import ArchiveRow

# SQLite's index over `ArchiveTokens`; triggers keep it (a migration makes both).
SQLITE_INDEX = "reports_archivetokens_index"
LONGEST = 40  # letters of a token


@TokensField.register_lookup
class Having(models.Lookup):
    """Rows that have, of each element of `rhs`, one of its ways: all tokens of a way. A token that ends in «*» stands
    for all that begin with it."""

    lookup_name = "having"

    def get_prep_lookup(self):
        return self.rhs

    def as_sqlite(self, compiler, connection):
        """Ask the index of the table for the keys."""
        alias, column = self.lhs.alias, self.lhs.target.column
        question = f"{column} : {_expression(self.rhs, _for_fts5, 'AND', 'OR')}"
        matching = f"(SELECT rowid FROM {SQLITE_INDEX} WHERE {SQLITE_INDEX} MATCH %s)"
        return f'"{alias}"."row_id" IN {matching}', [question]

    def as_postgresql(self, compiler, connection):
        """Ask the column itself; its GIN index answers."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, _expression(self.rhs, _for_tsquery, "&", "|")]


@TokensField.register_lookup
class Lacking(Having):
    """The other rows."""

    lookup_name = "lacking"

    def as_sqlite(self, compiler, connection):
        """As `having`, denied."""
        sql, params = super().as_sqlite(compiler, connection)
        return f"NOT ({sql})", params

    def as_postgresql(self, compiler, connection):
        """As `having`, denied."""
        sql, params = super().as_postgresql(compiler, connection)
        return f"NOT ({sql})", params


def _expression(words, write, both, either):
    def one_of(ways):
        return f" {either} ".join(f"({f' {both} '.join(map(write, way))})" for way in ways)

    return f"({f' {both} '.join(f'({one_of(ways)})' for ways in words)})"


def _for_fts5(token):
    return f'"{token[:-1]}" *' if token.endswith("*") else f'"{token}"'


def _for_tsquery(token):
    return f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'"


class ArchiveTokens(models.Model):
    """What a row is found by: its name, and everything that is told of it."""

    row = models.OneToOneField(
        ArchiveRow, models.CASCADE, primary_key=True, related_name="tokens", verbose_name="строка"
    )
    of_name = TokensField("наименование")
    of_all = TokensField("всё")

    class Meta:
        verbose_name = "слова строки архива"
        verbose_name_plural = "слова строк архива"

    def __str__(self):
        return f"{self.row_id}"


class KnownWord(models.Model):
    """A word that stands somewhere in the archive. A mistyped one is compared with them; which of them are shown is
    asked of the rows that the person may see."""

    token = models.CharField("основа", max_length=LONGEST, primary_key=True)
    word = models.CharField("слово", max_length=100, help_text="В начальной форме")
    first = models.CharField("первая буква", max_length=1)
    letters = models.PositiveSmallIntegerField("сколько букв")

    class Meta:
        verbose_name = "слово архива"
        verbose_name_plural = "слова архива"
        indexes = [models.Index(fields=["first", "letters"], name="known_word_alike")]

    def __str__(self):
        return self.word
