"""What Excel shows of a number: the day, the time or the figure that its format makes of it, in Russian."""

import datetime
import re

DAY_NOUGHT = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no time zones
DAYS_OF_1904 = 1462  # books made on a Macintosh may count from 1 January 1904
LAST_DAY = 2_958_466  # the year 10000

GENERAL = "General"
BUILT_IN = {
    **dict.fromkeys((0, 49), GENERAL),
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "dd.mm.yyyy",
    15: "d mmm yyyy",
    16: "d mmm",
    17: "mmm yyyy",
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm"),
    22: "dd.mm.yyyy h:mm",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "dd.mm.yyyy"),
}
MONTHS = (
    ("январь", "января"),
    ("февраль", "февраля"),
    ("март", "марта"),
    ("апрель", "апреля"),
    ("май", "мая"),
    ("июнь", "июня"),
    ("июль", "июля"),
    ("август", "августа"),
    ("сентябрь", "сентября"),
    ("октябрь", "октября"),
    ("ноябрь", "ноября"),
    ("декабрь", "декабря"),
)

# A quoted text, an escaped letter, a currency or language in brackets, a filler, or letters of the format itself.
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<elapsed>[hms]+)\]|\[[^\]]*\]|[_*].'
    r"|(?P<digits>General|Основной|[0#?][0#?.,]*)|(?P<run>d+|m+|y+|h+|s+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_WHOLE = re.compile(r"-?\d{1,40}")
LONGEST_CODE = 255  # of Excel; what is longer is nothing that it wrote


def shown(value: str, code: str, *, from_1904: bool = False) -> str:
    """What a cell shows that holds the number `value` under the format `code`. Never raises; what is no number is
    given back as it is."""
    try:
        number = float(value)
    except ValueError:
        return value
    tokens = _tokens(code)
    runs = _runs(tokens)
    is_elapsed = any(match["elapsed"] for match in tokens)
    days = number + DAYS_OF_1904 * from_1904
    if is_elapsed and 0 <= number < LAST_DAY:
        minutes = round(number * 1440)
        return f"{minutes // 60}:{minutes % 60:02}"
    if runs and 0 <= days < LAST_DAY:
        return _moment(days, runs, "г" in "".join(match["quoted"] or "" for match in tokens))
    return _figure(value, number, tokens)


def day_or_shown(value: str, code: str, *, from_1904: bool = False) -> str:
    """As `shown`, but a day is always 31.12.2024 (with its time where it has one), however its format writes it: for
    lists, whose days are compared and not printed. Never raises."""
    runs = _runs(_tokens(code))
    try:
        days = float(value) + DAYS_OF_1904 * from_1904
    except ValueError:
        return value
    if not any(run[0] in "dy" for run in runs) or not 0 <= days < LAST_DAY:
        return shown(value, code, from_1904=from_1904)
    moment = _moment_of(days)
    return f"{moment:%d.%m.%Y %H:%M}" if moment.time() != datetime.time() else f"{moment:%d.%m.%Y}"


def iso_day(value: str) -> str:
    """A day that is stored as 2024-12-31, as 31.12.2024; anything else as it is."""
    year, _, rest = value.strip().partition("-")
    month, _, rest = rest.partition("-")
    parts = (rest[:2], month, year)
    return ".".join(parts) if all(map(str.isdecimal, parts)) else value


def is_unseen(code: str) -> bool:
    """Whether a format shows nothing of any cell («;;;»)."""
    return ";;;" in code and not code.replace(" ", "").strip('"').replace('""', "").strip(";")


def shown_text(text: str, code: str) -> str:
    """What a cell shows that holds a text under a format with «@», such as «"• "@». Never raises."""
    if code == "@" or len(code) > LONGEST_CODE:
        return text
    section: list[re.Match] = []
    for match in _TOKEN.finditer(code):
        if match["other"] == ";":
            if any(one["other"] == "@" for one in section):
                break
            section = []
        else:
            section.append(match)
    place = next((index for index, match in enumerate(section) if match["other"] == "@"), None)
    if place is None or not text:
        return text
    return _words(section[:place]) + text + _words(section[place + 1 :])


def _runs(tokens: list[re.Match]) -> list[str]:
    """The letters by which a format names parts of a day or hour."""
    return [match["run"].lower() for match in tokens if match["run"]]


def _moment_of(days: float) -> datetime.datetime:
    # Excel has a 29 February 1900; before it the days are one off.
    return DAY_NOUGHT + datetime.timedelta(seconds=round((days + (0 < days < 60)) * 86_400))


def _tokens(code: str) -> list[re.Match]:
    """The tokens of the first section of a format, that for positive numbers."""
    if code == GENERAL or len(code) > LONGEST_CODE:
        return []
    found = []
    for match in _TOKEN.finditer(code):
        if match["other"] == ";":
            break
        found.append(match)
    return found


def _moment(days: float, runs: list[str], says_year: bool) -> str:
    moment = _moment_of(days)
    is_minutes = [
        run[0] == "m" and (before[:1] == "h" or after[:1] == "s")
        for before, run, after in zip(["", *runs], runs, [*runs[1:], ""], strict=False)
    ]
    months = [len(run) for run, other in zip(runs, is_minutes, strict=True) if run[0] == "m" and not other]
    has_day = any(run in ("d", "dd") for run in runs)
    has_year = any(run[0] == "y" for run in runs)
    parts = [_day(moment, max(months, default=0), has_day, has_year, says_year)]
    if any(run[0] in "hs" for run in runs):
        parts.append(f"{moment:%H:%M}")
    return " ".join(filter(None, parts)) or f"{moment:%d.%m.%Y}"


def _day(moment: datetime.datetime, month: int, has_day: bool, has_year: bool, says_year: bool) -> str:
    """`month` is the number of letters that the format gives it: from three on it is a word."""
    year = f"{moment:%Y}{' г.' if says_year else ''}" if has_year else ""
    if has_day and month in (1, 2):
        return f"{moment:%d.%m.%Y}" if has_year else f"{moment:%d.%m}"
    if month:
        name = MONTHS[moment.month - 1][has_day]
        return " ".join(filter(None, (str(moment.day) if has_day else "", name, year)))
    return year


def _figure(value: str, number: float, tokens: list[re.Match]) -> str:
    """A figure with the words around it («25 чел.»), every digit that it has, and no others."""
    digits = next((match["digits"] for match in tokens if match["digits"]), "")
    is_percent = any(match["other"] == "%" for match in tokens)
    if _WHOLE.fullmatch(value) and not is_percent:
        figure = value
    else:
        figure = f"{number * (100 if is_percent else 1):.15g}".replace(".", ",")
    if re.fullmatch("0{2,9}", digits) and figure.isdigit():
        figure = figure.zfill(len(digits))
    if not digits:
        return figure
    place = next(index for index, match in enumerate(tokens) if match["digits"])
    return _words(tokens[:place]) + figure + _words(tokens[place + 1 :])


def _words(tokens: list[re.Match]) -> str:
    names = ("quoted", "escaped", "currency")
    return "".join(
        next((match[name] for name in names if match[name]), "")
        or (match["other"] if match["other"] in (" ", "%") else "")
        for match in tokens
    )
