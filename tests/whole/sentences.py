"""What no page may say: English, and the sentences of Django and its libraries that are wrong here."""

import re
from functools import cache
from html import unescape

# Words of a program's author, and Django's Russian, which has the wrong case, the wrong tone or no meaning here.
ENGLISH = re.compile(
    r"\b(Add|Change|Changed|Save|Delete|Deleted|Select|Search|Filter|Home|Label|Name|Role|None|True|False|Error|Warning|"
    r"Object|History|Please|Log|Password|Yes|No|This|field|required|invalid|valid|choice|Unknown|View|Welcome|Close|"
    r"Today|Now|Hold|Submit|Cancel|Export|Import|Confirm|Skip|Toggle|Django|admin|undefined|null|NaN)\b"
)
DJANGOS = re.compile(
    r"Добро пожаловать|Имя модели|успешно|Не удается|не удаётся удалить|Удерживайте|Начните печатать|Недоступно|"
    r"Выбрано 0|объект|Администрирование|был (изменен|добавлен|удален)|Вы уверены|потребует удаления|Пожалуйста|"
    r"вариант наименования|Введите корректн|Введите правильн|Выберите корректн|Да, я уверен|Открыть сайт|"
    r"Краткая статистика|Последние действия|Действие: |"
    r"0 (договорённост|партнёр|партнёрств|пользовател|стран)|\b(None|\w+_id)\b|«»|\.\.(?!\.)|\(\)"
)
NOTHING_CHOSEN = ">---------<"
LATIN_IS_RIGHT = re.compile(
    r"<(script|style|code|kbd|q|del|ins)\b.*?</\1>|<(textarea|option|svg)\b.*?</\2>|[\w.-]+@[\w.-]+|https?://\S+", re.S
)
SAID = re.compile(r'>([^<]+)<|\b(?:title|alt|placeholder|aria-label|value)="([^"]*)"')


def strange_words(html):
    """What a page of these bytes says and should not."""
    if NOTHING_CHOSEN in html:
        yield f"{NOTHING_CHOSEN} for what is not chosen"
    text = LATIN_IS_RIGHT.sub(" ", html)
    for match in SAID.finditer(text):
        if found := _strange(match[1] or match[2] or ""):
            yield found


@cache
def _strange(text):
    """Judged once: most of a page is what all pages say."""
    words = " ".join(unescape(text).split())
    found = ENGLISH.search(words) or DJANGOS.search(words)
    return f"{found[0]!r} in {words[:90]!r}" if found else ""
