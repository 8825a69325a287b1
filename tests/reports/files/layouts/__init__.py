"""Tables of events as offices lay them out, each with its right answer, written by hand."""

from .columns import SEVERAL, SPANS, WORDS
from .owners import OTHERS, OWNERS
from .rows import CARDS, GROUPS, GUESSES

CASES = [*SPANS, *WORDS, *SEVERAL, *GROUPS, *CARDS, *GUESSES, *OWNERS, *OTHERS]
