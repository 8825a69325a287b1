"""What the first page weighs on its way to the browser: HTML, CSS, sprite and JavaScript, compressed."""

import gzip
import re
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from benchmarks.asking import Asking
from benchmarks.timing import Line

FIRST_PAGE_KB = 100
JAVASCRIPT_KB = 30
FILES = re.compile(rb'(?:href|src)="(/static/[^"#]+)')


def lines():
    """The lines of the table about bytes on the wire; static files are collected and compressed already."""
    ask = Asking()
    found = []
    for name, username, address in (
        ("sign-in page", None, reverse("login")),
        ("officer's quarter", "officer", reverse("officer_quarter", args=[2025, 1])),
    ):
        body = ask(username, address)
        files = sorted({match.decode() for match in FILES.findall(body)})
        sizes = {"HTML": len(gzip.compress(body, 6))} | {_kind(file): 0 for file in files}
        for file in files:
            sizes[_kind(file)] += _compressed(file)
        total = sum(sizes.values()) / 1024
        parts = ", ".join(f"{kind} {size / 1024:.1f}" for kind, size in sizes.items())
        found.append(
            Line(
                f"first page over the wire: {name}",
                f"{total:.1f} KB",
                parts,
                "",
                f"≤ {FIRST_PAGE_KB} KB",
                total <= FIRST_PAGE_KB,
            )
        )
    scripts = list(Path(settings.BASE_DIR, "static", "js").glob("*.js"))
    size = sum(path.stat().st_size for path in scripts) / 1024
    found.append(
        Line(
            f"our JavaScript, all {len(scripts)} files, not compressed",
            f"{size:.1f} KB",
            "",
            "",
            f"≤ {JAVASCRIPT_KB} KB",
            size <= JAVASCRIPT_KB,
        )
    )
    return found


def _kind(file):
    return {"css": "CSS", "js": "JS"}.get(file.rpartition(".")[2], "pictures")


def _compressed(file):
    path = Path(settings.STATIC_ROOT, file.removeprefix(settings.STATIC_URL))
    compressed = Path(f"{path}.gz")
    return (compressed if compressed.exists() else path).stat().st_size
