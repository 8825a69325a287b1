"""What Word and Excel files have in common: the zip around them, their properties, the letters that XML allows."""

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import BinaryIO
from xml.sax.saxutils import escape

CONTENT_TYPES = "[Content_Types].xml"
PROPERTIES = "docProps/core.xml"

# All but what XML 1.0 (section 2.2) allows in a text, and the three controls among that.
_UNPRINTABLE = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(value: str) -> str:
    """The text without characters that XML forbids: one of them, and no program would open the file.
    Tabs and newlines become blanks."""
    return _UNPRINTABLE.sub(lambda found: " " if found[0] in "\t\n\r" else "", value)


def entry(name: str) -> zipfile.ZipInfo:
    """A zip entry that tells nothing of the hour or the machine: its bytes depend on the data alone."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 0
    info.external_attr = 0o600 << 16  # zipfile puts this in place of 0, so say it
    return info


def parts_in_order(saved: BinaryIO) -> dict[str, bytes]:
    """The parts of a finished file (a stream), [Content_Types].xml first: Word and Excel find it anywhere, but
    other readers want it at the beginning."""
    with zipfile.ZipFile(saved) as package:
        names = sorted(package.namelist(), key=lambda name: (name != CONTENT_TYPES, name))
        return {name: package.read(name) for name in names}


def archive(files: dict[str, bytes]) -> bytes:
    """A zip of these files by name, in the order of their names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name in sorted(files):
            package.writestr(entry(name), files[name])
    return stream.getvalue()


def member(kept: bytes, name: str) -> bytes:
    """One file of an `archive` that the program has made itself. Raises KeyError."""
    with zipfile.ZipFile(io.BytesIO(kept)) as package:
        return package.read(name)


def core_properties(title: str, author: str, created: datetime) -> str:
    """The part behind «Файл → Сведения»: title, author, and the same time as created and last changed.

    Raises ValueError when `created` is naive."""
    if created.tzinfo is None:
        raise ValueError("created must be an aware datetime: the file's bytes would depend on the machine")
    moment = created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    title, author = (escape(printable(value)) for value in (title, author))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        "<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        "<dc:language>ru-RU</dc:language></cp:coreProperties>"
    )
