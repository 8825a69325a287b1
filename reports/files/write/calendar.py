"""Writes whole-day entries as a calendar that programs subscribe to (iCalendar, RFC 5545). The same entries give the
same bytes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

CONTENT_TYPE = "text/calendar; charset=utf-8"
OCTETS = 75  # of a line, without its end
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_SIGN = re.compile(r"[\\;,\n]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the calendar, from its first day to its last. `uid` stays, `sequence` grows with each change."""

    uid: str
    first: date
    last: date
    summary: str
    changed: datetime
    sequence: int = 0
    location: str = ""
    description: str = ""
    url: str = ""


def write(name: str, entries: Iterable[Entry]) -> bytes:
    """The calendar of this name, by days."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Pobratim//Calendar//RU",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    head += [f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"]
    ordered = sorted(entries, key=lambda entry: (entry.first, entry.uid))
    lines = [*head, *(line for entry in ordered for line in _lines(entry)), "END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def _lines(entry: Entry) -> Iterator[str]:
    changed = f"{entry.changed.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    after = min(entry.last, date.max - timedelta(days=1)) + timedelta(days=1)  # the end is not included
    yield from ("BEGIN:VEVENT", f"UID:{escaped(entry.uid)}", f"DTSTAMP:{changed}", f"LAST-MODIFIED:{changed}")
    yield from (
        f"SEQUENCE:{entry.sequence}",
        f"DTSTART;VALUE=DATE:{day(entry.first)}",
        f"DTEND;VALUE=DATE:{day(after)}",
    )
    texts = {"SUMMARY": entry.summary, "LOCATION": entry.location, "DESCRIPTION": entry.description}
    yield from (f"{key}:{escaped(text)}" for key, text in texts.items() if text)
    yield from ([f"URL:{entry.url}"] if entry.url else [])
    yield from ("TRANSP:TRANSPARENT", "END:VEVENT")


def day(of: date) -> str:
    """20241104, also of years before the thousandth."""
    return of.isoformat().replace("-", "")


def escaped(text: str) -> str:
    """A text as the value of a line."""
    text = re.sub(r"\r\n?", "\n", text).replace("\t", " ")
    return _SIGN.sub(lambda found: _ESCAPED[found[0]], _UNSEEN.sub("", text))


def folded(line: str) -> str:
    """The line in pieces of no more than OCTETS, between letters; each but the first begins with a blank."""
    octets, pieces, start = line.encode("utf-8", "replace"), [], 0
    while len(octets) - start > (room := OCTETS - bool(pieces)):
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # the middle of a letter
            end -= 1
        pieces.append(octets[start:end])
        start = end
    return b"\r\n ".join([*pieces, octets[start:]]).decode()
