"""A backup file opens whole, with its own key, or not at all."""

import os
import random

import pyrage
import pytest

from config import backup_file
from config.backup_file import BadBackup

KEY = backup_file.new_key()
FACTS = {"program": "1.4", "database": "sqlite", "made_at": "2026-11-30T10:00:00+03:00", "migrations": [["a", "b"]]}
FACTS |= {"rows": {"table": 3}}
CONTENT = random.Random(1).randbytes(200_000)


@pytest.fixture
def backup(tmp_path):
    file, dump = tmp_path / "copy.pobratim", tmp_path / "dump"
    dump.write_bytes(CONTENT)
    backup_file.write(file, dump, FACTS, KEY)
    return file


def read(file, tmp_path, key=KEY):
    folder = tmp_path / "read"
    folder.mkdir()
    return backup_file.read(file, folder, key)


def test_what_was_written_is_read_and_only_its_owner_may(backup, tmp_path):
    manifest, dump = read(backup, tmp_path)
    assert (manifest.rows, manifest.migrations, dump.read_bytes()) == ({"table": 3}, [["a", "b"]], CONTENT)
    assert [path.stat().st_mode & 0o777 for path in (backup, dump)] == [0o600, 0o600]
    assert CONTENT[:50] not in backup.read_bytes()


@pytest.mark.parametrize("way", ["out", "in"])
def test_a_full_disk_leaves_no_half_and_is_told_from_a_damaged_copy(backup, tmp_path, monkeypatch, way):
    """A real device that is full; nothing is under the final name and nothing beside it."""
    monkeypatch.setattr(backup_file, "_own_file", lambda path: os.open("/dev/full", os.O_WRONLY))
    if way == "out":
        (tmp_path / "packed").unlink()
        with pytest.raises((BadBackup, OSError), match="No space left"):
            backup_file.write(tmp_path / "second.pobratim", tmp_path / "dump", FACTS, KEY)
        assert {path.name for path in tmp_path.iterdir()} == {"copy.pobratim", "dump", "packed"}
    else:
        monkeypatch.setattr(backup_file.Path, "unlink", lambda path, **_: None)
        with pytest.raises(OSError, match="No space left"):
            read(backup, tmp_path)


def sabotaged(data):
    """Twenty files that are no whole backup any more: changed bits, cut ends, added bytes, changed order."""
    dice = random.Random(20)
    for _ in range(9):
        place = dice.randrange(len(data))
        yield data[:place] + bytes([data[place] ^ 1 << dice.randrange(8)]) + data[place + 1 :]
    for left in (0, 1, 100, len(data) // 2, len(data) - 65_536, len(data) - 1):
        yield data[:left]
    yield data + b"\0"
    yield data + data
    yield data[:70_000] + data[135_536:] + data[70_000:135_536]
    yield CONTENT
    yield b"PK\x03\x04" + data


def test_each_of_twenty_sabotages_is_refused(backup, tmp_path):
    data = backup.read_bytes()
    files = list(sabotaged(data))
    assert len(files) == 20
    for number, other in enumerate(files):
        file = tmp_path / f"sabotaged-{number}"
        file.write_bytes(other)
        folder = tmp_path / f"folder-{number}"
        folder.mkdir()
        with pytest.raises(BadBackup, match=r"не открывается|внутри не копия"):
            backup_file.read(file, folder, KEY)


def test_another_key_opens_nothing_and_a_word_is_no_key(backup, tmp_path):
    with pytest.raises(BadBackup, match="другим"):
        read(backup, tmp_path, backup_file.new_key())
    with pytest.raises(BadBackup, match="не похож на ключ"):
        backup_file.read(backup, tmp_path, "пароль")


@pytest.mark.parametrize("content", [b"", b"no tar", b"\0" * 10_240])
def test_what_holds_something_else_is_refused(tmp_path, content):
    file = tmp_path / "other"
    file.write_bytes(pyrage.encrypt(content, [pyrage.x25519.Identity.from_str(KEY).to_public()]))
    with pytest.raises(BadBackup, match="не копия Побратима"):
        read(file, tmp_path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadBackup, match="такого файла нет"):
        backup_file.read(tmp_path / "nowhere", tmp_path, KEY)


def test_an_unfinished_backup_leaves_no_file(tmp_path, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(backup_file.pyrage, "encrypt_io", full)
    dump = tmp_path / "dump"
    dump.write_bytes(b"x")
    with pytest.raises(OSError, match="No space"):
        backup_file.write(tmp_path / "copy", dump, FACTS, KEY)
    assert not (tmp_path / "copy").exists()
    assert not list(tmp_path.glob("*.unfinished"))
