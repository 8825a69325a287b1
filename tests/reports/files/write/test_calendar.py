"""Calendars: written line by line as the standard has them, and read whole by another program's reader."""

import datetime
import re

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.files.write import calendar
from reports.files.write.calendar import OCTETS, Entry, escaped, folded, write

from .right_calendars import DAYS, ESCAPED, FOLDED

CHANGED = datetime.datetime(2024, 12, 2, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=3)))
DAY = datetime.date(2024, 11, 4)


def an_entry(**fields):
    return Entry(**{"uid": "a@b", "first": DAY, "last": DAY, "summary": "Фестиваль", "changed": CHANGED, **fields})


def read(data):
    return icalendar.Calendar.from_ical(data)


@pytest.mark.parametrize(("typed", "written"), ESCAPED)
def test_a_text_is_escaped(typed, written):
    assert escaped(typed) == written


@pytest.mark.parametrize(("line", "pieces"), FOLDED)
def test_a_long_line_is_folded_between_letters(line, pieces):
    assert folded(line) == "\r\n".join(pieces)


@pytest.mark.parametrize(("first", "last", "start", "end"), DAYS)
def test_the_end_is_the_day_after_the_last(first, last, start, end):
    lines = write("К", [an_entry(first=first, last=last)]).decode().split("\r\n")
    assert f"DTSTART;VALUE=DATE:{start}" in lines
    assert f"DTEND;VALUE=DATE:{end}" in lines


def test_the_last_day_there_is_breaks_nothing():
    assert b"DTEND;VALUE=DATE:99991231" in write("К", [an_entry(last=datetime.date.max)])


def test_entries_stand_by_days_whatever_order_they_come_in():
    """The same entries give the same bytes: a program that asks again is told that nothing has changed."""
    entries = [an_entry(uid=uid, first=DAY + datetime.timedelta(days=n)) for n, uid in enumerate("cab")]
    entries = [an_entry(uid=e.uid, first=e.first, last=e.first) for e in entries]
    data = write("К", entries)
    assert data == write("К", reversed(entries))
    assert re.findall(rb"UID:(\w)", data) == [b"c", b"a", b"b"]


def test_another_reader_finds_each_fact():
    entry = an_entry(
        sequence=3, location="г. Минск; зал", description="Сроки:\nдва дня", url="https://a.example/event/1/"
    )
    [event] = read(write("Побратим, город", [entry])).walk("VEVENT")
    assert event["UID"] == "a@b"
    assert event["SEQUENCE"] == 3
    assert event.decoded("DTSTART") == DAY
    assert event.decoded("DTEND") == DAY + datetime.timedelta(days=1)
    assert event.decoded("LAST-MODIFIED") == event.decoded("DTSTAMP") == CHANGED
    assert (str(event["LOCATION"]), str(event["DESCRIPTION"])) == (entry.location, entry.description)
    assert str(event["URL"]) == entry.url
    assert str(read(write("Побратим, город", []))["X-WR-CALNAME"]) == "Побратим, город"


# What remains of any text: control characters go, a tab is a blank, a line ends with LF. Of «\\,» the reader makes a
# comma alone, however it was written: the list of ESCAPED has the backslashes.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\\"), max_size=200)


def kept(text):
    return calendar._UNSEEN.sub("", re.sub(r"\r\n?", "\n", text).replace("\t", " "))


@given(TEXTS, TEXTS, TEXTS)
def test_any_text_comes_back_from_another_reader(summary, location, description):
    """And no text becomes a line of its own, whatever it holds."""
    data = write("К", [an_entry(summary=summary, location=location, description=description)])
    assert max(map(len, data.split(b"\r\n"))) <= OCTETS
    assert data.count(b"\r\nBEGIN:VEVENT\r\n") == 1
    [event] = read(data).walk("VEVENT")
    for key, text in {"SUMMARY": summary, "LOCATION": location, "DESCRIPTION": description}.items():
        assert str(event.get(key, "")) == kept(text)
