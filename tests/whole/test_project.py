"""Rules about the repository as a whole: arrows, places, pins, pages."""

import ast
import hashlib
import os
import re
import socket
import subprocess
import sys
import urllib.request
from functools import cache
from pathlib import Path

import pytest
from django.contrib.auth import views as auth_views
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template import Template, TemplateDoesNotExist
from django.template.context import Context
from django.template.loader import get_template
from PIL import Image

from tests.conftest import ROOT, unavailable
from tools import pins, quick
from tools.draw_house import APPLICATIONS as OURS
from tools.draw_house import PICTURE, circle, draw, house, imports_of, modules, our_imports_of

# From the bottom to the top. A module may import from its own layer and from those below.
LAYERS = [
    ["reports.prose"],
    ["reports.files"],
    ["municipalities"],
    ["reports.models", "reports.apps"],
    ["reports.rules"],
    ["reports.queries"],
    ["reports.actions"],
    ["reports.imports"],
    ["reports.pages"],
    ["reports.templatetags", "reports.urls", "reports.admin"],
    ["reports.management", "config"],
]
# Draw or read documents; must work, and be tested, without a database.
WITHOUT_DATABASE = r"reports\.(prose|files)\..*|municipalities\.lists\.files"

# Every file of the repository matches one of these.
PLACES = re.compile(
    r"""
      README\.md
    | CHANGELOG\.md
    | LICENSE
    | Makefile
    | pyproject\.toml
    | manage\.py
    | gunicorn\.conf\.py
    | \.gitignore
    | \.gitattributes
    | requirements(-dev)?\.txt
    | \.ci/run
    | config/((sqlite|postgresql|accounts)/)?\w+\.py
    | municipalities/((migrations|models|lists)/)?\w+\.py
    | reports/((migrations|models|rules|queries|actions|imports|templatetags)/)?\w+\.py
    | reports/prose/((periods|places|documents|summary)/)?\w+\.py
    | reports/files/((read|write)/)?\w+\.py
    | reports/files/write/base\.docx
    | reports/pages/((officer|events|expected|series|table|twins|invitations|imports|figures)/)?\w+\.py
    | reports/pages/(agreements|archive|review|board|history|notices|releases|lists|partners|year)/\w+\.py
    | reports/pages/machines/(\w+\.py|openapi\.json)
    | reports/pages/(check|package)/\w+\.py
    | reports/management/(__init__|commands/\w+)\.py
    | templates/([\w-]+/)*[\w-]+\.(html|txt)
    | locale/ru/LC_MESSAGES/django\.(po|mo)
    | static/(css|css/pages|js|img|img/help)/[\w-]+\.(css|js|svg|png|ico|webp)
    | static/fonts/[\w-]+\.(woff2|txt)
    | fixtures/.+
    | tests/([\w-]+/)*\w+\.(py|json|txt|md|tsv)
    | benchmarks/(load/)?\w+\.(py|md)
    | docs/.+\.(md|png|svg)
    | tools/\w+\.py
    | ops/((install|upgrade|common)\.sh|nginx\.conf|pgbouncer\.ini|Containerfile|pobratim|pobratim\.env)
    | ops/systemd/pobratim[\w-]*\.(service|timer|target)
    """,
    re.VERBOSE,
)


@cache
def repository_files():
    """Paths of all files that git knows or would take, relative to the root."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]
    try:
        listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        unavailable("this is not a git checkout")
    return sorted(path for path in set(listing.split("\0")) - {""} if (ROOT / path).is_file())


@cache
def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def files(*suffixes, under=""):
    return [path for path in repository_files() if path.endswith(suffixes) and path.startswith(under)]


def layer_of(module):
    for height, names in enumerate(LAYERS):
        if any(module == name or module.startswith(f"{name}.") for name in names):
            # The packages themselves hold nothing but their docstring.
            return height
    return None


def test_every_module_has_its_layer_among_the_import_arrows():
    """A new module is added to LAYERS by whoever decides what may import it."""
    bare_packages = {"reports"}
    assert [name for name in modules() if layer_of(name) is None and name not in bare_packages] == []


def test_import_arrows_run_one_way():
    """municipalities ← reports.models ← rules and moves ← exports, imports, forms ← releases ← views."""
    against = [
        f"{module} imports {name}"
        for module in modules()
        for name in our_imports_of(module)
        if layer_of(module) is not None and layer_of(name) is not None and layer_of(name) > layer_of(module)
    ]
    assert against == []


def test_import_arrows_make_no_circle():
    """Inside a layer, too, there is a direction."""
    done, circles = set(), []

    def visit(module, trail):
        if module in trail:
            circles.append(" → ".join([*trail[trail.index(module) :], module]))
            return
        if module in done:
            return
        for name in sorted(our_imports_of(module)):
            visit(name, [*trail, module])
        done.add(module)

    for module in sorted(modules()):
        visit(module, [])
    assert circles == []


def test_import_arrows_are_drawn_as_they_are():
    """`python tools/draw_house.py` draws the picture of docs/architecture.md anew."""
    assert PICTURE.read_text(encoding="utf-8") == draw(house())


def test_a_circle_of_rooms_is_found_and_drawn_in_red():
    straight = {("a", "above"): {("a.room",)}, ("a.room",): {("a", "below")}, ("a", "below"): set()}
    assert circle(straight) == []
    assert "#c00" not in draw(straight)
    round_about = straight | {("a", "below"): {("a", "above")}}
    assert set(circle(round_about)) == set(straight)
    assert draw(round_about).count("#c00") == 1


def test_import_arrows_keep_drawing_and_reading_away_from_the_database():
    """Neither directly nor through another module of ours."""
    touching = []
    for module in modules():
        if not re.fullmatch(WITHOUT_DATABASE, module):
            continue
        reached, waiting = set(), {module}
        while waiting:
            name = waiting.pop()
            reached.add(name)
            waiting |= our_imports_of(name) - reached
        outside = {outer for name in reached for outer in imports_of(name)}
        touching += [f"{module} → {name}" for name in sorted(outside) if re.match(r"django\.db|psycopg2", name)]
    assert touching == []


def test_import_arrows_of_prose_need_no_django():
    """Understanding Russian official dates needs no web framework."""
    django = [name for name in modules() if name.startswith("reports.prose") for i in imports_of(name) if "django" in i]
    assert django == []


# What a migration may take from our code: fields, which Django writes there, and the manager that it names.
STABLE = {"municipalities.fields", "municipalities.models.UserManager"}


def test_migrations_import_nothing_that_goes_on_changing():
    """An old migration must do tomorrow what it did on the day it was written."""
    assert {name for path in files(".py") if "/migrations/" in path for name in names_taken_from_us(path)} <= STABLE


@cache
def tree_of(path):
    return ast.parse(read(path))


def names_taken_from_us(path):
    """What a migration uses of our code: names from `from … import`, and of an imported module its attributes, a class
    of `municipalities.fields` as the module."""
    tree, found = tree_of(path), set()
    used = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            modules_named = {alias.name for alias in node.names}
            found |= {name for name in used if name.rpartition(".")[0] in modules_named}
    ours = {name for name in found if name.startswith((*OURS, "."))}
    return {"municipalities.fields" if name.startswith("municipalities.fields.") else name for name in ours}


WRITES = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete"}


def writes_in(tree):
    """The calls in a piece of code that write into the database: those of WRITES, except a form's `save(commit=False)`.
    `update` counts with keywords only: a queryset takes nothing else, and a dict or a set is given another one."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        is_trial = any(word.arg == "commit" and ast.unparse(word.value) == "False" for word in node.keywords)
        is_update = node.func.attr == "update" and node.keywords and not node.args
        if is_update or (node.func.attr in WRITES and not is_trial):
            yield f"{node.lineno}: {ast.unparse(node)[:80]}"


def test_no_page_writes():
    """A page calls a function that asks the person's right itself; forms and what pages print write nothing either."""
    pages = re.compile(r"reports\.(pages|templatetags)(\..*)?")
    found = [
        f"{path}:{write}"
        for module, path in modules().items()
        if pages.fullmatch(module)
        for write in writes_in(tree_of(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "is_write"),
    [
        ("notice.save()", True),
        ("form.save(commit=False)", False),
        ("Notice.objects.filter(pk=1).update(read_at=now)", True),
        ("reports.update(**dates)", True),
        ("found.update(others)", False),
        ("Notice.objects.bulk_create(rows)", True),
        ("remark.delete()", True),
    ],
)
def test_a_write_is_told_from_what_only_looks_like_one(code, is_write):
    assert bool(list(writes_in(ast.parse(code)))) is is_write


def test_no_page_passes_for_the_program():
    """Only commands, and functions that let the program in, name it: what comes from a browser is always a person."""
    may = re.compile(
        r"reports\.(rules\.permissions|actions\.(events|invitations|notices|reminders|letters|retention)|imports\.(jobs|apply)"
        r"|management\..*)"
    )
    assert [name for name, path in modules().items() if "THE_PROGRAM" in read(path) and not may.fullmatch(name)] == []


def test_imports_stand_at_the_top_of_the_file():
    """An import hidden in a function is a sign that code is in the wrong place."""
    hidden = []
    for module, path in modules().items():
        for function in ast.walk(tree_of(path)):
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                hidden += [
                    f"{module}.{function.name}"
                    for node in ast.walk(function)
                    if isinstance(node, (ast.Import, ast.ImportFrom))
                ]
    assert hidden == []


# Modules of these rooms have a test file of their name in the same folder below tests/.
MIRRORED = ("rules", "queries", "actions", "files", "imports", "prose")
# Still without one; whoever writes it takes the name out.
UNMIRRORED = {
    "reports/imports/comparison.py",  # what compare.py returns: test_compare.py holds both
}


def is_mirrored(path, tests):
    """Whether one of the test files is the module's: test_NAME.py or test_NAME_more.py, where the module lies."""
    folder, _, name = path.removesuffix(".py").rpartition("/")
    own = re.compile(rf"tests/{re.escape(folder)}/test_{re.escape(name)}(_\w+)?\.py")
    return any(map(own.fullmatch, tests))


def test_tests_lie_where_the_code_lies():
    """Who changes a rule finds its test without a search; `make quick` finds it in the same way."""
    tests = files(".py", under="tests/")
    without = {
        path
        for room in MIRRORED
        for path in files(".py", under=f"reports/{room}/")
        if not path.endswith("__init__.py") and not is_mirrored(path, tests)
    }
    assert without - UNMIRRORED == set()


@pytest.mark.parametrize(
    ("test", "is_so"),
    [
        ("read/test_excel.py", True),
        ("read/test_excel_sheets.py", True),
        ("write/test_excel.py", False),
        ("read/excel.py", False),
        ("read/test_excels.py", False),
    ],
)
def test_a_test_is_a_modules_by_its_folder_and_its_name(test, is_so):
    assert is_mirrored("reports/files/read/excel.py", [f"tests/reports/files/{test}"]) is is_so


def test_no_test_file_is_too_long_to_be_read():
    """It falls apart at the modules that it is about."""
    assert [path for path in files(".py", under="tests/") if len(read(path).splitlines()) > MOST_LINES_OF_TESTS] == []


MOST_LINES_OF_TESTS = 1000


def test_every_file_has_its_place():
    """A file outside the layout of docs/architecture.md is in the wrong room, or the layout is old."""
    assert [path for path in repository_files() if not PLACES.fullmatch(path)] == []


def test_no_path_of_one_machine_is_written_down():
    """What works only where it was written does not work."""
    pattern = re.compile(r"(?<![\w.}\"'-])/(work|tmp|root|home)/\w")
    found = []
    for path in files(".py", ".md", ".html", ".toml", ".txt", ".json", ".css", ".js", "Makefile", "run"):
        for number, line in enumerate(read(path).splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path}:{number}: {line.strip()[:80]}")
    assert found == []


def test_every_requirement_is_pinned_with_the_digests_of_its_files():
    """The same install today and in a year, and nothing that was put in the place of a file."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [line for line in read(name).splitlines() if line and not line.startswith("#")]
        strange = [
            line
            for line in lines
            if line != "-r requirements.txt" and not pins.PIN.match(line) and not pins.HASH.match(line)
        ]
        bare = [pin for pin, _, digests in pins.pins_of(read(name)) if not digests]
        assert (strange, bare) == ([], [])


def test_documents_name_only_commands_that_exist():
    """A reader who copies a command from the README gets what it promises."""
    targets = set(re.findall(r"^([a-z][\w-]*):", read("Makefile"), re.M))
    commands = {Path(path).stem for path in files(".py", under="reports/management/commands/")}
    commands |= {
        "migrate",
        "check",
        "createsuperuser",
        "collectstatic",
        "makemigrations",
        "shell",
        "runserver",
    }
    commands |= {"dbshell", "clearsessions", "changepassword", "dumpdata", "loaddata"}
    for path in ("README.md", *files(".md", under="docs/")):
        code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", read(path), re.S))
        named = set(re.findall(r"\bmake ((?!-)[a-z][\w-]*)", code))
        assert named <= targets, path
        assert set(re.findall(r"manage\.py ([a-z]\w*)", code)) <= commands, path


def lost_references(path, text):
    """Documents that a file cites and that are not here, or not with the section that is named in «…» behind them."""
    present, folder = set(repository_files()), (ROOT / path).parent
    names = {known.rpartition("/")[2] for known in present}
    yield from re.findall(r"\b(?:DESIG[N]|LAYOU[T])\b", text)
    for cited in re.finditer(r"(?P<document>[\w./-]*\w\.md)\b(?:, «(?P<section>[^»]+)»)?", text):
        document, section = cited.groups()
        near = os.path.relpath(folder / document, ROOT)
        found = next((known for known in (document, near) if known in present), None)
        is_only_a_name = "/" not in document and document in names
        if (section or not is_only_a_name) and (not found or (section and f"# {section}\n" not in read(found))):
            yield cited[0]


def test_nothing_cites_a_document_that_is_not_here():
    """A reader who follows a reference finds the document, and in it the section."""
    kinds = (".py", ".md", ".html", ".txt", ".css", ".js", ".toml", "Makefile", "run")
    assert [f"{path}: {lost}" for path in files(*kinds) for lost in lost_references(path, read(path))] == []


@pytest.mark.parametrize(
    ("words", "is_lost"),
    [
        ("docs/design/workflow.{}", False),
        ("docs/design/workflow.{}, «The table of moves»", False),
        ("docs/design/workflow.{}, «The table»", True),
        ("docs/design/none.{}", True),
        ("README.{}", False),
        ("NONE.{}", True),
        ("the table of moves (DESIG" + "N, section 3)", True),
    ],
)
def test_a_lost_reference_is_found(words, is_lost):
    assert bool(list(lost_references("tests/whole/test_project.py", words.format("md")))) is is_lost


def test_make_quick_knows_the_tests_of_a_file_by_its_name_or_else_by_what_imports_it():
    """And a test by itself; a file without tests of its own is named by the command."""

    def chosen(path):
        return {str(test) for test in quick.tests_of(path)}

    assert chosen("reports/actions/events.py") == {"tests/reports/actions/test_events.py"}
    assert "tests/reports/pages/officer/test_views.py" in chosen("reports/pages/officer/views.py")
    assert "tests/reports/pages/review/test_views.py" not in chosen("reports/pages/officer/views.py")
    assert chosen("templates/reports/officer/quarter.html") <= chosen("reports/pages/officer/hand_in.py") | {
        "tests/reports/management/test_quarter_commands.py"
    }
    assert "tests/whole/test_ownership.py" in chosen("reports/pages/access.py")
    assert chosen("tests/whole/test_routes.py") == {"tests/whole/test_routes.py"}
    assert chosen("LICENSE") == set()


# Pages


def template_names():
    return [path.removeprefix("templates/") for path in files(".html", ".txt", under="templates/")]


def names_in_code():
    """Every string that ends like a page, in code and in pages."""
    texts = [read(path) for path in files(".py", under=OURS) + files(".html", under="templates/")]
    named = {name for text in texts for name in re.findall(r"""["']([\w/][\w/.-]*\.(?:html|txt))["']""", text)}
    return named - {path.name for path in (ROOT / "fixtures").iterdir()}  # lists that code reads are no pages


def names_that_django_asks_for():
    """Pages of Django's own views and widgets, which ours replace."""
    views = [view for view in vars(auth_views).values() if isinstance(view, type)]
    return {view.template_name for view in views if getattr(view, "template_name", None)}


def replaces_a_page_of_django(name):
    folders = [Path(folder) for folder in _django_template_folders()]
    return any((folder / name).is_file() for folder in folders)


@cache
def _django_template_folders():
    django = Path(sys.modules["django"].__file__).parent
    return [str(path) for path in django.glob("**/templates")]


def test_every_page_file_is_used():
    """By a view, by another page, or in the place of one of Django's."""
    named = names_in_code() | names_that_django_asks_for()
    unused = [name for name in template_names() if name not in named and not replaces_a_page_of_django(name)]
    assert unused == []


def test_every_page_that_is_named_exists():
    """A slip in an include would show only on the page that takes that branch."""
    missing = []
    for name in sorted(names_in_code()):
        try:
            get_template(name)
        except TemplateDoesNotExist:
            missing.append(name)
    assert missing == []


def test_an_undefined_name_in_a_page_fails_the_test():
    """--fail-on-template-vars is on, so that a misspelt name cannot print as nothing."""
    with pytest.raises(pytest.fail.Exception, match="no_such_name"):
        Template("{{ no_such_name }}").render(Context({}))


def test_no_line_of_a_page_is_longer_than_an_editor_shows():
    """A page is read and compared line by line; letters too."""
    long = [
        f"{path}:{number}: {len(line)}"
        for path in files(".html", ".txt", under="templates/")
        for number, line in enumerate(read(path).splitlines(), 1)
        if len(line) > 160
    ]
    assert long == []


def test_pages_have_no_inline_style_script_or_handler():
    """The content security policy would drop them without a word."""
    inline = re.compile(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)[^>]*>|javascript:", re.I)
    found = [
        f"{path}: {match.group().strip()}"
        for path in files(".html", under="templates/")
        for match in inline.finditer(read(path))
    ]
    assert found == []


def test_pages_and_styles_ask_no_other_host():
    """No CDN: the service works in a closed network and tells nobody about its visitors."""
    foreign = re.compile(r"(?:src|href|action|url\(|@import)\s*=?\s*[\"'(]?\s*(?:https?:)?//[^\s\"')]+", re.I)
    found = [
        f"{path}: {match.group()}"
        for path in files(".html", ".css", ".js", ".svg", under="templates/")
        + files(".css", ".js", ".svg", under="static/")
        for match in foreign.finditer(read(path))
    ]
    assert found == []


# Static files


def test_static_files_can_be_collected_for_production(settings, tmp_path):
    """The manifest storage stops at any reference to a file that is missing, source maps included."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.collected.CollectedFilesStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").is_file()
    assert list(tmp_path.glob("css/base.*.css.gz")), "compressed beforehand"


def test_pages_name_static_files_that_exist():
    """In production a wrong name in a static tag is an error 500."""
    tags = {
        name
        for path in files(".html", under="templates/")
        for name in re.findall(r"""{%\s*static\s+["']([^"']+)["']""", read(path))
    }
    tags |= {f"css/pages/{name}.css" for page in template_names() for name in styles_named_in(page)}
    assert [name for name in sorted(tags) if finders.find(name) is None] == []


def test_each_key_has_a_control_and_each_control_a_key_of_its_own():
    """A control whose name the table does not know is never pressed by a key."""
    table = re.findall(r'^    "([\w-]+)": \["(Key[A-Z]|Slash)", "[^"]+"\],$', read("static/js/keyboard.js"), re.M)
    named = {
        name
        for path in files(".html", ".py", under=("templates/", "reports/"))
        for name in re.findall(r"""data-key["']?[=:]\s*["']([\w-]+)""", read(path))
    }
    assert named == dict(table).keys()
    assert len(table) == len(dict(table)) == len({key for _, key in table})


def styles_named_in(page):
    """The names in the `styles` tag of a page file."""
    return {
        name
        for tag in re.findall(r"{% styles ([^%]+)%}", read(f"templates/{page}"))
        for name in re.findall(r"\w+", tag)
    }


def with_its_parts(page):
    """A page file and all that it extends and includes."""
    found, waiting = set(), {page}
    while waiting:
        found.add(name := waiting.pop())
        named = re.findall(r"""{% (?:extends|include) ["']([\w/.-]+)["']""", read(f"templates/{name}"))
        waiting |= {part for part in named if (ROOT / "templates" / part).is_file()} - found
    return found


def classes_in(page):
    """The words of its class attributes that do not depend on the tags between them."""
    written = re.sub(r"{{.*?}}|{%.*?%}", " ", read(f"templates/{page}"), flags=re.S)
    return {name for value in re.findall(r'\bclass="([^"]*)"', written) for name in value.split()}


def components_of(path):
    """The classes that a style sheet's selectors begin with: `.official` of `.official .visually-hidden`."""
    rules = re.sub(r"/\*.*?\*/|@[^{]*{", " ", read(path), flags=re.S)
    selectors = ",".join(re.sub(r"{[^{}]*}", ",", rules).split("}")).split(",")
    return {found[1] for selector in selectors if (found := re.search(r"\.([a-zA-Z][\w-]*)", selector))}


def test_a_page_loads_the_styles_of_what_it_shows():
    """A class that only sheets of css/pages dress needs one of them on the page."""
    everywhere = components_of("static/css/base.css") | components_of("static/css/components.css")
    sheets = {Path(path).stem: components_of(path) - everywhere for path in files(".css", under="static/css/pages/")}
    bare = []
    for page in template_names():
        if "{% extends" not in read(f"templates/{page}") or page.startswith("admin/"):
            continue
        parts = with_its_parts(page)
        loaded = {name for part in parts for name in styles_named_in(part)}
        for shown in sorted({name for part in parts for name in classes_in(part)}):
            knowing = {name for name, classes in sheets.items() if shown in classes}
            if knowing and not knowing & loaded:
                bare.append(f"{page}: {shown} of {', '.join(sorted(knowing))}")
    assert bare == []


def test_styles_change_at_three_widths():
    """A phone, a narrow window, a desk: who changes a component looks at it at 420, 760 and 1000 pixels."""
    known = {("max", "420"), ("max", "760"), ("min", "761"), ("max", "999"), ("min", "1000")}
    others = [
        f"{path}: {found.group()}"
        for path in files(".css", under="static/")
        for found in re.finditer(r"\b(min|max)-width: (\d+)px\)", read(path))
        if found.groups() not in known
    ]
    assert others == []


def test_lines_of_styles_are_short():
    """A change of one declaration shows as one line."""
    long = [
        f"{path}:{number}"
        for path in files(".css", under="static/")
        for number, line in enumerate(read(path).splitlines(), 1)
        if len(line) > 160
    ]
    assert long == []


# Commands


def run(*command, **variables):
    """Run a command in the root with a clean environment plus `variables`."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment | {"PYTHONIOENCODING": "utf-8"} | variables,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


def test_deployment_check_of_the_settings_is_clean():
    """Of what the program itself decides; what an installation may lack is in tests/config/test_troubles.py."""
    key = "a-key-of-this-test-only-" + hashlib.sha256(b"pobratim").hexdigest()
    production = {"DEBUG": "False", "ALLOWED_HOSTS": "pobratim.example", "SECRET_KEY": key}
    result = run("manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING", **production)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_wrong_variable_stops_the_start_with_one_sentence():
    """Exit status 1, the reason on standard error, no traceback."""
    result = run("manage.py", "migrate", DEBUG="maybe")
    assert result.returncode == 1
    assert result.stderr.startswith("Переменная окружения DEBUG: значение «maybe» не подходит.")
    assert len(result.stderr.splitlines()) == 1


def test_gunicorn_has_an_application_to_serve():
    """config.wsgi stops with nothing set, because DEBUG would be on, and starts with production settings."""
    ask = ("-c", "from config.wsgi import application; assert callable(application)")
    refused = run(*ask)
    assert refused.returncode != 0
    assert "задайте DEBUG=False" in refused.stderr
    key = hashlib.sha256(b"pobratim").hexdigest()
    assert run(*ask, DEBUG="False", ALLOWED_HOSTS="pobratim.example", SECRET_KEY=key).returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is of Linux")
def test_gunicorn_closes_its_memory_and_does_not_name_itself(tmp_path):
    """By gunicorn.conf.py, which it finds where it starts. The worker is forked, so it is as closed as the first one:
    this application closes nothing itself, and answers with PR_GET_DUMPABLE."""
    (tmp_path / "telling.py").write_text(
        "import ctypes\n"
        "def application(environ, start_response):\n"
        "    start_response('200 OK', [])\n"
        "    return [str(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)).encode()]\n"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "gunicorn", "telling", "--pythonpath", str(tmp_path), "--no-control-socket"]
    with subprocess.Popen(
        [*words, "--bind", f"127.0.0.1:{port}"], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            told = iter(server.stderr)
            assert any("Listening at" in line for line in told)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
                assert answer.read() == b"0"
                assert answer.headers["Server"] == "Pobratim"
            # Not by http.client, which writes such a name otherwise.
            with socket.create_connection(("127.0.0.1", port), timeout=60) as spoofer:
                spoofer.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX_Remote_User: coordinator\r\nConnection: close\r\n\r\n")
                assert spoofer.makefile("rb").readline().split()[1] == b"400"
        finally:
            server.terminate()


def test_demo_names_the_port_that_is_taken(tmp_path):
    """And touches no data before it has looked."""
    holder = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); print(s.getsockname()[1])"
    program = subprocess.Popen(
        [sys.executable, "-uc", f"{holder}; input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with program:
        port = program.stdout.readline().strip()
        result = run("tools/demo.py", port, DATABASE_URL=f"sqlite:///{tmp_path}/demo.sqlite3")
        program.communicate("\n")
    assert result.returncode == 1
    assert f"Порт {port} занят" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_demo_refuses_a_port_that_is_none(port):
    result = run("tools/demo.py", port)
    assert result.returncode == 1
    assert f"«{port}» – не номер порта" in result.stderr


def test_pictures_before_and_after_are_compared_pixel_by_pixel(tmp_path):
    """What became longer differs by what was added; a picture that only one of the two has differs too."""
    before, after = tmp_path / "before", tmp_path / "after"
    for folder, height in ((before, 10), (after, 12)):
        folder.mkdir()
        Image.new("RGB", (20, 10), "white").save(folder / "same.png")
        Image.new("RGB", (20, height), "white").save(folder / "longer.png")
    changed = Image.new("RGB", (20, 10), "white")
    changed.save(before / "dot.png")
    changed.putpixel((3, 4), (255, 255, 254))
    changed.save(after / "dot.png")
    changed.save(after / "new.png")
    result = run("tools/compare_screens.py", "compare", str(before), str(after))
    assert result.returncode == 1
    assert result.stdout.splitlines() == [
        f"only in {after}: new.png",
        "1 pixels: dot.png",
        "40 pixels: longer.png",
        "3 pictures compared, 3 differ",
    ]
    assert run("tools/compare_screens.py", "compare", str(before), str(before)).returncode == 0


def test_the_map_of_the_readme_names_every_floor_and_none_that_is_gone():
    """A newcomer finds the room of a file there; which file it is in the room, its name says."""
    lines = [line for line in read("README.md").splitlines() if line.startswith("| `")]
    named = {name for line in lines for name in re.findall(r"`([\w/]+(?:/|\.py))`", line.split("|")[1])}
    floors = {f"{path.split('/')[0]}/" for path in repository_files() if re.match(r"\w+/", path)} - {"reports/"}
    floors |= {re.match(r"reports/\w+(/|\.py)", path)[0] for path in files(".py", under="reports/")}
    assert floors - {"reports/migrations/", "reports/__init__.py", "reports/apps.py"} == named


def paths_of_ours(path, text):
    """The paths of our files that a text names; those in documents may be folders, and begin below `reports/`."""
    found = set(re.findall(rf"(?<![\w/.<>}}-])(?:{'|'.join(TOPS)})/[\w/-]+\.(?:py|html|css|js|docx)\b", text))
    if path.endswith(".md"):
        found |= set(re.findall(r"`((?:[\w-]+/)+(?:[\w-]+\.(?:py|html|css|js))?)`", text))
    return found


TOPS = (*OURS, "templates", "static", "tests", "tools", "benchmarks")


def test_no_file_is_named_that_is_gone():
    """In documents and in comments."""
    gone = [
        f"{path}: {name}"
        for path in files(".py", ".md", ".html", ".css", ".js", "Makefile")
        for name in paths_of_ours(path, read(path))
        if not any((ROOT / folder / name).exists() for folder in ("", "reports", "templates"))
    ]
    assert sorted(gone) == []


def test_documents_name_only_tests_that_are_there():
    """As `tests/…/test_name.py::test_rule`; whoever renames a test renames it in docs/security.md, too."""
    named = {
        (document, path, test)
        for document in files(".md", under="docs/")
        for path, test in re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", read(document))
    }
    known = {path: set(re.findall(r"^def (test_\w+)\(", read(path), re.M)) for path in files(".py", under="tests/")}
    assert named
    assert sorted(one for one in named if one[2] not in known.get(one[1], ())) == []


def test_import_arrows_between_rooms_make_no_circle():
    """A room that needs another one is above it."""
    assert circle(house()) == []


MOST_ROOMS, MOST_ARROWS = 22, 70


def test_import_arrows_between_rooms_stay_few():
    """Who needs one more first asks whether the function that is imported lies where it belongs."""
    rooms = house()
    assert (len(rooms) <= MOST_ROOMS, sum(map(len, rooms.values())) <= MOST_ARROWS) == (True, True)


# Code that fits on a screen

LONGEST_FILE, MOST_BRANCHES = 450, 15
_BRANCHES = (ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.Assert, ast.match_case)


def code_of_ours():
    return [path for path in files(".py", under=OURS) if "/migrations/" not in path]


def functions_of(path):
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def branches(function):
    """How many ways lead through a function (McCabe, with «and», «or» and comprehensions), without those inside it."""
    count, waiting = 1, list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        waiting += ast.iter_child_nodes(node)
        count += isinstance(node, _BRANCHES)
        count += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
        count += 1 + len(node.ifs) if isinstance(node, ast.comprehension) else 0
    return count


def test_no_file_of_code_is_longer_than_a_reader_keeps_in_mind():
    """A module that grows beyond this holds two subjects."""
    assert {path for path in code_of_ours() if len(read(path).splitlines()) > LONGEST_FILE} == set()


def test_no_function_has_more_branches_than_a_reader_follows():
    """Its rules are made functions of their own, or a table."""
    found = {
        f"{path} {one.name}" for path in code_of_ours() for one in functions_of(path) if branches(one) > MOST_BRANCHES
    }
    assert found == set()


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("return 1", 1),
        ("if a: return 1", 2),
        ("return 1 if a and b or c else 2", 4),
        ("return [x for x in y if x]", 3),
        ("def inner():\n        if a: pass", 1),
    ],
)
def test_branches_are_counted(body, count):
    assert branches(ast.parse(f"def f():\n    {body}").body[0]) == count


def test_functions_of_prose_files_and_rules_have_types():
    """Siblings look alike, and a reader need not guess what a text, a row or a place is."""
    untyped = []
    for path in files(".py", under=("reports/prose/", "reports/files/", "reports/rules/")):
        for function in functions_of(path):
            given = function.args
            named = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
            bare = [one.arg for one in named if one.annotation is None and one.arg not in ("self", "cls")]
            if bare or function.returns is None:
                untyped.append(f"{path}:{function.lineno} {function.name}")
    assert untyped == []
