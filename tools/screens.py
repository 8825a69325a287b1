"""The pictures of README.md and of the guide, from the demo data: `python tools/screens.py` (or `make screens`).

Loads the demo data into a database of its own, serves it, takes every picture of SHOTS at a fixed size, and a page of
the exported Word file. tests/browser/test_screens.py goes the same ways in its own browser, so that a picture whose
page has moved on breaks the build instead of lying.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "pobratim-demo"
PORT = 38477
ADDRESS = f"http://127.0.0.1:{PORT}"
BROWSER = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}
COLOURS = 128  # enough for ink, stamp and three signal colours with their smoothed edges

OFFICIAL_TABLE = "docs/img/official-table.png"
OFFICIAL_TABLE_SIZE = (1000, 707)  # A4 landscape
OFFICIAL_TABLE_PAGE = 1


@dataclass(frozen=True)
class Shot:
    """A picture of a page. `go` leads the signed-in page there from the home page; `top` is the selector of the element
    at the upper edge; empty for the top of the page."""

    file: str
    username: str
    width: int  # of the window and of the picture, pixels
    height: int
    go: Callable
    top: str = ""

    def take(self, page):
        """The picture as PNG. The page must be signed in, and its window as large as the shot."""
        page.goto("/")
        self.go(page)
        # What the pointer and the cursor touch would look different from one taking to the next.
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        page.wait_for_load_state("networkidle")
        if self.top:
            page.locator(self.top).first.evaluate("element => scrollTo(0, element.getBoundingClientRect().top - 12)")
        return page.screenshot(animations="disabled")


def stay(page):
    """The home page itself."""


def first_event(page):
    page.locator(".rows-list .row-link").first.click()


def check(page):
    page.get_by_role("link", name="Проверить и сдать").click()


def past_quarter(page):
    page.goto("/reports/2024-4/")


def past_board(page):
    page.goto("/periods/2024-4/")


def past_review(page):
    past_board(page)
    page.get_by_role("link", name="город Смоленск", exact=True).click()


def municipalities(page):
    page.get_by_role("link", name="Муниципальные образования", exact=True).click()


SHOTS = (
    Shot("docs/img/officer-form.png", "smolensk", 1280, 860, first_event),
    Shot("docs/img/coordinator-board.png", "coordinator", 1280, 860, past_board),
    Shot("static/img/help/quarter.png", "smolensk", 860, 700, stay, "h1"),
    Shot("static/img/help/event.png", "smolensk", 860, 620, first_event, "#event-form"),
    Shot("static/img/help/submit.png", "smolensk", 860, 520, check, "h1"),
    Shot("static/img/help/returned.png", "vyazma", 860, 620, past_quarter, ".case"),
    Shot("static/img/help/board.png", "coordinator", 1100, 760, past_board, "h1"),
    Shot("static/img/help/review.png", "coordinator", 1180, 720, past_review, "h1"),
    Shot("static/img/help/lists.png", "lists", 1000, 600, municipalities),
)


def sizes():
    """File → (width, height) in pixels, of every picture that this script makes."""
    return {shot.file: (shot.width, shot.height) for shot in SHOTS} | {OFFICIAL_TABLE: OFFICIAL_TABLE_SIZE}


def sign_in(page, username):
    page.goto("/accounts/login/")
    page.get_by_label("Имя для входа").fill(username)
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    page.wait_for_load_state()


def main():
    """Take all pictures anew. Exit status 1 with a sentence when a program is missing."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/screens.sqlite3", "DEBUG": "True"}
        _manage(environment, "migrate", "--verbosity", "0")
        _manage(environment, "load_demo")
        server = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", str(PORT)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for_server()
            with sync_playwright() as playwright:
                _take_all(playwright)
        finally:
            server.terminate()
            server.wait()
        _draw_official_table(environment, Path(folder))
    return 0


def _manage(environment, *words):
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, stdout=sys.stderr)


def _wait_for_server():
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("Сервер не отвечает: возможно, занят порт.")


def _take_all(playwright):
    browser = playwright.chromium.launch(**BROWSER)
    for shot in SHOTS:
        context = browser.new_context(
            base_url=ADDRESS,
            viewport={"width": shot.width, "height": shot.height},
            locale="ru-RU",
            timezone_id="Europe/Moscow",
        )
        page = context.new_page()
        sign_in(page, shot.username)
        target = ROOT / shot.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(shot.take(page))
        _make_small(target)
        context.close()
    browser.close()


def _draw_official_table(environment, folder):
    """A page of the table of Q4 2024 as the word processor lays it out."""
    document = folder / "table.docx"
    _manage(environment, "export_report", "2024", "4", "--format", "docx", "--all", "--output", str(document))
    command = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), str(document)], check=True, stdout=sys.stderr)
    page, target = str(OFFICIAL_TABLE_PAGE), ROOT / OFFICIAL_TABLE
    width, height = map(str, OFFICIAL_TABLE_SIZE)
    command = ["pdftoppm", "-png", "-singlefile", "-f", page, "-scale-to-x", width, "-scale-to-y", height]
    subprocess.run([*command, str(document.with_suffix(".pdf")), str(target.with_suffix(""))], check=True)
    _make_small(target)


def _make_small(path):
    """Few colours instead of millions: a third of the bytes without a visible difference."""
    picture = Image.open(path).convert("RGB").quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
