"""Pictures of all pages before and after a change, compared pixel by pixel.

    python tools/compare_screens.py take BEFORE           in the checkout as it was
    python tools/compare_screens.py take AFTER BEFORE     in the changed one, with the data of BEFORE
    python tools/compare_screens.py compare BEFORE AFTER  names the pages that differ; exit status 1 when there are any

`take` loads the demo data into BEFORE/demo.sqlite3 and serves a copy of it under a frozen clock. Each of
PEOPLE signs in and follows every link; of addresses of one kind the first few are pictured. At last
some buttons are pressed. All that pictures depend on is held: the data, the clock of server and browser, animations,
the cursor, the pointer, the fonts.
"""

import datetime
import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

from django.core.management import execute_from_command_line
from django.utils import timezone
from PIL import Image, ImageChops
from playwright.sync_api import Error, sync_playwright
from screens import BROWSER, sign_in

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime.datetime(2026, 7, 14, 9, 0, tzinfo=datetime.UTC)  # midday of a working day in Moscow
DATABASE = "demo.sqlite3"
# Nobody, and everybody whose pages look different; the other officers of the demo data have nothing to report.
PEOPLE = ("", "coordinator", "lists", "smolensk", "vyazma", "desnogorsk", "khislavichi", "rudnya", "roslavl")
STARTS = ("/", "/accounts/login/", "/accounts/password/", "/accounts/forgotten-password/", "/no-such-page/")
PER_SHAPE = 2  # pictures of addresses that differ in KEYS only
TABLE = "1\tПриехал хор\tг. Минск\t4 апреля 2026 года\tКонцерт\tХор\n2\t\tг. Брест\tвесной\t\t"
# Pages that only a pressed button shows, after all links have been followed: person, the ending of the page's address,
# what is typed, the buttons one after another.
DEEDS = (
    ("", "/accounts/login/", {"#id_username": "smolensk", "#id_password": "no"}, ["Войти"]),
    ("smolensk", "/events/add/", {"#id_name": ""}, ["Сохранить"]),
    ("smolensk", "/submit/", {}, ["Сдать отчёт"]),
    ("smolensk", "/import/", {"#id_text": TABLE}, ["Прочитать вставленное", "Внести отмеченное"]),
    ("coordinator", "/remarks/add/", {}, ["Добавить замечание"]),
    ("coordinator", "/dates/", {"[name=deadline]": ""}, ["Сохранить сроки"]),
    ("lists", "/accounts/password/", {"#id_old_password": "no"}, ["Сменить пароль"]),
    ("lists", "/user/add/", {}, ["Сохранить"]),
)
HEIGHT = 900
WIDTHS = (1280, 390)
GROWN = 250  # milliseconds, after which fields of text have grown into a new width (static/js/event-form.js)
PAPER = 794  # A4 in CSS pixels
PRINTED = re.compile(r"/(sheet|consolidated|history|report/\d+|review/\d+|event/[\w-]+|periods/\d+-\d)/$")
FILE = re.compile(r"\.\w+(\?|$)")  # it is saved, not shown
# Keys, codes of countries, the query string.
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|(?<=/)[A-Z]{2}(?=/)|(?<=\?).*")
LINKS = "Array.from(document.links, (link) => link.href.split('#')[0])"


def main(words):
    """Take pictures or compare them. Exit status 1 for pages that differ, 2 for words that are not understood."""
    match words:
        case ["take", folder]:
            take(Path(folder), before=None)
        case ["take", folder, before]:
            take(Path(folder), before=Path(before))
        case ["compare", before, after]:
            return compare(Path(before), Path(after))
        case ["manage", *command]:  # called by this file itself
            os.chdir(ROOT)
            sys.path.insert(0, str(ROOT))
            os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
            timezone.now = lambda: NOW
            execute_from_command_line(["manage.py", *command])
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


# Taking


def take(folder, *, before):
    """Pictures of all pages into a folder that is not there yet; `before`: the folder whose data is shown again."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        database = Path(place, DATABASE)
        if before:
            _copy_database(before / DATABASE, database)
        else:
            for command in (["migrate", "--verbosity", "0"], ["load_demo"]):
                if _manage(database, *command).wait():
                    raise SystemExit(f"manage.py {command[0]} failed.")
        _copy_database(database, folder / DATABASE)
        port = _free_port()
        server = _manage(database, "runserver", "--noreload", str(port))
        try:
            _wait_for_server(port)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(**BROWSER)
                for person in PEOPLE:
                    _forget_sign_ins(database)
                    _take_all_of(person, browser, f"http://127.0.0.1:{port}", folder)
        finally:
            server.terminate()
            server.wait()


def _copy_database(source, target):
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _forget_sign_ins(database):
    """The limits on passwords count by the clock, and this one is frozen."""
    with closing(sqlite3.connect(database)) as data, data:
        data.execute("DELETE FROM municipalities_guesscount")


def _manage(database, *command):
    """The process of a management command under the frozen clock."""
    return subprocess.Popen(
        [sys.executable, __file__, "manage", *command],
        env=os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DEBUG": "True"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for_server(port):
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server does not answer.")


def _take_all_of(person, browser, address, folder):
    """Pictures of all pages that links lead this person to, starting with STARTS."""
    context = browser.new_context(base_url=address, locale="ru-RU", timezone_id="Europe/Moscow")
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    if person:
        sign_in(page, person)
        if "/login/" in page.url:
            raise SystemExit(f"{person} could not sign in.")
    waiting, met, shapes = list(STARTS), set(STARTS), Counter()
    while waiting:
        path = waiting.pop(0)
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        try:
            page.goto(path)
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            continue
        _take(page, folder, f"{person or 'nobody'} {path}")
        for link in page.evaluate(LINKS):
            path = link.removeprefix(address)
            if not path.startswith("/") or path in met or FILE.search(path):
                continue
            met.add(path)
            shape = KEYS.sub("#", path)
            shapes[shape] += 1
            if shapes[shape] <= PER_SHAPE:
                waiting.append(path)
    for doer, ending, typed, buttons in DEEDS:
        if doer == person:
            page.goto(next(path for path in sorted(met) if path.endswith(ending)))
            for selector, text in typed.items():
                page.locator(selector).fill(text)
            for button in buttons:
                page.get_by_role("button", name=button, exact=True).last.click()
                page.wait_for_load_state("networkidle")
                _take(page, folder, f"{person or 'nobody'} {ending} {button}")
    context.close()


def _take(page, folder, name):
    """The open page at every width, and on paper when it is one that is printed."""
    page.wait_for_load_state("networkidle")
    views = [(f"{width}", width, "screen") for width in WIDTHS]
    if PRINTED.search(name):
        views.append(("print", PAPER, "print"))
    for view, width, media in views:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(media=media)
        page.mouse.move(0, 0)
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(GROWN)
        file = f"{name} {view}.png".replace("/", "_")
        page.screenshot(path=folder / file, full_page=True, animations="disabled", caret="hide")
        print(unquote(file), file=sys.stderr)
    page.emulate_media(media="screen")


# Comparing


def compare(before, after):
    """Print the pictures that differ, with the number of pixels. Exit status 1 when there are any."""
    old, new = ({path.name for path in folder.glob("*.png")} for folder in (before, after))
    wrong = [f"only in {before}: {name}" for name in sorted(old - new)]
    wrong += [f"only in {after}: {name}" for name in sorted(new - old)]
    for name in sorted(old & new):
        if count := differing_pixels(before / name, after / name):
            wrong.append(f"{count} pixels: {name}")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{len(old & new)} pictures compared, {len(wrong)} differ")
    return 1 if wrong or not old else 0


def differing_pixels(before, after):
    """How many pixels of two pictures differ; what only one of them has counts in full."""
    with Image.open(before) as old, Image.open(after) as new:
        both = (0, 0, min(old.width, new.width), min(old.height, new.height))
        red, green, blue = ImageChops.difference(*(one.convert("RGB").crop(both) for one in (old, new))).split()
        area = both[2] * both[3]
        only_one = old.width * old.height + new.width * new.height - 2 * area
    any_channel = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return area - any_channel.histogram()[0] + only_one


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
