"""The static files that `manage.py collectstatic` has collected, and whether they are those of this version."""

import hashlib
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

MARK = "sources.sha256"  # beside the collected files: of what they were made


class CollectedFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, and it notes which files it has collected.

    Times say nothing here: an upgrade by copying may bring older ones, and a fresh checkout newer ones.
    """

    def post_process(self, *args, **kwargs):
        """As WhiteNoise's; the mark is written last, when all files are there."""
        yield from super().post_process(*args, **kwargs)
        if not kwargs.get("dry_run"):
            Path(self.path(MARK)).write_text(digest_of_sources(), encoding="ascii")


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
