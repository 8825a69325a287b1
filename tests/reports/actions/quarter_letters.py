"""The letters of one whole quarter, written by hand before the code: a list of right answers.

The quarter is the fourth of 2026, with its usual dates: 20 January 2027 is a Wednesday, the last day, 31 January, a
Sunday. Days off are Saturdays, Sundays and 31 December 2026 – 10 January 2027 (fixtures/days_off_2026.csv and the next
one). Mail leaves at nine and at sixteen o'clock of every day. What people do, they do at fifteen o'clock.

27 municipalities. 1–24 have an officer with an address (o01 …). 25 has an officer without one, 26 has no officer; the
cards of both hold an address (m25, m26). 27 has neither, so no letter reaches it. There is one coordinator (c).

    25 December   the quarter is opened, and everybody is told
    12 January    1–10 and 22 hand in
    13 January    22 is returned with one remark; 1–5 are approved
    14 January    11–15 say that there was nothing
    18 January    20 gets time until 10 February; 21 asks for more time
    19 January    16–18 hand in; 21 is told that there is no more time
    20 January    19 hands in
    21 January    11–15 are approved
    22 January    19 takes the report back
    25 January    21 hands in
    26 January    7 is returned, and the mail server does not answer all afternoon
    27 January    7 hands in again before the server is back at nine; at fifteen the last day is moved to 1 February

Never handed in: 20, 23–27, and 19 and 22 the second time.
"""

import datetime


def _day(month, number):
    return datetime.date(2026 if month == 12 else 2027, month, number)


def _officers(*numbers):
    return [f"o{number:02}" for number in numbers]


CARDS = ["m25", "m26"]

# Day → kind of the letter → whom it reaches. A kind is what the subject begins with.
LETTERS = {
    _day(12, 25): {"квартал открыт": [*_officers(*range(1, 25)), *CARDS]},
    _day(1, 12): {"ждут решения 11, не сдали 16": ["c"]},
    _day(1, 13): {"отчёт принят": _officers(*range(1, 6)), "отчёт возвращён": _officers(22)},
    _day(1, 14): {"ждут решения 10, не сдали 11, на доработке 1": ["c"]},
    # Five days before the 20th: whoever has not handed in, and 22, whose report came back.
    _day(1, 15): {"срок сдачи": [*_officers(*range(16, 25)), *CARDS]},
    _day(1, 18): {"срок продлён": _officers(20), "просят продлить срок": ["c"]},
    # A day before.
    _day(1, 19): {
        "срок сдачи": [*_officers(16, 17, 18, 19, 21, 22, 23, 24), *CARDS],
        "срок не продлён": _officers(21),
        "ждут решения 13, не сдали 8, на доработке 1": ["c"],
    },
    _day(1, 20): {"ждут решения 14, не сдали 7, на доработке 1": ["c"]},
    # A day after. The coordinator learns who is late.
    _day(1, 21): {
        "срок сдачи": [*_officers(21, 22, 23, 24), *CARDS],
        "ждут решения 14, не сдали 7, на доработке 1": ["c"],
        "отчёт принят": _officers(*range(11, 16)),
    },
    # 19 owes again since Friday afternoon. The reminder of the 21st is two working days old.
    _day(1, 25): {"срок сдачи": _officers(19), "ждут решения 9, не сдали 7, на доработке 1": ["c"]},
    # 7 has handed in again: the letter of the return, which could not leave, is over.
    _day(1, 27): {
        "ждут решения 9, не сдали 7, на доработке 1": ["c"],
        "изменены сроки": [*_officers(*range(6, 11), *range(16, 25)), *CARDS],
    },
    # A day before the last one is a Sunday, so it waits for Monday morning.
    _day(2, 1): {"срок сдачи": [*_officers(19, 22, 23, 24), *CARDS]},
    _day(2, 2): {"ждут решения 9, не сдали 7, на доработке 1": ["c"]},
    # 20, by its own day.
    _day(2, 5): {"срок сдачи": _officers(20)},
    _day(2, 9): {"срок сдачи": _officers(20)},
    _day(2, 11): {"срок сдачи": _officers(20)},
}
