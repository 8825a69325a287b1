"""A large table beside others' work: `python -m benchmarks.load.large_table [--postgres] [--reports 60]`.

An officer saves events one after the other: alone first, then while the coordinator's consolidated table, with as many
rows a report as it holds, is read, looked at and taken in. Afterwards somebody uploads a file of nearly 30 MB, and the
web processes are to be as small as before. Exit status 1 where a save failed, nothing was told of the progress, or
memory stays.
"""

import argparse
import datetime
import io
import json
import os
import statistics
import sys
import threading
import time
import zipfile

from benchmarks.load.people import APPLIED, Browser, Tally, _error_of, _fields, _hidden
from benchmarks.load.stage import Stage, address_of
from reports.files.table import PrintedRow, Table, TableSection
from reports.files.write import word

ROWS = 300  # of a report: as many as it holds
ALONE = 10  # saves before the table comes
MOST_MORE = 10  # MB of a web process after a large file
LARGE = 29 * 1024 * 1024  # bytes of its picture
PATIENCE = 900  # seconds for the table


class Saver:
    """An officer who saves new events, and how long each took in seconds."""

    def __init__(self, browser):
        self.browser, self.times, self.number = browser, [], 0
        self.report = _report_of(browser)

    def save(self):
        _, _, page = self.browser.ask("page", f"/report/{self.report}/events/add/")
        form = page[page.index('id="event-form"') :]
        self.number += 1
        sent = {**_hidden(form[: form.index("</form>")]), "name": f"Событие {self.number}", "action": "save"}
        began = time.monotonic()
        status, _, _ = self.browser.ask("save", f"/report/{self.report}/events/add/", sent)
        self.times.append(time.monotonic() - began)
        if status != 302:
            self.browser.tally.fail(f"save {self.number}: {status}")


def _report_of(browser):
    _, place, _ = browser.ask("page", "/")
    _, _, page = browser.ask("page", place)
    return page.partition("/report/")[2].partition("/")[0]


def _upload(browser, address, data):
    """The place of the upload's own page."""
    _, _, page = browser.ask("page", address)
    fields = _hidden(page[page.index("<form", page.index("<main")) :])
    return browser.ask("upload", address, fields, file=("file", "Таблица.docx", data))[1]


def _wait(browser, place, told):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        _, _, answer = browser.ask("status", f"{place}status/", is_script=True)
        if answer.startswith("{"):
            found = json.loads(answer)
            told.add(found["words"])
            if not found["is_running"]:
                return
        time.sleep(0.5)
    browser.tally.fail(f"{place}: not ready after {PATIENCE} s")


def _take_in(browser, data, told):
    """Upload the table, look at it, take in what fits."""
    place = _upload(browser, "/periods/2024-4/import/", data)
    _wait(browser, place, told)
    _, _, preview = browser.ask("page", place)
    form = preview.partition('id="choices"')[2]
    if not form:
        return browser.tally.fail(f"no rows to choose, but {_error_of(preview)}")
    browser.ask("take in", place, [*_fields(form[: form.index("</form>")]), ("action", "apply")])
    _wait(browser, place, told)
    if APPLIED not in (page := browser.ask("page", place)[2]):
        browser.tally.fail(f"the table did not go in: {_error_of(page)}")
    return None


def _document(reports=1, rows=1, picture=0):
    sections = [
        TableSection(
            f"муниципальное образование «{place}-й район» Смоленской области",
            [
                PrintedRow(f"Событие {row}", "г. Рудня", "5 ноября 2024 года", f"Цель {row}", "Гости")
                for row in range(rows)
            ],
        )
        for place in range(reports)
    ]
    stream = io.BytesIO()
    created = datetime.datetime(2024, 12, 31, tzinfo=datetime.UTC)
    word.write(Table("Отчёт", sections, author="Область", created=created), stream)
    if picture:
        with zipfile.ZipFile(stream, "a") as package:
            package.writestr("word/media/image1.png", os.urandom(picture))
    return stream.getvalue()


def main(words):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load.large_table")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--reports", type=int, default=60)
    asked = parser.parse_args(words)
    table, large, tally, told = _document(asked.reports, ROWS), _document(picture=LARGE), Tally(), set()

    def signed_in(name, number):
        browser = Browser(node.port, tally, f"10.0.{number}.7")
        assert browser.sign_in(name), name
        return browser

    with Stage() as stage:
        if asked.postgres:
            stage.surroundings["DATABASE_URL"] = address_of(stage.postgres())
        stage.prepare(asked.reports + 2, 1)
        node = stage.node("node", workers=2)
        saver = Saver(signed_in(f"officer{asked.reports}", 1))
        coordinator = signed_in("coordinator0", 2)
        for _ in range(ALONE):
            saver.save()
        alone, saver.times = saver.times, []
        before = node.seconds()
        taker = threading.Thread(target=_take_in, args=(coordinator, table, told))
        taker.start()
        while taker.is_alive():
            if saver.number < ROWS:  # a full report takes no more
                saver.save()
            time.sleep(0.5)
        spent = node.seconds() - before
        small = node.memory()
        third = signed_in(f"officer{asked.reports + 1}", 3)
        _wait(third, _upload(third, f"/report/{_report_of(third)}/import/", large), set())
        time.sleep(2)
        more = [now - then for now, then in zip(node.memory(), small, strict=True)]
    told = sorted(words for words in told if any(sign.isdigit() for sign in words))
    for what, times in (("alone", alone), ("beside the table", saver.times)):
        print(f"{len(times)} saves {what}: median {statistics.median(times):.2f} s, longest {max(times):.2f} s")
    number = asked.reports * ROWS
    print(f"{number} rows, {len(table) // 1024} KB: {spent:.0f} s of processor, progress told {len(told)} times")
    print(f"memory of the web processes after {len(large) >> 20} MB: {', '.join(f'{one:+.0f} MB' for one in more)}")
    print("\n".join(tally.failures) or "no failures")
    return 1 if tally.failures or not told or max(more) > MOST_MORE else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
