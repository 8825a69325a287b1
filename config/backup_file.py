"""A backup as a file: an age file that holds a tar of a manifest and a dump.

age notices every changed or missing byte. The manifest names the size and the digest of the dump, its program and its
database, the migrations that it has seen and the number of rows of each table. A file is read to its end, into a folder
of its own, before anything else is touched.
"""

import hashlib
import io
import json
import os
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path

import pyrage

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "dump"
LARGEST_MANIFEST = 1024 * 1024  # bytes
CHUNK = 1024 * 1024  # bytes


class BadBackup(Exception):
    """The file is no whole backup of ours, or the key does not open it; the text says so in Russian."""


@dataclass(frozen=True)
class Manifest:
    """`database`: sqlite or postgresql; `migrations`: [[application, name], …]; `rows`: table → number."""

    program: str
    database: str
    made_at: str
    migrations: list
    rows: dict
    size: int
    sha256: str
    format: int = FORMAT


def in_russian(words):
    """What a driver, a tool or a library says, with our words for a full disk before it."""
    is_full = any(known in words for known in ("No space left", "disk is full", "Disk quota"))
    return f"на диске нет места ({words})" if is_full else words


def new_key():
    """A key as BACKUP_KEY takes it."""
    return str(pyrage.x25519.Identity.generate())


def write(file, dump, facts, key):
    """Write the backup of a dump (a path) beside `file` and put it in its place when it is whole, for its owner alone.
    `facts`: the Manifest's, without size and digest. Raises BadBackup for a key that is none, and where the disk
    does not take it."""
    manifest = Manifest(**facts, size=dump.stat().st_size, sha256=_digest_of(dump))
    packed, unfinished = dump.with_name("packed"), file.with_name(f"{file.name}.unfinished")
    with tarfile.open(packed, "w") as tar:
        _add(tar, MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False).encode())
        tar.add(dump, DUMP)
    try:
        with packed.open("rb") as source, os.fdopen(_own_file(unfinished), "wb") as target:
            pyrage.encrypt_io(source, target, [_identity(key).to_public()])
            target.flush()
            os.fsync(target.fileno())
        os.replace(unfinished, file)
    except pyrage.EncryptError as error:  # what the disk said is in its words
        raise BadBackup(f"{file} не записан: {in_russian(str(error))}.") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def read(file, folder, key):
    """The Manifest and the dump (a path in `folder`) of a backup, read whole and compared. Raises BadBackup."""
    packed = folder / "packed"
    try:
        with file.open("rb") as source, os.fdopen(_own_file(packed), "wb") as target:
            pyrage.decrypt_io(source, target, [_identity(key)])
    except FileNotFoundError:
        raise BadBackup(f"{file}: такого файла нет.") from None
    except (pyrage.DecryptError, OSError) as error:
        if getattr(error, "errno", None) is not None:  # of the disk, not of what was read
            raise
        raise BadBackup(
            f"{file}: не открывается ({error}). Файл изменён, обрезан, не копия Побратима или сделан с другим "
            "BACKUP_KEY."
        ) from None
    try:
        return _unpacked(packed, folder)
    except (tarfile.TarError, ValueError, TypeError, KeyError, EOFError):
        raise BadBackup(f"{file}: внутри не копия Побратима.") from None
    finally:
        packed.unlink()


def _unpacked(packed, folder):
    with tarfile.open(packed, "r:") as tar:
        first, second = tar.next(), tar.next()
        if (
            [one and one.name for one in (first, second)] != [MANIFEST, DUMP]
            or first.size > LARGEST_MANIFEST
            or not second.isreg()
        ):
            raise ValueError
        told = json.loads(tar.extractfile(first).read())
        if told.get("format") != FORMAT:
            raise BadBackup(f"Копия в формате {told.get('format')}: нужна более новая версия программы.")
        manifest, dump = Manifest(**told), folder / DUMP
        with os.fdopen(_own_file(dump), "wb") as target, tar.extractfile(second) as source:
            while piece := source.read(CHUNK):
                target.write(piece)
    if (dump.stat().st_size, _digest_of(dump)) != (manifest.size, manifest.sha256):
        raise ValueError
    return manifest, dump


def _identity(key):
    try:
        return pyrage.x25519.Identity.from_str(key)
    except pyrage.IdentityError:
        raise BadBackup("BACKUP_KEY не похож на ключ. Новый ключ: manage.py backup --new-key.") from None


def _add(tar, name, data):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def _own_file(path):
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def _digest_of(path: Path):
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
