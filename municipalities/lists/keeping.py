"""How `load_lists` runs a list: rows are added, and what is in the list already stays as people have made it."""

import hashlib

from municipalities.models import LoadedRow
from reports.prose.cleaning import search_key


class KeepsWhatIsThere:
    """Mixed into a list's resource.

    A row that differs from the list's own is left as it is, or, with `overwrite`, written. A row that was loaded once
    and is not there any more is not brought back, since somebody has renamed, merged or deleted it; nor is one that
    is there under another name. An empty cell says nothing of a row that is there: what people have filled in stays.
    `kept` and `gone` have the numbers of these rows in the file.
    """

    finds_moved = False

    def __init__(self, *, overwrite=False, **kwargs):
        super().__init__(**kwargs)
        self.overwrite = overwrite
        self.kept, self.gone = set(), set()
        self._list = self._meta.model._meta.label_lower
        self._loaded = set(LoadedRow.objects.filter(model=self._list).values_list("key", flat=True))
        self._brought = set()

    def before_import_row(self, row, **kwargs):
        """As the list's own. The names beside the key are checked once: afterwards people may change them."""
        self._line, self._digest = self.lines[kwargs["row_number"] - 1], self._digest_of(row)
        self._brought.add(self._digest)
        if self._digest in self._loaded:
            row.update(dict.fromkeys(self._shown & row.keys(), ""))
        if self.get_instance(None, row):
            for heading in set(self.headings()).difference(self.key_headings()):
                if not row.get(heading):
                    row.pop(heading, None)
        super().before_import_row(row, **kwargs)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if original._state.adding:
            if self._digest in self._loaded or (not import_validation_errors and self.is_there_otherwise(instance)):
                self.gone.add(self._line)
                return True
            return super().skip_row(instance, original, row, import_validation_errors)
        if super().skip_row(instance, original, row, import_validation_errors):
            return True
        if import_validation_errors or self.overwrite:
            return False
        self.validate_instance(instance, import_validation_errors)
        self.kept.add(self._line)
        return True

    def after_import(self, dataset, result, **kwargs):
        """Remember what this file has brought."""
        super().after_import(dataset, result, **kwargs)
        new = self._brought - self._loaded
        LoadedRow.objects.bulk_create(
            [LoadedRow(model=self._list, key=key) for key in sorted(new)], ignore_conflicts=True
        )

    def _digest_of(self, row):
        cells = [search_key(row.get(heading, "")) for heading in self.key_headings()]
        return hashlib.sha256("\n".join(cells).encode()).hexdigest()

    @property
    def _shown(self):
        """Headings of the columns that are for people only."""
        names = [name for name in self._meta.fields if name not in self.key_shown]
        return {self.fields[name].column_name for name in names if self.fields[name].readonly}
