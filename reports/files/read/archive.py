"""Finds the one document in a ZIP archive, as colleagues and mail programs send it, or says what is in it."""

import posixpath
import re
import zipfile

from .limits import MAX_BYTES
from .rows import Unreadable
from .safe import chunks

NAMED = 5  # so many documents are named
DOCUMENTS = "docx docm dotx xlsx xlsm xltx odt ott fodt ods ots fods rtf csv tsv txt htm html doc xls pdf json".split()
ARCHIVES = "zip rar 7z gz tar".split()
# What Windows, macOS and Office leave behind.
_RUBBISH = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\.[^/]*|~\$[^/]*|Thumbs\.db|desktop\.ini)", re.I)
_UTF_8 = 0x800  # of an entry's flags
_UNICODE_NAME = 0x7075  # of the extra fields


class NotOneDocument(Unreadable):
    """The archive has no document, or several; the text says what is in it."""


def only_document(package: zipfile.ZipFile) -> tuple[bytes, str]:
    """The bytes and the name of the archive's only document. Raises NotOneDocument for none or several.

    `package` comes from `safe.directory`, so it does not unpack to more than a document may have.
    """
    found = [(info, name) for info in package.infolist() if (name := shown_name(info)) and not _is_rubbish(name)]
    documents = [(info, name) for info, name in found if _ending(name) in DOCUMENTS]
    _refuse([name for _, name in found], [name for _, name in documents])
    info, name = documents[0]
    data = b"".join(chunks(package, info.filename, MAX_BYTES))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")) and _ending(name) not in _PACKED:
        raise NotOneDocument("В архиве лежит ещё один архив. Распакуйте их и загрузите сам документ или книгу.")
    return data, name


def _refuse(names: list[str], documents: list[str]) -> None:
    """Raise NotOneDocument unless there is exactly one document, and no other archive."""
    if inner := [name for name in names if _ending(name) in ARCHIVES]:
        raise NotOneDocument(
            f"В архиве лежит ещё один архив: {_named(inner)}. Распакуйте их и загрузите сам документ или книгу."
        )
    if len(documents) > 1:
        raise NotOneDocument(
            f"В архиве несколько документов: {_named(documents)}. Распакуйте его и загрузите тот, в котором таблица "
            "отчёта."
        )
    if not documents:
        what = f"в нём {_named(names)}" if names else "в нём нет файлов"
        raise NotOneDocument(
            f"Это архив, в котором нет ни документа, ни книги: {what}. Распакуйте его и загрузите документ (.docx, "
            ".odt) или книгу (.xlsx, .ods) с таблицей отчёта."
        )


_PACKED = {"docx", "docm", "dotx", "xlsx", "xlsm", "xltx", "odt", "ott", "ods", "ots"}


def shown_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry without its folders, as it was typed: programs write Russian names in UTF-8, with or
    without saying so, and in the code page of DOS. "" for a folder."""
    name = info.filename
    if not info.flag_bits & _UTF_8:
        raw = name.encode("cp437", "replace")
        name = _told_apart(info.extra) or _decoded(raw)
    name = name.replace("\\", "/")
    return "" if name.endswith("/") else name


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "cp866"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp866", "replace")


def _told_apart(extra: bytes) -> str:
    """The name in UTF-8 that some programs put beside that of DOS."""
    place = 0
    while place + 4 <= len(extra):
        kind = int.from_bytes(extra[place : place + 2], "little")
        size = int.from_bytes(extra[place + 2 : place + 4], "little")
        if kind == _UNICODE_NAME and size > 5:
            return extra[place + 9 : place + 4 + size].decode("utf-8", "ignore")
        place += 4 + size
    return ""


def _is_rubbish(name: str) -> bool:
    return bool(_RUBBISH.fullmatch(name))


def _ending(name: str) -> str:
    return posixpath.splitext(name)[1].lstrip(".").lower()


def _named(names: list[str]) -> str:
    named = ", ".join(f"«{posixpath.basename(name)[:100]}»" for name in names[:NAMED])
    rest = len(names) - NAMED
    return f"{named} и ещё {rest}" if rest > 0 else named
