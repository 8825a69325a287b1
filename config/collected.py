"""The static files that `manage.py collectstatic` has collected, and whether they are those of this version."""

import hashlib
import re
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from reports.pages.bundles import BUNDLES

MARK = "sources.sha256"  # beside the collected files: of what they were made


class CollectedFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, and it notes which files it has collected.

    Times say nothing here: an upgrade by copying may bring older ones, and a fresh checkout newer ones.
    """

    def post_process(self, paths, dry_run=False, **options):
        """As WhiteNoise's, of our files without their comments and with the bundles; the mark is written last, when all
        files are there."""
        if not dry_run:
            self._strip_and_bundle(paths)
        yield from super().post_process(paths, dry_run=dry_run, **options)
        if not dry_run:
            Path(self.path(MARK)).write_text(digest_of_sources(), encoding="ascii")

    def _strip_and_bundle(self, paths):
        for name in list(paths):
            if name.startswith(("css/", "js/")):
                self._write(name, stripped(Path(self.path(name)).read_text(encoding="utf-8"), name))
                paths[name] = self, name  # what is compressed and named is read from there, not from the source
        for bundle, parts in BUNDLES.items():
            # A mark between them, lest the next one is taken for the arguments of the one before.
            between = ";\n" if bundle.endswith(".js") else "\n"
            self._write(bundle, between.join(Path(self.path(part)).read_text(encoding="utf-8") for part in parts))
            paths[bundle] = self, bundle

    def _write(self, name, text):
        Path(self.path(name)).write_text(text, encoding="utf-8")


# Texts in quotes come first, so that nothing in them is taken for something else.
_QUOTED = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
# Both of style sheets. A space before a colon or round a sign may mean something in a selector, and in calc().
_STYLES_COMMENT = re.compile(_QUOTED + r"|/\*.*?\*/", re.DOTALL)
_STYLES_SPACE = re.compile(_QUOTED + r"|[\s;]*(\})\s*|\s*([{;,])\s*|(:)\s+|\s+")
# Of scripts: lines with a template, which may hold others, and patterns, which follow a sign, are left as they are.
_SCRIPT_TEMPLATE = r"([^\n`]*`[^\n]*)"
_SCRIPT_PATTERN = r"([(,=:\[!&|?{;>])\s*(/(?![/*])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/)"
_SCRIPT_COMMENT = re.compile(rf"{_SCRIPT_TEMPLATE}|{_QUOTED}|{_SCRIPT_PATTERN}|/\*.*?\*/|//[^\n]*", re.DOTALL)
# The end of a line stays where it may end a statement. A space round «+» and «-» keeps them from becoming «++».
_SCRIPT_SPACE = re.compile(
    rf"{_SCRIPT_TEMPLATE}|{_QUOTED}|[ \t]*{_SCRIPT_PATTERN}"
    r"|[ \t]*([({\[,;:?=&|])\s*|\s*([)}\]])[ \t]*|[ \t]*([<>!*%])[ \t]*|\s*(\n)\s*|[ \t]+"
)


def stripped(text, name):
    """A style sheet or script of ours without what only its reader needs: a quarter of what goes over the wire."""
    comment, space = (_SCRIPT_COMMENT, _SCRIPT_SPACE) if name.endswith(".js") else (_STYLES_COMMENT, _STYLES_SPACE)
    text = comment.sub(_kept, text)
    return space.sub(_kept, text).strip()


def _kept(found):
    return "".join(filter(None, found.groups())) or " "


def trouble():
    """Why pages cannot be drawn as they should, by name, or nothing. A storage without digests, as on a laptop, needs
    no collecting."""
    collected = getattr(staticfiles_storage, "hashed_files", None)
    if collected is None:
        return ""
    if not collected or not _are_there(collected.values()):
        return "static_files_missing"
    return "" if _mark() == _digest_at_the_start() else "static_files_old"


def digest_of_sources():
    """One digest of all static files of the program and of the packages, as collectstatic would find them."""
    ignored = apps.get_app_config("staticfiles").ignore_patterns
    found = {}
    for finder in get_finders():
        for path, storage in finder.list(ignored):
            found.setdefault(str(Path(getattr(storage, "prefix", None) or "", path)), (storage, path))
    digest = hashlib.sha256()
    for name, (storage, path) in sorted(found.items()):
        with storage.open(path) as source:
            digest.update(f"{name}\n{hashlib.sha256(source.read()).hexdigest()}\n".encode())
    return digest.hexdigest()


# Read once: a process that runs goes on with the templates and the files that it has begun with.
_digest_at_the_start = cache(digest_of_sources)


def _are_there(names):
    root = Path(settings.STATIC_ROOT)
    return all((root / name).is_file() for name in names)


def _mark():
    try:
        return (Path(settings.STATIC_ROOT) / MARK).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
