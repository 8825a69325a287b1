"""On paper: every page has its heading and no part that only a screen can use."""

from tests.test_routes import (
    cast,  # noqa: F401 (the same people and objects)
    world,  # noqa: F401
)

from .test_every_page import (
    PAGES,
    address_of,  # noqa: F401
)

ONLY_FOR_SCREENS = (
    "button, nav, header, footer, .btn, .linkish, [type=submit], [type=checkbox], [type=radio], [type=password]"
)
# Elements that are drawn and are not for screen readers alone, by their beginnings.
DRAWN = """
([selector, ofColour]) => Array.from(document.querySelectorAll(selector))
  .filter((element) => element.getClientRects().length && !element.closest(".visually-hidden, .skip"))
  .filter((element) => !ofColour || new Set(getComputedStyle(element).color.match(/[0-9]+/g).slice(0, 3)).size > 1)
  .map((element) => element.outerHTML.slice(0, 120))
"""


def test_no_page_prints_what_only_a_screen_can_use(visitor, cast, address_of):  # noqa: F811
    """Navigation, buttons and forms of action stay off the paper; the heading or the sheet stays; the ink is black."""
    visitors = {person: visitor(user) for person, user in cast.items()}
    wrong = []
    for page in PAGES:
        opened = visitors[page.person].go(address_of(page))
        opened.emulate_media(media="print")
        wrong += [f"{page}: {element}" for element in opened.evaluate(DRAWN, [ONLY_FOR_SCREENS, False])]
        wrong += [f"{page}, coloured: {element}" for element in opened.evaluate(DRAWN, ["main *", True])]
        if not opened.evaluate(DRAWN, ["h1, .sheet-title, .official thead", False]):
            wrong.append(f"{page}: no heading")
        opened.emulate_media(media="screen")
    assert wrong == []
