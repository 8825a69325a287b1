"""Behind the fences a reader cannot open anything: every kind, in every encoding, reads as it does in front of them."""

import pickle

import pytest

from reports.files.read import process
from reports.files.read.rtf_words import CODE_PAGES

from .mutants import sources
from .packages import EVENT, HEADINGS, HTML_TABLE, WORD_TABLE, word_parts, zipped
from .readings import readings
from .rtf_files import row, rtf_file

pytestmark = pytest.mark.child_process

LETTERS = "".join(f"\\'{number:02x}" for number in range(0xB0, 0x100))
RTF_PAGES = (437, 850, 852, 855, 866, 874, 932, 936, 949, 950, 65001, 10007, *range(1250, 1259))
PAGES = "windows-1251 koi8-r koi8-u cp866 iso-8859-5 mac-cyrillic utf-8 utf-16 windows-1252 iso-8859-1 us-ascii".split()
PAGES += "big5 gbk gb2312 gb18030 shift_jis euc-jp euc-kr no-such-encoding".split()


def files():
    """(way, name, bytes)"""
    plain = ";".join(HEADINGS) + "\n" + ";".join(EVENT)
    found = list(sources().items())
    for page in RTF_PAGES:
        found.append((f"{page}.rtf", rtf_file(row((LETTERS, "", 0), (LETTERS, "", 0)), page=rf"\ansicpg{page}")))
    for charset in CODE_PAGES:
        found.append((f"charset{charset}.rtf", rtf_file(rf"{{\fonttbl{{\f9\fcharset{charset} A;}}}}\f9 {LETTERS}")))
    for page in PAGES:
        head = f'<html><head><meta charset="{page}"></head><body>'
        codec = "cp1251" if page == "no-such-encoding" else page
        found.append((f"{page}.html", (head + HTML_TABLE).encode(codec, "replace")))
    for encoding in ("cp1251", "koi8-r", "cp866", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "mac-cyrillic"):
        found.append((f"{encoding}.csv", plain.encode(encoding, "replace")))
    for encoding in ("windows-1251", "iso-8859-1", "us-ascii", "utf-16"):
        found.append((f"{encoding}.docx", in_encoding(encoding)))
    inner = {"отчёт.csv".encode("cp866").decode("cp437"): plain.encode("cp1251")}
    found.append(("отчёт.zip", zipped(inner)))
    ways = [("table", name, data) for name, data in found]
    ways += [("list", name, data) for name, data in found if name.endswith((".csv", ".xlsx", ".ods", ".zip"))]
    return ways + [("printed", name, data) for name, data in found if name.endswith((".docx", ".xlsx", ".odt"))]


def in_encoding(encoding):
    """A Word document whose text is told to be in that encoding, and is."""
    parts = word_parts(WORD_TABLE)
    text = parts["word/document.xml"]
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + text[text.index("<w:document") :]
    return zipped({**parts, "word/document.xml": text.encode(encoding, "xmlcharrefreplace")})


def test_every_file_reads_behind_the_fences_as_it_does_in_front_of_them(monkeypatch):
    asked = pickle.dumps(files())
    way = process._START.partition("from ")[0]
    monkeypatch.setattr(process, "_START", f"{way}from tests.reports.files.read.readings import main; main()")
    told = process._answer(asked, {"name": "a", "year": 2024, "quarter": 4}, 60)
    here = readings(asked)["readings"]
    differ = [
        (what[:2], behind[:300], front[:300])
        for what, behind, front in zip(files(), told["readings"], here, strict=True)
        if behind != front
    ]
    assert differ == []
    assert set(told["opened"]) == {"encodings.no_such_encoding"}  # and that was in vain
