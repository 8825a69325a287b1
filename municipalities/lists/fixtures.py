"""Fills the reference lists from a folder of files, by default from those beside the code.

The files have the form that the lists' import reads and their export writes. All of them are taken or none.
"""

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE
from django.db import transaction
from django.utils.text import capfirst
from import_export.results import RowResult

from reports.prose.cleaning import search_key

from .columns import (
    CountryResource,
    MunicipalityNameResource,
    MunicipalityResource,
    PartnerResource,
    PartnershipResource,
)
from .files import UnreadableFile, read_list
from .keeping import KeepsWhatIsThere

FIXTURES = settings.BASE_DIR / "fixtures"
PATIENCE = 60  # seconds for a file, where nobody waits for a page: a server that is being installed may be busy
ENDINGS = {".csv", ".xlsx"}
# Name of the file → resource, names of the lists that its rows refer to. In the order in which they are written.
LISTS = {
    "countries": (CountryResource, ()),
    "municipalities": (MunicipalityResource, ()),
    "municipality_names": (MunicipalityNameResource, ("municipalities",)),
    "partners": (PartnerResource, ("countries",)),
    "partnerships": (PartnershipResource, ("municipalities", "partners")),
}
WAS_CHANGED = {RowResult.IMPORT_TYPE_NEW: ADDITION, RowResult.IMPORT_TYPE_UPDATE: CHANGE}


class ListsRefused(ValueError):
    """Nothing was loaded; `reasons` are Russian sentences, each with the file and the row."""

    def __init__(self, reasons):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass
class LoadedList:
    """What came of one file. `written`: (row, ADDITION or CHANGE of the history); `differing`: (number in the file,
    name, [(heading, text in the list, text in the file)]); `gone`: the same without texts, of rows that the list had
    once and has no longer; `notes`: sentences on what was not read."""

    title: str
    file: str
    total: int = 0
    written: list = field(default_factory=list)
    differing: list = field(default_factory=list)
    gone: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    @property
    def added(self):
        return sum(flag == ADDITION for _, flag in self.written)

    @property
    def changed(self):
        return sum(flag == CHANGE for _, flag in self.written)

    @property
    def same(self):
        return self.total - len(self.written) - len(self.differing) - len(self.gone)


def load_lists(folder=FIXTURES, *, overwrite=False, seconds=PATIENCE):
    """Add what the folder's files have and the lists lack: countries, municipalities with their dated names, partners,
    partnerships. What is there stays as it is; `overwrite`: what differs becomes as the files have it.

    `seconds`: for each file to be read. Returns a LoadedList for each file, in the order of LISTS. Raises
    ListsRefused, and then nothing was written.
    """
    # Before the transaction, which keeps other writers of SQLite waiting.
    datasets = _read(_files_in(Path(folder)), seconds)
    loaded, reasons, refused = [], [], set()
    with transaction.atomic():
        for name, (file, dataset) in datasets.items():
            resource_class, needed = LISTS[name]
            if refused.intersection(needed):
                refused.add(name)
                reasons.append(f"{file}: не проверен, потому что в нём названы строки файлов, которые не приняты.")
                continue
            one, bad = _run(resource_class, file, dataset, overwrite)
            loaded.append(one)
            if bad:
                refused.add(name)
                reasons += bad
        if reasons:
            transaction.set_rollback(True)
    if reasons:
        raise ListsRefused(reasons)
    return loaded


@cache
def number_shipped(name):
    """How many rows the shipped file of this list has."""
    with (FIXTURES / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file, delimiter=";")) - 1


def title_of(resource_class):
    """«Муниципальные образования»: as the pages and the exported files name the list."""
    return capfirst(resource_class.get_display_name())


def _files_in(folder):
    """Name of a list → its file, in the order of LISTS. A file is called as ours or as the export calls it."""
    try:
        names = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and path.name[0] not in "~.")
    except OSError:
        raise ListsRefused([f"Папки {folder} нет, или её нельзя прочитать. Проверьте имя и права."]) from None
    found = {}
    for path in names:
        if name := _list_of(path):
            if name in found:
                title = title_of(LISTS[name][0])
                raise ListsRefused([f"«{title}» – два файла: {found[name].name} и {path.name}. Оставьте один."])
            found[name] = path
    if not found:
        wanted = ", ".join(f"{name}.csv" for name in LISTS)
        raise ListsRefused(
            [
                f"В папке {folder} нет ни одного списка. Файлы (CSV или XLSX) называются так: {wanted} – или как их "
                "назвала выгрузка, например «Страны 2026-01-31.xlsx»."
            ]
        )
    return {name: found[name] for name in LISTS if name in found}


def _list_of(path):
    """The name in LISTS of the list that the file is called by; empty for other files."""
    stem = search_key(path.stem)  # any form of «й»
    for name, (resource_class, _) in LISTS.items():
        title = search_key(title_of(resource_class))
        day = stem.removeprefix(title).strip()
        if path.stem.lower() == name or (stem.startswith(title) and not day.strip("0123456789-() ")):
            return name
    return ""


def _read(files, seconds):
    """Name of a list → (name of the file, its table). Raises ListsRefused."""
    read, reasons = {}, []
    for name, path in files.items():
        try:
            read[name] = path.name, read_list(path.read_bytes(), seconds=seconds)
        except OSError:
            reasons.append(f"{path.name}: файл нельзя прочитать. Проверьте права.")
        except UnreadableFile as refusal:
            reasons.append(f"{path.name}: {refusal}")
    if reasons:
        raise ListsRefused(reasons)
    return read


def _run(resource_class, file, dataset, overwrite):
    """(LoadedList, reasons of a refusal)."""
    resource = _keeping(resource_class)(overwrite=overwrite)
    one = LoadedList(title_of(resource_class), file, total=len(dataset), notes=resource.notes)
    result = resource.import_data(dataset, dry_run=False, raise_errors=False, retain_instance_in_row_result=True)
    reasons = [f"{file}: {error.error}" for error in result.base_errors]
    for line, sentences in resource.bad_rows(result):
        reasons += [f"{file}, строка {line}: {sentence}" for sentence in sentences]
    if reasons:
        return one, reasons
    for line, row in zip(resource.lines, result.rows, strict=True):
        if row.import_type in WAS_CHANGED:
            one.written.append((row.instance, WAS_CHANGED[row.import_type]))
        elif line in resource.kept:
            cells = zip(result.diff_headers, row.diff, strict=True)
            texts = [(heading, here, there) for heading, (here, there) in cells if here != there]
            one.differing.append((line, str(row.original), texts))
        elif line in resource.gone:
            one.gone.append((line, row.object_repr))
    return one, []


@cache
def _keeping(resource_class):
    return type(f"Kept{resource_class.__name__}", (KeepsWhatIsThere, resource_class), {})
