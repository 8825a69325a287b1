"""What the title of an uploaded table says of itself: which quarter it is of, and whose it is.

Asked before anything is taken: a table of another quarter, or of a neighbour, looks right row by row.
"""

import re

from reports.files.read.rows import WARNING, Problem
from reports.prose.cleaning import even_out
from reports.prose.typography import quoted
from reports.prose.words import ROMAN, quarter_name

LONGEST = 600  # letters; a longer text is no title
LONGEST_NAME = 6  # words

_QUARTER = re.compile(
    r"(?<![\w–—-])(?:(?P<roman>iv|i{1,3})|(?P<digit>[1-4])|(?P<word>перв|втор|трет|четв[её]рт)\w*)"
    r"(?: ?- ?(?:й|ый|ой|ий|го|ого|м|ом|ем|е))? кв(?:артал(?:а|у|е|ом)?(?!\w)|\.)(?: (?P<year>(?:19|20)\d\d)(?!\d))?"
)
_SEVERAL = re.compile(
    r"кварталы|кварталов|кварталах|кварталам|(?:iv|i{1,3}|[1-4]) ?(?:,|и|[–—-]) ?(?:iv|i{1,3}|[1-4]) кв"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LOOK_ALIKES = str.maketrans("іӏvх", "iivx")  # Cyrillic letters of Roman numbers
_WORDS = ("перв", "втор", "трет", "четв")


def quarter_named(title):
    """(year, quarter) that the title names; None for what it does not say, or says of several."""
    text = even_out(title[:LONGEST]).casefold().translate(_LOOK_ALIKES)
    years = set(_YEAR.findall(text))
    year = int(years.pop()) if len(years) == 1 else None
    found = {} if _SEVERAL.search(text) else {_number(match): match for match in _QUARTER.finditer(text)}
    if len(found) != 1:
        return year, None
    [(quarter, match)] = found.items()
    return int(match["year"]) if match["year"] else year, quarter


def _number(match):
    if match["roman"]:
        return ROMAN.index(match["roman"].upper()) + 1
    return int(match["digit"]) if match["digit"] else _WORDS.index(match["word"][:4]) + 1


def check_title(title, period, submission=None, finder=None):
    """The warnings about a title beside the quarter and, where they are given, the report that the table is uploaded
    to (with names) and the SectionFinder of all municipalities; Problems, none where all agrees."""
    problems = []
    year, quarter = quarter_named(title)
    if year not in (None, period.year) or quarter not in (None, period.quarter):
        text = f"В заголовке файла назван {_in_words(year, quarter)}, а загружается он как отчёт за {period}"
        problems.append(text)
    if submission and finder and (words := _another_place(title, submission.municipality_id, finder)):
        text = f"В заголовке файла названо другое муниципальное образование ({quoted(words)})"
        problems.append(f"{text}, а загружается он в отчёт {quoted(submission.label)}")
    return [Problem(WARNING, f"{text}. Проверьте, тот ли это файл") for text in problems]


def _in_words(year, quarter):
    if quarter is None:
        return f"{year} год"
    return quarter_name(year, quarter) if year else f"{ROMAN[quarter - 1]} квартал"


def _another_place(title, own, finder):
    """The words of the title that name another municipality, "" where they name none, or the own one as well."""
    named = _places_in(title, finder)
    if any(own in means for means, _ in named):
        return ""
    return named[0][1].strip("«»\"'.,;:()") if named else ""


def municipality_named(title, finder):
    """The key of the one municipality that the title names, or None."""
    found = {key for means, _ in _places_in(title, finder) if len(means) == 1 for key in means}
    return found.pop() if len(found) == 1 else None


def _places_in(title, finder):
    """[(keys of the municipalities that they can mean, words)] of the pieces of a title, the shorter ones first."""
    words = even_out(title[:LONGEST]).split()
    found = []
    for length in range(1, LONGEST_NAME + 1):
        for start in range(len(words) - length + 1):
            piece = " ".join(words[start : start + length])
            if means := finder.find_with_kind(piece):
                found.append((means, piece))
    return found
