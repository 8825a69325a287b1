"""What several rows of a report say in the same words, to be changed in all of them at once."""

from collections import defaultdict
from dataclasses import dataclass

from reports.models import Event
from reports.prose.documents.nouns import flatten, sentences
from reports.prose.series import blanked
from reports.rules.event_fields import PRINTED

MOST_READ = 300  # rows of the municipality, the newest
MOST_PATTERNS = 6
SHORTEST = 12  # letters; «г. Минск» and a bare year are shared by chance
FIELDS = tuple(field for field in PRINTED if field != "name")


@dataclass(frozen=True, slots=True)
class Shared:
    """The same words in one field of several events, which are in report order."""

    field: str
    text: str
    events: tuple

    @property
    def label(self):
        return PRINTED[self.field]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A name with a blank under which the municipality has reported several events; `event` is the newest of them."""

    name: str
    event: Event
    count: int


def patterns_of(submission):
    """The patterns of the municipality's last reports, this one too, those of most events first. One query."""
    earlier = Event.objects.present().filter(submission__municipality=submission.municipality_id, name__contains="«")
    newest = earlier.order_by("-submission__period__year", "-submission__period__quarter", "-pk")[:MOST_READ]
    found = defaultdict(list)
    for event in newest:
        if (name := blanked(event.name)) != event.name:
            found[name].append(event)
    patterns = [Pattern(name, several[0], len(several)) for name, several in found.items() if len(several) > 1]
    return sorted(patterns, key=lambda one: -one.count)[:MOST_PATTERNS]


def shared_texts(events):
    """The longest stretches of whole sentences that two or more of the events share, those of most rows first."""
    found = []
    for field in FIELDS:
        for (text, keys), several in _shared(field, events).items():
            found.append(Shared(field, text, tuple(several[key] for key in keys)))
    return sorted(found, key=lambda one: (-len(one.events), FIELDS.index(one.field), -len(one.text)))


def _shared(field, events):
    """(text, keys of the events) → event by key. Sentences that stand in the same events side by side are one text."""
    by_sentence = defaultdict(dict)
    for event in events:
        for sentence in _sentences(getattr(event, field)):
            by_sentence[sentence][event.pk] = event
    stretches = {}
    for event in events:
        for text, keys in _stretches(getattr(event, field), by_sentence):
            if len(text) >= SHORTEST:
                stretches[text, keys] = by_sentence[_sentences(text)[0]]
    return stretches


def _stretches(text, by_sentence):
    """(stretch of sentences, keys of the events that share each of them), as the text has them."""
    start = end = None
    shared_by = ()
    for first, last in _places(text):
        keys = tuple(by_sentence[text[first:last]])
        if keys != shared_by:
            if len(shared_by) > 1:
                yield text[start:end], shared_by
            start, shared_by = first, keys
        end = last
    if len(shared_by) > 1:
        yield text[start:end], shared_by


def _sentences(text):
    return [text[first:last] for first, last in _places(text)]


def _places(text):
    """Where the sentences begin and end, each with its own mark and without blanks around."""
    for start, end in sentences(flatten(text)):
        sentence = text[start : end + 1]
        first = start + len(sentence) - len(sentence.lstrip())
        if stripped := sentence.strip():
            yield first, first + len(stripped)
