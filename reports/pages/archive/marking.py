"""A found text with the words that were searched for marked in it."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.prose import stems
from reports.queries.search import Wanted

AROUND = 90  # letters on each side of the first found word


class Marker:
    """Marks the words of one search."""

    def __init__(self, wanted: Wanted) -> None:
        self._tokens = frozenset(token for token in wanted.tokens if not token.endswith("*"))
        self._beginnings = tuple(token[:-1] for token in wanted.tokens if token.endswith("*"))

    def marked(self, text: str) -> SafeString:
        """The whole text."""
        return _drawn(text, self._found(text))

    def around(self, text: str) -> SafeString | None:
        """The part of a text around the first found word; None where there is none in it."""
        found = self._found(text)
        if not found:
            return None
        start, end = _whole_words(text, found[0][0] - AROUND, found[0][1] + AROUND)
        inside = [(a - start, b - start) for a, b in found if start <= a and b <= end]
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return format_html("{}{}{}", before, _drawn(text[start:end], inside), after)

    def _found(self, text):
        if not self._tokens and not self._beginnings:
            return []
        return [(start, end) for start, end, tokens in stems.spans(text) if any(map(self._is_wanted, tokens))]

    def _is_wanted(self, token):
        return token in self._tokens or token.startswith(self._beginnings)


def _drawn(text, found):
    pieces, at = [], 0
    for start, end in found:
        pieces.append((text[at:start], text[start:end]))
        at = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[at:])


def _whole_words(text, start, end):
    """The part from `start` to `end`, shortened to whole words."""
    start, end = max(0, start), min(len(text), end)
    if start:
        blank = text.find(" ", start)
        start = blank + 1 if 0 <= blank < end else start
    if end < len(text):
        blank = text.rfind(" ", start, end)
        end = blank if blank > start else end
    return start, end
