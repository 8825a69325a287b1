"""A file that comes again after its writer has corrected it: which event each row means, and what is ticked of it.

Written by hand before the code. The event is `EVENT`; each row is the event but for the changes that are named.
"""
# ruff: noqa: E501 - one correction a line

from reports.imports.choices import ADD, CHANGE, SKIP
from reports.imports.comparison import NEW, SAME, TWIN

EVENT = {
    "name": "Фестиваль «Две Руси – две сестры»",
    "place_text": "г. Орша (Республика Беларусь)",
    "period_text": "4 ноября 2024 года",
    "purpose": "Показ народных обычаев.",
    "participants": "20 человек",
}

# (what the writer corrected, the changes, kind, what is ticked, the fields that are ticked)
CORRECTED = [
    ("nothing", {}, SAME, SKIP, ()),
    ("blanks", {"place": "г.\u00a0Орша  (Республика Беларусь)"}, SAME, SKIP, ()),
    ("letters that nobody sees", {"name": "Фести\u00adваль «Две Руси – две сестры»\u200b"}, SAME, SKIP, ()),
    ("the number of people", {"participants": "25 человек"}, TWIN, CHANGE, ("participants",)),
    ("the day", {"period": "5 ноября 2024 года"}, TWIN, CHANGE, ("period_text",)),
    ("the month", {"period": "4 декабря 2024 года"}, TWIN, CHANGE, ("period_text",)),
    ("day and town", {"period": "14 декабря 2024 года", "place": "г. Витебск (Республика Беларусь)"}, TWIN, CHANGE,
     ("place_text", "period_text")),
    ("a day that is no day", {"period": "уточняется"}, TWIN, CHANGE, ("period_text",)),
    ("the purpose", {"purpose": "Показ обычаев и ремёсел."}, TWIN, CHANGE, ("purpose",)),
    ("purpose and people", {"purpose": "Показ ремёсел.", "participants": "30"}, TWIN, CHANGE, ("purpose", "participants")),
    ("the case and the quotes of the name", {"name": 'ФЕСТИВАЛЬ "Две Руси - две сестры"'}, TWIN, CHANGE, ("name",)),
    ("people are gone", {"participants": ""}, TWIN, SKIP, ()),
    ("people are gone, the day is another", {"participants": "", "period": "5 ноября 2024 года"}, TWIN, CHANGE, ("period_text",)),
    ("day and purpose: perhaps another event", {"period": "4 декабря 2024 года", "purpose": "Награждение."}, TWIN, SKIP, ()),
    ("another name", {"name": "Фестиваль песни"}, NEW, ADD, None),
    ("a part of the name", {"name": "Фестиваль"}, NEW, ADD, None),
]  # fmt: skip

# Two rows of one file beside a report without events: whether the second is asked about.
TWICE = [
    ("all the same", {}, True),
    ("another day", {"period": "5 ноября 2024 года"}, True),
    ("another town", {"place": "г. Витебск (Республика Беларусь)"}, True),
    ("other people", {"participants": "25 человек"}, True),
    ("the same place and day, another purpose", {"purpose": "Награждение."}, True),
    ("a series: day and purpose are others", {"period": "11 ноября 2024 года", "purpose": "Награждение."}, False),
    ("another name", {"name": "Фестиваль песни"}, False),
]
