"""The gates themselves: they find what they are for."""

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
