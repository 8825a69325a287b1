"""The form of an event over a slow line, on a slow computer: 400 kbit/s, 200 ms, a processor four times slower.

A real server with production's settings and a real Chromium. Where either is missing nothing is measured, and the
reason stands in the table. Cold: nothing is kept; warm: the files of the form are there from another page of it.
"""

import os
import statistics
import subprocess
import sys
import time
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from django.conf import settings
from django.urls import reverse

from benchmarks.asking import Asking
from benchmarks.database import period
from benchmarks.timing import Line
from reports.models import Submission

CHROMIUM = "/usr/bin/chromium"
PORT = int(os.environ.get("SLOW_LINK_PORT", "8129"))
LINE = {"offline": False, "latency": 200, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # ms, bytes/s
SLOWER = 4
RUNS = 5
PATIENCE = 60  # seconds
PAINT, TYPING = {"cold": 1.8, "warm": 0.5}, {"cold": 2.0, "warm": 0.8}  # seconds
FIRST_PAGE_KB, FORM_KB = 30, 40
# The moment of the largest paint, and of the end of the scripts that wait for the whole page, in milliseconds. What
# comes after the page, such as its icon in the tab, is waited for and weighed, too.
_MOMENTS = """() => new Promise((tell) => {
  let paint = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) paint = entry.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  const [page] = performance.getEntriesByType("navigation");
  const sizes = [page, ...performance.getEntriesByType("resource")].map((one) => one.encodedBodySize);
  setTimeout(() => tell([paint, page.domContentLoadedEventEnd, sizes.reduce((sum, size) => sum + size)]), 1500);
})"""


def lines():
    """The lines of the table; one that says why where nothing can be measured."""
    missing = _missing()
    if missing:
        return [Line(f"slow link: not measured, {missing}", "", "", "", "", None)]
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  a server has none

    draft = Submission.objects.filter(period=period(2025, 1)).order_by("municipality__sort_key").first()
    form = reverse("event", args=[draft.events.order_by("pk")[25].uid])
    quarter, other = reverse("officer_quarter", args=[2025, 1]), reverse("event_add", args=[draft.pk])
    session = Asking().cookies["officer"].partition(";")[0].partition("=")[2]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "benchmarks.served", "--bind", f"127.0.0.1:{PORT}", "--workers", "2"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"STATIC_ROOT": str(settings.STATIC_ROOT)},
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            visits = [_visit(browser, session, form, other) for _ in range(RUNS)]
            first = _visit(browser, session, quarter, quarter)["cold"]
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return [*_lines(visits), *_weights(first, visits[0]["cold"])]


def _missing():
    if not Path(CHROMIUM).exists():
        return f"no {CHROMIUM}"
    return "; ".join(f"no {name}" for name in ("gunicorn", "playwright") if find_spec(name) is None)


def _wait():
    for _ in range(PATIENCE * 10):
        try:
            with urlopen(f"http://127.0.0.1:{PORT}/healthz"):
                return
        except HTTPError as answer:
            if answer.code != HTTPStatus.BAD_GATEWAY:
                return
        except URLError:
            time.sleep(0.1)
    raise RuntimeError("the server does not start")


def _visit(browser, session, address, other):
    """What a new browser sees of the page cold, and again after another page of the same files."""
    context = browser.new_context(extra_http_headers={"X-Forwarded-Proto": "https"})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    # By its address, because the prefix of its name forbids to name a domain.
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": "https://localhost/", "secure": True}
    devtools.send("Network.setCookie", cookie)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    found = {"cold": _load(page, devtools, address)}
    _load(page, devtools, other)
    found["warm"] = _load(page, devtools, address)
    context.close()
    return found


def _load(page, devtools, address):
    """(seconds to the largest paint, seconds until one can type, bytes of files, with their headers, requests)."""
    weights = []

    def note(event):
        weights.append(event["encodedDataLength"])

    devtools.on("Network.loadingFinished", note)
    answer = page.goto(f"http://localhost:{PORT}{address}", wait_until="load", timeout=PATIENCE * 1000)
    assert answer.status == HTTPStatus.OK, answer
    paint, typing, files = page.evaluate(_MOMENTS)
    devtools.remove_listener("Network.loadingFinished", note)
    return paint / 1000, typing / 1000, files, sum(weights), sum(weight > 0 for weight in weights)


def _lines(visits):
    for state in ("cold", "warm"):
        for what, at, reach in (("largest paint", 0, PAINT[state]), ("can type", 1, TYPING[state])):
            times = [visit[state][at] for visit in visits]
            middle = statistics.median(times)
            shown = f"{middle:.2f} s ({min(times):.2f}–{max(times):.2f})"
            yield Line(f"form over 400 kbit/s, {state}: {what}", shown, "", "", f"≤ {reach} s", middle <= reach)


def _weights(first, form):
    for name, (_, _, files, all_bytes, requests), most in (
        ("first page", first, FIRST_PAGE_KB),
        ("form", form, FORM_KB),
    ):
        kb = all_bytes / 1024
        shown = f"{kb:.1f} KB, {requests} requests"
        beside = f"{files / 1024:.1f} KB without headers"
        yield Line(f"{name} over the wire with headers, cold", shown, beside, "", f"≤ {most} KB", kb <= most)
