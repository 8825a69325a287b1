"""One word for one thing: what no page, message, letter or command says, and what it says instead."""

import ast
import re

import pytest

from tests.whole.test_project import files, read

# A pattern, and the better word. docs/design/words.md says what the words mean.
NOT_SAID = [
    # «Взять» is for what was reported before or was sent by a link; rows of a file are «внесены».
    (r"\bвзять (строк|таблиц|из файла)|\bберём\b|\bне брать\b", "внести"),
    (r"добавить (ещё )?(мероприятие|строку)|добавить ещё\b|\bдобавить рядом", "внести"),
    (r"понято как", "Понято: …"),
    (r"бесспорн", "то, в чём программа уверена"),
    (r"\w\((а|ла)\)", "без рода: «предупреждения проверены»"),
    (r"загрузить таблицу", "Загрузить из Word или Excel"),
    (r"дальше – только", "сдать можно, только если продлить срок"),
    (r"исправьте ошибку\b(?! и)(?= *$)", "назвать ошибку"),
    (r"успешно", "сказать, что сделано"),
    (r"\bлогин", "имя для входа"),
    (r"аккаунт", "учётная запись"),
    (r"дедлайн", "срок"),
    (r"чекбокс|галочк", "отметка"),
    (r"кликн", "нажмите"),
    (r"\bимейл|\bе-?мейл", "почта"),
    (r"\bвалидн|\bнекорректн", "сказать, что не так"),
    (r"апрув|согласовать отчёт", "принять"),
    (r"отправить на доработку|отклонить отчёт", "вернуть на доработку"),
]


def said_in_python(source):
    """The texts of a module that are no docstrings."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


@pytest.fixture(scope="module")
def said():
    """{path: what it says, with single blanks}. Prose and the readers hold what others write: they are left out."""
    texts = {
        path: re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", read(path), flags=re.DOTALL)
        for path in files(".html", ".txt", under="templates/")
        if not path.startswith("templates/admin/")  # what is in a list is «добавлено»
    }
    for room in ("reports/", "municipalities/", "config/"):
        for path in files(".py", under=room):
            if (
                "/migrations/" not in path
                and "/models/" not in path
                and "/prose/" not in path
                and "/files/read/" not in path
            ):
                texts[path] = "\n".join(said_in_python(read(path)))
    return {path: re.sub(r"[ \u00a0]*\n", " \n", text) for path, text in texts.items()}


@pytest.mark.parametrize(("pattern", "better"), NOT_SAID)
def test_one_word_is_used_for_one_thing(said, pattern, better):
    found = [
        f"{path}: «{match[0]}» → {better}"
        for path, text in said.items()
        for match in re.finditer(pattern, " ".join(text.split()), re.IGNORECASE)
    ]
    assert found == []
