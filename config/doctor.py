"""The state of the whole installation, line by line: each is good, or says what to do. For `manage.py doctor` and the
administrator's page."""

import datetime
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from config import health, troubles
from reports.queries import installation
from reports.rules.permissions import can_keep_lists

NBSP = "\u00a0"
LEAST_ROOM = 2 * 1024**3  # bytes; a quarter with its files takes some hundred megabytes
VERIFIED_EVERY = datetime.timedelta(days=8)  # `tick` does it once a week
CLOCKS = datetime.timedelta(seconds=5)  # how far the clocks of program and database may be apart


@dataclass(frozen=True)
class Finding:
    """`words`: what was looked at and found; `hint`: what to do, empty where it is good. Russian."""

    words: str
    hint: str = ""

    @property
    def is_good(self):
        return not self.hint


def findings(*, with_histories=True):
    """All Findings, in the order in which they are put right. With histories it takes as long as `verify_history`;
    without, it says when they were last found whole."""
    yield Finding(f"Побратим {settings.VERSION}")
    found = health.all_troubles()
    for name in found:
        trouble = troubles.TROUBLES[name]
        yield Finding(trouble.words, trouble.hint)
    if any(troubles.TROUBLES[name].stops_pages for name in found):
        return
    yield Finding(f"{'Остальные настройки' if found else 'Настройки'}, файлы оформления, таблицы и миграции в порядке")
    for look in (_database, _clock, _room, _mail, _worker, _backup, _converter, _readers, _sign_in):
        yield look()
    yield _histories() if with_histories else _last_time_of_histories()


def _database():
    if connection.vendor == "sqlite":
        return Finding(f"База: SQLite {sqlite3.sqlite_version}, {connection.settings_dict['NAME']}")
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return Finding(f"База: PostgreSQL {cursor.fetchone()[0]}")


def _clock():
    """Codes of phones and deadlines depend on the time."""
    now, theirs = timezone.now(), installation.time_of_database()
    words = f"Время: {timezone.localtime():%d.%m.%Y %H:%M} (Москва)"
    if connection.vendor != "sqlite" and theirs and abs(theirs - now) > CLOCKS:
        return Finding(
            f"{words}, у сервера базы {timezone.localtime(theirs):%d.%m.%Y %H:%M:%S}",
            "Включите службу времени на обоих серверах: timedatectl set-ntp true.",
        )
    return Finding(words)


def _room():
    places = [tempfile.gettempdir()]
    if connection.vendor == "sqlite":
        places.insert(0, str(Path(connection.settings_dict["NAME"]).parent))
    free = {place: shutil.disk_usage(place).free for place in places}
    words = "Свободно: " + ", ".join(f"{place} – {left / 1024**3:.1f}{NBSP}ГБ" for place, left in free.items())
    return Finding(
        words, "Освободите место: удалите старые копии и журналы." if min(free.values()) < LEAST_ROOM else ""
    )


def _mail():
    """Whether letters leave; that `tick` runs is asked by the troubles."""
    last = installation.last_letter()
    words = f"Почта: последнее письмо ушло {_when(last)}" if last else "Почта: ни одного письма ещё не ушло"
    failed = installation.letters_that_fail()
    if failed:
        return Finding(f"{words}; не уходит: {failed}", "Причины – на странице «Письма»; проверьте EMAIL_URL.")
    return Finding(words)


def _worker():
    if settings.IMPORT_WORKER != "service":
        return Finding("Загруженные таблицы читает сама программа")
    return Finding(
        f"Загруженные таблицы читает import_worker, последний знак {_when(installation.last_sign('import_worker'))}"
    )


def _backup():
    last = installation.last_sign("backup")
    if last:
        return Finding(f"Резервная копия: {_when(last)}")
    if not settings.IS_SERVER:
        return Finding("Резервная копия: на этой машине не делается")
    return Finding(
        "Резервная копия: командой backup ни разу не сделана",
        "Задайте BACKUP_KEY (manage.py backup --new-key) и включите pobratim-backup.timer.",
    )


def _converter():
    there = "есть" if settings.CONVERTER else "нет: PDF и ODT не делаются, .doc и .xls не читаются"
    return Finding(f"LibreOffice: {there}")


# What a parser may be able to do, once a file has taken it over (`fences.left`).
_ABLE = {
    "files": "прочитать другие файлы",
    "writing": "записать файл",
    "network": "выйти в сеть",
    "processes": "запустить программу",
    "signals": "остановить службу",
    "memory": "прочитать её память и ключи",
}


def _readers():
    """Whether whoever breaks into a parser has broken into the server."""
    left = {"Разбор файла": installation.left_to_the_reader()}
    if settings.CONVERTER:
        left["LibreOffice"] = installation.left_to_libreoffice()
    if not any(left.values()):
        who = "разбору и LibreOffice" if settings.CONVERTER else "разбору"
        return Finding(f"Чужие файлы: {who} недоступны ключи, база, другие файлы и сеть")
    able = "; ".join(f"{who} – {', '.join(_ABLE[one] for one in acts)}" for who, acts in left.items() if acts)
    return Finding(
        f"Чужие файлы: взломанный вредным файлом, смог бы: {able}",
        "Нужно ядро Linux 5.13 или новее, в котором включены Landlock и seccomp (docs/operating.md, «Fences»)."
        if settings.IS_SERVER
        else "",
    )


def _sign_in():
    if closed := installation.phones_closed_to_us():
        return Finding(
            f"Второй шаг входа: ключи телефонов не читаются: {', '.join(closed)}",
            "Верните прежний ключ: SECOND_FACTOR_KEY или SECOND_FACTOR_KEYS_BEFORE. Если его нет, сбросьте второй шаг "
            "этим людям: manage.py reset_second_step ИМЯ.",
        )
    without = installation.coordinators_without_second_step()
    if settings.IS_SERVER and settings.SECOND_FACTOR != "required" and without:
        return Finding(f"Второй шаг входа: нет у координаторов, их {without}", "Уберите SECOND_FACTOR=optional.")
    return Finding(
        "Второй шаг входа: обязателен для координатора и администраторов"
        if settings.SECOND_FACTOR == "required"
        else "Второй шаг входа: по желанию"
    )


def _histories():
    broken = installation.broken()
    if broken:
        return Finding(f"Истории: не проходят проверку {len(broken)}", "Подробности: manage.py verify_history.")
    return Finding(f"Истории целы: отчётов {installation.reports().count()}")


def _last_time_of_histories():
    last = installation.last_sign("histories")
    if last and timezone.now() - last < VERIFIED_EVERY:
        return Finding(f"Истории целы, проверены {_when(last)}")
    if not settings.IS_SERVER:
        return Finding("Истории: на этой машине по расписанию не проверяются")
    return Finding(
        f"Истории: целыми найдены {_when(last)}",
        "Выполните verify_history: команда назовёт, что не так. По расписанию её раз в неделю выполняет tick.",
    )


def _when(moment):
    return f"{timezone.localtime(moment):%d.%m.%Y в %H:%M}" if moment else "никогда"


@require_safe
def state(request):
    """What `manage.py doctor` says; the histories take long, so of them the last time. For superusers and list
    administrators."""
    if not can_keep_lists(request.user):
        raise PermissionDenied
    found = list(findings(with_histories=False))
    context = {"title": "Состояние программы", "section": "lists", "findings": found}
    return render(request, "accounts/state.html", context | {"bad": sum(not one.is_good for one in found)})
