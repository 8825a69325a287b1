"""Each layout comes in as its answer says, whatever file it stands in."""

from tests.answers import for_each

from . import CASES
from .grade import grade
from .unseen import UNSEEN
from .unseen_fifth import UNSEEN_FIFTH
from .unseen_fourth import UNSEEN_FOURTH
from .unseen_more import UNSEEN_FILES
from .unseen_sixth import UNSEEN_SIXTH
from .unseen_third import UNSEEN_THIRD

LATER = [*UNSEEN, *UNSEEN_FILES, *UNSEEN_THIRD, *UNSEEN_FOURTH, *UNSEEN_FIFTH, *UNSEEN_SIXTH]


@for_each("case", [*CASES, *LATER])
def test_every_row_of_a_layout_is_right(case):
    for kind in case.only:
        found = grade(case, kind)
        assert (found.wrong, found.silently) == ([], [])
        assert found.right == found.rows
