"""How much two names of partners are alike: «Вицебск» and «г. Витебск» are one town, «Минск» and «Брест» are not."""

import re
from difflib import SequenceMatcher

ALIKE = 0.72  # «Вицебск» and «Витебск» are 0.86, «Минск» and «Брест» below 0.4
LONGEST = 80  # letters that are compared


def likeness(one: str, other: str) -> float:
    """From 0 to 1, of two stored keys without «г.». A name with which the other begins («Орша», «Орша (Оршанский
    район)») is as good as the same."""
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and re.match(rf"{re.escape(short)}\b", long):
        return 1.0
    return SequenceMatcher(None, one[:LONGEST], other[:LONGEST], autojunk=False).ratio()


def are_alike(one: str, other: str) -> bool:
    """Whether they are likely one name."""
    return likeness(one, other) >= ALIKE
