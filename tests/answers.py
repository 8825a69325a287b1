"""Lists of right answers: one test asks them all, and names every one that came out wrong.

As many tests as answers would take longer to be collected, sent to a worker and told of than to be asked.
"""

import pytest
from _pytest.mark import ParameterSet

SHOWN = 20  # of the wrong answers; the rest are counted


def for_each(names, rows):
    """Decorator in the place of `pytest.mark.parametrize`, for a test that takes the row alone and leaves nothing
    behind."""
    rows = [row.values if isinstance(row, ParameterSet) else row for row in rows]
    is_alone = isinstance(names, str)
    assert rows, "a list without answers asks nothing"

    def decorate(ask):
        def test():
            wrong = []
            for row in rows:
                try:
                    ask(*([row] if is_alone else row))
                except (Exception, pytest.fail.Exception) as error:
                    wrong.append((row, error))
            if wrong:
                raise AssertionError(told(wrong, len(rows))) from wrong[0][1]

        test.__name__, test.__qualname__, test.__doc__ = ask.__name__, ask.__qualname__, ask.__doc__
        test.__module__ = ask.__module__
        return test

    return decorate


def told(wrong, count):
    """The wrong answers, a paragraph each."""
    lines = [f"{row!r}\n  {type(error).__name__}: {error}" for row, error in wrong[:SHOWN]]
    return "\n".join([f"{len(wrong)} of {count} are wrong:", *lines])
