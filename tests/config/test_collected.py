"""What `collectstatic` makes of our style sheets and scripts."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from config.collected import stripped
from reports.pages.bundles import BUNDLES, EVENT_FORM, EVERYWHERE
from tests.answers import for_each

STATIC = Path(settings.BASE_DIR, "static")
PARTS = sorted(path for kind in ("css", "js") for path in STATIC.glob(f"{kind}/**/*.{kind}"))

CODE = [
    ("a.js", "/* What. */\nconst a = 1; /* why */\n", "const a=1;"),
    ("a.js", "  // What.\n  go(); // why\n", "go();"),
    (
        "a.js",
        "/* One,\n   two. */\n\nfunction f(a, b) {\n  return a + b;\n}\nf();\n",
        "function f(a,b){return a + b;}\nf();",
    ),
    ("a.js", 'const re = /\\/\\*/, url = "//host";\n', 'const re=/\\/\\*/,url="//host";'),
    ("a.js", "if (!/[/ ] { \\/ }/i.test(a / b / c)) x();\n", "if(!/[/ ] { \\/ }/i.test(a / b / c))x();"),
    ("a.js", 'x = "a { b } // c" + \'; "\';\n', 'x="a { b } // c" + \'; "\';'),
    # What ends a statement without a mark is left, and so is what would become another sign.
    ("a.js", "a = b\n(c)\nreturn\n{ d }\n", "a=b\n(c)\nreturn\n{d}"),
    ("a.js", "x = a + +b - -c;\ny = a++ + b;\n", "x=a + +b - -c;y=a++ + b;"),
    (
        "a.js",
        '  const t = `${a ? `, ${b} ;` : ""}  { // }`;\n  go( a );\n',
        'const t = `${a ? `, ${b} ;` : ""}  { // }`;\ngo(a);',
    ),
    ("a.css", "/* What. */\na {\n  color: red; /* why */\n}\n", "a{color:red}"),
    ("a.css", "a {\n  background: url(//host);\n}\n", "a{background:url(//host)}"),
    ("a.css", "a, b > c,\nd { margin: 0 -1px; }\n\ne { top: 0; }\n", "a,b > c,d{margin:0 -1px}e{top:0}"),
    (
        "a.css",
        "a :hover, b:hover { width: calc(1px + 2 * (3px - 1px)); }\n",
        "a :hover,b:hover{width:calc(1px + 2 * (3px - 1px))}",
    ),
    (
        "a.css",
        "@media screen and (max-width: 1px) {\n  a { top: 0; }\n}\n",
        "@media screen and (max-width:1px){a{top:0}}",
    ),
    ("a.css", 'a::before { content: "; /* { , : */ }"; }\n', 'a::before{content:"; /* { , : */ }"}'),
    ("a.css", """a { content: ': \\'; '; } /* "one" */ b { top: 0 }""", """a{content:': \\'; '}b{top:0}"""),
    ("a.css", "a/* why */ b { top: 0 }", "a b{top:0}"),
]


@for_each(("name", "text", "left"), CODE)
def test_what_is_for_the_reader_alone_goes(name, text, left):
    """Comments, and every space that says nothing."""
    assert stripped(text, name) == left


def test_no_text_of_a_script_goes_over_several_lines():
    """Otherwise its indent, or a line that looks like a comment, would be taken away."""
    for path in PARTS:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            bare = re.sub(r"/\*.*?\*/", "", line)
            assert path.suffix != ".js" or bare.count("`") % 2 == 0, f"{path.name}:{number}"


def test_the_bundles_are_made_of_files_that_are_there():
    for bundle, parts in BUNDLES.items():
        assert all((STATIC / part).is_file() for part in parts), bundle


@pytest.mark.one_database
def test_collected_files_are_stripped_and_bundles_are_one_file_with_a_digest(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    backend = "config.collected.CollectedFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    call_command("collectstatic", interactive=False, verbosity=0)
    [styles] = (tmp_path / "css").glob("everywhere.*.css")
    [scripts] = (tmp_path / "js").glob("form.*.js")
    assert (tmp_path / f"css/{styles.name}.gz").is_file()
    for file, bundle in ((styles, EVERYWHERE), (scripts, EVENT_FORM)):
        text = file.read_text(encoding="utf-8")
        for part in BUNDLES[bundle]:
            left = stripped((STATIC / part).read_text(encoding="utf-8"), part)
            # The addresses of pictures have their digests in the bundle.
            assert all(piece in text for piece in re.split(r"url\([^)]*\)", left)), part
    for single in ("css/pages/sheet.css", "js/review.js"):
        [file] = (tmp_path / single).parent.glob(f"{Path(single).stem}.*{Path(single).suffix}")
        assert file.read_text(encoding="utf-8") == stripped((STATIC / single).read_text(encoding="utf-8"), single)
    arrow = re.search(r"url\(\W*img/arrow\.\w+\.svg", styles.read_text(encoding="utf-8"))
    assert arrow, "pictures have their digests here, too"
