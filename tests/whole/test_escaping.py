"""Where HTML may be made: every place that tells Django «this is safe» is known here, and gets constants or parts that
are escaped. A new place is added by whoever has shown that it escapes; tests/whole/test_words_as_text.py tries it.
"""

import ast
import re

import pytest

from .test_project import files, modules, read

# Functions that join HTML by hand, because a template takes ten times as long; each escapes what it is given.
MAKERS = {
    "config.accounts.codes.picture_of",
    "reports.pages.board.board.groups_of",
    "reports.pages.board.board.strip_of",
    "reports.pages.form_look._input",
    "reports.pages.form_look._select",
    "reports.pages.form_look._textarea",
    "reports.pages.form_look.field_group",
    "reports.pages.imports.preview._cells",
    "reports.pages.look.twin_items",
    "reports.pages.officer.case.Case.rows_html",
    "reports.pages.officer.drawing.question_list",
    "reports.pages.officer.hand_in.Check.rows",
    "reports.pages.review.drawing.remark_note",
    "reports.pages.review.drawing.remark_thread",
    "reports.pages.review.drawing.remark_words",
    "reports.pages.review.proof.ProofRow.html",
    "reports.pages.review.proof.UsualShown.rows_html",
    "reports.pages.review.proof._Rows.row",
    "reports.pages.review.proof.acts_maker.acts_of",
    "reports.pages.review.proof.mark_quotes",
    "reports.pages.sheet.SheetRow.cells",
    "reports.pages.sheet.as_html",
    "reports.pages.sheet.official_head",
    "reports.templatetags.pobratim._drawn_once",
}
# Lines of scripts that take HTML: the parts of a page that our templates drew, and the blank document that they drew.
SCRIPT_LINES = {
    "if (box && box.innerHTML.trim() !== html.trim() && !box.contains(document.activeElement)) box.innerHTML = html;",
    "holder.innerHTML = known.document.trim().replace(/__prefix__/g, index).replace(/__number__/g, index + 1);",
    "if (html !== null && number === asked) table.innerHTML = html;",  # the table of a series, from our template
    # the letter of a package, from our template
    "if (html !== null && number === asked) letter.innerHTML = html; // a later question has a later answer",
    # whole pages of ours, as the server drew them
    'const next = new DOMParser().parseFromString(await answer.text(), "text/html");',
    'const page = new DOMParser().parseFromString(words, "text/html");',
}
TRUSTING = {"mark_safe", "SafeString", "SafeText", "SafeData"}
FORMATTING = {"format_html", "format_html_join"}
# Other ways to the same effect are not used at all.
CLOSED = {"html_safe", "__html__", "allow_tags", "autoescape", "is_safe", "from_string", "attach_alternative"}
CLOSED |= {"html_message", "html_email_template_name", "Markup"}

OPEN_IN_TEMPLATES = re.compile(r"\|\s*safe(seq)?\b|\{%-?\s*(end)?autoescape\b|\|\s*json_script\b|\{%\s*filter\s+safe")
# A value outside of quotation marks ends at a blank: escaping does not help there.
BARE_VALUE = re.compile(r"""<[a-zA-Z][^<>]*?\s[\w:-]+=\{[\{%]""")
# What is typed becomes no part of an address but by a filter that encodes it: «?bcc=» is allowed before the «@».
BARE_ADDRESS = re.compile(r"(?:mailto|tel|sms|https?):(?://)?\{\{")
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\s*\.\s*write|createContextualFragment|DOMParser|srcdoc"
    r"|setHTML|parseHTMLUnsafe|\beval\s*\(|\bFunction\s*\(|set(Timeout|Interval)\s*\(\s*[\"'`]|javascript:"
)


def _constants(tree):
    """Names that a module gives once, at its top, and to a string that is written out."""
    given = [(target, node.value) for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    return {name.id for name, value in given if isinstance(name, ast.Name) and _is_text(value)}


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _name(node):
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def unproved(source, module="module"):
    """Places of Python text that make HTML of what is neither constant nor escaped, as «line: what»."""
    tree, found = ast.parse(source), []
    constants = _constants(tree)

    def is_constant(node):
        return _is_text(node) or (isinstance(node, ast.Name) and node.id in constants)

    def judge_call(node, inside):
        name, first = _name(node.func), node.args[0] if node.args else None
        if name in TRUSTING and not is_constant(first) and inside not in MAKERS:
            found.append(f"{node.lineno}: {name}")
        if name == "format_html" and not is_constant(first):
            found.append(f"{node.lineno}: {name}")
        if name == "format_html_join" and not all(map(is_constant, node.args[:2])):
            found.append(f"{node.lineno}: {name}")
        closed = {word.arg for word in node.keywords} | {name}
        found.extend(f"{node.lineno}: {word}" for word in sorted(closed & CLOSED))

    def visit(node, inside):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            inside = f"{inside}.{node.name}"
            if node.name in CLOSED:
                found.append(f"{node.lineno}: {node.name}")
        if isinstance(node, ast.Call):
            judge_call(node, inside)
        if isinstance(node, ast.Attribute) and node.attr in CLOSED and not isinstance(node.ctx, ast.Load):
            found.append(f"{node.lineno}: {node.attr}")
        if isinstance(node, ast.alias) and node.asname and node.name.split(".")[-1] in TRUSTING | FORMATTING:
            found.append(f"{node.lineno}: {node.name} under another name")
        for child in ast.iter_child_nodes(node):
            # Handed on as a value, nobody sees what it is called with; a type behind a colon or a base calls nothing.
            is_value = isinstance(node, (ast.Call, ast.Assign, ast.Return, ast.keyword))
            if is_value and _name(child) in {"mark_safe", *FORMATTING} and child is not getattr(node, "func", None):
                found.append(f"{child.lineno}: {_name(child)} handed on")
            visit(child, inside)

    visit(tree, module)
    return found


def open_places(template, *, is_letter=False):
    """Places of a template where what is printed is not escaped."""
    found = [match[0] for match in OPEN_IN_TEMPLATES.finditer(template)]
    if is_letter:  # a letter is plain text: there «&quot;» would be read as such
        found = [place for place in found if "autoescape" not in place]
    bare = [BARE_VALUE] if is_letter else [BARE_VALUE, BARE_ADDRESS]
    return found + [match[0] for pattern in bare for match in pattern.finditer(template)]


def sinks(script):
    """Lines of a script that make elements or run code of a text, without those that are known."""
    lines = [line.strip() for line in script.splitlines()]
    return [line for line in lines if SINKS.search(line) and line not in SCRIPT_LINES]


def test_html_made_in_python_gets_constants_or_escaped_parts():
    found = {module: unproved(read(path), module) for module, path in modules().items()}
    assert {module: places for module, places in found.items() if places} == {}


def test_every_maker_of_html_is_still_there():
    """A name left in the list would let in whoever takes it next."""
    used = set()
    for module, path in modules().items():
        for maker in (one for one in MAKERS if one.startswith(f"{module}.")):
            source = read(path)
            used |= {maker} if f"def {maker.rpartition('.')[2]}(" in source and "mark_safe(" in source else set()
    assert used == MAKERS
    scripts = "\n".join(read(path) for path in files(".js", under="static/js/"))
    assert [line for line in SCRIPT_LINES if line not in scripts] == []


def test_no_template_prints_a_value_unescaped():
    found = {path: open_places(read(path)) for path in files(".html", under="templates/")}
    found |= {path: open_places(read(path), is_letter=True) for path in files(".txt", under="templates/")}
    assert {path: places for path, places in found.items() if places} == {}


def test_no_script_makes_elements_of_a_text():
    found = {path: sinks(read(path)) for path in files(".js", under="static/js/")}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "mark_safe(event.name)",
        'mark_safe(f"<b>{name}</b>")',
        'mark_safe("<b>" + name)',
        'mark_safe("<b>%s</b>" % name)',
        "safestring.mark_safe(text)",
        "SafeString(text)",
        'format_html(f"<b>{name}</b>")',
        'format_html("<b>{}</b>".format(name))',
        "format_html(words, name)",
        'format_html_join(separator, "{}", rows)',
        'format_html_join("", pattern, rows)',
        "from django.utils.safestring import mark_safe as trusted",
        "trusted = mark_safe",
        "list(map(mark_safe, texts))",
        "html_safe(Row)",
        "class Row:\n    def __html__(self):\n        return self.name",
        "Row.shown.allow_tags = True",
        'register.filter("bold", bold, is_safe=True)',
        "Context(values, autoescape=False)",
        "send_mail(subject, text, sender, to, html_message=text)",
        "letter.attach_alternative(text, kind)",
        "words = text\nformat_html(words)",
    ],
)
def test_the_look_at_python_finds(source):
    assert unproved(source) != []


def test_the_look_at_python_lets_constants_pass():
    source = 'LINE = "<b>{}</b>"\nformat_html(LINE, name)\nformat_html_join("", "{}", rows)\nmark_safe("<br>")\n'
    assert unproved(source) == []


@pytest.mark.parametrize(
    "template",
    [
        "{{ field.help_text|safe }}",
        "{{ name | safe }}",
        "{{ names|safeseq|join:', ' }}",
        "{% autoescape off %}{{ name }}{% endautoescape %}",
        "{% filter safe %}{{ name }}{% endfilter %}",
        "<input value={{ name }}>",
        '<a class="a" href={% url "home" %}>',
        '<a href="mailto:{{ person.email }}">',
        '<a href="tel:{{ phone }}">',
        '<a href="https://{{ site }}/">',
    ],
)
def test_the_look_at_templates_finds(template):
    assert open_places(template) != []


@pytest.mark.parametrize(
    "line",
    [
        "box.innerHTML = area.value;",
        'box.insertAdjacentHTML("beforeend", name);',
        "document.write(name);",
        "box.outerHTML = name;",
        "frame.srcdoc = name;",
        "eval(name);",
        'setTimeout("go()", 1);',
        'new DOMParser().parseFromString(name, "text/html");',
    ],
)
def test_the_look_at_scripts_finds(line):
    assert sinks(line) == [line]
