"""A text of fifty thousand letters costs the readers of prose half a second, and twice as many letters twice the time,
whatever the text contains. The readers are all public functions of `reports.prose`, found by looking."""

import os
import time
import zlib

import pytest

from reports.prose.morphology import dictionary
from tests.answers import for_each

from .hostile import LETTERS, SPECIAL, WITHOUT_TEXTS, public, readers, texts

STRESS = bool(os.environ.get("POBRATIM_STRESS"))
BUDGET = 0.5  # seconds of the processor for a text of LETTERS
WORTH_A_LOOK = 0.1  # seconds, below which no proportion is asked about
CUBE = 4**3  # so many times the time of a quarter takes the whole at the worst that is likely
TRIES = 3  # the quickest counts before anything is wrong: a shared processor slows single runs down
SHARE = 96  # of the texts, one in so many is read by each function; the stress run reads all
READERS, UNTHOUGHT = readers()
TEXTS, QUARTERS = texts(), texts(LETTERS // 4)


@pytest.fixture(scope="module", autouse=True)
def loaded():
    """The dictionary of word forms is loaded once a process, before anything is measured."""
    dictionary()


def seconds_of(read, text, tries=1):
    spent = []
    for _ in range(tries):
        start = time.process_time()
        read(text)
        spent.append(time.process_time() - start)
    return min(spent)


def complaint(read, kind):
    """What is wrong with the time that a text of this kind takes; "" for nothing. Where a quarter of it takes so little
    that four times four times four as much is not worth a look, the whole is not asked."""
    quarter = seconds_of(read, QUARTERS[kind])
    if quarter * CUBE <= WORTH_A_LOOK:
        return ""
    spent = seconds_of(read, TEXTS[kind])
    if spent > WORTH_A_LOOK:
        quarter = min(quarter, seconds_of(read, QUARTERS[kind]))
    if wrong := _told(kind, quarter, spent):
        spent = min(spent, seconds_of(read, TEXTS[kind], TRIES - 1))
        wrong = _told(kind, min(quarter, seconds_of(read, QUARTERS[kind], TRIES)), spent)
    return wrong


def _told(kind, quarter, spent):
    if spent > 8 * quarter + WORTH_A_LOOK:
        return f"{kind[:20]!r}: {quarter:.2f} s for a quarter of the letters, {spent:.2f} s for all"
    return f"{kind[:20]!r}: {spent:.2f} s" if spent > BUDGET else ""


def kinds_for(name):
    """The kinds of texts that a function reads: in `make test` a sample, for each function another one."""
    first = zlib.crc32(name.encode()) % SHARE
    return list(TEXTS) if STRESS else list(TEXTS)[first::SHARE]


def test_every_public_function_is_thought_of():
    """A new one that takes a text alone is read by itself; another one goes into SPECIAL, or into WITHOUT_TEXTS with
    the reason."""
    assert UNTHOUGHT == []
    assert {*SPECIAL, *WITHOUT_TEXTS} - set(public()) == set()
    assert set(SPECIAL) & set(WITHOUT_TEXTS) == set()
    assert len(READERS) > 130


@for_each(
    ("power", "seconds", "is_wrong"),
    [(1, 0.45, False), (1, 0.55, True), (2, 0.2, False), (2, 0.3, True), (3, 0.48, True), (3, 0.51, True)],
)
def test_what_grows_too_fast_or_takes_too_long_is_complained_of(power, seconds, is_wrong):
    """So many seconds for all the letters, the quarter by the power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "seconds_of", lambda read, text, tries=1: read(len(text)))
        found = complaint(lambda letters: seconds * (letters / LETTERS) ** power, next(iter(TEXTS)))
    assert bool(found) is is_wrong


@pytest.mark.stress
@pytest.mark.parametrize("name", READERS)
def test_a_hostile_text_is_read_in_its_time(name):
    assert [wrong for kind in kinds_for(name) if (wrong := complaint(READERS[name], kind))] == []
