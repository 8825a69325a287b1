"""The gates themselves: they find what they are for."""

from pathlib import Path

from django.conf import settings
from django.urls import reverse

from config.collected import stripped

WRONG = """<!doctype html><html lang="ru"><title>Проба</title><main><h1>Проба</h1><h1>Ещё одна</h1>
<div style="width: 2000px">широко</div><input><img alt="" src="http://elsewhere.invalid/pixel.png">
<form method="post" action="/"><button>Отправить</button></form></main>
<script>console.error("сказано"); nothing.such</script>"""


def test_a_page_with_every_fault_is_found_wrong(visitor):
    one = visitor()
    one.page.set_content(WRONG)
    one.judge_page()
    one.judge_paper()
    found, one.wrong = "\n".join(one.wrong), []
    for words in (
        "console: сказано",
        "script: nothing is not defined",
        "another host: http://elsewhere.invalid/pixel.png",
        "axe on",
        "Ensure every form element has a label",
        "px wider than the window of 1280 px",
        "prints: <button>",
        "has 2 headings and 1 forms that would be refused",
    ):
        assert words in found, found


# What the policy forbids, each as a payload would try it.
FORBIDDEN = """
() => {
  const add = (name, fill) => document.body.append(Object.assign(document.createElement(name), fill));
  add("script", {textContent: "window.ran = true"});
  add("script", {src: "data:text/javascript,window.ran = true"});
  add("style", {textContent: "body { color: red }"});
  add("iframe", {src: "about:srcdoc", srcdoc: "<p>"});
  add("object", {data: "data:text/html,<p>"});
  const box = document.createElement("p");
  box.innerHTML = '<b onclick="window.ran = true">a</b>';
  document.body.append(box);
  box.firstChild.click();
}
"""


def test_every_violation_of_the_policy_is_found_in_any_tab(visitor):
    one = visitor()
    one.go(reverse("login"))
    other = one.page.context.new_page()
    for page in (one.page, other):
        page.goto(one.address + reverse("login"))
        page.evaluate(FORBIDDEN)
        page.wait_for_timeout(200)
        assert not page.evaluate("window.ran")
    found, one.wrong = one.wrong, []
    told = [line for line in found if "Content Security Policy" in line]
    for directive in ("script-src", "style-src", "object-src"):
        lines = [line for line in told if directive in line]
        assert [line for line in lines if line.startswith("console: ")], found
        assert [line for line in lines if line.startswith("another tab: ")], found


def test_a_collected_script_is_still_a_script(visitor):
    """The tests of pages see the scripts as they are written, with all their spaces."""
    page = visitor().page
    paths = sorted(Path(settings.BASE_DIR, "static", "js").glob("*.js"))
    scripts = {path.name: stripped(path.read_text(encoding="utf-8"), path.name) for path in paths}
    wrong = page.evaluate(
        """(scripts) => Object.entries(scripts).flatMap(([name, code]) => {
          try { new Function(code); return []; } catch (mistake) { return [name + ": " + mistake.message]; }
        })""",
        scripts | {"wrong": "const a = ;"},
    )
    assert [line.partition(":")[0] for line in wrong] == ["wrong"], wrong
