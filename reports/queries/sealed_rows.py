"""Whether the rows outside the chains (quarters, releases, requests, files, lists, people) are as the program has
sealed them, and whether kept bytes are those that came."""

import hashlib
from collections import Counter

from municipalities.models.seals import Seal, facts_by_key, keyed_digest, sealed_models
from reports.models import Release, StoredContent, Submission

from .chain import anchors_of


def broken_seals():
    """Sentences about every row that was changed, added or removed past the program. Two queries for each model, and
    the bytes of the files one by one."""
    seals = {}
    for seal in Seal.objects.order_by("pk").iterator(2000):
        seals.setdefault(seal.kind, {})[seal.row] = seal
    for model in sealed_models():
        yield from _broken(model, seals.pop(model._meta.model_name, {}))
    for kind, rows in sorted(seals.items()):
        yield f"печати неизвестного вида «{kind}»: {len(rows)}"
    yield from _wrong_numbers()
    yield from _forgotten_reports()
    yield from _changed_bytes()


def _broken(model, seals):
    what = str(model._meta.verbose_name)
    kind = model._meta.model_name
    for row, facts in facts_by_key(model, model.SEALED, model._base_manager.order_by("pk")).items():
        seal = seals.pop(row, None)
        if seal is None:
            yield f"запись добавлена мимо программы ({what}, № {row})"
            continue
        expected = keyed_digest([kind, row, facts], seal.key)
        if not expected:
            yield f"ключ {seal.key} неизвестен ({what}, № {row}): верните его в HISTORY_KEY или HISTORY_KEYS_BEFORE"
        elif seal.digest != expected:
            yield f"запись изменена мимо программы ({what}, № {row})"
    for row in seals:
        yield f"запись удалена мимо программы ({what}, № {row})"


def _wrong_numbers():
    """Releases of a quarter are numbered from 0 on, without a gap."""
    numbers = {}
    for release in Release.objects.select_related("period").defer("rows", "removed", "anchors").order_by("number"):
        numbers.setdefault(release.period, []).append(release.number)
    for period, found in numbers.items():
        if found != list(range(len(found))):
            yield f"номера выпусков идут не подряд ({period})"


def _forgotten_reports():
    """A release names every report of its quarter; reports are never deleted."""
    reports = dict(Submission.objects.values_list("pk", "period"))
    for release in Release.objects.select_related("period").defer("rows", "removed").order_by("pk"):
        for pk, _, _ in anchors_of(release):
            if reports.get(pk) != release.period_id:
                yield f"отчёта, который видел выпуск, больше нет ({release}, отчёт № {pk})"


def _changed_bytes():
    for content in StoredContent.objects.filter(dropped_at=None).order_by("pk").iterator(1):
        data = bytes(content.data)
        if len(data) != content.size or hashlib.sha256(data).hexdigest() != content.sha256:
            yield f"содержимое файла не то, что было сохранено (№ {content.pk})"


def counted_seals():
    """How many rows of each kind are sealed: [(words, number), …]."""
    counts = Counter(Seal.objects.order_by().values_list("kind", flat=True))
    return [(str(model._meta.verbose_name_plural), counts[model._meta.model_name]) for model in sealed_models()]
