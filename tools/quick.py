"""Name the tests of what was changed, for `make quick`: `python tools/quick.py [FILE…]`.

Without files: what differs from the branch main, committed or not. On main itself: uncommitted changes, or else the
last commit. A module has the tests that carry its name: tests/…/test_NAME.py, test_NAME_more.py, or a folder NAME; a
module without any has those that import it. Browsers are left to `make test`, unless their test itself was changed.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALWAYS = "tests/whole/test_project.py"


def git(*words):
    """What git says, as lines; an empty list where it refuses."""
    said = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return said.stdout.splitlines() if said.returncode == 0 else []


def changed():
    """Paths of the files that differ, also of those that git does not know yet."""
    new = git("ls-files", "--others", "--exclude-standard")
    head, since = git("rev-parse", "HEAD"), git("merge-base", "HEAD", "main")
    if since and since != head:
        return [*git("diff", "--name-only", since[0]), *new]
    return [*git("diff", "--name-only", "HEAD"), *new] or git("diff", "--name-only", "HEAD~1")


def test_files():
    """All test files without those that start a browser, relative to the root."""
    found = sorted(path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py"))
    return [path for path in found if "browser" not in path.parts]


def carries(test, name):
    """Whether the test is named after it, or lies in a folder that is."""
    return re.fullmatch(rf"test_{re.escape(name)}(_\w+)?", test.stem) is not None or name in test.parts[1:-1]


def imports(test, module):
    """Whether the test takes the module, or something of it."""
    package, _, name = module.rpartition(".")
    text = (ROOT / test).read_text(encoding="utf-8")
    one = (
        rf"from {re.escape(package)} import [^\n]*\b{name}\b|import {re.escape(module)}\b|from {re.escape(module)}[. ]"
    )
    return re.search(one, text) is not None


def tests_of(path):
    """The test files of one changed file."""
    path = Path(path)
    if path.parts[0] == "tests":
        return [path] if path.name.startswith("test_") and (ROOT / path).exists() else []
    name = path.parent.name if path.name == "__init__.py" else path.stem
    name = name.strip("_").replace("-", "_")
    rooms = set(path.parent.parts) - {"reports", "municipalities", "config", "templates"}
    for word in (name, path.parent.name) if len(path.parts) > 3 else (name,):
        named = [test for test in test_files() if carries(test, word)]
        shared = [len(rooms & {*test.parts[1:-1], test.stem.removeprefix("test_")}) for test in named]
        # Of two modules of one name each has its own tests: those whose folders have most names in common with its own.
        if named and (max(shared) or not rooms):
            return [test for test, count in zip(named, shared, strict=True) if count == max(shared)]
    if path.suffix != ".py":
        return []
    module = ".".join(path.with_suffix("").parts)
    return [test for test in test_files() if imports(test, module)]


def main(paths):
    """Print the test files; print to stderr which changed files have no test."""
    chosen = {ALWAYS}
    for path in sorted(set(paths or changed())):
        found = {str(test) for test in tests_of(path)}
        if not found:
            print(f"{path}: no tests of its own, `make test` has what covers it", file=sys.stderr)
        chosen |= found
    print("\n".join(sorted(chosen)))


if __name__ == "__main__":
    main(sys.argv[1:])
