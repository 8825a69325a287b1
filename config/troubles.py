"""What keeps an installation from working: one name, one sentence and one way out for each trouble.

`manage.py check --deploy`, /healthz and the start of a web process say the same. docs/operating.md explains the names.
"""

import shutil
import tempfile
from dataclasses import dataclass

from django.conf import settings

from config import collected

LEAST_ROOM = 32 * 1024 * 1024  # bytes of the temporary folder: the largest upload passes through it


@dataclass(frozen=True)
class Trouble:
    """`number` is the one of the check, `words` say what is wrong, `hint` what to do; both in Russian."""

    number: str
    words: str
    hint: str
    stops_pages: bool = False  # else only a part of the program rests
    is_beside: bool = False  # of what runs beside the web processes, and may start a little later


TROUBLES = {
    "demo_passwords": Trouble(
        "E001",
        "Действуют демонстрационные учётные записи с известным всем паролем.",
        "Отключите их в разделе «Управление» или задайте им новые пароли.",
    ),
    "database_not_chosen": Trouble(
        "E002",
        "DATABASE_URL не задан: данные лежат в файле db.sqlite3 в папке программы и пропадут вместе с ней.",
        "Задайте DATABASE_URL: postgres://пользователь:пароль@узел:порт/база или sqlite:////полный/путь/к/файлу.",
        stops_pages=True,  # it shall be seen before anybody works in it
    ),
    "mail_not_set": Trouble(
        "E003",
        "EMAIL_URL не задан: письма печатаются в журнал и никому не приходят, а программа считает их отправленными.",
        "Задайте EMAIL_URL, например smtp+tls://имя:пароль@узел:587.",
    ),
    "history_key_missing": Trouble(
        "E004",
        "HISTORY_KEY не задан: истории отчётов запечатаны ключом, сделанным из SECRET_KEY.",
        "Задайте HISTORY_KEY – 32 случайных знака или больше – и храните его отдельно от копий базы.",
    ),
    "import_worker_away": Trouble(
        "E005",
        "IMPORT_WORKER=service, но программа, которая читает загруженные таблицы, не работает.",
        "Запустите её: systemctl start pobratim-imports (manage.py import_worker). Или задайте IMPORT_WORKER=embedded.",
        is_beside=True,
    ),
    "letters_waiting": Trouble(
        "E006",
        "Письма и напоминания не отправляются: manage.py tick давно не запускался.",
        "Включите расписание: systemctl enable --now pobratim-tick.timer.",
        is_beside=True,
    ),
    "backup_old": Trouble(
        "E009",
        "Резервной копии нет или она старше двух суток.",
        "Включите расписание: systemctl enable --now pobratim-backup.timer. Или сделайте копию: manage.py backup.",
        is_beside=True,
    ),
    "lists_empty": Trouble(
        "E007",
        "В базе нет ни одного муниципального образования или ни одной страны: отчитываться некому.",
        "Загрузите справочники: manage.py load_lists.",
    ),
    "converter_missing": Trouble(
        "E008",
        "CONVERTER называет LibreOffice, которой на сервере нет: PDF и ODT не делаются, .doc и .xls не читаются.",
        "Установите её: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui. Или задайте CONVERTER=off.",
    ),
    "pool_not_said": Trouble(
        "E012",
        "DATABASE_URL ведёт к PostgreSQL через PgBouncer, а программа об этом не знает: копия базы и длинные выборки "
        "испортят общие соединения.",
        "Задайте DATABASE_DIRECT_URL: адрес самого PostgreSQL, postgres://пользователь:пароль@узел:порт/база.",
    ),
    "proxies_not_named": Trouble(
        "E010",
        "REMOTE_USER_HEADER задан, а REMOTE_USER_PROXIES нет: под учётной записью домена не войдёт никто.",
        "Назовите в REMOTE_USER_PROXIES адрес прокси, например 127.0.0.1. Или уберите REMOTE_USER_HEADER.",
    ),
    "temp_full": Trouble(
        "E013",
        "Во временной папке нет места или прав: большие файлы не загружаются, PDF и ODT не делаются.",
        "Освободите место в /tmp (путь может задавать TMPDIR) и дайте пользователю программы право записи.",
    ),
    "static_files_missing": Trouble(
        "E021",
        "Файлы оформления не собраны: ни одна страница не открывается.",
        "Выполните manage.py collectstatic --noinput и перезапустите программу.",
        stops_pages=True,
    ),
    "static_files_old": Trouble(
        "E022",
        "Файлы оформления собраны для другой версии программы: страницы выглядят и работают неверно.",
        "Выполните manage.py collectstatic --noinput и перезапустите программу.",
        stops_pages=True,
    ),
    "database_missing": Trouble(
        "E030",
        "Файла базы SQLite нет там, где его называет DATABASE_URL.",
        "Верните файл на место. При первой установке его создаёт manage.py migrate.",
        stops_pages=True,
    ),
    "database_away": Trouble(
        "E031",
        "База данных недоступна: не отвечает, не принимает пароль или обрывает связь.",
        "Проверьте, что сервер базы работает, и значение DATABASE_URL.",
        stops_pages=True,
    ),
    "database_hangs": Trouble(
        "E032",
        "База данных не даёт ответа.",
        "Проверьте сервер базы и его диск.",
        stops_pages=True,
    ),
    "database_crowded": Trouble(
        "E039",
        "Все соединения с базой данных заняты.",
        "Увеличьте max_connections PostgreSQL или завершите лишние программы, которые к ней подключены.",
        stops_pages=True,
    ),
    "database_locked": Trouble(
        "E033",
        "База данных занята: кто-то дольше секунды держит блокировку.",
        "Закройте программы, в которых открыт файл базы.",
        stops_pages=True,
    ),
    "database_damaged": Trouble(
        "E034",
        "База данных отвечает ошибкой: возможно, файл повреждён или это не база.",
        "Посмотрите журнал; верните базу из копии.",
        stops_pages=True,
    ),
    "read_only": Trouble(
        "E035",
        "База данных читается, но не записывается.",
        "Дайте пользователю программы право записи в файл базы и его папку.",
        stops_pages=True,
    ),
    "disk_full": Trouble("E036", "На диске базы нет места.", "Освободите место.", stops_pages=True),
    "tables_missing": Trouble(
        "E037",
        "В базе нет таблиц программы: она пустая или чужая.",
        "Проверьте DATABASE_URL. При первой установке выполните manage.py migrate.",
        stops_pages=True,
    ),
    "migrations_pending": Trouble(
        "E038",
        "База осталась от прежней версии программы.",
        "Сделайте копию базы и выполните manage.py migrate.",
        stops_pages=True,
    ),
}


def _is_temp_full():
    try:
        with tempfile.TemporaryFile():
            return shutil.disk_usage(tempfile.gettempdir()).free < LEAST_ROOM
    except OSError:
        return True


def of_settings():
    """Names of the troubles that show without the database, those that stop pages first."""
    if not settings.IS_SERVER:
        return [name] if (name := collected.trouble()) else []
    found = {
        collected.trouble(): True,
        "database_not_chosen": not settings.HAS_OWN_DATABASE,
        "mail_not_set": settings.EMAIL_BACKEND == "django.core.mail.backends.console.EmailBackend",
        "history_key_missing": not settings.HAS_OWN_HISTORY_KEY,
        "converter_missing": settings.IS_CONVERTER_MISSED,
        "proxies_not_named": bool(settings.REMOTE_USER_HEADER) and not settings.REMOTE_USER_PROXIES,
        "temp_full": _is_temp_full(),
    }
    return [name for name, is_there in found.items() if name and is_there]
