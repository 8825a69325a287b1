"""Puts aside what says nothing about the days of a period (times, labels) or only repeats them (weekdays, the number of
days), and refuses what can be none."""

from __future__ import annotations

from .tokens import EXAMPLE, Refused, Token, Words, not_understood

_STARTS_OF_A_DATE = ("number", "tens", "date", "day-month", "month")
_BEFORE_A_TIME = ("from", "to", "until", "dash", "in", "third", "clock", "comma")
_REFUSED_KINDS = {
    "often": (
        "«{}» говорит, как часто, а не когда. Напишите первый и последний месяц или дни, "
        "например: октябрь – декабрь 2024 года, а как часто – в содержании."
    ),
    "or": "Написано «{}»: выберите одно, а если было и то и другое, напишите «и».",
    "school": (
        "По учебному году не узнать ни первого, ни последнего дня. "
        "Напишите месяцы, например: сентябрь 2024 года – май 2025 года."
    ),
    "holidays": (
        "«{}» бывают в разные дни. Напишите первый и последний день, например: 24 марта – 1 апреля 2025 года."
    ),
    "week": "Номер недели считают по-разному. Напишите первый и последний день, например: 1–6 октября 2024 года.",
}


def refuse_what_names_no_days(tokens: list[Token]) -> None:
    for token in tokens:
        if token.kind in _REFUSED_KINDS:
            raise Refused(_REFUSED_KINDS[token.kind].format(token.text))


def _kind(tokens: list[Token], place: int) -> str:
    return tokens[place].kind if 0 <= place < len(tokens) else ""


def put_aside_times(words: Words) -> None:
    """Take away hours and minutes with the words before and after them. Raises Refused when nothing is left."""
    tokens = words.tokens
    _find_more_times(tokens)
    _refuse_what_may_be_a_time(tokens)
    if not any(token.kind == "time" for token in tokens):
        return
    # Midnight is what a cell of Excel adds to a date, and no time that somebody meant.
    words.has_time = any(token.kind == "time" and not token.value for token in tokens)
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        if token.kind == "time":
            between_times = ("and",) if _kind(tokens, place - 2) == "time" else ()  # «в 10:00 и 15:00»
            while kept and kept[-1].kind in (*_BEFORE_A_TIME, *between_times):
                if _bounds_a_date(tokens, place):
                    break  # «до 12:00 3 марта» is no day, but the end of something
                kept.pop()
        elif not (token.kind == "clock" or (token.kind == "to" and _kind(tokens, place + 1) == "clock")):
            kept.append(token)
    if not kept:
        raise Refused(f"Здесь только время. Допишите дату, например: {EXAMPLE}.")
    words.tokens = kept


def _bounds_a_date(tokens: list[Token], place: int) -> bool:
    """Say whether «с», «по», «до» before this time speak of the date behind it: «с 10:00 3 марта по 18:00 5 марта»."""
    while _kind(tokens, place - 1) in ("clock", "comma"):
        place -= 1
    ends = [_kind(tokens, place + step) for step in (-2, 2)]
    is_of_two = "time" in ends and any(_kind(tokens, place + step) in ("dash", "to", "until") for step in (-1, 1))
    behind = place + 1
    while _kind(tokens, behind) == "clock":
        behind += 1
    return (
        _kind(tokens, place - 1) in ("from", "to", "until")
        and not is_of_two
        and _kind(tokens, behind) in _STARTS_OF_A_DATE
    )


def _find_more_times(tokens: list[Token]) -> None:
    """Tell «в 10.10» and «10.30–12.10» from dates: by «в», by a month that cannot be, by the other end."""
    for place, token in enumerate(tokens):
        if token.kind == "day-month" and _is_time(tokens, place):
            tokens[place] = token._replace(kind="time", value=False)
    for step in (-2, 2):  # «с 10 до 12 часов», «с 10:00 до 12.10»
        for place, token in enumerate(tokens):
            if _kind(tokens, place + step) == "time" and _kind(tokens, place + step // 2) in ("dash", "to", "until"):
                is_hour = token.kind == "number" and step == 2 and token.value.digits and token.value.value <= 24
                if is_hour or (token.kind == "day-month" and _can_be_time(token)):
                    tokens[place] = token._replace(kind="time", value=False)


def _can_be_time(token: Token) -> bool:
    return token.value.day <= 24 and token.value.month <= 59


def _is_time(tokens: list[Token], place: int) -> bool:
    if not _can_be_time(tokens[place]):
        return False
    if _kind(tokens, place - 1) in ("in", "third", "clock"):
        return True
    minutes = tokens[place].value.month
    if minutes <= 12:
        return False
    for step in (-2, 2):
        if _kind(tokens, place + step) == "day-month" and _kind(tokens, place + step // 2) in ("dash", "until"):
            return True
    # «5 ноября 2024 года, 10.30»
    is_last = _kind(tokens, place + 1) in ("", "clock")
    return is_last and minutes % 5 == 0 and any(token.kind in ("date", "month") for token in tokens[:place])


def _refuse_what_may_be_a_time(tokens: list[Token]) -> None:
    """«5 ноября, 10.11»: the tenth of November, or eleven minutes past ten?"""
    has_month = any(token.kind == "month" for token in tokens)
    for place, token in enumerate(tokens):
        is_joined = _kind(tokens, place - 1) in ("dash", "to", "until")
        if token.kind != "day-month" or is_joined or not _can_be_time(token):
            continue
        if has_month or any(before.kind == "date" for before in tokens[:place]):
            raise Refused(
                f"Не понял срок: «{token.text}» – это дата или время? Напишите месяц словом, а время – с двоеточием."
            )


def put_aside_weekdays(words: Words) -> None:
    tokens = words.tokens
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "weekday" and _is_counted(tokens, place):
            kept.append(token._replace(kind="nth-weekday"))
        elif token.kind == "weekday":
            words.weekdays.append(token.value)
            if kept and kept[-1].kind == "in":
                kept.pop()
            if _kind(tokens, place + 1) in ("dash", "and", "comma", "to") and _kind(tokens, place + 2) == "weekday":
                place += 1
            if kept and kept[-1].kind in ("dash", "to", "and") and _kind(tokens, place + 1) == "comma":
                place += 1  # «сб, 4 июля – вс, 5 июля»
        else:
            kept.append(token)
        place += 1
    words.tokens = kept
    if words.weekdays and not any(token.kind not in ("comma", "dash") for token in kept):
        raise Refused(f"Здесь только день недели. Допишите дату, например: {EXAMPLE}.")


MOST_OF_ONE_WEEKDAY = 5


def _is_counted(tokens: list[Token], place: int) -> bool:
    """Tell «2-е воскресенье марта» from «2 (воскресенье) марта», which only repeats the date."""
    if tokens[place].text.startswith("("):
        return False
    before = tokens[place - 1] if place else None
    if before is None or before.kind not in ("number", "final"):
        return False
    if before.kind == "final":
        return True
    number = before.value
    return 1 <= number.value <= MOST_OF_ONE_WEEKDAY and _kind(tokens, place + 1) in ("month", "months", "")


def put_aside_day_count(words: Words) -> None:
    tokens = words.tokens
    for place, token in enumerate(tokens):
        if (
            token.kind == "days"
            and place > 1
            and tokens[place - 1].kind == "number"
            and tokens[place - 1].value.digits < 4
        ):
            words.day_count = tokens[place - 1].value.value
            del tokens[place - 1 : place + 1]
            return


def put_aside_labels(words: Words) -> None:
    """Drop «Дата проведения:» before, «включительно» anywhere, and commas that now part nothing."""
    start = 1 if [_kind(words.tokens, place) for place in (0, 1)] == ["period", "label"] else 0
    while _kind(words.tokens, start) in ("label", "clock") or (
        start and _kind(words.tokens, start) in ("and", "dash", "comma") and words.tokens[start - 1].kind != "dash"
    ):
        start += 1
    kept: list[Token] = []
    for token in words.tokens[start:]:
        is_idle_comma = token.kind == "comma" and (not kept or kept[-1].kind == "comma")
        if token.kind != "included" and not is_idle_comma:
            kept.append(token)
    while kept and kept[-1].kind == "comma":
        kept.pop()
    words.tokens = kept


def refuse_unknown(words: Words) -> None:
    strange = [token.text for token in words.tokens if token.kind == "unknown" and token.text.isalpha()]
    if strange:
        raise not_understood(f" («{' '.join(strange[:4])[:40]}»)")
